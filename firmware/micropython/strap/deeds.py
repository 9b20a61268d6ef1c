"""What commands do beyond the session: configure, mark, name, record, test, sleep."""

import struct

from micropython import const

import repwire as wire
from strap import hal
from strap.claim import KEY_SIZE
from strap.files import Reading
from strap.link import RefusedError

FIRMWARE = (0, 1, 0)

_NAME_SIZE = const(16)
_ENTRY_SIZE = const(14)
_MOST_U16 = const(65535)
_DEFAULT_GYR_RANGE_DPS = const(2000)


class Deeds:
    """`do` carries out a command for a session, or raises RefusedError; the app lends its parts."""

    def __init__(self, app, boot_id):
        self.boot_id = boot_id
        self._app = app

    def do(self, session, link, op, args):
        """Return the payload of the answer."""
        act = _ACTS.get(op)
        if act is None:
            raise RefusedError(wire.BAD_OP)
        try:
            return act(self, session, link, args)
        except OSError:
            raise RefusedError(wire.FAILED) from None

    def has_sensor(self):
        """Tell whether samples can be expected."""
        return self._app.sampler.driver is not None

    def started(self):
        """Take in that a host has started."""
        self._app.started()

    def is_known(self, link, nonce, tag):
        """Tell whether HELLO comes from a host that may; over a cable the button opens, too."""
        app = self._app
        is_known = app.claim.is_known(nonce, self.boot_id, tag)
        if app.claim.key:
            app.tell_info()
        return is_known or (link.is_cable and app.is_pressed())

    def state(self):
        """Return HELLO's state."""
        app = self._app
        return (
            (wire.STATE_SENSOR if app.sampler.sensor_state == wire.SENSOR_OK else 0)
            | (wire.STATE_RECORDING if app.recorder.number else 0)
            | (wire.STATE_CLAIMED if app.claim.key else 0)
            | (wire.STATE_LOW_BATTERY if app.house.battery.is_low else 0)
        )

    def config(self):
        """Return the payload of GET_CONFIG's answer."""
        sampler = self._app.sampler
        driver = sampler.driver
        if driver is None:
            raise RefusedError(wire.NO_SENSOR)
        return struct.pack(
            wire.CONFIG_PAYLOAD,
            sampler.epoch,
            wire.CONFIG_HAS_GYRO if driver.stride == wire.STRIDE else 0,
            driver.stride,
            driver.filter_hz,
            driver.rate_mhz,
            driver.acc_ng_per_lsb,
            driver.gyr_udps_per_lsb,
        )

    def info(self):
        """Return what INFO says."""
        app = self._app
        sampler = app.sampler
        stride = sampler.driver.stride if sampler.driver else 0
        payload = struct.pack(
            wire.INFO_PAYLOAD,
            wire.PROTOCOL,
            wire.PROTOCOL_MINOR,
            FIRMWARE[0],
            FIRMWARE[1],
            FIRMWARE[2],
            app.settings.board_number,
            sampler.family,
            sampler.who_am_i,
            app.unique_id,
            self.boot_id,
            app.ring.size // (stride or wire.STRIDE),
            stride,
            self._abilities(stride),
            sampler.sensor_state,
            app.claim.challenge,
        )
        return payload + app.name.encode()

    def _abilities(self, stride):
        app = self._app
        settings = app.settings
        return (
            wire.HAS_USB
            | (wire.CAN_GYRO if stride == wire.STRIDE else 0)
            | (wire.CAN_RECORD if app.can_record() else 0)
            | (wire.CAN_MEASURE_BATTERY if app.house.has_battery else 0)
            | (wire.HAS_BUTTON if app.has_button else 0)
            | (wire.CAN_WAKE if settings.wake is not None else 0)
            | (wire.IS_FULL if app.recorder.is_full else 0)
        )

    def _get_config(self, session, link, args):
        return self.config()

    def _set_config(self, session, link, args):
        _check(len(args) == 6)
        rate_hz, acc_range_g, gyr_range_dps, flags = struct.unpack("<HBHB", args)
        # As in `strap.config`, which is no longer in memory; what lies between is rounded.
        _check(not rate_hz or 12 <= rate_hz <= 1000)
        _check(not acc_range_g or 2 <= acc_range_g <= 32)
        _check(gyr_range_dps <= 2000)
        settings = self._app.sampler.settings
        settings.rate_hz = rate_hz or settings.rate_hz
        settings.acc_range_g = acc_range_g or settings.acc_range_g
        if not flags & wire.CONFIG_HAS_GYRO:
            settings.gyr_range_dps = 0
        else:
            settings.gyr_range_dps = (
                gyr_range_dps or settings.gyr_range_dps or _DEFAULT_GYR_RANGE_DPS
            )
        self._app.restart_sensor()
        return self.config()

    def _record(self, session, link, args):
        _check(len(args) == 1 and args[0] < 2)
        recorder = self._app.recorder
        number = recorder.number
        if not args[0]:
            recorder.stop()
            return struct.pack("<H", number)
        if self._app.house.battery.is_low:
            raise RefusedError(wire.TOO_LOW_BATTERY)
        if not self._app.can_record():
            raise RefusedError(wire.BAD_STATE)
        number = recorder.start(self._app.ring.head, False)
        if not number:
            raise RefusedError(wire.FLASH_FULL)
        return struct.pack("<H", number)

    def _list(self, session, link, args):
        _check(len(args) == 2)
        (cursor,) = struct.unpack("<H", args)
        room = link.room - wire.RESPONSE_SIZE - 2
        payload = b""
        for number, size, boot_id, t_ms in self._app.recorder.files():
            if number < cursor:
                continue
            if len(payload) + _ENTRY_SIZE > room:
                return payload + struct.pack("<H", number)
            payload += struct.pack("<HIII", number, size, boot_id, t_ms)
        return payload + b"\0\0"

    def _read(self, session, link, args):
        _check(len(args) == 10)
        number, offset, n = struct.unpack("<HII", args)
        recorder = self._app.recorder
        path, size = recorder.find(number)
        _check(path is not None and offset <= size)
        end = min(size, offset + n)
        reading = Reading(path, number, offset, end, recorder.lend)
        session.read(reading)
        if offset < end and not reading.build(link.room):
            raise RefusedError(wire.FAILED)
        return b""

    def _delete(self, session, link, args):
        _check(len(args) == 2)
        self._need_authority(link)
        (number,) = struct.unpack("<H", args)
        recorder = self._app.recorder
        _check(recorder.find(number)[0] is not None)
        if not recorder.delete(number):
            raise RefusedError(wire.BAD_STATE)
        return b""

    def _identify(self, session, link, args):
        _check(len(args) == 1)
        self._app.identify(args[0])
        return b""

    def _power(self, session, link, args):
        _check(len(args) == 1 and args[0] < 2)
        house = self._app.house
        house.end = house.switch_off if args[0] else house.sleep
        return b""

    def _reboot(self, session, link, args):
        _check(len(args) == 1 and args[0] < 2)
        self._need_authority(link)
        if args[0]:
            self._app.safety.ask_safe_mode()
        self._app.house.end = hal.reset
        return b""

    def _selftest(self, session, link, args):
        app = self._app
        return struct.pack(
            "<BHHHIHB",
            app.sampler.who_am_i,
            min(app.sampler.errors, _MOST_U16),
            min(app.sampler.max_gap_ms, _MOST_U16),
            min(app.sender.refused, _MOST_U16),
            app.sender.frames,
            hal.free_kb(),
            min(app.ble.drops if app.ble else 0, 255),
        )

    def _set_name(self, session, link, args):
        _check(0 < len(args) <= _NAME_SIZE)
        try:
            name = args.decode()
            _check(min(name) >= " ")
        except (UnicodeError, ValueError):
            raise RefusedError(wire.BAD_ARGUMENT) from None
        self._app.rename(name)
        return b""

    def _mark(self, session, link, args):
        _check(len(args) == 1)
        return struct.pack("<I", self._app.note(wire.BUTTON, args[0], 0))

    def _read_info(self, session, link, args):
        return self.info()

    def _set_key(self, session, link, args):
        _check(len(args) in (0, KEY_SIZE))
        app = self._app
        if not link.is_cable or (app.has_button and not app.is_pressed()):
            raise RefusedError(wire.NOT_AUTHORIZED)
        app.keep_key(args)
        return b""

    def _need_authority(self, link):
        """Refuse whoever only happens to be near; a key was proved by HELLO."""
        app = self._app
        if not (app.claim.key or link.is_cable or not app.has_button or app.was_pressed()):
            raise RefusedError(wire.NOT_AUTHORIZED)


def _check(is_right):
    if not is_right:
        raise RefusedError(wire.BAD_ARGUMENT)


# Not methods of one strap: each of those would take memory.
_ACTS = {
    wire.GET_CONFIG: Deeds._get_config,
    wire.SET_CONFIG: Deeds._set_config,
    wire.RECORD: Deeds._record,
    wire.LIST: Deeds._list,
    wire.READ: Deeds._read,
    wire.DELETE: Deeds._delete,
    wire.IDENTIFY: Deeds._identify,
    wire.POWER: Deeds._power,
    wire.REBOOT: Deeds._reboot,
    wire.SELFTEST: Deeds._selftest,
    wire.SET_NAME: Deeds._set_name,
    wire.MARK: Deeds._mark,
    wire.READ_INFO: Deeds._read_info,
    wire.SET_KEY: Deeds._set_key,
}
