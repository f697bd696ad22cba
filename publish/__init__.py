"""Publishing of the skill: models, listing, bundle, packages."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The checkout."""
