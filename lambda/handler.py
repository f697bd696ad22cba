"""Lambda handler: the app is built once per execution environment, and answers each request envelope."""

import logging
import os
import random
from typing import Any

from skill.app import lambda_app

# At DEBUG it logs what it sends: users' words, and keys. skill/http_transport.py silences urllib3.
logging.getLogger("botocore").setLevel(logging.WARNING)

_app = lambda_app(os.environ)

if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand") != "on-demand":
    # SnapStart: no user is waiting yet, and everything loaded here goes into the snapshot.
    from snapshot_restore_py import register_after_restore  # Lambda's runtime has it

    from skill.warm_up import warm_up

    warm_up()
    # botocore's retry delays come from `random`, whose state would be the same in all restored environments.
    register_after_restore(random.seed)


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer one request envelope of Alexa's. Anything else raises, so that Lambda counts it as a function error."""
    return _app.answer(event)
