"""`repbelt plan …`: what there is to train by."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rephost.errors import PlanError
from rephost.newfile import new_file
from rephost.plan_file import read_plan
from rephost.plans import Plan, PlannedExercise, known, located
from rephost.words import clock, exercise_name, few_to_most, planned_tempo, several

_NEW = Path(__file__).parent / "plan_new.toml"


def run(args: argparse.Namespace) -> None:
    """Do what was asked with the plans."""
    {"list": _list, "show": _show, "new": _new}[args.action](args)


def _list(args: argparse.Namespace) -> None:
    plans = list(_listed())
    if args.json:
        print(json.dumps({"plans": plans}, indent=1))
        return
    width = max(len(plan["plan"]) for plan in plans)
    for plan in plans:
        print(f"{plan['plan']:{width}}  {plan['mistake'] or plan['name']}")


def _listed() -> Iterator[dict[str, Any]]:
    """Yield what is known of each plan; a mistake in one is told and hides no other."""
    for called, path in known().items():
        plan, mistake = None, None
        try:
            plan = read_plan(path)
        except PlanError as exc:
            mistake = str(exc)
        yield {
            "plan": called,
            "name": plan.name if plan else None,
            "file": str(path),
            "mistake": mistake,
        }


def _show(args: argparse.Namespace) -> None:
    path = located(args.plan)
    plan = read_plan(path)
    if args.json:
        print(json.dumps(_as_json(plan, path), indent=1))
        return
    _print_table(plan)


def _as_json(plan: Plan, path: Path) -> dict[str, Any]:
    return {
        "plan": path.stem,
        "name": plan.name,
        "file": str(path),
        "exercises": [
            {
                "exercise": part.exercise,
                "is_counted": part.is_counted,
                "sets": part.sets,
                "reps": list(part.reps),
                "tempo": part.tempo and "-".join(map(str, part.tempo)),
                "rest_s": part.rest_s,
                "slowdown_pct": part.slowdown_pct,
                "weight_kg": part.weight_kg,
            }
            for part in plan.exercises
        ],
    }


def _print_table(plan: Plan) -> None:
    from rephost.screen import Screen, plain_table

    table = plain_table()
    table.add_column("exercise", no_wrap=True)
    for name in ("sets", "reps", "tempo", "rest", "kg", "stop at"):
        table.add_column(name, justify="right", no_wrap=True)
    for part in plan.exercises:
        table.add_row(*_cells(part))
    screen = Screen(markup=False, highlight=False)
    total = several(sum(part.sets for part in plan.exercises), "set")
    screen.print(f"{plan.name}: {total}", soft_wrap=True)
    screen.print()
    screen.print(table)
    by_hand = dict.fromkeys(
        exercise_name(part.exercise) for part in plan.exercises if not part.is_counted
    )
    if by_hand:
        screen.print(f"\nticked off by hand: {', '.join(by_hand)}", soft_wrap=True)


def _cells(part: PlannedExercise) -> tuple[str, ...]:
    slower = part.slowdown_pct
    return (
        exercise_name(part.exercise),
        str(part.sets),
        few_to_most(part.reps),
        "-" if part.tempo is None else planned_tempo(part.tempo),
        "-" if part.rest_s is None else clock(part.rest_s, tenths=False),
        "-" if part.weight_kg is None else f"{part.weight_kg:g}",
        "-" if slower is None else f"{slower:g} % slower",
    )


def _new(args: argparse.Namespace) -> None:
    path = Path(args.file)
    with new_file(path) as file:
        file.write(_NEW.read_bytes())
    print(path)
    print(f"repbelt plan show {path}")
