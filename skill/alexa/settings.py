"""The device's own settings, asked of Amazon's settings service."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ask_sdk_core.api_client import DefaultApiClient
from ask_sdk_core.exceptions import AskSdkException
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model.services.service_exception import ServiceException

SECONDS = 1.5
"""How long the service may take: Alexa waits eight seconds for the whole turn."""


class PatientApiClient(DefaultApiClient):
    """Amazon's own API client, which alone would wait for ever."""

    def _resolve_method(self, request: Any) -> Callable[..., Any]:
        return partial(super()._resolve_method(request), timeout=SECONDS)


def time_zone(handler_input: HandlerInput) -> str | None:
    """Return the IANA name of the device's time zone, or None where the service does not say."""
    system = handler_input.request_envelope.context.system
    if not (system.device and system.device.device_id and system.api_endpoint and system.api_access_token):
        return None
    try:
        settings = handler_input.service_client_factory.get_ups_service()
        found = settings.get_system_time_zone(system.device.device_id)
    except (ServiceException, AskSdkException, ValueError):
        return None
    name = getattr(found, "value", found)  # the SDK gives an enum for the zones it knows, a string for the others
    return name if isinstance(name, str) else None
