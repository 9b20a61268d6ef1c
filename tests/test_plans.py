"""Plans: what ships with us, what is read, and how each mistake is named."""

import json
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Repbelt
from rephost.errors import PlanError
from rephost.plan_file import MOST_BYTES, MOST_LINES, read_plan
from rephost.plan_lines import line_of
from rephost.plans import PlannedExercise, known, own_folder

GOOD = """\
name = "Monday"

[[exercise]]
exercise = "rdl"
sets = 3
reps = [8, 12]
tempo = "3-1-X-0"
rest_s = 90
slowdown_pct = 20
weight_kg = 62.5

[[exercise]]
exercise = "Glute bridge"
sets = 2
reps = 10
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "plan.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_all_of_a_plan_is_read(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path, GOOD))
    assert plan.name == "Monday"
    assert plan.exercises == (
        PlannedExercise("rdl", 3, (8, 12), (3, 1, 0, 0), 90.0, 20.0, 62.5),
        PlannedExercise("glute_bridge", 2, (10, 10)),
    )
    assert [part.is_counted for part in plan.exercises] == [True, False]


@pytest.mark.parametrize("change", [b"\xef\xbb\xbf", b"# c\n\n"])
def test_other_ways_of_writing_are_the_same_plan(tmp_path: Path, change: bytes) -> None:
    before = read_plan(written(tmp_path, GOOD))
    written(tmp_path, change + GOOD.replace("\n", "\r\n").encode())
    assert read_plan(tmp_path / "plan.toml") == before


@pytest.mark.parametrize(
    ("given_as", "meant"),
    [("RDL", "rdl"), ("Romanian deadlift", "rdl"), ("kettlebell-swing", "swing"), ("Row", "row")],
)
def test_exercises_go_by_the_names_that_lifters_write(
    tmp_path: Path, given_as: str, meant: str
) -> None:
    plan = read_plan(written(tmp_path, GOOD.replace("Glute bridge", given_as)))
    assert plan.exercises[1].exercise == meant


def test_the_shipped_plans(repbelt: Repbelt) -> None:
    asked = {}
    for name in ("power", "posterior-chain", "rdl", "glute-bridge"):
        shown = json.loads(repbelt("plan", "show", name, "--json").out)
        assert shown["plan"] == name
        asked[name] = [
            (part["exercise"], part["sets"], *part["reps"]) for part in shown["exercises"]
        ]
        assert all(part["rest_s"] for part in shown["exercises"])
    assert asked == {
        "power": [
            ("box_jump", 5, 2, 2),
            ("power_clean", 3, 3, 3),
            ("rdl", 3, 8, 8),
            ("swing", 3, 15, 15),
        ],
        "posterior-chain": [
            ("rdl", 3, 10, 12),
            ("glute_bridge", 3, 10, 12),
            ("row", 3, 10, 12),
        ],
        "rdl": [("rdl", 4, 8, 12)],
        "glute-bridge": [("glute_bridge", 3, 10, 10)],
    }
    listed = json.loads(repbelt("plan", "list", "--json").out)["plans"]
    assert [plan["plan"] for plan in listed] == sorted(asked)
    (rdl,) = json.loads(repbelt("plan", "show", "rdl", "--json").out)["exercises"]
    assert rdl["rest_s"] == 120


def test_the_plan_of_the_document_and_its_mistake(
    repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = (Path(__file__).parents[1] / "docs" / "plans.md").read_text(encoding="utf-8")
    text = document.split("```toml\n")[1].split("```")[0]
    monkeypatch.chdir(tmp_path)
    Path("monday.toml").write_text(text)
    assert repbelt("plan", "show", "monday.toml").out.startswith("Monday: 6 sets\n")
    Path("monday.toml").write_text(text.replace("sets = 3", "sets = 0", 1))
    sentence = repbelt.refuses("plan", "show", "monday.toml")
    assert f"$ repbelt plan show monday.toml\n{sentence}" in document


def test_a_new_plan_is_one(repbelt: Repbelt, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    made = repbelt("plan", "new", path)
    assert made.out == f"{path}\nrepbelt plan show {path}\n"
    before = path.read_bytes()
    assert "stop at" in repbelt("plan", "show", path).out
    assert "exists already" in repbelt.refuses("plan", "new", path)
    assert path.read_bytes() == before


def test_ones_own_plan_stands_before_ours_and_a_bad_one_hides_no_other(repbelt: Repbelt) -> None:
    own_folder().mkdir(parents=True)
    (own_folder() / "rdl.toml").write_text(GOOD)
    (own_folder() / "bad.toml").write_text("name = 3")
    (own_folder() / "no-plan.txt").write_text("")
    done = repbelt("plan", "list", "--json")
    plans = {plan["plan"]: plan for plan in json.loads(done.out)["plans"]}
    assert plans["rdl"]["name"] == "Monday"
    assert (plans["bad"]["name"], plans["rdl"]["mistake"]) == (None, None)
    assert "bad.toml, line 1: name is 3" in plans["bad"]["mistake"]
    assert plans.keys() == known().keys() >= {"bad", "power", "rdl"}
    assert "line 1" in repbelt("plan", "list").out
    assert repbelt("plan", "show", "rdl").out.startswith("Monday: 5 sets\n")


def test_a_folder_is_no_plan_and_hides_none(
    repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("rdl", "other"):
        (tmp_path / name).mkdir()
    assert repbelt("plan", "show", "rdl").code == 0
    assert "this is a folder" in repbelt.refuses("plan", "show", "other")


@pytest.mark.parametrize(
    ("what", "said"),
    [("none", "there is no plan 'none'"), ("none.toml", "no such file"), ("../rdl", "no plan")],
)
def test_a_plan_that_is_nowhere(repbelt: Repbelt, what: str, said: str) -> None:
    done = repbelt("plan", "show", what)
    assert done.code == 2
    assert said in done.err


MISTAKES: list[tuple[str, str, int, str]] = [
    ('name = "Monday"\n', "", 1, "no name"),
    ('"Monday"', "7", 1, "name is 7"),
    ('"Monday"', '"\\u001b[2J"', 1, "name is"),
    ('"Monday"', f'"{"x" * 61}"', 1, "longer"),
    ('"Monday"', '"  "', 1, "name is"),
    ('name = "Monday"', 'name = "M"\nday = 1', 2, "no 'day' here"),
    ('exercise = "rdl"\n', "", 3, "no 'exercise'"),
    ("sets = 3\n", "", 3, "no 'sets'"),
    ("reps = 10\n", "", 12, "no 'reps'"),
    ('"rdl"', '"swings"', 4, "did you mean 'swing'?"),
    ('"rdl"', '""', 4, "no name of one"),
    ('"rdl"', '"r;d"', 4, "no name of one"),
    ('"rdl"', "3", 4, "exercise is 3"),
    ("sets = 3", "sets = 0", 5, "sets is 0"),
    ("sets = 3", "sets = 51", 5, "from 1 to 50"),
    ("sets = 3", "sets = true", 5, "sets is true"),
    ("sets = 3", 'sets = "3"', 5, "sets is '3'"),
    ("sets = 3", "sets = 3.0", 5, "sets is 3.0"),
    ("sets = 3", "set = 3", 5, "did you mean 'sets'?"),
    ("sets = 3", "sets = 3\nsets = 3", 6, "no TOML"),
    ("[8, 12]", "[12, 8]", 6, "fewest"),
    ("[8, 12]", "[8]", 6, "8 to 12"),
    ("[8, 12]", "[\n8,\n0\n]", 6, "reps is 0"),
    ("[8, 12]", '"8-12"', 6, "reps is '8-12'"),
    ("[8, 12]", "[8, 12", 7, "no TOML"),
    ('"3-1-X-0"', '"3-1-1"', 7, "3-1-1-0"),
    ('"3-1-X-0"', '"X-1-1-0"', 7, "tempo is"),
    ('"3-1-X-0"', "3110", 7, "tempo is 3110"),
    ('"3-1-X-0"', '"٣-1-1-0"', 7, "tempo is"),
    ('"rdl"', '"swing"', 7, "swings have no tempo"),
    ("= 90", "= -1", 8, "rest_s is -1"),
    ("= 90", "= nan", 8, "rest_s is nan"),
    ("= 90", "= inf", 8, "from 0 to 3600"),
    ("= 90", "= 00:01:30", 8, "rest_s is 00:01:30"),
    ("= 90", "= 1 min", 8, "no TOML"),
    ("= 90", f"= {'9' * 5000}", 8, "too much"),
    ("= 90", f"= {'[' * 5000}", 8, "too much"),
    ("= 20", "= 100", 9, "slowdown_pct is 100"),
    ("62.5", "{ kg = 3 }", 10, "weight_kg is a table"),
    ('"Glute', '"Glute\n', 13, "no TOML"),
]


@pytest.mark.parametrize(("what", "instead", "line", "said"), MISTAKES, ids=str)
def test_a_mistake_is_named_by_line_and_reason(
    repbelt: Repbelt, tmp_path: Path, what: str, instead: str, line: int, said: str
) -> None:
    assert what in GOOD
    path = written(tmp_path, GOOD.replace(what, instead, 1))
    sentence = repbelt.refuses("plan", "show", path)
    assert sentence.startswith(f"repbelt: {path}, line {line}: ")
    assert said in sentence


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"", 1, "no name"),
        (b'name = "x"', 1, "no [[exercise]]"),
        (b'name = "x"\nexercise = []', 1, "no [[exercise]]"),
        (b'name = "x"\nexercise = [1]', 2, "double brackets"),
        (b'name = "x"\n\n[exercise]\nexercise = "rdl"', 3, "double brackets"),
        (b'name = "x"\n# \xff', 2, "UTF-8"),
        (GOOD.encode("utf-16"), 1, "UTF-8"),
        (b"\0", 1, "no TOML"),
        (b"\n" * (MOST_LINES + 1), MOST_LINES + 1, "200 lines"),
        (b"\n#" + b"x" * MOST_BYTES, 2, "8 kB"),
    ],
    ids=str,
)
def test_files_that_are_no_plan(
    repbelt: Repbelt, tmp_path: Path, content: bytes, line: int, said: str
) -> None:
    sentence = repbelt.refuses("plan", "show", written(tmp_path, content))
    assert f", line {line}: " in sentence
    assert said in sentence


VALUES = st.recursive(
    st.integers(-5, 60) | st.booleans() | st.text(max_size=8) | st.sampled_from(["rdl", "1-2-3-4"]),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
)
TABLES = st.dictionaries(
    st.sampled_from(["exercise", "sets", "reps", "tempo", "rest_s", "slowdown_pct", "kg"]), VALUES
)


@given(name=VALUES, parts=st.lists(TABLES, max_size=3))
def test_whatever_is_written_is_a_plan_or_one_sentence(
    name: Any, parts: list[dict[str, Any]]
) -> None:
    lines = [f"name = {json.dumps(name)}"]
    for part in parts:
        lines += ["[[exercise]]", *(f"{key} = {json.dumps(part[key])}" for key in part)]
    with TemporaryDirectory() as folder:
        keeps_its_word(Path(folder), "\n".join(lines).encode())


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode()))
def test_any_bytes_are_a_plan_or_one_sentence(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        keeps_its_word(Path(folder), content)


def keeps_its_word(folder: Path, content: bytes) -> None:
    path = written(folder, content)
    try:
        plan = read_plan(path)
    except PlanError as exc:
        said = str(exc)
        assert said.startswith(f"{path}, line ")
        assert "\n" not in said
        line = int(said.removeprefix(f"{path}, line ").split(":")[0])
        assert 1 <= line <= content.count(b"\n") + 1
    else:
        assert plan.name
        assert plan.exercises
        assert all(1 <= part.reps[0] <= part.reps[1] for part in plan.exercises)


@given(st.lists(st.sampled_from(["", "# c", "x = [\n 1,\n\n 2]", "[[t]]\n\nk = '''\na\nb'''"])))
def test_a_value_is_found_where_it_was_put(before: list[str]) -> None:
    text = "\n".join([*dict.fromkeys(before), "[[z]]", "", "k = [", "1]", "l = 2"])
    tomllib.loads(text)
    wanted = 1 + text[: text.rindex("\nk = [") + 1].count("\n")
    assert line_of(text, ("z", 0, "k")) == wanted
    assert line_of(text, ("z", 0)) == wanted - 2
    assert line_of(text, ("z", 0, "l")) == wanted + 2
