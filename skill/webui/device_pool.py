"""The pretend devices that pages talk to. They all stand in one household, which is the simulator's own."""

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from itertools import cycle, islice
from threading import Lock

from skill.alexa.request import household
from skill.deadline import TURN_TIMEOUT_S, Deadline
from skill.errors import TrustStepsError
from skill.simulator.echo import USER, Exchange, elicited
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.simulator.session import SimulatorSession
from skill.stores.store import Store
from skill.texts.catalog import catalog

MAX_DEVICES = 50
"""Devices at a time. The one that was silent for longest goes when another is plugged in."""

SUGGESTIONS = 4

RATINGS = ("1", "2", "3", "4", "5")


class UnknownDeviceError(TrustStepsError, LookupError):
    """There is no device under a key, or it has gone."""


class DeviceBusyError(TrustStepsError):
    """A device has not answered its last line yet."""


class Device:
    """One pretend Echo, and what it suggests to say."""

    def __init__(self, talk: SimulatorSession, grammar: InteractionModel) -> None:
        self.echo = talk.echo
        self._talk, self._grammar, self._lock = talk, grammar, Lock()
        self._ideas = cycle(catalog(grammar.locale).find("talk.next"))
        self._last: Exchange | None = None
        self.suggestions = [f"open {grammar.invocation_name}", *islice(self._ideas, SUGGESTIONS)]
        """What could be said now."""

    @property
    def asks(self) -> bool:
        """Whether it waits for an answer."""
        return self._last is not None and self._last.asks and self.echo.session_open

    def hear(self, line: str) -> list[Exchange]:
        """Take one line, as `Talk` does; raises Busy, BadCommandError and QuitError."""
        if not self._lock.acquire(blocking=False):
            raise DeviceBusyError
        try:
            did_ask = self.asks
            heard = self._talk.hear(line)
            if heard:
                self._last = heard[-1]
            if heard or did_ask != self.asks:
                self.suggestions = self._suggested()
            return heard
        finally:
            self._lock.release()

    def _suggested(self) -> list[str]:
        """Return answers to an open question, or else some of all that could be said."""
        if self._last is None or not self.asks:
            return list(islice(self._ideas, SUGGESTIONS))
        return [*self._answers(self._last.response), *catalog(self._grammar.locale).find("talk.leave")]

    def _answers(self, response: Mapping[str, object]) -> list[str]:
        asked = elicited(response)
        if asked is None:
            return list(catalog(self._grammar.locale).find("talk.answers"))
        kind = self._grammar.slot_type(*asked)
        return list(RATINGS) if kind == "AMAZON.NUMBER" else [one.name for one in self._grammar.values(kind)]


class DevicePool:
    """All devices that are plugged in, each under a key that nobody can guess. Safe to call from many threads."""

    def __init__(self, store: Store, most: int = MAX_DEVICES) -> None:
        self._store, self._most = store, most
        self._devices: OrderedDict[str, Device] = OrderedDict()
        self._lock = Lock()

    def create(self, locale: str, timezone: str) -> tuple[str, Device]:
        """Plug a device in and return its key; raises UnknownLocaleError."""
        device = Device(SimulatorSession(self._store, locale=locale, timezone=timezone), InteractionModel.of(locale))
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._devices[key] = device
            while len(self._devices) > self._most:
                self._devices.popitem(last=False)
        return key, device

    def find(self, key: str) -> Device:
        """Return the device under a key; raises Unplugged."""
        with self._lock:
            if key not in self._devices:
                raise UnknownDeviceError
            self._devices.move_to_end(key)
            return self._devices[key]

    def forget(self) -> None:
        """Delete all records of the household, and unplug all devices with what they hold; raises UnavailableError."""
        everybody = household({"context": {"System": {"user": {"userId": USER}}}})
        self._store.within(Deadline(TURN_TIMEOUT_S)).forget_household(everybody)
        with self._lock:
            self._devices.clear()
