"""The built bundle, run by Amazon's own runtime client as AWS runs it: what it answers, reports, logs and shows."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, TypeAlias
from uuid import uuid4

import pytest

from skill.app import App
from skill.journey.speaker import Speaker
from skill.stores.dynamodb import DynamoDBStore
from skill.stores.memory import MemoryStore
from skill.stores.store import Record
from skill.texts.catalog import catalog
from tools.dynamodb_local import NoEngineError, fetched, running
from tools.dynamodb_table import client_at, create_table
from tools.envelopes import SKILL, envelope, speech
from tools.fake_settings_service import fake_settings_service
from tools.fake_table import fake_table
from tools.runtime_api import Function, Posted, started
from tools.runtime_python import NoRuntimeError, Runtime, made

pytestmark = pytest.mark.artifact

LAYER = Path(__file__).parent / "layer"

WORDS, USER, PERSON = "repaint the lighthouse", "amzn1.ask.account.PRIVATE-USER", "amzn1.ask.person.PRIVATE-PERSON"
DEVICE, TOKEN = "amzn1.ask.device.PRIVATE-DEVICE", "PRIVATE-TOKEN"
PRIVATE = (WORDS, "lighthouse", "PRIVATE", "KEY-OF-", "Credential=")
"""What no log may hold: spoken words, raw ids, tokens, keys."""

UNREACHABLE = "https://127.0.0.1:1"
"""In place of Amazon's services: nothing listens there."""

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)

Start: TypeAlias = Callable[..., AbstractContextManager[Function]]


@pytest.fixture(scope="module")
def runtime(request: pytest.FixtureRequest) -> Runtime:
    try:
        found = made()
    except NoRuntimeError as error:
        pytest.fail(str(error), pytrace=False)
    reporter, capture = map(request.config.pluginmanager.getplugin, ("terminalreporter", "capturemanager"))
    if reporter:  # one of several that test at once has none
        with capture.global_and_fixture_disabled():
            reporter.write_line(f"AWS's runtime client stands on Python {found.version}.")
    return found


@pytest.fixture(scope="module")
def code(artifact: Path) -> Path:
    return artifact


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Yield where DynamoDB Local is."""
    try:
        with running(fetched()) as found:
            yield found
    except NoEngineError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def engine(endpoint: str) -> Mapping[str, str]:
    """Return the variables by which a function finds a table of its own in DynamoDB Local."""
    # The engine keeps the tables of each key apart.
    keys = {"AWS_ACCESS_KEY_ID": "pretend", "AWS_SECRET_ACCESS_KEY": "pretend"}
    variables = {"AWS_ENDPOINT_URL_DYNAMODB": endpoint, "TRUST_STEPS_TABLE": f"journeys-{uuid4()}", **keys}
    # The engine's first answers of each kind may take seconds, and a function waits for one.
    client = client_at(endpoint)
    create_table(client, variables["TRUST_STEPS_TABLE"])
    store, speaker = DynamoDBStore(variables["TRUST_STEPS_TABLE"], client), Speaker("household", "-")
    store.save(speaker, Record(1, "{}"))
    assert store.load(speaker)
    store.forget_household(speaker.household)
    client.close()
    return variables


@pytest.fixture
def start(runtime: Runtime, code: Path, tmp_path: Path) -> Start:
    """Return what starts the function, with more variables or others."""

    def starting(more: Mapping[str, str], **options: Any) -> AbstractContextManager[Function]:
        configured = {"TRUST_STEPS_TABLE": "journeys", "TRUST_STEPS_SKILL_ID": SKILL}
        return started(runtime, code, tmp_path, {**configured, **more}, **options)

    return starting


def asked(intent: str = "LaunchRequest", slots: Mapping[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """Return an envelope full of what must not be seen."""
    sent = envelope(intent, slots, **{"at": NOW, "user": USER, "person": PERSON, "device": DEVICE, **more})
    sent["context"]["System"] |= {"apiEndpoint": UNREACHABLE, "apiAccessToken": TOKEN}
    return sent


def promising(**more: Any) -> dict[str, Any]:
    return asked("MakeCommitmentIntent", {"commitment": WORDS}, **more)


def event(kind: str) -> dict[str, Any]:
    """Return a skill event, which has no session."""
    sent = asked()
    del sent["session"]
    sent["request"] |= {"type": kind, "body": {"userInformationPersistenceStatus": "NOT_PERSISTED"}}
    return sent


def seen(function: Function, *posted: Posted) -> list[str]:
    """Return what must not be seen, and is, in all that the function logged, printed and reported as an error."""
    errors = [f"{one.body} {one.headers}" for one in posted if one.path.endswith("/error")]
    everything = " ".join([*function.records(), function.printed(), *errors])
    return [one for one in PRIVATE if one in everything]


def logged(function: Function) -> list[dict[str, Any]]:
    """Return the records, each of which has what AWS's JSON logging gives; nothing is printed past them."""
    records = function.logs()
    for record in records:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", record["timestamp"])
        assert record["level"] in ("INFO", "WARNING", "ERROR")
        assert {"message", "logger", "requestId"} <= set(record) or {"errorType", "errorMessage"} <= set(record)
    assert function.printed() == ""
    return records


