"""What any link to a strap hands on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Received:
    """One frame as it arrived: DATA, EVENT, RESPONSE or one of the host's own, unwrapped."""

    host_ns: int
    data: bytes
