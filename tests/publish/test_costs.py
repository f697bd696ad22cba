"""What the costs are reckoned with is what was counted, and the bill adds up."""

import os
import re
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from publish import costs
from publish.costs import COUNTED_USE, DAYS_PER_MONTH, USERS, Line, Price, bill, restores
from skill.journey.stages import STEPS
from tests.publish.counting import BEFORE, ITEM_OVERHEAD, BilledTable, DailyUser, counted, size, units
from tests.stores.contract import MAX_STORED_BYTES
from tools.dynamodb_table import client_at, create_table, delete_table

_TEMPLATE = (Path(__file__).parents[2] / "template.yaml").read_text("utf-8")


def test_what_a_daily_user_does_is_what_was_counted() -> None:
    assert counted() == COUNTED_USE


def test_the_month_that_is_counted_is_like_every_other() -> None:
    table = BilledTable()
    user = DailyUser(table)
    user.live(BEFORE + DAYS_PER_MONTH)
    table.read_units = table.write_units = 0
    user.live(DAYS_PER_MONTH)
    # A week more or less ends in thirty days, on a Sunday, and rolls out of the journey record.
    assert abs(table.read_units - COUNTED_USE.read_units) <= 2
    assert abs(table.write_units - COUNTED_USE.write_units) <= 4
    assert BEFORE + 2 * DAYS_PER_MONTH > STEPS, "all steps were done, and more"


def test_a_record_costs_two_units_to_write_for_ever() -> None:
    assert units(MAX_STORED_BYTES, 1024) == 2
    assert units(COUNTED_USE.journey_bytes - ITEM_OVERHEAD, 1024) == 2


@pytest.mark.parametrize(
    ("bytes_", "covered", "expected"), [(0, 4096, 1), (4096, 4096, 1), (4097, 4096, 2), (1, 1024, 1)]
)
def test_a_unit_is_begun_and_paid_whole(bytes_: int, covered: int, expected: int) -> None:
    assert units(bytes_, covered) == expected


def test_an_item_is_counted_with_its_names() -> None:
    assert size({"pk": {"S": "é"}, "version": {"N": "123"}}) == len("pk") + 2 + len("version") + 3


@pytest.mark.engine
def test_amazons_own_engine_counts_the_same_month() -> None:
    if "AWS_ENDPOINT_URL_DYNAMODB" not in os.environ:
        pytest.fail("AWS_ENDPOINT_URL_DYNAMODB does not name an engine: make dynamodb starts one", pytrace=False)
    client = client_at(os.environ["AWS_ENDPOINT_URL_DYNAMODB"])
    table = f"journeys-{uuid4()}"
    create_table(client, table)
    call, used = client.call, {"read": 0.0, "write": 0.0}

    def told(operation: str, **asked: Any) -> dict[str, Any]:
        answer = call(operation, **asked, ReturnConsumedCapacity="TOTAL")
        consumed = answer["ConsumedCapacity"]
        for one in consumed if isinstance(consumed, list) else [consumed]:  # a transaction may be of many tables
            used["read" if operation == "get_item" else "write"] += one["CapacityUnits"]
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "call", told)
        user = DailyUser(client, table)
        user.live(BEFORE)
        used |= {"read": 0.0, "write": 0.0}
        user.live(DAYS_PER_MONTH)
    delete_table(client, table)
    client.close()
    assert used == {"read": COUNTED_USE.read_units, "write": COUNTED_USE.write_units}


def test_the_template_has_the_memory_and_the_alarms_that_are_reckoned_with() -> None:
    memory = re.search(r"MemoryMiB:\n    Type: Number\n    Default: (\d+)", _TEMPLATE)
    assert memory
    assert int(memory[1]) / 1024 == costs.MEMORY_GB
    assert (
        len(re.findall(r"^ +MetricName: (?!Apologies\n +MetricValue)", _TEMPLATE, re.MULTILINE)) == costs.ALARM_METRICS
    )


def test_what_is_free_costs_nothing_and_what_is_beyond_it_does() -> None:
    price = Price(2.0, "things", free=10)
    assert Line("", "", price, 10).dollars == 0
    assert Line("", "", price, 11).dollars == 2.0


def test_cold_starts_are_at_most_one_a_session_and_no_more_than_the_idle_time_allows() -> None:
    assert restores(1) == COUNTED_USE.sittings
    assert restores(1_000) == DAYS_PER_MONTH * 24 * 60 / 5
    assert restores(1_000_000) == costs.COLD_SHARE * 1_000_000 * COUNTED_USE.turns


def test_more_users_never_cost_less() -> None:
    bills = [sum(line.dollars for line in bill(users)) for users in (0, *USERS)]
    assert bills == sorted(bills)
    assert 0 < bills[0] < bills[1]


def test_every_price_says_where_and_when_it_was_read() -> None:
    for line in bill(1):
        assert line.price.source.startswith("https://aws.amazon.com/")
        assert re.fullmatch(r"202[5-9]-[01]\d", line.price.as_of)


def test_the_table_adds_up(capsys: pytest.CaptureFixture[str]) -> None:
    costs.main()
    told = capsys.readouterr().out
    assert told == f"{costs.table()}\n{costs.prices()}"
    assert f"**${sum(line.dollars for line in bill(1_000_000)):,.2f}**" in told
    assert len({row.count("|") for row in costs.table().splitlines()}) == 1
