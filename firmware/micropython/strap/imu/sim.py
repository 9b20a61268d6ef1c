"""A sensor made of numbers: sets of RDLs, or a file of samples, at the pace of the clock."""

import math
import struct
import time
from array import array

from micropython import const

_REP_S = const(6)
_REPS = const(8)
_RESTS = const(5)
_DEPTH_RAD = 0.96
# Points of one rep; in between it is interpolated, in parts of 1024.
_POINTS = const(128)
_PARTS = const(1024)
_CAPACITY = const(300)
_ACC_NG = const(244141)
_GYR_UDPS = const(61035)
_HEADER = "<III"
_HEADER_SIZE = const(12)


class Sim:
    """Driver without a chip. It plays the file at `path`, over and over, or else lifts.

    The file: three u32, rate in mHz, ng and µdps of one count (0: no gyroscope), then the samples
    as `drain` returns them.
    """

    family = 255
    who_am_i = 0

    def __init__(self, path="", ticks_us=None, ticks_diff=None):
        self._path = path
        self._ticks_us = ticks_us or time.ticks_us
        self._ticks_diff = ticks_diff or time.ticks_diff
        self._file = None
        self.capacity = _CAPACITY
        self.filter_hz = 0

    def start(self, rate_hz, acc_range_g, gyr_range_dps):
        """Begin at the first sample. The ranges are always 8 g and 2000 dps, or the file's."""
        self.stop()
        self.rate_mhz = rate_hz * 1000
        self.acc_ng_per_lsb = _ACC_NG
        self.gyr_udps_per_lsb = _GYR_UDPS
        if self._path:
            self._open()
        else:
            self._rep = _one_rep()
        self._stored = 12 if self.gyr_udps_per_lsb else 6
        if not gyr_range_dps:
            self.gyr_udps_per_lsb = 0
        self.stride = 12 if self.gyr_udps_per_lsb else 6
        self._sample = bytearray(12)
        self._into = memoryview(self._sample)[: self._stored]
        self._step = int(_POINTS * _PARTS * 1000 / (_REP_S * self.rate_mhz) + 0.5)
        self._place = 0
        self._noise = 1
        self._period_us = 1000000000 // self.rate_mhz
        self._rest = 1000000000 % self.rate_mhz
        self._begin()

    def drain(self, into):
        """Write the samples of the time since the last drain into `into`; -1: more than fit."""
        now = self._ticks_us()
        self._owed_us += self._ticks_diff(now, self._last)
        self._last = now
        if self._owed_us > self._period_us * _CAPACITY:
            self._begin()
            return -1
        n = 0
        at = 0
        while self._owed_us >= self._period_us and at + self.stride <= len(into):
            self._owed_us -= self._period_us
            self._rests += self._rest
            if self._rests >= self.rate_mhz:
                self._rests -= self.rate_mhz
                self._owed_us -= 1
            if self._path:
                self._read()
            else:
                self._lift()
            for byte in range(self.stride):
                into[at + byte] = self._sample[byte]
            at += self.stride
            n += 1
        return n

    def stop(self):
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None

    def _begin(self):
        self._last = self._ticks_us()
        self._owed_us = 0
        self._rests = 0

    def _open(self):
        self._file = open(self._path, "rb")  # noqa: SIM115
        header = self._file.read(_HEADER_SIZE)
        if len(header) < _HEADER_SIZE:
            raise ValueError("%s is no file of samples" % self._path)
        self.rate_mhz, self.acc_ng_per_lsb, self.gyr_udps_per_lsb = struct.unpack(_HEADER, header)
        if not (0 < self.rate_mhz <= 1000000 and self.acc_ng_per_lsb):
            raise ValueError("%s is no file of samples" % self._path)

    def _read(self):
        if self._file.readinto(self._into) != self._stored:
            self._file.seek(_HEADER_SIZE)
            self._file.readinto(self._into)

    def _lift(self):
        """Write the next sample: a set of reps, then standing still, and again."""
        point = self._place // _PARTS
        part = self._place % _PARTS
        if point >= _POINTS * _REPS:  # standing
            point = part = 0
        point %= _POINTS
        self._put(0, 0, point, part)
        self._put(2, -1, 0, 0)
        self._put(4, 1, point, part)
        self._put(6, -1, 0, 0)
        self._put(8, 2, point, part)
        self._put(10, -1, 0, 0)
        self._place = (self._place + self._step) % (_POINTS * _PARTS * (_REPS + _RESTS))

    def _put(self, at, column, point, part):
        """Write one value with noise, without which it would look like a sensor that hangs."""
        self._noise = (self._noise * 1103 + 12345) & 0xFFFF
        value = (self._noise >> 12) - 8
        if column >= 0:
            here = self._rep[point * 3 + column]
            value += here + (self._rep[point * 3 + 3 + column] - here) * part // _PARTS
        self._sample[at] = value & 255
        self._sample[at + 1] = (value >> 8) & 255


def _one_rep():
    """Return counts of acc up, acc forward and gyro leftward at each point of a rep."""
    points = array("h")
    for point in range(_POINTS + 1):
        angle_rad, rate_rad_s = _hinge(point * _REP_S / _POINTS)
        points.append(round(math.cos(angle_rad) * 1e9 / _ACC_NG))
        points.append(round(math.sin(angle_rad) * 1e9 / _ACC_NG))
        points.append(round(math.degrees(rate_rad_s) * 1e6 / _GYR_UDPS))
    return points


def _hinge(t_s):
    """Return angle and rate: down for 2 s, held for 1 s, up for 2 s, upright for 1 s."""
    if t_s >= 5 or 2 <= t_s < 3:
        return (0.0 if t_s >= 5 else _DEPTH_RAD), 0.0
    way = t_s / 2 if t_s < 2 else 1 - (t_s - 3) / 2
    rate_rad_s = _DEPTH_RAD * math.pi / 4 * math.sin(math.pi * way)
    return _DEPTH_RAD * (1 - math.cos(math.pi * way)) / 2, rate_rad_s if t_s < 2 else -rate_rad_s
