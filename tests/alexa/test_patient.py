"""Amazon's services have so much time in a turn, and no more."""

from functools import partial

from ask_sdk_model.services import ApiClientRequest

from skill.alexa.patient import AT_LEAST, AT_ONCE, SECONDS, PatientApiClient

REQUEST = ApiClientRequest(method="GET", url="https://127.0.0.1:1/", body=None, headers=[])


def test_the_services_share_what_time_there_is() -> None:
    now = [100.0]
    client = PatientApiClient(lambda: now[0])
    given = []
    for passed in (0.0, SECONDS - 0.5, SECONDS + 3):
        now[0] = 100 + passed
        call = client._resolve_method(REQUEST)
        assert isinstance(call, partial)
        given.append(call.keywords["timeout"])
    assert given == [AT_ONCE, 0.5, AT_LEAST]
