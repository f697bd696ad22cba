"""Monthly costs on AWS, calculated from the measured use of a daily user: `python -m publish.costs`.

tests/publish/counting.py measures the use, and a test compares COUNTED_USE with it. Prices are Amazon's in us-east-1.
"""

import sys
from dataclasses import dataclass

USERS = (1, 1_000, 1_000_000)
"""Numbers of daily users in the table."""

DAYS_PER_MONTH = 30
SECONDS_PER_MONTH = DAYS_PER_MONTH * 24 * 60 * 60
GB = 10**9


@dataclass(frozen=True, slots=True)
class Use:
    """Use by one daily user in DAYS_PER_MONTH, and their stored data."""

    sittings: int
    """Sessions: requests after a pause."""
    turns: int
    read_units: int
    write_units: int
    log_bytes: int
    journey_bytes: int
    """Size of the journey record at the end, with DynamoDB's overhead of an item."""
    week_bytes: int
    """Size of the longest week record, with the same overhead."""


COUNTED_USE = Use(
    sittings=60, turns=188, read_units=188, write_units=316, log_bytes=0, journey_bytes=2084, week_bytes=434
)
"""A user with two promises: in the morning today's step, in the evening the step done and a check-in with both
promises, on Sundays the week as well."""

ALARM_METRICS = 10
"""Metrics that the alarms of template.yaml watch."""

MEMORY_GB = 0.5
"""Default of MemoryMiB in template.yaml."""

STORED_YEARS = 10
"""Years of stored weeks: the costs are those of a user in their tenth year."""

# Assumptions that can't be measured without an account, on the high side.
TURN_SECONDS = 0.05
"""Billed time of a turn: two calls of DynamoDB and some milliseconds of computing."""
RESTORE_SECONDS = 0.5
"""Billed time of a start from the snapshot."""
COLD_SHARE = 0.01
"""Share of turns of a busy function that start from a snapshot: Amazon says it is usually less than 1 %."""
WARM_SECONDS = 300
"""Shortest time that an idle function stays warm."""
TRACED_SHARE = 0.05
"""Share of turns that X-Ray records, beyond the first of each second."""


@dataclass(frozen=True, slots=True)
class Price:
    """Price of one unit, beyond the free tier of each month."""

    dollars: float
    unit: str
    free: float = 0
    as_of: str = "2026-06"
    """Year and month of a page that quotes it."""
    source: str = ""
    """Amazon's page, which shows most prices only in a browser."""


_LAMBDA = "https://aws.amazon.com/lambda/pricing/"
_DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/"
_CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/"