def only(function: Function, level: str, posted: Posted) -> dict[str, Any]:
    """Return the one record that there is, which is about the invocation."""
    (record,) = logged(function)
    assert record["level"] == level
    assert record["requestId"] in posted.path
    return record


def error_text(key: str) -> str:
    return str(catalog("en-US").lookup(f"errors.{key}"))


def test_initialising_logs_nothing_prints_nothing_and_reports_nothing(start: Start, engine: Mapping[str, str]) -> None:
    with start(engine) as function:
        function.reaches(function.api.ready)
        assert function.api.asked == ["invocation/next"]
        assert logged(function) == []


def test_the_skill_comes_from_the_bundle_and_the_rest_from_the_runtime(
    start: Start, engine: Mapping[str, str], runtime: Runtime, code: Path
) -> None:
    with start(engine, handler="witness.handler", layer=LAYER) as function:
        told = function.invoke(promising()).answer
    assert WORDS in speech(told["answer"])
    told["files"].pop("witness")
    own = Path(_asked_of(runtime, "sys.prefix"))
    standard = Path(_asked_of(runtime, "sysconfig.get_path('stdlib')"))
    places: dict[str, set[str]] = {"bundle": set(), "runtime": set(), "elsewhere": set()}
    for name, file in told["files"].items():
        origin = Path(file)
        inside = "bundle" if origin.is_relative_to(code) else "elsewhere"
        inside = "runtime" if origin.is_relative_to(own) or origin.is_relative_to(standard) else inside
        places[inside].add(name.partition(".")[0])
    assert places["elsewhere"] == set()
    assert {"skill", "lambda", "certifi", "urllib3"} <= places["bundle"]
    assert {"boto3", "botocore", "awslambdaric"} <= places["runtime"]
    assert places["bundle"] & places["runtime"] == set()
    assert told["roots"] > 50  # nothing of Amazon's could be reached without them, and no other test would notice


def _asked_of(runtime: Runtime, expression: str) -> str:
    command = [str(runtime.python), "-c", f"import sys, sysconfig; print({expression})"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


CONVERSATION: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("LaunchRequest", {}),
    ("SkipStepIntent", {}),
    ("MakeCommitmentIntent", {"commitment": WORDS}),
    ("LogKeptCommitmentIntent", {}),
    ("DailyCheckInIntent", {"rating": "4"}),
    ("WeeklyProgressIntent", {}),
    ("AMAZON.NoIntent", {}),
    ("LaunchRequest", {}),
    ("AMAZON.StopIntent", {}),
    ("SessionEndedRequest", {}),
)


def test_a_conversation_goes_as_it_goes_without_aws(start: Start, engine: Mapping[str, str]) -> None:
    store = MemoryStore()
    store.location = "cloud"
    app = App(store, skill_id=SKILL)
    spoken, attributes = [], None
    with start(engine) as function:
        for number, (intent, slots) in enumerate(CONVERSATION):
            at = NOW + timedelta(minutes=number)
            sent = asked(intent, slots, at=at, attributes=attributes)
            answer, same = function.invoke(sent).answer, json.loads(json.dumps(app.answer(sent)))
            for one in (answer, same):
                one.pop("userAgent", None)  # Amazon's SDK names the version of Python, which may be another one here
            assert answer == same
            spoken.append(speech(answer))
            ended = answer["response"].get("shouldEndSession", True)
            attributes = None if ended else answer["sessionAttributes"]
        assert logged(function) == []
        assert seen(function) == []
    assert all(spoken[:-1])
    assert WORDS in spoken[2]
    assert "1 of 1 promise kept" in spoken[5]


