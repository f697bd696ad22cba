import json
import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill.journey.journey import Day, Journey, ReplyRecord, Undo, WorryTime
from skill.serialization.errors import UnreadableRecordError
from skill.serialization.journey_record import MAX_RECORD_BYTES, MAX_RECORD_BYTES_WITHOUT_REPLIES, decode, encode
from skill.serialization.week_record import decode_week, encode_week
from tests.journey.journey_machine import CHANGING, DAY, Action, Life, actions, with_promises
from tests.journey.strategies import commitments, days, fullest, journeys, json_values, near, undos

REFUSALS = re.compile(r"not a (journey|week): ([A-Za-z]+|format version [0-9]+ is later than 1)")

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([-1, 6, 10**9, 10**30, 0.5, 1e400, "", "a+", "2026-03-02", "0000-00-00", "\ud800", [], {}, [[]]]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


def size(journey: Journey) -> int:
    return len(encode(journey).encode())


def sound(value: Any, hint: Any) -> bool:
    """Tell whether a value is what its annotation promises, all the way down."""
    if hint is Any:
        return True
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(sound(value, one) for one in args)
    if origin is Literal:
        return value in args
    if origin is tuple and args[-1] is Ellipsis:
        return isinstance(value, tuple) and all(sound(one, args[0]) for one in value)
    if origin is tuple:
        return isinstance(value, tuple) and len(value) == len(args) and all(map(sound, value, args))
    if origin is frozenset:
        return isinstance(value, frozenset) and all(sound(one, args[0]) for one in value)
    if origin is Mapping:
        return isinstance(value, dict) and all(sound(k, args[0]) and sound(v, args[1]) for k, v in value.items())
    if is_dataclass(hint):
        hints = get_type_hints(hint)
        return type(value) is hint and all(sound(getattr(value, one.name), hints[one.name]) for one in fields(hint))
    return type(value) is hint or (hint is float and type(value) is int)


def refused_or_sound(text: str) -> None:
    """Decode a text that may be anything: it is refused without a word of it, or it is a whole journey."""
    try:
        journey = decode(text)
    except UnreadableRecordError as error:
        keeps_quiet(error)
    else:
        assert sound(journey, Journey)
        assert without_replies(decode(encode(journey))) == without_replies(journey)


def refused_or_a_sound_week(text: str) -> None:
    try:
        week, words = decode_week(text)
    except UnreadableRecordError as error:
        keeps_quiet(error)
    else:
        assert sound(week, Mapping[date, Day])
        assert sound(words, Mapping[str, str])


def keeps_quiet(refused: UnreadableRecordError) -> None:
    assert REFUSALS.fullmatch(str(refused))
    assert refused.__cause__ is None
    assert refused.__suppress_context__ or refused.__context__ is None


def without_replies(journey: Journey) -> Journey:
    return replace(journey, recent_replies=tuple(ReplyRecord(record.request) for record in journey.recent_replies))


@given(journeys)
def test_what_is_written_is_read_again(journey: Journey) -> None:
    read = decode(encode(journey))
    lost = sum(one != before for one, before in zip(read.recent_replies, journey.recent_replies, strict=True))
    assert without_replies(read) == without_replies(journey)
    assert lost == 0 or len(encode(journey).encode()) > MAX_RECORD_BYTES - 200
    assert sound(read, Journey)
    assert encode(read) == encode(journey)
    if not lost:
        assert read == journey


def test_an_empty_journey_is_a_few_bytes() -> None:
    assert encode(Journey()) == '{"v":1,"step":[0,null]}'
    assert decode('{"v":1,"step":[0,null]}') == Journey()


def test_undo_is_read_in_utc_whatever_zone_it_was_told_in() -> None:
    at = datetime.fromisoformat("2026-03-02T20:00:00-05:00")
    read = decode(encode(Journey(undo=Undo("skip", at, step=(0, None))))).undo
    assert read
    assert (read.at, read.at.tzinfo) == (at, UTC)


def test_the_fullest_record_stays_within_its_size() -> None:
    without, with_one = fullest(), fullest([[["outcomes.kept", {"what": 80 * "x"}]], None, None])
    assert size(without) <= MAX_RECORD_BYTES_WITHOUT_REPLIES
    assert size(with_one) <= MAX_RECORD_BYTES_WITHOUT_REPLIES
    assert without_replies(decode(encode(with_one))) == without


@pytest.mark.parametrize("undo", ["day", "drop", "step", "place"])
def test_no_way_to_undo_makes_the_fullest_record_too_big(undo: str) -> None:
    full = fullest()
    last, entry = max(full.days.items())
    at = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    ways = {
        "day": Undo("check_in", at, day=(last, entry)),
        "drop": Undo("drop", at, dropped=(4, full.commitments[4])),
        "step": Undo("step", at, day=(last, entry), step=(36500, last)),
        "place": Undo("place", at, places=(full.place, full.place_left)),
    }
    assert size(replace(full, undo=ways[undo])) <= MAX_RECORD_BYTES_WITHOUT_REPLIES


@given(undos, st.integers(150, 1000))
def test_replies_make_room_oldest_first(undo: Undo, length: int) -> None:
    reply = "x" * length
    full = replace(fullest(reply), days={}, skipped_by_travel=frozenset(), undo=undo)
    kept = [record.reply for record in decode(encode(full)).recent_replies]
    assert kept == sorted(kept, key=bool)
    assert set(kept) <= {None, reply}
    assert size(full) <= MAX_RECORD_BYTES < size(full) + len(json.dumps(reply) + ",29999999,")


@given(st.integers(0, 5), st.lists(actions(*CHANGING, "undo", "roll"), max_size=40))
def test_no_life_outgrows_its_record(promises: int, deeds_: list[Action]) -> None:
    life = with_promises(promises)
    for n, action in enumerate(deeds_):
        life.do(action)
        life.do(Action("roll"))
        recent = (*life.journey.recent_replies, ReplyRecord(f"abcdef{n % 10}=", 29_540_400, 80 * "x"))[-8:]
        life.journey = replace(life.journey, recent_replies=recent)
        assert size(life.journey) <= MAX_RECORD_BYTES
        assert without_replies(decode(encode(life.journey))) == without_replies(life.journey)


def test_the_busiest_life_does_not_outgrow_its_record() -> None:
    """Log all that a day has room for and more, of promises made and dropped all day, as long as they can be."""
    life = Life(width=80)
    life.journey = replace(
        life.journey,
        worry_time=WorryTime(datetime(2026, 3, 2, 18, tzinfo=UTC), 80 * "y"),
        hard_dates=fullest().hard_dates,
    )
    sizes = []
    for _ in range(45):
        for n in range(10):
            life.do(Action("drop", which=n % 5))
            for which in range(5):
                life.do(Action("promise", which=(n + which) % 10))
            life.do(Action("check_in", rating=5))
            for which in range(5):
                life.do(Action("answer", which=which))
            for good in (True, False):
                life.do(Action("others", which=9, good=good))
            life.do(Action("roll"))
            sizes.append(size(life.journey))
        life.do(Action("complete"))
        life.do(Action("drop", wait=DAY))
    assert sum(entry.kept for entry in life.journey.days.values()) > 1000
    assert 1200 < max(sizes) <= MAX_RECORD_BYTES


@given(st.text() | st.text('[]{}",:0123456789.eEtrufalsn-', max_size=60))
def test_any_text_is_refused_or_read(text: str) -> None:
    refused_or_sound(text)


@given(anything | json_values)
def test_any_json_is_refused_or_read(value: Any) -> None:
    refused_or_sound(json.dumps(value))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing",
        "null",
        "1",
        "[]",
        "{}",
        '{"v":1}',
        '{"v":1,"step":null}',
        '{"v":1,"step":[0]}',
        '{"v":1,"step":["0",null]}',
        '{"v":1,"step":[0.5,null]}',
        '{"v":1,"step":[-1,null]}',
        '{"v":1,"step":[true,null]}',
        '{"v":1,"step":[0,5]}',
        '{"v":2,"step":[0,null]}',
        '{"v":"1","step":[0,null]}',
        '{"v":1,"step":[0,null],"role":"unknown"}',
        '{"v":1,"step":[0,null],"role":["both"]}',
        '{"v":1,"step":[0,null],"zone":[5,"",""]}',
        '{"v":1,"step":[0,null],"zone":[5,"d","2026-03-02"]}',
        '{"v":1,"step":[0,null],"commitments":[["a",5,"2026-03-02"]]}',
        '{"v":1,"step":[0,null],"commitments":[["a","\\ud800","2026-03-02"]]}',
        '{"v":1,"step":[0,null],"commitments":[["a","listen"]]}',
        '{"v":1,"step":[0,null],"days_from":"2026-03-02","days":[[0,5,"a"]]}',
        '{"v":1,"step":[0,null],"days_from":"2026-03-02","days":[[0,5,"ax"]]}',
        '{"v":1,"step":[0,null],"days_from":"2026-03-02","days":[[0,6]]}',
        '{"v":1,"step":[0,null],"days_from":"2026-03-02","days":[[0,"5"]]}',
        '{"v":1,"step":[0,null],"days_from":"2026-03-02","days":[[0,5,"",1,1,1,1]]}',
        '{"v":1,"step":[0,null],"days_from":"2026-03-02","days":[[0.5,5]]}',
        '{"v":1,"step":[0,null],"days_from":"2026-03-02","days":[[999999999,5]]}',
        '{"v":1,"step":[0,null],"days_from":"2026-03-02","days":[[1e999,5]]}',
        '{"v":1,"step":[0,null],"undo":null}',
        '{"v":1,"step":[0,null],"undo":{"what":5,"at":0}}',
        '{"v":1,"step":[0,null],"undo":{"what":"skip","at":1e400}}',
        '{"v":1,"step":[0,null],"undo":{"what":"skip","at":1e18}}',
        '{"v":1,"step":[0,null],"undo":{"what":"skip","at":1000000000000000000}}',
        '{"v":1,"step":[0,null],"undo":{"what":"skip","at":NaN}}',
        '{"v":1,"step":[0,null],"undo":{"what":"drop","at":0,"dropped":["0","a","listen","2026-03-02"]}}',
        '{"v":1,"step":[0,null],"past":["2026-03-02",1,NaN,[0,0,0,0],[null,0,null,0]]}',
        '{"v":1,"step":[0,null],"past":["2026-03-02",1,"1",[0,0,0,0],[null,0,null,0]]}',
        '{"v":1,"step":[0,null],"past":["2026-03-02",1,1,[0,0,0],[null,0,null,0]]}',
        '{"v":1,"step":[0,null],"recent_replies":[[]]}',
        '{"v":1,"step":[0,null],"recent_replies":[[5]]}',
        '{"v":1,"step":[0,null],"recent_replies":["abc"]}',
        '{"v":1,"step":[0,null],"recent_replies":[["abcdef12",1,2,3]]}',
        '{"v":1,"step":[0,null],"recent_replies":[["abcdef12",1]]}',
        '{"v":1,"step":[0,null],"recent_replies":[["abcdef12","1",2]]}',
        '{"v":1,"step":[0,null],"reminder_ids":"abc"}',
        '{"v":1,"step":[0,null],"review_stage":[0,9,"missed"]}',
        '{"v":1,"step":[0,null],"role_question":[2]}',
        '{"v":1,"step":[0,null],"role_question":[-1,"2026-03-02"]}',
        pytest.param("[" * 100_000, id="very deep"),
        pytest.param('{"v":1,"step":' + "[" * 100_000, id="very deep inside"),
        pytest.param('{"v":1,"step":[' + "9" * 5000 + ",null]}", id="very many digits"),
    ],
)
def test_what_is_not_a_journey_is_refused(text: str) -> None:
    with pytest.raises(UnreadableRecordError):
        decode(text)
    refused_or_sound(text)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path to every value inside a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inner for place in places(one, (*path, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


@settings(max_examples=300)
@given(journeys, st.data())
def test_a_record_with_one_value_replaced_is_refused_or_read(journey: Journey, draw: st.DataObject) -> None:
    kept = json.loads(encode(journey))
    path = draw.draw(st.sampled_from(places(kept)))
    refused_or_sound(json.dumps(changed(kept, path, draw.draw(anything))))


def test_a_full_record_with_any_one_value_replaced_is_refused_or_read() -> None:
    full = fullest([[["outcomes.kept", {}]], None, None])
    last = max(full.days)
    some = {day: entry for day, entry in full.days.items() if day > last - 2 * DAY}
    undo = Undo(
        "step", datetime(2026, 3, 2, tzinfo=UTC), (last, full.days[last]), (1, last), "a", (0, full.commitments[0])
    )
    kept = json.loads(encode(replace(full, days=some, skipped_by_travel=frozenset([last]), undo=undo)))
    for path in places(kept):
        for wrong in (None, True, -1, 7, 10**30, 0.5, float("nan"), "", "x", "a+", "2026-03-02", [], [0], {}, {"a": 1}):
            refused_or_sound(json.dumps(changed(kept, path, wrong)))


@given(journeys, st.data())
def test_a_record_cut_off_is_refused(journey: Journey, draw: st.DataObject) -> None:
    text = encode(journey)
    with pytest.raises(UnreadableRecordError):
        decode(text[: draw.draw(st.integers(0, len(text) - 1))])


@given(st.dictionaries(near, days, max_size=7), st.lists(commitments, max_size=5, unique_by=lambda one: one.id))
def test_a_week_that_is_written_is_read_again(week: dict[date, Day], open_: list[Any]) -> None:
    read, words = decode_week(encode_week(week, tuple(open_)))
    assert read == week
    assert words == {one.id: one.text for one in open_}


@given(st.text(max_size=30) | anything.map(json.dumps))
def test_any_text_is_refused_or_read_as_a_week(text: str) -> None:
    refused_or_a_sound_week(text)


@given(st.dictionaries(near, days, min_size=1, max_size=3), st.lists(commitments, max_size=2), st.data())
def test_a_week_with_one_value_replaced_is_refused_or_read(
    week: dict[date, Day], open_: list[Any], draw: st.DataObject
) -> None:
    kept = json.loads(encode_week(week, tuple(open_)))
    path = draw.draw(st.sampled_from(places(kept)))
    refused_or_a_sound_week(json.dumps(changed(kept, path, draw.draw(anything))))


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        '{"v":2,"days":{},"commitments":{}}',
        '{"days":{},"commitments":{}}',
        '{"v":1,"days":{"2026-03-02":[5,"a"]},"commitments":{}}',
        '{"v":1,"days":{"monday":[5]},"commitments":{}}',
        '{"v":1,"days":{},"commitments":{"a":5}}',
        '{"v":1,"days":{},"commitments":[["a","listen"]]}',
        pytest.param("[" * 100_000, id="very deep"),
    ],
)
def test_what_is_almost_a_week_is_refused(text: str) -> None:
    with pytest.raises(UnreadableRecordError):
        decode_week(text)


@pytest.mark.parametrize(("depth", "is_read"), [(190, True), (250, False), (900, False), (10_000, False)])
def test_a_reply_that_is_nested_too_deeply_to_be_written_again_is_refused(depth: int, is_read: bool) -> None:
    text = f'{{"v":1,"step":[0,null],"recent_replies":[["abcdef12",1,{depth * "["}{depth * "]"}]]}}'
    if is_read:
        assert encode(decode(text)) == text
        return
    with pytest.raises(UnreadableRecordError):
        decode(text)


def test_many_lists_beside_each_other_are_not_nested_too_deeply() -> None:
    lists = ",".join(300 * ["[]"])
    text = f'{{"v":1,"step":[0,null],"recent_replies":[["abcdef12",1,[{lists}]]]}}'
    assert encode(decode(text)) == text


def test_a_century_of_days_is_counted_from_the_first() -> None:
    first, last = date(1926, 3, 2), date(2026, 3, 2)
    journey = Journey(
        days={first: Day(True), last: Day(True, 5)}, skipped_by_travel=frozenset([first - timedelta(days=1)])
    )
    assert decode(encode(journey)) == journey
