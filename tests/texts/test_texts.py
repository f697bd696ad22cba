"""Every text of every locale keeps the rules in lint.py and keys.py, and nothing takes longer to say than it may.

What stands here is measured on whole replies, because it is those that people hear.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.handlers import (
    aftermath,
    forgiveness,
    grounding,
    launch,
    listening,
    milestones,
    patience,
    privacy,
    progress,
    reminder_draft,
    small_talk,
    step,
    telling_first,
    urge_surfing,
    what_to_say,
)
from skill.handlers.feature import YES, Handler
from skill.handlers.moment_table import MOMENTS
from skill.handlers.not_yet_available import COMING
from skill.handlers.offers import OFFERS
from skill.journey import stages
from skill.journey.apology import FAULTS, PARTS
from skill.journey.commitments import MAX_OPEN_COMMITMENTS
from skill.journey.entries import MAX_OTHERS_PER_DAY
from skill.journey.journey import Archive, Day, Journey, Role
from skill.journey.speaker import Speaker
from skill.journey.stages import STAGES, STEPS_PER_STAGE
from skill.journey.streaks import Run
from skill.listening import soft_start
from skill.listening.safety import CLEAR
from skill.reply import RenderedReply
from skill.screens import fill
from skill.texts.catalog import SPELLING, TEXTS_FOLDER, catalog
from skill.turn import Turn
from tests.texts import keys
from tools import text_lint
from tools.text_lint import complaints
from tools.text_measures import seconds, spoken_words
from tools.text_rules import wording
from tools.text_rules.locale_texts import LANGUAGE_RULES, LocaleTexts, Rule, locales

LOCALES = locales()
MEASURED = [one for one in LOCALES if {path.stem for path in (TEXTS_FOLDER / one).rglob("*.toml")} != {SPELLING}]
"""Locales with texts of their own: what is only spelt otherwise takes as long to say."""
ROLES: tuple[Role, ...] = ("rebuilding", "healing", "both")

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)
DAY = timedelta(days=1)
OUTCOMES = dict.fromkeys("abcdefg"[:MAX_OPEN_COMMITMENTS], True)


def heard(handler: Handler, journey: Journey, locale: str, instant: datetime) -> RenderedReply:
    """Return the reply to a user without a known time zone, whose day is UTC's."""
    turn = Turn("request", "", Speaker("household"), locale, instant)
    return catalog(locale).speak(handler(turn, journey)[1], turn.today)


def days_running(instant: datetime) -> Iterator[datetime]:
    """Yield as many days as it takes to hear every variant of what is said daily."""
    for n in range(12):
        yield instant + n * DAY


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("rule", text_lint.RULES, ids=lambda rule: rule.__name__)
def test_every_text_keeps_the_rule(rule: Rule, locale: str) -> None:
    assert complaints(locale, TEXTS_FOLDER, rule) == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("rule", keys.RULES, ids=lambda rule: rule.__name__)
def test_code_and_texts_speak_of_the_same(rule: keys.Rule, locale: str) -> None:
    locale_texts = LocaleTexts(locale)
    assert list(rule(keys.skill_code(keys.file_names(locale_texts)), locale_texts)) == []


COUNTRIES = sorted(path.stem for path in (TEXTS_FOLDER / "en" / "countries").glob("*.toml"))

