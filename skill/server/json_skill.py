"""Adapter shim: the skill as Amazon's adapters for web servers take one, with JSON passed through as it is."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from ask_sdk_core.skill import CustomSkill

from skill.alexa.request import BadEnvelopeError

Answer = Callable[[Any], dict[str, Any]]
"""Answers a request envelope with a response envelope, both as JSON values; raises BadEnvelopeError."""


class JsonSkill(CustomSkill):
    """A skill of the class that Amazon's adapters insist on.

    The SDK's own deserializes an envelope into its classes before it is verified, and raises many kinds of errors for
    malformed ones. This one passes the JSON value on.
    """

    def __init__(self, answer: Answer) -> None:
        """Take the function that answers. The SDK's constructor is not called: it would build a second skill."""
        self._answer = answer
        self.custom_user_agent: str | None = None
        self.serializer = JsonSerializer()

    def invoke(self, request_envelope: Any, context: Any) -> dict[str, Any]:
        """Answer an envelope; raises what `answer` raises."""
        return self._answer(request_envelope)


class JsonSerializer:
    """Serializer that reads JSON into plain values, in the place of the SDK's."""

    def deserialize(self, payload: str, obj_type: Any) -> Any:
        """Return the JSON value of a text; raises BadEnvelopeError."""
        try:
            return json.loads(payload)
        except RecursionError:
            raise BadEnvelopeError("it is nested too deeply") from None
        except ValueError:
            raise BadEnvelopeError("the body is not JSON") from None

    def serialize(self, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a response envelope as it is: it is a JSON value already."""
        return obj
