from tools.fuzz_requests import fuzz


def test_every_body_gets_a_well_formed_response_or_a_4xx_with_a_reason() -> None:
    """A few; `make fuzz` sends a hundred thousand."""
    endpoint = fuzz(300)
    assert endpoint.statuses[200]
    assert endpoint.statuses[400]
