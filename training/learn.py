"""Train the simulator's intent classifier and the safety classifier of each locale: `make train`.

tests/simulator/nlu/heldout and tests/listening/heldout measure both on sentences that nothing was trained on.
"""

from skill.listening import safety
from skill.simulator.nlu import classifier
from training.examples import locales
from training.intents import train_intents
from training.safety import train_safety


def main() -> None:
    """Write the two models of each locale that has training examples."""
    for locale in locales():
        classifier.path_of(locale).write_bytes(train_intents(locale).to_bytes())
        safety.path_of(locale).write_bytes(train_safety(locale).to_bytes())


if __name__ == "__main__":
    main()
