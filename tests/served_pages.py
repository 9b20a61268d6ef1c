"""Our pages through the real command: their server, what it answers, and a browser."""

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Process = subprocess.Popen[str]

# Plotly brings the looks of maps along, which our pages refuse; we draw none.
_REFUSED_LOOKS = "maplibregl"
_WATCHES = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  const what = event.target?.textContent ?? "";
  if (!what.includes("%s")) refused.push([event.effectiveDirective, what.slice(0, 80)].join(" "));
});
"""


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Pages:
    """A command that serves pages, running."""

    address: str

    @property
    def path(self) -> str:
        """The path with the token."""
        return urlsplit(self.address).path

    @property
    def origin(self) -> str:
        return f"http://{urlsplit(self.address).netloc}"

    def ask(
        self,
        path: str,
        method: str = "GET",
        said: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for a path under the token; what is said is sent as JSON by a page of ours."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        body = None if said is None else said if isinstance(said, bytes) else json.dumps(said)
        usual = {"origin": self.origin} if method == "POST" else {}
        connection.request(method, self.path + path, body, {**usual, **(headers or {})})
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.headers.items()), answer.read())
        connection.close()
        return found


@contextmanager
def running(*argv: object) -> Iterator[tuple[Pages, Process]]:
    """Run a command that serves pages until the end of the block, or until it ends by itself."""
    process = subprocess.Popen(
        [sys.executable, "-m", "rephost", *map(str, argv), "--no-browser", "--port", "0"],
        stdout=subprocess.PIPE,
        env=os.environ,
        text=True,
    )
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        assert address, "the server does not start"
        yield Pages(address), process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        process.stdout.close()


@contextmanager
def looked_at(chromium: "Browser", pages: Pages, **how: Any) -> Iterator["Page"]:
    """Open a page that may not fail, ask for anything outside, or be refused what it needs."""
    from playwright.sync_api import expect

    expect.set_options(timeout=30_000)
    context = chromium.new_context(**how)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    ours = (pages.origin, f"blob:{pages.origin}")
    page.on(
        "request",
        lambda one: None if one.url.startswith(ours) else faults.append(one.url),
    )
    page.add_init_script(_WATCHES % _REFUSED_LOOKS)
    yield page
    refused = page.evaluate("window.refused ?? []")
    context.close()
    assert faults == []
    assert refused == []
