"""What Amazon's own services do for a turn: the device's time zone, and reminders."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from ask_sdk_core.exceptions import AskSdkException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.services import ApiClient, ApiConfiguration, ServiceClientFactory
from ask_sdk_model.services.reminder_management import (
    AlertInfo,
    PushNotification,
    PushNotificationStatus,
    Recurrence,
    ReminderRequest,
    SpokenInfo,
    SpokenText,
    Status,
    Trigger,
    TriggerType,
)
from ask_sdk_model.services.service_exception import ServiceException

from skill.alexa.patient import PatientApiClient
from skill.alexa.request import ServiceAccess
from skill.turn import Outcome, Remind, Turn, Unremind

# The SDK (1.82) names a module here that it does not have, so that it could read no reminder that speaks.
AlertInfo.deserialized_types["spoken_info"] = f"{SpokenInfo.__module__}.{SpokenInfo.__name__}"

_FAILED = (ServiceException, AskSdkException, ValueError)
"""What a call to a service raises: an answer that refuses, none at all, or one that says nothing."""

_UNAUTHORIZED, _FORBIDDEN, _TOO_OFTEN, _SERVER = 401, 403, 429, 500

_FORBIDDEN_FOR = {"MAX_REMINDERS_EXCEEDED": "too_many", "DEVICE_NOT_SUPPORTED": "unsupported"}
"""By the code in the body of a 403."""


class Services:
    """What `skill.alexa.device.AlexaDevice` hands on."""

    def __init__(self, access: ServiceAccess, api_client: ApiClient | None) -> None:
        self._access = access
        configuration = ApiConfiguration(
            serializer=DefaultSerializer(),
            api_client=api_client or PatientApiClient(),
            authorization_value=access.api_access_token,
            api_endpoint=access.api_endpoint,
        )
        self._clients = ServiceClientFactory(configuration)

    def time_zone(self) -> str | None:
        """Return the IANA name of the device's time zone, or None where the service does not say."""
        try:
            settings = self._clients.get_ups_service()
            found = settings.get_system_time_zone(self._access.device_id)
        except _FAILED:
            return None
        name = getattr(found, "value", found)  # the SDK gives an enum for the zones it knows, a string for the others
        return name if isinstance(name, str) else None

    def remind(self, errand: Remind, text: str, turn: Turn) -> Outcome:
        """Set a reminder, unless there is the same one already."""
        wanted = _request(errand, text, turn)
        try:
            reminders = self._clients.get_reminder_management_service()
            if any(_same(one, wanted) for one in _active(reminders)):
                return Outcome("already")
            reminders.create_reminder(wanted)
        except _FAILED as error:
            return Outcome(_trouble(error))
        return Outcome("done")

    def unremind(self, errand: Unremind) -> Outcome:
        """Drop the skill's reminders one by one; what was dropped before a failure stays dropped."""
        dropped = 0
        try:
            reminders = self._clients.get_reminder_management_service()
            for one in _active(reminders):
                if errand.clock in (None, _clock(one)):
                    reminders.delete_reminder(one.alert_token)
                    dropped += 1
        except _FAILED as error:
            return Outcome(_trouble(error), dropped)
        return Outcome("done", dropped)


def _request(errand: Remind, text: str, turn: Turn) -> ReminderRequest:
    spoken = SpokenText(locale=turn.locale, text=text)
    recurrence = Recurrence(start_date_time=errand.at, recurrence_rules=[errand.rule]) if errand.rule else None
    return ReminderRequest(
        request_time=turn.instant.astimezone(UTC).replace(microsecond=0),
        trigger=Trigger(
            object_type=TriggerType.SCHEDULED_ABSOLUTE,
            scheduled_time=errand.at,
            time_zone_id=turn.zone,
            recurrence=recurrence,
        ),
        alert_info=AlertInfo(spoken_info=SpokenInfo(content=[spoken])),
        push_notification=PushNotification(status=PushNotificationStatus.DISABLED),  # a phone lies where others read it
    )


def _active(reminders: Any) -> list[Any]:
    return [one for one in reminders.get_reminders().alerts or () if one.status == Status.ON]


def _same(one: Any, wanted: ReminderRequest) -> bool:
    return _text(one) == _text(wanted) and _rules(one) == _rules(wanted) and _time(one) == _time(wanted)


def _text(reminder: Any) -> str | None:
    content = (
        reminder.alert_info.spoken_info.content if reminder.alert_info and reminder.alert_info.spoken_info else None
    )
    return content[0].text if content else None


def _rules(reminder: Any) -> list[str]:
    return list((reminder.trigger.recurrence and reminder.trigger.recurrence.recurrence_rules) or ())


def _time(reminder: Any) -> Any:
    """Return the moment of a reminder that comes once, and nothing for one that its rules describe."""
    at = reminder.trigger.scheduled_time
    return None if _rules(reminder) or at is None else at.replace(tzinfo=None)


def _clock(reminder: Any) -> str | None:
    at = reminder.trigger.scheduled_time
    return f"{at:%H:%M}" if at else None


def _trouble(error: Exception) -> str:
    """Return the name of the outcome; a failure without a status is that nothing could be reached."""
    status = getattr(error, "status_code", None) or _SERVER
    if status == _UNAUTHORIZED:
        return "no_permission"
    if status == _FORBIDDEN:
        return _FORBIDDEN_FOR.get(_code(getattr(error, "body", None)) or "", "unsupported")
    if status == _TOO_OFTEN:
        return "busy"
    return "unreachable" if status >= _SERVER else "refused"


def _code(body: Any) -> str | None:
    """Return the code of an error's body, which the SDK gives as an object, as a mapping or not at all."""
    return body.get("code") if isinstance(body, Mapping) else getattr(body, "code", None)
