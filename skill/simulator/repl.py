"""Interactive mode of the simulator (read-eval-print loop) at a terminal."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillBusy
from itertools import cycle, islice
from typing import TYPE_CHECKING, TypeVar

from prompt_toolkit import PromptSession
from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output
from rich.box import ROUNDED
from rich.console import Console, Group, RenderableType
from rich.constrain import Constrain
from rich.markup import escape
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from skill.simulator.commands import COMMANDS, BadCommandError, QuitError
from skill.texts.catalog import catalog

if TYPE_CHECKING:  # the skill takes half a second to import, and the user waits for the first line
    from skill.simulator.exchange import Exchange
    from skill.simulator.session import SimulatorSession
    from skill.simulator.text_to_speech import SpeechSynthesizer

SPINNER_DELAY_S = 0.5
"""Seconds after which a spinner is shown."""

MAX_SUGGESTIONS = 3

MAX_COLUMNS = 72
"""Columns of a screen's panel at most: a longer line is hard to read."""

Result = TypeVar("Result")


class Terminal:
    """A terminal in which the user types what they would say, and reads what they would hear."""

    def __init__(
        self,
        console: Console,
        source: Input | None = None,
        shown: Output | None = None,
        *,
        voice: "SpeechSynthesizer | None" = None,
    ) -> None:
        self._console, self._voice = console, voice
        # What is typed here is private: the history is in memory only.
        self._prompt: PromptSession[str] = PromptSession(
            history=InMemoryHistory(), auto_suggest=AutoSuggestFromHistory(), input=source, output=shown
        )
        self._worker = ThreadPoolExecutor(1)

    def converse(self, build: "Callable[[], SimulatorSession]", locale: str) -> None:
        """Run until the user quits. `build` creates the session, which takes a moment."""
        suggestions = cycle(catalog(locale).lookup("talk.next"))
        self._console.print("[bold]Trust Steps[/bold], as a smart speaker would say it. Type what you'd say.")
        self._console.print(f"[dim]{escape(' · '.join(COMMANDS.values()))} · Ctrl-D ends[/dim]")
        session = self._waited(build)
        from skill.simulator.quiet import is_quiet  # with the skill, which has been imported by now

        self._suggest(suggestions)
        quiet = False
        while True:
            try:
                did_ask = session.echo.session_open
                line = self._typed("… " if did_ask else "> ")
                exchanges = self._waited(lambda typed=line: session.hear(typed))  # type: ignore[misc]  # bound at once
            except BadCommandError as error:
                self._console.print(f"[red]{escape(str(error))}[/red]")
                continue
            except KeyboardInterrupt:
                continue  # as in a shell: the line is dropped, the conversation is not
            except (EOFError, QuitError):
                return
            for exchange in exchanges:
                quiet = is_quiet(locale, exchange, answers_quiet=quiet and did_ask)
                self._show(exchange, iter(catalog(locale).lookup("talk.quiet")) if quiet else suggestions)
            if self._voice:
                self._voice.say(*exchanges)

    def _typed(self, prompt: str) -> str:
        """Return the line that the user types, which stops the reply that is being spoken."""
        try:
            return self._prompt.prompt(prompt)
        finally:
            if self._voice:
                self._voice.stop()

    def _show(self, exchange: "Exchange", suggestions: Iterator[str]) -> None:
        if exchange.speech:
            prefix = "A reminder rings: " if exchange.request_type == "Reminder" else ""
            self._console.print(Padding(escape(prefix + exchange.speech), (0, 0, 0, 2)))
        if exchange.card:
            title, text = escape(exchange.card["title"]), escape(exchange.card["text"])
            self._console.print(Padding(f"[dim]On the card: [bold]{title}[/bold]\n{text}[/dim]", (0, 0, 0, 4)))
        if exchange.shown:
            self._console.print(Padding(screen_of(*exchange.shown), (0, 0, 0, 4)))
        if exchange.reprompt:
            self._console.print(f"[dim]{escape(exchange.reprompt)}[/dim]")
        else:
            self._suggest(suggestions)

    def _suggest(self, suggestions: Iterator[str]) -> None:
        self._console.print(f"[dim]You could say: {escape(' · '.join(islice(suggestions, MAX_SUGGESTIONS)))}[/dim]")

    def _waited(self, work: Callable[[], Result]) -> Result:
        """Return what `work` returns, with a spinner while it takes longer than SPINNER_DELAY_S."""
        running = self._worker.submit(work)
        try:
            return running.result(SPINNER_DELAY_S)
        except StillBusy:
            if running.done():
                raise  # it was the work itself that ran out of time
        with self._console.status("One moment"):
            return running.result()


def screen_of(title: str, lines: Sequence[str]) -> RenderableType:
    """Return what a screen shows in words as a framed panel."""
    gap = [Text()] if title and lines else []
    rows = [*([Text(title, style="bold")] if title else []), *gap, *map(Text, lines)]
    blank = Text("(blank)", style="dim")
    return Constrain(
        Panel(Group(*rows or [blank]), box=ROUNDED, title="[dim]On the screen[/dim]", title_align="left", expand=False),
        MAX_COLUMNS,
    )
