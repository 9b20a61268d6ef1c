"""Bundles made for the tests, good ones and such as a stranger might send."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

from rephost.bundle import write_bundle
from rephost.corrections import Described, SessionDescribed
from rephost.reviewed import Kept, Reviewed
from sessions import bare, rdl


def bundled(session: Reviewed, recording: bytes = b"any bytes") -> bytes:
    out = io.BytesIO()
    write_bundle(session, io.BytesIO(recording), out)
    return out.getvalue()


WHOLE = bare(
    rdl(0.0, 3),
    corrections=(
        Kept(1.7e9, Described(rdl(0.0, 3), {"weight_kg": 60.0, "note": "hard"})),
        Kept(1.7e9, SessionDescribed({"title": "Monday"})),
    ),
)


def remade(change: Callable[[dict[str, Any]], object], **more: bytes) -> bytes:
    """Return a bundle whose facts say something else, with more files in it."""
    with zipfile.ZipFile(io.BytesIO(bundled(WHOLE))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    facts = json.loads(files["session.json"])
    change(facts)
    files["session.json"] = json.dumps(facts).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **more}.items():
            archive.writestr(name, content)
    return out.getvalue()


def at(path: str, value: object) -> Callable[[dict[str, Any]], object]:
    """Return what puts a value at a place in the facts."""

    def change(facts: dict[str, Any]) -> None:
        *way, last = (int(step) if step.isdecimal() else step for step in path.split("."))
        place: Any = facts
        for step in way:
            place = place[step]
        place[last] = value

    return change
