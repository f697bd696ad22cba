"""What is said in private stays there: not in the store, not in the logs, not in the session, and gone when asked."""

import json
import logging
import random
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from ask_sdk_model.services import ApiClientResponse

from skill.app import App, UnavailableError
from skill.journey.apology import PARTS
from skill.server.wsgi_app import create_web
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from skill.stores.sqlite import SQLiteStore
from skill.stores.store import Store
from skill.texts.catalog import catalog
from tools.envelopes import SKILL, USER, envelope, speech

NOW = datetime(2026, 3, 3, 1, tzinfo=UTC)
SECRETS = ("quokka", "marzipan", "zeppelin", "ocarina", "tapioca", "gondola")
"""Words that are in nothing that the skill says."""

PRACTICES = (
    *("ApologyPracticeIntent", "ListeningPracticeIntent", "ForgivenessPracticeIntent", "PatienceReminderIntent"),
    *("AftermathIntent", "TellingFirstIntent", "WhatToSayIntent"),
)
ROOT = Path(__file__).parents[1]


def app_on(store: Store) -> App:
    return App(store, skill_id=SKILL, api_client=FakeAlexaServices("America/New_York", reminders_permission=True))


def everything(store: MemoryStore) -> str:
    """Return all that a store holds, as text."""
    return repr(vars(store))


ANSWERS = {
    "responsibility": "i lied to you about the {}",
    "regret": "i'm sorry that i lied about the {} but you made me",
    "explanation": "i was ashamed of the {} and i hid it",
    "repentance": "i will never hide a {} again",
    "repair": "on friday i will sell the {} and give you the money",
    "request": "can you forgive me one day for the {}",
}


