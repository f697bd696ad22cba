"""The store in a DynamoDB table: in moto's imitation, in Amazon's own engine, and where there is none."""

import os
import socket
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any
from uuid import uuid4

import pytest

from skill.journey.speaker import Speaker
from skill.stores.aws import Client, Refused, Unanswered
from skill.stores.dynamodb import TRIES, DynamoDBStore
from skill.stores.place import Place
from skill.stores.port import DAMAGED, Conflict, Record, Store, Unavailable
from skill.stores.sigv4 import Credentials
from tests.stores.contract import RECORD, SAM, Calls, StoreContract, UnreachableContract, week
from tests.stores.table import client_at, create_table, delete_table, moto

TABLE = "journeys"
READS = {"GetItem", "Query", "Scan"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with moto() as served:
        yield served


def counted(store: DynamoDBStore, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> DynamoDBStore:
    """Note every request that the store's client sends, its second tries as well."""
    tried = store._client._tried

    def noted(operation: str, body: bytes, seconds: float) -> dict[str, Any]:
        calls.extend(["read"] if operation in READS else ["write"] * (1 + (operation == "TransactWriteItems")))
        return tried(operation, body, seconds)

    monkeypatch.setattr(store._client, "_tried", noted)
    return store


def one_at_a_time(store: DynamoDBStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make moto's calls atomic, as DynamoDB's are: it looks at a condition and puts in two steps."""
    call, lock = store._client.call, Lock()

    def locked(operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        with lock:
            return call(operation, asked)

    monkeypatch.setattr(store._client, "call", locked)


class DynamoDBContract(StoreContract):
    def damage(self, store: Store, speaker: Speaker) -> None:
        assert isinstance(store, DynamoDBStore)
        key: Any = {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}
        item = {**key, "version": {"S": "seven"}, "more": {"L": [{"N": "1"}]}}
        store._client.call("PutItem", {"TableName": store._table, "Item": item})

    def kept_bytes(self, store: Store, speaker: Speaker) -> int:
        assert isinstance(store, DynamoDBStore)
        key: Any = {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}
        item = store._client.call("GetItem", {"TableName": store._table, "Key": key})["Item"]
        # DynamoDB counts the names of an item's attributes, too.
        return sum(len(name) + len(text.encode()) for name, value in item.items() for text in value.values())


class TestOnMoto(DynamoDBContract):
    @pytest.fixture
    def store(self, endpoint: str, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        table = f"{TABLE}-{uuid4()}"
        store = DynamoDBStore(table, client_at(endpoint))
        create_table(store._client, table)
        one_at_a_time(store, monkeypatch)
        yield counted(store, calls, monkeypatch)
        delete_table(store._client, table)
        store._client.close()


@pytest.mark.engine
class TestOnDynamoDBLocal(DynamoDBContract):
    @pytest.fixture
    def store(self, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        if "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
            pytest.fail("AWS_ENDPOINT_URL_DYNAMODB does not name an engine: make dynamodb starts one", pytrace=False)
        table = f"{TABLE}-{uuid4()}"
        store = DynamoDBStore(table, client_at(os.environ["AWS_ENDPOINT_URL_DYNAMODB"]))
        create_table(store._client, table)
        yield counted(store, calls, monkeypatch)
        delete_table(store._client, table)
        store._client.close()


class TestWithoutATable(UnreachableContract):
    @pytest.fixture
    def unreachable(self, endpoint: str) -> Iterator[Store]:
        store = DynamoDBStore(f"{TABLE}-{uuid4()}", client_at(endpoint))
        yield store
        store._client.close()


class TestWithoutAnEndpoint(UnreachableContract):
    @pytest.fixture
    def unreachable(self) -> Iterator[Store]:
        # Bound and not listening: nobody else can take the port, and whoever connects is refused.
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            yield DynamoDBStore(TABLE, client_at(f"http://127.0.0.1:{deaf.getsockname()[1]}"))


class Script(Client):
    """A client with the answers that its table gives, one for each call, and what it was asked for."""

    def __init__(self, *answers: Mapping[str, Any] | Exception) -> None:
        super().__init__(Place("http://127.0.0.1:9", "eu-west-1", lambda: Credentials("pretend", "pretend")))
        self.answers, self.asked = [*answers], list[tuple[str, Mapping[str, Any]]]()

    def call(self, operation: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append((operation, asked))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)


def undone(*names: str) -> dict[str, Any]:
    keys = [{"pk": {"S": "home"}, "sk": {"S": f"WEEK#sam#{name}"}} for name in names]
    return {"UnprocessedItems": {TABLE: [{"DeleteRequest": {"Key": key}} for key in keys]} if keys else {}}


def test_what_a_batch_leaves_undone_is_asked_for_again() -> None:
    keys = [{"pk": {"S": "home"}, "sk": {"S": f"WEEK#sam#{week(number).name}"}} for number in range(3)]
    some: dict[str, Any] = {"Items": keys}
    script = Script(undone(), some, undone("2026-W02", "2026-W03"), undone(), {"Items": []})
    pauses = list[float]()
    DynamoDBStore(TABLE, script, sleep=pauses.append).forget(SAM)
    assert script.asked[-2] == ("BatchWriteItem", {"RequestItems": undone("2026-W02", "2026-W03")["UnprocessedItems"]})
    assert len(pauses) == 1


def test_a_batch_that_is_never_done_is_given_up() -> None:
    script, pauses = Script(*[undone("2026-W02")] * TRIES), list[float]()
    with pytest.raises(Unavailable):
        DynamoDBStore(TABLE, script, sleep=pauses.append).forget(SAM)
    assert len(pauses) == TRIES - 1
    assert sum(pauses) < 2


KEY = {"pk": {"S": "home"}, "sk": {"S": "SPEAKER#sam"}}
BROKEN: list[dict[str, Any]] = [
    {},
    {"version": {"N": "3"}},
    {"body": {"S": "{}"}},
    {"version": {"S": "3"}, "body": {"S": "{}"}},
    {"version": {"N": "3.5"}, "body": {"S": "{}"}},
    {"version": {"N": "-3"}, "body": {"S": "{}"}},
    {"version": {"N": "0"}, "body": {"S": "{}"}},
    {"version": {"NULL": True}, "body": {"S": "{}"}},
    {"version": {"N": "3"}, "body": {"B": "e30="}},
]


@pytest.mark.parametrize("rest", BROKEN)
def test_an_item_that_is_no_record_is_loaded_as_damaged_and_set_aside_only_as_it_was_seen(rest: dict[str, Any]) -> None:
    item = {**KEY, **rest}
    assert DynamoDBStore(TABLE, Script({"Item": item})).load(SAM) == DAMAGED
    script = Script({"Item": item}, {}, {})
    DynamoDBStore(TABLE, script).set_aside(SAM, DAMAGED, RECORD)
    (_, _), (_, copied), (_, replaced) = script.asked
    assert copied["Item"].pop("sk")["S"].startswith("ASIDE#sam#")
    assert copied["Item"] == {name: value for name, value in item.items() if name != "sk"}
    for name in ("version", "body"):
        held = f"{name} = :{name}" if name in rest else f"attribute_not_exists({name})"
        assert held in replaced["ConditionExpression"]
        assert replaced.get("ExpressionAttributeValues", {}).get(f":{name}") == rest.get(name)


def test_a_record_whose_copy_failed_stays_where_it_is() -> None:
    script = Script({"Item": {**KEY, "version": {"N": "3"}, "body": {"S": "{"}}}, Unanswered("nobody there"))
    with pytest.raises(Unavailable):
        DynamoDBStore(TABLE, script).set_aside(SAM, Record(3, "{"), Record(4, "fresh"))
    assert [operation for operation, _ in script.asked] == ["GetItem", "PutItem"]


def test_the_same_record_set_aside_again_is_the_same_copy() -> None:
    item = {**KEY, "version": {"N": "3"}, "body": {"S": "{"}}
    script = Script({"Item": item}, {}, Unanswered("nobody there"), {"Item": item}, {}, {})
    store = DynamoDBStore(TABLE, script)
    with pytest.raises(Unavailable):
        store.set_aside(SAM, Record(3, "{"), Record(4, "fresh"))
    store.set_aside(SAM, Record(3, "{"), Record(4, "fresh"))
    assert script.asked[1] == script.asked[4]


def test_items_come_page_after_page() -> None:
    one, other = ({"pk": {"S": "home"}, "sk": {"S": f"SPEAKER#{name}"}} for name in ("kim", "sam"))
    script = Script({"Items": [one], "LastEvaluatedKey": one}, {"Items": [], "LastEvaluatedKey": other}, {"Items": []})
    assert DynamoDBStore(TABLE, script).speakers("home") == [Speaker("home", "kim")]
    assert [asked.get("ExclusiveStartKey") for _, asked in script.asked] == [None, one, other]


def test_whatever_dynamodb_refuses_with_is_told_without_what_was_sent() -> None:
    refusal = Refused("ValidationException", {"message": "Item {'body': a secret} is not right"})
    with pytest.raises(Unavailable) as refused:
        DynamoDBStore(TABLE, Script(refusal)).save(SAM, Record(1, "a secret"))
    assert str(refused.value) == "DynamoDB refused: ValidationException"


CANCELLED = {"CancellationReasons": [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": {}}]}


def test_a_week_and_the_hot_record_that_lacks_its_days_are_put_together_or_not_at_all() -> None:
    script = Script(Refused("TransactionCanceledException", CANCELLED))
    with pytest.raises(Conflict):
        DynamoDBStore(TABLE, script).save(SAM, Record(2, "{}"), week(1))
    ((operation, asked),) = script.asked
    assert operation == "TransactWriteItems"
    assert [one["Put"]["Item"]["sk"]["S"] for one in asked["TransactItems"]] == ["WEEK#sam#2026-W02", "SPEAKER#sam"]


def test_a_transaction_that_arrived_although_it_seemed_lost_is_done() -> None:
    record = Record(2, "{}")
    kept = {"version": {"N": "2"}, "body": {"S": "{}"}}
    reasons = [{"Code": "None"}, {"Code": "ConditionalCheckFailed", "Item": kept}]
    DynamoDBStore(TABLE, Script(Refused("TransactionCanceledException", {"CancellationReasons": reasons}))).save(
        SAM, record, week(1)
    )


def test_a_week_of_somebody_who_is_forgotten_meanwhile_is_not_left_behind(endpoint: str) -> None:
    store = DynamoDBStore(f"{TABLE}-{uuid4()}", client_at(endpoint))
    create_table(store._client, store._table)
    store.save(SAM, RECORD)
    store.forget(SAM)
    with pytest.raises(Conflict):
        store.save(SAM, Record(2, "{}"), week(1))
    assert store.speakers(SAM.household) == []
    delete_table(store._client, store._table)
    store._client.close()
