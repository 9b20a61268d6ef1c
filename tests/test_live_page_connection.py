"""Who reaches the live page, and what it says when nobody answers; in a real browser."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from live_browser import is_hidden, opened, shows, until
from pretend_training import (
    FIRST_SET,
    SECOND_SET,
    WAITING,
    PretendTraining,
    Served,
    going,
    served,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def test_a_lost_connection_is_said_and_found_again(
    chromium: "Browser", training: PretendTraining
) -> None:
    """The same page, never loaded anew, shows the newest view of the server that is back."""
    server = Served([training])
    for page in opened(chromium, server, training):
        training.show(going(5))
        shows(page, "#digits", "5")
        page.evaluate("window.isSamePage = true")
        page.context.set_offline(True)
        shows(page, "#alarms", "No connection to repbelt. Trying again …")
        page.keyboard.press("+")
        shows(page, "#toast", "Not connected: nothing was changed.")
        training.show(going(7))
        page.context.set_offline(False)
        shows(page, "#digits", "7")
        shows(page, "#alarms", "")
        assert page.evaluate("window.isSamePage")
        assert training.actions == []
        server.stop()
        shows(page, "#alarms", "No connection to repbelt. Trying again …")
        with served(training, port=server.port):
            # Another start of repbelt has another token: the page says what to do.
            shows(page, "#alarms", re.compile("no longer valid"))  # type: ignore[arg-type]


def test_without_the_token_there_is_no_page(chromium: "Browser", server: Served) -> None:
    page = chromium.new_page()
    answer = page.goto(f"http://127.0.0.1:{server.port}/")
    assert answer is not None
    assert answer.status == 403
    assert "token" in page.inner_text("body")
    page.close()


def test_a_page_of_another_site_reaches_nothing(
    chromium: "Browser", server: Served, training: PretendTraining
) -> None:
    """Another origin that even knows the token: neither a request nor a socket succeeds."""
    with served(PretendTraining()) as other:
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{other.port}/")
        assert (
            page.evaluate(
                """(address) => fetch(address).then(() => "read", () => "refused")""",
                server.address,
            )
            == "refused"
        )
        assert (
            page.evaluate(
                """(address) => new Promise((done) => {
                const socket = new WebSocket(address.replace("http", "ws") + "live");
                socket.onopen = () => done("open");
                socket.onerror = () => done("refused");
            })""",
                server.address,
            )
            == "refused"
        )
        page.close()
    assert not training.listeners


def test_the_end_is_no_alarm(chromium: "Browser", training: PretendTraining) -> None:
    server = Served([training])
    for page in opened(chromium, server, training):
        training.show(replace(going(7), state="over", sets=(FIRST_SET, SECOND_SET)))
        shows(page, "#page", state="over")
        assert page.locator("#end-sets li").count() == 2
        server.stop()
        shows(page, "#alarms", "The training is over. You can close this page.")
        assert is_hidden(page, "[data-grave]")


def test_several_lifters_have_a_page_each(chromium: "Browser") -> None:
    ada, grace = PretendTraining("Ada"), PretendTraining("Grace", replace(WAITING, lifter="Grace"))
    with served(ada, grace) as server:
        for page in opened(chromium, server, ada):
            assert page.locator("#lifters a").all_inner_texts() == ["Ada", "Grace"]
            page.click("#lifters a:last-child")
            until(page, lambda: grace.listeners > 0)
            grace.show(going(9))
            shows(page, "#digits", "9")
            assert page.locator("#lifters [aria-current]").inner_text() == "Grace"
