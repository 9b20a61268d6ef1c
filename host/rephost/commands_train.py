"""`repbelt train`."""

import argparse
import asyncio
import shlex
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rephost.errors import DONE, FAILED, RecordingError, RepbeltError, UsageError, explained
from rephost.last_strap import last_strap, remember
from rephost.library import locate
from rephost.link import Link
from rephost.links import Opener
from rephost.live_view import SetView
from rephost.open_sessions import OpenSession, begin
from rephost.plan_file import read_plan
from rephost.plans import located
from rephost.progress import progress_of
from rephost.replay_source import REPLAY, ReplaySource, frames_in
from rephost.resuming import offered
from rephost.sources import TABLE_SUFFIXES
from rephost.stopping import when_told_to_stop
from rephost.strap_source import StrapSource
from rephost.taking_in import take_in_at_once
from rephost.training import Source, Training
from rephost.words import clock, done, exercise_name, several

_ANY = "ble"


def run(args: argparse.Namespace) -> int:
    """Record and count until Ctrl-C, while the live page shows it; 1 if not all is recorded."""
    if args.plan:
        read_plan(located(args.plan))
    named = [_as_kept(strap) for strap in args.strap or ()]
    default = last_strap() or _ANY
    sessions = offered(named, default, continues=args.continues, closes=args.closes)
    if args.closes and not _wants_training(args):
        return DONE
    straps = named or ([] if sessions else [default])
    for one in sessions:
        if one.note.strap in straps:
            straps.remove(one.note.strap)
    sessions += [begin(strap, time.time()) for strap in straps]
    trainings = asyncio.run(_train(args, sessions))
    for training in trainings:
        _sum_up(training)
    return FAILED if any(training.writer.trouble for training in trainings) else DONE


def _wants_training(args: argparse.Namespace) -> bool:
    """Tell whether more is asked for than to close what was left open."""
    return any((args.strap, args.exercise, args.plan, args.terminal, args.lan))


def _as_kept(strap: str) -> str:
    """Return a strap as it is noted: a replay can be gone on with from any folder."""
    return f"{REPLAY}{_replayed(strap).resolve()}" if strap.startswith(REPLAY) else strap


async def _train(args: argparse.Namespace, sessions: Sequence[OpenSession]) -> list[Training]:
    trainings = [Training(session, pace=args.pace, on_trouble=_say) for session in sessions]
    for training in trainings:
        _follow(training, args.plan)
    running = [asyncio.ensure_future(_lift(args, training)) for training in trainings]
    showing = [] if args.no_page else [asyncio.ensure_future(_show(args, trainings))]

    def end() -> None:
        for training in trainings:
            training.end()

    with when_told_to_stop(end):
        ended = await asyncio.gather(*running, return_exceptions=True)
        for task in showing:
            task.cancel()
        await asyncio.gather(*showing, return_exceptions=True)
    failures = [one for one in ended if isinstance(one, Exception)]
    if len(failures) == len(trainings):
        raise failures[0]
    for failure in failures:
        _say(explained(failure)[1])
    return [
        training
        for training, one in zip(trainings, ended, strict=True)
        if not isinstance(one, Exception)
    ]


def _follow(training: Training, plan: str | None) -> None:
    """Follow the plan that was asked for, else the one that was left."""
    what = plan or training.session.note.corrections.plan
    try:
        training.follow(what)
    except (RepbeltError, OSError) as exc:
        _say(explained(exc)[1])


async def _lift(args: argparse.Namespace, training: Training) -> None:
    """Train one lifter."""
    source = _source(args, training)
    if args.exercise:
        training.choose(None if args.exercise == "auto" else args.exercise)
    await training.run(source)


def _source(args: argparse.Namespace, training: Training) -> Source:
    strap = training.session.note.strap
    if strap.startswith(REPLAY):
        path = training.session.path
        is_new = not path.stat().st_size
        return ReplaySource(
            _replayed(strap),
            training.receive,
            pace=args.pace,
            behind=None if is_new else iter(list(frames_in(path))),
            keeps_choices=args.exercise is None,
        )

    def trouble(why: str) -> None:
        _say(why)
        training.trouble(why)

    found = _Found(training, strap)
    return StrapSource(found, training.progress, training.writer, training.received, trouble)


class _Found(Opener):
    """Opens the link to a strap; the one that was found is looked for next time, too."""

    def __init__(self, training: Training, strap: str) -> None:
        super().__init__(strap)
        self._training = training
        self._is_remembered = False

    async def __call__(self) -> Link:
        """Open a link; see `Opener`."""
        link = await super().__call__()
        if not self._is_remembered:
            self._is_remembered = True
            self._training.found(self.where)
            with suppress(OSError):
                remember(self.where)
        return link


def _replayed(strap: str) -> Path:
    """Return the recording that is to be replayed; a RecordingError where it is none."""
    what = strap.removeprefix(REPLAY)
    if not what:
        raise UsageError(f"{REPLAY} wants a recording: {REPLAY}FILE")
    path = locate(what)
    if path.suffix.lower() in TABLE_SUFFIXES:
        raise RecordingError(f"{path}: this is a table; `repbelt import` makes a recording of it")
    if next(frames_in(path), None) is None:
        raise RecordingError(f"{path}: this is no recording, not one frame of it can be read")
    return path


async def _show(args: argparse.Namespace, trainings: Sequence[Training]) -> None:
    """Show the trainings; what goes wrong here ends no recording."""
    try:
        if args.terminal:
            from rephost.live_terminal import show

            await show(trainings)
        else:
            from rephost.live_server import serve

            await serve(trainings, lan=args.lan, port=args.port, open_browser=not args.no_browser)
    except (RepbeltError, OSError) as exc:
        _say(f"{explained(exc)[1]} (the recording goes on; Ctrl-C ends it)")


def _sum_up(training: Training) -> None:
    path = training.session.path
    recorded = training.view().recording
    is_there = path.exists()
    if is_there:
        samples = several(progress_of(path).samples, "sample")
        print(f"{path}: {clock(recorded.seconds)} min, {samples}")
    for one in training.live.sets:
        print(_line(one))
    if training.writer.trouble:
        since = clock(recorded.failed_since_s or 0.0)
        _say(f"{path}: nothing is recorded since {since}: {training.writer.trouble}")
    elif not is_there:
        _say("nothing was recorded")
    if training.session.is_kept:
        take_in_at_once(path)
        print(f"repbelt show {shlex.quote(path.stem)}")
    elif is_there:
        print(f"repbelt analyze {shlex.quote(path.stem)}")


def _line(one: SetView) -> str:
    weight = f", {one.weight_kg:g} kg" if one.weight_kg is not None else ""
    counted = f" (counted {one.counted})" if one.counted != one.reps else ""
    discarded = ", discarded" if one.is_discarded else ""
    what = done(one.reps, one.hold_s)
    return f"set {one.number}: {exercise_name(one.exercise)}, {what}{counted}{weight}{discarded}"


def _say(sentence: str) -> None:
    print(f"repbelt: {sentence}", file=sys.stderr)
