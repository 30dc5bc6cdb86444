"""The page on which a run is graded: papers in, what is open decided, results out."""

import os
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app import api
from quizgen.app.web.downloads import saved
from quizgen.app.web.graded_folder import RESULTS, GradedFolder
from quizgen.app.web.jobs import Job, Jobs
from quizgen.app.web.pages import Refusal, page
from quizgen.app.web.run_by_code import run_of
from quizgen.app.web.uploads import Form, form_of
from quizgen.app.web.work_folder import WorkFolder
from quizgen.bank.kinds.shapes import OneOf
from quizgen.bank.questions import Question
from quizgen.base.choices import MARKS_SUFFIXES, SCAN_SUFFIXES
from quizgen.base.errors import QuizgenError
from quizgen.grading.results import Result, Results, decimal
from quizgen.grading.scan.decisions import MOST_BYTES as MOST_DECIDED
from quizgen.grading.scan.decisions import decisions_json
from quizgen.grading.scan.review import review_policy
from quizgen.plan.kept_runs import run_code
from quizgen.plan.model import Plan
from quizgen.plan.sheet_code import RUN_LENGTH

SANDBOX = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "frame-ancestors 'none'"
)
"""For a report: it is shown, and nothing in it runs or is sent."""
DROPPED, FULL = "drop", "full"
"""What can be decided of a faulty question."""
WAITING_SHOWN = 40


