"""How the week went: the numbers, one thing to celebrate, one thing to try, and more on request."""

from collections.abc import Mapping
from datetime import date

from skill.handlers import milestones
from skill.handlers.days import weekday
from skill.handlers.feature import NO, YES, Answer, Feature
from skill.journey import weeks
from skill.journey.journey import EMPTY, Day, Journey, Totals
from skill.screens import fill
from skill.turn import Ask, Line, Reply, Screen, Shown, Turn, line

_SAME = 0.05  # means of ratings this close are told as the same number


def weekly(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the last seven days against the seven before, or those up to the day that the open question names."""
    report = weeks.report(journey, turn.today, _last(turn))
    if report.this.totals == Totals():
        return journey, Reply((line("progress.empty"),))
    say = [
        _numbers(report.this.totals),
        *_before(report),
        *_rating(report),
        *_strength(report),
        line(f"progress.celebrate.{_celebrate(report)}"),
        line(f"progress.try.{_try(report)}"),
    ]
    ask = Ask("progress.more", state={"last": _last(turn).isoformat()})
    return journey, Reply(tuple(say), ask, screen=_screen(turn, journey, report))


def more(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the seven days one by one."""
    if turn.intent == NO:
        return journey, Reply((line("progress.enough"),))
    days = weeks.days_of(journey, _last(turn))
    if all(entry == EMPTY for entry in days.values()):
        return journey, Reply((line("progress.empty"),))
    return journey, Reply(_day_by_day(days))


def _day_by_day(days: Mapping[date, Day]) -> tuple[Line, ...]:
    return tuple(line("progress.day", day=weekday(day), what=_day(entry)) for day, entry in days.items())


def _screen(turn: Turn, journey: Journey, report: weeks.Report) -> Screen:
    """Return the week as it is shown: day by day, and its numbers beside those of the week before."""
    days, now, before = weeks.days_of(journey, _last(turn)), report.this.totals, report.before.totals
    counts = {"check_ins": (now.check_ins, before.check_ins), "kept": (now.kept, before.kept)}
    if now.missed or before.missed:
        counts["missed"] = (now.missed, before.missed)
    numbers: list[Shown] = [
        {"name": line(f"screens.numbers.{name}"), "now": one, "before": line("screens.week.before", before=other)}
        for name, (one, other) in counts.items()
    ]
    if report.this.rating is not None:
        was = report.before.rating
        direction = "first" if was is None else _direction(report.this.rating, was)
        told = line(f"screens.rating.{direction}", before="" if was is None else _mean(was))
        numbers.append({"name": line("screens.numbers.rating"), "now": _mean(report.this.rating), "before": told})
    lines = (*_day_by_day(days), line("progress.streak", n=report.streak))
    return fill.week(days, turn.today, milestones.ring(report.streak), numbers, lines)


def _direction(now: float, before: float) -> str:
    return "same" if abs(now - before) < _SAME else "up" if now > before else "down"


def _last(turn: Turn) -> date:
    named = turn.state.get("last") if turn.asking in ("launch.week_ended", "progress.more") else None
    return date.fromisoformat(named) if named else turn.today


def _numbers(totals: Totals) -> Line:
    promised = totals.kept + totals.missed
    promises = line("progress.promises", kept=totals.kept, n=promised) if promised else line("progress.no_promises")
    return line(
        "progress.numbers",
        check_ins=line("progress.check_ins", n=totals.check_ins),
        promises=promises,
        steps=line("progress.steps", n=totals.steps),
    )


def _before(report: weeks.Report) -> list[Line]:
    before = report.before.totals
    if before == Totals():
        return [line("progress.first_week")]
    return [
        line(
            "progress.before", check_ins=line("progress.check_ins", n=before.check_ins), kept=before.kept, n=before.kept
        )
    ]


def _rating(report: weeks.Report) -> list[Line]:
    now, before = report.this.rating, report.before.rating
    if now is None:
        return []
    if before is None:
        return [line("progress.rating", mean=_mean(now))]
    return [line(f"progress.rating_{_direction(now, before)}", mean=_mean(now), before=_mean(before))]


def _strength(report: weeks.Report) -> list[Line]:
    streak = line("progress.streak", n=report.streak) if report.streak else line("progress.streak_none")
    change = report.strength - report.strength_before
    if not report.strength and not change:
        return [streak, line("progress.strength_none")]
    direction = "up" if change > 0 else "down" if change < 0 else "same"
    return [streak, line(f"progress.strength_{direction}", strength=report.strength, change=abs(change), n=abs(change))]


def _celebrate(report: weeks.Report) -> str:
    now, before = report.this, report.before
    if now.totals.kept and not now.totals.missed:
        return "all_kept"
    if now.rating is not None and before.rating is not None and now.rating - before.rating >= _SAME:
        return "rating"
    if now.totals.missed:
        return "honest"
    if now.totals.steps:
        return "steps"
    return "came"


def _try(report: weeks.Report) -> str:
    now = report.this.totals
    if not now.kept + now.missed:
        return "promise"
    if now.missed > now.kept:
        return "smaller"
    if not now.steps:
        return "step"
    return "check_in" if now.check_ins < 5 else "tell"


def _day(entry: Day) -> Line | tuple[Line, ...]:
    parts = []
    if entry.checked_in:
        parts.append(line("progress.day_rated", rating=entry.rating) if entry.rating else line("progress.day_unrated"))
    parts += [line(f"progress.day_{name}", n=n) for name, n in (("kept", entry.kept), ("missed", entry.missed)) if n]
    if entry.steps:
        parts.append(line("progress.day_step"))
    return tuple(parts) or line("progress.day_empty")


def _mean(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


FEATURE = Feature(
    intents={"WeeklyProgressIntent": weekly},
    answers={"progress.more": Answer(more, frozenset((YES, NO)))},
)
