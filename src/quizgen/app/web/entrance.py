"""Who may come in: a browser that followed a link once, and has a cookie from then on.

Every program of this machine can call a port, and every page in the browser can try to. What
they lack is the token in the cookie, which only a link that `quizgen open` shows leads to.
"""

import secrets
from hmac import compare_digest

MOST_LINKS = 50
"""Links that were shown and not followed; the oldest are forgotten."""


class Entrance:
    """The secrets of one server, from its start to its end."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.key = secrets.token_urlsafe(32)
        """With it a second start asks for a link; it lies in a file of the user's own."""
        self._token = secrets.token_urlsafe(32)
        self._links: list[str] = []

    @property
    def cookie(self) -> str:
        """The cookie's name: browsers share cookies between the ports of a machine."""
        return f"quizgen-{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a browser on this machine calls the server.

        A page elsewhere whose name was made to lead here (DNS rebinding) calls it otherwise.
        """
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def link(self) -> str:
        """Return an address that lets a browser in, once."""
        ticket = secrets.token_urlsafe(24)
        self._links = [*self._links[1 - MOST_LINKS :], ticket]
        return f"http://127.0.0.1:{self.port}/enter/{ticket}"

    def redeem(self, ticket: str) -> str | None:
        """Return the cookie's value for the end of a link, which is spent by that."""
        for known in self._links:
            if compare_digest(known.encode(), ticket.encode()):
                self._links.remove(known)
                return self._token
        return None

    def admits(self, token: str | None) -> bool:
        """Return whether a cookie's value is that of this server."""
        return token is not None and compare_digest(token.encode(), self._token.encode())

    def is_key(self, given: str | None) -> bool:
        """Return whether who asks for a link has read the key's file."""
        return given is not None and compare_digest(given.encode(), self.key.encode())
