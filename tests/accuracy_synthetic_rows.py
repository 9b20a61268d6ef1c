"""The figures on synthetic recordings, beside what is asked for."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Any

from accuracy_document import Row, percent
from accuracy_same import Results, Same
from accuracy_synthetic import PLANS, Done
from rephost.accuracy_totals import labelled_totals

EXERCISES = ("rdl", "swing")
NAMES = {"rdl": "RDL", "swing": "swing"}
SETS = ("ordinary", "hard", "gaps")
BOUNDARY_S = 0.03


def rows(done: Sequence[Done], same: Sequence[Results]) -> list[Row]:
    """Return all figures."""
    totals = {group: totalled(done, group) for group in PLANS}
    every = [f"{exercise} {kind}" for exercise in EXERCISES for kind in SETS]
    return [
        *_count_rows(totals),
        *_naive_rows(totals, totalled(done, "session", "everyday")),
        *_time_rows(totals, totalled(done, *every)),
        *_false_rows(totals),
        _name_row(totalled(done, *every, "session")["named"]),
        *_same_rows(same),
        *_untargeted_rows(done, totals),
    ]


def totalled(done: Iterable[Done], *groups: str) -> Any:
    """Sum up some groups."""
    return labelled_totals(one.measured for one in done if one.task.group in groups)


def _count_rows(totals: dict[str, Any]) -> Iterator[Row]:
    for kind, asked in (("ordinary", (99.5, 99.5)), ("hard", (92.0, 96.0)), ("gaps", (90.0, 90.0))):
        for exercise, at_least in zip(EXERCISES, asked, strict=True):
            of = totals[f"{exercise} {kind}"]
            name = f"exact count, {kind}, {NAMES[exercise]}"
            yield _share_row(name, at_least, of["recordings_exact"], of)
            if kind == "gaps":
                yield _share_row(name.replace("exact", "± 1"), 97.0, of["recordings_within_1"], of)


def _share_row(what: str, at_least_pct: float, part: int, of: Any) -> Row:
    whole, naive = of["recordings"], of["naive"]
    return Row(
        what,
        f"{at_least_pct:g} %",
        percent(part, whole),
        100 * part >= at_least_pct * whole,
        "" if "± 1" in what else f"{100 * naive['exact'] / naive['recordings']:.0f} %",
    )


def _naive_rows(totals: dict[str, Any], rest: Any) -> Iterator[Row]:
    hard = [totals["rdl hard"]["naive"], totals["swing hard"]["naive"]]
    n = sum(one["recordings"] for one in hard)
    exact = sum(one["exact"] for one in hard)
    told = sum(one["sets_exact_if_told_where"] for one in hard)
    yield Row("naive counter, hard sets exact", "≤ 60 %", percent(exact, n), exact <= 0.6 * n)
    yield Row("… had it been told where each set is", "", percent(told, n))
    per_hour = rest["naive"]["false_per_hour"]
    yield Row("naive counter, false reps an hour", "≥ 50", f"{per_hour:.0f}", per_hour >= 50)


def _time_rows(totals: dict[str, Any], every: Any) -> Iterator[Row]:
    off_s = every["phases"]["all"]["mean_abs_s"]
    parts = ", ".join(f"{kind} {1000 * _mean_phase(totals, kind):.0f}" for kind in SETS)
    yield Row(
        "phase durations, mean error", "≤ 50 ms", f"{1000 * off_s:.0f} ms ({parts})", off_s <= 0.05
    )
    tension = every["set_time_under_tension"]
    yield Row(
        "set TUT, mean error (sets counted exactly)",
        "≤ 2 %",
        f"{tension['mean_abs_pct']:.2f} %",
        tension["mean_abs_pct"] <= 2.0,
    )
    yield Row("… sets within 2 %", "", f"{100 * tension['within_2_pct']:.1f} %")
    ranges = every["range_of_motion"]
    yield Row(
        "range of motion, mean error",
        "≤ 2.5°",
        f"{ranges['mean_abs_deg']:.2f}°",
        ranges["mean_abs_deg"] <= 2.5,
    )
    yield Row("eccentric invented or missed, reps", "", str(every["wrong_eccentrics"]))


def _mean_phase(totals: dict[str, Any], kind: str) -> float:
    both = [totals[f"{exercise} {kind}"]["phases"]["all"] for exercise in EXERCISES]
    known = [one for one in both if one["n"]]
    return float(
        sum(one["n"] * one["mean_abs_s"] for one in known) / sum(one["n"] for one in known)
    )


def _false_rows(totals: dict[str, Any]) -> Iterator[Row]:
    for group, name, at_most in (
        ("session", "training sessions, outside the sets", 0.5),
        ("everyday", "everyday life", 1.0),
    ):
        of = totals[group]
        false = of["false_reps"]
        yield Row(
            f"false reps an hour, {name}",
            f"≤ {at_most:g}",
            f"{false['per_hour']:.2f} ({false['outside']} in {false['outside_hours']:.1f} h)",
            false["per_hour"] <= at_most,
            f"{of['naive']['false_per_hour']:.0f}",
        )
    sets = totals["session"]["sets"]
    yield Row("sets in training sessions exact", "", percent(sets["exact"], sets["true"]))


def _name_row(named: Any) -> Row:
    return Row(
        "RDL or swing named right, sets found unarmed",
        "99 %",
        percent(named["right"], named["sets"]),
        named["right"] >= 0.99 * named["sets"],
    )


def _same_rows(same: Sequence[Results]) -> Iterator[Row]:
    compared: tuple[tuple[str, list[Same]], ...] = (
        ("24 mountings", [one.mounted for one in same]),
        ("the same counts with axes exchanged, 24 ways", [one.turned for one in same]),
        ("50 and 200 Hz against 100 Hz", [one.rates for one in same]),
    )
    for name, ones in compared:
        variants, equal = sum(one.variants for one in ones), sum(one.equal_counts for one in ones)
        apart_s = sorted(by for one in ones for by in one.apart_s)
        near = sum(by <= BOUNDARY_S for by in apart_s)
        yield Row(
            f"{name}, {len(same)} motions: same counts",
            "all",
            f"{equal} of {variants}",
            equal == variants,
        )
        yield Row(
            "… boundaries apart",
            "≤ 30 ms",
            f"median {1000 * median(apart_s):.0f}, largest {1000 * apart_s[-1]:.0f} ms, "
            f"{percent(near, len(apart_s))} within 30 ms",
            near == len(apart_s),
        )
    identical = sum(one.live_is_file for one in same)
    yield Row(
        "live, frame by frame, and from a file: identical events",
        "all",
        f"{identical} of {len(same)}",
        identical == len(same),
    )


def _untargeted_rows(done: Sequence[Done], totals: dict[str, Any]) -> Iterator[Row]:
    for is_armed, how in ((True, "armed"), (False, "found out")):
        for exercise in EXERCISES:
            ones = [
                one.measured
                for one in done
                if one.task.group == f"{exercise} hard" and one.measured.is_armed == is_armed
            ]
            exact = sum(one.score is not None and one.score.is_exact for one in ones)
            yield Row(f"exact count, hard, {how}, {NAMES[exercise]}", "", percent(exact, len(ones)))
    for kind, name in (
        ("other rates", "25, 50, 200, 400 Hz"),
        ("without a gyro", "without a gyro"),
    ):
        for exercise in EXERCISES:
            of = totals[f"{exercise} {kind}"]
            yield Row(
                f"exact count, ordinary, {name}, {NAMES[exercise]}",
                "",
                percent(of["recordings_exact"], of["recordings"]),
            )
