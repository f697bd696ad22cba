"""Simulator session: a simulated Echo that is driven by lines of text.

A line is an utterance, or a command that begins with a slash. `batch` reads lines from a pipe, `repl` from a terminal.
"""

from collections.abc import Callable
from datetime import datetime

from skill.app import App
from skill.simulator.alexa_services import FakeAlexaServices
from skill.simulator.commands import COMMANDS, BadCommandError, QuitError, parse_time
from skill.simulator.echo import SIMULATED_SKILL_ID, Echo, NothingToTouchError
from skill.simulator.exchange import Exchange
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.stores.store import Store

MAX_SPEAKER_CHARS = 100
MAX_ECHOED_CHARS = 20
"""Characters of an unknown command that its error repeats."""


class SimulatorSession:
    """One simulated device, and the commands that control it."""

    def __init__(self, store: Store, *, locale: str, timezone: str, at: datetime | None = None) -> None:
        """Create the device, with its clock at `at`; raises UnknownLocaleError if no model has the locale."""
        services = FakeAlexaServices(timezone)
        app = App(store, skill_id=SIMULATED_SKILL_ID, api_client=services)
        self.echo = Echo(
            app.answer, InteractionModel.of(locale), locale=locale, timezone=timezone, now=at, services=services
        )
        self._commands: dict[str, Callable[[str], list[Exchange] | None]] = {
            "/at": lambda argument: self.echo.set_clock(parse_time(argument)),
            "/speaker": self._set_speaker,
            "/new": self._close_session,
            "/screen": self._set_screen,
            "/touch": self._touch,
            "/quit": self._quit,
        }

    def hear(self, line: str) -> list[Exchange]:
        """Take one line, and return the exchanges it caused: a reply, fired reminders, or none.

        Raises BadCommandError and QuitError.
        """
        line = line.strip()
        if not line.startswith("/"):
            return [self.echo.utter(line)] if line else []
        command, _, argument = line.partition(" ")
        if command not in self._commands:
            raise BadCommandError(f"unknown command {command[:MAX_ECHOED_CHARS]}: there are {', '.join(COMMANDS)}")
        return self._commands[command](argument.strip()) or []

    def _set_speaker(self, name: str) -> None:
        if not name or len(name) > MAX_SPEAKER_CHARS:
            raise BadCommandError(COMMANDS["/speaker"])
        self.echo.speaker = None if name == "-" else name

    def _close_session(self, argument: str) -> None:
        if argument:
            raise BadCommandError(COMMANDS["/new"])
        self.echo.close("USER_INITIATED")

    def _set_screen(self, state: str) -> None:
        if state not in ("on", "off"):
            raise BadCommandError(COMMANDS["/screen"])
        self.echo.has_screen = state == "on"

    def _touch(self, arguments: str) -> list[Exchange]:
        if not arguments:
            raise BadCommandError(COMMANDS["/touch"])
        try:
            return [self.echo.touch(*arguments.split())]
        except NothingToTouchError as error:
            raise BadCommandError(str(error)) from None

    def _quit(self, argument: str) -> None:
        raise QuitError
