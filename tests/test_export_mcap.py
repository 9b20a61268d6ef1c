"""MCAP files, read back by the format's own library."""

import io
import json
import re
import struct
import tracemalloc
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator
from mcap.reader import make_reader

from motion import write_recording
from rephost.export_mcap import IMU, REPS, SETS, write_mcap
from rephost.recorded import reviewed_source
from rephost.recording import Reader
from rephost.reviewed import Reviewed
from rephost.samples import in_order
from rephost.sources import opened
from sessions import NAMES, bare, rdl, recording, told

RECORDINGS = Path(__file__).parents[1] / "recordings"
SIZES = {"float64": "d", "int64": "q", "float32": "f"}

Message = tuple[str, int, dict[str, Any]]


def messages_of(content: bytes) -> list[Message]:
    """Return topic, time and content of every message, in the order of the file's times."""
    found: list[Message] = []
    reader = make_reader(io.BytesIO(content), validate_crcs=True)
    for schema, channel, message in reader.iter_messages():
        assert schema is not None
        if schema.encoding == "jsonschema":
            value = json.loads(message.data)
            Draft202012Validator(json.loads(schema.data)).validate(value)
        else:
            value = unpacked(schema.data.decode(), message.data)
        found.append((channel.topic, message.log_time, value))
    return found


def unpacked(schema: str, data: bytes) -> dict[str, Any]:
    """Read CDR as the schema says; no field of ours needs to be moved to where it may stand."""
    fields = [line.split() for line in schema.splitlines()]
    assert data[:4] == b"\0\1\0\0"
    layout = "<" + "".join(SIZES[kind] for kind, _ in fields)
    return dict(zip((name for _, name in fields), struct.unpack(layout, data[4:]), strict=True))


def written(session: Reviewed, path: Path) -> bytes:
    out = io.BytesIO()
    with path.open("rb") as file:
        write_mcap(session, file, out)
    return out.getvalue()


@pytest.mark.parametrize("stem", ["rdl-8-ordinary", "rdl-8-no-gyro", "rdl-10-gaps"])
def test_every_sample_is_in_it_and_when_it_was(stem: str) -> None:
    path = RECORDINGS / f"synthetic-{stem}.rep"
    with opened(path) as source:
        session = reviewed_source(source)
    found = messages_of(written(session, path))
    samples = [(at, value) for topic, at, value in found if topic == IMU]
    true = list(in_order(Reader(path)))
    assert len(samples) == sum(len(block.index) for block in true)
    values = np.array([list(value.values()) for _, value in samples])
    counts = np.concatenate([block.counts for block in true])
    scales = [true[0].acc_g_per_lsb] * 3 + [true[0].gyr_dps_per_lsb or 0.0] * 3
    assert (
        list(samples[0][1])[2:]
        == ["ax_g", "ay_g", "az_g", "gx_dps", "gy_dps", "gz_dps"][: counts.shape[1]]
    )
    assert values[:, 2:] == pytest.approx(counts * scales[: counts.shape[1]], rel=1e-6)
    t_s = np.concatenate([block.t_s for block in true])
    assert values[:, 0] == pytest.approx(t_s, abs=0)
    assert values[:, 1].tolist() == np.concatenate([block.index for block in true]).tolist()
    at_s = np.array([at for at, _ in samples]) / 1e9 - session.began_unix_s
    assert at_s == pytest.approx(t_s, abs=1e-6)


def test_sets_and_reps_are_as_they_stand(tmp_path: Path) -> None:
    path = write_recording(tmp_path / "a.rep", 3000)
    by_hand = replace(told(20.0, 25.0, 5, "row"), weight_kg=40, note="<b>")
    one = replace(rdl(5.0, 2), by_hand=(False, True))
    session = bare(one, by_hand, recording={**recording(30.0), "has_gyro": True})
    found = messages_of(written(session, path))
    assert Counter(topic for topic, *_ in found) == {IMU: 3000, REPS: 2, SETS: 2}
    reps = [(at, value) for topic, at, value in found if topic == REPS]
    assert [value["by_hand"] for _, value in reps] == [False, True]
    assert [value["index"] for _, value in reps] == [1, 2]
    assert [round(at / 1e9 - session.began_unix_s, 3) for at, _ in reps] == [10.0, 15.0]
    sets = [value for topic, _, value in found if topic == SETS]
    assert [(s["set"], s["exercise"], s["rep_count"], s["weight_kg"]) for s in sets] == [
        (1, "rdl", 2, None),
        (2, "row", 5, 40.0),
    ]
    assert [at for _, at, _ in found] == sorted(at for _, at, _ in found)


def test_names_come_through(tmp_path: Path) -> None:
    path = write_recording(tmp_path / "a.rep", 10)
    for name in (*NAMES, "\ud800"):
        session = bare(title=name, note=name, strap=name)
        (metadata,) = make_reader(io.BytesIO(written(session, path))).iter_metadata()
        assert metadata.metadata["title"] == name.replace("\ud800", "?")


def test_the_memory_does_not_grow_with_the_recording(tmp_path: Path) -> None:
    peaks = []
    for minutes in (3, 12):
        path = write_recording(tmp_path / f"{minutes}.rep", minutes * 6000)
        session = bare(recording={**recording(60.0 * minutes), "has_gyro": True})
        with path.open("rb") as file, (tmp_path / f"{minutes}.mcap").open("wb") as out:
            tracemalloc.start()
            write_mcap(session, file, out)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


def test_the_schema_is_one_that_ros_can_have() -> None:
    session = bare()
    reader = make_reader(io.BytesIO(written(session, RECORDINGS / "synthetic-rdl-8-ordinary.rep")))
    summary = reader.get_summary()
    assert summary is not None
    (schema,) = (one for one in summary.schemas.values() if one.encoding == "ros2msg")
    assert re.fullmatch(r"[a-z]\w*/msg/[A-Z]\w*", schema.name)
    for line in schema.data.decode().splitlines():
        assert re.fullmatch(r"(float64|int64|float32) [a-z](?:_?[a-z0-9]+)*", line)
