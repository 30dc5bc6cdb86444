"""What stands before every page: who asks, from where, how much; and what a browser may do.

Nothing is loaded from elsewhere, no text of a bank runs as a script, and what fails is a plain
sentence here and a traceback in the log.
"""

import logging
import secrets
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request, cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quizgen.app.web.entrance import Entrance
from quizgen.app.web.pages import Refusal, refused
from quizgen.base.errors import QuizgenError
from quizgen.base.files import MAX_BYTES

MOST_SENT = MAX_BYTES + 1_000_000
"""Most bytes of a request: a file, and the fields that come with it."""
MOST_SENT_TO = {"/import/": 100_000_000, "/grade/": 300_000_000}
"""Most bytes of requests to addresses that begin so: files to import, a file of scans."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ENTER, LINK = "/enter/", "/link"
"""Addresses that need no cookie: they check a secret of their own."""

NOT_LET_IN = "This page is for the browser that quizgen opened. Open the address it shows."

log = logging.getLogger(__name__)


class _TooLongError(Exception):
    """A request has more bytes than are taken."""


class Guard:
    """Lets requests through to the pages, or refuses them."""

    def __init__(self, pages: ASGIApp, entrance: Entrance) -> None:
        self._pages, self._entrance = pages, entrance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer, most = _Answer(send, scope), _most_sent(scope["path"])
        try:
            refusal = self._refusal(scope, most)
            if refusal is None:
                await self._pages(scope, _limited(receive, most), answer)
            else:
                await self._say(refusal, scope, receive, answer)
        except _TooLongError:
            most = MAX_BYTES if most == MOST_SENT else most
            much = f"This is more than {most // 1_000_000} MB."
            await self._say(Refusal(413, much), scope, receive, answer)
        except Refusal as refusal:
            await self._say(refusal, scope, receive, answer)
        except QuizgenError as error:
            await self._say(Refusal(400, str(error)), scope, receive, answer)
        except Exception:
            log.exception("%s %s", scope["method"], scope["path"])
            failed = "Something went wrong inside quizgen. The log tells what."
            await self._say(Refusal(500, failed), scope, receive, answer)

    def _refusal(self, scope: Scope, most: int) -> Refusal | None:
        headers, way_in = Headers(scope=scope), self._entrance
        if headers.get("host") not in way_in.hosts:
            return Refusal(403, "This server answers to 127.0.0.1 alone.")
        origin = headers.get("origin")
        own = [f"http://{host}" for host in way_in.hosts]
        is_own = origin in own if origin else scope["method"] in ("GET", "HEAD")
        if scope["path"] == LINK:
            is_own = origin is None  # no page asks for links
        elif headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
            is_own = False
        if not is_own:
            return Refusal(403, "Another page asked for this, and was refused.")
        if scope["path"] == LINK or scope["path"].startswith(ENTER):
            return None
        cookies = cookie_parser(headers.get("cookie", ""))
        if not way_in.admits(cookies.get(way_in.cookie)):
            return Refusal(403, NOT_LET_IN)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > most:
            raise _TooLongError
        return None

    async def _say(
        self, refusal: Refusal, scope: Scope, receive: Receive, answer: "_Answer"
    ) -> None:
        if not answer.has_begun:
            response: Response = refused(Request(scope, receive), refusal)
            await response(scope, receive, answer)


class _Answer:
    """Sends an answer with the headers that every answer has."""

    def __init__(self, send: Send, scope: Scope) -> None:
        self._send, self._scope = send, scope
        self.has_begun = False
        scope["nonce"] = secrets.token_urlsafe(16)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_begun = True
            headers = MutableHeaders(scope=message)
            policy = self._scope.get("policy", POLICY)
            headers["Content-Security-Policy"] = policy.format(nonce=self._scope["nonce"])
            headers.setdefault("Cache-Control", "no-store")
            for name, text in HEADERS.items():
                headers[name] = text
        await self._send(message)


def _most_sent(path: str) -> int:
    found = (most for start, most in MOST_SENT_TO.items() if path.startswith(start))
    return next(found, MOST_SENT)


def _limited(receive: Receive, most: int) -> Receive:
    """Return what receives at most so many bytes, whatever a header says."""
    count = 0

    async def limited() -> Any:
        nonlocal count
        message = await receive()
        count += len(message.get("body", b""))
        if count > most:
            raise _TooLongError
        return message

    return limited
