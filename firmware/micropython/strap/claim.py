"""Whose strap this is: hosts that know its key, by HMAC-SHA256."""

import hashlib
import struct

from micropython import const

_BLOCK = const(64)
_TAG_SIZE = const(6)
KEY_SIZE = const(16)


class Claim:
    """`key` is empty while anybody may; `challenge` must be new for each try."""

    def __init__(self, key, random):
        self.key = key
        self._random = random
        self.challenge = random(8)

    def is_known(self, nonce, boot_id, tag):
        """Tell whether a host knows the key; each call is a try."""
        challenge = self.challenge
        self.renew()
        if not self.key:
            return True
        expected = _hmac(self.key, nonce + struct.pack("<I", boot_id) + challenge)[:_TAG_SIZE]
        return tag == expected

    def renew(self):
        """Ask something else from now on."""
        self.challenge = self._random(8)


def _hmac(key, message):
    key = key + bytes(_BLOCK - len(key))
    inner = hashlib.sha256(bytes([byte ^ 0x36 for byte in key]) + message).digest()
    return hashlib.sha256(bytes([byte ^ 0x5C for byte in key]) + inner).digest()
