"""The page on which a bank, or a run that was printed, is written for another system."""

from collections import Counter
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app import api
from quizgen.app.web.downloads import Downloads
from quizgen.app.web.loss_report import report_told
from quizgen.app.web.pages import page
from quizgen.app.web.run_by_code import run_of
from quizgen.app.web.uploads import Form, form_of
from quizgen.app.web.wishes import WishesError, wishes
from quizgen.app.web.work_folder import WorkFolder
from quizgen.bank.questions import TITLES
from quizgen.base.choices import PASSAGE_EXPORTS
from quizgen.base.errors import QuizgenError
from quizgen.exchange import formats

DRAWN, ALL, RUN = "drawn", "all", "run:"
"""What is exported: questions as drawn for paper, all of them, or a run by its code."""
OWN = ("passage", "pages")
"""Fields that mean something else here than for paper, or nothing."""
ABOUT = ("format", "in", "out")
"""What the table of formats says of each, and the page need not."""


class Exporting:
    """From a bank, or a run, to files of another system."""

    def __init__(self, folder: WorkFolder, downloads: Downloads) -> None:
        self._folder, self._downloads = folder, downloads

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/bank/{name}/export", self._form),
            Route("/bank/{name}/export", self._export, methods=["POST"]),
            Route("/runs/{code}/export", self._run_form),
            Route("/runs/{code}/export", self._export_run, methods=["POST"]),
        ]

    # Forms

    async def _form(self, request: Request) -> Response:
        path = self._folder.bank(request.path_params["name"])
        context = await run_in_threadpool(self._of_bank, path)
        return page(request, "export.html", context)

    async def _run_form(self, request: Request) -> Response:
        code = request.path_params["code"]
        context = await run_in_threadpool(self._of_run, code)
        return page(request, "export.html", context)

    def _of_bank(self, path: Path) -> dict[str, Any]:
        bank = api.load_bank(path).bank
        runs = [run for run in api.runs_in(self._folder.worksheets) if run.bank == path.name]
        return {
            "name": path.name,
            "title": bank.title or bank.article.title,
            "questions": len(bank.questions),
            "runs": sorted(runs, key=lambda run: run.printed, reverse=True),
            "run": None,
            **_choices(Counter(question.type for question in bank.questions)),
        }

    def _of_run(self, code: str) -> dict[str, Any]:
        run = run_of(self._folder, code)
        plan = api.read_plan(run.path)
        return {
            "name": run.bank,
            "title": plan.title,
            "questions": len(plan.questions),
            "runs": [],
            "run": run,
            **_choices(Counter(question.type for question in plan.questions.values())),
        }

    # Files

    async def _export(self, request: Request) -> Response:
        path = self._folder.bank(request.path_params["name"])
        form = await form_of(request)
        return await self._answered(path, form, form.text("which") or ALL)

    async def _export_run(self, request: Request) -> Response:
        code = request.path_params["code"]
        return await self._answered(None, await form_of(request), f"{RUN}{code}")

    async def _answered(self, path: Path | None, form: Form, which: str) -> Response:
        try:
            told = await run_in_threadpool(self._exported, path, form, which)
        except WishesError as error:
            return JSONResponse({"problems": error.problems})
        except QuizgenError as error:
            return JSONResponse({"error": str(error)})
        return JSONResponse(told)

    def _exported(self, path: Path | None, form: Form, which: str) -> dict[str, Any]:
        passage = form.text("passage") or None
        if passage not in (None, *PASSAGE_EXPORTS):
            raise QuizgenError(f"{passage!r} is none of {', '.join(PASSAGE_EXPORTS)}.")
        is_drawn = which == DRAWN
        drawn = {name: each for name, each in form.fields.items() if name not in OWN}
        asked = wishes(drawn).request if is_drawn else None
        source: Any = path
        if which.startswith(RUN):
            source = api.read_plan(run_of(self._folder, which.removeprefix(RUN)).path)
        made = api.export_bytes(
            source,
            form.text("form"),
            request=asked,
            draws=is_drawn,
            passage=passage,
            here=self._folder.here,
        )
        stem = Path(next(iter(made.files))).stem
        return {
            "files": [self._downloads.keep(*each) for each in made.files.items()],
            "seed": asked.seed if asked else "",
            "report": report_told(made.report, stem, self._downloads),
        }


def _choices(types: Counter[str]) -> dict[str, Any]:
    """Return the formats that are written, and what each holds, of the kinds that there are."""
    writable = [form for form in formats() if form.write]
    rows = api.format_rows([form.name for form in writable])
    held = {
        form.name: {
            "shares": form.holds.passage == "shared",
            "places": form.holds.passage in ("separate", "repeated"),
            "row": [
                (TITLES.get(head, head), text)
                for head, text in row.items()
                if head not in ABOUT and (head in types or head not in TITLES)
            ],
        }
        for form, row in zip(writable, rows, strict=True)
    }
    return {
        "formats": [(form.name, form.title) for form in writable],
        "data": {"formats": held},
    }
