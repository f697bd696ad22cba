"""Data access: what is stored about the user, each field of the record in words."""

from collections.abc import Iterable

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.reply import Message, Reply, message
from skill.serialization import journey_record
from skill.turn import Turn

LOGGED_PARTS = {
    "past": "weeks",
    "began": "since",
    "role": "role",
    "worry_time": "parked",
    "hard_dates": "dates",
    "has_quarantined": "quarantined",
}
"""What the user said: text keys by field of the record. Promises and days are given as counts."""

KNOWN = {
    "welcomed": "met",
    "role_question": "met",
    "step": "step",
    "step_spoken": "step",
    "review_stage": "step",
    "place_left": "step",
    "announced_milestones": "announced",
    "week_offered": "announced",
    "practice": "practice",
    "zone": "zone",
    "skipped_by_travel": "travel",
    "hides_screen": "screen",
    "reminder_ids": "reminders",
}
"""What the skill itself notes: text keys by field of the record."""

FOR_A_DAY = {"undo": "undo", "recent_replies": "replies"}
"""What is deleted after a day: text keys by field of the record."""


def what_you_know(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Say what is stored, and where."""
    where = message(f"privacy.where.{turn.storage_location}")
    fields = journey_record.fields(journey)
    if fields <= {"zone"}:  # the time zone is asked in every turn, and alone it begins no record
        return journey, Reply((message("privacy.nothing", where=where),))
    logged = (*_counts(journey), *_named(LOGGED_PARTS, fields))
    say = [message("privacy.kept", kept=logged)] if logged else []
    known, short = _named(KNOWN, fields), _named(FOR_A_DAY, fields)
    say += [message("privacy.known", known=known)] if known else []
    say += [message("privacy.for_a_day", short=short)] if short else []
    return journey, Reply((*say, where, message("privacy.never"), message("privacy.forget")))


def _counts(journey: Journey) -> tuple[Message, ...]:
    totals = journey.totals
    counts = {
        "check_ins": totals.check_ins,
        "promises": len(journey.commitments),
        "outcomes": totals.kept + totals.missed,
        "steps": totals.steps,
    }
    ratings = [message("privacy.about.ratings")] if any(day.rating for day in journey.days.values()) else []
    return (*(message(f"privacy.counts.{what}", n=n) for what, n in counts.items() if n), *ratings)


def _named(texts: dict[str, str], fields: Iterable[str]) -> tuple[Message, ...]:
    """Return the texts for the fields, each once."""
    return tuple(
        message(f"privacy.about.{name}")
        for name in dict.fromkeys(name for field, name in texts.items() if field in fields)
    )


FEATURE = Feature(intents={"WhatYouKnowIntent": what_you_know})
