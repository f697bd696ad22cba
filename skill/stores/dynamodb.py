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
"""An item's `pk` and `sk`, as DynamoDB writes them."""

KEY_ATTRIBUTES = frozenset(("pk", "sk"))

BATCH_ITEMS = 25
"""Items that one BatchWriteItem takes."""

BATCH_ATTEMPTS = 6
"""Attempts to delete a batch, of which DynamoDB may leave a part undone. Their pauses are 1.6 s together at most."""

BATCH_BACKOFF_S = 0.05
"""The longest pause before the second attempt; it doubles with each."""

VERSION_PATTERN = re.compile("[1-9][0-9]{0,37}", re.ASCII)
"""A record's version as DynamoDB writes it; a number has 38 digits at most."""


class DynamoDBStore:
    """Stores records in one table. Safe to call from many threads.

    The table has a partition key `pk` and a sort key `sk`, both text. A household's items share its key as `pk`; `sk`
    is `SPEAKER#<person>` for a journey record, `WEEK#<person>#2026-W47` for a week record and
    `QUARANTINE#<person>#<digest>` for a journey record that could not be decoded; `COUPLE` is reserved. An item has a
    `body` (text), and a journey record a `version` (number).

    Needs dynamodb:GetItem, PutItem, Query and BatchWriteItem on the table; `all_households` needs Scan as well.
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
        """Return the speaker's journey record, or None where there is none: one GetItem. Raises UnavailableError."""
        item = self._journey_item(speaker)
        return _record(item) if item else None

    def save(self, speaker: Speaker, record: Record, week: Week | None = None) -> None:
        """Replace the journey record of the version before: one PutItem, or with a week both or none of them.

        The two are one TransactWriteItems, so no week is left behind of a speaker who is forgotten meanwhile, however
        late a call arrives.

        Raises ConflictError and UnavailableError. Where the response to an attempt is lost, the next attempt may find
        the record that the first one wrote, and then it is saved. Where it finds a later one, it is unknown whether
        the first attempt arrived, which is UnavailableError.
        """
        put: dict[str, Any] = {
            "TableName": self._table,
            "Item": {**_journey_key(speaker), "version": {"N": str(record.version)}, "body": {"S": record.body}},
            "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
        }
        if record.version == 1:
            put["ConditionExpression"] = "attribute_not_exists(pk)"
        else:
            put["ConditionExpression"] = "version = :before"
            put["ExpressionAttributeValues"] = {":before": {"N": str(record.version - 1)}}
        with _store_errors():
            try:
                if week:
                    week_item = {**_week_key(speaker, week.name), "body": {"S": week.body}}
                    both = [{"Put": {"TableName": self._table, "Item": week_item}}, {"Put": put}]
                    token = _digest({"puts": both})
                    self._client.call("transact_write_items", TransactItems=both, ClientRequestToken=token)
                else:
                    self._client.call("put_item", **put)
            except CallError as error:
                if error.stored_item and _record(error.stored_item) == record:
                    return
                if error.is_conflict and not (error.is_ambiguous and error.stored_item != {}):
                    raise ConflictError("another version is stored") from error
                raise

    def quarantine(self, speaker: Speaker, seen: Record, fresh: Record) -> None:
        """Move a record that can't be decoded to quarantine, and put a fresh one in its place: a read, two writes.

        Raises ConflictError and UnavailableError.
        """
        item = self._journey_item(speaker)
        if not item or _record(item) != seen:
            raise ConflictError("another record is stored")
        condition, values = _is_unchanged(item)
        replacement = {**_journey_key(speaker), "version": {"N": str(fresh.version)}, "body": {"S": fresh.body}}
        with _store_errors():
            self._client.call(
                "put_item", TableName=self._table, Item={**item, **_quarantine_key(speaker, _digest(item))}
            )
            try:
                self._client.call(
                    "put_item", TableName=self._table, Item=replacement, ConditionExpression=condition, **values
                )
            except CallError as error:
                if error.is_conflict and not error.is_ambiguous:
                    raise ConflictError("another record is stored") from error
                raise

    def quarantined(self, speaker: Speaker) -> list[str]:
        """Return the bodies of quarantined records, or else the item as JSON text; raises UnavailableError."""
        items = self._query(speaker.household, _quarantine_key(speaker, "")["sk"]["S"])
        return [
            _record(item).body or _json({name: item[name] for name in item.keys() - KEY_ATTRIBUTES}) for item in items
        ]

    def weeks(self, speaker: Speaker) -> list[Week]:
        """Return the speaker's week records, oldest first; raises UnavailableError."""
        items = self._query(speaker.household, _week_key(speaker, "")["sk"]["S"])
        return [Week(_text(item, "sk").rpartition("#")[2], _text(item, "body")) for item in items]

    def speakers(self, household: str) -> list[Speaker]:
        """Return every speaker of the household who has any record, in order of their key."""
        sort_keys = (_text(item, "sk").split("#") for item in self._query(household, keys_only=True))
        return [Speaker(household, person) for person in sorted({parts[1] for parts in sort_keys if len(parts) > 1})]

    def all_households(self) -> list[str]:
        """Return the keys of all households, in order. It reads the whole table; raises UnavailableError."""
        items = self._pages("scan", ProjectionExpression="pk", ConsistentRead=True)
        return sorted({_text(item, "pk") for item in items} - {""})

    def forget(self, speaker: Speaker) -> None:
        """Delete every record of the speaker; raises UnavailableError, and some of them may be gone then."""
        # The journey record goes first: without it, a turn that runs meanwhile can't put a week that isn't found here.
        self._delete([_journey_key(speaker)])
        for prefix in (_week_key(speaker, ""), _quarantine_key(speaker, "")):
            self._delete(self._query(speaker.household, prefix["sk"]["S"], keys_only=True))

    def forget_household(self, household: str) -> None:
        """Delete every record of the household; raises UnavailableError as `forget` does."""
        self._delete(self._query(household, "SPEAKER#", keys_only=True))
        self._delete(self._query(household, keys_only=True))

    def _journey_item(self, speaker: Speaker) -> Mapping[str, Any] | None:
        with _store_errors():
            response = self._client.call(
                "get_item", TableName=self._table, Key=_journey_key(speaker), ConsistentRead=True
            )
        return response.get("Item")

    def _query(self, household: str, prefix: str | None = None, *, keys_only: bool = False) -> list[Mapping[str, Any]]:
        parameters: dict[str, Any] = {
            "ConsistentRead": True,
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": household}},
        }
        if prefix is not None:
            parameters["KeyConditionExpression"] += " AND begins_with(sk, :prefix)"
            parameters["ExpressionAttributeValues"][":prefix"] = {"S": prefix}
        if keys_only:
            parameters["ProjectionExpression"] = "pk, sk"
        return list(self._pages("query", **parameters))

    def _delete(self, keys: Sequence[Mapping[str, Any]]) -> None:
        for start in range(0, len(keys), BATCH_ITEMS):
            requests: Sequence[Any] = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + BATCH_ITEMS]]
            for attempt in range(BATCH_ATTEMPTS):
                if attempt:
                    self._sleep(jittered(BATCH_BACKOFF_S * 2 ** (attempt - 1)))
                with _store_errors():
                    response = self._client.call("batch_write_item", RequestItems={self._table: requests})
                requests = (response.get("UnprocessedItems") or {}).get(self._table) or ()
                if not requests:
                    break
            else:
                raise UnavailableError(f"DynamoDB left deletions undone in {BATCH_ATTEMPTS} attempts")

    def _pages(self, operation: str, **parameters: Any) -> Iterator[Mapping[str, Any]]:
        """Yield the items of a query or a scan, page after page."""
        seen_keys = set[str]()
        while True:
            with _store_errors():
                page = self._client.call(operation, TableName=self._table, **parameters)
            yield from (item for item in page.get("Items") or () if isinstance(item, Mapping))
            last_key = page.get("LastEvaluatedKey")
            if not last_key:
                return
            key_text = _json(last_key)
            if key_text in seen_keys:
                raise UnavailableError("DynamoDB returned the same page again")
            seen_keys.add(key_text)
            parameters["ExclusiveStartKey"] = last_key


