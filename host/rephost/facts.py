"""What a recording is, whatever was done in it."""

from dataclasses import dataclass
from typing import NamedTuple


class Gap(NamedTuple):
    """Between these two samples nothing is known."""

    start_s: float
    end_s: float


class Mark(NamedTuple):
    """A moment that the lifter marked, on the strap or on the host."""

    t_s: float
    number: int


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a recording, as far as it was read; `rate_hz` is the true rate."""

    duration_s: float
    rate_hz: float
    nominal_rate_hz: float
    samples: int
    lost_samples: int
    clipped_samples: int
    unscaled_samples: int
    """Of those lost: samples without a configuration that says what they are worth."""
    refused: int
    """Claims of a hole longer than a day, which were not believed: damage with a sound checksum."""
    has_gyro: bool
    gaps: tuple[Gap, ...]
    marks: tuple[Mark, ...]