COMPLETED = {
    "apology.examples.{}": PARTS,
    "apology.corrections.{}": FAULTS,
    "apology.missing.{}": PARTS,
    "apology.names.{}": PARTS,
    "apology.parts.{}": PARTS,
    "apology.praise.{}": (*PARTS, "trying"),
    "coming.{}": COMING,
    "countries.{}.help.card": COUNTRIES,
    "countries.{}.help.find": COUNTRIES,
    "countries.{}.safety.ambulance": COUNTRIES,
    "countries.{}.safety.emergency": COUNTRIES,
    "countries.{}.safety.{}": tuple(product(COUNTRIES, CLEAR)),
    **dict.fromkeys(
        ("moments.{}.heard.{}", "moments.{}.do.{}"), tuple(product((one.name for one in MOMENTS.values()), ROLES))
    ),
    **dict.fromkeys(
        ("moments.{}.say.{}", "moments.{}.avoid.{}"), tuple(product(sorted(what_to_say.SITUATIONS), ROLES))
    ),
    "moments.talk.heard.{}": ROLES,
    "offers.{}": OFFERS,
    "outside.example.{}": ROLES,
    "patience.next.{}": ROLES,
    "patience.truth.{}": ROLES,
    "outcomes.none.{}": ("kept", "missed"),
    "outcomes.unlisted.{}": ("kept", "missed"),
    "privacy.about.{}": (*privacy.LOGGED_PARTS.values(), *privacy.KNOWN.values(), *privacy.FOR_A_DAY.values()),
    "privacy.counts.{}": ("check_ins", "promises", "outcomes", "steps"),
    "privacy.where.{}": ("cloud", "home", "memory"),
    "days.names.{}": range(1, 8),
    "forgiveness.exercises.{}": range(1, forgiveness.EXERCISES + 1),
    "forgiveness.names.{}": range(1, forgiveness.EXERCISES + 1),
    "aftermath.turns.{}.{}": tuple(product(aftermath.AFTERMATH_SPEAKERS, aftermath.AFTERMATH_TURNS)),
    **dict.fromkeys(
        ("grounding.close.{}", "urge_surfing.begin.{}", "urge_surfing.close.{}", "time_out.meanwhile.{}"), ROLES
    ),
    "grounding.senses.{}": grounding.SENSES,
    "urge_surfing.levels.{}": urge_surfing.LEVELS,
    **dict.fromkeys(("listening.minutes.{}", "listening.over.{}", "listening.left_out.{}"), ("first", "second")),
    "listening.questions.{}": listening.LISTENING_QUESTIONS,
    "hard_date.months.{}": range(1, 13),
    "hard_date.planned.{}": ROLES,
    "milestones.kept.{}": milestones.KEPT_MILESTONES,
    "milestones.kept_more.{}": milestones.KEPT_MILESTONES,
    "milestones.streak.{}": milestones.STREAK_MILESTONES_DAYS,
    "progress.day_{}": ("kept", "missed"),
    "progress.weeks_ago.{}": range(1, 3),
    "reminders.about.{}": (*reminder_draft.ABOUT, "instead"),
    "reminders.not_on.{}": ("unknown", "past", "too_far", "several"),
    "reminders.often.{}": ("daily", "weekdays", "weekends"),
    "reminders.texts.{}": reminder_draft.ABOUT,
    "reminders.errors.{}": (
        *("already", "five", "unsupported", "too_many", "forbidden", "busy", "refused", "unreachable", "unsure"),
    ),
    "safety.clear.{}": CLEAR,
    "screens.days.{}": range(1, 8),
    "screens.help.{}": fill.TOUCH_INTENTS,
    "screens.initials.{}": range(1, 8),
    "screens.marks.{}": (*fill.MARKS.values(), "open"),
    "screens.numbers.{}": ("check_ins", "kept", "missed"),
    "screens.rating.{}": ("first", "up", "down", "same"),
    "screens.voices.{}": step.SINGLE_ROLES,
    "small_talk.{}": (*small_talk.SMALL_TALK_TEXTS.values(), *small_talk.GREETINGS.values()),
    "soft_start.mend.{}": soft_start.SOFT_START_FAULTS,
    **dict.fromkeys(("telling_first.how.{}", "telling_first.parts.{}"), telling_first.TELLING_PARTS),
    "step.keeping.{}": ("check_ins", "missed", "fell", "rating", "steady", stages.CHOSEN),
    "step.role.{}": ROLES,
    "step.other_role.{}": ROLES,
    "undo.noted.{}": ("kept", "missed", "both", "check_in", "step", "skip", "commitment", "drop", "place", "hard_date"),
    "errors.{}": (
        *("unreachable", "unreadable", "quarantined", "newer", "unsaved", "unsure", "broken"),
        "unforgotten",
    ),
    "way.about.{}_{}": [(stage, role) for stage in range(1, STAGES + 1) for role in ROLES],
    "way.how_long.{}": ROLES,
    "way.strength.{}": ROLES,
    "undo.{}": ("kept", "missed", "both", "check_in", "step", "skip", "commitment", "drop", "place", "hard_date"),
}
"""What completes a key that the code makes while it runs, where its source alone doesn't tell."""


@pytest.mark.parametrize("locale", LOCALES)
def test_whatever_completes_a_key_has_a_text(locale: str) -> None:
    for key, parts in COMPLETED.items():
        for part in parts:
            assert catalog(locale).lookup(key.format(*(part if isinstance(part, tuple) else (part,))))
            assert catalog(locale).lookup(key.format(*(part if isinstance(part, tuple) else (part,))))


def test_what_completes_a_key_is_known_for_every_key() -> None:
    named = keys.skill_code(keys.file_names(LocaleTexts("en"))).named
    found = {one.key for one in named if not one.known and not one.key.startswith("steps.")}
    assert found == COMPLETED.keys()


def test_every_language_has_rules_of_its_own() -> None:
    assert {locale.partition("-")[0] for locale in LOCALES} == LANGUAGE_RULES.keys()


@pytest.mark.parametrize("locale", MEASURED)
@pytest.mark.parametrize("role", [*ROLES, None])
def test_every_step_is_told_in_forty_seconds_in_every_round(role: Role | None, locale: str) -> None:
    for position in range(2 * STAGES * STEPS_PER_STAGE):
        for day in days_running(MORNING):
            spoken = heard(step.todays_step, Journey(role=role, position=position), locale, day)
            assert spoken.card
            assert spoken.speech
            assert seconds(spoken.speech) <= 40, spoken.speech


