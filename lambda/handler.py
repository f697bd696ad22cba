"""The AWS door: the app is built once for each environment, and every envelope is handed over to it."""

import logging
import os
import random
from typing import Any

from skill.app import lambda_app

# At DEBUG, these log what they send and to where: people's words, their devices' ids, keys.
for _name in ("botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.WARNING)

_app = lambda_app(os.environ)

if os.environ.get("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand") != "on-demand":
    # Nobody is waiting yet, and all of this goes into the snapshot.
    from snapshot_restore_py import register_after_restore  # Lambda's runtime has it

    from skill.warm_up import warm_up

    warm_up()
    # botocore draws its pauses before a retry from here, and all copies of a snapshot would draw the same.
    register_after_restore(random.seed)


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer one request envelope of Alexa's; what is not one is an error of the function, not an answer."""
    return _app.answer(event)
