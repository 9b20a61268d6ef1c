"""The review pages' server: who gets in, what is refused, and that no window clobbers another."""

import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest

import large_store
from command import run
from made_sessions import made_set
from rephost.cli import main
from rephost.corrections import SessionDescribed
from rephost.review_exports import formats
from rephost.review_version import version_of
from rephost.store import opened_store
from reviewed import MIXED, RDL, Reviewing, reviewing_at
from served_pages import Answer
from stored import put


@pytest.fixture(scope="module")
def kept(reviewing: Reviewing) -> str:
    return reviewing.lay(MIXED)


PATHS = ("", "session/{}", "session/{}/set/1", "session/{}/set/1/trace", "trends/rdl", "plotly.js")


@pytest.mark.parametrize("path", PATHS)
def test_every_page_wants_the_token_and_a_host_of_ours(
    reviewing: Reviewing, kept: str, path: str
) -> None:
    path = path.format(kept)
    answer = reviewing.ask(path)
    assert answer.status == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    wrong = Reviewing(reviewing.origin + "/" + "x" * 43 + "/", reviewing.library)
    assert wrong.ask(path).status == 403
    assert reviewing.ask(path, headers={"host": "elsewhere.example"}).status == 403
    assert reviewing.ask(path, headers={"origin": "http://elsewhere.example"}).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_and_posting(reviewing: Reviewing, kept: str, method: str) -> None:
    assert reviewing.ask(f"session/{kept}", method).status == 403


@pytest.mark.parametrize(
    "origin", ["", "null", "http://elsewhere.example", "http://127.0.0.1:1", "{}, {}"]
)
@pytest.mark.parametrize("path", ["correct", "delete"])
def test_only_a_page_of_ours_changes_anything(
    reviewing: Reviewing, kept: str, origin: str, path: str
) -> None:
    before = reviewing.now(kept)
    said = {"action": {"do": "delete_set", "set": 1}, "seen": version_of(before), "delete": kept}
    headers = {"origin": origin.format(reviewing.origin, reviewing.origin)}
    assert reviewing.ask(f"session/{kept}/{path}", "POST", said, headers).status == 403
    assert reviewing.now(kept) == before


def test_a_page_of_the_list_or_a_set_that_is_none(reviewing: Reviewing, kept: str) -> None:
    for path in (
        "session/nobody",
        "session/..%2f..%2fetc",
        f"session/{kept}/set/0",
        f"session/{kept}/set/99",
        f"session/{kept}/set/1?rep=500",
        f"session/{kept}/export/exe",
        "?page=0",
        "?page=99999",
        "?page=x",
        "trends/nothing",
        "trends/rdl?weight=12345",
        "trends/rdl?weight=heavy",
        "look/../review.css",
        "nope",
    ):
        answer = reviewing.ask(path)
        assert answer.status == 404, path
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b"[" * 20_000,
        b"x" * 100_000,
        {},
        {"action": None},
        {"action": "undo"},
        {"action": {"do": 7}},
        {"action": {"do": "delete_set"}},
        {"action": {"do": "delete_set", "set": "1"}},
        {"action": {"do": "delete_set", "set": 77}},
        {"action": {"do": "describe", "set": 1, "weight_kg": 1e999}},
        {"action": {"do": "describe", "set": 1, "exercise": "<script>"}},
        {"action": {"do": "add_rep", "set": 1, "start_s": 5, "end_s": 4}},
        {"action": {"do": "add_rep", "set": 1, "start_s": 1e6, "end_s": 1e6 + 5}},
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    reviewing: Reviewing, kept: str, said: Any
) -> None:
    before = reviewing.now(kept)
    if isinstance(said, dict):
        said = {"seen": version_of(before), **said}
    answer = reviewing.ask(f"session/{kept}/correct", "POST", said)
    assert answer.status == 422, answer
    assert answer.said["why"]
    assert reviewing.now(kept) == before


