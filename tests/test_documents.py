"""What the documents promise: links lead somewhere, commands exist, examples are true."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from cobs import cobs

from rephost import cli
from rephost.recording import Reader
from rephost.samples import in_order
from rephost.wrapping import wrap

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
DEMO = ROOT / "recordings" / "synthetic-rdl-8-slow.rep"


def blocks(path: Path) -> list[str]:
    """Return fenced and indented code, and the code spans of tables."""
    text = path.read_text(encoding="utf-8")
    fenced = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)
    return [*fenced, *re.findall(r"(?:^ {4}\S.*\n)+", text, flags=re.MULTILINE)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        assert (path.parent / link).exists(), f"{path.name}: {link}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_commands_exist(path: Path) -> None:
    for line in "\n".join(blocks(path)).splitlines():
        words = re.sub(r"#.*", "", line).strip().removeprefix("$ ").removeprefix(".venv/bin/")
        if not words.startswith("repbelt ") or "|" in words or "[" in words:
            continue
        cli.parsed(shlex.split(words)[1:])


CAN_BE_RUN = r".*recordings/\S+\.rep.*|plan show power"
RUNS = [
    (path, *run)
    for path in DOCUMENTS
    for block in blocks(path)
    for run in re.findall(rf"^\$ repbelt ({CAN_BE_RUN})\n((?:(?!\$ ).*\n)+)", block, re.M)
]


def shows(example: str, printed: str) -> None:
    """Hold an example to what was printed, word by word; … stands for any lines."""
    stretches = [
        [line.split() for line in stretch.splitlines()]
        for stretch in re.split(r"^ *…\n", example.strip() + "\n", flags=re.MULTILINE)
    ]
    lines = [line.split() for line in printed.strip().splitlines()]
    assert lines[: len(stretches[0])] == stretches[0]
    assert lines[len(lines) - len(stretches[-1]) :] == stretches[-1]
    left = lines
    for stretch in stretches:
        places = range(len(left) - len(stretch) + 1)
        place = next((i for i in places if left[i : i + len(stretch)] == stretch), None)
        assert place is not None, stretch
        left = left[place + len(stretch) :]
    assert len(stretches) > 1 or lines == stretches[0]


def test_the_readme_shows_what_the_demo_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert f"DEMO := recordings/{DEMO.name}\n" in (ROOT / "Makefile").read_text()
    assert cli.main(["analyze", str(DEMO)]) == 0
    shown = next(block for block in blocks(ROOT / "README.md") if block.startswith(DEMO.stem))
    shows(shown, capsys.readouterr().out)


@pytest.mark.parametrize(
    ("path", "command", "example"), RUNS, ids=[command for _, command, _ in RUNS]
)
def test_the_documents_show_what_their_commands_print(
    path: Path,
    command: str,
    example: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(ROOT)
    assert cli.main(shlex.split(command)) == 0, path
    shows(example, capsys.readouterr().out)


def test_there_are_examples_that_can_be_run() -> None:
    assert {command.split()[0] for _, command, _ in RUNS} >= {"analyze", "replay", "plan"}


def test_the_reader_of_the_document_reads() -> None:
    program = next(
        block for block in blocks(ROOT / "docs" / "recordings.md") if block.startswith("import")
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(DEMO)], capture_output=True, text=True, check=True
    )
    rows = np.array([line.split(",") for line in run.stdout.splitlines()], float)
    parts = list(in_order(Reader(DEMO)))
    assert rows[:, 0].astype(int).tolist() == [i for part in parts for i in part.index]
    acc_g = np.concatenate([part.counts[:, :3] * part.acc_g_per_lsb for part in parts])
    np.testing.assert_allclose(rows[:, 1:4], acc_g, rtol=1e-4)


def test_the_golden_bytes_of_the_document() -> None:
    text = (ROOT / "docs" / "recordings.md").read_text(encoding="utf-8")
    rows = re.findall(r"\| `((?:[0-9a-f]{2} ?)+)` \| `((?:[0-9a-f]{2} ?)+)` \|", text)
    assert len(rows) == 3
    for frame, wrapped in rows:
        assert wrap(bytes.fromhex(frame)) == bytes.fromhex(wrapped)
    assert cobs.encode(bytes.fromhex("11220033")) == bytes.fromhex("03112202") + b"\x33"