NOT_ENVELOPES: Mapping[str, Any] = {
    "another skill's": asked() | {"context": {"System": {"application": {"applicationId": "amzn1.ask.skill.PRIVATE"}}}},
    "an empty object": {},
    "an array": [],
    "a text": f"i promise to {WORDS}",
    "null": None,
    "without a request": {"version": "1.0", "session": asked()["session"]},
    "with a request that is a text": asked() | {"request": WORDS},
    "without a type": asked() | {"request": {"requestId": "amzn1.PRIVATE", "timestamp": "2026-03-02T20:00:00Z"}},
    "with no such time": asked() | {"request": {**promising()["request"], "timestamp": f"tomorrow, {WORDS}"}},
    "without a user": {**promising(), "context": {}, "session": {"application": {"applicationId": SKILL}}},
}


@pytest.mark.parametrize("sent", NOT_ENVELOPES.values(), ids=NOT_ENVELOPES.keys())
def test_what_is_no_envelope_is_an_error_of_the_function_without_a_word_of_it(
    start: Start, engine: Mapping[str, str], sent: Any
) -> None:
    with start(engine) as function:
        posted = function.invoke(sent)
        assert posted.error["errorType"] == "BadEnvelopeError"
        assert posted.error["errorMessage"]
        assert only(function, "ERROR", posted)["errorType"] == "BadEnvelopeError"
        assert seen(function, posted) == []
        assert speech(function.invoke(asked()).answer)  # the next one is answered


def test_what_is_not_even_json_is_an_error_of_the_function_without_a_word_of_it(
    start: Start, engine: Mapping[str, str]
) -> None:
    with start(engine) as function:
        posted = function.invoke(json.dumps(promising()).encode()[:-1])
        assert posted.error["errorType"] == "Runtime.UnmarshalError"
        assert only(function, "ERROR", posted)["errorType"] == "Runtime.UnmarshalError"
        assert seen(function, posted) == []
        assert speech(function.invoke(asked()).answer)


def test_half_a_character_in_what_was_said_does_not_end_the_function(start: Start, engine: Mapping[str, str]) -> None:
    """JSON can carry one half of a pair of surrogates, UTF-8 can't: an answer that repeats it could not be sent."""
    said = WORDS.replace(" the ", " the \ud83d ")
    with start(engine) as function:
        for _ in range(2):  # once it is kept, and once it is there already
            assert speech(function.invoke(asked("MakeCommitmentIntent", {"commitment": said})).answer)
        assert seen(function) == []


def test_a_request_of_an_unknown_type_gets_no_speech_and_is_logged(start: Start, engine: Mapping[str, str]) -> None:
    sent = asked()
    sent["request"]["type"] = "Alexa.Tomorrow.Request"
    with start(engine) as function:
        posted = function.invoke(sent)
        assert posted.answer["response"] == {}
        assert only(function, "WARNING", posted)["logger"].startswith("skill")
        assert seen(function, posted) == []


def test_an_event_of_an_unknown_type_gets_no_speech(start: Start, engine: Mapping[str, str]) -> None:
    with start(engine) as function:
        posted = function.invoke(event("AlexaSkillEvent.SomethingNew"))
        assert posted.answer == {"version": "1.0", "response": {}}
        assert seen(function, posted) == []


def test_who_disables_the_skill_is_forgotten(start: Start, engine: Mapping[str, str]) -> None:
    with start(engine) as function:
        assert WORDS in speech(function.invoke(promising()).answer)
        assert WORDS in speech(function.invoke(asked("ListCommitmentsIntent")).answer)
        posted = function.invoke(event("AlexaSkillEvent.SkillDisabled"))
        assert posted.answer == {"version": "1.0", "response": {}}
        assert WORDS not in speech(function.invoke(asked("ListCommitmentsIntent")).answer)
        assert seen(function, posted) == []


def test_a_failed_deletion_is_an_error_so_that_amazon_sends_the_event_again(
    start: Start, engine: Mapping[str, str]
) -> None:
    with start({**engine, "TRUST_STEPS_TABLE": "no-such-table"}) as function:
        posted = function.invoke(event("AlexaSkillEvent.SkillDisabled"))
        assert posted.error["errorType"] == "DeclinedError"
        assert only(function, "ERROR", posted)["errorType"] == "DeclinedError"
        assert seen(function, posted) == []


def test_a_table_that_is_not_there_is_told_truthfully_and_logged_once(start: Start, engine: Mapping[str, str]) -> None:
    with start({**engine, "TRUST_STEPS_TABLE": "no-such-table"}) as function:
        _is_told_and_logged(function, "DeclinedError")


