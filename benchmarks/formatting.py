"""Formatting of quantities for the table."""

from benchmarks.measuring import Used


def time(seconds: float) -> str:
    """Return a time in milliseconds."""
    milliseconds = seconds * 1000
    return f"{milliseconds:.2f} ms" if milliseconds < 10 else f"{milliseconds:.0f} ms"


def memory(size: float) -> str:
    """Return bytes in MiB."""
    return f"{size / 2**20:.1f} MiB"


def operations(used: Used) -> str:
    """Return a turn's store operations."""
    if not used.reads + used.writes:
        return "none"
    parts = [(used.reads, "read"), (used.writes, "write")]
    return " + ".join(f"{number:g} {name}{'s' if number > 1 else ''}" for number, name in parts if number)


def capacity(used: Used) -> str:
    """Return a turn's capacity units."""
    return f"{used.read_units:g} RCU + {used.write_units:g} WCU"
