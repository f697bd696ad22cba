"""HTTP transport, as far as the tests of its two clients (DynamoDB, Alexa's services) do not show it."""

import os
import ssl

import pytest

from skill.deadline import Deadline
from skill.http_transport import NotSentError, Transport


@pytest.mark.parametrize("url", ["https://127.0.0.1:1/", "http://127.0.0.1:1/", "https://127.0.0.1:99999/"])
def test_what_can_not_be_connected_to_was_not_sent(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    transport = Transport(tls, connect_timeout_s=1, read_timeout_s=1)
    with pytest.raises(NotSentError):
        transport.send("GET", url, {}, None, Deadline(5), 100)
