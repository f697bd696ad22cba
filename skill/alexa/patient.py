"""Amazon's own API client with a time limit: alone it would wait for ever, and Alexa waits eight seconds for a turn."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ask_sdk_core.api_client import DefaultApiClient

SECONDS = 1.5
"""How long a service may take."""


class PatientApiClient(DefaultApiClient):
    """Gives up on a service after SECONDS."""

    def _resolve_method(self, request: Any) -> Callable[..., Any]:
        return partial(super()._resolve_method(request), timeout=SECONDS)
