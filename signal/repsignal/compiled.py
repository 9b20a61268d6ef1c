"""How kernels are compiled: ahead of their first call, cached on disk, and never fatally so."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numba import njit

_DAMAGED = (pickle.UnpicklingError, EOFError, ValueError, TypeError, AttributeError, ImportError, IndexError, KeyError)


def kernel(signature: object) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a function for exactly one `signature`.

    The machine code is cached where numba finds a folder to write to. With none, it is compiled
    afresh in each process; a damaged cache is deleted and written again. A kernel may call only
    functions of its own file, since numba's cache does not see changes in other files.

    Parameters
    ----------
    signature
        A numba signature, or its text. Arrays that come from a packet or a file must be declared
        read-only.
    """

    def compile_for_signature(function: Callable[..., Any]) -> Any:
        try:
            return njit(signature, cache=True)(function)
        except (RuntimeError, OSError):  # no folder can be written to
            return njit(signature)(function)
        except _DAMAGED:
            _delete_cache(function)
        try:
            return njit(signature, cache=True)(function)
        except Exception:  # the damage could not be removed
            return njit(signature)(function)

    return compile_for_signature


def _delete_cache(function: Callable[..., Any]) -> None:
    """Delete what numba has cached for `function`, as far as it may be deleted."""
    implementation: Any = njit(cache=True)(function)._cache
    folder = Path(implementation.cache_path)
    stem = implementation._impl.filename_base
    for path in folder.glob(f"{stem}*.nb[ic]"):
        try:
            path.unlink()
        except OSError:
            continue
