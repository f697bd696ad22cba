"""Training of all classifiers of each locale: intents (the simulator's), moments and safety. `make train`."""

from skill.listening import moments, safety
from skill.simulator.nlu import classifier
from training.examples import locales
from training.intents import train_intents
from training.moments import train_moments
from training.safety import train_safety


def main() -> None:
    """Write the models of each locale that has training examples."""
    for locale in locales():
        classifier.path_of(locale).write_bytes(train_intents(locale).to_bytes())
        moments.path_of(locale).write_bytes(train_moments(locale).to_bytes())
        safety.path_of(locale).write_bytes(train_safety(locale).to_bytes())


if __name__ == "__main__":
    main()
