"""Text to speech: the skill's replies spoken on this machine by espeak-ng."""

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

if TYPE_CHECKING:  # the skill takes half a second to import, and a missing program is reported at once
    from skill.simulator.exchange import Exchange

PROGRAM = "espeak-ng"

NO_PROGRAM = f"--voice needs {PROGRAM}: install it with `apt install {PROGRAM}`, or `brew install {PROGRAM}` on a Mac"

_NEAREST = {"en-CA": "en-us"}
"""Voices for locales that espeak-ng has none for, where its own choice would sound foreign."""

# The texts in skill/texts use `break`, `say-as` (telephone) and `sub`. espeak-ng supports these, with pauses to the
# tenth of a second, and the others listed here. Another tag, such as `amazon:emotion`, is left out, not its content.
_SUPPORTED_TAGS = frozenset(("break", "emphasis", "p", "prosody", "s", "say-as", "speak", "sub"))

_NAMED_TAG = re.compile(r"</?([\w:-]+)[^>]*>")

_SPOKEN_NUMBER = re.compile(r'(?<=<say-as interpret-as="telephone">)[^<]+')

_ERROR = re.compile(r"^error\b.*", re.IGNORECASE | re.MULTILINE)
"""How espeak-ng reports that there is no loudspeaker or no voice; its warnings do not matter."""


class NoSpeechProgramError(TrustStepsError):
    """espeak-ng is not installed; the message says how to install it."""


class SpeechSynthesizer:
    """Speaks in the background, one reply at a time.

    It stops when it is left as a context, and at a SIGTERM that ends the context; after a SIGKILL the reply that is
    being spoken goes on to its end.
    """

    def __init__(self, locale: str, report: Callable[[str], object]) -> None:
        """Find the program; raises NoSpeechProgramError. `report` gets the reason, once, if speaking fails."""
        program = shutil.which(PROGRAM)
        if program is None:
            raise NoSpeechProgramError(NO_PROGRAM)
        # The text goes through stdin alone: every user of this machine can read a program's arguments.
        self._command = [program, "-m", "-b", "1", "-v", _NEAREST.get(locale, locale.lower()), "--stdin"]
        self._report, self._has_reported = report, False
        self._speaking: tuple[subprocess.Popen[bytes], IO[bytes]] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def say(self, *exchanges: "Exchange") -> None:
        """Begin to speak these replies, in place of anything that is being spoken."""
        self.stop()
        text = "\n".join(speakable(exchange.ssml) for exchange in exchanges if exchange.ssml)
        if not text:
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
            stdin.write(text.encode("utf-8", "replace"))

    def finish(self) -> None:
        """Wait until everything is spoken."""
        if self._speaking:
            self._speaking[0].wait()
        self.stop()

    def stop(self) -> None:
        """Stop speaking at once."""
        if not self._speaking:
            return
        (process, errors), self._speaking = self._speaking, None
        with errors:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                return
            errors.seek(0)
            if error := _ERROR.search(errors.read().decode("utf-8", "replace")):
                self._complain(error[0])
            elif process.returncode:
                self._complain(f"it ended with {process.returncode}")

    def _complain(self, reason: str) -> None:
        if not self._has_reported:
            self._has_reported = True
            self._report(f"{PROGRAM} could not speak: {reason[:100]}")


def speakable(ssml: str) -> str:
    """Return SSML as espeak-ng takes it."""
    supported = _NAMED_TAG.sub(lambda tag: tag[0] if tag[1] in _SUPPORTED_TAGS else "", ssml)
    # espeak-ng would say "dash" within a telephone number.
    return _SPOKEN_NUMBER.sub(lambda number: number[0].replace("-", " "), supported)
