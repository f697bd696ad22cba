"""What is kept about somebody, told in one breath."""

from dataclasses import replace

from skill.handlers.feature import Feature
from skill.journey.journey import Journey
from skill.turn import Reply, Turn, line


def what_you_know(turn: Turn, journey: Journey) -> tuple[Journey, Reply]:
    """Tell the counts and kinds of what is kept, and where."""
    totals, where = journey.totals, line(f"privacy.where.{turn.place}")
    if replace(journey, zone=None, welcomed=False) == Journey():
        return journey, Reply((line("privacy.nothing", where=where),))
    counts = {
        "check_ins": totals.check_ins,
        "promises": len(journey.commitments),
        "outcomes": totals.kept + totals.missed,
        "steps": totals.steps,
    }
    kept = [line(f"privacy.counts.{what}", n=n) for what, n in counts.items() if n]
    kept += [line("privacy.role")] if journey.role else []
    kept += [line("privacy.practice")] if journey.practice else []
    kept += [line("privacy.zone")] if journey.zone else []
    kept += [line("privacy.screen")] if journey.hides_screen else []
    kept += [line("privacy.reminders")] if journey.reminder_ids else []
    kept += [line("privacy.aside")] if journey.has_aside else []
    return journey, Reply((line("privacy.kept", kept=kept, where=where), line("privacy.never"), line("privacy.forget")))


FEATURE = Feature(intents={"WhatYouKnowIntent": what_you_know})
