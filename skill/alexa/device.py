"""Device services: what a turn may ask of the device that it came from, by Alexa's own services."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from skill.alexa.request import ServiceAccess
from skill.deadline import Deadline
from skill.reply import CancelReminders, SetReminder
from skill.turn import ActionResult, Turn

if TYPE_CHECKING:
    from ask_sdk_model.services import ApiClient

    from skill.alexa.services import Services

ENDPOINT = re.compile(r"https://api(\.[a-z]{2,12})?\.amazonalexa\.com/?")
"""Where Alexa's services are. A request that names any other endpoint is taken for one that names none."""


class AlexaDevice:
    """See `skill.turn.Device`. Most turns ask no service, so the clients are imported when one is first asked."""

    def __init__(self, access: ServiceAccess, api_client: "ApiClient | None", deadline: Deadline) -> None:
        """Take what the request carries, what calls the services (None is Amazon's own client), and until when."""
        is_amazons = ENDPOINT.fullmatch(access.api_endpoint or "")
        self._access = access if is_amazons else replace(access, api_endpoint=None)
        self._api_client, self._deadline = api_client, deadline
        self._found: Services | None = None
        self._zone: tuple[str | None] | None = None

    def time_zone(self) -> str | None:
        """Return the IANA name of the device's time zone, or None where the service does not say.

        It is asked once: it can take long, and will not change within a turn.
        """
        if self._zone is None:
            access = self._access
            is_there = access.device_id and access.api_endpoint and access.api_access_token
            self._zone = (self._services().time_zone() if is_there else None,)
        return self._zone[0]

    def set_reminder(self, action: SetReminder, text: str, turn: Turn) -> ActionResult:
        """Set a reminder, unless there is the same one already."""
        return self._services().set_reminder(action, text, turn)

    def cancel_reminders(self, action: CancelReminders) -> ActionResult:
        """Drop the skill's reminders one by one; what was dropped before a failure stays dropped."""
        return self._services().cancel_reminders(action)

    def _services(self) -> "Services":
        if self._found is None:
            from skill.alexa.services import Services

            self._found = Services(self._access, self._api_client, self._deadline)
        return self._found
