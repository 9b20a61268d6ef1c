"""`repbelt replay`."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict

from rephost.analysis import choice
from rephost.replaying import Step, replay
from rephost.sources import opened, say_notes
from rephost.words import clock, done, exercise_name, shown_tempo, why_not
from repsignal.events import (
    Alert,
    Event,
    Rejected,
    RepAnnounced,
    RepCorrected,
    SetEnded,
    SetStarted,
)
from repsignal.measures import cadence_per_min, tempo, time_under_tension_s


def run(args: argparse.Namespace) -> None:
    """Print the events of one recording as they happen."""
    line = as_json if args.json else as_text
    with opened(args.file, args.columns) as source:
        say_notes(source)
        steps = replay(source, choice(args.exercise), pace=args.pace)
        if sys.stdout.isatty():
            _with_progress_bar(steps, line)
        else:
            for step in steps:
                for event in step.events:
                    print(line(event), flush=True)


def as_json(event: Event) -> str:
    """Return an event as one line of JSON."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(event).__name__).lower()
    return json.dumps({"event": name, **asdict(event)})


def as_text(event: Event) -> str:
    """Return an event as one line for a person."""
    return f"{clock(event.t_s):>9}  {_said(event)}"


def _said(event: Event) -> str:
    match event:
        case SetStarted():
            return f"set {event.set_number}: {exercise_name(event.exercise)}"
        case RepAnnounced():
            return f"rep {event.rep_number}"
        case RepCorrected():
            return f"correction: set {event.set_number} has {event.rep_count} reps"
        case SetEnded():
            one = event.set
            what = f"set over: {exercise_name(one.exercise)}, {done(len(one.reps), one.hold_s)}"
            if not one.reps:
                return what
            phases, a_minute = tempo(one), cadence_per_min(one)
            if phases:
                concentric_s = [rep.end_s - rep.bottom_end_s for rep in one.reps]
                pace = f"tempo {shown_tempo(phases, concentric_s)}, "
            else:
                pace = f"{a_minute:.0f} a minute, " if a_minute else ""
            under_tension = f"{time_under_tension_s(one):.1f} s under tension"
            return f"{what}, {pace}{under_tension}"
        case Rejected():
            span = f"{clock(event.start_s)}-{clock(event.end_s)}"
            return f"not counted: {why_not(asdict(event))}, {span}"
        case Alert():
            return event.kind.replace("_", " ")
    raise AssertionError(f"unknown event {event!r}")


def _with_progress_bar(steps: Iterator[Step], line: Callable[[Event], str]) -> None:
    from rich.progress import Progress

    with Progress(transient=True) as progress:
        task = progress.add_task("", total=1.0)
        for step in steps:
            for event in step.events:
                progress.console.print(line(event), markup=False, highlight=False, soft_wrap=True)
            progress.update(task, completed=step.share)
