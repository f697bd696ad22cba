"""The wiring, in one place: a store, the words and Amazon's devices become answer(envelope)."""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from random import SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

from skill.alexa.request import BadEnvelope
from skill.alexa.skill import AlexaSkill
from skill.content.words import words
from skill.handlers import handler_of
from skill.handlers.feature import Handler
from skill.journey import codec, days, practices, weeks
from skill.journey.errors import Unreadable
from skill.journey.journey import Answered, Journey, Zone
from skill.journey.speaker import Speaker
from skill.stores.port import Conflict, Record, Store, Unavailable, Week
from skill.turn import Device, Errand, Outcome, Remind, Reply, Spoken, Turn, Unremind, line

__all__ = ["App", "BadEnvelope", "Misconfigured", "Unavailable", "aws"]

SECONDS = 4.0
"""How long a turn may go on trying to save; Alexa waits eight seconds in all."""

ASK_ZONE_AFTER = 7
"""Days after which the device is asked again where it is."""

USUAL_ZONES = {
    "en-US": "America/New_York",
    "en-GB": "Europe/London",
    "en-CA": "America/Toronto",
    "en-AU": "Australia/Sydney",
    "en-IN": "Asia/Kolkata",
}
"""The zone where most speakers of a locale live, for a device that does not say where it is."""

REMEMBERED = 8
"""Requests whose twins are recognised."""

log = logging.getLogger(__name__)


