"""Bridge between a client that is not Python and the skill: python -m tests.clients.bridge.

Its first line on stdout, `{}`, says that it is ready. Then each line of stdin is a request envelope as JSON, and each
line of stdout the answer: `{"answer": ...}`, or `{"error": ...}` for an envelope that the skill refuses. Records last
as long as the process.
"""

import json
import sys
from typing import Any

from skill.app import App, BadEnvelopeError
from skill.simulator.alexa_services import FakeAlexaServices
from skill.simulator.echo import SIMULATED_SKILL_ID
from skill.stores.memory import MemoryStore
from skill.warm_up import warm_up

TIME_ZONE = "America/New_York"
"""Of every device, whatever it calls itself."""


def main() -> None:
    """Answer until stdin ends."""
    app = App(MemoryStore(), skill_id=SIMULATED_SKILL_ID, api_client=FakeAlexaServices(TIME_ZONE))
    warm_up()
    _write({})
    for line in sys.stdin:
        _write(_result(app, json.loads(line)))


def _write(result: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(result) + "\n")
    sys.stdout.flush()


def _result(app: App, envelope: Any) -> dict[str, Any]:
    try:
        return {"answer": app.answer(envelope)}
    except BadEnvelopeError as error:
        return {"error": str(error)}


if __name__ == "__main__":
    main()
