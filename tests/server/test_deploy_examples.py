"""deploy/: a proxy says for whom it asks and closes slow connections, and the service shows no page."""

from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("nginx.conf", "proxy_set_header Host $host;"),
        ("nginx.conf", "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"),
        ("nginx.conf", "client_header_timeout 10s;"),
        ("nginx.conf", "client_body_timeout 10s;"),
        ("nginx.conf", "client_max_body_size 256k;"),
        ("Caddyfile", "read_header 10s"),
        ("Caddyfile", "read_body 10s"),
        ("Caddyfile", "max_size 256KB"),
        ("trust-steps.service", "Environment=TRUST_STEPS_PAGE=0"),
        ("trust-steps.service", "UMask=0077"),
    ],
)
def test_a_line_that_others_rely_on_is_there(file: str, line: str) -> None:
    assert line in [text.strip() for text in (DEPLOY / file).read_text("utf-8").splitlines()]


def test_caddy_keeps_its_own_headers_by_which_a_proxy_is_known() -> None:
    assert "header_up" not in (DEPLOY / "Caddyfile").read_text("utf-8")


def test_nothing_in_deploy_takes_unsigned_requests() -> None:
    for file in DEPLOY.iterdir():
        text = file.read_text("utf-8").lower().replace("-", "_")
        assert "allow_unsigned" not in text