class Grading:
    """From papers to results."""

    def __init__(self, folder: WorkFolder, jobs: Jobs) -> None:
        self._folder, self._jobs = folder, jobs
        self._running: dict[str, Job] = {}
        self._last: dict[str, dict[str, Any]] = {}
        """What the last grading of each run said."""

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        own = "/grade/{code}/"
        return [
            Route("/grade", self._list),
            Route("/grade/{code}", self._slashed),
            Route(own, self._page),
            Route(f"{own}papers", self._take, methods=["POST"]),
            Route(f"{own}remove", self._remove, methods=["POST"]),
            Route(f"{own}start", self._start, methods=["POST"]),
            Route(f"{own}report", self._report, methods=["POST"]),
            Route(f"{own}forget", self._forget, methods=["POST"]),
            Route(f"{own}review.html", self._review),
            Route(f"{own}decisions.json", self._decided),
            Route(f"{own}decisions.json", self._decide, methods=["POST"]),
            Route(f"{own}marks{{suffix}}", self._table),
            Route(f"{own}file/{{name}}", self._file),
        ]

    # Which run

    async def _list(self, request: Request) -> Response:
        typed, error = request.query_params.get("code", "").strip(), ""
        if typed:
            try:
                code = await run_in_threadpool(self._code, typed)
                return RedirectResponse(f"/grade/{code}/", 303)
            except (QuizgenError, Refusal) as refusal:
                error = str(refusal)
        runs = await run_in_threadpool(api.runs_in, self._folder.worksheets)
        rows = [
            (
                run,
                run.printed.strftime("%Y-%m-%d %H:%M"),
                GradedFolder(self._folder, run.code).has_results,
            )
            for run in sorted(runs, key=lambda run: run.printed, reverse=True)
        ]
        context = {"rows": rows, "code": typed, "error": error}
        return page(request, "grade.html", context)

    def _code(self, typed: str) -> str:
        """Return the code of a run as it is typed, or that of one of its sheets."""
        if len("".join(filter(str.isalnum, typed))) > RUN_LENGTH:
            api.key_of(typed, here=self._folder.here)  # says what is mistyped
        return run_of(self._folder, run_code(typed)).code

    async def _slashed(self, request: Request) -> Response:
        return RedirectResponse(f"/grade/{quote(request.path_params['code'])}/", 307)

    async def _plan(self, request: Request) -> tuple[GradedFolder, Plan]:
        code = request.path_params["code"]

        def read() -> tuple[GradedFolder, Plan]:
            run = run_of(self._folder, code)
            return GradedFolder(self._folder, code), api.read_plan(run.path)

        return await run_in_threadpool(read)

    # The page

    async def _page(self, request: Request) -> Response:
        graded, plan = await self._plan(request)
        running = self._running_now(plan.code)
        context = await run_in_threadpool(self._context, graded, plan)
        data = {"job": running.told() if running else None}
        return page(request, "grade_run.html", {**context, "data": data})

    def _context(self, graded: GradedFolder, plan: Plan) -> dict[str, Any]:
        results, problem = _results(graded)
        corrections = results.corrections if results else None
        classes = {student.class_name for student in plan.students if student.class_name}
        return {
            "code": plan.code,
            "title": plan.title,
            "folder": f"{RESULTS}/{plan.code}",
            "has_sheets": bool(plan.answer_sheets),
            "papers": [(path.name, _size(path.stat().st_size)) for path in graded.papers],
            "scan_endings": ",".join(SCAN_SUFFIXES),
            "table_endings": ",".join(MARKS_SUFFIXES),
            "last": self._last.get(plan.code),
            "problem": problem,
            "rows": [_row(each) for each in results.results] if results else [],
            "has_names": any(each.paper.name for each in results.results) if results else False,
            "review": graded.review is not None,
            "files": [(path.name, graded.is_stale(path)) for path in graded.offered],
            # What was made once is made again, or an old one would lie beside new results.
            "has_returns": graded.has("returns"),
            "has_copies": graded.has("marked-copies"),
            "classes": sorted(classes),
            "questions": [
                (name, _decided_of(name, corrections), _options(question))
                for name, question in plan.questions.items()
            ],
            "reason": _reason(corrections),
        }

    # Papers

    async def _take(self, request: Request) -> Response:
        """Keep one file: its bytes are the request's body, its name in the address."""
        graded, _ = await self._plan(request)
        try:
            name = await graded.take(request.query_params.get("name", ""), request.stream())
        except ClientDisconnect:
            raise Refusal(
                400, "The upload was broken off, and nothing is kept of it."
            ) from None
        return JSONResponse({"name": name})

    async def _remove(self, request: Request) -> Response:
        graded, plan = await self._plan(request)
        self._refuse_running(plan.code)
        name = (await form_of(request)).text("name")
        await run_in_threadpool(graded.remove, name)
        return RedirectResponse("./", 303)

    async def _table(self, request: Request) -> Response:
        """Send the table to type marks into."""
        _, plan = await self._plan(request)
        suffix = request.path_params["suffix"]
        if suffix not in MARKS_SUFFIXES:
            raise Refusal(404, "There is no such table.")
        table = await run_in_threadpool(api.marks_table, plan, suffix)
        return saved(f"marks-{plan.code}{suffix}", table)

    # Grading

    async def _start(self, request: Request) -> Response:
        graded, plan = await self._plan(request)
        form = await form_of(request)
        return self._begun(plan.code, lambda job: self._graded(job, graded, plan, form))

    async def _report(self, request: Request) -> Response:
        graded, plan = await self._plan(request)
        without = (await form_of(request)).text("without_passage") or None

        def report(job: Job) -> dict[str, Any]:
            job.progress("Writing the report", 0, 1)
            api.write_report(graded.path, without_passage=without, here=self._folder.here)
            return {}

        return self._begun(plan.code, report)

    def _begun(self, code: str, work: Any) -> Response:
        self._refuse_running(code)
        job = self._running[code] = self._jobs.start(work)
        return JSONResponse(job.told())

    def _running_now(self, code: str) -> Job | None:
        job = self._running.get(code)
        return job if job and job.state == "running" else None

    def _refuse_running(self, code: str) -> None:
        if self._running_now(code):
            raise Refusal(409, "This run is being graded. Wait until it is done, or stop it.")

    def _graded(self, job: Job, graded: GradedFolder, plan: Plan, form: Form) -> dict[str, Any]:
        """Grade what there is, as `quizgen grade` does with the same papers."""
        scans, tables = graded.scans, graded.tables
        options: dict[str, Any] = {
            **_corrections(plan, form),
            "reason": form.text("reason"),
            "returns": form.ticked("returns"),
            "here": self._folder.here,
        }
        job.progress("Grading", 0, 1)
        try:
            if scans:
                told = _told_of_scans(
                    api.grade_scans(
                        [plan], [*scans, *tables], graded.path,
                        marked_copies=form.ticked("marked_copies"), progress=job.progress,
                        **options,
                    )
                )  # fmt: skip
            elif tables:
                made = api.grade_marks(plan, tables[0], graded.path, **options)
                told = {"warnings": [*made.warnings]}
            else:
                raise QuizgenError("Upload scans of the answer sheets, or a table of marks.")
        except QuizgenError as error:
            raise QuizgenError(_nearer(str(error), graded)) from error
        told["warnings"] = [_nearer(each, graded) for each in told["warnings"]]
        self._last[plan.code] = told
        return {}

    # Deciding

    async def _review(self, request: Request) -> Response:
        """Show the page that grading wrote; only its own script runs in it."""
        graded, _ = await self._plan(request)
        if graded.review is None:
            raise Refusal(404, "There is nothing to decide. Grade first.")
        request.scope["policy"] = f"{review_policy()}; frame-ancestors 'none'"
        return FileResponse(graded.review, media_type="text/html")

    async def _decided(self, request: Request) -> Response:
        graded, _ = await self._plan(request)
        content = decisions_json({})
        if graded.decisions.is_file():
            content = await run_in_threadpool(graded.decisions.read_bytes)
        return Response(content, media_type="application/json")

    async def _decide(self, request: Request) -> Response:
        graded, _ = await self._plan(request)
        if graded.review is None:
            raise Refusal(404, "There is nothing to decide. Grade first.")
        content = await request.body()
        if len(content) > MOST_DECIDED:
            raise Refusal(413, f"This is more than {MOST_DECIDED // 1_000_000} MB.")
        await run_in_threadpool(api.keep_decisions, graded.path, content)
        return JSONResponse({})

    # Results

    async def _file(self, request: Request) -> Response:
        """Send a file of results: PDFs and the report are shown, all else is saved."""
        graded, _ = await self._plan(request)
        path = await run_in_threadpool(graded.file, request.path_params["name"])
        kinds = {".pdf": "application/pdf", ".html": "text/html"}
        kind = kinds.get(path.suffix)
        if kind == "text/html":
            request.scope["policy"] = SANDBOX
        return FileResponse(
            path, media_type=kind or "application/octet-stream", filename=path.name,
            content_disposition_type="inline" if kind else "attachment",
        )  # fmt: skip

    async def _forget(self, request: Request) -> Response:
        graded, plan = await self._plan(request)
        self._refuse_running(plan.code)
        await run_in_threadpool(graded.forget)
        self._last.pop(plan.code, None)
        return RedirectResponse("./", 303)


