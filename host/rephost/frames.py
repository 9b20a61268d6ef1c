"""Frames made on the host: its own, and those a strap would have sent for samples that we have."""

import struct
from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

import repwire.host

_EPOCH = 1
_BOOT_ID = 1
_STATUS_EVERY_S = 1.0
# A damaged configuration then costs nothing: the next one stands for it.
_CONFIG_EVERY_S = 60.0
# The strap's clock at the first sample, so that no anchor falls before zero.
_CLOCK_START_S = 1.0
_NO_BATTERY = 255


def arrival(host_ns: int) -> bytes:
    """Return a frame that says when the frames behind it arrived."""
    return repwire.host.host_frame(repwire.host.HOST_ARRIVAL, host_ns)


def exercise_chosen(name: str | None, host_ns: int = 0) -> bytes:
    """Return a frame that says which exercise was chosen; None: find out."""
    return repwire.host.host_frame(repwire.host.HOST_EXERCISE, host_ns, (name or "").encode())


def mark(number: int, host_ns: int = 0) -> bytes:
    """Return a frame that marks this moment."""
    return repwire.host.host_frame(repwire.host.HOST_MARK, host_ns, bytes((number,)))


def given_up(first_index: int, n: int, host_ns: int = 0) -> bytes:
    """Return a frame that says samples from `first_index` will never come."""
    payload = struct.pack("<II", first_index, n)
    return repwire.host.host_frame(repwire.host.HOST_GIVEN_UP, host_ns, payload)


def imported(source: str, host_ns: int = 0) -> bytes:
    """Return a frame that names the table a recording was made from."""
    return repwire.host.host_frame(repwire.host.HOST_IMPORTED, host_ns, source.encode()[:1024])


def hello(boot_id: int, head: int = 0) -> bytes:
    """Return a strap's answer to HELLO."""
    payload = struct.pack(repwire.HELLO_PAYLOAD, 1, 0, 247, boot_id, head, head)
    return repwire.response(repwire.HELLO, 0, repwire.OK, payload)


def configuration(
    epoch: int, odr_hz: float, acc_g_per_lsb: float, gyr_dps_per_lsb: float | None
) -> bytes:
    """Return a strap's answer to GET_CONFIG; scales are kept to the nano-g and the micro-degree."""
    has_gyro = gyr_dps_per_lsb is not None
    payload = struct.pack(
        repwire.CONFIG_PAYLOAD,
        epoch,
        repwire.CONFIG_HAS_GYRO if has_gyro else 0,
        repwire.STRIDE if has_gyro else repwire.STRIDE_ACCEL_ONLY,
        0,
        round(odr_hz * 1e3),
        round(acc_g_per_lsb * 1e9),
        round((gyr_dps_per_lsb or 0.0) * 1e6),
    )
    return repwire.response(repwire.GET_CONFIG, 0, repwire.OK, payload)


def started(first_index: int) -> bytes:
    """Return a strap's answer to START: the index of the first sample that it will send."""
    return repwire.response(repwire.START, 0, repwire.OK, struct.pack("<I", first_index))


def event(
    kind: int, index: int, t_us: int, *, a: int = 0, b: int = 0, epoch: int = _EPOCH, seq: int = 0
) -> bytes:
    """Return a frame of one event."""
    frame = bytearray(repwire.HEADER_SIZE + repwire.EVENT_SIZE)
    repwire.write_header(frame, repwire.EVENT, epoch, 1, 0, seq)
    t_us &= 0xFFFFFFFF
    repwire.write_event(frame, repwire.HEADER_SIZE, kind, a, b, index, t_us & 0xFFFF, t_us >> 16)
    return bytes(frame)


def data(epoch: int, first_index: int, counts: NDArray[np.int16], *, resent: bool = False) -> bytes:
    """Return a frame of samples, counts (n, 6) or (n, 3), n ≤ 255."""
    flags = repwire.RESENT if resent else 0
    if counts.shape[1] == 3:
        flags |= repwire.ACCEL_ONLY
    if counts.size and (counts.max() == 32767 or counts.min() == -32768):
        flags |= repwire.CLIP
    header = struct.pack("<4BI", repwire.DATA, epoch, len(counts), flags, first_index)
    return header + counts.astype("<i2", copy=False).tobytes()


