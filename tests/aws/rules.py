"""What must be true of the stack, in rules that name what they found."""

from collections.abc import Iterator
from typing import Any

Resources = dict[str, Any]

TABLE_ACTIONS = {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:BatchWriteItem"}
LOG_ACTIONS = {"logs:CreateLogStream", "logs:PutLogEvents"}
TRACE_ACTIONS = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}
"""X-Ray's actions know no resource, so that these alone may name all of them."""

SNAPSHOTS_FROM = (3, 12)
"""The oldest Python that SnapStart takes."""

WATCHED = {"Errors", "Throttles", "Duration", "SystemErrors", "Apologies"}


def broken(template: dict[str, Any]) -> list[str]:
    """Return what is wrong with an expanded template, one line each."""
    resources: Resources = template["Resources"]
    rules = (_permissions, _function, _publishing, _trigger, _table, _logs, _alarms)
    return [line for rule in rules for line in rule(resources)]


def _of(resources: Resources, kind: str) -> dict[str, Any]:
    return {name: one for name, one in resources.items() if one["Type"] == kind}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _permissions(resources: Resources) -> Iterator[str]:
    for name, role in _of(resources, "AWS::IAM::Role").items():
        if role["Properties"].get("ManagedPolicyArns"):
            yield f"{name} has a managed policy, which grants more than is used"
        for policy in role["Properties"].get("Policies", ()):
            for statement in policy["PolicyDocument"]["Statement"]:
                yield from (f"{name}: {line}" for line in _statement(statement))
    for kind in ("AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"):
        yield from (f"{name} is a policy outside of the function's role" for name in _of(resources, kind))


def _statement(statement: dict[str, Any]) -> Iterator[str]:
    actions, where = set(_listed(statement.get("Action", "*"))), _listed(statement.get("Resource", "*"))
    if "NotAction" in statement or "NotResource" in statement:
        yield "a statement of what is not meant"
    unused = actions - TABLE_ACTIONS - LOG_ACTIONS - TRACE_ACTIONS
    if unused:
        yield f"actions that are never used: {sorted(unused)}"
    if any("*" in str(one) for one in where) and not actions <= TRACE_ACTIONS:
        yield f"all resources for {sorted(actions)}"
    if actions & TABLE_ACTIONS and not all("Journeys" in str(one) for one in where):
        yield "another table"
    if actions & LOG_ACTIONS and where != [{"Fn::GetAtt": ["SkillLogs", "Arn"]}]:
        yield "another log"


def _function(resources: Resources) -> Iterator[str]:
    (function,) = (one["Properties"] for one in _of(resources, "AWS::Lambda::Function").values())
    version = tuple(map(int, function["Runtime"].removeprefix("python").split(".")))
    wanted = {
        "Handler": "lambda.handler.handler",
        "Architectures": ["arm64"],
        "TracingConfig": {"Mode": "Active"},
        "SnapStart": {"ApplyOn": "PublishedVersions"},
    }
    yield from (
        f"the function's {name} is not {value}" for name, value in wanted.items() if function.get(name) != value
    )
    if function.get("SnapStart") and version < SNAPSHOTS_FROM:
        yield f"there are no snapshots of {function['Runtime']}"
    if function["Timeout"] >= 8:
        yield "Alexa waits eight seconds, and the function takes longer"
    logging = function.get("LoggingConfig", {})
    if (logging.get("LogFormat"), logging.get("LogGroup")) != ("JSON", {"Ref": "SkillLogs"}):
        yield "log lines are not JSON, or not in the group whose lines are deleted"
    if not {"TRUST_STEPS_TABLE", "TRUST_STEPS_SKILL_ID"} <= set(function["Environment"]["Variables"]):
        yield "the function doesn't know its table or its skill"


def _publishing(resources: Resources) -> Iterator[str]:
    aliases = _of(resources, "AWS::Lambda::Alias")
    if [one["Properties"]["Name"] for one in aliases.values()] != ["live"]:
        yield "there is no alias `live`"
    for name, version in _of(resources, "AWS::Lambda::Version").items():
        if version.get("DeletionPolicy") != "Delete":
            yield f"{name} stays when it is replaced, and its snapshot is paid for"


def _trigger(resources: Resources) -> Iterator[str]:
    found = [one["Properties"] for one in _of(resources, "AWS::Lambda::Permission").values()]
    for one in found:
        if one.get("Principal") != "alexa-appkit.amazon.com" or one.get("EventSourceToken") != SKILL:
            yield "somebody other than this skill may call the function"
        if one.get("FunctionName") != {"Ref": "SkillFunctionAliaslive"}:
            yield "Alexa may call something else than the alias"
    if len(found) != 1:
        yield "Alexa may not call the function, or others may"


SKILL = {"Ref": "SkillId"}


def _table(resources: Resources) -> Iterator[str]:
    (table,) = _of(resources, "AWS::DynamoDB::Table").values()
    for name in ("DeletionPolicy", "UpdateReplacePolicy"):
        if table.get(name) != "Retain":
            yield f"the table's {name} is not Retain"
    properties = table["Properties"]
    recovery = properties.get("PointInTimeRecoverySpecification", {})
    facts = {
        "billed by the request": properties.get("BillingMode") == "PAY_PER_REQUEST",
        "encrypted with a key of the account": properties.get("SSESpecification", {}).get("SSEEnabled") is True,
        "recoverable to a point in time": recovery.get("PointInTimeRecoveryEnabled") is True,
        "protected from deletion": properties.get("DeletionProtectionEnabled") is True,
    }
    yield from (f"the table is not {fact}" for fact, holds in facts.items() if not holds)


def _logs(resources: Resources) -> Iterator[str]:
    for name, group in _of(resources, "AWS::Logs::LogGroup").items():
        if not group["Properties"].get("RetentionInDays"):
            yield f"{name} keeps its lines for ever"


def _alarms(resources: Resources) -> Iterator[str]:
    watched = set()
    for name, alarm in _of(resources, "AWS::CloudWatch::Alarm").items():
        properties = alarm["Properties"]
        metrics = [one["MetricStat"]["Metric"] for one in properties.get("Metrics", ()) if "MetricStat" in one]
        watched |= {one["MetricName"] for one in metrics or [properties]}
        if not properties.get("AlarmActions"):
            yield f"{name} tells nobody"
        if any(len(one.get("Dimensions", ())) < 2 for one in metrics):
            yield f"{name} watches a metric that the table does not have"
    if watched != WATCHED:
        yield f"watched: {sorted(watched)}, wanted: {sorted(WATCHED)}"
