"""The store in a DynamoDB table: in moto's imitation, in Amazon's own engine, and where there is none."""

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import suppress
from threading import Lock
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.journey.speaker import Speaker
from skill.stores.dynamodb import BATCH_ATTEMPTS, DynamoDBStore
from skill.stores.dynamodb_client import CallError, DynamoDBClient
from skill.stores.store import DAMAGED, ConflictError, DeclinedError, Record, Store, StoreError, UnavailableError, Week
from tests.stores.contract import RECORD, SAM, Calls, StoreContract, UnreachableContract, week
from tools.dynamodb_table import client_at, create_table, delete_table, moto

TABLE = "journeys"
READS = {"GetItem", "Query", "Scan"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with moto() as served:
        yield served


def counted(store: DynamoDBStore, calls: Calls) -> DynamoDBStore:
    """Note every request that the store's client sends, its retries as well."""

    def note(request: Any, **_: Any) -> None:
        operation = request.headers["X-Amz-Target"].decode().rpartition(".")[2]
        calls.extend(["read"] if operation in READS else ["write"] * (1 + (operation == "TransactWriteItems")))

    store._client._boto3.meta.events.register("before-send.dynamodb", note)
    return store


def one_at_a_time(store: DynamoDBStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make moto's calls atomic, as DynamoDB's are: it looks at a condition and puts in two steps."""
    call, lock = store._client.call, Lock()

    def locked(operation: str, **asked: Any) -> dict[str, Any]:
        with lock:
            return call(operation, **asked)

    monkeypatch.setattr(store._client, "call", locked)


class DynamoDBContract(StoreContract):
    def damage(self, store: Store, speaker: Speaker) -> None:
        assert isinstance(store, DynamoDBStore)
        key: Any = {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}
        item = {**key, "version": {"S": "seven"}, "more": {"L": [{"N": "1"}]}}
        store._client.call("put_item", TableName=store._table, Item=item)

    def kept_bytes(self, store: Store, speaker: Speaker) -> int:
        assert isinstance(store, DynamoDBStore)
        key: Any = {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}
        item = store._client.call("get_item", TableName=store._table, Key=key)["Item"]
        # DynamoDB counts the names of an item's attributes, too.
        return sum(len(name) + len(text.encode()) for name, value in item.items() for text in value.values())


class TestOnMoto(DynamoDBContract):
    @pytest.fixture
    def store(self, endpoint: str, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        table = f"{TABLE}-{uuid4()}"
        store = DynamoDBStore(table, client_at(endpoint))
        create_table(store._client, table)
        one_at_a_time(store, monkeypatch)
        yield counted(store, calls)
        delete_table(store._client, table)
        store._client.close()


@pytest.mark.engine
class TestOnDynamoDBLocal(DynamoDBContract):
    @pytest.fixture
    def store(self, calls: Calls) -> Iterator[Store]:
        if "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
            pytest.fail("AWS_ENDPOINT_URL_DYNAMODB does not name an engine: make dynamodb starts one", pytrace=False)
        table = f"{TABLE}-{uuid4()}"
        store = DynamoDBStore(table, client_at(os.environ["AWS_ENDPOINT_URL_DYNAMODB"]))
        create_table(store._client, table)
        yield counted(store, calls)
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
        # Bound and not listening: no other process can take the port, and connections are refused.
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            yield DynamoDBStore(TABLE, client_at(f"http://127.0.0.1:{deaf.getsockname()[1]}"))


class Script(DynamoDBClient):
    """A client with the answers that its table gives, one for each call, and what it was asked for."""

    def __init__(self, *answers: Mapping[str, Any] | Exception) -> None:
        self.answers, self.asked = [*answers], list[tuple[str, Mapping[str, Any]]]()

    def call(self, operation: str, **asked: Any) -> dict[str, Any]:
        self.asked.append((operation, asked))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return dict(answer)


def failed(**facts: Any) -> CallError:
    """Return a failed call; by default one that was refused for good."""
    error = CallError("DynamoDB refused: ValidationException")
    for name, value in facts.items():
        setattr(error, name, value)
    return error


def unmet(stored: Mapping[str, Any], **facts: Any) -> CallError:
    return failed(**{"is_conflict": True, "is_final": False, "stored_item": stored, **facts})


NO_ANSWER = failed(is_ambiguous=True, is_final=False)


def undone(*names: str) -> dict[str, Any]:
    keys = [{"pk": {"S": "home"}, "sk": {"S": f"WEEK#sam#{name}"}} for name in names]
    return {"UnprocessedItems": {TABLE: [{"DeleteRequest": {"Key": key}} for key in keys]} if keys else {}}


def test_what_a_batch_leaves_undone_is_asked_for_again() -> None:
    keys = [{"pk": {"S": "home"}, "sk": {"S": f"WEEK#sam#{week(number).name}"}} for number in range(3)]
    some: dict[str, Any] = {"Items": keys}
    script = Script(undone(), some, undone("2026-W02", "2026-W03"), undone(), {"Items": []})
    pauses = list[float]()
    DynamoDBStore(TABLE, script, sleep=pauses.append).forget(SAM)
    left = undone("2026-W02", "2026-W03")["UnprocessedItems"]
    assert script.asked[-2] == ("batch_write_item", {"RequestItems": left})
    assert len(pauses) == 1


def test_a_batch_that_is_never_done_is_given_up() -> None:
    script, pauses = Script(*[undone("2026-W02")] * BATCH_ATTEMPTS), list[float]()
    with pytest.raises(UnavailableError):
        DynamoDBStore(TABLE, script, sleep=pauses.append).forget(SAM)
    assert len(pauses) == BATCH_ATTEMPTS - 1
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
    {"version": {"N": "٣"}, "body": {"S": "{}"}},
    {"version": {"N": "9" * 5000}, "body": {"S": "{}"}},
    {"version": {"N": 3}, "body": {"S": "{}"}},
    {"version": {"NULL": True}, "body": {"S": "{}"}},
    {"version": {"N": "3"}, "body": {"B": b"{}"}},
    {"version": {"N": "3"}, "body": {"S": 5}},
    {"version": {"N": "3"}, "body": "{}"},
    {"version": "3", "body": None},
]


@pytest.mark.parametrize("rest", BROKEN)
def test_an_item_that_is_no_record_is_loaded_as_damaged_and_quarantined_only_as_it_was_read(
    rest: dict[str, Any],
) -> None:
    item = {**KEY, **rest}
    assert DynamoDBStore(TABLE, Script({"Item": item})).load(SAM) == DAMAGED
    assert len(DynamoDBStore(TABLE, Script({"Items": [item]})).quarantined(SAM)) == 1
    script = Script({"Item": item}, {}, {})
    DynamoDBStore(TABLE, script).quarantine(SAM, DAMAGED, RECORD)
    (_, _), (_, copied), (_, replaced) = script.asked
    assert copied["Item"].pop("sk")["S"].startswith("QUARANTINE#sam#")
    assert copied["Item"] == {name: value for name, value in item.items() if name != "sk"}
    for name in ("version", "body"):
        held = f"{name} = :{name}" if name in rest else f"attribute_not_exists({name})"
        assert held in replaced["ConditionExpression"]
        assert replaced.get("ExpressionAttributeValues", {}).get(f":{name}") == rest.get(name)


def test_a_record_whose_copy_failed_stays_where_it_is() -> None:
    script = Script({"Item": {**KEY, "version": {"N": "3"}, "body": {"S": "{"}}}, NO_ANSWER)
    with pytest.raises(UnavailableError):
        DynamoDBStore(TABLE, script).quarantine(SAM, Record(3, "{"), Record(4, "fresh"))
    assert [operation for operation, _ in script.asked] == ["get_item", "put_item"]


def test_quarantining_the_same_record_again_makes_no_second_copy() -> None:
    item = {**KEY, "version": {"N": "3"}, "body": {"S": "{"}}
    script = Script({"Item": item}, {}, NO_ANSWER, {"Item": item}, {}, {})
    store = DynamoDBStore(TABLE, script)
    with pytest.raises(UnavailableError):
        store.quarantine(SAM, Record(3, "{"), Record(4, "fresh"))
    store.quarantine(SAM, Record(3, "{"), Record(4, "fresh"))
    assert script.asked[1] == script.asked[4]


# Answers that are not as they should be


def test_items_come_page_after_page() -> None:
    one, other = ({"pk": {"S": "home"}, "sk": {"S": f"SPEAKER#{name}"}} for name in ("kim", "sam"))
    script = Script({"Items": [one], "LastEvaluatedKey": one}, {"Items": [], "LastEvaluatedKey": other}, {"Items": []})
    assert DynamoDBStore(TABLE, script).speakers("home") == [Speaker("home", "kim")]
    assert [asked.get("ExclusiveStartKey") for _, asked in script.asked] == [None, one, other]


def test_pages_that_go_round_in_a_circle_are_given_up() -> None:
    first, second = ({"Items": [], "LastEvaluatedKey": {"pk": {"S": name}}} for name in "ab")
    for pages in ([first, first], [first, second, first]):
        with pytest.raises(UnavailableError):
            DynamoDBStore(TABLE, Script(*pages)).all_households()


def test_an_odd_item_hides_no_other() -> None:
    good = {"pk": {"S": "home"}, "sk": {"S": "WEEK#sam#2026-W02"}, "body": {"S": "{}"}}
    odd: list[Any] = [None, 5, "text", [], {}, {"pk": None, "sk": {"N": "1"}}, {"pk": {"B": b"\xff"}, "sk": "WEEK#sam"}]
    items = {"Items": [*odd, good]}
    assert Week("2026-W02", "{}") in DynamoDBStore(TABLE, Script(items)).weeks(SAM)
    assert DynamoDBStore(TABLE, Script(items)).speakers("home") == [SAM]
    assert DynamoDBStore(TABLE, Script(items)).all_households() == ["home"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["S", "N", "pk", "sk", "version", "body"]), inner, max_size=4)
    ),
    max_leaves=12,
)
PAGE = st.fixed_dictionaries({}, optional={"Items": st.lists(JSON, max_size=4), "LastEvaluatedKey": JSON})


@given(st.lists(PAGE, min_size=1, max_size=3), st.fixed_dictionaries({}, optional={"Item": JSON}))
def test_whatever_an_answer_holds_the_store_returns_or_raises_its_own_error(pages: list[Any], item: Any) -> None:
    again = [*pages, *pages, *pages[:1] * 2]
    for asked in ("speakers", "all_households", "weeks", "quarantined"):
        store = DynamoDBStore(TABLE, Script(*again, {}))
        arguments = {"speakers": [SAM.household], "all_households": []}.get(asked, [SAM])
        with suppress(StoreError):
            getattr(store, asked)(*arguments)
    loaded = DynamoDBStore(TABLE, Script(item)).load(SAM)
    assert loaded is None or loaded == DAMAGED or loaded.version > 0


# What is known of a write


def kept(version: int, body: str) -> dict[str, Any]:
    return {**KEY, "version": {"N": str(version)}, "body": {"S": body}}


SAVES: list[tuple[CallError, type[StoreError] | None]] = [
    (unmet(kept(2, "ours"), is_ambiguous=True), None),
    (unmet(kept(2, "ours")), None),
    (unmet(kept(2, "theirs")), ConflictError),
    (unmet(kept(3, "theirs, on top of ours perhaps"), is_ambiguous=True), UnavailableError),
    (unmet({}), ConflictError),
    (unmet({}, is_ambiguous=True), ConflictError),
    (failed(is_conflict=True, is_final=False), ConflictError),
    (failed(is_conflict=True, is_final=False, is_ambiguous=True), UnavailableError),
    (failed(), DeclinedError),
    (failed(is_ambiguous=True), UnavailableError),
    (NO_ANSWER, UnavailableError),
]


@pytest.mark.parametrize("with_week", [False, True])
@pytest.mark.parametrize(("error", "raised"), SAVES)
def test_a_save_tells_what_is_known_of_it(error: CallError, raised: type[StoreError] | None, with_week: bool) -> None:
    store = DynamoDBStore(TABLE, Script(error))
    if raised is None:
        store.save(SAM, Record(2, "ours"), week(1) if with_week else None)
        return
    with pytest.raises(raised) as told:
        store.save(SAM, Record(2, "ours"), week(1) if with_week else None)
    assert type(told.value) is raised
    assert told.value.is_final is (error.is_final and raised is not ConflictError)


def test_a_week_and_the_hot_record_that_lacks_its_days_are_put_together_or_not_at_all() -> None:
    script = Script(unmet({}))
    with pytest.raises(ConflictError):
        DynamoDBStore(TABLE, script).save(SAM, Record(2, "{}"), week(1))
    ((operation, asked),) = script.asked
    assert operation == "transact_write_items"
    assert [one["Put"]["Item"]["sk"]["S"] for one in asked["TransactItems"]] == ["WEEK#sam#2026-W02", "SPEAKER#sam"]


def test_a_week_of_a_speaker_who_is_forgotten_meanwhile_is_not_left_behind(endpoint: str) -> None:
    store = DynamoDBStore(f"{TABLE}-{uuid4()}", client_at(endpoint))
    create_table(store._client, store._table)
    store.save(SAM, RECORD)
    store.forget(SAM)
    with pytest.raises(ConflictError):
        store.save(SAM, Record(2, "{}"), week(1))
    assert store.speakers(SAM.household) == []
    delete_table(store._client, store._table)
    store._client.close()
