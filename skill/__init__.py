"""Trust Steps: an Alexa skill that helps two people restore trust, one small step a day."""

__version__ = "0.1.0"
