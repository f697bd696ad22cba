"""Offers: what a moment leads to at a yes, by the name of the offer in texts/en/offers.toml."""

from collections.abc import Mapping

from skill.handlers import apology, outside_help, patience, soft_start, step, telling_first, what_to_say
from skill.handlers.feature import Handler

OFFERS: Mapping[str, Handler] = {
    "apology": apology.begin,
    "breathing": patience.patience,
    "outside_help": outside_help.outside,
    "soft_start": soft_start.begin,
    "telling_first": telling_first.begin,
    "todays_step": step.todays_step,
    "what_to_say": what_to_say.begin,
}
