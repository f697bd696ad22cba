"""The interaction model as it is read for the simulator."""

import pytest

from skill.simulator.nlu.interaction_model import InteractionModel, UnknownLocaleError


def test_a_locale_is_read_from_the_file_that_amazon_gets() -> None:
    grammar = InteractionModel.of("en-US")
    assert grammar.invocation_name == "trust steps"
    assert grammar.slot_type("DailyCheckInIntent", "rating") == "AMAZON.NUMBER"
    assert grammar.slots_of("StreakIntent") == ()
    assert grammar.slots_of("NoSuchIntent") == ()
    assert "{rating}" in grammar.slot_samples("DailyCheckInIntent", "rating")
    assert {value.id for value in grammar.values("ROLE")} == {"rebuilding", "healing", "both"}
    assert "MakeCommitmentIntent" in grammar.dialog_intents


def test_a_locale_without_a_model_is_told_by_name() -> None:
    with pytest.raises(UnknownLocaleError, match=r"no interaction model for xx-XX; there is one for: .*en-US"):
        InteractionModel.of("xx-XX")
