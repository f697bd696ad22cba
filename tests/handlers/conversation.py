"""A person in New York who speaks to the skill by intents, and what the skill remembers of them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from html import unescape

from skill.app import App
from skill.journey.journey import Day, Journey
from skill.serialization import journey_record
from skill.simulator.alexa_services import FakeAlexaServices
from skill.stores.memory import MemoryStore
from tools.envelopes import SKILL, Session

MONDAY = datetime(2026, 3, 10, 0, tzinfo=UTC)
"""Eight in the evening of Monday, the ninth of March, in New York."""
DAY = timedelta(days=1)

KEPT, MISSED, CHECK_IN = "LogKeptCommitmentIntent", "LogMissedCommitmentIntent", "DailyCheckInIntent"
YES, NO, SKIP, UNDO = "AMAZON.YesIntent", "AMAZON.NoIntent", "SkipStepIntent", "UndoIntent"


class Person(Session):
    """Someone who speaks."""

    def __init__(self, now: datetime = MONDAY) -> None:
        self.store = MemoryStore()
        super().__init__(App(self.store, skill_id=SKILL, api_client=FakeAlexaServices("America/New_York")), now)

    def say(self, intent: str, slots: Mapping[str, str] | None = None, **ids: str) -> str:
        """Say something, in the open session if there is one, and return what is heard."""
        return unescape(super().say(intent, slots, **ids))

    def promise(self, *promises: str) -> None:
        for one in promises:
            self.say("MakeCommitmentIntent", {"commitment": one})

    def check_in(self, rating: int, *answers: str) -> str:
        said = self.say(CHECK_IN, {"rating": str(rating)})
        for answer in answers:
            said = self.say(answer)
        return said

    def launch(self) -> str | None:
        """Open the skill anew, and return the question it asks."""
        self.answer = {}
        self.say("LaunchRequest")
        return self.question()

    def question(self) -> str | None:
        """Return the open question; None where the session closed."""
        open_ = self.answer["response"].get("shouldEndSession") is False
        asking = self.answer.get("sessionAttributes", {}).get("question")
        assert open_ == ("reprompt" in self.answer["response"]) == (asking is not None)
        return None if asking is None else str(asking)

    @property
    def elicits(self) -> tuple[str, str] | None:
        """The intent and the slot that a bare answer fills."""
        for one in self.answer["response"].get("directives", ()):
            if one["type"] == "Dialog.ElicitSlot":
                return one["updatedIntent"]["name"], one["slotToElicit"]
        return None

    @property
    def journey(self) -> Journey:
        """What is remembered."""
        for household in self.store.all_households():
            for speaker in self.store.speakers(household):
                record = self.store.load(speaker)
                assert record
                return journey_record.decode(record.body)
        return Journey()

    @property
    def today(self) -> Day:
        """What was logged today."""
        return self.journey.day((self.now - timedelta(hours=7)).date())