@contextmanager
def _store_errors() -> Iterator[None]:
    """Raise errors of calls as the store's."""
    try:
        yield
    except CallError as error:
        failure = (UnavailableError if error.is_ambiguous else DeclinedError)(str(error))
        failure.is_final = error.is_final
        raise failure from error


def _journey_key(speaker: Speaker) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}


def _week_key(speaker: Speaker, name: str) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"WEEK#{speaker.person}#{name}"}}


def _quarantine_key(speaker: Speaker, digest: str) -> Key:
    return {"pk": {"S": speaker.household}, "sk": {"S": f"QUARANTINE#{speaker.person}#{digest}"}}


def _record(item: Mapping[str, Any]) -> Record:
    """Return an item as a record; DAMAGED where it is none."""
    version, body = _value(item, "version", "N"), _value(item, "body", "S")
    if version is None or body is None or not VERSION_PATTERN.fullmatch(version):
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
    """Return a hash of an item's content, so that quarantining it twice makes one copy."""
    return blake2b(_json(item).encode(), digest_size=8).hexdigest()


def _is_unchanged(item: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the condition that an item is still as it was read, and the values of the condition."""
    seen = {name: item[name] for name in ("version", "body") if name in item}
    conditions = [
        f"{name} = :{name}" if name in seen else f"attribute_not_exists({name})" for name in ("version", "body")
    ]
    values = {"ExpressionAttributeValues": {f":{name}": value for name, value in seen.items()}} if seen else {}
    return f"attribute_exists(pk) AND {' AND '.join(conditions)}", values
