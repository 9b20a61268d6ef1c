"""Tables to recordings: the frames that a strap would have sent."""

from typing import BinaryIO, Final

from rephost.frames import Framer, imported
from rephost.journal import wrap_all
from rephost.sampled import SampledTable
from rephost.wrapping import wrap

SLOWEST_NOMINAL_HZ: Final = 20.0
FASTEST_NOMINAL_HZ: Final = 1000.0


def write_recording(table: SampledTable, name: str, file: BinaryIO) -> None:
    """Write a table as a recording that names its source, block by block."""
    gyr_udps = table.gyr_udps_per_lsb
    # The nominal rate is within what the counter takes; the true one follows from the times.
    rate_hz = min(max(1 / table.period_s, SLOWEST_NOMINAL_HZ), FASTEST_NOMINAL_HZ)
    framer = Framer(
        rate_hz,
        table.acc_ng_per_lsb * 1e-9,
        None if gyr_udps is None else gyr_udps * 1e-6,
    )
    for slots, counts in table.chunks():
        file.write(wrap_all(framer.push(counts, slots, table.times_s(slots))))
    file.write(wrap_all(framer.finish()))
    file.write(wrap(imported(name)))