class App:
    """The whole skill. Safe to call from many threads if its store is."""

    def __init__(
        self,
        store: Store,
        *,
        skill_id: str | None = None,
        api_client: Any = None,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Wire the skill. `api_client` is an ApiClient of Amazon's SDK, by default one that speaks to Amazon."""
        self._store, self._seconds, self._clock, self._sleep = store, seconds, clock, sleep
        self._skill = AlexaSkill(
            self._converse, _trouble_in, store.forget_household, skill_id=skill_id, api_client=api_client
        )

    def answer(self, envelope: Any) -> dict[str, Any]:
        """Return the response envelope to a request envelope, both as JSON values; raises BadEnvelope.

        Raises Unavailable where a household that disabled the skill could not be forgotten: Amazon tells it again.
        """
        return self._skill.answer(envelope)

    def _converse(self, turn: Turn, device: Device) -> Spoken:
        turn = replace(turn, place=self._store.place)
        handler, needs = handler_of(turn)
        if needs == "journey":
            return self._remembering(handler, turn, device)
        if needs == "place":
            from skill.content.places import country_of  # most turns don't need the world's time zones

            zone = _existing(device.time_zone())
            turn = replace(_standing(turn, zone), country=country_of(turn.locale, zone))
        else:
            turn = _standing(turn, None)
        try:
            reply = self._handled(handler, turn, Journey(), device)[1]
        except Unavailable as error:
            return self._gave_up(turn, error, "unforgotten")
        if reply.ends_practice and turn.asking:
            self._end_practice(turn.speaker)
        return _spoken(turn, reply)

    def _end_practice(self, speaker: Speaker) -> None:
        """Forget the practice that is open, if the store lets us; nothing waits for it, and no reason is kept."""
        with suppress(Unavailable, Unreadable, Conflict):
            record = self._store.load(speaker)
            journey = codec.decode(record.body) if record else Journey()
            if record and journey.practice:
                self._store.save(speaker, Record(record.version + 1, codec.encode(practices.ended(journey))))

    def _remembering(self, handler: Handler, turn: Turn, device: Device) -> Spoken:
        deadline = self._clock() + self._seconds
        # Set once a write went out whose fate is unknown.
        unsure = False
        outcome: Outcome | None = None
        tries = 0
        while True:
            try:
                record = self._store.load(turn.speaker)
                journey = codec.decode(record.body) if record else Journey()
            except Unavailable as error:
                return self._gave_up(turn, error, "unsure" if unsure else "unreachable")
            except Unreadable as error:
                return self._gave_up(turn, error, "unreadable")
            placed_journey, placed_turn = _placed(journey, turn, device)
            twin = next((one for one in journey.recent if one.request == turn.request_id), None)
            if twin:
                return _spoken(placed_turn, _again(twin))
            after, reply, outcome = self._handled(handler, placed_turn, placed_journey, device, outcome)
            spoken = _spoken(placed_turn, reply)
            if after == journey or (record is None and after == placed_journey):
                return spoken  # where a device is, is nothing to begin a record with
            try:
                self._save(placed_turn, placed_journey, after, record, reply)
                return spoken
            except (Conflict, Unavailable) as error:
                if after == placed_journey:
                    return spoken  # only the zone was to be noted, and the next turn can do that
                unsure = unsure or isinstance(error, Unavailable)
                tries += 1
                # Full jitter: writers that met once should not meet again. It is drawn from the system, since Python's
                # own would go on alike in all that were restored from one snapshot.
                pause = SystemRandom().uniform(0, min(0.01 * 2**tries, 0.25))
                if self._clock() + pause >= deadline:
                    return self._gave_up(turn, error, "unsure" if unsure else "unsaved")
                self._sleep(pause)

    def _handled(
        self, handler: Handler, turn: Turn, journey: Journey, device: Device, outcome: Outcome | None = None
    ) -> tuple[Journey, Reply, Outcome | None]:
        """Let the handler answer. What it wants done is done once, also where its answer has to be saved again."""
        after, reply = handler(replace(turn, outcome=outcome), journey)
        if reply.errand:
            outcome = self._run(reply.errand, turn, device)
            after, reply = handler(replace(turn, outcome=outcome), journey)
        return after, reply, outcome

    def _run(self, errand: Errand, turn: Turn, device: Device) -> Outcome:
        """Do what a handler asked for; raises Unavailable where records could not be deleted."""
        if isinstance(errand, Remind):
            return device.remind(errand, words(turn.locale).render(errand.text, turn.today), turn)
        if isinstance(errand, Unremind):
            return device.unremind(errand)
        if not errand.household:
            self._store.forget(turn.speaker)
            return Outcome("done")
        self._store.forget_household(turn.speaker.household)
        return device.unremind(Unremind())

    def _save(self, turn: Turn, before: Journey, journey: Journey, record: Record | None, reply: Reply) -> None:
        if journey != before:
            # What was answered in a practice tells how it went, which nobody else is to read.
            told = reply.packed() if journey.practice == before.practice else None
            answered = Answered(turn.request_id, told)
            journey = replace(journey, recent=(*journey.recent, answered)[-REMEMBERED:])
        journey, rolled = weeks.roll(journey, turn.today)
        week = None
        if rolled:
            week = Week(days.week_name(min(rolled)), codec.encode_week(rolled, journey.commitments))
        self._store.save(turn.speaker, Record(record.version + 1 if record else 1, codec.encode(journey)), week)

    def _gave_up(self, turn: Turn, error: Exception, trouble: str) -> Spoken:
        fields = {"request": turn.request_id, "trouble": type(error).__name__, "told": trouble}
        log.error("%(trouble)s in request %(request)s, told as %(told)s", fields, extra=fields)
        return _trouble_in(turn.locale, trouble)


class Misconfigured(Exception):
    """The environment lacks what the skill needs."""


def aws(environment: Mapping[str, str]) -> App:
    """Return the app that runs on AWS, with its table and skill id as the environment names them."""
    from skill.stores.dynamodb import DynamoDBStore  # other hosts need no boto3, which is slow to import

    if not environment.get("TRUST_STEPS_TABLE"):
        raise Misconfigured("TRUST_STEPS_TABLE is not set: it names the DynamoDB table")
    if not environment.get("TRUST_STEPS_SKILL_ID"):
        log.warning("TRUST_STEPS_SKILL_ID is not set: requests meant for any skill are answered")
    return App(
        DynamoDBStore(environment["TRUST_STEPS_TABLE"]), skill_id=environment.get("TRUST_STEPS_SKILL_ID") or None
    )


def _placed(journey: Journey, turn: Turn, device: Device) -> tuple[Journey, Turn]:
    """Return the journey and the turn in the device's zone, asking the device where that may have changed."""
    known = journey.zone
    utc_day = turn.instant.astimezone(UTC).date()
    fresh = known and known.device == turn.device and 0 <= (utc_day - known.checked).days < ASK_ZONE_AFTER
    if fresh or not turn.device:
        return journey, _standing(turn, known.name if known else None)
    found = _existing(device.time_zone())
    if found is None:
        return journey, _standing(turn, known.name if known else None)
    zone = Zone(found, turn.device, utc_day)
    excused = journey.excused
    if known and known.name != found:
        travelled = days.skipped_by_travel(turn.instant, ZoneInfo(known.name), ZoneInfo(found))
        excused = frozenset(day for day in excused | travelled if abs((utc_day - day).days) <= 30)
    return replace(journey, zone=zone, excused=excused), _standing(turn, found)


def _standing(turn: Turn, zone: str | None) -> Turn:
    """Return the turn in a time zone; in the locale's most usual one where nobody knows."""
    return replace(turn, zone=zone or USUAL_ZONES.get(turn.locale, "UTC"), zone_is_known=zone is not None)


def _existing(zone: str | None) -> str | None:
    try:
        return ZoneInfo(zone).key if zone else None
    except (KeyError, ValueError, OSError):
        return None


def _spoken(turn: Turn, reply: Reply) -> Spoken:
    return words(turn.locale).speak(reply, turn.today)


def _again(twin: Answered) -> Reply:
    return Reply.unpacked(twin.reply) if twin.reply else Reply((line("trouble.seen"),))


def _trouble_in(locale: str, trouble: str) -> Spoken:
    return Spoken(speech=words(locale).find(f"trouble.{trouble}"))
