"""Recordings to tables: samples in physical units, or reps."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, Final

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from rephost.analysis_json import sets_as_json
from rephost.columns import ACC, GYR, TIME
from rephost.decode import Configured
from rephost.performed import PerformedSet
from rephost.recording import Reader

if TYPE_CHECKING:
    from rephost.samples import Samples

INDEX: Final = "index"
"""Number of a sample: what is missing in it was lost."""

_SPLIT: Final = "BYTE_STREAM_SPLIT"
_REP_TYPES: Final = {
    "set": pa.int32(),
    "exercise": pa.string(),
    "index": pa.int32(),
    "start_s": pa.float64(),
    "bottom_s": pa.float64(),
    "bottom_end_s": pa.float64(),
    "end_s": pa.float64(),
    "eccentric_s": pa.float64(),
    "bottom_pause_s": pa.float64(),
    "concentric_s": pa.float64(),
    "top_pause_s": pa.float64(),
    "time_under_tension_s": pa.float64(),
    "range_of_motion_deg": pa.float64(),
    "peak_concentric_dps": pa.float64(),
    "confidence": pa.float64(),
    "hip_share": pa.float64(),
    "hips_lead": pa.float64(),
    "flight_s": pa.float64(),
    "flags": pa.string(),
}


def write_samples(recording: BinaryIO, kind: str, out: BinaryIO) -> None:
    """Write a recording's samples as "csv" or "parquet", lossless within the counts.

    Samples of a configuration without a gyro have nulls for it where another one has a gyro.
    """
    from rephost.samples import in_order

    axes = (*ACC, *(GYR if _has_gyro(recording) else ()))
    # 24 bits hold 16 and a scale: a count comes back from a single, in half the space of a double.
    values = pa.float64() if kind == "csv" else pa.float32()
    schema = pa.schema(
        [(INDEX, pa.int64()), (TIME, pa.float64()), *((name, values) for name in axes)]
    )
    recording.seek(0)
    _write((_columns(block, schema) for block in in_order(Reader(recording))), schema, kind, out)


def write_counted_reps(analysis: Mapping[str, Any], kind: str, out: BinaryIO) -> None:
    """Write the reps of an analysis as "csv" or "parquet", one a row."""
    rows = (
        _rep_row(number, one["exercise"], rep)
        for number, one in enumerate(analysis["sets"], 1)
        for rep in one["reps"]
    )
    _write_reps(list(rows), _REP_TYPES, kind, out)


def write_performed_reps(sets: Iterable[PerformedSet], kind: str, out: BinaryIO) -> None:
    """Write the reps of sets as they stand as "csv" or "parquet"; which ones are by hand."""
    rows = []
    for number, one in enumerate(sets, 1):
        (measured,) = sets_as_json([one.result]) if one.reps else ({"reps": ()},)
        for rep, by_hand in zip(measured["reps"], one.by_hand, strict=False):
            rows.append({**_rep_row(number, one.exercise, rep), "by_hand": by_hand})
    _write_reps(rows, {**_REP_TYPES, "by_hand": pa.bool_()}, kind, out)


def _rep_row(number: int, exercise: str, rep: Mapping[str, Any]) -> dict[str, Any]:
    return {**rep, "set": number, "exercise": exercise, "flags": " ".join(rep["flags"])}


def _write_reps(
    rows: list[dict[str, Any]], types: Mapping[str, pa.DataType], kind: str, out: BinaryIO
) -> None:
    schema = pa.schema(list(types.items()))
    table = pa.Table.from_pylist(rows, schema)
    _write(iter([dict(zip(schema.names, table.columns, strict=True))]), schema, kind, out)


def _has_gyro(recording: BinaryIO) -> bool:
    recording.seek(0)
    return any(
        isinstance(item, Configured) and item.gyr_dps_per_lsb is not None
        for item in Reader(recording)
    )


def _columns(block: "Samples", schema: pa.Schema) -> dict[str, Any]:
    # Rounded to the whole nano-g and micro-degree that the scales are made of, and to the
    # microsecond of the strap's clock: a number in a text file then has no tail of noise.
    columns: dict[str, Any] = {INDEX: block.index, TIME: np.round(block.t_s, 6)}
    scales = [(block.acc_g_per_lsb, 9)] * 3 + [(block.gyr_dps_per_lsb or 0.0, 6)] * 3
    for axis, (name, (lsb, digits)) in enumerate(zip((*ACC, *GYR), scales, strict=True)):
        if axis < block.counts.shape[1]:
            rounded = np.round(block.counts[:, axis] * lsb, digits)
            columns[name] = pa.array(rounded).cast(schema.field(name).type)
        elif name in schema.names:
            columns[name] = pa.nulls(len(block.index), schema.field(name).type)
    return columns


def _write(
    blocks: Iterator[Mapping[str, Any]], schema: pa.Schema, kind: str, out: BinaryIO
) -> None:
    with _writer(schema, kind, out) as writer:
        for block in blocks:
            writer.write_table(pa.table(dict(block), schema))


def _writer(schema: pa.Schema, kind: str, out: BinaryIO) -> Any:
    if kind == "csv":
        # The library would put the names in quotes.
        out.write((",".join(schema.names) + "\n").encode())
        options = csv.WriteOptions(include_header=False, quoting_style="none")
        return csv.CSVWriter(out, schema, write_options=options)
    encodings = {INDEX: "DELTA_BINARY_PACKED", **dict.fromkeys((TIME, *ACC, *GYR), _SPLIT)}
    encodings = {name: how for name, how in encodings.items() if name in schema.names}
    return parquet.ParquetWriter(
        out,
        schema,
        compression="zstd",
        use_dictionary=[name for name in schema.names if name not in encodings],
        column_encoding=encodings,
        write_page_checksum=True,
    )