class Framer:
    """Samples in blocks to the frames of one recording: HELLO, configuration, EPOCH, DATA, STATUS.

    Parameters
    ----------
    rate_hz
        Nominal rate; the true one follows from the times given with the samples.
    acc_g_per_lsb, gyr_dps_per_lsb
        Scales of the counts; None without a gyro.
    rng
        Draws the error of each anchor, up to one sample period, as on a strap. Without one the
        anchors are exact.
    """

    def __init__(
        self,
        rate_hz: float,
        acc_g_per_lsb: float,
        gyr_dps_per_lsb: float | None,
        *,
        boot_id: int = _BOOT_ID,
        rng: np.random.Generator | None = None,
    ) -> None:
        axes = 3 if gyr_dps_per_lsb is None else 6
        self._config = configuration(_EPOCH, rate_hz, acc_g_per_lsb, gyr_dps_per_lsb)
        self._per_frame = (repwire.MAX_NOTIFY_SIZE - repwire.HEADER_SIZE) // (2 * axes)
        self._period_s = 1.0 / rate_hz
        self._boot_id = boot_id
        self._rng = rng
        self._counts = np.empty((0, axes), np.int16)
        self._index = np.empty(0, np.int64)
        self._t_s = np.empty(0)
        self._next = -1  # index expected next; -1 before the first sample
        self._clock_offset_s = 0.0
        self._status_due_s = 0.0
        self._config_due_s = 0.0
        self._seq = 0

    def push(
        self, counts: NDArray[np.int16], index: ArrayLike, t_s: ArrayLike | None = None
    ) -> Iterator[bytes]:
        """Yield the frames that are full.

        Parameters
        ----------
        counts
            (n, 6) or (n, 3), as the scales say.
        index
            (n,) rising; what is left out is lost for good.
        t_s
            (n,) when each was taken, rising; by default index / rate.
        """
        added = np.asarray(index, np.int64)
        if counts.shape != (added.size, self._counts.shape[1]):
            raise ValueError(f"counts {counts.shape} for {added.size} indices")
        times = added * self._period_s if t_s is None else np.asarray(t_s, np.float64)
        self._counts = np.concatenate((self._counts, counts))
        self._index = np.concatenate((self._index, added))
        self._t_s = np.concatenate((self._t_s, times))
        if np.any(np.diff(self._index) < 1):
            raise ValueError("indices do not rise")
        yield from self._frames(last=False)

    def finish(self) -> Iterator[bytes]:
        """Yield the last frames."""
        yield from self._frames(last=True)

    def _frames(self, *, last: bool) -> Iterator[bytes]:
        n = self._index.size
        if n and self._next < 0:
            yield from self._opening()
        ends = np.append(np.flatnonzero(np.diff(self._index) > 1) + 1, n)
        start = 0
        for run_end in ends.tolist():
            whole = last or run_end < n
            while start < run_end and (whole or run_end - start >= self._per_frame):
                end = min(start + self._per_frame, run_end)
                yield from self._frame(start, end)
                start = end
        self._counts = self._counts[start:].copy()
        self._index = self._index[start:].copy()
        self._t_s = self._t_s[start:].copy()

    def _opening(self) -> Iterator[bytes]:
        first, t_s = int(self._index[0]), float(self._t_s[0])
        yield hello(self._boot_id, first)
        yield self._config
        yield started(first)
        self._clock_offset_s = _CLOCK_START_S - t_s
        self._status_due_s = t_s + _STATUS_EVERY_S
        self._config_due_s = t_s + _CONFIG_EVERY_S
        yield self._anchor(repwire.EPOCH, first, t_s - self._period_s, self._period_s, a=_EPOCH)
        self._next = first

    def _frame(self, start: int, end: int) -> Iterator[bytes]:
        first = int(self._index[start])
        if first > self._next:
            yield given_up(self._next, first - self._next)
        yield data(_EPOCH, first, self._counts[start:end])
        self._next = first + end - start
        t_s = float(self._t_s[end - 1])
        if t_s >= self._status_due_s:
            period_s = self._period_s
            if end - start > 1:
                period_s = (t_s - float(self._t_s[start])) / (end - start - 1)
            yield self._anchor(repwire.STATUS, self._next, t_s, period_s, a=_NO_BATTERY)
            self._status_due_s = max(self._status_due_s, t_s - _STATUS_EVERY_S) + _STATUS_EVERY_S
        if t_s >= self._config_due_s:
            yield self._config
            self._config_due_s = t_s + _CONFIG_EVERY_S

    def _anchor(self, kind: int, index: int, t_s: float, period_s: float, *, a: int) -> bytes:
        """Return the event of an anchor; `t_s` is when the sample before `index` was taken."""
        part = 0.5 if self._rng is None else self._rng.random()
        t_us = round((t_s + part * period_s + self._clock_offset_s) * 1e6)
        self._seq += 1
        return event(kind, index, t_us, a=a, seq=self._seq)


def frames_from_counts(
    counts: NDArray[np.int16],
    index: ArrayLike,
    *,
    rate_hz: float,
    acc_g_per_lsb: float,
    gyr_dps_per_lsb: float | None,
    t_s: ArrayLike | None = None,
    rng: np.random.Generator | None = None,
) -> Iterator[bytes]:
    """Yield the frames of a whole recording; parameters as of `Framer` and its `push`."""
    framer = Framer(rate_hz, acc_g_per_lsb, gyr_dps_per_lsb, rng=rng)
    yield from framer.push(counts, index, t_s)
    yield from framer.finish()