def _results(graded: GradedFolder) -> tuple[Results | None, str]:
    """Return the results of a folder, or why they cannot be shown."""
    if not graded.has_results:
        return None, ""
    try:
        return api.read_results(graded.path), ""
    except QuizgenError as error:
        return None, _nearer(str(error), graded)


def _size(size: int) -> str:
    """Return a file's size as people read it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.1f} kB"


def _row(result: Result) -> dict[str, Any]:
    """Return a paper as the table of results shows it."""
    points = result.points
    share = None if points is None or not result.most else points * 100 / result.most
    waiting = list(map(str, result.waiting))
    more = ["…"] if len(waiting) > WAITING_SHOWN else []
    return {
        "name": result.paper.name,
        "class": result.paper.class_name,
        "code": result.paper.code,
        "points": decimal(points),
        "most": result.most,
        "share": None if share is None else round(share),
        "waiting": ", ".join([*waiting[:WAITING_SHOWN], *more]),
    }


def _told_of_scans(pile: Any) -> dict[str, Any]:
    warnings = [*pile.warnings, *(told for run in pile.runs for told in run.graded.warnings)]
    return {
        "pages": pile.pages,
        "graded": pile.graded,
        "waiting": pile.waiting,
        "rejected": pile.rejected,
        "questions": pile.questions,
        "warnings": warnings,
    }


def _nearer(text: str, graded: GradedFolder) -> str:
    """Return a text that names files as the page does."""
    for folder in (graded.path / "papers", graded.path):
        text = text.replace(f"{folder}{os.sep}", "")
    return text


def _corrections(plan: Plan, form: Form) -> dict[str, Sequence[str]]:
    """Return what was decided of faulty questions, in the words of the API."""
    decided = {name: form.text(f"question:{name}") for name in plan.questions}
    return {
        "drop": [name for name, what in decided.items() if what == DROPPED],
        "full_marks": [name for name, what in decided.items() if what == FULL],
        "accept": [
            f"{name}={text}" for name in plan.questions if (text := form.text(f"accept:{name}"))
        ],
    }


def _options(question: Question) -> list[str]:
    """Return the options of which another may count as right beside the key."""
    shapes = (part.shape for part in question.parts())
    return [text for shape in shapes if isinstance(shape, OneOf) for text in shape.options]


def _decided_of(name: str, corrections: Any) -> Mapping[str, str]:
    if corrections is None:
        return {"what": "", "accept": ""}
    what = DROPPED if name in corrections.dropped else ""
    what = FULL if name in corrections.full_marks else what
    return {"what": what, "accept": next(iter(corrections.accepted.get(name, ())), "")}


def _reason(corrections: Any) -> str:
    if corrections is None:
        return ""
    every = (corrections.dropped, corrections.full_marks, corrections.reasons)
    return next((reason for each in every for reason in each.values() if reason), "")
