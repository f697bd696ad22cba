"""The skill as Amazon's adapters for web servers take one: an envelope's text in, an answer out."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from ask_sdk_core.skill import CustomSkill

from skill.alexa.request import BadEnvelopeError

Answer = Callable[[Any], dict[str, Any]]
"""Answers a request envelope with a response envelope, both as JSON values; raises BadEnvelopeError."""


class JsonSkill(CustomSkill):
    """What an adapter takes for one of the SDK's own skills, whose class it insists on.

    The SDK's reads an envelope into its classes before anybody has verified it, and fails in many ways on one that is
    odd. This one hands JSON on as it is.
    """

    def __init__(self, answer: Answer) -> None:
        """Take what answers. The SDK's own constructor is left out: it would build a second skill."""
        self._answer = answer
        self.custom_user_agent: str | None = None
        self.serializer = JsonSerializer()

    def invoke(self, request_envelope: Any, context: Any) -> dict[str, Any]:
        """Answer an envelope; raises what `answer` raises."""
        return self._answer(request_envelope)


class JsonSerializer:
    """In the place of the SDK's serializer."""

    def deserialize(self, payload: str, obj_type: Any) -> Any:
        """Return the JSON value of a text; raises BadEnvelopeError."""
        try:
            return json.loads(payload)
        except RecursionError:
            raise BadEnvelopeError("it is nested too deeply") from None
        except ValueError:
            raise BadEnvelopeError("the body is not JSON") from None

    def serialize(self, obj: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return an answer, which is a JSON value already."""
        return obj
