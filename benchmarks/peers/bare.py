"""Peer (c): a handler of dicts with a boto3 client, without an SDK for skills."""

import os
from typing import Any

import boto3

_TABLE = os.environ["BENCHMARK_TABLE"]
_client = boto3.client("dynamodb")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a launch, an outcome or a call for help."""
    request = event["request"]
    if request["type"] == "LaunchRequest":
        speech = f"Welcome back. You kept {_kept(event)} promises. Would you like today's step?"
        return _response(speech, "Say yes to hear today's step.")
    intent = request["intent"]["name"]
    if intent == "AMAZON.HelpIntent":
        return _response("You can say that you kept your promise.", "Go on.")
    name = "kept" if intent == "LogKeptCommitmentIntent" else "missed"
    before = _kept(event)
    _client.update_item(
        TableName=_TABLE,
        Key={"id": {"S": event["context"]["System"]["user"]["userId"]}},
        UpdateExpression="SET #name = :after",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":after": {"N": str(before + 1)}},
    )
    return _response(f"Noted as {name}: be home by seven.")


def _kept(event: dict[str, Any]) -> int:
    key = {"id": {"S": event["context"]["System"]["user"]["userId"]}}
    item: Any = _client.get_item(TableName=_TABLE, Key=key, ConsistentRead=True).get("Item", {})
    return int(item.get("kept", {"N": "0"})["N"])


def _response(speech: str, reprompt: str | None = None) -> dict[str, Any]:
    response: dict[str, Any] = {
        "outputSpeech": {"type": "SSML", "ssml": f"<speak>{speech}</speak>"},
        "shouldEndSession": reprompt is None,
    }
    if reprompt:
        response["reprompt"] = {"outputSpeech": {"type": "SSML", "ssml": f"<speak>{reprompt}</speak>"}}
    return {"version": "1.0", "sessionAttributes": {}, "response": response}
