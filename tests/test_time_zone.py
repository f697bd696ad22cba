"""When a device is asked for its time zone, and which one holds where it does not say."""

from datetime import UTC, datetime, timedelta

import pytest

from skill.stores.memory import MemoryStore
from skill.stores.store import ConflictError
from tests.failing_store import EVENING, FailingStore, SettingsService, app_on, failing, journey_of
from tools.envelopes import envelope


def test_a_device_is_asked_for_its_zone_once_per_turn_however_many_attempts() -> None:
    store, device = FailingStore(), SettingsService()
    store.on_save = failing(ConflictError())
    app_on(store, device, timeout_s=0.05).answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    assert store.saves > 1
    assert device.asked == 1


def test_a_device_is_asked_for_its_zone_once_a_week() -> None:
    store, device = MemoryStore(), SettingsService()
    app = app_on(store, device)
    for day in range(15):
        app.answer(envelope("LogKeptCommitmentIntent", at=EVENING + timedelta(days=day)))
    assert device.asked == 3


def test_another_device_is_asked_for_its_zone() -> None:
    store, device = MemoryStore(), SettingsService()
    app = app_on(store, device)
    app.answer(envelope("LogKeptCommitmentIntent", at=EVENING))
    device.body = '"Asia/Tokyo"'
    app.answer(envelope("StreakIntent", at=EVENING, device="amzn1.ask.device.suitcase"))
    zone = journey_of(store).zone
    assert zone
    assert zone.name == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("status", "body"), [(500, ""), (204, ""), (403, '{"message": "no"}'), (200, '"Mars/Base"'), (200, "{"), (200, "")]
)
def test_a_device_without_a_zone_is_in_the_usual_zone_of_its_locale(status: int, body: str) -> None:
    store = MemoryStore()
    # Two at night in New York, where it is still the first of March; in London it is the second.
    at = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    app_on(store, SettingsService(status, body)).answer(envelope("LogKeptCommitmentIntent", at=at))
    assert [day.isoformat() for day in journey_of(store).days] == ["2026-03-01"]


def test_a_zone_service_that_fails_is_asked_again_the_next_day_and_not_before() -> None:
    store, device = MemoryStore(), SettingsService(500)
    app = app_on(store, device)
    for minutes in range(0, 60, 5):
        app.answer(envelope("LogKeptCommitmentIntent", at=EVENING + timedelta(minutes=minutes)))
    assert device.asked == 1
    device.status = 200
    app.answer(envelope("StreakIntent", at=EVENING + timedelta(days=1)))
    assert device.asked == 2
    zone = journey_of(store).zone
    assert zone
    assert zone.name == "America/New_York"


def test_without_an_endpoint_or_a_token_no_service_is_asked() -> None:
    device = SettingsService()
    for name in ("apiEndpoint", "apiAccessToken"):
        asked = envelope("LogKeptCommitmentIntent", at=EVENING)
        del asked["context"]["System"][name]
        app_on(MemoryStore(), device).answer(asked)
    assert device.asked == 0


def test_the_last_known_zone_stays_while_the_device_does_not_answer() -> None:
    store, device = MemoryStore(), SettingsService(body='"Asia/Tokyo"')
    app = app_on(store, device)
    app.answer(envelope("LaunchRequest", at=EVENING))
    device.status = 500
    app.answer(envelope("LogKeptCommitmentIntent", at=EVENING + timedelta(days=8)))
    # Ten in the morning of the eleventh in Tokyo.
    assert [day.isoformat() for day in journey_of(store).days] == ["2026-03-11"]


def test_a_day_that_a_flight_took_breaks_no_streak() -> None:
    store, device = MemoryStore(), SettingsService(body='"America/Los_Angeles"')
    app = app_on(store, device)

    def check_in(at: datetime, where: str) -> None:
        app.answer(envelope("DailyCheckInIntent", {"rating": "4"}, at=at, device=where))

    for day in range(1, 6):
        check_in(datetime(2026, 3, day, 4, tzinfo=UTC), "home")
    assert journey_of(store).run()[0].count == 5
    device.body = '"Pacific/Auckland"'
    # There was no fifth of March for a user who flew west over the date line on the evening of the fourth.
    check_in(datetime(2026, 3, 5, 20, tzinfo=UTC), "suitcase")
    run = journey_of(store).run()[0]
    assert run.count == 6
    assert run.grace is None
