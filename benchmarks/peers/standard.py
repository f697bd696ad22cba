"""Peer (b): Amazon's StandardSkillBuilder with Amazon's DynamoDB adapter, the documented way.

A launch reads the persistent attributes; an outcome reads them, counts and saves. In two things it is faster than the
guides' own: the table exists, so the adapter is not told to create it at every start, and it stores two numbers of a
user.
"""

import os
from typing import Any

from ask_sdk.standard import StandardSkillBuilder
from ask_sdk_core.dispatch_components import AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_core.utils import get_intent_name, is_intent_name, is_request_type
from ask_sdk_model import Response


class LaunchRequestHandler(AbstractRequestHandler):
    """Greets with what is stored."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Tell whether it is a launch."""
        return bool(is_request_type("LaunchRequest")(handler_input))

    def handle(self, handler_input: HandlerInput) -> Response:
        """Read, greet and ask."""
        kept = handler_input.attributes_manager.persistent_attributes.get("kept", 0)
        speech = f"Welcome back. You kept {kept} promises. Would you like today's step?"
        return handler_input.response_builder.speak(speech).ask("Say yes to hear today's step.").response


class OutcomeIntentHandler(AbstractRequestHandler):
    """Counts a promise kept or missed."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Tell whether it is one of the two intents."""
        return any(
            is_intent_name(name)(handler_input) for name in ("LogKeptCommitmentIntent", "LogMissedCommitmentIntent")
        )

    def handle(self, handler_input: HandlerInput) -> Response:
        """Read, count, save and answer."""
        kept = handler_input.attributes_manager.persistent_attributes
        name = "kept" if get_intent_name(handler_input) == "LogKeptCommitmentIntent" else "missed"
        kept[name] = kept.get(name, 0) + 1
        handler_input.attributes_manager.persistent_attributes = kept
        handler_input.attributes_manager.save_persistent_attributes()
        speech = f"Noted as {name}: be home by seven."
        return handler_input.response_builder.speak(speech).set_should_end_session(True).response


class HelpIntentHandler(AbstractRequestHandler):
    """Helps."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Tell whether it is a call for help."""
        return bool(is_intent_name("AMAZON.HelpIntent")(handler_input))

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer without reading anything."""
        return handler_input.response_builder.speak("You can say that you kept your promise.").ask("Go on.").response


_builder = StandardSkillBuilder(table_name=os.environ["BENCHMARK_TABLE"])
_builder.add_request_handler(LaunchRequestHandler())
_builder.add_request_handler(OutcomeIntentHandler())
_builder.add_request_handler(HelpIntentHandler())

handler: Any = _builder.lambda_handler()
