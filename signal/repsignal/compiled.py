"""How kernels are compiled: ahead of their first call, cached on disk, and never fatally so."""

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from numba import njit
from numba.extending import register_jitable

inlined = register_jitable(inline="always")
"""Makes a function part of the kernel that calls it, for those done at every sample or grid point:
calls from point to point cost a tenth. In such a function numba warns of a variable that is set
anew in a branch and read in a loop."""


def kernel(signature: object) -> Callable[[Callable[..., Any]], Any]:
    """Return a decorator that compiles a function for exactly one `signature`.

    The machine code is cached where numba finds a folder to write to. With none, it is compiled
    afresh in each process; a cache that is damaged, or older than any source beside the kernel's
    own, is deleted and written again.

    Parameters
    ----------
    signature
        A numba signature, or its text. Arrays that come from a packet or a file must be declared
        read-only.
    """

    def compile_for_signature(function: Callable[..., Any]) -> Any:
        with _scipy_unseen():
            try:
                cache = _Cache(function)
                if not cache.is_sound():
                    cache.delete()
                compiled = njit(signature, cache=True, error_model="numpy")(function)
                if compiled.stats.cache_misses:
                    cache.seal()
            except Exception:  # no folder can be written to, or damage could not be removed
                return njit(signature, error_model="numpy")(function)
            return compiled

    return compile_for_signature


@contextmanager
def _scipy_unseen() -> Iterator[None]:
    """Keep numba from importing scipy, where it is installed, for linear algebra that none uses.

    It would double the time to the first kernel.
    """
    if "scipy.linalg" in sys.modules:
        yield
        return
    sys.modules["scipy.linalg"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["scipy.linalg"]


class _Cache:
    """Numba's files for one function, and a seal over them.

    Numba runs the machine code that it finds, whatever happened to it: a flipped bit can be an
    endless loop. Nor does it see that a function in another file has changed. So nothing is loaded
    that the seal, which covers the sources too, does not vouch for.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        dispatcher: Any = njit(cache=True, error_model="numpy")(function)
        cache = dispatcher._cache
        self._folder = Path(cache.cache_path)
        self._stem = cache._impl.filename_base
        self._seal = self._folder / f"{self._stem}.sha256"
        self._sources = sorted(Path(function.__code__.co_filename).parent.glob("*.py"))

    def is_sound(self) -> bool:
        """Tell whether the files are as they were sealed; so is a cache without files."""
        files = self._files()
        return not files or (self._seal.exists() and self._seal.read_bytes() == self._digest())

    def seal(self) -> None:
        """Vouch for the files as they are now."""
        self._seal.write_bytes(self._digest())

    def delete(self) -> None:
        """Delete the files; an OSError if they may not be."""
        for path in self._files():
            path.unlink(missing_ok=True)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"{self._stem}.*nb[ic]"))

    def _digest(self) -> bytes:
        digest = hashlib.sha256()
        for path in [*self._sources, *self._files()]:
            digest.update(path.read_bytes())
        return digest.hexdigest().encode()
