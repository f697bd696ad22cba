"""Health check of the store, answered within a second also where the store hangs."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Lock, Thread

HEALTH_TIMEOUT_S = 0.7
"""Seconds after which the store counts as unreachable."""


class Health:
    """Checks a store in a thread of its own, one check at a time. Safe to call from many threads."""

    def __init__(self, is_reachable: Callable[[], bool]) -> None:
        """Take the call that asks the store."""
        self._is_reachable = is_reachable
        self._lock = Lock()
        self._check: Future[bool] | None = None

    def is_good(self) -> bool:
        """Tell whether the store answers in time."""
        with self._lock:
            if self._check is None or self._check.done():
                self._check = Future()
                Thread(target=self._run, args=(self._check,), daemon=True).start()
            check = self._check
        try:
            return check.result(HEALTH_TIMEOUT_S)
        except TimeoutError:
            return False

    def _run(self, check: "Future[bool]") -> None:
        try:
            check.set_result(self._is_reachable())
        except Exception as error:  # noqa: BLE001 - it is raised in the request that asked
            check.set_exception(error)
