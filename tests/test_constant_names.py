"""Names of constants: the check that `make lint` runs finds what it should."""

import pytest

from tools.constant_names import complaints

ONE, OTHER = "skill/one.py", "skill/other.py"


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ({ONE: "NAMES = 1", OTHER: "NAMES = 2"}, [f"NAMES: {ONE}, {OTHER} define it"]),
        ({ONE: "_NAMES = 1", OTHER: "_NAMES: int = 1"}, [f"_NAMES: {ONE}, {OTHER} define it"]),
        ({ONE: "YES, NO = 1, 2", OTHER: "NO = 2"}, [f"NO: {ONE}, {OTHER} define it"]),
        ({ONE: "FEATURE = 1", OTHER: "FEATURE = 2"}, []),
        ({ONE: "NAMES = 1", OTHER: "from skill.one import NAMES"}, []),
        ({ONE: "NAMES = 1", OTHER: "def f():\n    NAMES = 2"}, []),
        ({ONE: "Names = 1", OTHER: "Names = 2"}, []),
        ({ONE: "STORE_TIMEOUT = 2.5"}, [f"{ONE}: STORE_TIMEOUT: end it in its unit"]),
        ({ONE: "_WAIT = 5 * 60"}, [f"{ONE}: _WAIT: end it in its unit"]),
        ({ONE: "LARGEST, LEAST = 2**20, 1"}, [f"{ONE}: LARGEST: end it in its unit"]),
        ({ONE: "SECONDS = 3"}, [f"{ONE}: SECONDS: end it in its unit"]),
        ({ONE: "STORE_TIMEOUT_S = 2.5\nLARGEST_BYTES = 5\nWARM_SECONDS = 1"}, []),
        ({ONE: "UNDO_WITHIN = timedelta(hours=24)"}, []),
        ({ONE: "LONGEST = {'title': 'one two'}"}, []),
    ],
)
def test_what_is_wrong_with_a_name_is_told(sources: dict[str, str], expected: list[str]) -> None:
    found = complaints(sources)
    assert len(found) == len(expected)
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True))