def test_of_two_windows_the_slower_one_is_told_and_clobbers_nothing(reviewing: Reviewing) -> None:
    session_id = reviewing.lay(RDL)
    seen = version_of(reviewing.now(session_id))

    def weigh(kg: float) -> Answer:
        action = {"do": "describe", "set": 1, "weight_kg": kg}
        said = {"action": action, "seen": seen}
        return reviewing.ask(f"session/{session_id}/correct", "POST", said)

    answers: dict[float, Answer] = {}
    windows = [
        threading.Thread(target=lambda kg=kg: answers.update({kg: weigh(kg)}))
        for kg in (40.0, 50.0, 60.0, 70.0)
    ]
    for window in windows:
        window.start()
    for window in windows:
        window.join()
    done = [kg for kg, answer in answers.items() if answer.status == 200]
    assert sorted(answer.status for answer in answers.values()) == [200, 409, 409, 409]
    assert [one.weight_kg for one in reviewing.now(session_id).sets] == done
    assert len(reviewing.now(session_id).corrections) == 1


def test_as_many_corrections_are_not_the_same_ones(reviewing: Reviewing) -> None:
    session_id = reviewing.lay(RDL)
    assert reviewing.correct(session_id, do="describe", set=1, weight_kg=40).status == 200
    seen = version_of(reviewing.now(session_id))
    assert reviewing.correct(session_id, do="undo").status == 200
    assert reviewing.correct(session_id, do="describe", set=1, weight_kg=50).status == 200
    said = {"action": {"do": "undo"}, "seen": seen}
    assert reviewing.ask(f"session/{session_id}/correct", "POST", said).status == 409
    assert reviewing.now(session_id).sets[0].weight_kg == 50


def test_an_undo_of_nothing(reviewing: Reviewing) -> None:
    answer = reviewing.correct(reviewing.lay(RDL), do="undo")
    assert answer.status == 422
    assert "nothing to take back" in answer.said["why"]


def test_every_format_is_offered_named_and_as_the_command_writes_it(
    reviewing: Reviewing, tmp_path: Path
) -> None:
    session_id = reviewing.lay(RDL)
    page = reviewing.ask(f"session/{session_id}").text
    for kind, does in formats():
        assert does
        assert f"/export/{kind}" in page
        answer = reviewing.ask(f"session/{session_id}/export/{kind}")
        assert answer.status == 200, (kind, answer.text)
        assert session_id in answer.headers["content-disposition"]
        assert answer.body
        if kind in ("csv", "reps-csv", "reps-parquet"):  # in others there is when it was written
            out = tmp_path / kind
            assert main(["export", session_id, "--format", kind, "-o", str(out)]) == 0
            assert answer.body == out.read_bytes()


def test_a_long_list_is_paged_and_a_long_set(tmp_path: Path) -> None:
    with reviewing_at(tmp_path) as reviewing:
        with opened_store() as store:
            large_store.fill(store, 120, 2)
            put(store, "ten-thousand", [made_set(10.0, 10_000)], began_unix_s=1.0)
        seen: list[str] = []
        for page, more in ((1, True), (2, True), (3, False)):
            text = reviewing.ask(f"?page={page}").text
            seen += re.findall(r"/session/(large-\d+|ten-thousand)\"", text)
            assert ('rel="next"' in text) == more
        assert len(seen) == len({*seen}) == 121
        assert seen[-1] == "ten-thousand"
        page = reviewing.ask("session/ten-thousand/set/1").text
        assert page.count("<summary>\n        <b>") == 100
        last = reviewing.ask("session/ten-thousand/set/1?rep=9901").text
        assert "rep-10000" in last
        assert "Reps after" not in last


def test_a_recording_that_is_gone(reviewing: Reviewing) -> None:
    session_id = reviewing.lay(RDL)
    before = reviewing.now(session_id)
    before.path.unlink()
    page = reviewing.ask(f"session/{session_id}/set/1")
    assert page.status == 200
    assert "is gone" in page.text
    answer = reviewing.ask(f"session/{session_id}/set/1/trace")
    assert (answer.status, answer.said["why"]) == (
        422,
        "the recording is gone, so there is no hinge angle",
    )
    added = reviewing.correct(session_id, do="add_rep", set=1, start_s=1, end_s=2)
    assert added.status == 422
    assert reviewing.correct(session_id, do="delete_rep", set=1, rep=2).status == 200
    export = reviewing.ask(f"session/{session_id}/export/csv")
    assert export.status == 422
    assert "Traceback" not in export.text


