"""Bundles: a session as one file, and what is believed of a stranger's."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bundles import WHOLE, at, bundled, remade
from rephost.bundle import opened_bundle
from rephost.bundle_checks import BundleError
from rephost.errors import RepbeltError
from rephost.reviewed import Reviewed
from sessions import bare, rdl, sessions

RECORDING = Path(__file__).parents[1] / "recordings" / "synthetic-rdl-8-ordinary.rep"


@contextmanager
def in_a_file(content: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as made:
        path = Path(made) / "a.repbelt.zip"
        path.write_bytes(content)
        yield path


@given(session=sessions(), recording=st.binary(max_size=500))
def test_everything_comes_back(session: Reviewed, recording: bytes) -> None:
    content = bundled(session, recording)
    assert content == bundled(session, recording)
    with in_a_file(content) as path, opened_bundle(path) as bundle:
        assert bundle.session_id == session.id
        assert bundle.corrections == session.corrections
        assert bundle.recording.read() == recording
        provenance = bundle.provenance
        assert provenance.began_unix_s == session.began_unix_s
        assert provenance.utc_offset_s == session.utc_offset_s
        assert provenance.plan == session.plan
        assert provenance.strap == session.strap


def test_a_bundle_holds_a_labelled_recording() -> None:
    with zipfile.ZipFile(io.BytesIO(bundled(bare(rdl(0.0, 7))))) as archive:
        names = ["README.txt", "2026-03-29-015959.rep", "2026-03-29-015959.labels.json"]
        assert archive.namelist() == [*names, "session.json"]
        label = json.loads(archive.read(names[2]))
        assert (label["source"], label["complete"]) == ("correction", True)
        assert b"repbelt import" in archive.read("README.txt")


@given(data=st.data())
def test_damage_is_refused_or_does_no_harm(data: st.DataObject) -> None:
    content = bytearray(bundled(WHOLE, RECORDING.read_bytes()[:3000]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
    damaged = bytes(content[: data.draw(st.sampled_from([None, len(content) // 2, -5]))])
    with in_a_file(damaged) as path:
        said = str(path)
        try:
            with opened_bundle(path) as bundle:
                assert bundle.recording.read() == RECORDING.read_bytes()[:3000]
                assert bundle.corrections == WHOLE.corrections
        except RepbeltError as exc:
            said = str(exc)
        assert str(path) in said


REP = "corrections.0.said.was.reps.0"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (at("schema", "repbelt.bundle/2"), "made by a newer repbelt"),
        (at("schema", "something/1"), "no bundle of repbelt's"),
        (at("id", 5), "id is no text"),
        (at("id", "../../../etc/cron.d/x"), "not ours"),
        (at("began_unix_s", 1e300), "began_unix_s is no number from 0"),
        (at("began_unix_s", float("nan")), "cannot be read"),
        (at("began_unix_s", -1), "began_unix_s"),
        (at("utc_offset_s", 86400), "utc_offset_s"),
        (at("utc_offset_s", 1.5), "whole number"),
        (at("strap", "x" * 20_000), "strap is no text of up to"),
        (at("strap", "\ud800"), "strap is no text"),
        (at("plan", {"name": "x", "exercises": [{"exercise": "rdl"}]}), "has no 'sets'"),
        (at("plan", {"name": "x"}), "the plan has no exercises"),
        (at("corrections", {}), "corrections should be a list"),
        (at("corrections.0.said.kind", "undo"), "kind 'undo'"),
        (at("corrections.0.said.details.weight_kg", 1e9), "weight_kg"),
        (at("corrections.0.said.details.weight_kg", True), "weight_kg"),
        (at("corrections.0.said.details.result", 1), "something else"),
        (at("corrections.0.said.details.told_reps", 10**100), "told_reps"),
        (at("corrections.0.said.was.start_s", 50), "ends before it starts"),
        (at("corrections.0.said.was.by_hand", [1, 0, 0]), "by_hand"),
        (at(f"{REP}.start_s", 2e200), "start_s"),
        (at(f"{REP}.bottom_s", -5), "not in order"),
        (at(f"{REP}.eccentric_known", 1), "eccentric_known"),
        (at(f"{REP}.flags", ["x" * 500]), "a flag is no text"),
        (at(f"{REP}.more", 1), "a rep should have"),
        (at(f"{REP}.hips_lead", 1.5), "hips_lead is no number from -1"),
        (at("corrections.1.said.details.title", 5), "title is no text"),
        (at("recording_sha256", "0" * 64), "not the one that was put in"),
    ],
)
def test_what_cannot_be_true_is_refused(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    with (
        in_a_file(remade(change)) as path,
        pytest.raises(RepbeltError, match=why) as refused,
        opened_bundle(path),
    ):
        pass
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("lacks", [("flight_s", "hips_lead"), ("hips_lead",)])
def test_one_from_before_a_measure_was_kept_opens(lacks: tuple[str, ...]) -> None:
    def without(facts: dict[str, Any]) -> None:
        for rep in facts["corrections"][0]["said"]["was"]["reps"]:
            for measure in lacks:
                del rep[measure]

    with in_a_file(remade(without)) as path, opened_bundle(path) as bundle:
        assert bundle.corrections == WHOLE.corrections


@pytest.mark.parametrize("name", ["../evil.rep", "/etc/passwd", "a/b", "other.rep", "x.py"])
def test_a_file_that_is_not_ours_is_refused(name: str) -> None:
    content = remade(lambda _: None, **{name: b"x"})
    with in_a_file(content) as path, pytest.raises(BundleError, match="ours"), opened_bundle(path):
        pass


@pytest.mark.parametrize("member", ["session.json", "2026-03-29-015959.rep"])
def test_a_zip_bomb_is_refused_unopened(member: str) -> None:
    content = remade(lambda _: None, **{member: b"\0" * (40 << 20)})
    assert len(content) < 1_000_000
    with (
        in_a_file(content) as path,
        pytest.raises(BundleError, match="larger than any of ours"),
        opened_bundle(path),
    ):
        pass


def test_brackets_within_brackets_are_refused() -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    content = remade(lambda _: None, **{"session.json": deep})
    with in_a_file(content) as path, pytest.raises(BundleError, match="cannot be read"):
        opened_bundle(path).__enter__()
