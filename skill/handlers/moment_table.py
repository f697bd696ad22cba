"""The moments: what each intent's texts are called, and what each voice is offered after them."""

from collections.abc import Mapping
from dataclasses import dataclass

SUPPORT = "support"
"""The offer to hear where to find support: the one question asked where the words may mean danger."""

BACK = "asked_before"
"""The state of the offer of support that has the question to ask again, as `reply_to_json` makes it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment's texts, and what each voice is offered after them."""

    name: str
    """Its file in texts/en/moments/."""
    healing: str | None
    """The offer to the one who was hurt; None where the reply ends without one."""
    rebuilding: str | None
    both: str | None
    """The offer where the role is both or is not known."""

    def offer(self, voice: str) -> str | None:
        """Return the name of the offer for a voice."""
        offers = {"healing": self.healing, "rebuilding": self.rebuilding, "both": self.both}
        return offers[voice]


MOMENTS: Mapping[str, Moment] = {
    "FightIntent": Moment("fight", "time_out", "time_out", "time_out"),
    "TriggeredIntent": Moment("triggered", "grounding", "grounding", "grounding"),
    "IntrusiveThoughtsIntent": Moment("intrusive_thoughts", "worry_time", "worry_time", "worry_time"),
    "UrgeToCheckIntent": Moment("urge_to_check", "urge_surfing", "urge_surfing", "urge_surfing"),
    "NewHurtIntent": Moment("new_hurt", "outside_help", "outside_help", "outside_help"),
    "DoubtIntent": Moment("doubt", "outside_help", "breathing", "breathing"),
    "AngryIntent": Moment("angry", "breathing", "breathing", "breathing"),
    "LowIntent": Moment("low", SUPPORT, SUPPORT, SUPPORT),
    "GuiltIntent": Moment("guilt", "breathing", "apology", "breathing"),
    "TemptationIntent": Moment("temptation", "urge_surfing", "urge_surfing", "urge_surfing"),
    "SlipIntent": Moment("slip", "telling_first", "telling_first", "telling_first"),
    "MoreToTellIntent": Moment("more_to_tell", "outside_help", "outside_help", "outside_help"),
    "PartnerTriggeredIntent": Moment("partner_triggered", "what_to_say", "what_to_say", "what_to_say"),
    "SameQuestionsIntent": Moment("same_questions", "what_to_say", "what_to_say", "what_to_say"),
    "PartnerColdIntent": Moment("partner_cold", "what_to_say", "todays_step", "todays_step"),
    "JealousIntent": Moment("jealous", "soft_start", "what_to_say", "soft_start"),
    "PressuredIntent": Moment("pressured", "what_to_say", "breathing", "what_to_say"),
    "HardDateIntent": Moment("hard_date", "hard_date", "hard_date", "hard_date"),
    "FamilyIntent": Moment("family", "what_to_say", "what_to_say", "what_to_say"),
    "ClosenessIntent": Moment("closeness", "what_to_say", "what_to_say", "what_to_say"),
    "GoodDayIntent": Moment("good_day", None, None, None),
    "FaultIntent": Moment("fault", "breathing", "apology", "breathing"),
}
