"""Amazon's own API client with a time limit: alone it would wait for ever, and Alexa waits eight seconds for a turn."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from ask_sdk_core.api_client import DefaultApiClient

SECONDS = 2.0
"""How long the services may take together in a turn; the store may take four more."""

AT_ONCE = 1.0
"""How long a service may take to connect, and then to answer."""

AT_LEAST = 0.05
"""What is left for a call when the others have taken all: one that is answered at once still is."""


class PatientApiClient(DefaultApiClient):
    """Gives up on the services of one turn after SECONDS."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin to count; `clock` gives seconds."""
        super().__init__()
        self._clock, self._until = clock, clock() + SECONDS

    def _resolve_method(self, request: Any) -> Callable[..., Any]:
        left = max(self._until - self._clock(), AT_LEAST)
        return partial(super()._resolve_method(request), timeout=min(left, AT_ONCE))
