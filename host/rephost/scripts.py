"""What is asked of a strap, and what its answers mean."""

import hashlib
import hmac
import secrets
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import repwire
from rephost.decode import Configured, decode
from rephost.errors import LinkError, RefusedError
from rephost.info import MEMORY_FULL, Info, read_info
from rephost.talk import Answer, Request, Script

KeysOf = Callable[[bytes], Sequence[bytes]]
"""The keys that the strap with this unique id may have, the likeliest first."""

KEY_SIZE: Final = 16
_NONCE_SIZE: Final = 8
_PROOF_SIZE: Final = 6
SELFTEST_PAYLOAD: Final = "<BHHHIHB"
_SENTENCES: Final = {
    repwire.BAD_OP: "the strap's firmware does not know {what}",
    repwire.BAD_ARGUMENT: "the strap cannot do {what} so",
    repwire.BAD_STATE: "the strap cannot do {what} now",
    repwire.BUSY: "the strap is in use by another program",
    repwire.NO_SENSOR: "the strap's sensor does not answer",
    repwire.GONE: "the strap no longer has that",
    repwire.FLASH_FULL: MEMORY_FULL,
    repwire.NOT_AUTHORIZED: "the strap refuses {what}: it is claimed with another key, or wants "
    "its button pressed meanwhile",
    repwire.TOO_LOW_BATTERY: "the strap's battery is too low",
    repwire.FAILED: "the strap's memory fails at {what}",
}


class Setting(NamedTuple):
    """What the sensor is to do; 0 keeps what it does.

    No gyro: acceleration alone; None keeps that, too.
    """

    rate_hz: int = 0
    acc_g: int = 0
    gyr_dps: int = 0
    has_gyro: bool | None = None


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What a strap answers to SELFTEST."""

    who_am_i: int
    sensor_errors: int
    longest_pause_ms: int
    radio_refusals: int
    frames_sent: int
    free_kb: int
    radio_faults: int


class Hello(NamedTuple):
    """What a strap answers to HELLO."""

    protocol: int
    state: int
    mtu: int
    boot_id: int
    head: int
    tail: int


def ask(
    op: int, args: bytes = b"", what: str = "this command", *, fine: tuple[int, ...] = (repwire.OK,)
) -> Script[bytes]:
    """Ask one thing; returns the answer's payload, raises RefusedError if it is not fine."""
    answer: Answer = yield Request(op, args)
    _check(answer, fine, what)
    return answer.payload


def tell() -> Script[Info]:
    """Ask what the strap is."""
    return read_info((yield from ask(repwire.READ_INFO, what="telling about itself")))


def setting_of(rate_hz: int | None, acc_g: int | None, gyr_dps: int | None) -> Setting | None:
    """Return what is to be changed, None for nothing; a gyro of 0 °/s is none."""
    if rate_hz is acc_g is gyr_dps is None:
        return None
    has_gyro = None if gyr_dps is None else gyr_dps != 0
    return Setting(rate_hz or 0, acc_g or 0, gyr_dps or 0, has_gyro)


def new_nonce() -> bytes:
    """Return a number nobody can guess, used once."""
    return secrets.token_bytes(_NONCE_SIZE)


def proof(key: bytes, nonce: bytes, info: Info) -> bytes:
    """Return what proves that we know the key."""
    said = nonce + struct.pack("<I", info.boot_id) + info.challenge
    return hmac.new(key, said, hashlib.sha256).digest()[:_PROOF_SIZE]


def greet(info: Info, nonce: bytes, keys_of: KeysOf) -> Script[Hello]:
    """Begin the session, with a key where we have one: each that it may be is tried."""
    keys = list(keys_of(info.unique_id))
    while True:
        proved = proof(keys.pop(0), nonce, info) if keys else b""
        args = bytes((repwire.PROTOCOL, 0)) + nonce + proved
        try:
            payload = yield from ask(repwire.HELLO, args, what="this computer")
        except RefusedError as exc:
            if exc.status != repwire.NOT_AUTHORIZED or not keys:
                raise
            info = yield from tell()  # each try has a challenge of its own
        else:
            return Hello(*_read(repwire.HELLO_PAYLOAD, payload))


def configure(setting: Setting | None) -> Script[Configured]:
    """Set the sensor up, or only ask how it is; returns how it is now."""
    if setting is None:
        payload = yield from ask(repwire.GET_CONFIG)
    else:
        has_gyro = setting.has_gyro
        if has_gyro is None:  # SET_CONFIG has no word for "as it is"
            has_gyro = (yield from configure(None)).gyr_dps_per_lsb is not None
        flags = repwire.CONFIG_HAS_GYRO if has_gyro else 0
        args = struct.pack("<HBHB", *setting[:3], flags)
        payload = yield from ask(repwire.SET_CONFIG, args, what="these settings")
    for item in decode(repwire.response(repwire.GET_CONFIG, 0, repwire.OK, payload)):
        if isinstance(item, Configured):
            return item
    raise LinkError("the strap tells no scale of its sensor")


def stop() -> Script[int]:
    """Let the strap stop sending; returns the index behind the last sample that it has made."""
    payload = yield from ask(repwire.STOP, what="stopping")
    # A strap of protocol 1.1 says only behind which sample it stopped.
    return _read("<I", payload[-4:])[0]


def measure_time(times: int) -> Script[list[tuple[int, int, int, int]]]:
    """Ask for the strap's clock; returns (asked, heard, answered, back) of each time."""
    measured = []
    for _ in range(times):
        answer: Answer = yield Request(repwire.TIME, is_timed=True)
        _check(answer, (repwire.OK,), "telling the time")
        asked_ns, heard_us, answered_us = _read("<QII", answer.payload)
        measured.append((asked_ns, heard_us, answered_us, answer.host_ns))
    return measured


def identify(seconds: int) -> Script[None]:
    """Let the strap show which one it is."""
    yield from ask(repwire.IDENTIFY, bytes((seconds,)), what="showing itself")


def selftest() -> Script[SelfTest]:
    """Ask how the strap fared since it was switched on."""
    payload = yield from ask(repwire.SELFTEST, what="testing itself")
    return SelfTest(*_read(SELFTEST_PAYLOAD, payload))


def set_key(key: bytes) -> Script[None]:
    """Claim the strap with a key; none gives it up."""
    yield from ask(repwire.SET_KEY, key, what="a new key")


def _check(answer: Answer, fine: tuple[int, ...], what: str) -> None:
    if answer.status not in fine:
        sentence = _SENTENCES.get(answer.status, f"the strap refuses {what} ({answer.status})")
        raise RefusedError(sentence.format(what=what), answer.status)


def _read(layout: str, payload: bytes) -> tuple[int, ...]:
    try:
        return struct.unpack_from(layout, payload)
    except struct.error:
        raise LinkError("the strap's answer is cut off") from None
