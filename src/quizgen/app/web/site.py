"""All pages, by their addresses."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from quizgen.app.web.bank_list import BankList
from quizgen.app.web.entrance import Entrance
from quizgen.app.web.guard import NOT_LET_IN, Guard
from quizgen.app.web.layout import LayoutProcess
from quizgen.app.web.pages import STATIC, Refusal
from quizgen.app.web.work_folder import WorkFolder

if TYPE_CHECKING:
    from quizgen.app.web.jobs import Jobs


class Site:
    """The application for a folder.

    What the first page does not need is loaded with the first request for it, or by `warm`.
    Without a process of its own it lays out itself.
    """

    def __init__(
        self, here: Path, entrance: Entrance, layout: LayoutProcess | None = None
    ) -> None:
        folder, self._layout = WorkFolder(here), layout or LayoutProcess(apart=False)
        self._more = _Later(lambda: _more_pages(folder, self._layout))
        routes = [
            *_doors(entrance),
            Mount("/static", _Static(directory=STATIC)),
            *BankList(folder).routes,
        ]
        pages = Router(routes, default=self._more, redirect_slashes=False)
        self._guard = Guard(pages, entrance)
        self._has_answered = Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        await self._guard(scope, receive, send)
        if scope.get("path") == "/":
            self._has_answered.set()

    def warm(self, patience: float) -> None:
        """Load the rest when the first page was shown, or after so many seconds."""
        self._has_answered.wait(patience)
        self._more.load()
        self._layout.warm()


class _Later:
    """Pages that are loaded when the first of them is asked for."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make, self._app = make, list[ASGIApp]()
        self._one = Lock()

    def load(self) -> ASGIApp:
        """Return the pages; load them if nobody has."""
        with self._one:
            if not self._app:
                self._app.append(self._make())
            return self._app[0]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app[0] if self._app else await run_in_threadpool(self.load)
        await app(scope, receive, send)


def _more_pages(folder: WorkFolder, layout: LayoutProcess) -> ASGIApp:
    from quizgen.app.web.article_view import ArticleView
    from quizgen.app.web.beginning import Beginning
    from quizgen.app.web.jobs import Jobs
    from quizgen.app.web.keeping import Keeping
    from quizgen.app.web.making import Making
    from quizgen.app.web.question_form import QuestionForm
    from quizgen.app.web.sheet import SheetView
    from quizgen.app.web.writing import Writing

    jobs = Jobs()
    routes = [
        *Writing(folder).routes,
        *QuestionForm(folder).routes,
        *ArticleView(folder).routes,
        *SheetView(folder, layout).routes,
        *Making(folder, layout, jobs).routes,
        *Keeping(folder, layout, jobs).routes,
        *Beginning(folder).routes,
    ]
    rarer = _Later(lambda: _rarer_pages(folder, jobs))
    return Router(routes, default=rarer, redirect_slashes=False)


def _rarer_pages(folder: WorkFolder, jobs: "Jobs") -> ASGIApp:
    """Return what is not wanted every day, and takes long to load."""
    from quizgen.app.web.downloads import Downloads
    from quizgen.app.web.exporting import Exporting
    from quizgen.app.web.grading import Grading
    from quizgen.app.web.importing import Importing

    downloads = Downloads()
    routes = [
        *Importing(folder, downloads).routes,
        *Exporting(folder, downloads).routes,
        *Grading(folder, jobs).routes,
        *downloads.routes,
    ]
    return Router(routes, default=_nothing, redirect_slashes=False)


def _doors(entrance: Entrance) -> list[BaseRoute]:
    """Return what lets a browser in, and what a second start asks."""

    async def enter(request: Request) -> Response:
        token = entrance.redeem(request.path_params["ticket"])
        if token is None:
            raise Refusal(403, f"This link was used already. {NOT_LET_IN}")
        response = RedirectResponse("/", 303)
        response.set_cookie(entrance.cookie, token, httponly=True, samesite="strict")
        return response

    async def link(request: Request) -> Response:
        if not entrance.is_key(request.headers.get("quizgen-key")):
            raise Refusal(403, NOT_LET_IN)
        return JSONResponse({"link": entrance.link()})

    return [Route("/enter/{ticket}", enter), Route("/link", link, methods=["POST"])]


class _Static(StaticFiles):
    """Style sheets and scripts; a browser asks each time whether they are still the same."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except Exception as error:
            raise Refusal(404, "There is no such file.") from error
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _nothing(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    raise Refusal(404, "There is no such page.")
