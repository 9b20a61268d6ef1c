"""Trainings that a crash left open: gone on with, or closed, as the lifter says."""

import sys
import time
from collections.abc import Iterable, Sequence

from rephost.errors import UsageError
from rephost.open_sessions import OpenSession, left_open
from rephost.words import clock

_RECENT_S = 7200.0


def offered(
    straps: Sequence[str], default: str, *, continues: bool, closes: bool
) -> list[OpenSession]:
    """Return the sessions to go on with; one of another strap than those named stays as it is.

    One whose note is damaged may have been with any strap: it is gone on with one of those named
    that is free, or with the default, and that is said.

    Raises
    ------
    UsageError
        There are some, and nobody to ask.
    """
    left = left_open()
    meant = [one for one in left if not straps or one.note.strap in ("", *straps)]
    others = [one for one in left if one not in meant]
    for one in others:
        one.release()
    if not meant:
        if continues or closes:
            _say(_nothing(straps, others, closes=closes))
        return []
    names = _names(meant)
    if not (continues or closes):
        if not sys.stdin.isatty():
            for one in meant:
                one.release()
            raise UsageError(f"not closed: {names} (say --continue or --close)")
        continues = _asked(names, is_recent=any(_age_s(one) < _RECENT_S for one in meant))
    if not continues:
        for one in meant:
            one.close()
        _say(f"closed: {names}")
        return []
    return _with_straps(meant, straps or [default])


def _with_straps(meant: Sequence[OpenSession], straps: Sequence[str]) -> list[OpenSession]:
    """Give those whose strap is not known one that is free, the newest first; the rest stay."""
    free = [strap for strap in straps if all(one.note.strap != strap for one in meant)]
    for one in reversed(meant):
        if one.note.strap:
            continue
        name = one.path.stem
        if free:
            one.note.strap = free.pop(0)
            _say(
                f"{name}: its note is damaged: gone on with {one.note.strap}, corrections are lost"
            )
        else:
            one.release()
            _say(f"{name}: its note is damaged: with no strap to go on with it stays as it is")
    return [one for one in meant if one.note.strap]


def _nothing(straps: Sequence[str], others: Sequence[OpenSession], *, closes: bool) -> str:
    """Return that there is nothing to do, and what there is of other straps."""
    what = "nothing to close" if closes else "nothing to go on with"
    if not others:
        return f"{what}: no training was left open"
    return f"{what}: no training with {', '.join(straps)} was left open, but {_names(others)}"


def _asked(names: str, *, is_recent: bool) -> bool:
    """Ask whether to go on."""
    _say(f"not closed: {names}")
    choices = "[Y/n]" if is_recent else "[y/N]"
    print(f"go on with it? {choices} ", end="", file=sys.stderr, flush=True)
    answer = sys.stdin.readline().strip().casefold()
    return answer.startswith("y") or (not answer and is_recent)


def _names(sessions: Iterable[OpenSession]) -> str:
    return ", ".join(_named(one) for one in sessions)


def _named(one: OpenSession) -> str:
    ago = clock(max(0.0, _age_s(one)), tenths=False)
    return f"{one.path.stem} with {one.note.strap or 'a strap'}, {ago} min ago"


def _age_s(one: OpenSession) -> float:
    return time.time() - one.path.stat().st_mtime


def _say(sentence: str) -> None:
    print(f"repbelt: {sentence}", file=sys.stderr)
