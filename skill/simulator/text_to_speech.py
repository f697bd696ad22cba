"""What is said, spoken aloud on this machine by espeak-ng."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING, Self

from skill.errors import TrustStepsError

if TYPE_CHECKING:  # the skill takes half a second to import, and a missing program is told at once
    from skill.simulator.exchange import Exchange

PROGRAM = "espeak-ng"

MISSING = f"--voice needs {PROGRAM}: install it with `apt install {PROGRAM}`, or `brew install {PROGRAM}` on a Mac"

_NEAREST = {"en-CA": "en-us"}
"""Where espeak-ng's own choice for a locale that it has no voice for would sound foreign there."""

# Of SSML the texts in skill/texts use `break`, `say-as` (telephone) and `sub`. espeak-ng honours these, pauses to the
# tenth of a second, and of the rest what else is listed here. A tag that isn't, such as `amazon:emotion`, is left out,
# and what stands in it is said.
_HONOURED = frozenset(("break", "emphasis", "p", "prosody", "s", "say-as", "speak", "sub"))

_TAG = re.compile(r"</?([\w:-]+)[^>]*>")

_NUMBER = re.compile(r'(?<=<say-as interpret-as="telephone">)[^<]+')

_ERROR = re.compile(r"^error\b.*", re.IGNORECASE | re.MULTILINE)
"""How espeak-ng says that it finds no loudspeaker or no voice. What else it writes there can be heard past."""


class NoSpeechProgramError(TrustStepsError):
    """There is nothing here to speak with; the message says how to get it."""


class SpeechSynthesizer:
    """Speaks in the background, one answer at a time.

    Nothing goes on when it is left as a context, nor at a SIGTERM that ends the context. A kill that no program hears
    of lets the answer end that is being spoken.
    """

    def __init__(self, locale: str, tell: Callable[[str], object]) -> None:
        """Find the program; raises NoVoice. `tell` is told once why nothing is heard, where nothing is."""
        program = shutil.which(PROGRAM)
        if program is None:
            raise NoSpeechProgramError(MISSING)
        # What is said goes through stdin alone: everyone on this machine can read a program's arguments.
        self._command = [program, "-m", "-b", "1", "-v", _NEAREST.get(locale, locale.lower()), "--stdin"]
        self._tell, self._has_told = tell, False
        self._speaking: tuple[subprocess.Popen[bytes], IO[bytes]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def say(self, *heard: "Exchange") -> None:
        """Begin to speak what was heard, in place of anything that is being spoken."""
        self.stop()
        said = "\n".join(speakable(one.ssml) for one in heard if one.ssml)
        if not said:
            return
        errors = TemporaryFile()  # noqa: SIM115 - `stop` closes it
        try:
            # A group of its own, so that whatever it starts stops with it.
            process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors, process_group=0
            )
        except OSError as error:
            errors.close()
            self._complain(str(error.strerror))
            return
        self._speaking = process, errors
        # It may have ended already, and `stop` or `finish` sees why.
        with suppress(BrokenPipeError), process.stdin as stdin:  # type: ignore[union-attr]  # it is a pipe, as asked for
            stdin.write(said.encode("utf-8", "replace"))

    def finish(self) -> None:
        """Wait until everything is spoken."""
        if self._speaking:
            self._speaking[0].wait()
        self.stop()

    def stop(self) -> None:
        """Be silent at once."""
        if not self._speaking:
            return
        (process, errors), self._speaking = self._speaking, None
        with errors:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return
            errors.seek(0)
            if found := _ERROR.search(errors.read().decode("utf-8", "replace")):
                self._complain(found[0])
            elif process.returncode:
                self._complain(f"it ended with {process.returncode}")

    def _complain(self, why: str) -> None:
        if not self._has_told:
            self._has_told = True
            self._tell(f"{PROGRAM} could not speak: {why[:100]}")


def speakable(ssml: str) -> str:
    """Return SSML as espeak-ng takes it."""
    known = _TAG.sub(lambda tag: tag[0] if tag[1] in _HONOURED else "", ssml)
    # It would say "dash" within a number to call.
    return _NUMBER.sub(lambda number: number[0].replace("-", " "), known)
