"""The skill with its store in memory and a fake of Alexa's services: the compute of a turn."""

from typing import Any

from skill.alexa.api_client import ApiResponse
from skill.app import App
from skill.stores.memory import MemoryStore


class _InNewYork:
    """Answers every call to Amazon's services with one time zone."""

    def invoke(self, request: Any) -> ApiResponse:
        return ApiResponse(200, '"America/New_York"')


_app = App(MemoryStore(), api_client=_InNewYork())


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer one request envelope."""
    return _app.answer(event)
