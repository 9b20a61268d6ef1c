"""A session as one file: a zip of its recording, labels, and what the lifter says of it."""

import hashlib
import json
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, NoReturn, cast

from rephost import bundle_checks as checks
from rephost.bundle_checks import BundleError
from rephost.bundle_names import SESSION
from rephost.corrections import as_json
from rephost.errors import RepbeltError
from rephost.label_file import labels
from rephost.library import digest_of
from rephost.live_corrections import Corrections
from rephost.recorded import Provenance, plan_as_json
from rephost.reviewed import Kept, Reviewed

README: Final = "README.txt"

_FAMILY: Final = "repbelt.bundle/"
_SCHEMA: Final = f"{_FAMILY}1"
_SAYS: Final = (
    "A strength session recorded by repbelt: `repbelt import` of this file, unopened, brings it "
    "back with its corrections.\n"
)

_MOST_FACTS_BYTES: Final = 64 << 20
_MOST_RECORDING_BYTES: Final = 4 << 30
# What a recording is, deflates to a half or less, facts to a twentieth.
_MOST_DEFLATED: Final = 200
_SMALL_BYTES: Final = 1 << 20
_LARGEST_IN_MEMORY: Final = 32 << 20
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# A file made twice is the same, byte for byte.
_DATE: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Bundle:
    """What is in one: `recording` is open for as long as the bundle is."""

    session_id: str
    provenance: Provenance
    corrections: tuple[Kept, ...]
    recording: BinaryIO


def write_bundle(session: Reviewed, recording: BinaryIO, out: BinaryIO) -> None:
    """Write a session and its recording, read from where it is."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_member(README), _SAYS)
        digest = hashlib.sha256()
        with archive.open(_member(_recording_name(session.id)), "w", force_zip64=True) as member:
            while block := recording.read(1 << 20):
                digest.update(block)
                member.write(block)
        archive.writestr(_member(f"{session.id}.labels.json"), _as_text(_labels(session)))
        archive.writestr(_member(SESSION), _as_text(_facts(session, digest.hexdigest())))


@contextmanager
def opened_bundle(path: Path) -> Iterator[Bundle]:
    """Open a bundle, checked to the last byte.

    Raises
    ------
    BundleError
        It is none, is damaged, was made by a newer program, or means harm.
    """
    with path.open("rb") as file, tempfile.SpooledTemporaryFile(_LARGEST_IN_MEMORY) as spool:
        recording = cast(BinaryIO, spool)
        try:
            bundle = _read(file, recording)
        except RepbeltError as exc:
            raise BundleError(f"{path}: {exc}") from exc
        except (zipfile.BadZipFile, zlib.error, EOFError) as exc:
            raise BundleError(f"{path}: the bundle is damaged") from exc
        except RuntimeError as exc:  # what zipfile says of a password
            raise BundleError(f"{path}: the bundle is encrypted") from exc
        yield bundle


def _read(file: BinaryIO, recording: BinaryIO) -> Bundle:
    with zipfile.ZipFile(file) as archive:
        members = {one.filename: one for one in archive.infolist()}
        if len(members) != len(archive.infolist()) or SESSION not in members:
            raise BundleError("this is no bundle of repbelt's")
        facts = _facts_in(archive, members[SESSION])
        schema = facts.get("schema")
        if isinstance(schema, str) and schema.startswith(_FAMILY) and schema != _SCHEMA:
            raise BundleError("this bundle was made by a newer repbelt: update this one")
        if schema != _SCHEMA:
            raise BundleError("this is no bundle of repbelt's")
        session_id = checks.text(checks.part(facts, "id", SESSION), "id", 200)
        name = _recording_name(session_id)
        strangers = set(members) - {README, SESSION, name, f"{session_id}.labels.json"}
        if strangers:
            raise BundleError(
                f"there is a file in this bundle that is not ours: {min(strangers)!r}"
            )
        if name not in members:
            raise BundleError("there is no recording in this bundle")
        bundle = Bundle(
            session_id,
            Provenance(
                checks.unix_s(checks.part(facts, "began_unix_s", SESSION), "began_unix_s"),
                checks.utc_offset_s(checks.part(facts, "utc_offset_s", SESSION)),
                checks.text(checks.part(facts, "strap", SESSION), "strap"),
                checks.plan(checks.part(facts, "plan", SESSION)),
                Corrections(),
            ),
            checks.corrections(checks.part(facts, "corrections", SESSION)),
            recording,
        )
        _check_member(members[name], _MOST_RECORDING_BYTES)
        with archive.open(members[name]) as member:
            shutil.copyfileobj(member, recording, 1 << 20)
    if digest_of(recording) != checks.part(facts, "recording_sha256", SESSION):
        raise BundleError("the recording in this bundle is not the one that was put in")
    recording.seek(0)
    return bundle


def _facts_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> dict[str, Any]:
    _check_member(member, _MOST_FACTS_BYTES)
    try:
        facts = json.loads(archive.read(member), parse_constant=_refused)
    except (ValueError, RecursionError) as exc:  # no UTF-8, too many digits or brackets, too
        raise BundleError(f"{SESSION} in this bundle cannot be read") from exc
    if not isinstance(facts, dict):
        raise BundleError(f"{SESSION} in this bundle cannot be read")
    return facts


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number")


def _check_member(member: zipfile.ZipInfo, most_bytes: int) -> None:
    """Raise BundleError where a file would grow beyond all reason; zipfile holds it to its size."""
    most = max(_SMALL_BYTES, _MOST_DEFLATED * member.compress_size)
    if member.file_size > min(most, most_bytes) or member.compress_type not in _METHODS:
        raise BundleError("a file in this bundle is larger than any of ours")


def _facts(session: Reviewed, digest: str) -> dict[str, Any]:
    return {
        "schema": _SCHEMA,
        "id": session.id,
        "began_unix_s": session.began_unix_s,
        "utc_offset_s": session.utc_offset_s,
        "strap": session.strap,
        "plan": None if session.plan is None else plan_as_json(session.plan),
        "title": session.title,
        "note": session.note,
        "rpe": session.rpe,
        "algorithm": session.algorithm,
        "recording_sha256": digest,
        "sets": [one.as_json() for one in session.sets],
        "corrections": [
            {"made_unix_s": kept.made_unix_s, "said": as_json(kept.correction)}
            for kept in session.corrections
        ],
    }


def _labels(session: Reviewed) -> dict[str, Any]:
    try:
        return labels(session)
    except RepbeltError:  # of some reps the times are not known
        return labels(session, is_partial=True)


def _recording_name(session_id: str) -> str:
    return f"{session_id}.rep"


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _DATE)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _as_text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, allow_nan=False) + "\n"