@pytest.mark.parametrize(
    ("fault", "named"),
    [
        ("silence", "UnavailableError"),
        ("broken", "UnavailableError"),
        ("credentials", "DeclinedError"),
        ("throttled", "DeclinedError"),
    ],
)
def test_a_table_that_fails_is_told_truthfully_and_logged_once(start: Start, fault: str, named: str) -> None:
    with fake_table(fault) as table, start(table.variables) as function:
        _is_told_and_logged(function, named)


def _is_told_and_logged(function: Function, named: str) -> None:
    posted = function.invoke(promising())
    assert speech(posted.answer) == error_text("unreachable")
    assert posted.answer["response"]["shouldEndSession"] is True
    record = only(function, "ERROR", posted)
    assert record["logger"].startswith("skill")
    assert record["error"] == named
    assert seen(function, posted) == []


def test_the_skills_own_log_lines_have_fields_of_their_own(start: Start) -> None:
    with fake_table("credentials") as table, start(table.variables) as function:
        posted = function.invoke(promising())
        record = only(function, "ERROR", posted)
    assert (record["error"], record["error_key"]) == ("DeclinedError", "unreachable")
    assert record["request"]


@pytest.mark.parametrize("fault", [None, "credentials"])
@pytest.mark.parametrize("how", ["variables", "snapstart"])
def test_logging_at_debug_level_shows_no_words_ids_or_keys(
    start: Start, tmp_path: Path, how: str, fault: str | None
) -> None:
    with fake_table(fault) as table, fake_settings_service("Europe/Lisbon", tmp_path) as settings:
        table.phase = "debug"
        variables = {**getattr(table, how), **settings.variables, "AWS_LAMBDA_LOG_LEVEL": "DEBUG"}
        with start(variables) as function:
            function.api.restored.set()
            sent = [asked(), promising(), {}, event("AlexaSkillEvent.SkillDisabled")]
            for one in sent[:2]:
                one["context"]["System"]["apiEndpoint"] = settings.endpoint
            posted = [function.invoke(one) for one in sent]
            assert seen(function, *posted) == []
    paths = {path for path, _ in settings.asked}
    assert paths == (set() if fault else {f"/v2/devices/{DEVICE}/settings/System.timeZone"})
    assert {authorization for _, authorization in settings.asked} == (set() if fault else {f"Bearer {TOKEN}"})


def test_without_a_table_the_function_says_once_what_it_lacks(start: Start) -> None:
    with start({"TRUST_STEPS_TABLE": ""}) as function:
        posted = function.reported()
        assert posted.path == "init/error"
        assert posted.error["errorType"] == "ConfigurationError"
        assert "TRUST_STEPS_TABLE" in posted.error["errorMessage"]
        assert function.exit_code() == 1
        assert function.api.asked == ["init/error"]
        assert [one["errorType"] for one in logged(function) if "errorType" in one] == ["ConfigurationError"]


def test_without_a_skill_id_the_function_warns_that_any_skill_may_ask(start: Start, engine: Mapping[str, str]) -> None:
    with start({**engine, "TRUST_STEPS_SKILL_ID": ""}) as function:
        function.reaches(function.api.ready)
        (record,) = logged(function)
    assert record["level"] == "WARNING"
    assert "TRUST_STEPS_SKILL_ID" in record["message"]


def test_a_restored_snapshot_opens_its_own_connections_with_credentials_of_its_own(start: Start) -> None:
    with fake_table() as table, start(table.snapstart) as function:
        function.reaches(function.api.snapshot)
        assert function.api.asked == ["restore/next"]
        table.phase = "restored"
        function.api.restored.set()
        assert WORDS in speech(function.invoke(promising()).answer)
        assert function.api.asked[:2] == ["restore/next", "invocation/next"]
        after = table.calls
        assert logged(function) == []
    assert {call.operation for call in after} == {"GetItem", "PutItem"}
    assert {call.opened for call in after} == {"restored"}
    assert {call.key for call in after} == {"KEY-OF-RESTORED"}


@pytest.mark.parametrize("fault", ["conflict", "throttled"])
def test_two_copies_of_a_snapshot_do_not_pause_alike(start: Start, fault: str) -> None:
    with (
        fake_table(fault) as table,
        start(table.snapstart, handler="copies.handler", layer=LAYER) as function,
    ):
        function.reaches(function.api.snapshot)
        table.phase = "restored"
        function.api.together = Barrier(2)
        for _ in range(2):
            function.api.give(promising())
        function.api.restored.set()
        one, other = (function.reported().answer for _ in range(2))
    assert one["copy"] != other["copy"]
    assert one["slept"]
    assert one["slept"][:3] != other["slept"][:3]
