"""`repbelt strap …`: the strap itself, whatever it records."""

import argparse
import asyncio
import importlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, Final, TypeVar

import repwire
from rephost.carrying import ask_strap
from rephost.errors import LinkError
from rephost.info import Info, read_info
from rephost.keys import keys_of
from rephost.link import Link
from rephost.links import open_link
from rephost.scripts import (
    SelfTest,
    configure,
    greet,
    identify,
    new_nonce,
    selftest,
    setting_of,
    tell,
)

_T = TypeVar("_T")

_SETTLE_S: Final = 0.1
_SETTLE_TRIES: Final = 15

# Those that need more than a question and an answer have a module of their own.
_OWN_MODULE: Final = ("claim", "install", "pull", "simulate")


def run(args: argparse.Namespace) -> None:
    """Do what was asked with the strap."""
    if args.action in _OWN_MODULE:
        importlib.import_module(f"rephost.strap_{args.action}").run(args)
        return
    action = {
        "scan": _scan,
        "info": _info,
        "config": _config,
        "identify": _identify,
        "selftest": _selftest,
    }[args.action]
    asyncio.run(action(args))


async def with_strap(where: str, use: Callable[[Link, Info], Awaitable[_T]]) -> _T:
    """Open the link, learn what the strap is, and use it."""
    link = await open_link(where)
    try:
        if link.info is None:
            info = await ask_strap(link, tell())
        else:
            info = read_info(link.info)
        return await use(link, info)
    finally:
        await link.close()


async def greeted(link: Link, info: Info) -> None:
    """Begin a session, which all but a few questions need."""
    await ask_strap(link, greet(info, new_nonce(), keys_of))


async def _scan(args: argparse.Namespace) -> None:
    from rephost.ble import scan

    found = await scan(args.seconds, all_of_them=True)
    if args.json:
        print(json.dumps([{"name": one.name, "rssi_dbm": one.rssi_dbm} for one in found]))
        return
    for one in found:
        print(f"{one.name}  {one.rssi_dbm} dBm")
    if not found:
        print("no strap is in reach")


async def _info(args: argparse.Namespace) -> None:
    async def use(link: Link, info: Info) -> dict[str, Any]:
        return described(await _settled(link, info))

    _print(await with_strap(args.strap, use), as_json=args.json)


async def _settled(link: Link, info: Info) -> Info:
    """Return what a strap tells when its sensor has had the time to say something.

    Many a board is switched off and on by the mere opening of its port.
    """
    for _ in range(_SETTLE_TRIES):
        if info.sensor_state != repwire.SENSOR_FAILED:
            break
        await asyncio.sleep(_SETTLE_S)
        info = await ask_strap(link, tell())
    return info


def described(info: Info) -> dict[str, Any]:
    """Return what a strap tells about itself, in words."""
    return {
        "name": info.name,
        "id": info.unique_id.hex(),
        "firmware": ".".join(map(str, info.firmware)),
        "protocol": ".".join(map(str, info.protocol)),
        "sensor": info.sensor,
        "who_am_i": info.chip,
        "can": info.can,
        "ring_samples": info.ring_samples,
        "boot_id": f"{info.boot_id:08x}",
        "trouble": info.trouble,
    }


async def _config(args: argparse.Namespace) -> None:
    setting = setting_of(args.rate, args.acc, args.gyr)

    async def use(link: Link, info: Info) -> dict[str, Any]:
        await greeted(link, info)
        config = await ask_strap(link, configure(setting))
        return {
            "rate_hz": config.odr_hz,
            "acc_g_per_lsb": config.acc_g_per_lsb,
            "gyr_dps_per_lsb": config.gyr_dps_per_lsb,
            "bytes_a_sample": config.stride,
            "epoch": config.epoch,
        }

    _print(await with_strap(args.strap, use), as_json=args.json)


async def _identify(args: argparse.Namespace) -> None:
    async def use(link: Link, info: Info) -> str:
        await ask_strap(link, identify(args.seconds))
        return info.name

    print(f"{await with_strap(args.strap, use)} shows itself for {args.seconds} s")


async def _selftest(args: argparse.Namespace) -> None:
    async def use(link: Link, info: Info) -> tuple[Info, SelfTest]:
        await greeted(link, info)
        return await _settled(link, info), await ask_strap(link, selftest())

    info, result = await with_strap(args.strap, use)
    said = {"sensor": info.sensor, **asdict(result), "who_am_i": info.chip}
    _print(said, as_json=args.json)
    if info.sensor_trouble:
        raise LinkError(info.sensor_trouble)


def _print(said: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(said, indent=1))
        return
    width = max(map(len, said))
    for name, value in said.items():
        if value is not None:
            words = ", ".join(value) if isinstance(value, list) else value
            print(f"{name.replace('_', ' '):{width}}  {words}")
