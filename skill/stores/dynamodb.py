"""A store in one DynamoDB table: for AWS."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any, cast

from skill.journey.speaker import Speaker
from skill.stores.aws import CallError, Client, Refused
from skill.stores.jitter import jittered
from skill.stores.place import place
from skill.stores.port import DAMAGED, Conflict, Declined, Record, Unavailable, Week

Key = Mapping[str, Mapping[str, str]]
"""Of an item: its `pk` and `sk`, as DynamoDB writes them."""

KEY = frozenset(("pk", "sk"))

AT_ONCE = 25
"""Items that one BatchWriteItem takes."""

TRIES = 6
"""How often what a batch left undone is asked for again; the pauses add up to a second and a half at most."""


class DynamoDBStore:
    """Keeps records in one table. Safe to call from many threads.

    The table has a partition key `pk` and a sort key `sk`, both text. A household's items share its key as `pk`; `sk`
    is `SPEAKER#<person>` for a hot record, `WEEK#<person>#2026-W47` for a week, `ASIDE#<person>#<digest>` for a hot
    record that could not be read, and `COUPLE` is reserved. An item has a `body` (text), and a hot record a `version`
    (number).

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

    def within(self, seconds: float) -> "DynamoDBStore":
        """Return the same store for one turn, whose calls all together end within so long from now."""
        return DynamoDBStore(self._table, self._client.within(seconds), sleep=self._sleep)

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
        return _record(item) if item else None

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the hot record of the version before: one PutItem, or with a week both or none of them.

        The two are one TransactWriteItems, so nobody's week is left behind who is forgotten meanwhile, however late a
        call arrives.

        Raises Conflict and Unavailable. Where the answer to a put is lost, the client puts again, and now finds a
        record that may be the one which the first put wrote: if it is, then all is well. If it is a later one, nobody
        knows, and that is Unavailable.
        """
        put: dict[str, Any] = {
            "TableName": self._table,
            "Item": {**_hot(speaker), "version": {"N": str(record.version)}, "body": {"S": record.body}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if record.version == 1:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "version = :before"
            put["ExpressionAttributeValues"] = {":before": {"N": str(record.version - 1)}}
        with _telling():
            try:
                if week:
                    item = {**_week(speaker, week.name), "body": {"S": week.body}}
                    both = [{"Put": {"TableName": self._table, "Item": item}}, {"Put": put}]
                    token = {"ClientRequestToken": _digest({"puts": both})}
                    self._client.call("TransactWriteItems", {"TransactItems": both, **token})
                else:
                    self._client.call("PutItem", put)
            except Refused as error:
                kept = _unmet(error)
                if kept is None:
                    raise
                if kept and _record(kept) == record:
                    return
                if error.is_unsure and kept:
                    raise
                raise Conflict("another version is kept") from error

    def set_aside(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Keep a record that nobody can read under another key, and replace it by a fresh one: a read, two writes.

        Raises Conflict and Unavailable.
        """
        with _telling():
            item = self._call("GetItem", Key=_hot(speaker), ConsistentRead=True).get("Item")
            if item is None or _record(item) != seen:
                raise Conflict("another record is kept")
            self._call("PutItem", Item={**item, **_aside(speaker, _digest(item))})
            condition, values = _still(item)
            replaced = {**_hot(speaker), "version": {"N": str(fresh.version)}, "body": {"S": fresh.body}}
            try:
                self._call("PutItem", Item=replaced, ConditionExpression=condition, **values)
            except Refused as error:
                if error.code != "ConditionalCheckFailedException" or error.is_unsure:
                    raise
                raise Conflict("another record is kept") from error

    def aside(self, speaker: Speaker) -> list[str]:
        """Return the bodies of what was set aside, as JSON text where there is none; raises Unavailable."""
        items = self._query(speaker.household, _aside(speaker, "")["sk"]["S"])
        return [_record(item).body or json.dumps({name: item[name] for name in item.keys() - KEY}) for item in items]

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's rolled weeks, oldest first; raises Unavailable."""
        items = self._query(speaker.household, _week(speaker, "")["sk"]["S"])
        return [Week(item["sk"]["S"].rpartition("#")[2], _text(item)) for item in items]

    def speakers(self, household: str) -> list[Speaker]:
        """Return everyone in the household who has any record, in order of their key."""
        keys = (key["sk"]["S"].split("#") for key in self._query(household, keys_only=True))
        return [Speaker(household, person) for person in sorted({one[1] for one in keys if len(one) > 1})]

    def households(self) -> list[str]:
        """Return the keys of all households, in order. It reads the whole table; raises Unavailable."""
        return sorted({item["pk"]["S"] for item in self._pages("Scan", ProjectionExpression="pk", ConsistentRead=True)})

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker; raises Unavailable, and some of them may be gone then."""
        # The hot record goes first: a turn that is under way can put no week after that which is not found here.
        self._delete([_hot(speaker)])
        for begins in (_week(speaker, ""), _aside(speaker, "")):
            self._delete(self._query(speaker.household, begins["sk"]["S"], keys_only=True))

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
        raise (Unavailable if error.is_unsure else Declined)(str(error)) from error


def _hot(speaker: Speaker) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}


def _week(speaker: Speaker, name: str) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"WEEK#{speaker.person}#{name}"}}


def _aside(speaker: Speaker, digest: str) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"ASIDE#{speaker.person}#{digest}"}}


def _record(item: Mapping[str, Any]) -> Record:
    """Return an item as a record; DAMAGED where it is none."""
    version, body = item.get("version", {}).get("N"), item.get("body", {}).get("S")
    if version is None or not version.isdecimal() or version == "0" or not isinstance(body, str):
        return DAMAGED
    return Record(int(version), body)


def _text(item: Mapping[str, Any]) -> str:
    """Return an item's body, empty where it has none."""
    return str(item.get("body", {}).get("S", ""))


def _unmet(error: Refused) -> Mapping[str, Any] | None:
    """Return the item because of which a put was refused, empty where there is none; None for another refusal."""
    if error.code == "ConditionalCheckFailedException":
        return cast("Mapping[str, Any]", error.answer.get("Item", {}))
    for reason in error.answer.get("CancellationReasons", ()):
        if reason.get("Code") == "ConditionalCheckFailed":
            return cast("Mapping[str, Any]", reason.get("Item", {}))
    return None


def _digest(item: Mapping[str, Any]) -> str:
    """Return what tells one content from another, so that setting it aside twice makes one copy."""
    return blake2b(json.dumps(item, sort_keys=True).encode(), digest_size=8).hexdigest()


def _still(item: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the condition that an item is as it was seen, and the values for it."""
    seen = {name: item[name] for name in ("version", "body") if name in item}
    conditions = [
        f"{name} = :{name}" if name in seen else f"attribute_not_exists({name})" for name in ("version", "body")
    ]
    values = {"ExpressionAttributeValues": {f":{name}": value for name, value in seen.items()}} if seen else {}
    return f"attribute_exists(pk) AND {' AND '.join(conditions)}", values
