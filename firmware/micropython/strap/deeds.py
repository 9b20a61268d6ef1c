"""What commands do beyond the session: configure, name, mark, test, record."""

import struct

import repwire as wire
from strap.link import RefusedError

FIRMWARE = (0, 1, 0)


class Deeds:
    """`do` carries out a command for a session, or raises RefusedError; the app lends its parts."""

    def __init__(self, app, boot_id):
        self.boot_id = boot_id
        self._app = app
        self._acts = {
            wire.GET_CONFIG: self._get_config,
            wire.SET_CONFIG: self._set_config,
            wire.IDENTIFY: self._identify,
            wire.SELFTEST: self._selftest,
            wire.MARK: self._mark,
            wire.READ_INFO: self._read_info,
        }

    def do(self, session, link, op, args):
        """Return the payload of the answer."""
        act = self._acts.get(op)
        if act is None:
            raise RefusedError(wire.BAD_OP)
        return act(session, link, args)

    def started(self):
        """Take in that a host has started."""

    def is_known(self, link, nonce, tag):
        """Tell whether HELLO comes from a host that may."""
        return True

    def state(self):
        """Return HELLO's state."""
        app = self._app
        return wire.STATE_SENSOR if app.sampler.sensor_state == wire.SENSOR_OK else 0

    def config(self):
        """Return the payload of GET_CONFIG's answer."""
        driver = self._app.sampler.driver
        if driver is None:
            raise RefusedError(wire.NO_SENSOR)
        return struct.pack(
            wire.CONFIG_PAYLOAD,
            self._app.sampler.epoch,
            wire.CONFIG_HAS_GYRO if driver.stride == wire.STRIDE else 0,
            driver.stride,
            driver.filter_hz,
            driver.rate_mhz,
            driver.acc_ng_per_lsb,
            driver.gyr_udps_per_lsb,
        )

    def _get_config(self, session, link, args):
        return self.config()

    def _set_config(self, session, link, args):
        check(len(args) == 6)
        rate_hz, acc_range_g, gyr_range_dps, flags = struct.unpack("<HBHB", args)
        settings = self._app.sampler.settings
        settings.rate_hz = rate_hz or settings.rate_hz
        settings.acc_range_g = acc_range_g or settings.acc_range_g
        if flags & wire.CONFIG_HAS_GYRO:
            settings.gyr_range_dps = gyr_range_dps or settings.gyr_range_dps or 2000
        else:
            settings.gyr_range_dps = 0
        self._app.restart_sensor()
        return self.config()

    def _identify(self, session, link, args):
        check(len(args) == 1)
        self._app.identify(args[0])
        return b""

    def _selftest(self, session, link, args):
        return self._app.selftest()

    def _mark(self, session, link, args):
        check(len(args) == 1)
        return struct.pack("<I", self._app.mark(args[0]))

    def _read_info(self, session, link, args):
        return self._app.info()


def check(is_right):
    """Refuse a command whose arguments are not right."""
    if not is_right:
        raise RefusedError(wire.BAD_ARGUMENT)
