"""A table that counts the billed units, and a user of the skill for a month."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from publish.costs import DAYS_PER_MONTH, Use
from skill.deadline import Deadline
from skill.stores.dynamodb import DynamoDBStore
from skill.stores.dynamodb_client import CallError, DynamoDBClient
from tools.envelopes import Session
from tools.simulated_year import app_on

ITEM_OVERHEAD = 100
"""Bytes that DynamoDB adds to each item where storage is billed."""

READ_BYTES, WRITE_BYTES = 4096, 1024
"""What one unit of a strongly consistent read, and of a write, covers."""

BEFORE = 31
"""Days lived before the counting begins, so that weeks roll as they do ever after."""

MORNING = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""Seven on a Monday in New York."""

PROMISES = ("be home by seven", "put the phone away at dinner")


class BilledTable(DynamoDBClient):
    """Answers the calls of a turn as a table does, and counts what they would be billed as."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str], Mapping[str, Any]] = {}
        self.read_units = self.write_units = 0

    def within(self, deadline: Deadline) -> Self:
        return self

    def call(self, operation: str, **asked: Any) -> dict[str, Any]:
        if operation == "get_item":
            assert asked["ConsistentRead"] is True
            found = self.items.get(_key(asked["Key"]))
            self.read_units += units(size(found) if found else 0, READ_BYTES)
            return {"Item": found} if found else {}
        if operation == "transact_write_items":
            # All or none costs everything twice.
            for one in asked["TransactItems"]:
                self._put(one["Put"], times=2)
            return {}
        assert operation == "put_item", f"{operation} is not counted yet"
        self._put(asked)
        return {}

    def _put(self, asked: Mapping[str, Any], times: int = 1) -> None:
        item = asked["Item"]
        before = self.items.get(_key(item))
        # What replaces an item is billed as the larger of the two, and what a condition refuses is billed too.
        self.write_units += times * units(max(size(item), size(before) if before else 0), WRITE_BYTES)
        if not _holds(asked, before):
            error = CallError("another item is there")
            error.is_conflict, error.stored_item = True, {}
            raise error
        self.items[_key(item)] = item

    def largest(self, kind: str) -> int:
        return max(ITEM_OVERHEAD + size(item) for (_, key), item in self.items.items() if key.startswith(kind))


def units(size: int, covered: int) -> int:
    """Return how many units a call is billed; nothing at all is one."""
    return max(1, -(-size // covered))


def size(item: Mapping[str, Any]) -> int:
    """Return the bytes of an item as DynamoDB counts them; a number as one byte for two digits, and one."""
    return sum(
        len(name) + (len(text.encode()) if kind == "S" else (len(text) + 1) // 2 + 1)
        for name, value in item.items()
        for kind, text in value.items()
    )


class DailyUser(Session):
    """A user with two promises who uses the skill every morning and every evening."""

    def __init__(self, client: DynamoDBClient, table: str = "journeys") -> None:
        super().__init__(app_on(DynamoDBStore(table, client)), MORNING)
        self.sittings = self.turns = 0
        self.sit("TodaysStepIntent", {"role": "healing"}, role="healing")
        for promise in PROMISES:
            self.sit("MakeCommitmentIntent", {"commitment": promise})

    def sit(self, intent: str, slots: Mapping[str, str] | None = None, **ids: str) -> str:
        """Turn to the skill after a pause."""
        self.answer = {}
        self.sittings += 1
        return self.tell(intent, slots, **ids)

    def tell(self, intent: str, slots: Mapping[str, str] | None = None, **ids: str) -> str:
        self.turns += 1
        said = self.say(intent, slots, **ids)
        assert said
        self.now += timedelta(seconds=15)
        return said

    def live(self, days: int) -> None:
        for _ in range(days):
            morning = self.now
            self.sit("TodaysStepIntent")
            self.now = morning + timedelta(hours=13)
            self.sit("CompleteStepIntent")
            self.tell("DailyCheckInIntent")
            said = self.tell("DailyCheckInIntent", {"rating": "4"})
            for promise in PROMISES:
                assert promise in said, said
                said = self.tell("AMAZON.YesIntent")
            assert self.answer["response"]["shouldEndSession"]
            if self.now.weekday() == 0:  # Sunday evening in New York
                assert "check-ins" in self.tell("WeeklyProgressIntent")
                self.tell("AMAZON.NoIntent")
            self.now = morning + timedelta(days=1)


class LogBytes(logging.Handler):
    """Counts what would be logged at the level that template.yaml asks for."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += len(record.getMessage().encode())


def counted() -> Use:
    """Live a month, and return what it came to."""
    table, log = BilledTable(), LogBytes()
    user = DailyUser(table)
    user.live(BEFORE)
    table.read_units = table.write_units = user.sittings = user.turns = 0
    root = logging.getLogger()
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.INFO)
    try:
        user.live(DAYS_PER_MONTH)
    finally:
        root.removeHandler(log)
        root.setLevel(level)
    return Use(
        sittings=user.sittings,
        turns=user.turns,
        read_units=table.read_units,
        write_units=table.write_units,
        log_bytes=log.count,
        journey_bytes=table.largest("SPEAKER#"),
        week_bytes=table.largest("WEEK#"),
    )


def _key(item: Mapping[str, Any]) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _holds(asked: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool:
    """Tell whether the condition of a put holds; there are two that the store asks for."""
    condition = asked.get("ConditionExpression")
    if condition == "version = :before":
        return before is not None and before["version"] == asked["ExpressionAttributeValues"][":before"]
    assert condition in (None, "attribute_not_exists(pk)")
    return condition is None or before is None
