"""`repbelt import`."""

import argparse
import shutil
from pathlib import Path

from rephost.bundle_names import is_bundle
from rephost.errors import UsageError
from rephost.library import folder, keep
from rephost.newfile import check_free, new_file
from rephost.sources import TABLE_SUFFIXES, opened, say_notes
from rephost.taking_in import take_in_at_once


def run(args: argparse.Namespace) -> None:
    """Bring a table, a recording or a bundle into the library, or make a recording of it."""
    if args.out is not None:
        check_free(Path(args.out))
        if Path(args.out).suffix.lower() in TABLE_SUFFIXES:
            raise UsageError(f"{args.out}: what import writes is a recording, NAME.rep")
    if args.columns is None and is_bundle(Path(args.file)):
        _import_bundle(Path(args.file), args.out)
        return
    with opened(args.file, args.columns) as source:
        say_notes(source)
        if args.out is not None:
            with new_file(Path(args.out)) as file:
                shutil.copyfileobj(source.file, file)
            print(args.out)
            return

        from rephost.analysis import analyze_source
        from rephost.report import show

        session_id, is_new = keep(source.file, source.path.stat().st_mtime)
        source.file.seek(0)
        show(analyze_source(source), source.name)
        print(f"session {session_id}" + ("" if is_new else ", which the library had already"))
    take_in_at_once(folder() / f"{session_id}.rep")


def _import_bundle(path: Path, out: str | None) -> None:
    from rephost.bundle import opened_bundle
    from rephost.bundle_checks import BundleError

    with opened_bundle(path) as bundle:
        if out is not None:
            with new_file(Path(out)) as file:
                shutil.copyfileobj(bundle.recording, file)
            print(out)
            return

        from rephost.bundle_import import bring_back
        from rephost.store import opened_store

        with opened_store() as store:
            try:
                session_id, is_new = bring_back(bundle, store)
            except BundleError as exc:
                raise BundleError(f"{path}: {exc}") from exc
    print(f"session {session_id}" + ("" if is_new else ", which the library had already"))
