"""Rules for every test: what a skip means, where seeds come from, whose home is touched."""

import gc
import os
import signal
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from command import Repbelt

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from postgres_server import Server
    from pretend_training import PretendTraining, Served
    from rephost.store import Store
    from reviewed import Reviewing
    from trained import Trainer

ROOT = Path(__file__).parents[1]
FETCHED_MICROPYTHON = ROOT / ".tools" / "micropython" / "micropython"

REQUIRE_ALL = os.environ.get("REPBELT_REQUIRE_ALL") == "1"

# A shared machine may take any time over an example: speed is measured by `make bench`.
settings.register_profile(
    "repbelt", deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("repbelt")

# As the command does it: half the time of some tests would go into looking for garbage.
gc.set_threshold(50_000)

# A shell lets what it runs in the background, and all that it starts, be deaf to Ctrl-C, and nohup
# to the end of the terminal.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

if FETCHED_MICROPYTHON.exists():
    os.environ.setdefault("REPBELT_MICROPYTHON", str(FETCHED_MICROPYTHON))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests marked `real_data` where no folder of real recordings is named."""
    folder = os.environ.get("REPBELT_REAL_DATA")
    if folder and Path(folder).is_dir():
        return
    reason = f"REPBELT_REAL_DATA names no folder: {folder!r}"
    for item in items:
        if item.get_closest_marker("real_data"):
            item.add_marker(pytest.mark.skip(reason=reason))


def _may_skip(item: pytest.Item) -> bool:
    return bool(item.get_closest_marker("real_data")) and not os.environ.get("REPBELT_REAL_DATA")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With REPBELT_REQUIRE_ALL=1 a skip fails, with its reason."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail") and not _may_skip(item):
        report.outcome = "failed"
        report.longrepr = f"skipped, but REPBELT_REQUIRE_ALL=1: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """With REPBELT_REQUIRE_ALL=1 a module that skips itself fails, with its reason."""
    report = yield
    if REQUIRE_ALL and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped, but REPBELT_REQUIRE_ALL=1: {report.longrepr}"
    return report


@pytest.fixture
def seed() -> int:
    """Draw a fresh seed, or take REPBELT_SEED; shown when the test fails."""
    given = os.environ.get("REPBELT_SEED")
    value = int(given) if given else int.from_bytes(os.urandom(4), "little")
    print(f"seed {value}: REPBELT_SEED={value} repeats it")
    return value


@pytest.fixture
def rng(seed: int) -> np.random.Generator:
    """Draw random numbers from `seed`."""
    return np.random.default_rng(seed)


@pytest.fixture
def fixed_rng() -> np.random.Generator:
    """Draw the same story each time, for a test of behaviour; fresh ones are counted elsewhere."""
    return np.random.default_rng(5)


@pytest.fixture(autouse=True, scope="session")
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """No test writes into the user's own library."""
    before = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))
    yield
    if before is None:
        del os.environ["XDG_DATA_HOME"]
    else:
        os.environ["XDG_DATA_HOME"] = before


@pytest.fixture
def repbelt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Repbelt:
    """Give the command a library of its own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Repbelt(capsys)


@pytest.fixture
def trainer(tmp_path: Path) -> "Generator[Trainer]":
    """Make a starter of trainings, whose library is its own."""
    from trained import Trainer

    trainer = Trainer(tmp_path)
    yield trainer
    trainer.close()


# A module at a time: while its driver lives, no other event loop can run in this thread.
@pytest.fixture(scope="module")
def chromium() -> Generator["Browser"]:
    """Start the machine's own browser."""
    from live_browser import launched

    with launched() as browser:
        if browser is None:
            pytest.skip("there is no chromium on the PATH")
        yield browser


@pytest.fixture
def training() -> "PretendTraining":
    """Make a training that shows what it is told to."""
    from pretend_training import PretendTraining

    return PretendTraining()


@pytest.fixture
def server(training: "PretendTraining") -> "Generator[Served]":
    """Serve `training`."""
    from pretend_training import served

    with served(training) as server:
        yield server


@pytest.fixture
def page(chromium: "Browser", server: "Served", training: "PretendTraining") -> "Generator[Page]":
    """Open the live page of `training`."""
    from live_browser import opened

    yield from opened(chromium, server, training)


@pytest.fixture(scope="module")
def reviewing(tmp_path_factory: pytest.TempPathFactory) -> "Generator[Reviewing]":
    """Run `repbelt review` on a library of its own."""
    from reviewed import reviewing_at

    with reviewing_at(tmp_path_factory.mktemp("review")) as reviewing:
        yield reviewing


@pytest.fixture
def looking(chromium: "Browser", reviewing: "Reviewing") -> "Generator[Page]":
    """Open a browser's page for the review pages."""
    from served_pages import looked_at

    with looked_at(chromium, reviewing) as page:
        yield page


@pytest.fixture(scope="session")
def postgres() -> "Generator[Server]":
    """Start a PostgreSQL server."""
    from postgres_server import programs, running

    found = programs()
    if found is None:
        pytest.skip("there is no PostgreSQL server in /usr/lib/postgresql or on the PATH")
    with running(found) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Set up a data folder and an empty database of either kind; return its address."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if request.param == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        url = server.database()
        monkeypatch.setenv("REPBELT_DATABASE_URL", url)
        return url
    monkeypatch.delenv("REPBELT_DATABASE_URL", raising=False)
    from rephost.store_opening import database_url

    return database_url()


@pytest.fixture
def store(database: str) -> "Generator[Store]":
    """Open an empty store of either kind."""
    from rephost.store import opened_store

    with opened_store(database) as store:
        yield store
