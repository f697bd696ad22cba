"""Signatures are those that botocore makes."""

from datetime import UTC, datetime
from unittest import mock

from botocore import auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import ReadOnlyCredentials
from hypothesis import given
from hypothesis import strategies as st

from skill.stores.sigv4 import Credentials, signed

HEADERS = {"Host": "dynamodb.eu-west-1.amazonaws.com", "Content-Type": "application/x-amz-json-1.0"}
NAMES = st.text("abcdefghijklmnopqrstuvwxyz-0123456789", min_size=1, max_size=20)
PRINTED = st.characters(min_codepoint=33, max_codepoint=126)
SECRETS = st.text(PRINTED, min_size=1, max_size=40)


def by_botocore(
    headers: dict[str, str], body: bytes, credentials: Credentials, region: str, service: str, at: datetime
) -> dict[str, str]:
    request = AWSRequest("POST", f"https://{headers['Host']}/", headers=headers, data=body)
    with mock.patch.object(auth, "get_current_datetime", return_value=at.replace(tzinfo=None)):
        auth.SigV4Auth(ReadOnlyCredentials(*credentials), service, region).add_auth(request)
    return {name.lower(): value for name, value in request.headers.items()}


@given(
    body=st.binary(max_size=200),
    credentials=st.builds(Credentials, SECRETS, SECRETS, st.none() | SECRETS),
    region=NAMES,
    service=NAMES,
    port=st.none() | st.integers(1, 65535).filter(lambda port: port not in (80, 443)),
    target=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30) | st.just("two  spaces "),
    at=st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_a_request_is_signed_as_botocore_signs_it(
    body: bytes, credentials: Credentials, region: str, service: str, port: int | None, target: str, at: datetime
) -> None:
    headers = {**HEADERS, "X-Amz-Target": target}
    if port:
        headers["Host"] += f":{port}"
    theirs = by_botocore(headers, body, credentials, region, service, at)
    ours = {name.lower(): value for name, value in signed(headers, body, credentials, region, service, at).items()}
    assert ours["authorization"] == theirs["authorization"]
    assert (ours["x-amz-date"], ours.get("x-amz-security-token")) == (at.strftime("%Y%m%dT%H%M%SZ"), credentials.token)
