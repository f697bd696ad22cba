"""Progress spans: progress over a day, a week, a month, a year, or everything since the start."""

from datetime import date, timedelta
from typing import Literal

from skill.handlers import progress_lines
from skill.handlers.days import weekday
from skill.journey import weeks
from skill.journey.days import week_end
from skill.journey.journey import Journey, Totals
from skill.listening.phrase_lists import phrase_list
from skill.reply import Ask, Reply, message
from skill.slot_values import DateSpan, clean_text, parse_date
from skill.turn import Turn

_WEEK_DAYS = 7
_WEEKS_AGO_DAYS = (14, 21)
"""Alexa sends "two weeks ago" and "three weeks ago" as a day; the week of that day is meant."""
_MAX_NAMED_WEEKS_AGO = 2
"""Weeks back that have a name ("last week", "two weeks ago"). Older ones are archived."""
_SHORTEST_MONTH_DAYS = 28
_LONGEST_SEASON_DAYS = 92
_START: Literal["start"] = "start"
_RIGHT_NOW = "PRESENT_REF"
"""What AMAZON.DATE has for "now"."""
THIS_WEEK = Ask("progress.this_week")


def asked_span(turn: Turn, journey: Journey) -> DateSpan | Literal["start", "unclear"] | None:
    """Return the span of the slots; None for the last seven days, which "this week" and "right now" mean too."""
    if _START in (turn.chosen("since"), turn.chosen("span")):
        return _START
    text = clean_text(turn.heard("span") or turn.heard("since") or "")
    if text.casefold() in phrase_list(turn.locale, "spans")["start"]:
        return _START
    today = turn.local.date()
    if text in ("", _RIGHT_NOW):
        return None
    span = parse_date(text, today)
    if span is None:
        return "unclear"
    if span.is_day and span.first == today:
        return DateSpan(turn.today, turn.today)  # the local day, which ends at 3 a.m.
    if span.is_day and (today - span.first).days in _WEEKS_AGO_DAYS:
        span = DateSpan(week_end(span.first) - timedelta(days=_WEEK_DAYS - 1), week_end(span.first))
    if span.first > today:
        past = _last_time(span, today)
        # Where the past span is before the journey, the user meant the one ahead.
        span = past if journey.first_day and past.last >= journey.first_day else span
    return None if _is_week(span) and span.first <= today <= span.last else span


def whole_week(turn: Turn, journey: Journey, span: DateSpan) -> date | None:
    """Return the last day of the span if it is a past week with entries that can be reported as a week; else None."""
    weeks_ago = (week_end(turn.today) - span.last).days // _WEEK_DAYS
    can_be = _is_week(span) and 1 <= weeks_ago <= _MAX_NAMED_WEEKS_AGO and weeks.is_unarchived(journey, span.first)
    return span.last if can_be and weeks.summarise(journey, span.last).totals != Totals() else None


def report_span(turn: Turn, journey: Journey, span: DateSpan) -> Reply:
    """Report the entries of a span; where that is not possible, say so and offer this week."""
    if span.first > turn.today:
        return Reply((message("progress.ahead"),), THIS_WEEK)
    started = journey.first_day
    if started is None or (span.last < started and (journey.began or not journey.past.archived_through)):
        return Reply((message("progress.nothing_then"),), THIS_WEEK)
    first, last = max(span.first, started), min(span.last, turn.today)
    if not weeks.is_unarchived(journey, first):
        is_everything = first == started and last >= max((*journey.days, started))
        return since_start(journey) if is_everything else Reply((message("progress.only_last_weeks"),), THIS_WEEK)
    size = (last - first).days + 1
    numbers = weeks.summarise(journey, last, size)
    if numbers.totals == Totals():
        return Reply((message("progress.nothing_then"),), THIS_WEEK)
    if size == 1:
        return Reply((message("progress.day", day=weekday(last), what=progress_lines.logged(journey.day(last))),))
    what = message("progress.over_days", n=size, what=progress_lines.numbers(numbers.totals))
    say = (what, *progress_lines.rating(numbers, weeks.WeekSummary(Totals(), None)))
    by_day = Ask("progress.more", state={"last": last.isoformat(), "size": size})
    return Reply(say, by_day if size <= _WEEK_DAYS else None)


def since_start(journey: Journey) -> Reply:
    """Report the sums of the whole journey."""
    totals, longest = journey.totals, journey.run()[1]
    if totals == Totals():
        return Reply((message("progress.nothing_yet"),), Ask("launch.check_in"))
    streak = (message("progress.longest", n=longest),) if longest else ()
    return Reply((message("progress.since_start", what=progress_lines.numbers(totals)), *streak))


def _last_time(span: DateSpan, today: date) -> DateSpan:
    """Return the past span that a future one stands for: Alexa sends the next Friday, March or fall for "on Friday".

    A coming year is returned as it is.
    """
    if span.is_day and (span.first - today).days <= _WEEK_DAYS:
        past = span.first - timedelta(days=_WEEK_DAYS)
        return DateSpan(past, past)
    if span.is_day or _SHORTEST_MONTH_DAYS <= (span.last - span.first).days + 1 <= _LONGEST_SEASON_DAYS:
        return DateSpan(_year_before(span.first), _year_before(span.last))
    return span


def _year_before(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return (day - timedelta(days=int(leap))).replace(year=day.year - 1)


def _is_week(span: DateSpan) -> bool:
    return span.first.isoweekday() == 1 and span.last - span.first == timedelta(days=_WEEK_DAYS - 1)
