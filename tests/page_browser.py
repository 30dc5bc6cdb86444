"""Debian's Chromium on a page that is served in a thread: what only a browser shows."""

import os
import shutil
import socket
import threading
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

MISSING = next(
    (
        why
        for why, is_there in {
            "the page's libraries are not there: quizgen[web]": find_spec("uvicorn"),
            "playwright, which drives the browser, is not there": find_spec("playwright"),
            "no Chromium is there to look at the page": CHROMIUM,
        }.items()
        if not is_there
    ),
    None,
)
"""Why no browser can look at the page, if that is so."""

WIDTH, HEIGHT = 1280, 860
PATIENCE = 20_000
"""Milliseconds; a wait ends as soon as what is waited for is there."""


class Served:
    """A page that is served until it is stopped."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        import uvicorn

        from quizgen.app.web.entrance import Entrance
        from quizgen.app.web.site import Site

        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", port))
        self._socket.listen()
        self.port = self._socket.getsockname()[1]
        self.entrance = Entrance(self.port)
        self.site = Site(folder, self.entrance)
        config = uvicorn.Config(self.site, log_config=None, lifespan="off")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """End the server as if it were killed: no request is waited for."""
        self._server.force_exit = self._server.should_exit = True
        self._thread.join()
        self._socket.close()


@contextmanager
def served(folder: Path, port: int = 0):
    """Serve a folder's page."""
    server = Served(folder, port)
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def chromium():
    """Give a browser."""
    from playwright.sync_api import sync_playwright

    # What it needs to run as root, as in a container.
    flags = ["--no-sandbox"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*flags, "--disable-gpu"]
        )
        try:
            yield browser
        finally:
            browser.close()


def look(browser, server, path="/", **settings):
    """Return a page of the server in a new window, which complaints of the browser fail."""
    size = {"width": settings.pop("width", WIDTH), "height": settings.pop("height", HEIGHT)}
    context = browser.new_context(viewport=size, locale="en-GB", **settings)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: page.complaints.append(said.text) if said.type == "error" else None,
    )
    page.goto(server.entrance.link())
    if path != "/":
        page.goto(f"http://127.0.0.1:{server.port}{path}")
    return page
