"""A store in one DynamoDB table: for AWS."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from skill.journey.speaker import Speaker
from skill.stores.aws import CallError, Client, Refused, jittered
from skill.stores.place import place
from skill.stores.port import Conflict, Record, Unavailable, Week

Key = Mapping[str, Mapping[str, str]]
"""Of an item: its `pk` and `sk`, as DynamoDB writes them."""

AT_ONCE = 25
"""Items that one BatchWriteItem takes."""

TRIES = 6
"""How often what a batch left undone is asked for again; the pauses add up to a second and a half at most."""


class DynamoDBStore:
    """Keeps records in one table. Safe to call from many threads.

    The table has a partition key `pk` and a sort key `sk`, both text. A household's items share its key as `pk`; `sk`
    is `SPEAKER#<person>` for a hot record, `WEEK#<person>#2026-W47` for a week, and `COUPLE` is set aside. An item has
    a `body` (text), and a hot record a `version` (number).

    Needs dynamodb:GetItem, PutItem, Query and BatchWriteItem on the table; `households` needs Scan as well.
    """

    place = "cloud"

    def __init__(
        self, table: str, client: Client | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Use the table of that name, which must be there. Region, endpoint and credentials are as the SDK finds them.

        `client` is by default one that gives up in time for a turn.
        """
        self._client = client or Client(place())
        self._table, self._sleep = table, sleep

    def is_reachable(self) -> bool:
        """Tell whether the table answers: one cheap read, of an item that is not there."""
        try:
            self.load(Speaker("-", "-"))
        except Unavailable:
            return False
        return True

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's hot record, or None where there is none: one GetItem. Raises Unavailable."""
        with _telling():
            item = self._call("GetItem", Key=_hot(speaker), ConsistentRead=True).get("Item")
        return Record(int(item["version"]["N"]), item["body"]["S"]) if item else None

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the hot record of the version before: one PutItem, and one more before it for a week.

        Raises Conflict and Unavailable. A Conflict can be the skill's own doing: where the answer to a put is lost,
        the client puts again, and now finds the record that the first put wrote. Whoever loads the record then sees in
        it that the request was answered.
        """
        put: dict[str, Any] = {
            "Item": {**_hot(speaker), "version": {"N": str(record.version)}, "body": {"S": record.body}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if record.version == 1:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "version = :before"
            put["ExpressionAttributeValues"] = {":before": {"N": str(record.version - 1)}}
        with _telling():
            if week:
                item = {**_week(speaker, week.name), "body": {"S": week.body}}
                self._call("PutItem", Item=item)
            try:
                self._call("PutItem", **put)
            except Refused as error:
                if error.code != "ConditionalCheckFailedException":
                    raise
                if week and "Item" not in error.answer:
                    # The speaker was forgotten between the two puts, so the week must go too.
                    self._delete([_week(speaker, week.name)])
                raise Conflict("another version is kept") from error

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's rolled weeks, oldest first; raises Unavailable."""
        items = self._query(speaker.household, _week(speaker, "")["sk"]["S"])
        return [Week(item["sk"]["S"].rpartition("#")[2], item["body"]["S"]) for item in items]

    def speakers(self, household: str) -> list[Speaker]:
        """Return everyone in the household who has a hot record or a week, in order of their key."""
        keys = (key["sk"]["S"].split("#") for key in self._query(household, keys_only=True))
        return [Speaker(household, person) for person in sorted({one[1] for one in keys if len(one) > 1})]

    def households(self) -> list[str]:
        """Return the keys of all households, in order. It reads the whole table; raises Unavailable."""
        return sorted({item["pk"]["S"] for item in self._pages("Scan", ProjectionExpression="pk", ConsistentRead=True)})

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker; raises Unavailable, and some of them may be gone then."""
        # The hot record goes first: a turn that is under way can put no week after that which is not found here.
        self._delete([_hot(speaker)])
        self._delete(self._query(speaker.household, _week(speaker, "")["sk"]["S"], keys_only=True))

    def forget_household(self, household: str) -> None:
        """Delete every record of the household, whosever they are; raises Unavailable as `forget` does."""
        self._delete(self._query(household, "SPEAKER#", keys_only=True))
        self._delete(self._query(household, keys_only=True))

    def _query(self, household: str, begins: str | None = None, *, keys_only: bool = False) -> list[dict[str, Any]]:
        asked: dict[str, Any] = {
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": household}},
        }
        if begins is not None:
            asked["KeyConditionExpression"] += " AND begins_with(sk, :begins)"
            asked["ExpressionAttributeValues"][":begins"] = {"S": begins}
        if keys_only:
            asked["ProjectionExpression"] = "pk, sk"
        return list(self._pages("Query", **asked))

    def _delete(self, keys: Sequence[Key]) -> None:
        for start in range(0, len(keys), AT_ONCE):
            left: Sequence[Any] = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + AT_ONCE]]
            for tried in range(TRIES):
                if tried:
                    self._sleep(jittered(0.05 * 2 ** (tried - 1)))
                with _telling():
                    answer = self._client.call("BatchWriteItem", {"RequestItems": {self._table: left}})
                left = answer.get("UnprocessedItems", {}).get(self._table, [])
                if not left:
                    break
            else:
                raise Unavailable("DynamoDB went on leaving deletions undone")

    def _pages(self, operation: str, **asked: Any) -> Iterator[dict[str, Any]]:
        """Yield the items of a Query or a Scan, page after page."""
        after: Mapping[str, Any] = {}
        while True:
            with _telling():
                page = self._call(operation, **asked, **after)
            yield from page["Items"]
            if "LastEvaluatedKey" not in page:
                return
            after = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    def _call(self, operation: str, **asked: Any) -> dict[str, Any]:
        return self._client.call(operation, {"TableName": self._table, **asked})


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except CallError as error:
        raise Unavailable(str(error)) from error


def _hot(speaker: Speaker) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}


def _week(speaker: Speaker, name: str) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"WEEK#{speaker.person}#{name}"}}
