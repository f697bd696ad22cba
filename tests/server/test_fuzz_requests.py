from tools.fuzz_requests import fuzz


def test_no_body_is_answered_otherwise_than_kindly_or_with_a_reason() -> None:
    """A few; `make fuzz` sends a hundred thousand."""
    door = fuzz(300)
    assert door.statuses[200]
    assert door.statuses[400]
