"""From the words on a command line to an open link."""

from rephost.link import Link

WHERE = "usb:PORT, usb (the only board plugged in), ble (the only strap in reach) or its NAME"


async def open_link(where: str) -> Link:
    """Open the link that is meant; raises NotFoundError, or LinkError where it cannot be used."""
    kind, _, port = where.partition(":")
    if kind == "usb":
        from rephost.usb import UsbLink, only_port

        return await UsbLink.open(port or only_port())
    from rephost.ble import BleLink

    return await BleLink.open(None if where == "ble" else where)
