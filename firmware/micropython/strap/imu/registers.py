"""The registers of one chip on the I2C bus, and how its settings are chosen."""

from micropython import const

# M5Stack's own code tries up to 16 times: writes do get lost on these buses.
_TRIES = const(8)
_EIO = const(5)
# Records that are read at a time, so many at most.
BURST = const(16)


def at_least(choices, wanted):
    """Return the position of the first of the rising `choices` that is not below `wanted`."""
    for at, choice in enumerate(choices):
        if choice >= wanted:
            return at
    return len(choices) - 1


def copy_six(source, start, into, at):
    """Copy three words; written out because it runs per sample and a slice would allocate."""
    into[at] = source[start]
    into[at + 1] = source[start + 1]
    into[at + 2] = source[start + 2]
    into[at + 3] = source[start + 3]
    into[at + 4] = source[start + 4]
    into[at + 5] = source[start + 5]


def begin_anew(fifo):
    """Flush `fifo` after a loss; returns -1, what a drain says of it. OSError if it will not."""
    try:
        fifo.flush()
    except ValueError:
        raise OSError(_EIO) from None
    return -1


def read_records(fifo, register, n, stride, into):
    """Read as many of `n` records as fit into `into`, a burst at a time; returns how many.

    -1: `fifo.copy` found that they do not begin where they must. `fifo` is torn from now on, until
    who called has seen that nothing was overwritten meanwhile.
    """
    n = min(n, len(into) // stride)
    done = 0
    fifo.torn = True
    while done < n:
        k = min(n - done, BURST)
        fifo.registers.read_into(register, fifo.bursts[k])
        if not fifo.copy(k, into, done * stride):
            return -1
        done += k
    return n


class Registers:
    """Read and write the registers of the chip at `address`; only a failure allocates."""

    def __init__(self, i2c, address):
        self._i2c = i2c
        self._address = address
        self._byte = bytearray(1)

    def read(self, register):
        """Return one register."""
        self._i2c.readfrom_mem_into(self._address, register, self._byte)
        return self._byte[0]

    def read_into(self, register, buffer):
        """Fill `buffer` from `register` on."""
        self._i2c.readfrom_mem_into(self._address, register, buffer)

    def write(self, register, value):
        """Write one register, without knowing whether it arrived."""
        self._byte[0] = value
        self._i2c.writeto_mem(self._address, register, self._byte)

    def settle(self, register, value):
        """Write one register until it reads back as written; ValueError if it never does."""
        for _ in range(_TRIES):
            self.write(register, value)
            found = self.read(register)
            if found == value:
                return
        raise ValueError("register %02x stays %02x, not %02x" % (register, found, value))

    def wait_clear(self, register, bits, timeout_ms, sleep_ms):
        """Wait for the end of a reset; until then the chip need not answer at all."""
        for _ in range(timeout_ms):
            try:
                if not self.read(register) & bits:
                    return
            except OSError:
                pass
            sleep_ms(1)
        if self.read(register) & bits:
            raise ValueError("register %02x: reset does not end" % register)
