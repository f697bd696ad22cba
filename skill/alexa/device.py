"""Device: the time zone and the reminders of the device that sent a request, through Alexa's services."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from skill.alexa.request import ServiceAccess
from skill.deadline import Deadline
from skill.reply import CancelReminders, SetReminder, SetTimer
from skill.turn import ActionResult, Turn

if TYPE_CHECKING:
    from skill.alexa.services import ApiClient, Services

ENDPOINT = re.compile(r"https://api(\.[a-z]{2,12})?\.amazonalexa\.com/?")
"""Endpoints of Alexa's services. A request with any other endpoint is treated as one without."""


class AlexaDevice:
    """See `skill.turn.Device`. Most turns call no service, so the client is imported at the first call."""

    def __init__(self, access: ServiceAccess, api_client: "ApiClient | None", deadline: Deadline) -> None:
        """Take the request's access data, the client (None is Amazon's own), and the turn's deadline."""
        is_amazons = ENDPOINT.fullmatch(access.api_endpoint or "")
        self._access = access if is_amazons else replace(access, api_endpoint=None)
        self._api_client, self._deadline = api_client, deadline
        self._client: Services | None = None
        self._zone: tuple[str | None] | None = None

    def time_zone(self) -> str | None:
        """Return the IANA name of the device's time zone, or None where the service does not report one.

        The service is called once: it can be slow, and the zone does not change within a turn.
        """
        if self._zone is None:
            access = self._access
            has_access = access.device_id and access.api_endpoint and access.api_access_token
            self._zone = (self._services().time_zone() if has_access else None,)
        return self._zone[0]

    def set_reminder(self, action: SetReminder, text: str, turn: Turn) -> ActionResult:
        """Set a reminder, unless the same one is set already."""
        return self._services().set_reminder(action, text, turn)

    def set_timer(self, action: SetTimer, text: str, turn: Turn) -> ActionResult:
        """Set a timer."""
        return self._services().set_timer(action, text, turn)

    def cancel_reminders(self, action: CancelReminders) -> ActionResult:
        """Cancel the picked reminders one by one; those cancelled before a failure stay cancelled."""
        return self._services().cancel_reminders(action)

    def _services(self) -> "Services":
        if self._client is None:
            from skill.alexa.services import Services

            self._client = Services(self._access, self._api_client, self._deadline)
        return self._client