def test_a_recording_that_is_longer_now(reviewing: Reviewing) -> None:
    session_id = reviewing.lay(RDL)
    with reviewing.now(session_id).path.open("ab") as file:
        file.write(b"\0")
    assert "not as long as" in reviewing.ask(f"session/{session_id}").text
    assert reviewing.ask(f"session/{session_id}/set/1/trace").status == 200


def test_deleting_wants_the_name(reviewing: Reviewing) -> None:
    session_id = reviewing.lay(RDL)
    path = reviewing.now(session_id).path
    for said in ({}, {"delete": True}, {"delete": "another"}):
        assert reviewing.ask(f"session/{session_id}/delete", "POST", said).status == 422
    assert path.exists()
    answer = reviewing.ask(f"session/{session_id}/delete", "POST", {"delete": session_id})
    assert answer.status == 200
    assert not path.exists()
    assert reviewing.ask(f"session/{session_id}").status == 404


def test_a_recording_that_comes_later_is_in_the_list(reviewing: Reviewing) -> None:
    path = reviewing.library / "came-later.rep"
    path.write_bytes(reviewing.now(reviewing.lay(RDL)).path.read_bytes())
    assert "came-later" in reviewing.ask("").text


def test_it_begins_with_the_session_that_is_named(tmp_path: Path) -> None:
    refused = run("review", "nobody", "--no-browser", env={"XDG_DATA_HOME": str(tmp_path)})
    assert refused.code == 1
    assert "nobody" in refused.err
    with reviewing_at(tmp_path) as first:
        session_id = first.lay(RDL, "Monday \N{FLEXED BICEPS} 'one'")
        first.lay(RDL, "older", began_unix_s=1_700_000_000.0)
    with reviewing_at(tmp_path, "last") as again:
        assert again.address.endswith("/session/Monday%20%F0%9F%92%AA%20%27one%27")
        assert again.ask("").status == 200
        assert again.now("last").id == session_id


def test_a_database_that_is_locked_is_said(reviewing: Reviewing, kept: str) -> None:
    from sqlalchemy import text

    with opened_store() as store, store.writing() as db:
        db.execute(text("SELECT 1"))
        answer = reviewing.correct(kept, do="describe", set=1, weight_kg=20)
    assert answer.status == 503
    assert "another process is writing" in answer.said["why"]


def test_what_is_said_of_a_session_in_json_is_what_is_kept(reviewing: Reviewing, kept: str) -> None:
    drawn = reviewing.ask(f"session/{kept}/set/2/trace").said
    one = reviewing.now(kept).sets[1]
    assert [rep["end_s"] for rep in drawn["reps"]] == [rep.end_s for rep in one.reps]
    assert len(drawn["t_s"]) == len(drawn["deg"])
    assert json.dumps(drawn, allow_nan=False)
    start_s, end_s = one.reps[0].start_s, one.reps[0].end_s
    curve = reviewing.ask(f"session/{kept}/curve?from={start_s}&to={end_s}").said
    depth = max(curve["deg"]) - min(curve["deg"])
    assert depth == pytest.approx(one.reps[0].range_of_motion_deg, abs=1.0)
    for query in ("", "?from=nan&to=2", "?from=1&to=inf", "?from=a&to=b"):
        assert reviewing.ask(f"session/{kept}/curve{query}").status == 422


@pytest.fixture
def described(reviewing: Reviewing) -> str:
    title = "</title><script>x</script> \" ' `; DROP TABLE session; -- \N{PILE OF POO}"
    return reviewing.lay(
        RDL,
        "a \"b\" 'c' <d> & \N{FLEXED BICEPS}; DROP TABLE",
        strap="<img src=x onerror=alert(1)>",
        corrections=[SessionDescribed({"title": title, "note": title})],
    )


def test_names_are_text_wherever_they_stand(reviewing: Reviewing, described: str) -> None:
    from urllib.parse import quote

    name = quote(described, safe="")
    pages = ("", f"session/{name}", f"session/{name}/set/1")
    for path in pages:
        page = reviewing.ask(path)
        assert page.status == 200
        assert "<script>x" not in page.text
        assert "<img src=x" not in page.text
        assert "\N{PILE OF POO}" in page.text
    answer = reviewing.ask(f"session/{name}/export/reps-csv")
    assert answer.status == 200, answer.text
