"""The server that runs for a folder, as a file in the user's state folder tells.

Only the user can read the file: with the key in it a second start asks for another link.
"""

import json
import os
from contextlib import suppress
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from quizgen.app.web.entrance import Entrance

PATIENCE = 2.0
"""Seconds that a server has to answer before it counts as gone."""


def state_folder() -> Path:
    """Return the user's folder for logs and the like; it is made if it is missing."""
    from platformdirs import user_state_path

    folder = user_state_path("quizgen", appauthor=False)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _file(here: Path) -> Path:
    name = sha256(str(here).encode()).hexdigest()[:16]
    return state_folder() / f"page-{name}.json"


def note_running(here: Path, entrance: Entrance) -> Path:
    """Write down that a server runs for a folder; return the file, to delete at its end."""
    path = _file(here)
    path.unlink(missing_ok=True)
    content = json.dumps({"port": entrance.port, "key": entrance.key})
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
        file.write(content)
    return path


def running_link(here: Path) -> str | None:
    """Return a new link of the server that runs for a folder, or None if there is none."""
    with suppress(OSError, ValueError, KeyError, TypeError, HTTPException):
        known = json.loads(_file(here).read_text("utf-8"))
        connection = HTTPConnection("127.0.0.1", int(known["port"]), timeout=PATIENCE)
        try:
            connection.request("POST", "/link", headers={"Quizgen-Key": str(known["key"])})
            answer = connection.getresponse()
            if answer.status == 200:
                return str(json.loads(answer.read())["link"])
        finally:
            connection.close()
    return None
