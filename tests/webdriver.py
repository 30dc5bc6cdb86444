"""A browser that a test drives, by the W3C's protocol (https://www.w3.org/TR/webdriver2/)."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

DOWN, ENTER, CONTROL = "\ue015", "\ue007", "\ue009"
DRIVER = shutil.which("chromedriver")
PATIENCE = 30


class Browser:
    """A window of a browser without a screen."""

    def __init__(self, address: str, downloads: Path) -> None:
        self.address = address
        options = {
            "args": [
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--window-size=900,900",
            ],
            "prefs": {
                "download.default_directory": str(downloads),
                "download.prompt_for_download": False,
            },
        }
        wanted = {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}}
        self.address = f"{address}/session/{self.ask('/session', wanted)['sessionId']}"

    def ask(self, path: str, content: object = None, method: str = "POST"):
        """Return what the browser answers."""
        data = json.dumps(content if content is not None else {}).encode()
        asked = Request(self.address + path, data if method == "POST" else None, method=method)
        asked.add_header("Content-Type", "application/json")
        with urlopen(asked, timeout=PATIENCE) as answer:
            return json.load(answer)["value"]

    def open(self, path: Path) -> None:
        """Open a page from a file."""
        self.ask("/url", {"url": path.as_uri()})

    def run(self, script: str):
        """Return what a script in the page returns."""
        return self.ask("/execute/sync", {"script": script, "args": []})

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        actions = [
            {"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")
        ]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("/actions", {"actions": [source]})

    def chord(self, held: str, key: str) -> None:
        """Press a key while another is held."""
        steps = (("keyDown", held), ("keyDown", key), ("keyUp", key), ("keyUp", held))
        actions = [{"type": kind, "value": value} for kind, value in steps]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self.ask("/actions", {"actions": [source]})

    def click(self, selector: str) -> None:
        """Click on the first element of a selector."""
        found = self.ask("/element", {"using": "css selector", "value": selector})
        [element] = found.values()
        self.ask(f"/element/{element}/click")


@contextmanager
def browser(downloads: Path) -> Iterator[Browser]:
    """Give a browser, which is closed in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(
        [DRIVER, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        window = _begun(f"http://127.0.0.1:{port}", downloads)
        yield window
        window.ask("", method="DELETE")
    finally:
        driver.terminate()
        driver.wait(PATIENCE)


def _begun(address: str, downloads: Path) -> Browser:
    """Return a browser as soon as its driver listens."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return Browser(address, downloads)
        except URLError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