def test_nothing_said_in_an_apology_is_stored_or_logged_or_in_the_session(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = MemoryStore()
    app = app_on(store)
    answer = app.answer(envelope("ApologyPracticeIntent", at=NOW))
    asked = []
    for _ in range(2 * len(PARTS)):
        attributes = answer["sessionAttributes"]
        if attributes.get("question") in (None, "apology.keep"):
            break
        part = attributes["state"]["part"]
        if attributes["question"] == "apology.retry":
            answer = app.answer(envelope("SkipStepIntent", at=NOW, attributes=attributes))
        else:
            asked.append(part)
            secret = SECRETS[PARTS.index(part)]
            said = {"speech": ANSWERS[part].format(secret)}
            answer = app.answer(envelope("FreeSpeechIntent", said, at=NOW, attributes=attributes))
        found = everything(store) + json.dumps(answer) + caplog.text
        assert [one for one in SECRETS if one in found] == []
        state = answer.get("sessionAttributes", {}).get("state", {})
        assert set(state) <= {"part", "marks"}
    assert asked == list(PARTS)


def test_nothing_said_back_in_a_listening_practice_is_kept() -> None:
    store = MemoryStore()
    app = app_on(store)
    answer = app.answer(envelope("ListeningPracticeIntent", at=NOW))
    for _ in range(20):
        attributes = answer.get("sessionAttributes")
        if not attributes:
            break
        free = attributes["question"].endswith(("_back", "_heard"))
        said = {"speech": f"i heard you talk about the {SECRETS[0]}"} if free else None
        answer = app.answer(
            envelope("FreeSpeechIntent" if free else "AMAZON.YesIntent", said, attributes=attributes, at=NOW)
        )
        assert SECRETS[0] not in everything(store) + json.dumps(answer)
    assert answer["response"]["shouldEndSession"] is True


@pytest.mark.parametrize("practice", PRACTICES)
@pytest.mark.parametrize("turns", ["free speech", "yes and free speech"])
def test_nothing_said_in_any_practice_is_kept(practice: str, turns: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = MemoryStore()
    app = app_on(store)
    answer = app.answer(envelope(practice, at=NOW))
    said = {"speech": f"i would rather talk about the {SECRETS[0]}"}
    for turn in range(20):
        attributes = answer.get("sessionAttributes")
        if not attributes:
            break
        is_free = turns == "free speech" or turn % 2
        intent = "FreeSpeechIntent" if is_free else "AMAZON.YesIntent"
        answer = app.answer(envelope(intent, said if is_free else None, attributes=attributes, at=NOW))
        assert SECRETS[0] not in everything(store) + json.dumps(answer) + caplog.text


def test_being_in_danger_is_kept_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = MemoryStore()
    answer = app_on(store).answer(envelope("SafetyIntent", at=NOW))
    assert "card" not in answer["response"]
    assert store.all_households() == []
    assert "Safety" not in caplog.text


def test_no_names_or_recordings_are_asked_for() -> None:
    manifest = json.loads((ROOT / "publish/skill.json").read_text("utf-8"))["manifest"]
    names = [f"alexa::alerts:{kind}:skill:readwrite" for kind in ("reminders", "timers")]
    assert manifest["permissions"] == [{"name": name} for name in names]
    for path in (ROOT / "interaction_models").glob("*.json"):
        model = json.loads(path.read_text("utf-8"))["interactionModel"]["languageModel"]
        types = {slot["type"] for intent in model["intents"] for slot in intent.get("slots", ())}
        assert [one for one in types if re.search(r"Name|Person|Actor|Artist", one)] == []


def test_the_log_at_home_holds_no_address_and_no_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    web = create_web(app_on(MemoryStore()), lambda: True).test_client()
    sent = envelope("MakeCommitmentIntent", {"commitment": SECRETS[0]}, at=datetime.now(UTC))
    web.post("/alexa", json=sent, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert "POST /alexa" in caplog.text
    assert "203.0.113" not in caplog.text
    assert SECRETS[0] not in caplog.text


def test_a_backup_keeps_what_was_forgotten_after_it(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "journeys.sqlite3")
    app = app_on(store)
    app.answer(envelope("MakeCommitmentIntent", {"commitment": SECRETS[0]}, at=NOW))
    with sqlite3.connect(tmp_path / "journeys.sqlite3") as db, sqlite3.connect(tmp_path / "backup") as backup:
        db.backup(backup)
    db.close()
    backup.close()
    (household,) = store.all_households()
    store.forget_household(household)
    store.close()
    assert SECRETS[0].encode() in (tmp_path / "backup").read_bytes()
    assert SECRETS[0].encode() not in (tmp_path / "journeys.sqlite3").read_bytes()


def test_a_store_writes_its_own_files_and_no_others(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "journeys.sqlite3")
    lived(app_on(store))
    assert {path.name.partition(".sqlite3")[0] for path in tmp_path.iterdir()} == {"journeys"}
    assert {path.name.partition(".sqlite3")[2] for path in tmp_path.iterdir()} <= {"", "-wal", "-shm"}
    store.close()


def test_nothing_but_times_is_traced() -> None:
    """X-Ray gets what Lambda itself measures: nothing of ours annotates it."""
    assert "xray" not in (ROOT / "requirements/lambda.txt").read_text("utf-8")


def test_after_danger_the_practice_is_not_offered_again() -> None:
    app = app_on(MemoryStore())
    app.answer(envelope("LaunchRequest", at=NOW))
    answer = app.answer(envelope("ApologyPracticeIntent", at=NOW))
    answer = app.answer(envelope("SkipStepIntent", at=NOW, attributes=answer["sessionAttributes"]))
    said = {"speech": "he hits me when i say this"}
    app.answer(envelope("FreeSpeechIntent", said, at=NOW, attributes=answer["sessionAttributes"]))
    assert "apology" not in speech(app.answer(envelope("LaunchRequest", at=NOW)))


def test_a_question_about_what_is_kept_keeps_nothing() -> None:
    store = MemoryStore()
    app_on(store).answer(envelope("WhatYouKnowIntent", at=NOW))
    assert store.all_households() == []


def test_how_a_practice_went_is_in_no_reply_that_is_kept() -> None:
    store = MemoryStore()
    app = app_on(store)
    answer = app.answer(envelope("ApologyPracticeIntent", at=NOW))
    said = {"speech": "i lied but you made me"}
    app.answer(envelope("FreeSpeechIntent", said, at=NOW, attributes=answer["sessionAttributes"]))
    assert "apology." not in everything(store)


def test_both_voices_answer_in_a_practice_for_two() -> None:
    app = app_on(MemoryStore())
    answer = app.answer(envelope("ListeningPracticeIntent", at=NOW, person="amzn1.ask.person.ann"))
    for person in ("amzn1.ask.person.sam", None):
        attributes = answer["sessionAttributes"]
        answer = app.answer(envelope("AMAZON.YesIntent", at=NOW, person=person, attributes=attributes))
        assert answer["sessionAttributes"]["question"] != attributes["question"]


@pytest.mark.parametrize("intent", ["ApologyPracticeIntent", "ListeningPracticeIntent"])
def test_danger_is_heard_inside_free_speech_and_nothing_of_it_is_kept(
    intent: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    store = MemoryStore()
    app = app_on(store)
    answer = app.answer(envelope(intent, at=NOW))
    said = {"speech": f"he hits me when i talk of the {SECRETS[0]}"}
    answer = app.answer(envelope("FreeSpeechIntent", said, at=NOW, attributes=answer["sessionAttributes"]))
    assert "911" in speech(answer)
    assert "card" not in answer["response"]
    assert answer["response"]["shouldEndSession"] is True
    assert not answer.get("sessionAttributes")
    assert '"practice"' not in everything(store)  # it is not offered again, and why is not told
    assert "apology" not in everything(store)
    assert SECRETS[0] not in caplog.text


def lived(app: App, **who: Any) -> None:
    for n in range(40):
        app.answer(envelope("LogKeptCommitmentIntent", at=NOW + timedelta(days=n), **who))
    app.answer(envelope("MakeCommitmentIntent", {"commitment": "call by six"}, at=NOW + timedelta(days=40), **who))


def stored(store: Store) -> int:
    return sum(len(store.speakers(household)) for household in store.all_households())


@pytest.mark.parametrize("make", [MemoryStore, lambda: SQLiteStore(":memory:")], ids=["memory", "sqlite"])
def test_forget_me_asks_once_and_deletes_the_speaker_alone(make: Any, tmp_path: Any) -> None:
    store = MemoryStore() if make is MemoryStore else SQLiteStore(tmp_path / "journeys.sqlite3")
    app = app_on(store)
    lived(app, person="amzn1.ask.person.sam")
    lived(app, person="amzn1.ask.person.ann")
    sam: dict[str, Any] = {"person": "amzn1.ask.person.sam", "at": NOW + timedelta(days=41)}
    answer = app.answer(envelope("ForgetMeIntent", **sam))
    assert stored(store) == 2
    answer = app.answer(envelope("AMAZON.YesIntent", attributes=answer["sessionAttributes"], **sam))
    assert "deleted" in speech(answer)
    assert stored(store) == 1
    assert "nothing" in speech(app.answer(envelope("WhatYouKnowIntent", **sam)))


def test_forget_all_of_us_deletes_the_household_and_its_reminders_and_no_other() -> None:
    store, amazon = MemoryStore(), FakeAlexaServices("America/New_York", reminders_permission=True)
    app = App(store, skill_id=SKILL, api_client=amazon)
    lived(app)
    lived(app, user="amzn1.ask.account.neighbours")
    answer = app.answer(envelope("SetReminderIntent", {"time": "20:00"}, at=NOW))
    app.answer(envelope("AMAZON.YesIntent", attributes=answer["sessionAttributes"], at=NOW))
    assert amazon.reminders
    later = NOW + timedelta(days=41)
    answer = app.answer(envelope("ForgetMeIntent", {"whom": "all of us"}, ids={"whom": "everyone"}, at=later))
    answer = app.answer(envelope("AMAZON.YesIntent", attributes=answer["sessionAttributes"], at=later))
    assert "the reminders too" in speech(answer)
    assert len(store.all_households()) == 1
    assert amazon.reminders == {}


@pytest.mark.parametrize(
    "body", ["null", "[]", '{"alerts": null}', '{"alerts": [{"status": "ON"}]}', "{", '{"alerts": [null, 7]}']
)
@pytest.mark.parametrize("is_reachable", [True, False])
def test_a_deletion_is_told_as_done_whatever_became_of_the_reminders(body: str, is_reachable: bool) -> None:
    class Malformed:
        def invoke(self, request: Any) -> Any:
            return ApiClientResponse(headers=[], status_code=200, body=body)

    store = MemoryStore()
    app = App(store, skill_id=SKILL, api_client=Malformed())
    lived(app)
    later = NOW + timedelta(days=41)
    sent = [envelope("ForgetMeIntent", {"whom": "us"}, ids={"whom": "everyone"}, at=later)]
    sent.append(envelope("AMAZON.YesIntent", at=later, attributes=app.answer(sent[0])["sessionAttributes"]))
    if not is_reachable:
        del sent[1]["context"]["System"]["apiEndpoint"]
    assert "Everything about this household is deleted" in speech(app.answer(sent[1]))
    assert store.all_households() == []


def test_a_no_forgets_nothing() -> None:
    store = MemoryStore()
    app = app_on(store)
    lived(app)
    answer = app.answer(envelope("ForgetMeIntent"))
    app.answer(envelope("AMAZON.NoIntent", attributes=answer["sessionAttributes"]))
    assert stored(store) == 1


def test_a_record_that_cannot_be_read_can_be_forgotten() -> None:
    store = MemoryStore()
    app = app_on(store)
    lived(app)
    (household,) = store.all_households()
    (speaker,) = store.speakers(household)
    record = store.load(speaker)
    assert record
    store.save(speaker, type(record)(record.version + 1, "not json"))
    answer = app.answer(envelope("ForgetMeIntent"))
    answer = app.answer(envelope("AMAZON.YesIntent", attributes=answer["sessionAttributes"]))
    assert "deleted" in speech(answer)
    assert store.all_households() == []


class Gone(MemoryStore):
    """A store that cannot be reached when something is to be deleted."""

    def forget(self, speaker: Any) -> None:
        raise UnavailableError

    def forget_household(self, household: str) -> None:
        raise UnavailableError


def test_what_could_not_be_deleted_is_told_truthfully() -> None:
    app = app_on(Gone())
    answer = app.answer(envelope("ForgetMeIntent"))
    answer = app.answer(envelope("AMAZON.YesIntent", attributes=answer["sessionAttributes"]))
    assert speech(answer) == catalog("en-US").lookup("errors.unforgotten")


def event(kind: str = "SkillDisabled", persisted: str | None = "NOT_PERSISTED", user: str = USER) -> dict[str, Any]:
    """Return a skill event as Alexa sends it: without a session."""
    sent = envelope("LaunchRequest", user=user)
    del sent["session"]
    sent["request"] |= {"type": f"AlexaSkillEvent.{kind}", "eventCreationTime": "2026-03-02T20:00:00Z"}
    sent["request"]["body"] = {"userInformationPersistenceStatus": persisted} if persisted else {}
    return sent


def test_who_disables_the_skill_is_forgotten_also_when_it_is_told_late_and_twice() -> None:
    store = MemoryStore()
    app = app_on(store)
    lived(app, person="amzn1.ask.person.sam")
    lived(app)
    lived(app, user="amzn1.ask.account.neighbours")
    for _ in range(2):
        assert app.answer(event()) == {"version": "1.0", "response": {}}
        assert len(store.all_households()) == 1


@pytest.mark.parametrize(
    "sent",
    [
        event(persisted="PERSISTED"),
        event(persisted=None),
        event("SkillEnabled"),
        event("SkillPermissionAccepted"),
        event(user="amzn1.ask.account.another"),
    ],
)
def test_no_other_event_deletes_anything(sent: dict[str, Any]) -> None:
    store = MemoryStore()
    app = app_on(store)
    lived(app)
    assert app.answer(sent)["response"] == {}
    assert stored(store) == 1


def test_events_in_any_order_leave_those_who_stayed() -> None:
    """Enabling the skill anew gives another userId, so an old event can't concern the new user."""
    events = [event("SkillEnabled"), event(), event(), event("SkillEnabled", user="amzn1.ask.account.anew")]
    for seed in range(10):
        random.Random(seed).shuffle(events)
        store = MemoryStore()
        app = app_on(store)
        lived(app)
        lived(app, user="amzn1.ask.account.anew")
        for sent in events:
            app.answer(sent)
        assert stored(store) == 1


def test_an_event_that_could_not_be_followed_fails_so_that_it_is_sent_again() -> None:
    app = app_on(Gone())
    with pytest.raises(UnavailableError):
        app.answer(event())
    web = create_web(app, lambda: True).test_client()
    assert web.post("/alexa", json=event()).status_code == 503


@pytest.mark.parametrize("place", ["memory", "home", "cloud"])
def test_where_it_is_kept_is_told(place: str) -> None:
    store = MemoryStore()
    store.location = place
    app = app_on(store)
    lived(app)
    told = speech(app.answer(envelope("WhatYouKnowIntent", at=NOW)))
    assert catalog("en-US").lookup(f"privacy.where.{place}") in told
    assert "40 promises kept or missed" in told
    assert "call by six" not in told
