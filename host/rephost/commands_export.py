"""`repbelt export`."""

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from rephost.bundle_names import SUFFIX as BUNDLE_SUFFIX
from rephost.errors import RepbeltError, UsageError
from rephost.newfile import check_free, new_file
from rephost.reviewed import RecordingState, Reviewed
from rephost.sources import RECORDING_SUFFIX, Source, opened, say_notes

_SUFFIXES: Final = {
    "strong": ".strong.csv",
    "openweight": ".openweight.json",
    "bundle": BUNDLE_SUFFIX,
    "reps-csv": ".reps.csv",
    "reps-parquet": ".reps.parquet",
}
"""Of a format whose files are not called as it is."""

_OF_SAMPLES: Final = ("csv", "parquet", "rep", "mcap", "bundle")
"""What is made of the recording itself."""

_Write = Callable[[BinaryIO], object]


def run(args: argparse.Namespace) -> None:
    """Write a session, or what is in a recording, for other programs."""
    if args.out is not None and args.format != "rep":
        _check_name(Path(args.out), args.format)
    session = _of_the_store(args)
    if session is None:
        with opened(args.what, args.columns) as source:
            say_notes(source)
            out = _out(args, source.path.stem)
            _write(out, _from_source(args, source))
        return
    out = _out(args, session.id)
    if args.format in _OF_SAMPLES:
        if session.state is RecordingState.GONE:
            raise RepbeltError(f"{session.id}: its recording is not there any more, {session.path}")
        with opened(session.path) as source:
            _write(out, _from_recording(args.format, session, source))
    elif args.format == "html" and session.state is RecordingState.THERE:
        with opened(session.path) as source:
            _write(out, _from_session(args.format, session, source))
    else:
        _write(out, _from_session(args.format, session, None))


def _check_name(out: Path, kind: str) -> None:
    if out.suffix.lower() == RECORDING_SUFFIX:
        table = kind.removeprefix("reps-")
        is_table = table in ("csv", "parquet")
        what = f"a table, NAME.{table}" if is_table else f"no recording, NAME{_suffix(kind)}"
        raise UsageError(f"{out}: what export writes is {what}")


def _suffix(kind: str) -> str:
    return _SUFFIXES.get(kind, f".{kind}")


def _of_the_store(args: argparse.Namespace) -> Reviewed | None:
    """Return the session that is meant; None: a file, or one to be counted in another way."""
    if args.exercise or args.columns or Path(args.what).exists():
        return None
    from rephost.store import NEWEST, opened_store

    with opened_store() as store:
        store.sync()
        if args.what != NEWEST and args.what not in store.ids():
            return None
        return store.session(args.what)


def _out(args: argparse.Namespace, stem: str) -> Path:
    """Return where it is to be written, before anything is worked out for it."""
    out = Path(stem + _suffix(args.format) if args.out is None else args.out)
    check_free(out)
    return out


def _write(out: Path, write: _Write) -> None:
    with new_file(out) as file:
        write(file)
    print(out)


def _from_source(args: argparse.Namespace, source: Source) -> _Write:
    """Return what writes what is in a file."""
    if args.format in ("csv", "parquet", "rep"):
        return _from_samples(args.format, source)
    if args.format.startswith("reps-"):
        return lambda file: _write_counted(args, source, file)
    from rephost.recorded import reviewed_source

    session = reviewed_source(source, args.exercise)
    source.file.seek(0)
    if args.format in _OF_SAMPLES:
        return _from_recording(args.format, session, source)
    return _from_session(args.format, session, source)


def _write_counted(args: argparse.Namespace, source: Source, file: BinaryIO) -> None:
    from rephost.analysis import analyze_source, choice
    from rephost.exporting import write_counted_reps

    analysis = analyze_source(source, choice(args.exercise))
    write_counted_reps(analysis, args.format.removeprefix("reps-"), file)


def _from_recording(kind: str, session: Reviewed, source: Source) -> _Write:
    if kind == "mcap":
        from rephost.export_mcap import write_mcap

        return lambda file: write_mcap(session, source.file, file)
    if kind == "bundle":
        from rephost.bundle import write_bundle

        return lambda file: write_bundle(session, source.file, file)
    return _from_samples(kind, source)


def _from_samples(kind: str, source: Source) -> _Write:
    if kind == "rep":
        return lambda file: shutil.copyfileobj(source.file, file)
    from rephost.exporting import write_samples

    return lambda file: write_samples(source.file, kind, file)


def _from_session(kind: str, session: Reviewed, source: Source | None) -> _Write:
    match kind:
        case "fit":
            from rephost.export_fit import fit

            return lambda file: file.write(fit(session))
        case "strong":
            from rephost.export_strong import strong

            return lambda file: file.write(strong(session))
        case "openweight":
            from rephost.export_openweight import openweight

            return lambda file: file.write(openweight(session))
        case "html":
            from rephost.export_html import html

            return lambda file: file.write(html(session, source))
    from rephost.exporting import write_performed_reps

    return lambda file: write_performed_reps(session.sets, kind.removeprefix("reps-"), file)
