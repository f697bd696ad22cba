"""What must be true of the stack, in rules that name what they found."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.aws.alarm_rules import OPERATIONS, TABLE, alarms, costs, of

SKILL = {"Ref": "SkillId"}
TABLE_ARN = {
    "Fn::If": [
        "MakesTable",
        {"Fn::GetAtt": ["Journeys", "Arn"]},
        {"Fn::Sub": "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}"},
    ]
}
LOGS_ARN = {"Fn::GetAtt": ["SkillLogs", "Arn"]}

GRANTED: Mapping[str, Any] = {
    # A transaction of puts asks for the right to put, and has no action of its own.
    **{f"dynamodb:{operation}": TABLE_ARN for operation in OPERATIONS - {"TransactWriteItems"}},
    **dict.fromkeys(("logs:CreateLogStream", "logs:PutLogEvents"), LOGS_ARN),
    # X-Ray's actions know no resource, so that these two alone may name all of them.
    **dict.fromkeys(("xray:PutTraceSegments", "xray:PutTelemetryRecords"), "*"),
}
"""What the function may do and with what: no more, and no less."""

TRUSTED = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": ["sts:AssumeRole"]}
"""Who may take the role."""

KINDS = Counter(
    {
        "AWS::Lambda::Function": 1,
        "AWS::Lambda::Version": 1,
        "AWS::Lambda::Alias": 1,
        "AWS::Lambda::Permission": 1,
        "AWS::IAM::Role": 1,
        "AWS::Logs::LogGroup": 1,
        "AWS::Logs::MetricFilter": 1,
        "AWS::DynamoDB::Table": 1,
        "AWS::SNS::Topic": 1,
        "AWS::CloudWatch::Alarm": 6,
        "AWS::Budgets::Budget": 1,
    }
)
"""All resources by type. Any other type (a policy, a URL, a gateway) needs a rule about who may call it first."""

TIMEOUT = range(6, 8)
"""Seconds: more than a turn takes at most, which is five, and less than Alexa waits."""

SNAPSHOTS_FROM = (3, 12)
"""The oldest Python that SnapStart takes."""


def broken(template: dict[str, Any]) -> list[str]:
    """Return what is wrong with an expanded template, one line each."""
    resources = template["Resources"]
    kinds = Counter(one["Type"] for one in resources.values())
    found = list(_permissions(resources))
    if kinds != KINDS:
        return [*found, f"other resources than these are known: {dict((kinds - KINDS) | (KINDS - kinds))}"]
    rules = (_function, _publishing, _trigger, _table, _logs, alarms, costs)
    return [*found, *(line for rule in rules for line in rule(resources))]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _permissions(resources: Mapping[str, Any]) -> Iterator[str]:
    granted = set()
    for name, one in of(resources, "AWS::IAM::Role").items():
        role = one["Properties"]
        if role.get("ManagedPolicyArns"):
            yield f"{name} has a managed policy, which grants more than is used"
        (trusted,) = role["AssumeRolePolicyDocument"]["Statement"]
        if {**trusted, "Action": _listed(trusted["Action"])} != TRUSTED:
            yield f"another principal than Lambda may take {name}"
        for policy in role.get("Policies", ()):
            for statement in policy["PolicyDocument"]["Statement"]:
                if set(statement) != {"Effect", "Action", "Resource"} or statement["Effect"] != "Allow":
                    yield f"{policy['PolicyName']} does not simply say what is allowed"
                    continue
                granted |= set(_listed(statement["Action"]))
                yield from _statement(set(_listed(statement["Action"])), statement["Resource"])
    if GRANTED.keys() - granted:
        yield f"actions that are needed and not granted: {sorted(GRANTED.keys() - granted)}"


def _statement(actions: set[str], where: Any) -> Iterator[str]:
    if actions - GRANTED.keys():
        yield f"actions that are never used: {sorted(actions - GRANTED.keys())}"
    elsewhere = sorted(one for one in actions & GRANTED.keys() if where != GRANTED[one])
    if elsewhere:
        yield f"{'all resources' if '*' in str(where) else 'something else'} for {elsewhere}"


def _function(resources: Mapping[str, Any]) -> Iterator[str]:
    (function,) = (one["Properties"] for one in of(resources, "AWS::Lambda::Function").values())
    version = tuple(map(int, function["Runtime"].removeprefix("python").split(".")))
    wanted = {
        "Handler": "lambda.handler.handler",
        "Architectures": ["arm64"],
        "TracingConfig": {"Mode": "Active"},
        "SnapStart": {"ApplyOn": "PublishedVersions"},
        "MemorySize": {"Ref": "MemoryMiB"},
        "Role": {"Fn::GetAtt": ["SkillRole", "Arn"]},
        "ReservedConcurrentExecutions": {
            "Fn::If": ["LimitsTurns", {"Ref": "ConcurrentTurns"}, {"Ref": "AWS::NoValue"}]
        },
    }
    yield from (
        f"the function's {name} is not {value}" for name, value in wanted.items() if function.get(name) != value
    )
    if function.get("SnapStart") and version < SNAPSHOTS_FROM:
        yield f"there are no snapshots of {function['Runtime']}"
    if function["Timeout"] not in TIMEOUT:
        yield "the function has less time than a turn takes, or more than Alexa's eight seconds"
    logging = function.get("LoggingConfig", {})
    if (logging.get("LogFormat"), logging.get("LogGroup")) != ("JSON", {"Ref": "SkillLogs"}):
        yield "log lines are not JSON, or not in the group whose lines are deleted"
    variables = function["Environment"]["Variables"]
    if (variables.get("TRUST_STEPS_TABLE"), variables.get("TRUST_STEPS_SKILL_ID")) != (TABLE, SKILL):
        yield "the function doesn't know its table or its skill"


def _publishing(resources: Mapping[str, Any]) -> Iterator[str]:
    ((name, version),) = of(resources, "AWS::Lambda::Version").items()
    (alias,) = (one["Properties"] for one in of(resources, "AWS::Lambda::Alias").values())
    if (alias["Name"], alias["FunctionVersion"]) != ("live", {"Fn::GetAtt": [name, "Version"]}):
        yield "there is no alias `live` of the newest version"
    if version.get("DeletionPolicy") != "Delete":
        yield f"{name} stays when it is replaced, and its snapshot is paid for"


def _trigger(resources: Mapping[str, Any]) -> Iterator[str]:
    (permission,) = (one["Properties"] for one in of(resources, "AWS::Lambda::Permission").values())
    if (permission.get("Principal"), permission.get("EventSourceToken")) != ("alexa-appkit.amazon.com", SKILL):
        yield "another principal than this skill may call the function"
    if permission["FunctionName"] != {"Ref": "SkillFunctionAliaslive"}:
        yield "Alexa may call something else than the alias"


def _table(resources: Mapping[str, Any]) -> Iterator[str]:
    (table,) = of(resources, "AWS::DynamoDB::Table").values()
    if table.get("Condition") != "MakesTable":
        yield "a table is made also where there is one"
    for name in ("DeletionPolicy", "UpdateReplacePolicy"):
        if table.get(name) != "Retain":
            yield f"the table's {name} is not Retain"
    properties = table["Properties"]
    recovery = properties.get("PointInTimeRecoverySpecification", {})
    facts = {
        "keyed by pk and sk": _keys(properties) == [("pk", "S", "HASH"), ("sk", "S", "RANGE")],
        "closed to other accounts": "ResourcePolicy" not in properties,
        "billed by the request": properties.get("BillingMode") == "PAY_PER_REQUEST",
        "encrypted with a key of the account": properties.get("SSESpecification", {}).get("SSEEnabled") is True,
        "recoverable to a point in time": recovery.get("PointInTimeRecoveryEnabled") is True,
        "rid after seven days of what was forgotten": recovery.get("RecoveryPeriodInDays") == 7,
        "protected from deletion": properties.get("DeletionProtectionEnabled") is True,
    }
    yield from (f"the table is not {fact}" for fact, holds in facts.items() if not holds)


def _keys(properties: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    types = {one["AttributeName"]: one["AttributeType"] for one in properties["AttributeDefinitions"]}
    return [(one["AttributeName"], types[one["AttributeName"]], one["KeyType"]) for one in properties["KeySchema"]]


def _logs(resources: Mapping[str, Any]) -> Iterator[str]:
    (group,) = (one["Properties"] for one in of(resources, "AWS::Logs::LogGroup").values())
    if group.get("RetentionInDays") != {"Ref": "LogDays"}:
        yield "log lines are kept for ever"
