"""A teacher's browser for tests of the page: with the cookie, and from the right origin."""

from starlette.testclient import TestClient

from quizgen.app.web.entrance import Entrance
from quizgen.app.web.site import Site

PORT = 8000
HOST = f"http://127.0.0.1:{PORT}"
SAME = {"Origin": HOST}


def entered(folder):
    """Return a client that followed a link to a folder's page."""
    entrance = Entrance(PORT)
    client = TestClient(Site(folder, entrance), HOST)
    assert client.get(entrance.link()).status_code == 200
    return client


def sent(client, address, data, status=200):
    """Post data as the page's scripts do; return the answer's data."""
    answer = client.post(address, json=data, headers=SAME)
    assert answer.status_code == status, answer.text
    return answer.json()


def in_browser(text, edits):
    """Return a text with edits made as a browser counts: in units of UTF-16."""
    units = text.encode("utf-16-le")
    for start, end, insert in reversed(edits):
        units = units[: 2 * start] + insert.encode("utf-16-le") + units[2 * end :]
    return units.decode("utf-16-le")
