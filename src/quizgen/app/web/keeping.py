"""The page of runs: what was printed, its files, the key of a sheet by its code."""

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app import api
from quizgen.app.web.jobs import Job, Jobs
from quizgen.app.web.layout import LayoutProcess
from quizgen.app.web.making import files_told
from quizgen.app.web.pages import Refusal, page
from quizgen.app.web.uploads import form_of
from quizgen.app.web.work_folder import WorkFolder
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError
from quizgen.base.regex import regex
from quizgen.grading.sheet_key import key_text
from quizgen.plan.kept_runs import PLAN, Run

SHOWN = {".pdf": "application/pdf"}
"""What a browser opens; all else is saved, so that no page of a run is one of this server."""
PAGE = regex("[1-9][0-9]{0,3}")
SAVED = (".zip", ".html", ".json", ".csv")


@dataclass(frozen=True)
class RunRow:
    """A run in the list, and its files."""

    run: Run
    files: dict[str, str]
    has_changed: bool
    """Whether its bank is another one since."""

    @property
    def when(self) -> str:
        """When it was printed."""
        return self.run.printed.strftime("%Y-%m-%d %H:%M")


class Keeping:
    """What was printed."""

    def __init__(self, folder: WorkFolder, layout: LayoutProcess, jobs: Jobs) -> None:
        self._folder, self._layout, self._jobs = folder, layout, jobs

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/runs", self._runs),
            Route("/runs/forget", self._forget, methods=["POST"]),
            Route("/runs/{code}/again", self._again, methods=["POST"]),
            Route("/worksheets/{file:path}", self._file),
        ]

    async def _runs(self, request: Request) -> Response:
        code = request.query_params.get("code", "").strip()
        key = await run_in_threadpool(self._key, code) if code else None
        rows = await run_in_threadpool(self._rows)
        context = {"rows": rows, "code": code, "key": key, "data": {}}
        return page(request, "runs.html", context)

    def _key(self, code: str) -> dict[str, Any]:
        try:
            found = api.key_of(code, here=self._folder.here)
        except QuizgenError as error:
            return {"error": str(error), "text": "", "warnings": ()}
        return {"error": "", "text": key_text(found), "warnings": found.warnings}

    def _rows(self) -> list[RunRow]:
        runs = sorted(api.runs_in(self._folder.worksheets), key=lambda run: run.printed)
        banks = {
            path.name: sha256(path.read_bytes()).hexdigest() for path in self._folder.banks()
        }
        return [self._row(run, banks.get(run.bank)) for run in reversed(runs)]

    def _row(self, run: Run, now: str | None) -> RunRow:
        stem = run.path.name.removesuffix(PLAN)
        endings = ("-worksheets.pdf", "-worksheets.zip", "-answer-keys.pdf")
        files = {}
        for ending in endings:
            path = run.path.with_name(f"{stem}{ending}")
            if path.is_file():
                inside = path.relative_to(self._folder.worksheets).as_posix()
                files[ending] = f"/worksheets/{quote(inside)}"
        before = None
        with suppress(OSError, ValueError, KeyError, TypeError):
            before = json.loads(run.path.read_bytes())["bank"]["sha256"]
        return RunRow(run, files, now is not None and now != before)

    async def _forget(self, request: Request) -> Response:
        code = (await form_of(request)).text("code")
        await run_in_threadpool(api.forget_run, code, self._folder.worksheets)
        return RedirectResponse("/runs", 303)

    async def _again(self, request: Request) -> Response:
        """Print some sheets of a run again: a student's, a version's."""
        code, form = request.path_params["code"], await form_of(request)
        runs = await run_in_threadpool(api.runs_in, self._folder.worksheets)
        path = next((run.path for run in runs if run.code == code), None)
        if path is None:
            raise Refusal(404, f"There is no run {code} in this folder.")
        only, number = form.text("only"), form.text("page")
        if number and not PAGE.fullmatch(number):
            raise Refusal(400, f"{number!r} is no number of a page.")

        def again(job: Job) -> dict[str, Any]:
            plan = api.read_plan(path)
            chosen = api.only_sheets(plan, [only]) if only else plan
            request = api.PrintRequest(sheets_only=True, page=int(number or 0))
            with self._layout.turn() as process:
                printed = api.print_files(
                    chosen, self._folder.worksheets, request, here=self._folder.here,
                    progress=job.progress, layout_process=process,
                )  # fmt: skip
            return files_told(printed, self._folder.worksheets)

        return JSONResponse(self._jobs.start(again).told())

    async def _file(self, request: Request) -> Response:
        """Send a file of a run; only one that lies in the folder of runs."""
        top = self._folder.worksheets.resolve()
        path = _inside(top, request.path_params["file"])
        kind = SHOWN.get(path.suffix.lower())
        if kind is None and path.suffix.lower() not in SAVED:
            raise Refusal(404, "There is no such file.")
        where = "inline" if kind else "attachment"
        return FileResponse(
            path, media_type=kind or "application/octet-stream", filename=path.name,
            content_disposition_type=where,
        )  # fmt: skip


def _inside(top: Path, name: str) -> Path:
    """Return a file in a folder; refuse a name that leads elsewhere."""
    with suppress(OSError, ValueError):
        path = (top / name).resolve()
        hidden = any(part.startswith(".") for part in path.relative_to(top).parts)
        if path.is_relative_to(top) and path.is_file() and not hidden:
            return path
    raise Refusal(404, "There is no such file.")
