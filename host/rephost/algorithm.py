"""Which algorithm counted: two analyses under one name are alike, bit for bit."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import repsignal
import repwire

# Everything between what a strap sent and an event.
_ON_THE_WAY: Final = (
    "analysis",
    "analysis_json",
    "clock",
    "decode",
    "decode_all",
    "journal",
    "journal_kernel",
    "recording",
    "sequencer",
    "session",
    "wrapping",
)


@cache
def algorithm() -> str:
    """Return the program's version and a digest of the sources that the count depends on."""
    here = Path(__file__).parent
    sources = [
        *sorted(Path(repsignal.__file__).parent.glob("*.py")),
        *sorted(Path(repwire.__file__).parent.glob("*.py")),
        *(here / f"{name}.py" for name in _ON_THE_WAY),
    ]
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    return f"{version('repbelt')}+{digest.hexdigest()[:10]}"
