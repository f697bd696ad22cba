"""The stack grants no more than is used, and keeps what it must: read from what SAM makes of template.yaml."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.aws.rules import broken
from tests.aws.template import TEMPLATE, expanded, variables, written

pytestmark = pytest.mark.artifact

TEXT = TEMPLATE.read_text()

ROLE = "      Role: !GetAtt SkillRole.Arn\n"
CRUD = "      Policies:\n        - DynamoDBCrudPolicy: {TableName: !Ref Journeys}\n"

MISTAKES: dict[str, tuple[str, str, str]] = {
    "SAM's own policy for all of a table": (ROLE, CRUD, "never used: .*DeleteItem"),
    "every action on the table": ("dynamodb:GetItem, ", "dynamodb:*, ", "never used"),
    "an action that nothing calls": ("dynamodb:Query, ", "dynamodb:Query, dynamodb:Scan, ", "never used"),
    "every table": ("- !GetAtt Journeys.Arn", '- "*"', "all resources"),
    "another table": ("- !GetAtt Journeys.Arn", "- !GetAtt Others.Arn", "another table"),
    "every log": ("Resource: !GetAtt SkillLogs.Arn", 'Resource: "*"', "all resources"),
    "SAM's own role": (ROLE, "", "managed policy"),
    "another door": ("lambda.handler.handler", "lambda.handler.handle", "Handler"),
    "a machine that costs more": ("[arm64]", "[x86_64]", "Architectures"),
    "no traces": ("Tracing: Active", "Tracing: PassThrough", "TracingConfig"),
    "a Python without snapshots": ("python3.14", "python3.11", "no snapshots"),
    "no snapshots": ("ApplyOn: PublishedVersions", "ApplyOn: None", "SnapStart"),
    "more time than Alexa gives": ("Timeout: 7", "Timeout: 9", "eight seconds"),
    "log lines of text": ("LogFormat: JSON", "LogFormat: Text", "not JSON"),
    "log lines for ever": ("      RetentionInDays: !Ref LogDays\n", "", "for ever"),
    "no variables": ("TRUST_STEPS_SKILL_ID", "SKILL_ID", "doesn't know"),
    "snapshots that pile up": ("VersionDeletionPolicy: Delete", "VersionDeletionPolicy: Retain", "paid for"),
    "no alias": ("      AutoPublishAlias: live\n", "", "refused"),
    "any skill": ("            SkillId: !Ref SkillId\n", "            SkillId: '*'\n", "other than this skill"),
    "no skill": ("Type: AlexaSkill", "Type: SNS", "refused"),
    "a table that goes with its stack": ("DeletionPolicy: Retain", "DeletionPolicy: Delete", "Retain"),
    "a table without a key": ("SSEEnabled: true", "SSEEnabled: false", "encrypted"),
    "a table without a past": ("PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false", "recoverable"),
    "a table that can be deleted": ("DeletionProtectionEnabled: true", "DeletionProtectionEnabled: false", "protected"),
    "a table at a fixed price": ("PAY_PER_REQUEST", "PROVISIONED", "billed"),
    "an alarm that tells nobody": ("AlarmActions: *tell", "AlarmActions: []", "tells nobody"),
    "an alarm of something else": ("MetricName: Throttles", "MetricName: Invocations", "watched"),
}


@pytest.fixture(scope="module")
def mistaken() -> dict[str, dict[str, Any] | None]:
    """Return what SAM makes of the template with each of the mistakes."""
    assert all(right in TEXT for right, _, _ in MISTAKES.values())
    texts = [TEXT.replace(right, wrong) for right, wrong, _ in MISTAKES.values()]
    return dict(zip(MISTAKES, expanded(*texts), strict=True))


def test_the_stack_grants_no_more_than_is_used_and_keeps_what_it_must() -> None:
    (template,) = expanded(TEXT)
    assert template
    assert broken(template) == []


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_noticed(mistaken: dict[str, dict[str, Any] | None], mistake: str) -> None:
    template = mistaken[mistake]
    found = "\n".join(broken(template)) if template else "refused"
    assert re.search(MISTAKES[mistake][2], found)


def test_the_skill_id_has_to_be_given_and_has_to_look_like_one() -> None:
    parameter = written()["Parameters"]["SkillId"]
    assert "Default" not in parameter
    fits: Callable[[str], object] = re.compile(parameter["AllowedPattern"]).search
    assert fits("amzn1.ask.skill.12345678-1234-1234-1234-123456789abc")
    for wrong in ("", "*", "amzn1.ask.skill.1", "amzn1.ask.skill.12345678-1234-1234-1234-123456789abc*"):
        assert not fits(wrong)


def test_every_alarm_reaches_the_owner_who_gave_an_address() -> None:
    template = written()
    actions = {
        name: one["Properties"]["AlarmActions"]
        for name, one in template["Resources"].items()
        if one["Type"] == "AWS::CloudWatch::Alarm"
    }
    assert len(actions) == 5
    assert all(
        one == {"Fn::If": ["SendsAlarms", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]} for one in actions.values()
    )


def test_the_zones_are_where_the_function_is_told_they_are() -> None:
    assert (TEMPLATE.parent / ".aws-sam/build/SkillFunction/tzdata/zoneinfo/Europe/Dublin").is_file()
    assert variables(TEMPLATE.parent)["PYTHONTZPATH"] == str(TEMPLATE.parent / "tzdata/zoneinfo")
