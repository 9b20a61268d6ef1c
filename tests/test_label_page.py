"""The labelling page in a real browser: marked by key, by tap and against a video, and saved."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from playwright.sync_api import expect

from labelled import (
    RECORDINGS,
    Labelling,
    film,
    go_to,
    labelled_at,
    labelling_at,
    made,
    opened,
    place_of,
    playhead,
    truth,
)
from live_browser import becomes, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
TOO_FAINT = (HERE / "page_contrast.js").read_text(encoding="utf-8")
MISLAID = (HERE / "review_layout.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Labelling]:
    with labelling_at(tmp_path_factory.mktemp("label")) as labelling:
        yield labelling


@pytest.fixture
def labelling(running: Labelling) -> Labelling:
    running.labels.unlink(missing_ok=True)
    return running


@pytest.fixture
def page(chromium: "Browser", labelling: Labelling) -> Iterator["Page"]:
    with labelled_at(chromium, labelling) as page:
        yield page


@pytest.fixture(scope="module")
def filmed(chromium: "Browser") -> dict[str, Any]:
    return film(chromium, [*range(75), *range(75, 0, -1)])  # 3 s


def choose_exercise(page: "Page", name: str, number: int = 1) -> None:
    page.get_by_label(f"Exercise of set {number}", exact=True).select_option(name)


def save(page: "Page") -> None:
    page.click("#save")
    expect(page.locator("#state")).to_contain_text("Saved in lift.labels.json.")


def lockouts(labelling: Labelling) -> list[float]:
    return [rep["end_s"] for one in labelling.saved["sets"] for rep in one["reps"]]


def test_a_whole_set_is_marked_by_keys_saved_and_gone_on_with(
    page: "Page", labelling: Labelling
) -> None:
    expect(page.locator("#state")).to_have_text("Nothing is marked yet.")
    for rep in truth()["sets"][0]["reps"][:2]:
        for key, kind in (
            ("1", "start_s"),
            ("2", "bottom_s"),
            ("3", "bottom_end_s"),
            ("m", "end_s"),
        ):
            go_to(page, rep[kind])
            page.keyboard.press(key)
    expect(page.locator("#state")).to_have_text("Not saved yet. 2 reps in 1 set.")
    page.keyboard.press("Control+s")
    expect(page.locator("#toast")).to_have_text("Not saved. Set 1: choose its exercise.")
    assert not labelling.labels.exists()
    choose_exercise(page, "rdl")
    page.check("#complete")
    page.keyboard.press("Control+s")
    expect(page.locator("#toast")).to_have_text("Saved: 2 reps in 1 set.")
    saved = labelling.saved
    assert (saved["source"], saved["complete"]) == ("hand", True)
    for mine, rep in zip(saved["sets"][0]["reps"], truth()["sets"][0]["reps"], strict=False):
        for kind in ("start_s", "bottom_s", "bottom_end_s", "end_s"):
            assert mine[kind] == pytest.approx(rep[kind], abs=0.05)  # a pixel
    opened(page, labelling)
    expect(page.locator("#state")).to_have_text("Saved in lift.labels.json.")
    expect(page.locator("#complete")).to_be_checked()
    go_to(page, 40.0)
    page.keyboard.press("4")
    save(page)
    assert labelling.saved["sets"][0]["reps"][:2] == saved["sets"][0]["reps"]
    assert lockouts(labelling)[2] == pytest.approx(40.0, abs=0.05)


def test_taps_mark_drags_move_and_all_is_taken_back(page: "Page", labelling: Labelling) -> None:
    choose_exercise(page, "rdl")
    reps = page.locator(".reps-of-set li")
    for t_s in (16.0, 21.0, 26.0):
        page.mouse.click(*place_of(page, t_s))
    expect(reps).to_have_count(3)
    # Where a mark is, a tap chooses it; the playhead goes there.
    page.mouse.click(*place_of(page, 21.0))
    expect(reps).to_have_count(3)
    expect(page.locator("#chosen-name")).to_contain_text("lock-out at 0:2")
    assert playhead(page) == pytest.approx(21.0, abs=0.05)
    page.mouse.move(*place_of(page, 21.0))
    page.mouse.down()
    page.mouse.move(*place_of(page, 21.5), steps=3)
    page.mouse.move(*place_of(page, 22.0), steps=3)
    page.mouse.up()
    page.keyboard.press("Shift+ArrowRight")
    save(page)
    assert lockouts(labelling) == pytest.approx([16.0, 22.01, 26.0], abs=0.06)
    for _ in range(2):  # the step of a key, and the whole drag
        page.keyboard.press("u")
    save(page)
    assert lockouts(labelling) == pytest.approx([16.0, 21.0, 26.0], abs=0.06)
    page.get_by_label("Delete rep 3").click()
    page.mouse.click(*place_of(page, 16.0))
    page.keyboard.press("Delete")
    expect(reps).to_have_count(1)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    save(page)
    assert lockouts(labelling) == pytest.approx([16.0, 21.0], abs=0.06)


def test_sets_and_a_hold(page: "Page", labelling: Labelling) -> None:
    choose_exercise(page, "deadlift")
    # The first rep of a deadlift has no eccentric.
    for t_s, key in ((10.0, "3"), (12.0, "m"), (13.0, "1"), (16.0, "m"), (20.0, "n"), (22.0, "h")):
        go_to(page, t_s)
        page.keyboard.press(key)
    choose_exercise(page, "hold", 2)
    expect(page.locator("#faults")).to_have_text("Set 2: the hold has no end yet.")
    go_to(page, 30.0)
    page.click("text=Hold ends here")
    go_to(page, 35.0)
    page.keyboard.press("2")  # belongs to nothing yet, and is said
    page.click("#save")
    expect(page.locator("#toast")).to_contain_text("1 mark has no lock-out behind it")
    expect(page.locator("#state")).to_contain_text("but 1 mark has no lock-out behind it")
    page.click("#done")
    page.click("#ask button:has-text('Go on')")
    first, second = labelling.saved["sets"]
    assert first["exercise"] == "deadlift"
    assert [rep.get("start_s", "-") is None for rep in first["reps"]] == [True, False]
    assert [len(rep) for rep in first["reps"]] == [3, 2]
    assert (second["exercise"], second["reps"]) == ("hold", [])
    assert second["start_s"] == pytest.approx(22.0, abs=0.05)
    assert second["hold_s"] == pytest.approx(8.0, abs=0.1)
    page.click("text=Join with set 1")
    expect(page.locator("#faults")).to_contain_text("it is a hold: begin a new set")


def test_against_a_video_in_step_after_one_common_instant(
    page: "Page", labelling: Labelling, filmed: dict[str, Any]
) -> None:
    choose_exercise(page, "rdl")
    page.set_input_files("#file", filmed)
    expect(page.locator("#step-in")).to_be_visible()
    becomes(page, "document.querySelector('video').readyState >= 2")
    page.keyboard.press("m")
    expect(page.locator("#toast")).to_contain_text("which instant the video and the trace have")
    # The video alone moves by frames, the trace's playhead by its ruler.
    for _ in range(15):
        page.keyboard.press(".")
    at = "document.querySelector('video').currentTime"
    becomes(page, f"{at} > 0.4")
    go_to(page, 15.0)
    here_s = playhead(page)
    shown_s = page.evaluate(at)
    page.click("#link")
    expect(page.locator("#offset")).to_have_value(f"{here_s - shown_s:.3f}")
    page.keyboard.press("ArrowRight")
    becomes(page, f"Math.abs({at} - {shown_s + 1.0}) < 0.002")
    page.keyboard.press("m")
    marked_s = playhead(page)
    page.keyboard.press(",")
    page.keyboard.press(",")
    assert 0.01 < marked_s - playhead(page) < 0.2
    # Dragging a mark shows its frame.
    page.mouse.move(*place_of(page, marked_s))
    page.mouse.down()
    page.mouse.move(*place_of(page, marked_s - 1.0), steps=4)
    page.mouse.up()
    becomes(page, f"Math.abs({at} - {shown_s}) < 0.06")
    # It plays slowly, in step, and a key marks what is shown.
    page.keyboard.press("<")
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_text("Pause")
    assert page.evaluate("document.querySelector('video').playbackRate") == 0.5
    until(page, lambda: playhead(page) > marked_s - 0.6)
    page.keyboard.press("Space")
    page.keyboard.press("m")
    step_s = playhead(page) - page.evaluate(at)
    assert step_s == pytest.approx(here_s - shown_s, abs=0.05)
    save(page)
    assert labelling.saved["source"] == "video"
    assert lockouts(labelling) == pytest.approx([marked_s - 1.0, playhead(page)], abs=0.06)
    # The same video again begins where it was told to.
    opened(page, labelling)
    page.set_input_files("#file", filmed)
    expect(page.locator("#offset")).to_have_value(f"{here_s - shown_s:.3f}")


def test_what_is_no_video_is_said(page: "Page") -> None:
    page.set_input_files("#file", {"name": "a.mp4", "mimeType": "video/mp4", "buffer": b"no film"})
    expect(page.locator("#toast")).to_contain_text("cannot show that video")
    expect(page.locator("#video")).to_be_hidden()


def test_the_trace_plays_without_a_video(page: "Page") -> None:
    page.keyboard.press(">")
    page.keyboard.press("Space")
    until(page, lambda: playhead(page) > 0.5)
    page.keyboard.press("Space")
    expect(page.locator("#play")).to_have_text("Play")


def test_the_counter_is_asked_only_by_who_wants_it_and_then_the_labels_say_so(
    page: "Page", labelling: Labelling
) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    choose_exercise(page, "rdl")
    found = labelling.ask("counted").said["end_s"]
    page.mouse.click(*place_of(page, found[0] + 0.2))
    save(page)
    assert labelling.saved["source"] == "hand"
    assert lockouts(labelling) == pytest.approx([found[0] + 0.2], abs=0.05)
    assert not [url for url in asked if url.endswith("counted")]
    page.click("#snap")
    expect(page.locator("#snap")).to_be_checked()
    assert [url for url in asked if url.endswith("counted")]
    page.mouse.click(*place_of(page, found[1] + 0.2))
    expect(page.locator(".reps-of-set li")).to_have_count(2)
    page.click("#save")
    page.click("#ask button:has-text('Save over it')")
    expect(page.locator("#state")).to_have_text("Saved in lift.labels.json.")
    assert labelling.saved["source"] == "correction"
    assert lockouts(labelling)[1] == found[1]


def test_labels_from_elsewhere_are_gone_on_with_and_replaced_only_if_told_to(
    page: "Page", labelling: Labelling
) -> None:
    before = json.dumps(truth())
    labelling.labels.write_text(before, encoding="utf-8")
    opened(page, labelling)
    expect(page.locator(".reps-of-set li")).to_have_count(8)
    page.click("[aria-label='Delete rep 8']")
    page.click("#save")
    expect(page.locator("#ask p")).to_contain_text("a synthetic lifter's truth")
    page.click("#ask button:has-text('Leave it')")
    expect(page.locator("#state")).to_contain_text("Not saved yet. 7 reps")
    assert labelling.labels.read_text(encoding="utf-8") == before
    page.click("#save")
    page.click("#ask button:has-text('Save over it')")
    expect(page.locator("#state")).to_contain_text("Saved in")
    assert labelling.saved["source"] == "hand"
    # What nobody changed is as it was, what no page marks included.
    assert labelling.saved["sets"][0]["reps"] == truth()["sets"][0]["reps"][:7]


def test_another_windows_labels_are_taken_or_replaced(page: "Page", labelling: Labelling) -> None:
    choose_exercise(page, "rdl")
    page.mouse.click(*place_of(page, 16.0))
    other = made({"exercise": "swing", "reps": [{"end_s": 30.0}, {"end_s": 31.5}]})
    assert labelling.save(other).status == 200
    page.click("#save")
    expect(page.locator("#ask p")).to_contain_text("was changed elsewhere meanwhile")
    page.click("#ask button:has-text('Go on with what is there')")
    expect(page.locator(".reps-of-set li")).to_have_count(2)
    page.mouse.click(*place_of(page, 40.0))
    save(page)
    assert lockouts(labelling) == pytest.approx([30.0, 31.5, 40.0], abs=0.05)


def test_what_is_not_saved_is_said_before_the_page_is_left(
    page: "Page", labelling: Labelling
) -> None:
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    choose_exercise(page, "rdl")
    page.mouse.click(*place_of(page, 16.0))
    page.evaluate("setTimeout(() => location.assign('look/icon.svg'))")
    until(page, lambda: asked == ["beforeunload"])
    page.click("#done")
    expect(page.locator("#ask p")).to_have_text("Not saved yet. 1 rep in 1 set.")
    page.click("#ask button:has-text('Go on')")
    save(page)
    page.evaluate("location.assign('look/icon.svg')")
    page.wait_for_url("**/icon.svg")
    assert asked == ["beforeunload"]


def test_done_saves_and_ends_the_command(chromium: "Browser", tmp_path: Path) -> None:
    with labelling_at(tmp_path) as labelling:
        with labelled_at(chromium, labelling) as page:
            choose_exercise(page, "rdl")
            page.mouse.click(*place_of(page, 16.0))
            page.click("#done")
            page.click("#ask button:has-text('Save, and end')")
            expect(page.locator("main")).to_have_text("That is all: this window can be closed.")
        assert labelling.process.wait(20) == 0
        assert len(lockouts(labelling)) == 1


def test_a_server_that_is_gone_costs_no_mark(chromium: "Browser", tmp_path: Path) -> None:
    with labelling_at(tmp_path) as labelling, labelled_at(chromium, labelling) as page:
        choose_exercise(page, "rdl")
        page.mouse.click(*place_of(page, 16.0))
        labelling.ask("done", "POST", {})
        assert labelling.process.wait(20) == 0
        page.click("#save")
        expect(page.locator("#ask p")).to_contain_text("repbelt does not answer")
        with page.expect_download() as kept:
            page.click("#ask button:has-text('Keep them as a file')")
        assert kept.value.suggested_filename == "lift.labels.json"
        content = json.loads(Path(kept.value.path()).read_text(encoding="utf-8"))
        assert len(content["sets"][0]["reps"]) == 1


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [(360, 740, "dark"), (740, 360, "light"), (1280, 800, "dark"), (1280, 800, "light")],
)
def test_nothing_leaves_the_screen_is_too_small_or_too_faint(
    chromium: "Browser",
    labelling: Labelling,
    filmed: dict[str, Any],
    width: int,
    height: int,
    scheme: str,
) -> None:
    reps = truth()["sets"][0]["reps"][:2]
    assert labelling.save(made({"exercise": "rdl", "reps": reps})).status == 200
    how = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    with labelled_at(chromium, labelling, **how) as page:
        page.click("summary")
        page.set_input_files("#file", filmed)
        expect(page.locator("#step-in")).to_be_visible()
        wrong = [*page.evaluate(MISLAID), *page.evaluate(TOO_FAINT)]
        page.click("#link")
        page.click("[data-choose] >> nth=3")
        page.click("[data-do=set]")
        page.click("[data-do=hold]")
        wrong += [*page.evaluate(MISLAID), *page.evaluate(TOO_FAINT)]
        assert not wrong, "\n".join(wrong)


def test_on_a_phone_video_trace_and_buttons_are_in_sight_at_once(
    chromium: "Browser", labelling: Labelling, filmed: dict[str, Any]
) -> None:
    how: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
    with labelled_at(chromium, labelling, **how) as page:
        choose_exercise(page, "rdl")
        page.set_input_files("#file", filmed)
        page.locator("#link").tap()
        page.evaluate("scrollTo(0, 0)")
        for part in ("#video", "#trace", "[data-do=end_s]", "#play", "#save"):
            box = page.locator(part).bounding_box()
            assert box is not None, part
            assert box["y"] >= 0, part
            assert box["y"] + box["height"] <= 740, part
        page.locator("[data-do=end_s]").tap()
        page.touchscreen.tap(*place_of(page, 30.0))
        expect(page.locator(".reps-of-set li")).to_have_count(2)
        page.locator("[data-do=undo]").tap()
        expect(page.locator(".reps-of-set li")).to_have_count(1)


def test_two_fingers_zoom_and_one_scrolls(page: "Page") -> None:
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, *times: float) -> None:
        points = [dict(zip(("x", "y"), place_of(page, t_s), strict=True)) for t_s in times]
        fingers.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})

    def view() -> tuple[float, float]:
        trace = page.locator("#trace")
        first, last = (trace.get_attribute(f"data-{end}") or "" for end in ("from", "to"))
        return float(first), float(last)

    _, duration_s = view()
    place = [place_of(page, t_s) for t_s in (20.0, 30.0, 10.0, 40.0)]
    for kind, points in (("Start", place[:2]), ("Move", place[2:]), ("End", [])):
        said = [{"x": x, "y": y} for x, y in points]
        fingers.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": said})
    first, last = view()
    assert last - first == pytest.approx(duration_s / 3, rel=0.1)
    assert first < 25.0 < last
    page.mouse.move(*place_of(page, 25.0))
    page.mouse.down()
    page.mouse.move(*place_of(page, 22.0), steps=4)
    page.mouse.up()
    assert view()[0] == pytest.approx(first + 3.0, abs=0.3)
    expect(page.locator(".reps-of-set li")).to_have_count(0)
    page.keyboard.press("0")
    assert view() == (0.0, duration_s)
    page.keyboard.press("+")
    assert view()[1] - view()[0] == pytest.approx(duration_s / 2)


def test_labels_come_back_as_they_were(page: "Page", rng: np.random.Generator) -> None:
    """Whatever labels there are: the page shows them, and would save the same."""
    given = [
        json.loads(path.read_text(encoding="utf-8")) for path in RECORDINGS.glob("*.labels.json")
    ]
    given += [_random_labels(rng) for _ in range(200)]
    back = page.evaluate(
        """async (all) => {
          const { Marks } = await import(new URL("marks.js", location.href));
          return all.map((labels) => {
            const marks = new Marks(1e6);
            marks.load(labels);
            return marks.labels(labels.source);
          });
        }""",
        given,
    )
    for one, other in zip(given, back, strict=True):
        assert other == one


def _random_labels(rng: np.random.Generator) -> dict[str, Any]:
    """Return labels of some sets, whose reps lack this or that."""
    t_s = 0.0
    sets: list[dict[str, Any]] = []
    for _ in range(rng.integers(0, 4)):
        t_s += float(rng.uniform(1.0, 30.0))
        if rng.random() < 0.3:
            hold_s = round(float(rng.uniform(1.0, 9.0)), 3)
            sets.append(
                {"exercise": "hold", "start_s": round(t_s, 3), "hold_s": hold_s, "reps": []}
            )
            t_s += hold_s
            continue
        reps = []
        for _ in range(rng.integers(1, 6)):
            rep: dict[str, Any] = {}
            for kind in ("start_s", "bottom_s", "bottom_end_s", "end_s"):
                if kind == "end_s" or rng.random() < 0.6:
                    t_s += float(rng.choice([0.0, 0.4])) if kind.startswith("bottom") else 0.4
                    rep[kind] = round(t_s, 3)
            if "bottom_end_s" in rep and "start_s" not in rep:
                rep["start_s"] = None
            if rng.random() < 0.5:
                rep["range_of_motion_deg"] = 61.5
            reps.append(rep)
        sets.append({"exercise": str(rng.choice(["rdl", "swing", "hip_thrust"])), "reps": reps})
    return made(*sets, source="video", complete=bool(rng.random() < 0.5))
