"""App: the wiring of a store, the texts and Alexa's request and response JSON into answer(envelope)."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from skill.alexa.request import BadEnvelopeError
from skill.alexa.skill import AlexaSkill
from skill.conversation import Conversation
from skill.deadline import TURN_TIMEOUT_S
from skill.errors import TrustStepsError
from skill.stores.store import Store, UnavailableError

__all__ = ["App", "BadEnvelopeError", "ConfigurationError", "UnavailableError", "lambda_app"]

log = logging.getLogger(__name__)


class ConfigurationError(TrustStepsError):
    """The environment lacks what the skill needs."""


class App:
    """The whole skill. Safe to call from many threads if its store is."""

    def __init__(
        self,
        store: Store,
        *,
        skill_id: str | None = None,
        api_client: Any = None,
        timeout_s: float = TURN_TIMEOUT_S,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Wire the skill.

        `api_client` is an ApiClient of Amazon's SDK, by default one that calls Amazon; `timeout_s` is for all that a
        turn waits for; `clock` and `sleep` are in seconds.
        """
        conversation = Conversation(store, timeout_s=timeout_s, clock=clock, sleep=sleep)
        self._skill = AlexaSkill(conversation, skill_id=skill_id, api_client=api_client)

    def answer(self, envelope: Any) -> dict[str, Any]:
        """Return the response envelope to a request envelope, both as JSON values.

        Raises BadEnvelopeError where it is no request for this skill, and UnavailableError where a household that
        disabled the skill could not be deleted: Amazon sends that event again.
        """
        return self._skill.answer(envelope)


def lambda_app(environment: Mapping[str, str]) -> App:
    """Return the app for AWS Lambda, with its table and skill id from the environment; raises ConfigurationError."""
    from skill.stores.dynamodb import DynamoDBStore  # boto3 is imported only where there is a table to call

    if not environment.get("TRUST_STEPS_TABLE"):
        raise ConfigurationError("TRUST_STEPS_TABLE is not set: it names the DynamoDB table")
    if not environment.get("TRUST_STEPS_SKILL_ID"):
        log.warning("TRUST_STEPS_SKILL_ID is not set: requests meant for any skill are answered")
    store = DynamoDBStore(environment["TRUST_STEPS_TABLE"])
    return App(store, skill_id=environment.get("TRUST_STEPS_SKILL_ID") or None)
