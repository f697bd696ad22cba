"""Weekly progress: the numbers, one thing to celebrate and one to try; day by day on request."""

from datetime import date, timedelta

from skill.handlers import milestones, progress_lines, progress_span
from skill.handlers.feature import MORE, NO, YES, Answer, Feature
from skill.journey import weeks
from skill.journey.days import week_end
from skill.journey.journey import EMPTY, Journey, Totals
from skill.reply import Ask, Message, Reply, Screen, ScreenValue, message
from skill.screens import fill
from skill.turn import Turn

_CELEBRATED_RISE = 0.5
"""Rise of the mean rating from which on it is celebrated."""

_MANY_CHECK_INS = 5
"""Check-ins in a week from which on no more are suggested."""

_A_WEEK = timedelta(days=7)


def weekly(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Report the last seven days, the week that the open question names, or the span in the slots."""
    span = progress_span.asked_span(turn, journey)
    if span == "start":
        return journey, progress_span.since_start(journey)
    if span == "unclear":
        return _week(turn, journey, turn.today, (message("progress.unclear"),))
    if span is None:
        return _week(turn, journey, _last(turn))
    week = progress_span.whole_week(turn, journey, span)
    return _week(turn, journey, week) if week else (journey, progress_span.report_span(turn, journey, span))


def this_week(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Report the last seven days after a yes, where they were offered in place of another span."""
    if turn.intent == NO:
        return journey, Reply((message("progress.enough"),))
    return _week(turn, journey, turn.today)


def more(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Report day by day."""
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
    """Return the screen of the week: day by day, and its numbers beside those of the week before."""
    days, now, before = weeks.days_until(journey, last), report.this.totals, report.before.totals
    counts = {"check_ins": (now.check_ins, before.check_ins), "kept": (now.kept, before.kept)}
    if now.missed or before.missed:
        counts["missed"] = (now.missed, before.missed)
    numbers: list[ScreenValue] = [
        {"name": message(f"screens.numbers.{name}"), "now": new, "before": message("screens.week.before", before=old)}
        for name, (new, old) in counts.items()
    ]
    if report.this.rating is not None:
        change, old_rating = report.this.rating_change(report.before), report.before.rating
        direction = "first" if change is None else progress_lines.direction(change)
        old_mean = "" if old_rating is None else progress_lines.mean(old_rating)
        comparison = message(f"screens.rating.{direction}", before=old_mean)
        mean = progress_lines.mean(report.this.rating)
        numbers.append({"name": message("screens.numbers.rating"), "now": mean, "before": comparison})
    by_day = progress_lines.day_by_day(days)
    if last != turn.today:  # the streak is today's
        return fill.week(days, turn.today, None, numbers, by_day)
    lines = (*by_day, message("progress.streak", n=report.streak))
    return fill.week(days, turn.today, milestones.ring(report.streak), numbers, lines)


def _last(turn: Turn) -> date:
    """Return the last day of the week to report: that of the answered question, or today."""
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
    """Return one thing to celebrate; nothing where at least as many promises were missed as kept."""
    now, change = report.this.totals, report.this.rating_change(report.before)
    if now.missed and now.missed >= now.kept:
        return ()
    if now.kept and not now.missed:
        return (message("progress.celebrate.all_kept"),)
    if change is not None and change >= _CELEBRATED_RISE:
        return (message("progress.celebrate.rating"),)
    if now.kept:
        return (message("progress.celebrate.most_kept"),)
    return (message("progress.celebrate.steps" if now.steps else "progress.celebrate.came"),)


def _try(report: weeks.Report) -> str:
    """Return the suggestion that fits the week: the last part of its text key."""
    now = report.this.totals
    if not now.kept + now.missed:
        return "promise"
    if now.missed >= now.kept:
        return "obstacle"
    if not now.steps:
        return "step"
    return "check_in" if now.check_ins < _MANY_CHECK_INS else "tell"


FEATURE = Feature(
    intents={"WeeklyProgressIntent": weekly},
    answers={
        "progress.more": Answer(more, frozenset((YES, NO))),
        "progress.this_week": Answer(this_week),
    },
)
