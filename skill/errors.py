"""Errors: the base of every error that this package raises."""


class TrustStepsError(Exception):
    """Base of all errors of the skill; catch it to catch any of them. What is known is in the attributes."""
