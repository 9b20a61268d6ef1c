"""The strap's real firmware within reach of this host's bleak, on the virtual radio."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import played
import virtual_radio
from bleak_on_bumble import on_virtual_radio
from bluez_stand_in import bluez
from radio_bridge import Bridge
from rephost.simulating import SimulatedStrap, make_flash


@dataclass(frozen=True)
class OnTheAir:
    """A running strap and the air around it."""

    strap: SimulatedStrap
    radio: virtual_radio.Radio
    flash: Path


@contextlib.asynccontextmanager
async def on_the_air(
    folder: Path,
    *,
    rate_hz: float = 104.0,
    axes: int = 6,
    seconds: float = 60.0,
    mtu: int = 247,
    interval_s: float = 0.015,
    packets: int = 4,
    is_bluez: bool = False,
    speed: int = 1,
) -> AsyncIterator[OnTheAir]:
    """Run a strap that plays `played.truth`, `seconds` of it; `is_bluez`: by D-Bus.

    Its clock runs `speed` times as fast as the world.
    """
    flash = folder / "flash"
    make_flash(flash, {"imu": "sim:/play.bin"})
    played.write(flash / "play.bin", rate_hz, seconds, axes)
    radio = virtual_radio.Radio()
    controller = virtual_radio.AirController(
        "strap", radio, virtual_radio.PERIPHERAL, interval_s, packets
    )
    bridge = Bridge(controller)
    await bridge.serve()
    device = await virtual_radio.central(radio)
    # Should the strap ask for more itself, it gets no more than that either.
    device.gatt_server.max_mtu = mtu
    try:
        async with contextlib.AsyncExitStack() as stack:
            variables = {"BLE_BRIDGE": str(bridge.port), "REPBELT_SPEED": str(speed)}
            strap = stack.enter_context(SimulatedStrap(flash, variables))
            if is_bluez:
                await stack.enter_async_context(bluez(device, mtu))
            else:
                stack.enter_context(on_virtual_radio(device, mtu))
            yield OnTheAir(strap, radio, flash)
    finally:
        await bridge.close()
