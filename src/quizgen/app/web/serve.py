"""The server of the page: started once for a folder, until Ctrl-C."""

import gc
import logging
import socket
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from logging.handlers import RotatingFileHandler
from pathlib import Path
from threading import Thread

from quizgen.app.web.entrance import Entrance
from quizgen.app.web.running import note_running, running_link, state_folder
from quizgen.base.errors import QuizgenError

FIRST_PORT, PORTS = 20_000, 12_000
"""Ports that no system gives out by itself."""

PATIENCE = 5.0
"""Seconds after which all is loaded, whether a page was shown or not."""

LOG = "page.log"
MOST_LOG = 1_000_000
"""Bytes after which a log is begun anew; the one before is kept."""


def serve(here: Path, port: int, *, browser: bool, say: Callable[[str], object]) -> None:
    """Show a folder's page until the process is stopped; a second start shows the first.

    port 0 is any that is free. `say` is told the address. Raises QuizgenError where the folder
    is missing, or the port is taken.
    """
    here = here.resolve()
    if not here.is_dir():
        raise QuizgenError(f"There is no folder {here}.")
    if link := running_link(here):
        say(f"It is open already: {link}")
        _show(link, browser=browser)
        return
    with _listening(port, here) as own:
        entrance = Entrance(own.getsockname()[1])
        note = note_running(here, entrance)
        try:
            _run(here, entrance, own, browser=browser, say=say)
        finally:
            note.unlink(missing_ok=True)


def _run(
    here: Path,
    entrance: Entrance,
    own: socket.socket,
    *,
    browser: bool,
    say: Callable[[str], object],
) -> None:
    import uvicorn

    from quizgen.app.web.layout import LayoutProcess
    from quizgen.app.web.site import Site

    gc.enable()  # this goes on for days
    log = _log_to(state_folder() / LOG)
    layout = LayoutProcess()
    pages = Site(here, entrance, layout)
    config = uvicorn.Config(
        pages, log_config=None, lifespan="off", server_header=False, ws="none"
    )
    link = entrance.link()
    say(f"quizgen shows {here} at {link}")
    say("The link is for one browser, once. Press Ctrl-C to stop.")
    _show(link, browser=browser)
    # Typesetting gets ready while the first page is looked at.
    Thread(target=pages.warm, args=(PATIENCE,), daemon=True).start()
    try:
        uvicorn.Server(config).run(sockets=[own])
    finally:
        layout.close()
        logging.getLogger().removeHandler(log)
        log.close()


def _listening(port: int, here: Path) -> socket.socket:
    """Return a socket that listens on this machine alone, so that no link leads nowhere.

    Any port is the folder's own if that is free: a browser finds there what it has kept.
    """
    if not port:
        with suppress(QuizgenError):
            return _listening(_own_port(here), here)
    own = socket.socket()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        own.bind(("127.0.0.1", port))
        own.listen()
    except OSError as error:
        own.close()
        raise QuizgenError(
            f"Port {port} cannot be used: {error.strerror}. Choose another: --port N."
        ) from error
    return own


def _own_port(here: Path) -> int:
    number = int.from_bytes(sha256(str(here).encode()).digest()[:4])
    return FIRST_PORT + number % PORTS


def _log_to(path: Path) -> logging.Handler:
    handler = RotatingFileHandler(path, maxBytes=MOST_LOG, backupCount=1, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
    return handler


def _show(link: str, *, browser: bool) -> None:
    if browser:  # in a thread: some browsers return only when they are closed
        Thread(target=webbrowser.open, args=(link,), daemon=True).start()
