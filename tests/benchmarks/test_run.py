"""The benchmark in its smallest run: every contender answers; times are not judged."""

from pathlib import Path

import pytest

from benchmarks import profile
from benchmarks.__main__ import main
from benchmarks.measuring import Figure

pytestmark = pytest.mark.artifact

SMALLEST = ["--rounds", "1", "--turns", "4", "--days", "8"]


def test_a_run_measures_every_contender_and_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "results.md"
    code = main([*SMALLEST, "--out", str(table)])
    said = capsys.readouterr()
    reported = [line for line in said.err.splitlines() if not line.startswith("Installing the npm packages")]
    assert (code, reported) == (0, [])
    text = table.read_text()
    assert text == said.out
    for figure in Figure:
        assert f"| {figure} | Trust Steps | " in text
    for peer in (
        "(a) Python, ask-sdk-core, hello world",
        "(b) Python, ask-sdk, DynamoDB adapter",
        "(c) Python, boto3 alone",
        "(d) Node, ask-sdk-core, hello world",
        "(e) Node, ask-sdk, DynamoDB adapter",
    ):
        assert f" | {peer} | " in text
    # What is counted is the same on every machine.
    assert "| help | none | none | none | none |" in text
    assert "| launch | 1 read | 1 read | 1 read | 1 read |" in text
    assert "| outcome | 1 read + 1 write | 1 read + 1 write | 1 read + 1 write | 1 read + 1 write |" in text


def test_a_run_fails_where_a_contender_gives_a_wrong_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    handler = tmp_path / "lambda" / "handler.py"
    handler.parent.mkdir()
    handler.write_text("def handler(event, context):\n    return {'response': 'sorry'}\n")
    code = main([*SMALLEST, "--only", "cold", "--skill", str(tmp_path)])
    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert said.err.startswith("benchmarks: Trust Steps failed")
    assert "sorry" in said.err


def test_a_run_fails_where_there_is_nothing_to_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALLEST, "--only", "cold", "--skill", str(tmp_path)]) == 1
    assert capsys.readouterr().err.endswith("is neither a checkout of this project nor its bundle\n")


def test_a_profile_tells_of_imports_first_turns_and_warm_turns(capsys: pytest.CaptureFixture[str]) -> None:
    assert profile.main(["--rounds", "1", "--deep", "3", "--warm", "3"]) == 0
    said = capsys.readouterr().out
    for title in ("Trust Steps, import: ", "Trust Steps, turn: ", "(b) Python, ask-sdk, DynamoDB adapter, import: "):
        assert title in said
    assert "  skill.journey\n" in said
    assert said.count(" warm turns and the import before them:") == 2
