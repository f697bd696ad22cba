"""Offers: what a moment leads to at a yes, by the name of the offer in texts/en/offers.toml."""

from collections.abc import Mapping

from skill.handlers import apology, grounding, outside_help, patience, step, urge_surfing
from skill.handlers.feature import Handler

OFFERS: Mapping[str, Handler] = {
    "apology": apology.begin,
    "breathing": patience.patience,
    "grounding": grounding.begin,
    "outside_help": outside_help.outside,
    "todays_step": step.todays_step,
    "urge_surfing": urge_surfing.begin,
}
