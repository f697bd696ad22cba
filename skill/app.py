"""The wiring, in one place: a store, the words and Amazon's devices become answer(envelope)."""

import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from skill.alexa.request import BadEnvelopeError
from skill.alexa.skill import AlexaSkill
from skill.errors import TrustStepsError
from skill.handlers import addressing, routed, session_state
from skill.handlers.feature import Handler
from skill.journey import days, practices, weeks
from skill.journey.errors import NewerRecordError, UnreadableRecordError
from skill.journey.journey import Journey, Zone
from skill.journey.speaker import EVERYONE, Speaker
from skill.listening.phrase_lists import resolve_slot
from skill.reply import (
    Action,
    Ask,
    CancelReminders,
    CountVoices,
    Forget,
    ListReminders,
    RenderedReply,
    Reply,
    SetReminder,
    message,
)
from skill.screens import documents, fill
from skill.serialization import journey_record, retention
from skill.serialization.reply import reply_from_json, reply_to_json
from skill.stores.jitter import jittered
from skill.stores.store import ConflictError, DeclinedError, Record, Store, StoreError, UnavailableError, Week
from skill.texts.catalog import catalog
from skill.turn import ActionResult, Device, Turn

__all__ = ["App", "BadEnvelopeError", "ConfigurationError", "UnavailableError", "lambda_app"]

STORE_TIMEOUT_S = 4.0
"""How long a turn's calls to the store may take together. Alexa waits eight seconds; it is over within five."""

MAX_FAILED_SAVES = 4
"""In a turn. A conflict is no failure: somebody else was quicker, and the next attempt may succeed at once."""

BACKGROUND_STORE_TIMEOUT_S = 1.0
"""How long they may take for what nobody asked for, while somebody waits."""

ZONE_CACHE_DAYS = 7
"""Days after which the device is asked again where it is."""

USUAL_ZONES = {
    "en-US": "America/New_York",
    "en-GB": "Europe/London",
    "en-CA": "America/Toronto",
    "en-AU": "Australia/Sydney",
    "en-IN": "Asia/Kolkata",
}
"""The zone where most speakers of a locale live, for a device that does not say where it is."""

log = logging.getLogger(__name__)


