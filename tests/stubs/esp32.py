"""Stand-in for MicroPython's `esp32`: NVS in a file beside the flash, sleep in name only."""

import json
import os

WAKEUP_ALL_LOW = 0
_PATH = "/nvs.json"
# In one piece and always as long: no power cut leaves half of it.
_SIZE = 1024
_NOT_FOUND = -4354


def wake_on_ext0(pin, level):
    pass


class NVS:
    """Kept only by `commit`, and then all or nothing, as on the chip."""

    def __init__(self, namespace):
        try:
            with open(_PATH) as file:  # noqa: PTH123
                self._kept = json.load(file)
        except OSError:
            self._kept = {}

    def _get(self, name):
        if len(name) > 15:
            raise OSError(-4361)
        if name not in self._kept:
            raise OSError(_NOT_FOUND, "ESP_ERR_NVS_NOT_FOUND")
        return self._kept[name]

    def get_i32(self, name):
        return self._get(name)

    def set_i32(self, name, value):
        self._kept[name] = value

    def get_blob(self, name, buffer):
        blob = bytes.fromhex(self._get(name))
        buffer[: len(blob)] = blob
        return len(blob)

    def set_blob(self, name, blob):
        self._kept[name] = blob.hex()

    def commit(self):
        kept = json.dumps(self._kept)
        mode = "r+" if _PATH[1:] in os.listdir("/") else "w"  # noqa: PTH208
        with open(_PATH, mode) as file:  # noqa: PTH123
            file.write(kept + " " * (_SIZE - len(kept)))
