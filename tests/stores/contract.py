"""What every store must do, and what the skill does on every store. A store's own tests inherit it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from skill import export
from skill.deadline import Deadline
from skill.journey.speaker import Speaker
from skill.stores.store import DAMAGED, ConflictError, Record, Store, UnavailableError, Week
from skill.texts.catalog import catalog
from tools.envelopes import envelope, speech
from tools.simulated_year import FIRST, Life, app_on, journey_of, no_day_is_lost, only_speaker, ten_years

SAM, KIM = Speaker("home", "sam"), Speaker("home", "kim")
NEIGHBOUR = Speaker("neighbour")
RECORD = Record(1, '{"a":1}')
WORDS = "“naïve” \\ \" ' \n\t 日本語 🌱👩‍👩‍👧 \N{LINE SEPARATOR}"

MAX_STORED_BYTES = 2048
"""Size of a journey record with its key, its version and the names of its attributes: two write units of DynamoDB."""

Calls = list[str]
"""What a store asked of whatever keeps its records: read or write, call by call."""


def week(number: int, body: str = "{}") -> Week:
    return Week(f"20{26 + number // 52}-W{number % 52 + 1:02}", body)


TROUBLES = {text for text in catalog("en-US").lookup("errors").values() if isinstance(text, str)}
"""What is said when something failed."""


class StoreContract:
    @pytest.fixture
    def calls(self) -> Calls:
        return []

    @pytest.fixture
    def store(self, calls: Calls) -> Store:
        raise NotImplementedError

    def kept_bytes(self, store: Store, speaker: Speaker) -> int:
        """Return the size of a speaker's journey record as the store keeps it."""
        raise NotImplementedError

    # Journey records

    def test_a_new_speaker_has_no_records(self, store: Store) -> None:
        assert store.ping()
        assert store.load(SAM) is None
        assert store.weeks(SAM) == []
        assert store.speakers(SAM.household) == []
        assert store.all_households() == []

    def test_a_record_comes_back_as_it_was_saved(self, store: Store) -> None:
        store.save(SAM, Record(1, WORDS), week(1, WORDS))
        assert store.load(SAM) == Record(1, WORDS)
        assert store.weeks(SAM) == [week(1, WORDS)]

    def test_each_version_replaces_the_one_before(self, store: Store) -> None:
        for version in range(1, 13):
            store.save(SAM, Record(version, f"{version}"))
        assert store.load(SAM) == Record(12, "12")

    @pytest.mark.parametrize("version", [1, 2, 4, 9])
    def test_a_version_that_does_not_follow_changes_nothing(self, store: Store, version: int) -> None:
        store.save(SAM, RECORD)
        store.save(SAM, Record(2, "second"))
        with pytest.raises(ConflictError):
            store.save(SAM, Record(version, "late"))
        assert store.load(SAM) == Record(2, "second")

    def test_a_later_version_of_nothing_leaves_nothing(self, store: Store) -> None:
        with pytest.raises(ConflictError):
            store.save(SAM, Record(2, "late"), week(1))
        assert store.load(SAM) is None
        assert store.weeks(SAM) == []
        assert store.all_households() == []

    def test_speakers_do_not_touch_each_other(self, store: Store) -> None:
        for speaker in (SAM, KIM, NEIGHBOUR):
            store.save(speaker, Record(1, speaker.person), week(1, speaker.person))
        for speaker in (SAM, KIM, NEIGHBOUR):
            assert store.load(speaker) == Record(1, speaker.person)
            assert store.weeks(speaker) == [week(1, speaker.person)]

    # Weeks and lists

    def test_weeks_are_listed_oldest_first_however_many_and_large(self, store: Store) -> None:
        large = [week(number, "x" * 300_000) for number in range(5)]
        small = [week(number) for number in range(5, 60)]
        for version, one in enumerate(reversed([*large, *small]), start=1):
            store.save(SAM, Record(version, "{}"), one)
        assert store.weeks(SAM) == [*large, *small]
        assert store.speakers(SAM.household) == [SAM]
        assert store.all_households() == [SAM.household]

    def test_a_week_that_is_saved_again_is_still_one_week(self, store: Store) -> None:
        store.save(SAM, RECORD, week(1, "days"))
        store.save(SAM, replace(RECORD, version=2), week(1, "days"))
        assert store.weeks(SAM) == [week(1, "days")]

    def test_speakers_and_households_are_listed_in_order(self, store: Store) -> None:
        households = [f"house {number:02}" for number in range(12)]
        for household in reversed(households):
            for person in ("sam", "everyone", "kim"):
                store.save(Speaker(household, person), RECORD)
        assert store.all_households() == households
        assert store.speakers("house 03") == [Speaker("house 03", one) for one in ("everyone", "kim", "sam")]

    # Records that can't be decoded

    def damage(self, store: Store, speaker: Speaker) -> None:
        """Put something where a journey record should be that the store would never write."""
        raise NotImplementedError

    def test_a_quarantined_record_is_kept_as_it_was_beside_a_fresh_one(self, store: Store) -> None:
        store.save(SAM, Record(1, WORDS), week(1))
        store.quarantine(SAM, Record(1, WORDS), Record(2, "fresh"))
        assert store.load(SAM) == Record(2, "fresh")
        assert store.quarantined(SAM) == [WORDS]
        assert store.quarantined(KIM) == []
        assert store.weeks(SAM) == [week(1)]
        store.save(SAM, Record(3, "and on"))
        assert store.load(SAM) == Record(3, "and on")

    def test_quarantining_a_second_record_keeps_the_first(self, store: Store) -> None:
        for version in (1, 3):
            store.save(SAM, Record(version, f"broken {version}"))
            store.quarantine(SAM, Record(version, f"broken {version}"), Record(version + 1, "fresh"))
        assert sorted(store.quarantined(SAM)) == ["broken 1", "broken 3"]

    @pytest.mark.parametrize("seen", [Record(1, "first"), Record(2, "other"), Record(3, "second"), DAMAGED])
    def test_quarantining_a_record_that_was_changed_meanwhile_raises_conflict(self, store: Store, seen: Record) -> None:
        store.save(SAM, Record(1, "first"))
        store.save(SAM, Record(2, "second"))
        with pytest.raises(ConflictError):
            store.quarantine(SAM, seen, Record(seen.version + 1, "fresh"))
        assert store.load(SAM) == Record(2, "second")
        assert store.quarantined(SAM) == []

    def test_quarantining_a_missing_record_raises_conflict(self, store: Store) -> None:
        with pytest.raises(ConflictError):
            store.quarantine(SAM, RECORD, Record(2, "fresh"))
        assert store.all_households() == []

    def test_forgetting_deletes_quarantined_records(self, store: Store) -> None:
        for speaker in (SAM, KIM):
            store.save(speaker, RECORD)
            store.quarantine(speaker, RECORD, Record(2, "fresh"))
        store.forget(SAM)
        assert (store.quarantined(SAM), store.quarantined(KIM)) == ([], [RECORD.body])
        assert store.speakers("home") == [KIM]
        store.forget_household("home")
        assert store.quarantined(KIM) == []
        assert store.all_households() == []

    def test_what_is_no_record_is_loaded_as_damaged_and_not_written_over(self, store: Store) -> None:
        self.damage(store, SAM)
        assert store.load(SAM) == DAMAGED
        for version in (1, 2):
            with pytest.raises(ConflictError):
                store.save(SAM, Record(version, "anew"))
        assert store.load(SAM) == DAMAGED
        assert store.speakers(SAM.household) == [SAM]

    def test_what_is_no_record_can_be_quarantined(self, store: Store) -> None:
        self.damage(store, SAM)
        store.quarantine(SAM, DAMAGED, RECORD)
        assert store.load(SAM) == RECORD
        assert len(store.quarantined(SAM)) == 1
        store.forget(SAM)
        assert store.all_households() == []

    def test_a_broken_record_is_quarantined_and_announced_once(self, store: Store) -> None:
        app = app_on(store)
        app.answer(envelope("LogKeptCommitmentIntent", at=FIRST))
        speaker = only_speaker(store)
        before = store.load(speaker)
        assert before is not None
        store.save(speaker, Record(before.version + 1, before.body[:-9]))
        log = envelope("LogKeptCommitmentIntent", at=FIRST)
        assert speech(app.answer(log)) == catalog("en-US").lookup("errors.quarantined")
        assert speech(app.answer(log)) not in TROUBLES
        assert journey_of(store, speaker).totals.kept == 1
        assert "older notes that I couldn" in speech(app.answer(envelope("WhatYouKnowIntent", at=FIRST)))
        (unreadable,) = export.export(store, speaker)["unreadable"]
        assert unreadable == {"name": "quarantined", "is_newer": False, "text": before.body[:-9]}

    def test_what_a_newer_version_wrote_is_refused_kindly_and_stays_as_it_is(self, store: Store) -> None:
        app = app_on(store)
        app.answer(envelope("LogKeptCommitmentIntent", at=FIRST))
        speaker, newer = only_speaker(store), '{"v":2,"more":"than we know"}'
        store.save(speaker, Record(2, newer), week(1, newer))
        for _ in range(2):
            answer = app.answer(envelope("LogKeptCommitmentIntent", at=FIRST))
            assert speech(answer) == catalog("en-US").lookup("errors.newer")
        assert store.load(speaker) == Record(2, newer)
        assert store.weeks(speaker) == [week(1, newer)]
        assert store.quarantined(speaker) == []
        kept = export.export(store, speaker)["unreadable"]
        assert kept == [{"name": name, "is_newer": True, "text": newer} for name in (week(1).name, "current")]

    # Forgetting

    def test_forgetting_a_speaker_deletes_all_their_records_and_no_others(self, store: Store) -> None:
        for number in range(60):
            store.save(SAM, Record(number + 1, "{}"), week(number))
        store.save(KIM, RECORD, week(1))
        store.forget(SAM)
        store.forget(SAM)
        assert store.load(SAM) is None
        assert store.weeks(SAM) == []
        assert store.speakers("home") == [KIM]
        assert (store.load(KIM), store.weeks(KIM)) == (RECORD, [week(1)])

    def test_a_forgotten_speaker_begins_anew_without_old_records(self, store: Store) -> None:
        store.save(SAM, RECORD, week(1))
        store.forget(SAM)
        with pytest.raises(ConflictError):
            store.save(SAM, Record(2, "late"), week(2))
        store.save(SAM, Record(1, "anew"))
        assert store.load(SAM) == Record(1, "anew")
        assert store.weeks(SAM) == []

    def test_forgetting_a_household_deletes_all_of_it_and_no_other(self, store: Store) -> None:
        for speaker in (SAM, KIM, NEIGHBOUR):
            for number in range(14):
                store.save(speaker, Record(number + 1, "{}"), week(number))
        store.forget_household("home")
        store.forget_household("home")
        assert store.speakers("home") == []
        assert store.weeks(SAM) == store.weeks(KIM) == []
        assert store.all_households() == [NEIGHBOUR.household]
        assert len(store.weeks(NEIGHBOUR)) == 14

    # The skill on the store

    def test_sixty_four_writers_from_eight_threads_lose_nothing(self, store: Store) -> None:
        app = app_on(store, timeout_s=60)
        asked = [envelope("LogKeptCommitmentIntent", at=FIRST, request_id=f"request {n}") for n in range(64)]
        with ThreadPoolExecutor(8) as threads:
            said = {speech(answer) for answer in threads.map(app.answer, asked)}
        assert not said & TROUBLES
        speaker = only_speaker(store)
        assert journey_of(store, speaker).totals.kept == 64
        record = store.load(speaker)
        assert record is not None
        assert record.version == 64

    def test_a_request_that_comes_twice_counts_once_and_is_answered_alike(self, store: Store, calls: Calls) -> None:
        app = app_on(store)
        asked = envelope("LogKeptCommitmentIntent", at=FIRST, request_id="twice")
        first = app.answer(asked)
        calls.clear()
        assert app.answer(asked) == first
        assert calls == ["read"]
        assert journey_of(store, only_speaker(store)).totals.kept == 1

    def test_a_request_that_comes_twice_at_once_counts_once_and_is_answered_alike(self, store: Store) -> None:
        app = app_on(store, timeout_s=60)
        both = Barrier(2)

        def ask(number: int) -> object:
            both.wait()
            at = FIRST + timedelta(minutes=number)
            return app.answer(envelope("LogKeptCommitmentIntent", at=at, request_id=f"twice {number}"))

        with ThreadPoolExecutor(2) as threads:
            for number in range(12):
                first, second = threads.map(ask, (number, number))
                assert first == second
        assert journey_of(store, only_speaker(store)).totals.kept == 12

    def test_a_turn_costs_a_read_and_a_write_and_a_turn_that_rolls_a_week_one_write_more(
        self, store: Store, calls: Calls
    ) -> None:
        life = Life(store)
        life.promise()
        calls.clear()
        costs = []
        for _ in life.live(40):
            costs.append(tuple(calls))
            calls.clear()
        weeks = len(store.weeks(only_speaker(store)))
        assert weeks == 3
        assert costs.count(("read", "write", "write")) == weeks
        assert costs.count(("read", "write")) == len(costs) - weeks

    def test_every_week_rolls_out_once_and_no_day_is_lost(self, store: Store) -> None:
        life = Life(store)
        for _ in life.live(60):
            pass
        speaker = only_speaker(store)
        assert [one.name for one in store.weeks(speaker)] == [f"2026-W{number:02}" for number in range(10, 16)]
        assert no_day_is_lost(life, store, speaker)

    @pytest.mark.thorough  # ten years of turns take 4 s before anything is measured
    def test_the_largest_record_of_ten_years_with_five_long_commitments_is_kept_in_two_kilobytes(
        self, store: Store
    ) -> None:
        _, lived = ten_years()
        speaker = only_speaker(lived)
        store.save(speaker, replace(lived.largest, version=1))
        longer = len(str(lived.largest.version)) - 1
        assert self.kept_bytes(store, speaker) + longer <= MAX_STORED_BYTES


class UnreachableContract:
    """What every store does that does not answer."""

    @pytest.fixture
    def unreachable(self) -> Store:
        raise NotImplementedError

    def test_a_store_that_does_not_answer_says_so(self, unreachable: Store) -> None:
        assert not unreachable.ping()
        for asked in (unreachable.load, unreachable.weeks, unreachable.quarantined, unreachable.forget):
            with pytest.raises(UnavailableError):
                asked(SAM)
        for asked_of_household in (unreachable.speakers, unreachable.forget_household):
            with pytest.raises(UnavailableError):
                asked_of_household("home")
        with pytest.raises(UnavailableError):
            unreachable.all_households()
        with pytest.raises(UnavailableError):
            unreachable.save(SAM, RECORD, week(1))
        with pytest.raises(UnavailableError):
            unreachable.quarantine(SAM, RECORD, RECORD)
        with pytest.raises(UnavailableError):
            unreachable.within(Deadline(1.0)).load(SAM)

    def test_a_person_is_told_that_nothing_was_changed(self, unreachable: Store) -> None:
        answer = app_on(unreachable).answer(envelope("LogKeptCommitmentIntent", at=FIRST))
        assert speech(answer) == catalog("en-US").lookup("errors.unreachable")