class App:
    """The whole skill. Safe to call from many threads if its store is."""

    def __init__(
        self,
        store: Store,
        *,
        skill_id: str | None = None,
        api_client: Any = None,
        seconds: float = STORE_TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Wire the skill. `api_client` is an ApiClient of Amazon's SDK, by default one that speaks to Amazon."""
        self._store, self._seconds, self._clock, self._sleep = store, seconds, clock, sleep
        self._skill = AlexaSkill(
            self._respond, _trouble_in, self._delete_household, skill_id=skill_id, api_client=api_client
        )

    def answer(self, envelope: Any) -> dict[str, Any]:
        """Return the response envelope to a request envelope, both as JSON values; raises BadEnvelopeError.

        Raises UnavailableError where a household that disabled the skill could not be forgotten: Amazon tells it again.
        """
        return self._skill.answer(envelope)

    def _respond(self, turn: Turn, device: Device) -> RenderedReply:
        turn, handler, needs = routed(_readable(turn))
        if needs in ("journey", "fresh_zone"):
            return self._respond_with_journey(handler, turn, device, asks_zone=needs == "fresh_zone")
        if needs == "place":
            from skill.texts.country import country_of  # most turns don't need the world's time zones

            zone = _valid_zone(device.time_zone())
            turn = self._localize(turn, zone, country_of(turn.locale, zone))
        else:
            turn = self._localize(turn, None)
        try:
            reply = self._handled(handler, turn, Journey(), device)[1]
        except UnavailableError as error:
            return self._apologise(turn, error, "unforgotten")
        if reply.ends_practice and turn.question:
            self._end_practice(turn.speaker)
        return _rendered(turn, reply)

    def _localize(self, turn: Turn, zone: str | None, country: str | None = None) -> Turn:
        """Return the turn in a time zone; in the locale's most usual one where nobody knows."""
        usual = USUAL_ZONES.get(turn.locale, "UTC")
        return replace(
            turn,
            zone=zone or usual,
            zone_is_known=zone is not None,
            country=country or turn.country,
            storage_location=self._store.location,
        )

    def _end_practice(self, speaker: Speaker) -> None:
        """Forget the practice that is open, if the store lets us soon: somebody waits, and not for this."""
        store = self._store.within(BACKGROUND_STORE_TIMEOUT_S)
        with suppress(UnavailableError, UnreadableRecordError, ConflictError):
            record = store.load(speaker)
            journey = journey_record.decode(record.body) if record else Journey()
            if record and journey.practice:
                store.save(speaker, Record(record.version + 1, journey_record.encode(practices.ended(journey))))

    def _delete_household(self, household: str) -> None:
        self._store.within(self._seconds).forget_household(household)

    def _respond_with_journey(self, handler: Handler, turn: Turn, device: Device, *, asks_zone: bool) -> RenderedReply:
        """Answer a turn that needs the journey, again where somebody else was quicker, until there is no time left."""
        until = self._clock() + self._seconds
        store = self._store.within(self._seconds)
        doubt = WriteAmbiguity()
        outcome: ActionResult | None = None
        told: RenderedReply | None = None
        """What came of an action. It is told also where the record of it could not be saved: it is done."""
        for tries in count(1):
            found = self._load(store, turn, doubt)
            if isinstance(found, RenderedReply):
                return told or found
            record, journey = found
            placed_journey, zone, is_fresh = _resolve_time_zone(journey, turn, device, asks_zone=asks_zone)
            zone_before = (journey.zone.name or None) if journey.zone else None
            placed_turn = replace(self._localize(turn, zone), zone_is_fresh=is_fresh, zone_before=zone_before)
            twin = next(
                (one for one in journey.recent_replies if journey_record.matches_request(one, turn.request_id)), None
            )
            if twin:
                return _rendered(placed_turn, _replay(twin, handler, placed_turn, placed_journey))
            if doubt.is_unresolvable(record):
                return told or self._apologise(turn, doubt.error, "unsure")
            after, reply, outcome = self._handled(handler, placed_turn, placed_journey, device, outcome)
            if after.hides_screen and reply.screen:
                reply = replace(reply, screen=fill.NEUTRAL_SCREEN)
            if turn.is_for_household and not turn.household_named and after != placed_journey:
                reply = replace(reply, messages=(*reply.messages, message("around.for_household")))
                placed_turn = replace(placed_turn, household_named=True)
            spoken = _rendered(placed_turn, reply)
            told = spoken if outcome else None
            is_kept = after != placed_journey or (outcome is not None and not outcome.is_read_only)
            if not is_kept and (after == journey or record is None):
                return spoken  # where a device is, is nothing to begin a record with
            failed = _save(store, placed_turn, placed_journey, after, record, reply if is_kept else None)
            if failed is None or not is_kept:
                return spoken  # if only the zone was to be noted, the next turn can do that
            doubt.note(failed, record)
            pause = jittered(min(0.01 * 2**tries, 0.25))
            if failed.is_final or doubt.failures >= MAX_FAILED_SAVES or self._clock() + pause >= until:
                return told or self._apologise(turn, failed, doubt.told("unsaved"))
            self._sleep(pause)
        raise AssertionError("counting never ends")

    def _load(self, store: Store, turn: Turn, doubt: "WriteAmbiguity") -> tuple[Record | None, Journey] | RenderedReply:
        """Return the record and its journey, or what to say where there is none to be had."""
        try:
            record = store.load(turn.speaker)
        except UnavailableError as error:
            return self._apologise(turn, error, doubt.told("unreachable"))
        if record is None:
            return None, Journey()
        try:
            return record, journey_record.decode(record.body)
        except NewerRecordError as error:
            return self._apologise(turn, error, doubt.told("newer"))
        except UnreadableRecordError as error:
            try:
                fresh = Record(record.version + 1, journey_record.encode(Journey(has_quarantined=True)))
                store.quarantine(turn.speaker, record, fresh)
            except (ConflictError, UnavailableError) as failed:
                return self._apologise(turn, failed, "unreadable")
            return self._apologise(turn, error, "aside")

    def _handled(
        self, handler: Handler, turn: Turn, journey: Journey, device: Device, outcome: ActionResult | None = None
    ) -> tuple[Journey, Reply, ActionResult | None]:
        """Let the handler answer. What it wants done is done once, also where its answer has to be saved again."""
        after, reply = handler(replace(turn, action_result=outcome) if outcome else turn, journey)
        if reply.action:
            outcome = self._run(reply.action, turn, device)
            after, reply = handler(replace(turn, action_result=outcome), journey)
        return after, reply, outcome

    def _run(self, action: Action, turn: Turn, device: Device) -> ActionResult:
        """Do what a handler asked for; raises UnavailableError where records could not be deleted."""
        if isinstance(action, ListReminders):
            return replace(self._remind(CancelReminders(lambda there: ()), turn, device), is_read_only=True)
        if isinstance(action, SetReminder | CancelReminders):
            return self._remind(action, turn, device)
        store = self._store.within(self._seconds)
        if isinstance(action, CountVoices):
            try:
                return ActionResult("done", len(_other_voices(store, turn)))
            except UnavailableError:
                return ActionResult("unreachable")
        return self._forget(store, action, turn, device)

    def _forget(self, store: Store, action: Forget, turn: Turn, device: Device) -> ActionResult:
        """Delete the speaker's records, or the household's but for those of its other known voices.

        Reminders go with the record that knows whose they are: no other voice is to hear them then. A replayed request
        deletes nothing that began after it was first sent.
        """
        if not action.household:
            deleted = _delete(store, turn.speaker, turn.instant)
            if deleted is None:
                return ActionResult("began_later")
            own = deleted.reminder_ids
            if not own:
                return ActionResult("unread" if deleted.has_quarantined else "none_own")
            return self._cancel(CancelReminders(lambda there: [one for one in there if one.id in own]), turn, device)
        others = _other_voices(store, turn)
        for speaker in {turn.speaker, *store.speakers(turn.speaker.household)} - set(others):
            _delete(store, speaker, turn.instant)
        if not others:
            return self._cancel(CancelReminders(), turn, device)
        result = self._cancel(CancelReminders(lambda there: there), turn, device)
        return replace(result, others=len(others))

    def _cancel(self, action: CancelReminders, turn: Turn, device: Device) -> ActionResult:
        """Cancel reminders after a deletion, and return what came of it; raises nothing."""
        try:
            result = self._remind(action, turn, device)
        except Exception:  # noqa: BLE001 - whatever fails now, the records are deleted, and that is told
            return ActionResult("unreachable")
        return result if result.is_whole else replace(result, name="unread")

    def _remind(self, action: SetReminder | CancelReminders, turn: Turn, device: Device) -> ActionResult:
        """Set or drop reminders; those of the household's other known voices are neither looked at nor touched."""
        store, hidden = self._store.within(BACKGROUND_STORE_TIMEOUT_S), set[str]()
        try:
            records = [store.load(one) for one in _other_voices(store, turn)]
        except UnavailableError:
            return ActionResult("no_records")
        for record in filter(None, records):
            with suppress(UnreadableRecordError):
                hidden.update(journey_record.decode(record.body).reminder_ids)
        action = replace(action, hidden=frozenset(hidden))
        if isinstance(action, CancelReminders):
            return device.cancel_reminders(action)
        return device.set_reminder(action, catalog(turn.locale).render(action.text, turn.today), turn)

    def _apologise(self, turn: Turn, error: Exception, trouble: str) -> RenderedReply:
        fields = {"request": turn.request_id, "trouble": type(error).__name__, "told": trouble}
        log.error("%(trouble)s in request %(request)s, told as %(told)s", fields, extra=fields)
        return _trouble_in(turn.locale, trouble)


@dataclass(slots=True)
class WriteAmbiguity:
    """What is not known about a turn's writes."""

    error: StoreError = field(default_factory=UnavailableError)
    """Why it is not known."""
    version: int | None = None
    """Of the first record that may have arrived; None where none may have."""
    failures: int = 0
    """Saves that failed, conflicts aside."""

    def note(self, error: StoreError, before: Record | None) -> None:
        """Note that a save failed, over the record that was there before."""
        self.failures += not isinstance(error, ConflictError)
        known = isinstance(error, ConflictError | DeclinedError)
        if not known and self.version is None:
            self.error, self.version = error, (before.version if before else 0) + 1

    def is_unresolvable(self, record: Record | None) -> bool:
        """Tell, where a record does not know the request, whether it may have known it and forgotten.

        So many have written since that the request may be among those which are not remembered any more. Where fewer
        have, somebody else wrote what the request would have, and there is no doubt any longer.
        """
        if self.version is None or record is None or record.version < self.version:
            return False
        if record.version - self.version >= journey_record.IDEMPOTENCY_WINDOW:
            return True
        self.version = None
        return False

    def told(self, otherwise: str) -> str:
        """Return the trouble to tell: that nobody knows, or another."""
        return otherwise if self.version is None else "unsure"


class ConfigurationError(TrustStepsError):
    """The environment lacks what the skill needs."""


def lambda_app(environment: Mapping[str, str]) -> App:
    """Return the app that runs on AWS, with its table and skill id as the environment names them."""
    from skill.stores.dynamodb import DynamoDBStore  # other hosts have no table to call

    if not environment.get("TRUST_STEPS_TABLE"):
        raise ConfigurationError("TRUST_STEPS_TABLE is not set: it names the DynamoDB table")
    if not environment.get("TRUST_STEPS_SKILL_ID"):
        log.warning("TRUST_STEPS_SKILL_ID is not set: requests meant for any skill are answered")
    return App(
        DynamoDBStore(environment["TRUST_STEPS_TABLE"]), skill_id=environment.get("TRUST_STEPS_SKILL_ID") or None
    )


def _save(
    store: Store, turn: Turn, before: Journey, journey: Journey, record: Record | None, reply: Reply | None
) -> StoreError | None:
    """Save a journey over the record that was loaded, with the reply to the request, and return what hindered it."""
    answers = []
    if reply is not None:
        # A reply in a practice tells how it went, so it is not kept: a duplicate of the request is answered anew.
        is_kept = journey.practice == before.practice
        told = reply_to_json(reply, with_screen=turn.has_screen) if is_kept else journey_record.practice_before(before)
        answers = [journey_record.encode_reply_record(turn.request_id, told, turn.instant)]
    if record is None:
        journey = replace(journey, began=turn.instant.replace(microsecond=0))
    journey, rolled = weeks.archive_oldest_week(retention.expire(journey, turn.instant), turn.today)
    week = None
    if rolled:
        week = Week(days.week_name(min(rolled)), journey_record.encode_week(rolled, journey.commitments))
    try:
        store.save(
            turn.speaker, Record(record.version + 1 if record else 1, journey_record.encode(journey, *answers)), week
        )
    except (ConflictError, UnavailableError) as error:
        return error
    return None


def _resolve_time_zone(
    journey: Journey, turn: Turn, device: Device, *, asks_zone: bool
) -> tuple[Journey, str | None, bool]:
    """Return the journey in the device's zone, that zone, and whether the device told it in this turn.

    It is asked where it is if that may have changed, and in any case where `asks_zone`, because a time is to be
    promised. Where its service does not say, the last known zone stays, and it is asked again from the next day (UTC).
    """
    known = journey.zone
    utc_day = turn.instant.astimezone(UTC).date()
    is_recent = known and known.device == turn.device and 0 <= (utc_day - known.checked).days < ZONE_CACHE_DAYS
    if (is_recent and not asks_zone) or not turn.device:
        return journey, (known.name or None) if known else None, False
    found = _valid_zone(device.time_zone())
    if found is None:
        last = known.name if known else ""
        ask_tomorrow = utc_day - timedelta(days=ZONE_CACHE_DAYS - 1)
        return replace(journey, zone=Zone(last, turn.device, ask_tomorrow)), last or None, False
    zone = Zone(found, turn.device, utc_day)
    excused = journey.skipped_by_travel
    if known and known.name not in ("", found):
        travelled = days.skipped_by_travel(turn.instant, ZoneInfo(known.name), ZoneInfo(found))
        excused = frozenset(day for day in excused | travelled if abs((utc_day - day).days) <= 30)
    return replace(journey, zone=zone, skipped_by_travel=excused), found, True


def _valid_zone(zone: str | None) -> str | None:
    try:
        return ZoneInfo(zone).key if zone else None
    except (KeyError, ValueError, OSError):
        return None


def _rendered(turn: Turn, reply: Reply) -> RenderedReply:
    here = catalog(turn.locale)
    if turn.interrupted and addressing.waits_for_asked(turn, reply):
        return _waiting(turn, turn.interrupted, reply)
    spoken = replace(here.speak(reply, turn.today), asked=turn.speaker.person, household_named=turn.household_named)
    if not turn.has_screen or reply.screen is None:
        return spoken
    data = {documents.DATA: here.show(reply, reply.screen, turn.today)}
    shown = {"document": documents.document(reply.screen.name), "datasources": data}
    return replace(spoken, screen=shown, keeps_document=reply.screen.keeps_document)


def _waiting(turn: Turn, open_: Turn, reply: Reply) -> RenderedReply:
    """Answer another voice, and leave the question open for the one who was asked; its words are not repeated."""
    spoken = catalog(turn.locale).speak(replace(reply, ask=Ask("around.waiting")), turn.today)
    ask = addressing.open_question(open_)
    return replace(
        spoken,
        question=open_.question,
        state=open_.state,
        elicit=ask.elicit if ask else None,
        any_speaker=open_.any_speaker,
        last_reply=open_.last_reply,
        asked=open_.asked,
        household_named=turn.household_named,
    )


def _readable(turn: Turn) -> Turn:
    """Return the turn with slots resolved by their words, and without what its session holds that is no question.

    Session attributes come back from outside: a question or a last reply that the texts do not know is an ended one.
    """
    here = catalog(turn.locale)
    slots = {name: resolve_slot(turn.locale, name, slot) for name, slot in turn.slots.items()}
    if turn.question is None:
        return replace(turn, slots=slots, state={}, last_reply=None)
    if not here.has_question(turn.question) or not session_state.is_valid(
        turn.question, turn.state, turn.instant.date()
    ):
        return replace(turn, slots=slots, question=None, state={}, last_reply=None)
    return replace(turn, slots=slots, last_reply=turn.last_reply if here.can_speak(turn.last_reply) else None)


def _replay(twin: str, handler: Handler, turn: Turn, journey: Journey) -> Reply:
    """Return the reply to a request that arrives again: the one that was kept, or, in a practice, the same anew."""
    kept = journey_record.decode_reply_record(twin)
    if journey_record.is_answered_anew(kept):
        return handler(turn, replace(journey, practice=journey_record.decode_practice_before(kept)))[1]
    if catalog(turn.locale).can_speak(kept):
        return reply_from_json(kept)
    return Reply((message("trouble.seen"),))  # there was no room to keep it, or another version wrote it


def _other_voices(store: Store, turn: Turn) -> list[Speaker]:
    """Return the known voices of the household other than the one who speaks."""
    return [one for one in store.speakers(turn.speaker.household) if one.person not in (EVERYONE, turn.speaker.person)]


def _delete(store: Store, speaker: Speaker, asked_at: datetime) -> Journey | None:
    """Delete a speaker's records and return what they held; None where they began after the deletion was asked for.

    One that can't be read has been quarantined, as far as is known of it.
    """
    record = store.load(speaker)
    journey = Journey(has_quarantined=True)
    with suppress(UnreadableRecordError):
        journey = journey_record.decode(record.body) if record else Journey()
    if journey.began and journey.began > asked_at:
        return None
    store.forget(speaker)
    return journey


def _trouble_in(locale: str, trouble: str) -> RenderedReply:
    return RenderedReply(speech=catalog(locale).find(f"trouble.{trouble}"))
