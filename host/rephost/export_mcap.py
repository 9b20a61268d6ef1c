"""A recording as MCAP: its samples in physical units, and the sets and reps as they stand.

Samples are CDR with a schema in ROS 2's language, 44 bytes each, which Foxglove reads without any
help; a JSON object each would be four times as much. Sets and reps, which are few, are JSON.
"""

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np

from rephost.analysis_json import sets_as_json
from rephost.columns import ACC, GYR, TIME
from rephost.recording import Reader
from rephost.reviewed import Reviewed
from rephost.samples import Samples, in_order

if TYPE_CHECKING:
    from mcap.writer import Writer

IMU: Final = "/imu"
REPS: Final = "/reps"
SETS: Final = "/sets"
INDEX: Final = "index"

# Little-endian, and no options.
_CDR: Final = bytes((0, 1, 0, 0))
_NS: Final = 1e9
_KINDS: Final = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    list: "array",
    type(None): "null",
}

_Message = tuple[float, str, dict[str, Any]]


def write_mcap(session: Reviewed, recording: BinaryIO, out: BinaryIO) -> None:
    """Write a session and its recording, read from where it is, block by block."""
    from mcap.writer import Writer

    axes = (*ACC, *(GYR if session.recording["has_gyro"] else ()))
    writer = Writer(out)
    writer.start(library=f"repbelt {session.algorithm}")
    writer.add_metadata("repbelt", _facts(session))
    imu = writer.register_channel(IMU, "cdr", _samples_schema(writer, axes))
    told = list(_told(session))
    channels = {topic: _channel(writer, topic, told) for topic in (SETS, REPS)}
    began_ns = max(0, round(session.began_unix_s * _NS))
    waiting = iter(sorted(told, key=lambda message: message[0]))
    following = next(waiting, None)
    for block in in_order(Reader(recording)):
        # In the order of time, so that a reader need not look through the whole file for it.
        while following and len(block.t_s) and following[0] <= block.t_s[0]:
            _add_told(writer, channels, began_ns, following)
            following = next(waiting, None)
        _add_samples(writer, imu, began_ns, block, axes)
    while following:
        _add_told(writer, channels, began_ns, following)
        following = next(waiting, None)
    writer.finish()  # type: ignore[no-untyped-call]


def _facts(session: Reviewed) -> dict[str, str]:
    facts = {
        "session": session.id,
        "title": session.title,
        "note": session.note,
        "plan": session.plan.name if session.plan else "",
        "strap": session.strap,
        "began_unix_s": repr(session.began_unix_s),
        "utc_offset_s": str(session.utc_offset_s),
        "algorithm": session.algorithm,
    }
    return {name: text.encode(errors="replace").decode() for name, text in facts.items()}


def _samples_schema(writer: "Writer", axes: tuple[str, ...]) -> int:
    fields = [f"float64 {TIME}", f"int64 {INDEX}", *(f"float32 {name}" for name in axes)]
    content = "\n".join(fields).encode()
    return int(writer.register_schema("repbelt/msg/Sample", "ros2msg", content))


def _channel(writer: "Writer", topic: str, told: list[_Message]) -> int:
    """Register a channel of JSON whose schema says what is in its messages."""
    kinds: dict[str, set[str]] = {}
    for _, of, message in told:
        if of == topic:
            for name, value in message.items():
                kinds.setdefault(name, set()).add(_KINDS[type(value)])
    properties = {name: {"type": sorted(kind)} for name, kind in kinds.items()}
    schema = json.dumps({"type": "object", "properties": properties}).encode()
    name = f"repbelt{topic.replace('/', '.')}"
    schema_id = writer.register_schema(name, "jsonschema", schema)
    return int(writer.register_channel(topic, "json", schema_id))


def _told(session: Reviewed) -> Iterator[_Message]:
    """Yield each set as it ends, each rep at its lock-out."""
    for number, one in enumerate(session.sets, 1):
        message = {
            "set": number,
            "exercise": one.exercise,
            "rep_count": one.rep_count,
            "start_s": float(one.start_s),
            "end_s": float(one.end_s),
            "weight_kg": None if one.weight_kg is None else float(one.weight_kg),
            "rpe": None if one.rpe is None else float(one.rpe),
            "note": one.note,
            "hold_s": None if one.hold_s is None else float(one.hold_s),
        }
        if one.reps:
            (measured,) = sets_as_json([one.result])
            for rep, by_hand in zip(measured["reps"], one.by_hand, strict=True):
                told = {"set": number, "exercise": one.exercise, "by_hand": by_hand, **rep}
                yield rep["end_s"], REPS, told
            for name in ("tempo", "time_under_tension_s", "cadence_per_min", "slowdown_pct"):
                message[name] = measured[name]
        yield one.end_s, SETS, message


def _add_told(writer: "Writer", channels: dict[str, int], began_ns: int, message: _Message) -> None:
    t_s, topic, content = message
    at_ns = max(0, began_ns + round(t_s * _NS))
    writer.add_message(channels[topic], at_ns, json.dumps(content).encode(), at_ns)


def _add_samples(
    writer: "Writer", channel: int, began_ns: int, block: Samples, axes: tuple[str, ...]
) -> None:
    layout = np.dtype(
        [("cdr", "V4"), (TIME, "<f8"), (INDEX, "<i8"), *((name, "<f4") for name in axes)]
    )
    messages = np.zeros(len(block.index), layout)
    messages["cdr"] = np.void(_CDR)
    messages[TIME], messages[INDEX] = block.t_s, block.index
    scales = [block.acc_g_per_lsb] * 3 + [block.gyr_dps_per_lsb or 0.0] * 3
    for axis, name in enumerate(axes):
        has_axis = axis < block.counts.shape[1]
        messages[name] = block.counts[:, axis] * scales[axis] if has_axis else np.nan
    content, size = messages.tobytes(), layout.itemsize
    times_ns = (began_ns + np.rint(block.t_s * _NS).astype(np.int64)).tolist()
    ends = range(0, len(content) + 1, size)
    for at_ns, (start, end) in zip(times_ns, pairwise(ends), strict=True):
        writer.add_message(channel, at_ns, content[start:end], at_ns)
