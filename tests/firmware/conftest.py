"""The interpreter of the strap."""

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def micropython() -> str:
    """Return the command that runs MicroPython's unix port."""
    found = os.environ.get("REPBELT_MICROPYTHON") or shutil.which("micropython")
    if not found:
        pytest.skip("no MicroPython: neither `micropython` nor REPBELT_MICROPYTHON")
    return found
