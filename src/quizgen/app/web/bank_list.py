"""The first page: the banks of the folder."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from quizgen.app.web.pages import page
from quizgen.app.web.work_folder import WorkFolder


class BankList:
    """What there is in the folder."""

    def __init__(self, folder: WorkFolder) -> None:
        self._folder = folder

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [Route("/", self._list)]

    async def _list(self, request: Request) -> Response:
        summaries = await run_in_threadpool(self._folder.summaries)
        context = {"banks": summaries, "folder": self._folder.banks_folder}
        return page(request, "banks.html", context)
