"""A service is asked where the request names one of Amazon's, and where it lets us ask."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill.alexa.device import ENDPOINT, AlexaDevice
from skill.alexa.request import ServiceAccess
from skill.app import App
from skill.deadline import Deadline
from skill.reply import CancelReminders
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from tools.envelopes import envelope, speech

HANG_GUARD_S = 60.0

AMAZONS = ["https://api.amazonalexa.com", "https://api.eu.amazonalexa.com", "https://api.fe.amazonalexa.com/"]

OTHERS: list[Any] = [
    None,
    "",
    "api.amazonalexa.com",
    "http://api.amazonalexa.com",
    "HTTPS://API.AMAZONALEXA.COM.EXAMPLE",
    "https://attacker.example",
    "https://127.0.0.1",
    "https://amazonalexa.com",
    "https://api.amazonalexa.com.attacker.example",
    "https://api.attacker.example/.amazonalexa.com",
    "https://api.amazonalexa.com@attacker.example",
    "https://attacker@api.amazonalexa.com",
    "https://api.amazonalexa.com:8443",
    "https://api.amazonalexa.com/x",
    "https://api.amazonalexa.com?x",
    "https://api.amazonalexa.com#x",
    "https://api.amazonalexa.com\n",
    " https://api.amazonalexa.com",
    "https://api.a.b.amazonalexa.com",
    "https://api..amazonalexa.com",
    "https://apix.amazonalexa.com",
    "https://api.éu.amazonalexa.com",
]


def device(endpoint: Any, token: Any = "token") -> AlexaDevice:
    access = ServiceAccess("kitchen", endpoint, token)
    return AlexaDevice(access, FakeAlexaServices("Europe/Lisbon", reminders_permission=True), Deadline(HANG_GUARD_S))


@pytest.mark.parametrize("endpoint", AMAZONS)
def test_amazons_endpoints_are_asked(endpoint: str) -> None:
    assert device(endpoint).time_zone() == "Europe/Lisbon"
    assert device(endpoint).cancel_reminders(CancelReminders()).name == "done"


@pytest.mark.parametrize(
    ("endpoint", "token"), [*((one, "token") for one in OTHERS), (AMAZONS[0], None), (AMAZONS[0], "")]
)
def test_any_other_endpoint_is_none_and_without_a_token_none_is_asked(endpoint: Any, token: Any) -> None:
    assert device(endpoint, token).time_zone() is None
    assert device(endpoint, token).cancel_reminders(CancelReminders()).name == "unreachable"


@given(st.from_regex(r"https://[a-z.@:/?#]{0,12}(api|amazonalexa|com|\.|/|@){1,6}", fullmatch=True))
def test_no_other_host_is_taken_for_amazons(endpoint: str) -> None:
    if ENDPOINT.fullmatch(endpoint):
        host = endpoint.removeprefix("https://").removesuffix("/")
        assert host.endswith(".amazonalexa.com")
        assert set(host) <= set("abcdefghijklmnopqrstuvwxyz.")


IMPORTED = """
import sys
from skill.app import App
from skill.stores.memory import MemoryStore
from tools.envelopes import envelope
sent = envelope("LogKeptCommitmentIntent")
del sent["context"]["System"]["{lacks}"]
App(MemoryStore()).answer(sent)
print(*sorted(name for name in sys.modules if name.partition(".")[0] in ("urllib3", "certifi", "skill")))
"""


@pytest.mark.parametrize("lacks", ["apiEndpoint", "apiAccessToken"])
def test_without_an_endpoint_or_a_token_no_client_is_imported(lacks: str) -> None:
    command = [sys.executable, "-c", IMPORTED.replace("{lacks}", lacks)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert not {"urllib3", "certifi", "skill.alexa.api_client"} & set(done.stdout.split())


@pytest.mark.parametrize("endpoint", ["https://attacker.example", None])
def test_a_turn_is_answered_without_a_service(endpoint: str | None) -> None:
    sent = envelope("LogKeptCommitmentIntent")
    sent["context"]["System"]["apiEndpoint"] = endpoint
    assert speech(App(MemoryStore()).answer(sent))