PRACTISED: list[tuple[Handler, Journey, str | None, dict[str, int]]] = [
    *((patience.patience, Journey(role=role), None, {}) for role in ROLES),
    *((answer.handler, Journey(), asking, {}) for asking, answer in listening.FEATURE.answers.items()),
    *(
        (forgiveness.offered, Journey(), "forgiveness.offer", {"number": number, "told": 0})
        for number in range(forgiveness.EXERCISES)
    ),
]
"""The long turns of the practices: the handler, whom it speaks to, and the question that was answered with a yes."""


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("handler", "journey", "asking", "state"), PRACTISED)
def test_every_turn_of_a_practice_takes_a_minute_at_most(
    handler: Handler, journey: Journey, asking: str | None, state: dict[str, int], locale: str
) -> None:
    for n in range(21):  # every sentence on time meets every next step
        turn = Turn("request", YES, Speaker("household"), locale, MORNING + n * DAY, question=asking, state=state)
        speech = catalog(locale).speak(handler(turn, journey)[1], turn.today).speech or ""
        assert 0 < seconds(speech) <= wording.MAX_PRACTICE_TURN_S, speech


@pytest.mark.parametrize("locale", MEASURED)
@pytest.mark.parametrize(
    ("instant", "journey"),
    [
        (MORNING, Journey(welcomed=True)),
        (EVENING, Journey(welcomed=True)),
        (MORNING, Journey(welcomed=True, position=1, step_done=date(2030, 1, 1))),
    ],
    ids=["with a step", "with a check-in", "with a week"],
)
def test_who_comes_back_is_greeted_and_asked_in_twelve_words(instant: datetime, journey: Journey, locale: str) -> None:
    greetings = [heard(launch.launch, journey, locale, day).speech or "" for day in days_running(instant)]
    assert len(set(greetings)) >= 3
    assert all(one != other for one, other in pairwise(greetings))
    for greeting in greetings:
        assert 0 < spoken_words(greeting) <= 12, greeting


def a_fortnight(days: Sequence[Day], today: date, score: float) -> Journey:
    """Return a journey of ten years, of which the last days are given, latest first."""
    before = today - len(days) * DAY
    past = Archive(before, Run(before, 3777), 3777, score)
    return Journey(days={today - n * DAY: day for n, day in enumerate(days)}, past=past)


def assert_the_week_is_short(days: Sequence[Day], score: float, locale: str) -> None:
    for instant in days_running(EVENING):
        journey = a_fortnight(days, instant.date(), score)
        week = heard(progress.weekly, journey, locale, instant).speech or ""
        assert seconds(week) <= 30, week
        told = heard(progress.more, journey, locale, instant).speech or ""
        assert 0 < seconds(told) <= 60, told


FULL = Day(True, 5, OUTCOMES, 1, MAX_OTHERS_PER_DAY)
HALF = Day(True, 4, OUTCOMES, 1, MAX_OTHERS_PER_DAY, MAX_OTHERS_PER_DAY)
HARD = Day(True, 2, dict.fromkeys(OUTCOMES, False), 1, MAX_OTHERS_PER_DAY, MAX_OTHERS_PER_DAY)
STEPS = Day(True, 4, steps=1)
CAME = Day(True, 4)
WEEKS = (FULL, HALF, HARD, STEPS, CAME)


@pytest.mark.parametrize("locale", MEASURED)
@pytest.mark.parametrize("score", [0.11, 0.97])
@pytest.mark.parametrize("before", WEEKS)
@pytest.mark.parametrize("now", WEEKS)
def test_the_fullest_weeks_are_told_in_thirty_seconds_and_day_by_day_in_sixty(
    now: Day, before: Day, score: float, locale: str
) -> None:
    weeks = [replace(now, rating=3), *[now] * 6, replace(before, rating=3), *[before] * 6]  # no mean is a round number
    assert_the_week_is_short(weeks, score, locale)


DAYS = st.builds(
    Day,
    checked_in=st.booleans(),
    rating=st.none() | st.integers(1, 5),
    outcomes=st.dictionaries(st.sampled_from(list(OUTCOMES)), st.booleans()),
    steps=st.integers(0, 1),
    other_kept=st.integers(0, MAX_OTHERS_PER_DAY),
    other_missed=st.integers(0, MAX_OTHERS_PER_DAY),
)


@pytest.mark.parametrize("locale", MEASURED)
@given(days=st.lists(DAYS, min_size=14, max_size=14), score=st.floats(0, 1))
def test_any_two_weeks_are_told_in_thirty_seconds_and_day_by_day_in_sixty(
    days: list[Day], score: float, locale: str
) -> None:
    assert_the_week_is_short(days, score, locale)
