"""The stack grants no more than is used, and keeps what it must: read from what SAM makes of template.yaml."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from skill.journey.speaker import Speaker
from skill.stores.dynamodb import DynamoDBStore
from skill.stores.dynamodb_client import DynamoDBClient
from skill.stores.store import Record, Week
from tests.aws.alarm_rules import OPERATIONS, of
from tests.aws.rules import broken
from tests.aws.template import TEMPLATE, expanded, variables, written
from tools.dynamodb_table import client_at, create_table, moto

pytestmark = pytest.mark.artifact

TEXT = TEMPLATE.read_text()

ROLE = "      Role: !GetAtt SkillRole.Arn\n"
CRUD = "      Policies:\n        - DynamoDBCrudPolicy: {TableName: !Ref Journeys}\n"

MANAGED = "      ManagedPolicyArns: [arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess]\n      Policies:\n"
SHARED = "      ResourcePolicy: {PolicyDocument: {Statement: []}}\n"

MISTAKES: dict[str, tuple[str, str, str]] = {
    "SAM's own policy for all of a table": (ROLE, CRUD, "never used: .*DeleteItem"),
    "every action on the table": ("dynamodb:GetItem, ", "dynamodb:*, ", "never used"),
    "one action too few": ("dynamodb:Query, ", "", "needed and not granted: .*Query"),
    "an action that nothing calls": ("dynamodb:Query, ", "dynamodb:Query, dynamodb:Scan, ", "never used"),
    "every table": ("- !GetAtt Journeys.Arn", '- "*"', "all resources"),
    "another table": ("- !GetAtt Journeys.Arn", "- !GetAtt SkillLogs.Arn", "something else for .*GetItem"),
    "any table in place of the one that is named": ("table/${TableName}", "table/*", "all resources"),
    "all but a table": ("Resource: !GetAtt SkillLogs.Arn", "NotResource: !GetAtt Journeys.Arn", "simply say"),
    "every log": ("Resource: !GetAtt SkillLogs.Arn", 'Resource: "*"', "all resources"),
    "SAM's own role": (ROLE, "", "managed policy"),
    "a policy of Amazon's": ("      Policies:\n", MANAGED, "managed policy"),
    "an existing role": (ROLE, "      Role: arn:aws:iam::123456789012:role/admin\n", "Role"),
    "a role for every principal": ("{Service: lambda.amazonaws.com}", '"*"', "may take SkillRole"),
    "a public function URL": ("      Tracing:", "      FunctionUrlConfig: {AuthType: NONE}\n      Tracing:", "Url"),
    "a table for another account": ("      BillingMode", f"{SHARED}      BillingMode", "other accounts"),
    "another handler": ("lambda.handler.handler", "lambda.handler.handle", "Handler"),
    "a machine that costs more": ("[arm64]", "[x86_64]", "Architectures"),
    "no traces": ("Tracing: Active", "Tracing: PassThrough", "TracingConfig"),
    "a Python without snapshots": ("python3.14", "python3.11", "no snapshots"),
    "no snapshots": ("ApplyOn: PublishedVersions", "ApplyOn: None", "SnapStart"),
    "more time than Alexa gives": ("Timeout: 7", "Timeout: 9", "eight seconds"),
    "less time than a turn takes": ("Timeout: 7", "Timeout: 3", "less time than a turn"),
    "log lines of text": ("LogFormat: JSON", "LogFormat: Text", "not JSON"),
    "log lines for ever": ("      RetentionInDays: !Ref LogDays\n", "", "for ever"),
    "no variables": ("TRUST_STEPS_SKILL_ID", "SKILL_ID", "doesn't know"),
    "every skill": ("TRUST_STEPS_SKILL_ID: !Ref SkillId", 'TRUST_STEPS_SKILL_ID: ""', "doesn't know"),
    "snapshots that pile up": ("VersionDeletionPolicy: Delete", "VersionDeletionPolicy: Retain", "paid for"),
    "no alias": ("      AutoPublishAlias: live\n", "", "refused"),
    "any skill": (
        "            SkillId: !Ref SkillId\n",
        "            SkillId: '*'\n",
        "another principal than this skill",
    ),
    "no skill": ("Type: AlexaSkill", "Type: SNS", "refused"),
    "a table that goes with its stack": ("    DeletionPolicy: Retain", "    DeletionPolicy: Delete", "DeletionPolicy"),
    "a table that goes when it is replaced": (
        "UpdateReplacePolicy: Retain\n",
        "UpdateReplacePolicy: Delete\n",
        "UpdateReplacePolicy",
    ),
    "a table with other keys": ("{AttributeName: sk, KeyType: RANGE}", "{AttributeName: pk, KeyType: RANGE}", "keyed"),
    "a table that remembers for longer": ("RecoveryPeriodInDays: 7", "RecoveryPeriodInDays: 35", "seven days"),
    "a table without a key": ("SSEEnabled: true", "SSEEnabled: false", "encrypted"),
    "a table without a past": ("PointInTimeRecoveryEnabled: true", "PointInTimeRecoveryEnabled: false", "recoverable"),
    "a table that can be deleted": ("DeletionProtectionEnabled: true", "DeletionProtectionEnabled: false", "protected"),
    "a table at a fixed price": ("PAY_PER_REQUEST", "PROVISIONED", "billed"),
    "an alarm without a recipient": ("AlarmActions: *tell", "AlarmActions: []", "does not tell"),
    "an alarm that rings at night": ("notBreaching", "breaching", "no requests"),
    "an alarm of calls without the alias": ('"${SkillFunction}:live"', '"${SkillFunction}"', "than the alias"),
    "an alarm of the mean": ("ExtendedStatistic: p99", "Statistic: Average", "one turn in a hundred"),
    "an alarm after Alexa gave up": ("Threshold: 2800", "Threshold: 9000", "nearly three seconds"),
    "an operation that nothing watches": ("Value: BatchWriteItem", "Value: DeleteItem", "watches .*DeleteItem"),
    "a failure that is not added": (", FILL(deletion, 0)", "", "leaves deletion out"),
    "apologies that nothing counts": (
        "MetricName: Apologies\n          M",
        "MetricName: Others\n          M",
        "nothing counts",
    ),
    "alarms to another address": ("Endpoint: !Ref AlarmEmail", "Endpoint: a@b.example", "another address"),
    "a limit that a new account refuses": (
        '!If [LimitsTurns, !Ref ConcurrentTurns, !Ref "AWS::NoValue"]',
        "20",
        "ReservedConcurrentExecutions",
    ),
    "an alarm of every turn": ("Threshold: !Ref HourlyTurns", "Threshold: 1", "turns of an hour"),
    "a budget of a day": ("TimeUnit: MONTHLY", "TimeUnit: DAILY", "not that of a month"),
    "a budget for another address": (
        "SubscriptionType: EMAIL, Address: !Ref AlarmEmail",
        "SubscriptionType: EMAIL, Address: a@b.example",
        "budget tells another address",
    ),
    "a budget that tells too late": ("NotificationType: FORECASTED", "NotificationType: ACTUAL", "what will be"),
    "a budget without an address": ("Condition: WatchesCosts", "Condition: MakesTable", "without an address"),
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


def test_a_changed_variable_is_published_though_the_code_is_the_same() -> None:
    longer = TEXT.replace("PYTHONTZPATH: /var", "PYTHONTZPATH: /other")
    once, again, changed = (_version(one) for one in expanded(TEXT, TEXT, longer))
    assert once == again
    assert once != changed


def _version(template: dict[str, Any] | None) -> str:
    assert template
    (name,) = of(template["Resources"], "AWS::Lambda::Version")
    return name


NOT_IN_A_TURN = {"all_households"}
"""What reads the whole table: an export does, the function never."""


def test_what_is_granted_is_what_the_store_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Play everything that a turn can ask of the store, and note the operations."""
    operations, asked, call = set(), set(), DynamoDBClient.call

    def noted(client: DynamoDBClient, operation: str, **asked: Any) -> dict[str, Any]:
        operations.add(operation.title().replace("_", ""))
        return call(client, operation, **asked)

    with moto() as endpoint:
        create_table(client_at(endpoint), "journeys")
        monkeypatch.setattr(DynamoDBClient, "call", noted)
        store = DynamoDBStore("journeys", client_at(endpoint))
        speaker, record = Speaker("household", "-"), Record(1, "{}")
        for name, arguments in (
            ("ping", ()),
            ("load", (speaker,)),
            ("save", (speaker, record, Week("2026-W10", "{}"))),
            ("quarantine", (speaker, record, record)),
            ("quarantined", (speaker,)),
            ("weeks", (speaker,)),
            ("speakers", (speaker.household,)),
            ("forget", (speaker,)),
            ("within", (1.0,)),
            ("forget_household", (speaker.household,)),
        ):
            asked.add(name)
            getattr(store, name)(*arguments)
    public = {name for name, one in vars(DynamoDBStore).items() if callable(one) and not name.startswith("_")}
    assert asked | NOT_IN_A_TURN == public
    assert operations == OPERATIONS


def test_the_zones_are_where_the_function_is_told_they_are() -> None:
    assert (TEMPLATE.parent / ".aws-sam/build/SkillFunction/tzdata/zoneinfo/Europe/Dublin").is_file()
    assert variables(TEMPLATE.parent)["PYTHONTZPATH"] == str(TEMPLATE.parent / "tzdata/zoneinfo")
