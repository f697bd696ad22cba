"""A store in one DynamoDB table: for AWS."""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from skill.deadline import Deadline
from skill.journey.speaker import Speaker
from skill.stores.dynamodb_client import CallError, DynamoDBClient
from skill.stores.jitter import jittered
from skill.stores.store import DAMAGED, ConflictError, DeclinedError, Record, UnavailableError, Week

Key = Mapping[str, Mapping[str, str]]
"""Of an item: its `pk` and `sk`, as DynamoDB writes them."""

KEY = frozenset(("pk", "sk"))

BATCH_ITEMS = 25
"""Items that one BatchWriteItem takes."""

BATCH_ATTEMPTS = 6
"""How often what a batch left undone is asked for again; the pauses add up to a second and a half at most."""

VERSION = re.compile("[1-9][0-9]{0,37}", re.ASCII)
"""A record's version as DynamoDB writes it; a number has 38 digits at most."""


class DynamoDBStore:
    """Keeps records in one table. Safe to call from many threads.

    The table has a partition key `pk` and a sort key `sk`, both text. A household's items share its key as `pk`; `sk`
    is `SPEAKER#<person>` for a hot record, `WEEK#<person>#2026-W47` for a week, `ASIDE#<person>#<digest>` for a hot
    record that could not be read, and `COUPLE` is reserved. An item has a `body` (text), and a hot record a `version`
    (number).

    Needs dynamodb:GetItem, PutItem, Query and BatchWriteItem on the table; `households` needs Scan as well.
    """

    location = "cloud"

    def __init__(
        self, table: str, client: DynamoDBClient | None = None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Use the table of that name, which must be there. Region, endpoint and credentials are as boto3 finds them."""
        self._client = client or DynamoDBClient()
        self._table, self._sleep = table, sleep

    def within(self, deadline: Deadline) -> "DynamoDBStore":
        """Return the same store for one turn, whose calls end by its deadline."""
        return DynamoDBStore(self._table, self._client.within(deadline), sleep=self._sleep)

    def ping(self) -> bool:
        """Tell whether the table answers: one cheap read, of an item that is not there."""
        try:
            self.load(Speaker("-", "-"))
        except UnavailableError:
            return False
        return True

    def load(self, speaker: Speaker) -> Record | None:
        """Return the speaker's hot record, or None where there is none: one GetItem. Raises UnavailableError."""
        item = self._hot_item(speaker)
        return _record(item) if item else None

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the hot record of the version before: one PutItem, or with a week both or none of them.

        The two are one TransactWriteItems, so no week is left behind of a speaker who is forgotten meanwhile, however
        late a call arrives.

        Raises ConflictError and UnavailableError. Where the answer to an attempt is lost, the next one finds a record
        that may be the one which the first wrote: if it is, then all is well. If it is a later one, that is not known,
        which is UnavailableError.
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
                    token = _digest({"puts": both})
                    self._client.call("transact_write_items", TransactItems=both, ClientRequestToken=token)
                else:
                    self._client.call("put_item", **put)
            except CallError as error:
                if error.kept and _record(error.kept) == record:
                    return
                if error.is_conflict and not (error.is_unsure and error.kept != {}):
                    raise ConflictError("another version is kept") from error
                raise

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Keep a record that can't be read under another key, and replace it by a fresh one: a read, two writes.

        Raises ConflictError and UnavailableError.
        """
        item = self._hot_item(speaker)
        if not item or _record(item) != seen:
            raise ConflictError("another record is kept")
        condition, values = _still(item)
        replaced = {**_hot(speaker), "version": {"N": str(fresh.version)}, "body": {"S": fresh.body}}
        with _telling():
            self._client.call("put_item", TableName=self._table, Item={**item, **_aside(speaker, _digest(item))})
            try:
                self._client.call(
                    "put_item", TableName=self._table, Item=replaced, ConditionExpression=condition, **values
                )
            except CallError as error:
                if error.is_conflict and not error.is_unsure:
                    raise ConflictError("another record is kept") from error
                raise

    def quarantined(self, speaker: Speaker) -> list[str]:
        """Return the bodies of what was set aside, as JSON text where there is none; raises UnavailableError."""
        items = self._query(speaker.household, _aside(speaker, "")["sk"]["S"])
        return [_record(item).body or _json({name: item[name] for name in item.keys() - KEY}) for item in items]

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's rolled weeks, oldest first; raises UnavailableError."""
        items = self._query(speaker.household, _week(speaker, "")["sk"]["S"])
        return [Week(_text(item, "sk").rpartition("#")[2], _text(item, "body")) for item in items]

    def speakers(self, household: str) -> list[Speaker]:
        """Return everyone in the household who has any record, in order of their key."""
        keys = (_text(key, "sk").split("#") for key in self._query(household, keys_only=True))
        return [Speaker(household, person) for person in sorted({one[1] for one in keys if len(one) > 1})]

    def all_households(self) -> list[str]:
        """Return the keys of all households, in order. It reads the whole table; raises UnavailableError."""
        found = {_text(item, "pk") for item in self._pages("scan", ProjectionExpression="pk", ConsistentRead=True)}
        return sorted(found - {""})

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker; raises UnavailableError, and some of them may be gone then."""
        # The hot record goes first: a turn that is under way can put no week after that which is not found here.
        self._delete([_hot(speaker)])
        for begins in (_week(speaker, ""), _aside(speaker, "")):
            self._delete(self._query(speaker.household, begins["sk"]["S"], keys_only=True))

    def forget_household(self, household: str) -> None:
        """Delete every record of the household, whosever they are; raises UnavailableError as `forget` does."""
        self._delete(self._query(household, "SPEAKER#", keys_only=True))
        self._delete(self._query(household, keys_only=True))

    def _hot_item(self, speaker: Speaker) -> Mapping[str, Any] | None:
        with _telling():
            item = self._client.call("get_item", TableName=self._table, Key=_hot(speaker), ConsistentRead=True)
        return item.get("Item")

    def _query(self, household: str, begins: str | None = None, *, keys_only: bool = False) -> list[Mapping[str, Any]]:
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
        return list(self._pages("query", **asked))

    def _delete(self, keys: Sequence[Mapping[str, Any]]) -> None:
        for start in range(0, len(keys), BATCH_ITEMS):
            left: Sequence[Any] = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + BATCH_ITEMS]]
            for tried in range(BATCH_ATTEMPTS):
                if tried:
                    self._sleep(jittered(0.05 * 2 ** (tried - 1)))
                with _telling():
                    answer = self._client.call("batch_write_item", RequestItems={self._table: left})
                left = (answer.get("UnprocessedItems") or {}).get(self._table) or ()
                if not left:
                    break
            else:
                raise UnavailableError("DynamoDB went on leaving deletions undone")

    def _pages(self, operation: str, **asked: Any) -> Iterator[Mapping[str, Any]]:
        """Yield the items of a query or a scan, page after page."""
        seen = set[str]()
        while True:
            with _telling():
                page = self._client.call(operation, TableName=self._table, **asked)
            yield from (item for item in page.get("Items") or () if isinstance(item, Mapping))
            after = page.get("LastEvaluatedKey")
            if not after:
                return
            key = _json(after)
            if key in seen:
                raise UnavailableError("DynamoDB answers with the same page again")
            seen.add(key)
            asked["ExclusiveStartKey"] = after


@contextmanager
def _telling() -> Iterator[None]:
    try:
        yield
    except CallError as error:
        failure = (UnavailableError if error.is_unsure else DeclinedError)(str(error))
        failure.is_final = error.is_final
        raise failure from error


def _hot(speaker: Speaker) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}


def _week(speaker: Speaker, name: str) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"WEEK#{speaker.person}#{name}"}}


def _aside(speaker: Speaker, digest: str) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"ASIDE#{speaker.person}#{digest}"}}


def _record(item: Mapping[str, Any]) -> Record:
    """Return an item as a record; DAMAGED where it is none."""
    version, body = _value(item, "version", "N"), _value(item, "body", "S")
    if version is None or body is None or not VERSION.fullmatch(version):
        return DAMAGED
    return Record(int(version), body)


def _value(item: Any, name: str, kind: str) -> str | None:
    """Return the value of an item's attribute, or None where the attribute is not there or of another kind."""
    attribute = item.get(name) if isinstance(item, Mapping) else None
    value = attribute.get(kind) if isinstance(attribute, Mapping) else None
    return value if isinstance(value, str) else None


def _text(item: Mapping[str, Any], name: str) -> str:
    """Return an attribute that is text, empty where it is not."""
    return _value(item, name, "S") or ""


def _json(value: Any) -> str:
    """Return a value as JSON text, always the same; bytes, which JSON does not have, as Python writes them."""
    return json.dumps(value, default=repr, sort_keys=True)


def _digest(item: Mapping[str, Any]) -> str:
    """Return a hash that tells one content from another, so that setting it aside twice makes one copy."""
    return blake2b(_json(item).encode(), digest_size=8).hexdigest()


def _still(item: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the condition that an item is as it was seen, and the values for it."""
    seen = {name: item[name] for name in ("version", "body") if name in item}
    conditions = [
        f"{name} = :{name}" if name in seen else f"attribute_not_exists({name})" for name in ("version", "body")
    ]
    values = {"ExpressionAttributeValues": {f":{name}": value for name, value in seen.items()}} if seen else {}
    return f"attribute_exists(pk) AND {' AND '.join(conditions)}", values
