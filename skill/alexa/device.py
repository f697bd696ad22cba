"""The device that a request came from, as a turn sees it."""

from typing import TYPE_CHECKING

from ask_sdk_model import RequestEnvelope

from skill.turn import Outcome, Remind, Turn, Unremind

if TYPE_CHECKING:
    from ask_sdk_model.services import ApiClient

    from skill.alexa.services import Services


class AlexaDevice:
    """See `skill.turn.Device`. It asks Amazon's services.

    Most turns ask none of them, so their clients are imported when one is first asked.
    """

    def __init__(self, envelope: RequestEnvelope, api_client: "ApiClient | None") -> None:
        """Take the envelope of the request, and what calls the services; None is Amazon's own client."""
        self._envelope, self._api_client = envelope, api_client
        self._found: Services | None = None
        self._zone: tuple[str | None] | None = None

    def time_zone(self) -> str | None:
        """Return the IANA name of the device's time zone, or None where the service does not say.

        It is asked once: it can take long, and will not change within a turn.
        """
        if self._zone is None:
            self._zone = (self._services().time_zone(),)
        return self._zone[0]

    def remind(self, errand: Remind, text: str, turn: Turn) -> Outcome:
        """Set a reminder, unless there is the same one already."""
        return self._services().remind(errand, text, turn)

    def unremind(self, errand: Unremind) -> Outcome:
        """Drop the skill's reminders one by one; what was dropped before a failure stays dropped."""
        return self._services().unremind(errand)

    def _services(self) -> "Services":
        if self._found is None:
            from skill.alexa.services import Services

            self._found = Services(self._envelope, self._api_client)
        return self._found
