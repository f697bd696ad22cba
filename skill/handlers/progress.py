"""Weekly progress: the numbers, one thing to celebrate, one thing to try, and more on request."""

from datetime import date, timedelta

from skill.handlers import milestones, progress_lines, progress_span
from skill.handlers.feature import MORE, NO, YES, Answer, Feature
from skill.journey import weeks
from skill.journey.days import week_end
from skill.journey.journey import EMPTY, Journey, Totals
from skill.reply import Ask, Message, Reply, Screen, ScreenValue, message
from skill.screens import fill
from skill.turn import Turn

_CLEARLY = 0.5
"""A mean rating that is so much higher than the week before is worth a word."""

_A_WEEK = timedelta(days=7)


def weekly(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the last seven days against the seven before, the week the open question names, or the span asked for."""
    span = progress_span.asked(turn, journey)
    if span == "start":
        return journey, progress_span.since_start(journey)
    if span == "unclear":
        return _week(turn, journey, turn.today, (message("progress.unclear"),))
    if span is None:
        return _week(turn, journey, _last(turn))
    week = progress_span.whole_week(turn, journey, span)
    return _week(turn, journey, week) if week else (journey, progress_span.told(turn, journey, span))


def this_week(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the last seven days, where they were offered in place of a span that can't be told."""
    if turn.intent == NO:
        return journey, Reply((message("progress.enough"),))
    return _week(turn, journey, turn.today)


def more(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the days one by one."""
    if turn.intent == NO:
        return journey, Reply((message("progress.enough"),))
    size = int(turn.state.get("size", _A_WEEK.days)) if turn.question == "progress.more" else _A_WEEK.days
    days = weeks.days_until(journey, _last(turn), size)
    if all(entry == EMPTY for entry in days.values()):
        return journey, _empty(turn, _last(turn))
    return journey, Reply(progress_lines.day_by_day(days))


def _week(turn: Turn, journey: Journey, last: date, said: tuple[Message, ...] = ()) -> tuple[Journey, Reply]:
    report = weeks.weekly_report(journey, turn.today, last)
    if report.this.totals == Totals():
        return journey, _empty(turn, last)
    say = [
        *said,
        _numbers(turn, report, last),
        *_before(report, is_over=last != turn.today),
        *progress_lines.rating(report.this, report.before),
        *(_streak_and_strength(report) if last == turn.today else ()),  # they are today's
        *_celebrate(report),
        message(f"progress.try.{_try(report)}"),
    ]
    ask = Ask("progress.more", state={"last": last.isoformat()})
    return journey, Reply(tuple(say), ask, screen=_screen(turn, journey, report, last))


def _numbers(turn: Turn, report: weeks.Report, last: date) -> Message:
    what = progress_lines.numbers(report.this.totals)
    if last == turn.today:
        return message("progress.numbers", what=what)
    return message(f"progress.weeks_ago.{(week_end(turn.today) - week_end(last)).days // _A_WEEK.days}", what=what)


def _empty(turn: Turn, last: date) -> Reply:
    if last != turn.today:
        return Reply((message("progress.nothing_then"),), progress_span.THIS_WEEK)
    return Reply((message("progress.empty"),), Ask("launch.check_in"))


def _screen(turn: Turn, journey: Journey, report: weeks.Report, last: date) -> Screen:
    """Return the week as it is shown: day by day, and its numbers beside those of the week before."""
    days, now, before = weeks.days_until(journey, last), report.this.totals, report.before.totals
    counts = {"check_ins": (now.check_ins, before.check_ins), "kept": (now.kept, before.kept)}
    if now.missed or before.missed:
        counts["missed"] = (now.missed, before.missed)
    numbers: list[ScreenValue] = [
        {"name": message(f"screens.numbers.{name}"), "now": one, "before": message("screens.week.before", before=other)}
        for name, (one, other) in counts.items()
    ]
    if report.this.rating is not None:
        change, was = report.this.rating_change(report.before), report.before.rating
        direction = "first" if change is None else progress_lines.direction(change)
        told = message(f"screens.rating.{direction}", before="" if was is None else progress_lines.mean(was))
        mean = progress_lines.mean(report.this.rating)
        numbers.append({"name": message("screens.numbers.rating"), "now": mean, "before": told})
    by_day = progress_lines.day_by_day(days)
    if last != turn.today:  # the streak is today's
        return fill.week(days, turn.today, None, numbers, by_day)
    lines = (*by_day, message("progress.streak", n=report.streak))
    return fill.week(days, turn.today, milestones.ring(report.streak), numbers, lines)


def _last(turn: Turn) -> date:
    answers = turn.question in ("launch.week_ended", "progress.more") and turn.intent in (YES, MORE)
    return date.fromisoformat(turn.state["last"]) if answers else turn.today


def _before(report: weeks.Report, *, is_over: bool) -> tuple[Message, ...]:
    if report.is_first:
        return (message("progress.was_first_week" if is_over else "progress.first_week"),)
    before = progress_lines.before(report.before.totals)
    return (message("progress.before", what=before),) if before else ()


def _streak_and_strength(report: weeks.Report) -> tuple[Message, ...]:
    streak = (message("progress.streak", n=report.streak),) if report.streak else ()
    change = report.strength - report.strength_before
    if not report.strength and not change:
        return streak
    direction = "up" if change > 0 else "down" if change < 0 else "same"
    strength = message(f"progress.strength_{direction}", strength=report.strength, change=abs(change), n=abs(change))
    return (*streak, strength)


def _celebrate(report: weeks.Report) -> tuple[Message, ...]:
    """Return what deserves a word; nothing in a week in which as much was missed as was kept."""
    now, change = report.this.totals, report.this.rating_change(report.before)
    if now.missed and now.missed >= now.kept:
        return ()
    if now.kept and not now.missed:
        return (message("progress.celebrate.all_kept"),)
    if change is not None and change >= _CLEARLY:
        return (message("progress.celebrate.rating"),)
    if now.kept:
        return (message("progress.celebrate.most_kept"),)
    return (message("progress.celebrate.steps" if now.steps else "progress.celebrate.came"),)


def _try(report: weeks.Report) -> str:
    now = report.this.totals
    if not now.kept + now.missed:
        return "promise"
    if now.missed >= now.kept:
        return "obstacle"
    if not now.steps:
        return "step"
    return "check_in" if now.check_ins < 5 else "tell"


FEATURE = Feature(
    intents={"WeeklyProgressIntent": weekly},
    answers={
        "progress.more": Answer(more, frozenset((YES, NO))),
        "progress.this_week": Answer(this_week),
    },
)
