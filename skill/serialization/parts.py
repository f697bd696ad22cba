"""Parts of stored records: each encoded as JSON values, in an order that is documented here, and decoded again.

Decoders raise what `formats.DECODING_ERRORS` lists.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from skill.journey.commitments import Commitment
from skill.journey.journey import (
    Archive,
    Day,
    HardDate,
    Place,
    Practice,
    ReviewStage,
    Totals,
    Undo,
    WorryTime,
    Zone,
)
from skill.journey.stages import STAGES
from skill.journey.streaks import Run
from skill.serialization.values import (
    decode_count,
    decode_date,
    decode_instant,
    decode_text,
    encode_date,
    encode_instant,
)

MAX_RATING = 5

LEAP_YEAR = 2024
"""A year that has every day that a year can have."""

NO_DAY: list[Any] = [None, "", 0, 0, 0]
"""The values of a day on which nothing was logged."""


def encode_day(day: Day) -> list[Any]:
    """Return [rating, outcomes, steps, other_kept, other_missed], without the values at the end that are empty.

    A rating of 0 is a check-in without one, and null is no check-in. Outcomes are commitment ids with + (kept) or -
    (missed), such as "a+b-".
    """
    rating = (day.rating or 0) if day.checked_in else None
    outcomes = "".join([f"{id_}{'+' if is_kept else '-'}" for id_, is_kept in day.outcomes.items()])
    values = [rating, outcomes, day.steps, day.other_kept, day.other_missed]
    while len(values) > 1 and not values[-1]:
        values.pop()
    return values


def decode_day(values: list[Any]) -> Day:
    """Decode what `encode_day` returned."""
    padded: list[Any] = values + NO_DAY[len(values) :]
    rating, outcomes, steps, other_kept, other_missed = padded
    ids, signs = decode_text(outcomes)[::2], outcomes[1::2]
    if len(ids) != len(signs) or signs.strip("+-") or decode_count(rating or 0) > MAX_RATING:
        raise ValueError
    kept = {id_: sign == "+" for id_, sign in zip(ids, signs, strict=True)}
    counts = decode_count(steps), decode_count(other_kept), decode_count(other_missed)
    return Day(rating is not None, rating or None, kept, *counts)


def encode_commitment(commitment: Commitment) -> list[Any]:
    """Return [id, text, since]."""
    return [commitment.id, commitment.text, encode_date(commitment.since)]


def decode_commitment(id_: Any, text: Any, since: str) -> Commitment:
    """Decode what `encode_commitment` returned."""
    return Commitment(decode_text(id_), decode_text(text), date.fromisoformat(since))


def encode_zone(zone: Zone) -> list[Any]:
    """Return [name, device, checked]."""
    return [zone.name, zone.device, encode_date(zone.checked)]


def decode_zone(name: Any, device: Any, checked: str) -> Zone:
    """Decode what `encode_zone` returned."""
    return Zone(decode_text(name), decode_text(device), date.fromisoformat(checked))


def encode_archive(archive: Archive) -> list[Any]:
    """Return [archived_through, longest, strength, totals, run], the last two as lists of their fields."""
    totals, run = archive.totals, archive.run
    return [
        *(encode_date(archive.archived_through), archive.longest, archive.strength),
        [totals.check_ins, totals.kept, totals.missed, totals.steps],
        [encode_date(run.last), run.count, encode_date(run.grace), run.since_grace],
    ]


def decode_archive(through: str, longest: int, strength: float, totals: list[int], run: list[Any]) -> Archive:
    """Decode what `encode_archive` returned."""
    check_ins, kept, missed, steps = map(decode_count, totals)
    last, count, grace, since_grace = run
    if not 0 <= strength <= 1:
        raise ValueError
    return Archive(
        date.fromisoformat(through),
        Run(decode_date(last), decode_count(count), decode_date(grace), decode_count(since_grace)),
        decode_count(longest),
        float(strength),
        Totals(check_ins, kept, missed, steps),
    )


def encode_undo(undo: Undo) -> dict[str, Any]:
    """Return its fields by name; those that are None are left out.

    `day` is [date, day], `step` is [position, date], `dropped` is [index, commitment…], and `places` is [place, place].
    """
    day, step, dropped = undo.day, undo.step, undo.dropped
    fields = {
        "what": undo.what,
        "at": encode_instant(undo.at),
        "day": day and [encode_date(day[0]), day[1] and encode_day(day[1])],
        "step": step and [step[0], encode_date(step[1])],
        "added": undo.added,
        "dropped": dropped and [dropped[0], *encode_commitment(dropped[1])],
        "places": undo.places and [place and encode_place(place) for place in undo.places],
    }
    return {name: value for name, value in fields.items() if value is not None}


def decode_undo(fields: Mapping[str, Any]) -> Undo:
    """Decode what `encode_undo` returned."""
    day, step, added, dropped, places = (fields.get(name) for name in ("day", "step", "added", "dropped", "places"))
    return Undo(
        what=decode_text(fields["what"]),
        at=decode_instant(fields["at"]),
        day=(date.fromisoformat(day[0]), decode_day(day[1]) if day[1] is not None else None) if day else None,
        step=(decode_count(step[0]), decode_date(step[1])) if step else None,
        added=None if added is None else decode_text(added),
        dropped=(decode_count(dropped[0]), decode_commitment(*dropped[1:])) if dropped else None,
        places=_decode_places(*places) if places else None,
    )


def _decode_places(place: list[Any], left: list[Any] | None) -> tuple[Place, Place | None]:
    return decode_place(*place), decode_place(*left) if left else None


def encode_review_stage(review: ReviewStage) -> list[Any]:
    """Return [position, stage, why]."""
    return [review.position, review.stage, review.why]


def decode_review_stage(position: Any, stage: Any, why: Any) -> ReviewStage:
    """Decode what `encode_review_stage` returned."""
    if not 1 <= decode_count(stage) <= STAGES:
        raise ValueError
    return ReviewStage(decode_count(position), stage, decode_text(why))


def encode_place(place: Place) -> list[Any]:
    """Return [position, step_done, step_spoken, review_stage]."""
    review = place.review_stage
    dates = encode_date(place.step_done), encode_date(place.step_spoken)
    return [place.position, *dates, review and encode_review_stage(review)]


def decode_place(position: Any, step_done: Any, step_spoken: Any, review: Any) -> Place:
    """Decode what `encode_place` returned."""
    stage = decode_review_stage(*review) if review else None
    return Place(decode_count(position), decode_date(step_done), decode_date(step_spoken), stage)


def encode_practice(practice: Practice) -> list[Any]:
    """Return [name, place, marks, at]."""
    return [practice.name, practice.progress, practice.part_statuses, encode_instant(practice.at)]


def decode_practice(name: Any, place: Any, marks: Any, at: Any) -> Practice:
    """Decode what `encode_practice` returned."""
    return Practice(decode_text(name), decode_count(place), decode_text(marks), decode_instant(at))


def encode_worry_time(worry: WorryTime) -> list[Any]:
    """Return [at, words], or [at] where no words are kept."""
    return [encode_instant(worry.at), *([] if worry.words is None else [worry.words])]


def decode_worry_time(at: Any, words: Any = None) -> WorryTime:
    """Decode what `encode_worry_time` returned."""
    return WorryTime(decode_instant(at), None if words is None else decode_text(words))


def encode_hard_date(hard_date: HardDate) -> list[Any]:
    """Return [month, day, told], or [month, day] where it was never brought up."""
    return [hard_date.month, hard_date.day, *([] if hard_date.told is None else [hard_date.told])]


def decode_hard_date(month: Any, day: Any, told: Any = None) -> HardDate:
    """Decode what `encode_hard_date` returned."""
    date(LEAP_YEAR, decode_count(month), decode_count(day))
    return HardDate(month, day, None if told is None else decode_count(told))
