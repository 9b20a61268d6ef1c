"""What a strap tells about itself."""

import struct
from dataclasses import dataclass
from typing import Final

import repwire
from rephost.errors import LinkError
from rephost.words import printable

_SIZE: Final = struct.calcsize(repwire.INFO_PAYLOAD)
_CAPABILITIES: Final = {
    repwire.CAN_GYRO: "gyroscope",
    repwire.CAN_RECORD: "recording",
    repwire.CAN_MEASURE_BATTERY: "battery",
    repwire.HAS_BUTTON: "button",
    repwire.HAS_USB: "usb",
    repwire.CAN_WAKE: "wake",
}
_SENSOR_STATES: Final = {
    repwire.SENSOR_OK: "ok",
    repwire.SENSOR_MISSING: "missing",
    repwire.SENSOR_UNKNOWN: "unknown",
    repwire.SENSOR_FAILED: "failed",
}
# The family of the sensor that is none.
_SIMULATED: Final = 255
MEMORY_FULL: Final = "the strap's memory is full: fetch the recordings with repbelt strap pull"
SENSORS: Final = (
    "MPU6050, MPU6500, MPU6886, ICM-206xx, LSM6DS3, LSM6DS3TR-C, LSM6DSO, LSM6DSOX, LSM6DSR"
)


@dataclass(frozen=True, slots=True)
class Info:
    """What INFO says."""

    name: str
    unique_id: bytes
    protocol: tuple[int, int]
    firmware: tuple[int, int, int]
    board: int
    imu_family: int
    who_am_i: int
    boot_id: int
    ring_samples: int
    stride: int
    capabilities: int
    sensor_state: int
    challenge: bytes

    @property
    def can(self) -> list[str]:
        """What it is able to do, in words."""
        return [word for bit, word in _CAPABILITIES.items() if self.capabilities & bit]

    @property
    def sensor(self) -> str:
        """How the sensor is, in one word."""
        return _SENSOR_STATES.get(self.sensor_state, f"state {self.sensor_state}")

    @property
    def chip(self) -> str | None:
        """The number that tells the sensor's kind, in words; None where none answered."""
        if self.imu_family == _SIMULATED:
            return "simulated"
        return f"0x{self.who_am_i:02x}" if self.who_am_i else None

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another recording."""
        return bool(self.capabilities & repwire.IS_FULL)

    @property
    def trouble(self) -> str | None:
        """What the lifter should see to, if anything."""
        both = [self.sensor_trouble, MEMORY_FULL if self.is_full else None]
        return "; ".join(filter(None, both)) or None

    @property
    def sensor_trouble(self) -> str | None:
        """What is wrong with the sensor, in one sentence for the lifter, if anything is."""
        match self.sensor_state:
            case repwire.SENSOR_OK:
                return None
            case repwire.SENSOR_MISSING:
                return "the strap finds no sensor: look at its wiring"
            case repwire.SENSOR_UNKNOWN:
                return (
                    f"the strap does not know its sensor (WHO_AM_I {self.chip}); it knows {SENSORS}"
                )
        return "the strap's sensor does not answer"


def read_info(payload: bytes) -> Info:
    """Return what an INFO value says; raises LinkError where it is none of ours."""
    if len(payload) < _SIZE:
        raise LinkError(f"the strap tells {len(payload)} bytes about itself, {_SIZE} are expected")
    (
        major,
        minor,
        *firmware,
        board,
        imu_family,
        who_am_i,
        unique_id,
        boot_id,
        ring_samples,
        stride,
        capabilities,
        sensor_state,
        challenge,
    ) = struct.unpack_from(repwire.INFO_PAYLOAD, payload)
    if major != repwire.PROTOCOL:
        raise LinkError(
            f"the strap speaks protocol {major}, this program {repwire.PROTOCOL}: "
            "install its firmware anew (repbelt strap install)"
        )
    return Info(
        printable(payload[_SIZE:].decode(errors="replace")),
        unique_id,
        (major, minor),
        (firmware[0], firmware[1], firmware[2]),
        board,
        imu_family,
        who_am_i,
        boot_id,
        ring_samples,
        stride,
        capabilities,
        sensor_state,
        challenge,
    )
