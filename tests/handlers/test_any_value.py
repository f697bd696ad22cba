"""Whatever Alexa sends in a slot is answered: no value breaks a turn, and every question can be answered."""

from hypothesis import given, settings
from hypothesis import strategies as st

from skill.texts.catalog import catalog
from tests.handlers.conversation import CHECK_IN, KEPT, MISSED, Person
from tests.texts.crawler import DATES, NUMBERS, WORDS

BROKEN = catalog("en-US").lookup("errors.broken")
PLAIN = st.characters(codec="utf-8")

numbers = st.sampled_from(NUMBERS) | st.integers().map(str) | st.decimals().map(str) | st.text(PLAIN, max_size=60)
dates = (
    st.sampled_from(DATES)
    | st.dates().map(str)
    | st.from_regex(r"([0-9X]{4})(-(W[0-9]{2}|[0-9X]{2}|Q[1-4]|S[PU]))?(-(WE|[0-9X]{1,2}))?", fullmatch=True)
    | st.text(PLAIN, max_size=60)
)
phrases = st.sampled_from(WORDS) | st.text(PLAIN, max_size=40)

said = st.one_of(
    st.tuples(
        st.sampled_from([KEPT, MISSED]),
        st.fixed_dictionaries(
            {}, optional={"count": numbers, "missed": numbers, "kept": numbers, "day": dates, "commitment": phrases}
        ),
    ),
    st.tuples(st.just(CHECK_IN), st.fixed_dictionaries({}, optional={"rating": numbers, "day": dates})),
    st.tuples(
        st.just("WeeklyProgressIntent"), st.fixed_dictionaries({}, optional={"span": dates | phrases, "since": phrases})
    ),
    st.tuples(st.just("MakeCommitmentIntent"), st.fixed_dictionaries({}, optional={"commitment": phrases})),
    st.tuples(st.just("DropCommitmentIntent"), st.fixed_dictionaries({}, optional={"commitment": phrases})),
    st.tuples(st.just("TodaysStepIntent"), st.fixed_dictionaries({}, optional={"role": phrases})),
    st.tuples(
        st.sampled_from(["AMAZON.YesIntent", "AMAZON.NoIntent", "SkipStepIntent", "UndoIntent", "MoreDetailIntent"]),
        st.just({}),
    ),
)


@settings(max_examples=150)
@given(st.lists(said, min_size=1, max_size=6))
def test_whatever_is_said_is_answered(turns: list[tuple[str, dict[str, str]]]) -> None:
    person = Person()
    person.promise("call when I'm late", "cook")
    for intent, slots in turns:
        answer = person.say(intent, slots)
        assert answer, (intent, slots)
        assert answer != BROKEN, (intent, slots)
        person.question()
