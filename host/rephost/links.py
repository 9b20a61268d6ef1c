"""From the words on a command line to an open link."""

from rephost.link import Link


class Opener:
    """Opens the link that is meant, and from then on the one to the same strap."""

    def __init__(self, where: str) -> None:
        self.where = where

    async def __call__(self) -> Link:
        """Open a link; see `open_link`."""
        link = await open_link(self.where)
        if self.where == "ble":
            self.where = link.name
        return link


async def open_link(where: str) -> Link:
    """Open the link that is meant; raises NotFoundError, or LinkError where it cannot be used."""
    kind, _, port = where.partition(":")
    if kind == "usb":
        from rephost.usb import UsbLink, only_port

        return await UsbLink.open(port or only_port())
    from rephost.ble import BleLink

    return await BleLink.open(None if where == "ble" else where)
