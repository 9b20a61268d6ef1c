"""bleak's own backend for Linux on a stand-in for BlueZ, and the firmware behind it."""

import asyncio
import os
import shutil
import sys
from pathlib import Path

import pytest

import played
from hosts import record
from on_the_air import on_the_air
from rephost.ble import BleLink
from rephost.conversation import Conversation
from rephost.link import Received
from rephost.links import Opener

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(autouse=True)
def _what_it_needs() -> None:
    if sys.platform != "linux" or not shutil.which("dbus-daemon"):
        pytest.skip("no dbus-daemon on this machine")
    if not os.environ.get("REPBELT_MICROPYTHON"):
        pytest.skip("no MicroPython: REPBELT_MICROPYTHON names none")


def test_recorded_through_a_link_loss(tmp_path: Path) -> None:
    path = tmp_path / "got.rep"
    losses: list[str] = []

    async def main() -> None:
        async with on_the_air(tmp_path, is_bluez=True) as air:

            def look(received: Received, conversation: Conversation) -> None:
                arrivals = conversation.progress.arrivals
                if not losses and arrivals and arrivals.next - arrivals.first > 104 * 2:
                    air.radio.drop_links()

            await record(path, Opener("ble"), 6.0, on_received=look, on_lost=losses.append)

    asyncio.run(asyncio.wait_for(main(), 60))
    assert losses
    assert played.whole(path)[1] > 104 * 5


def test_the_room_is_the_mtu_agreed_upon(tmp_path: Path) -> None:
    async def main() -> int:
        async with on_the_air(tmp_path, is_bluez=True):
            link = await BleLink.open()
            await link.close()
            return link.room

    assert asyncio.run(asyncio.wait_for(main(), 60)) == 128
