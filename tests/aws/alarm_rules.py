"""What must be true of the alarms, in rules that name what they found."""

from collections.abc import Iterator, Mapping
from typing import Any

LIVE = [
    {"Name": "FunctionName", "Value": {"Ref": "SkillFunction"}},
    {"Name": "Resource", "Value": {"Fn::Sub": "${SkillFunction}:live"}},
]
"""Lambda counts what Alexa calls under the alias, and under the function's name alone all calls."""

TABLE = {"Fn::If": ["MakesTable", {"Ref": "Journeys"}, {"Ref": "TableName"}]}

OPERATIONS = frozenset(("GetItem", "PutItem", "TransactWriteItems", "Query", "BatchWriteItem"))
"""What the store asks of its table in a turn; a test plays the store and holds this against it."""

TELL = {"Fn::If": ["SendsAlarms", [{"Ref": "AlarmTopic"}], {"Ref": "AWS::NoValue"}]}

WATCHED = {"Errors", "Throttles", "Invocations", "Duration", "SystemErrors", "Apologies"}

NEARLY_THREE_SECONDS = range(2500, 3001)
"""Milliseconds."""


def of(resources: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return the resources of a kind by name."""
    return {name: one for name, one in resources.items() if one["Type"] == kind}


def alarms(resources: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the alarms and with whom they tell."""
    watched = set()
    for name, alarm in of(resources, "AWS::CloudWatch::Alarm").items():
        properties = alarm["Properties"]
        if properties.get("AlarmActions") != TELL:
            yield f"{name} does not tell the owner"
        if properties.get("TreatMissingData") != "notBreaching":
            yield f"{name} rings when there are no requests"
        if not properties.get("ComparisonOperator", "").startswith("GreaterThan"):
            yield f"{name} rings when all is well"
        metric = properties.get("MetricName", "SystemErrors")
        watched.add(metric)
        rules = {"Invocations": _many, "Duration": _slow, "SystemErrors": _table, "Apologies": _apologies}
        rule = rules.get(metric, _once)
        yield from (f"{name} {line}" for line in rule(properties, resources))
    if watched != WATCHED:
        yield f"watched: {sorted(watched)}, wanted: {sorted(WATCHED)}"
    (topic,) = of(resources, "AWS::SNS::Topic").values()
    if (topic.get("Condition"), topic["Properties"]["Subscription"]) != (
        "SendsAlarms",
        [{"Protocol": "email", "Endpoint": {"Ref": "AlarmEmail"}}],
    ):
        yield "alarms are sent to another address than the one that was given"


def _once(properties: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[str]:
    if (properties["Namespace"], properties.get("Dimensions")) != ("AWS/Lambda", LIVE):
        yield "watches something else than the alias"
    if (properties.get("Statistic"), properties["Threshold"]) != ("Sum", 1):
        yield "does not ring at the first"


def _many(properties: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[str]:
    if (properties["Namespace"], properties.get("Dimensions")) != ("AWS/Lambda", LIVE):
        yield "watches something else than the alias"
    if (properties.get("Statistic"), properties["Period"], properties["Threshold"]) != (
        "Sum",
        3600,
        {"Ref": "HourlyTurns"},
    ):
        yield "does not add up the turns of an hour"


def costs(resources: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the budget and with whom it tells."""
    (budget,) = of(resources, "AWS::Budgets::Budget").values()
    about = budget["Properties"]["Budget"]
    if budget.get("Condition") != "WatchesCosts":
        yield "a budget is made without an address"
    if (about["TimeUnit"], about["BudgetLimit"]) != ("MONTHLY", {"Amount": {"Ref": "MonthlyBudget"}, "Unit": "USD"}):
        yield "the budget is not that of a month"
    told = budget["Properties"]["NotificationsWithSubscribers"]
    if {one["Notification"]["NotificationType"] for one in told} != {"ACTUAL", "FORECASTED"}:
        yield "the budget does not tell what was spent and what will be"
    if any(one["Subscribers"] != [{"SubscriptionType": "EMAIL", "Address": {"Ref": "AlarmEmail"}}] for one in told):
        yield "the budget tells another address than the one that was given"


def _slow(properties: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[str]:
    if (properties["Namespace"], properties.get("Dimensions")) != ("AWS/Lambda", LIVE):
        yield "watches something else than the alias"
    if properties.get("ExtendedStatistic") != "p99" or properties["Threshold"] not in NEARLY_THREE_SECONDS:
        yield "does not ring where one turn in a hundred takes nearly three seconds"


def _apologies(properties: Mapping[str, Any], resources: Mapping[str, Any]) -> Iterator[str]:
    (found,) = (one["Properties"] for one in of(resources, "AWS::Logs::MetricFilter").values())
    (counted,) = found["MetricTransformations"]
    if (properties["Namespace"], properties["MetricName"]) != (counted["MetricNamespace"], counted["MetricName"]):
        yield "watches what nothing counts"
    if (found["LogGroupName"], found["FilterPattern"]) != ({"Ref": "SkillLogs"}, '{ $.level = "ERROR" }'):
        yield "counts other lines than the skill's errors"
    if (properties.get("Statistic"), properties["Threshold"], counted["MetricValue"]) != ("Sum", 1, "1"):
        yield "does not ring at the first"


def _table(properties: Mapping[str, Any], _: Mapping[str, Any]) -> Iterator[str]:
    returned = [one for one in properties.get("Metrics", ()) if one.get("ReturnData", True)]
    if [list(one) for one in returned] != [["Id", "Expression"]]:
        yield "does not add up what it watches"
        return
    operations = set()
    for one in properties["Metrics"]:
        if one in returned:
            continue
        metric = one["MetricStat"]["Metric"]
        dimensions = {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]}
        fits = (metric["Namespace"], metric["MetricName"]) == ("AWS/DynamoDB", "SystemErrors")
        if not fits or one["MetricStat"]["Stat"] != "Sum" or dimensions.get("TableName") != TABLE:
            yield f"watches something else than the table's failures: {one['Id']}"
        # The table has this metric for each operation, and none for all of them.
        operations.add(dimensions.get("Operation"))
        if f"FILL({one['Id']}, 0)" not in returned[0]["Expression"]:
            yield f"leaves {one['Id']} out"
    if operations != OPERATIONS:
        yield f"watches {sorted(map(str, operations))}, and the skill asks for {sorted(OPERATIONS)}"
    if properties["Threshold"] != 1:
        yield "does not ring at the first"
