"""The store in a DynamoDB table: in moto's imitation, in Amazon's own engine, and where there is none."""

import os
import socket
import time
from collections.abc import Iterator
from threading import Lock
from typing import Any
from uuid import uuid4

import pytest
from botocore.session import get_session
from botocore.stub import Stubber
from moto import mock_aws

from skill.journey.speaker import Speaker
from skill.stores.dynamodb import TRIES, DynamoDBStore
from skill.stores.port import Record, Store, Unavailable
from tests.stores.contract import RECORD, SAM, Calls, StoreContract, UnreachableContract, week
from tests.stores.table import create_table

TABLE = "journeys"
READS = {"GetItem", "Query", "Scan"}


@pytest.fixture(autouse=True)
def _region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "eu-west-1" if name.endswith("REGION") else "pretend")


def counted(store: DynamoDBStore, calls: Calls) -> DynamoDBStore:
    """Note every request that the store's client sends, the SDK's own second tries as well."""

    def note(operation_name: str, **_: Any) -> None:
        calls.append("read" if operation_name in READS else "write")

    store._client.meta.events.register("request-created.dynamodb", note)
    return store


def one_at_a_time(store: DynamoDBStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make moto's calls atomic, as DynamoDB's are: it looks at a condition and puts in two steps."""
    call, lock = store._client._make_api_call, Lock()  # type: ignore[attr-defined]  # botocore's one door to the network

    def locked(*asked: Any) -> Any:
        with lock:
            return call(*asked)

    monkeypatch.setattr(store._client, "_make_api_call", locked)


class DynamoDBContract(StoreContract):
    def kept_bytes(self, store: Store, speaker: Speaker) -> int:
        assert isinstance(store, DynamoDBStore)
        key: Any = {"pk": {"S": speaker.household}, "sk": {"S": f"SPEAKER#{speaker.person}"}}
        item: dict[str, Any] = dict(store._client.get_item(TableName=store._table, Key=key)["Item"])
        # DynamoDB counts the names of an item's attributes, too.
        return sum(len(name) + len(text.encode()) for name, value in item.items() for text in value.values())


class TestOnMoto(DynamoDBContract):
    @pytest.fixture
    def store(self, calls: Calls, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
        with mock_aws():
            store = DynamoDBStore(TABLE)
            create_table(store._client, TABLE)
            one_at_a_time(store, monkeypatch)
            yield counted(store, calls)


@pytest.mark.engine
class TestOnDynamoDBLocal(DynamoDBContract):
    @pytest.fixture
    def store(self, calls: Calls) -> Iterator[Store]:
        if "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
            pytest.fail("AWS_ENDPOINT_URL_DYNAMODB does not name an engine: make dynamodb starts one", pytrace=False)
        table = f"{TABLE}-{uuid4()}"
        store = DynamoDBStore(table)
        create_table(store._client, table)
        yield counted(store, calls)
        store._client.delete_table(TableName=table)


class TestWithoutATable(UnreachableContract):
    @pytest.fixture
    def unreachable(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        monkeypatch.delenv("AWS_ENDPOINT_URL_DYNAMODB", raising=False)
        with mock_aws():
            yield DynamoDBStore(TABLE)


class TestWithoutAnEndpoint(UnreachableContract):
    @pytest.fixture
    def unreachable(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
        # Bound and not listening: nobody else can take the port, and whoever connects is refused.
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", f"http://127.0.0.1:{deaf.getsockname()[1]}")
            yield DynamoDBStore(TABLE)


def test_a_table_that_keeps_silent_is_given_up_while_there_is_time_to_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", f"http://127.0.0.1:{silent.getsockname()[1]}")
        store = DynamoDBStore(TABLE)
        began = time.monotonic()
        with pytest.raises(Unavailable):
            store.load(SAM)
        assert time.monotonic() - began < 4
        store._client.close()


@pytest.fixture
def scripted() -> Iterator[tuple[DynamoDBStore, Stubber, list[float]]]:
    """Yield a store, the script of what its table answers, and the pauses it makes (seconds)."""
    pauses: list[float] = []
    client = get_session().create_client("dynamodb")
    with Stubber(client) as script:
        yield DynamoDBStore(TABLE, client, sleep=pauses.append), script, pauses  # type: ignore[arg-type]
        script.assert_no_pending_responses()


def undone(*names: str) -> dict[str, Any]:
    keys = [{"pk": {"S": "home"}, "sk": {"S": f"WEEK#sam#{name}"}} for name in names]
    return {"UnprocessedItems": {TABLE: [{"DeleteRequest": {"Key": key}} for key in keys]} if keys else {}}


def test_what_a_batch_leaves_undone_is_asked_for_again(
    scripted: tuple[DynamoDBStore, Stubber, list[float]],
) -> None:
    store, script, pauses = scripted
    keys = [{"pk": {"S": "home"}, "sk": {"S": f"WEEK#sam#{week(number).name}"}} for number in range(3)]
    script.add_response("batch_write_item", undone())
    script.add_response("query", {"Items": keys})
    script.add_response("batch_write_item", undone("2026-W02", "2026-W03"))
    left = {"RequestItems": undone("2026-W02", "2026-W03")["UnprocessedItems"]}
    script.add_response("batch_write_item", undone(), left)
    store.forget(SAM)
    assert len(pauses) == 1


def test_a_batch_that_is_never_done_is_given_up(scripted: tuple[DynamoDBStore, Stubber, list[float]]) -> None:
    store, script, pauses = scripted
    for _ in range(TRIES):
        script.add_response("batch_write_item", undone("2026-W02"))
    with pytest.raises(Unavailable):
        store.forget(SAM)
    assert len(pauses) == TRIES - 1
    assert sum(pauses) < 2


def test_whatever_dynamodb_refuses_with_is_told_without_what_was_sent(
    scripted: tuple[DynamoDBStore, Stubber, list[float]],
) -> None:
    store, script, _ = scripted
    script.add_client_error("put_item", "ValidationException", "Item {'body': a secret} is not right")
    with pytest.raises(Unavailable) as refused:
        store.save(SAM, Record(1, "a secret"))
    assert str(refused.value) == "DynamoDB refused: ValidationException"


def test_a_week_is_put_before_the_hot_record_that_lacks_its_days(
    scripted: tuple[DynamoDBStore, Stubber, list[float]],
) -> None:
    store, script, _ = scripted
    script.add_client_error("put_item", "ProvisionedThroughputExceededException", "for the week")
    with pytest.raises(Unavailable):
        store.save(SAM, RECORD, week(1))
