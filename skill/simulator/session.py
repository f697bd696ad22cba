"""The talk simulator: a pretend Echo that is driven by lines of text.

A line is an utterance, or it begins with a slash and steers the device. `lines` and `terminal` read lines from a pipe
or from a person; here is what they mean.
"""

from collections.abc import Callable
from datetime import datetime

from skill.app import App
from skill.simulator.alexa_services import FakeAlexaServices
from skill.simulator.commands import COMMANDS, BadCommandError, QuitError, moment
from skill.simulator.echo import SIMULATED_SKILL_ID, Echo, Exchange, NothingToTouchError
from skill.simulator.nlu.interaction_model import InteractionModel
from skill.stores.store import Store


class SimulatorSession:
    """One device to talk to, and what steers it."""

    def __init__(self, store: Store, *, locale: str, timezone: str, at: datetime | None = None) -> None:
        """Plug a device in. Raises UnknownLocaleError where no interaction model speaks the locale."""
        amazon = FakeAlexaServices(timezone)
        app = App(store, skill_id=SIMULATED_SKILL_ID, api_client=amazon)
        self.echo = Echo(
            app.answer, InteractionModel.of(locale), locale=locale, timezone=timezone, now=at, amazon=amazon
        )
        self._steer: dict[str, Callable[[str], list[Exchange] | None]] = {
            "/at": lambda rest: self.echo.set_clock(moment(rest)),
            "/speaker": self._speaker,
            "/new": self._new,
            "/screen": self._screen,
            "/touch": self._touch,
            "/quit": self._quit,
        }

    def hear(self, line: str) -> list[Exchange]:
        """Take one line and return what came of it: an answer, reminders that rang, or nothing.

        Raises BadCommandError and QuitError.
        """
        said = line.strip()
        if not said.startswith("/"):
            return [self.echo.utter(said)] if said else []
        command, _, rest = said.partition(" ")
        if command not in self._steer:
            raise BadCommandError(f"unknown command {command[:20]}: there are {', '.join(COMMANDS)}")
        return self._steer[command](rest.strip()) or []

    def _speaker(self, name: str) -> None:
        if not name or len(name) > 100:
            raise BadCommandError(COMMANDS["/speaker"])
        self.echo.speaker = None if name == "-" else name

    def _new(self, rest: str) -> None:
        if rest:
            raise BadCommandError(COMMANDS["/new"])
        self.echo.close("USER_INITIATED")

    def _screen(self, rest: str) -> None:
        if rest not in ("on", "off"):
            raise BadCommandError(COMMANDS["/screen"])
        self.echo.has_screen = rest == "on"

    def _touch(self, rest: str) -> list[Exchange]:
        if not rest:
            raise BadCommandError(COMMANDS["/touch"])
        try:
            return [self.echo.touch(*rest.split())]
        except NothingToTouchError as error:
            raise BadCommandError(str(error)) from None

    def _quit(self, rest: str) -> None:
        raise QuitError
