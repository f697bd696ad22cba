"""Offers: what a moment leads to at a yes, by the name of the offer in texts/en/offers.toml."""

from collections.abc import Mapping

from skill.handlers import (
    apology,
    grounding,
    hard_date,
    outside_help,
    patience,
    safety,
    soft_start,
    step,
    telling_first,
    time_out,
    urge_surfing,
    what_to_say,
    worry_time,
)
from skill.handlers.feature import Handler, Requires

OFFERS: Mapping[str, Handler] = {
    "apology": apology.begin,
    "breathing": patience.patience,
    "grounding": grounding.begin,
    "hard_date": hard_date.begin,
    "outside_help": outside_help.outside,
    "soft_start": soft_start.begin,
    "support": safety.support,
    "telling_first": telling_first.begin,
    "time_out": time_out.begin,
    "todays_step": step.todays_step,
    "urge_surfing": urge_surfing.begin,
    "what_to_say": what_to_say.begin,
    "worry_time": worry_time.begin,
}

OFFER_NEEDS: Mapping[str, Requires] = {"time_out": "fresh_zone", "worry_time": "fresh_zone"}
"""By offer, what its answer needs to know, where that is more than the journey: a time to be told needs the zone."""