REQUEST = Price(0.20e-6, "requests", 1e6, "2026-09", _LAMBDA)
DURATION = Price(0.0000133334, "GB-seconds", 400_000, "2026-05", _LAMBDA)
CACHED = Price(0.0000015046, "GB-seconds", 0, "2026-05", _LAMBDA)
RESTORED = Price(0.0001397998, "GB", 0, "2026-05", _LAMBDA)
READ = Price(0.125e-6, "read units", 0, "2025-07", _DYNAMODB)
WRITE = Price(0.625e-6, "write units", 0, "2025-07", _DYNAMODB)
STORED = Price(0.25, "GB", 25, "2025-07", _DYNAMODB)
RECOVERABLE = Price(0.20, "GB", 0, "2025-07", _DYNAMODB)
LOGS_PRICE = Price(0.50, "GB", 5, "2026-02", _CLOUDWATCH)
ALARM = Price(0.10, "metrics", 10, "2026-02", _CLOUDWATCH)
TRACE = Price(5e-6, "traces", 100_000, "2026-02", "https://aws.amazon.com/xray/pricing/")
MAIL = Price(2e-5, "e-mails", 1_000, "2026-06", "https://aws.amazon.com/sns/pricing/")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bill."""

    item: str
    formula: str
    price: Price
    amount: float

    @property
    def dollars(self) -> float:
        """Costs beyond the free tier."""
        return max(0.0, self.amount - self.price.free) * self.price.dollars


def restores(users: int) -> float:
    """Return how often a month the function starts from its snapshot.

    A session has at most one cold start. With few users the idle time limits how many there can be; with many, one turn
    in a hundred finds no warm environment free.
    """
    return min(
        users * COUNTED_USE.sittings, max(SECONDS_PER_MONTH / WARM_SECONDS, COLD_SHARE * users * COUNTED_USE.turns)
    )


def bill(users: int) -> list[Line]:
    """Return the lines of a month's bill for so many daily users."""
    turns = users * COUNTED_USE.turns
    starts = restores(users)
    kept = users * (COUNTED_USE.journey_bytes + STORED_YEARS * 52 * COUNTED_USE.week_bytes) / GB
    traces = min(turns, SECONDS_PER_MONTH + TRACED_SHARE * max(0, turns - SECONDS_PER_MONTH))
    computed = MEMORY_GB * (turns * TURN_SECONDS + starts * RESTORE_SECONDS)
    return [
        Line("Lambda, requests", "users · turns", REQUEST, turns),
        Line("Lambda, duration", "memory · (turns · 0.05 s + starts · 0.5 s)", DURATION, computed),
        Line("SnapStart, keeping the snapshot", "memory · seconds of a month", CACHED, MEMORY_GB * SECONDS_PER_MONTH),
        Line("SnapStart, starting from it", "memory · starts", RESTORED, MEMORY_GB * starts),
        Line("DynamoDB, reads", "users · read units", READ, users * COUNTED_USE.read_units),
        Line("DynamoDB, writes", "users · write units", WRITE, users * COUNTED_USE.write_units),
        Line("DynamoDB, storage", "users · (journey record + 10 years of weeks)", STORED, kept),
        Line("DynamoDB, point-in-time recovery", "the same", RECOVERABLE, kept),
        Line("CloudWatch, logs", "users · log bytes", LOGS_PRICE, users * COUNTED_USE.log_bytes / GB),
        Line("CloudWatch, alarms", "metrics that are watched", ALARM, ALARM_METRICS),
        Line("X-Ray, traces", "the first of each second, and 5 % of the others", TRACE, traces),
    ]


def table() -> str:
    """Return the bills for USERS side by side, in Markdown."""
    bills = [bill(users) for users in USERS]
    head = ["a month", "formula", *(_counted(users, "user") for users in USERS)]
    rows = [[lines[0].item, lines[0].formula, *map(_cell, lines)] for lines in zip(*bills, strict=True)]
    total = ["**together**", "", *(f"**{_dollars(sum(line.dollars for line in lines))}**" for lines in bills)]
    ruled = [head, ["---", "---", *(["---:"] * len(USERS))], *rows, total]
    return "".join(f"| {' | '.join(row)} |\n" for row in ruled)


def prices() -> str:
    """Return the price of each line, in Markdown."""
    rows = [
        f"| {line.item} | {line.price.dollars * _batch(line.price):.4g} | {_per(line.price)} | {_free(line.price)} "
        f"| [{line.price.as_of}]({line.price.source}) |\n"
        for line in [*bill(1), Line("SNS, e-mails of alarms", "", MAIL, 0)]
    ]
    return "| price | dollars | per | free each month | as of |\n| --- | ---: | --- | --- | --- |\n" + "".join(rows)


def main() -> None:
    """Print both tables."""
    sys.stdout.write(f"{table()}\n{prices()}")


def _cell(line: Line) -> str:
    return f"{_dollars(line.dollars)} ({_amount(line.amount)} {line.price.unit})"


def _dollars(dollars: float) -> str:
    return "0" if dollars == 0 else "< $0.01" if dollars < 0.01 else f"${dollars:,.2f}"


def _amount(amount: float) -> str:
    for size, name in ((1e9, " thousand million"), (1e6, " million"), (1e3, " thousand")):
        if amount >= size:
            return f"{amount / size:,.3g}{name}"
    return f"{amount:.3g}"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _batch(price: Price) -> float:
    return 1e6 if price.dollars < 1e-3 else 1


def _per(price: Price) -> str:
    return f"million {price.unit}" if _batch(price) > 1 else price.unit.rstrip("s") if price.unit != "GB" else "GB"


def _free(price: Price) -> str:
    return f"{price.free:,.0f} {price.unit}" if price.free else "none"


if __name__ == "__main__":
    main()
