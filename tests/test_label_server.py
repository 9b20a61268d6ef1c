"""The labelling page's server: who gets in, what is saved, and what is never lost."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Repbelt
from labelled import RDL, RECORDINGS, Labelling, labelling_at, made, truth
from rephost.accuracy_truth import truth_of
from rephost.exercises import NAMED
from rephost.label_checks import check_writable

ONE = {"exercise": "rdl", "reps": [{"end_s": 16.0}]}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Labelling]:
    with labelling_at(tmp_path_factory.mktemp("label")) as labelling:
        yield labelling


@pytest.fixture
def labelling(running: Labelling) -> Labelling:
    running.labels.unlink(missing_ok=True)
    return running


@pytest.mark.parametrize(
    "path",
    ["", "recording", "curves?from=0&to=9", "counted", "labels", "label.js", "look/review.css"],
)
def test_every_part_wants_the_token_and_a_host_of_ours(labelling: Labelling, path: str) -> None:
    answer = labelling.ask(path)
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert ("blob:" in policy) == (path == "")
    wrong = type(labelling)(
        f"{labelling.origin}/{43 * 'x'}/", labelling.recording, labelling.process
    )
    assert wrong.ask(path).status == 403
    for header in ({"host": "elsewhere.example"}, {"origin": "http://elsewhere.example"}):
        assert labelling.ask(path, headers=header).status == 403


@pytest.mark.parametrize("origin", ["", "null", "http://elsewhere.example", "{}, {}"])
@pytest.mark.parametrize("path", ["labels", "done"])
def test_only_a_page_of_ours_saves_or_ends_anything(
    labelling: Labelling, origin: str, path: str
) -> None:
    headers = {"origin": origin.format(labelling.origin, labelling.origin)}
    said = {"labels": made(ONE), "over": None}
    assert labelling.ask(path, "POST", said, headers).status == 403
    assert not labelling.labels.exists()
    assert labelling.process.poll() is None


def test_the_curves_are_of_the_recording_and_never_too_many_points(labelling: Labelling) -> None:
    whole = labelling.ask("curves?from=0&to=1e6").said
    close = labelling.ask("curves?from=20&to=22").said
    for name, unit in (("hinge", "deg"), ("acceleration", "g")):
        times = whole[name]["t_s"]
        assert len(times) == len(whole[name][unit]) <= 4100
        assert times == sorted(times)
        assert 20.0 <= close[name]["t_s"][0] < 20.05
        assert 21.9 < close[name]["t_s"][-1] <= 22.05
    assert max(whole["hinge"]["deg"]) > 60
    calm_g = sorted(close["acceleration"]["g"])
    assert calm_g[len(calm_g) // 2] == pytest.approx(1.0, abs=0.2)
    for query in ("from=x&to=1", "from=0", "from=nan&to=inf"):
        assert labelling.ask(f"curves?{query}").status == 422


def test_what_is_saved_is_read_by_accuracy(labelling: Labelling, repbelt: Repbelt) -> None:
    assert labelling.save({**truth(), "source": "video"}).status == 200
    assert labelling.saved["source"] == "video"
    assert labelling.ask("recording").said["labels"] == labelling.saved
    done = repbelt("accuracy", labelling.recording, "--json")
    reps = json.loads(done.out)["labelled"]["reps"]
    assert (reps["true"], reps["found"]) == (8, 8)


def test_a_hold_is_saved_beside_reps(labelling: Labelling, repbelt: Repbelt) -> None:
    held = {"exercise": "hold", "start_s": 40.0, "hold_s": 5.5, "reps": []}
    assert labelling.save(made(ONE, held)).status == 200
    assert labelling.saved["sets"][1] == held
    assert repbelt("accuracy", labelling.recording).code == 0


@pytest.mark.parametrize(
    ("sets", "why"),
    [
        ([{"exercise": "<script>", "reps": []}], "none that has a name"),
        ([{"exercise": "rdl", "reps": [{"end_s": "1"}]}], "end_s of rep 1 of set 1"),
        ([{"exercise": "rdl", "reps": [{"end_s": 5, "start_s": 6}]}], "not in their order"),
        ([{"exercise": "rdl", "reps": [{"end_s": 5}, {"end_s": 5}]}], "rep 2 of set 1"),
        ([{"exercise": "rdl", "reps": [{"end_s": 5}, {"start_s": 4, "end_s": 8}]}], "rep 2"),
        ([{"exercise": "rdl", "reps": [{"end_s": 900}]}], "not within the"),
        ([{"exercise": "rdl", "reps": [{"end_s": -2}]}], "not within the"),
        ([{"exercise": "hold", "start_s": 5, "reps": []}], "a hold has a begin and lasts"),
        ([{"exercise": "hold", "start_s": 5, "hold_s": 0, "reps": []}], "and lasts"),
        ([{"exercise": "hold", "start_s": True, "hold_s": 1, "reps": []}], "no time"),
        ([{"exercise": "rdl", "start_s": 1, "hold_s": 2, "reps": [{"end_s": 5}]}], "two sets"),
        ([ONE, {"exercise": "rdl", "reps": [{"end_s": 12}, {"end_s": 20}]}], "two sets overlap"),
    ],
)
def test_what_are_no_labels_is_refused_in_a_sentence(
    labelling: Labelling, sets: Any, why: str
) -> None:
    answer = labelling.save(made(*sets))
    assert answer.status == 422
    assert why in answer.said["why"]
    assert not labelling.labels.exists()


@pytest.mark.parametrize("said", [b"", b"[]", b"{", b"\xff", b"[" * 9000, {}, {"labels": 7}])
def test_what_cannot_be_understood_is_refused(labelling: Labelling, said: Any) -> None:
    assert labelling.ask("labels", "POST", said).status == 422
    assert not labelling.labels.exists()


def test_a_source_that_no_page_has_is_refused(labelling: Labelling) -> None:
    assert labelling.save(made(ONE, source="synthetic")).status == 422


def test_labels_from_elsewhere_are_replaced_only_when_somebody_says_so(
    labelling: Labelling,
) -> None:
    for source in ("synthetic", "correction", "a friend", None):
        before = json.dumps({**truth(), "source": source})
        labelling.labels.write_text(before, encoding="utf-8")
        answer = labelling.save(made(ONE))
        assert answer.status == 409
        assert labelling.labels.name in answer.said["why"]
        assert labelling.labels.read_text(encoding="utf-8") == before
        assert labelling.save(made(ONE), agreed=True).status == 200
        assert labelling.saved == made(ONE)
    # One's own by hand go on by video without a word.
    assert labelling.save(made(ONE, source="video")).status == 200


def test_of_two_windows_the_slower_one_is_told(labelling: Labelling) -> None:
    assert labelling.save(made(ONE)).status == 200
    seen = labelling.version
    two = made({**ONE, "exercise": "swing"})
    assert labelling.save(two).status == 200
    for agreed in (False, True):
        answer = labelling.save(made(ONE), over=seen, agreed=agreed)
        assert answer.status == 409
        assert "changed elsewhere" in answer.said["why"]
    assert labelling.saved == two


def test_what_is_damaged_meanwhile_is_left_as_it_is(labelling: Labelling) -> None:
    labelling.labels.write_bytes(b"{]")
    answer = labelling.ask("labels", "POST", {"labels": made(ONE), "over": None, "agreed": True})
    assert answer.status == 503
    assert str(labelling.labels) in answer.said["why"]
    assert labelling.labels.read_bytes() == b"{]"


def test_a_folder_that_takes_no_file_is_said(labelling: Labelling, tmp_path: Path) -> None:
    labelling.labels.symlink_to(tmp_path / "nowhere" / "a.json")
    answer = labelling.ask("labels", "POST", {"labels": made(ONE), "over": None})
    assert answer.status == 503
    assert "nowhere" in answer.said["why"]


def test_the_page_ends_the_command_which_names_what_was_saved(tmp_path: Path) -> None:
    with labelling_at(tmp_path) as labelling:
        assert labelling.save(made(ONE)).status == 200
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        assert labelling.ask("done", "POST", {}).status == 204
        assert labelling.process.wait(20) == 0
        assert labelling.process.stdout is not None
        assert labelling.process.stdout.read() == f"{labelling.labels}\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no text in UTF-8"),
        (b"{}", "has no schema"),
        (
            json.dumps(made({"exercise": "rdl", "reps": [{"end_s": None}]})).encode(),
            "end_s of rep 1",
        ),
        (json.dumps(made(ONE, ONE)).encode(), "two sets overlap at 16 s"),
    ],
)
def test_damaged_labels_are_said_before_anything_is_served(
    repbelt: Repbelt, tmp_path: Path, content: bytes | dict[str, Any], why: str
) -> None:
    path = tmp_path / "lift.rep"
    shutil.copyfile(RECORDINGS / f"{RDL}.rep", path)
    labels = tmp_path / "lift.labels.json"
    before = content if isinstance(content, bytes) else json.dumps(content).encode()
    labels.write_bytes(before)
    said = repbelt.refuses("label", path, "--no-browser")
    assert str(labels) in said
    assert why in said
    assert labels.read_bytes() == before


def test_a_wrong_command_line(repbelt: Repbelt, tmp_path: Path) -> None:
    for argv in (
        ["label"],
        ["label", tmp_path / "none.rep"],
        ["label", "export"],
        ["label", "x", "y"],
    ):
        assert repbelt(*argv).code == 2


@pytest.mark.parametrize("path", sorted(RECORDINGS.glob("*.labels.json")), ids=lambda p: p.stem)
def test_every_label_of_ours_can_be_gone_on_with(path: Path) -> None:
    labels = {**json.loads(path.read_text(encoding="utf-8")), "source": "hand"}
    check_writable(labels, NAMED, 1e6)


_TIMES = st.lists(
    st.floats(0.0, 1000.0).map(lambda t_s: round(t_s, 3)), min_size=4, max_size=60, unique=True
)


@given(times=_TIMES, data=st.data())
def test_what_is_in_order_is_written_and_what_is_not_is_refused(
    times: list[float], data: st.DataObject
) -> None:
    rising = sorted(times)
    reps = [
        dict(zip(("start_s", "bottom_s", "bottom_end_s", "end_s"), four, strict=True))
        for four in zip(*[iter(rising)] * 4, strict=False)
    ]
    at = data.draw(st.integers(1, len(reps)))
    parts = [part for part in (reps[:at], reps[at:]) if part]
    labels = made(*({"exercise": "swing", "reps": part} for part in parts))
    check_writable(labels, NAMED, 1000.0)
    assert [len(one.reps) for one in truth_of(labels).sets] == [len(part) for part in parts]
    rep = data.draw(st.sampled_from(reps))
    one, other = data.draw(st.permutations(list(rep)))[:2]
    rep[one], rep[other] = rep[other], rep[one]
    with pytest.raises(ValueError, match=r"order|overlap|begins before"):
        check_writable(labels, NAMED, 1000.0)
