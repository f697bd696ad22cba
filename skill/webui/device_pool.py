"""Device pool: the simulated Echos that pages talk to, all in the simulator's one household."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from itertools import cycle, islice
from threading import Lock

from skill.alexa.request import household
from skill.deadline import TURN_TIMEOUT_S, Deadline
from skill.errors import TrustStepsError
from skill.simulator.echo import SIMULATED_USER_ID
from skill.simulator.exchange import Exchange, elicited_slot
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.quiet import is_quiet
from skill.simulator.session import SimulatorSession
from skill.stores.store import Store
from skill.texts.catalog import catalog

MAX_DEVICES = 50
"""Devices at a time. The least recently used one is removed for a new one."""

MAX_PAGE_SUGGESTIONS = 4

SUGGESTED_RATINGS = ("1", "2", "3", "4", "5")


class UnknownDeviceError(TrustStepsError, LookupError):
    """There is no device with that key, or no longer."""


class DeviceBusyError(TrustStepsError):
    """A device has not answered its last line yet."""


class Device:
    """A simulated Echo, and what it suggests to say."""

    def __init__(self, session: SimulatorSession, model: InteractionModel) -> None:
        self.echo = session.echo
        self._session, self._model, self._lock = session, model, Lock()
        self._ideas = cycle(catalog(model.locale).lookup("talk.next"))
        self._last: Exchange | None = None
        self._is_quiet = False
        self.suggestions = [f"open {model.invocation_name}", *islice(self._ideas, MAX_PAGE_SUGGESTIONS)]
        """Sentences that could be said now."""

    @property
    def asks(self) -> bool:
        """Whether a question is open."""
        return self._last is not None and self._last.asks and self.echo.session_open

    def hear(self, line: str) -> list[Exchange]:
        """Answer one line, as SimulatorSession does; raises DeviceBusyError, BadCommandError and QuitError."""
        if not self._lock.acquire(blocking=False):
            raise DeviceBusyError
        try:
            did_ask = self.asks
            exchanges = self._session.hear(line)
            if exchanges:
                self._last = exchanges[-1]
                answers_quiet = self._is_quiet and did_ask
                self._is_quiet = is_quiet(self._model.locale, self._last, answers_quiet=answers_quiet)
            if exchanges or did_ask != self.asks:
                self.suggestions = self._suggested()
            return exchanges
        finally:
            self._lock.release()

    def _suggested(self) -> list[str]:
        """Return answers to an open question, or else some requests; after danger or a moment, next to nothing."""
        if self._is_quiet and not self.asks:
            return list(catalog(self._model.locale).lookup("talk.quiet"))
        if self._last is None or not self.asks:
            return list(islice(self._ideas, MAX_PAGE_SUGGESTIONS))
        return [*self._answers(self._last.response), *catalog(self._model.locale).lookup("talk.leave")]

    def _answers(self, response: Mapping[str, object]) -> list[str]:
        slot = elicited_slot(response)
        if slot is None:
            return list(catalog(self._model.locale).lookup("talk.answers"))
        slot_type = self._model.slot_type(*slot)
        if slot_type == "AMAZON.NUMBER":
            return list(SUGGESTED_RATINGS)
        return [value.name for value in self._model.values(slot_type)]


class DevicePool:
    """LRU pool of devices, each with a random key. Safe to call from many threads."""

    def __init__(self, store: Store, max_devices: int = MAX_DEVICES) -> None:
        self._store, self._max_devices = store, max_devices
        self._devices: OrderedDict[str, Device] = OrderedDict()
        self._lock = Lock()

    def create(self, locale: str, timezone: str) -> tuple[str, Device]:
        """Create a device, and return its key and it; raises UnknownLocaleError."""
        device = Device(SimulatorSession(self._store, locale=locale, timezone=timezone), InteractionModel.of(locale))
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._devices[key] = device
            while len(self._devices) > self._max_devices:
                self._devices.popitem(last=False)
        return key, device

    def find(self, key: str) -> Device:
        """Return the device with a key; raises UnknownDeviceError."""
        with self._lock:
            if key not in self._devices:
                raise UnknownDeviceError
            self._devices.move_to_end(key)
            return self._devices[key]

    def forget(self) -> None:
        """Delete all records of the household, and all devices; raises what the store raises."""
        household_id = household({"context": {"System": {"user": {"userId": SIMULATED_USER_ID}}}})
        self._store.within(Deadline(TURN_TIMEOUT_S)).forget_household(household_id)
        with self._lock:
            self._devices.clear()
