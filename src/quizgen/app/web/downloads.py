"""Files that were made for the browser to save; they lie in memory until newer ones come."""

import secrets
from collections import OrderedDict
from threading import Lock
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from quizgen.app.web.pages import Refusal

MOST_FILES, MOST_BYTES = 60, 100_000_000
"""Most files that wait to be saved, and most bytes of them; the newest one is always kept."""


class Downloads:
    """What can be saved now."""

    def __init__(self) -> None:
        self._files: OrderedDict[str, tuple[str, bytes]] = OrderedDict()
        self._one = Lock()

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [Route("/download/{ticket}/{name}", self._file)]

    def keep(self, name: str, content: bytes) -> dict[str, str]:
        """Keep a file; return its name and the address under which it is saved."""
        ticket = secrets.token_urlsafe(12)
        with self._one:
            self._files[ticket] = name, content
            while len(self._files) > 1 and self._is_full():
                self._files.popitem(last=False)
        return {"name": name, "address": f"/download/{ticket}/{quote(name)}"}

    def _is_full(self) -> bool:
        size = sum(len(content) for _, content in self._files.values())
        return len(self._files) > MOST_FILES or size > MOST_BYTES

    async def _file(self, request: Request) -> Response:
        name, content = self._files.get(request.path_params["ticket"], ("", b""))
        if not name:
            raise Refusal(404, "This file is not there any more. Make it again.")
        return saved(name, content)


def saved(name: str, content: bytes) -> Response:
    """Return a file that a browser saves and never shows, whatever is in it."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type="application/octet-stream", headers=headers)
