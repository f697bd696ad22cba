"""The skill's own function, telling afterwards where all that it imported came from, and whom it would trust."""

import importlib
import ssl
import sys
from typing import Any

_skill = importlib.import_module("lambda.handler")


def handler(event: Any, context: Any) -> dict[str, Any]:
    """Answer as the skill does; return that, the file of each module by its name, and the number of trusted roots."""
    answer = _skill.handler(event, context)
    files = {name: getattr(module, "__file__", None) for name, module in sorted(sys.modules.items())}
    trusted = ssl.create_default_context(cafile=importlib.import_module("certifi").where()).get_ca_certs()
    return {"answer": answer, "files": {name: file for name, file in files.items() if file}, "roots": len(trusted)}
