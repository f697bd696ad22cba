"""A pretend Amazon: it answers the skill's calls to Alexa's own services by their HTTP contract, without a network."""

import json

from ask_sdk_model.services import ApiClient, ApiClientRequest, ApiClientResponse


class PretendAmazon(ApiClient):
    """The settings service of devices that all stand in one time zone."""

    def __init__(self, timezone: str) -> None:
        self._timezone = timezone

    def invoke(self, request: ApiClientRequest) -> ApiClientResponse:
        """Answer GET /v2/devices/{deviceId}/settings/System.timeZone; nothing else is there."""
        if request.method == "GET" and request.url.endswith("/settings/System.timeZone"):
            return ApiClientResponse(headers=[], status_code=200, body=json.dumps(self._timezone))
        return ApiClientResponse(headers=[], status_code=404, body=json.dumps({"message": "not found"}))
