"""Offers: what a moment leads to at a yes, by the name of the offer in texts/en/offers.toml."""

from collections.abc import Mapping

from skill.handlers import apology, outside_help, patience, safety, step
from skill.handlers.feature import Handler

OFFERS: Mapping[str, Handler] = {
    "apology": apology.begin,
    "breathing": patience.patience,
    "outside_help": outside_help.outside,
    "support": safety.support,
    "todays_step": step.todays_step,
}
