"""A real Chromium for tests, driven by Playwright: the one that is installed, with an empty profile."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

NAMES = ("chromium", "google-chrome", "chromium-browser")

ARGUMENTS = (
    "--no-sandbox",  # which a container does not allow
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # a letter looks the same, whatever the settings of a machine
    "--disable-lcd-text",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # it can reach this machine alone
)


class NoChromiumError(Exception):
    """There is no Chromium here; the message is one line."""


def installed() -> str:
    """Return the path of this machine's Chromium; raises NoChromium."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise NoChromiumError(f"these tests need Chromium, and none of {', '.join(NAMES)} was found")
    return found


@contextmanager
def chromium(*more: str) -> Iterator[Browser]:
    """Start Chromium, without a window, and stop it at the end; raises NoChromium.

    Playwright gives it an empty folder for what a user leaves behind, and removes it. One thread can have one at a
    time: the fixture `browser` is the one of all tests, from which each takes a `new_context`.
    """
    path = installed()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *more])
        try:
            yield started
        finally:
            started.close()


def refusing(context: BrowserContext, *but: str) -> list[str]:
    """Refuse all that its pages ask of a network, but for addresses that begin so; return the list of the refused."""
    refused: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.startswith(but):
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    context.route("**/*", answer)
    return refused
