"""The page on which worksheets are printed: what is asked, what comes out, and its files."""

import os
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app import api
from quizgen.app.web.jobs import Job, Jobs
from quizgen.app.web.layout import LayoutProcess
from quizgen.app.web.pages import page
from quizgen.app.web.sheet_choices import sheet_choices
from quizgen.app.web.uploads import Form, form_of, roster_file
from quizgen.app.web.wishes import WishesError, wishes
from quizgen.app.web.work_folder import WorkFolder
from quizgen.bank.kinds import KINDS
from quizgen.base.data_class import replace
from quizgen.base.errors import ProblemsError, QuizgenError, RosterError
from quizgen.plan.kept_runs import taken_by
from quizgen.plan.request import new_seed
from quizgen.printing.bank_lines import errors_at_lines
from quizgen.printing.make import Printed
from quizgen.printing.prepare import Prepared

MOST_LOOKED_AT = 8
"""So many papers are looked at to say how many pages they have."""


class Making:
    """Printing, from a form to files."""

    def __init__(self, folder: WorkFolder, layout: LayoutProcess, jobs: Jobs) -> None:
        self._folder, self._layout, self._jobs = folder, layout, jobs

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/bank/{name}/print", self._form),
            Route("/bank/{name}/plan", self._plan, methods=["POST"]),
            Route("/bank/{name}/make", self._make, methods=["POST"]),
            Route("/job/{job}", self._job),
            Route("/job/{job}/cancel", self._cancel, methods=["POST"]),
        ]

    def _path(self, request: Request) -> Path:
        return self._folder.bank(request.path_params["name"])

    async def _form(self, request: Request) -> Response:
        path = self._path(request)
        bank = (await run_in_threadpool(api.load_bank, path)).bank
        types = Counter(question.type for question in bank.questions)
        skills = Counter(question.skill for question in bank.questions)
        context = {
            "name": path.name,
            "title": bank.title or bank.article.title,
            "questions": len(bank.questions),
            "kinds": [
                (kind.name, kind.title, types[kind.name]) for kind in KINDS if types[kind.name]
            ],
            "skills": [
                (name, label, skills[name])
                for name, label in bank.skill_labels.items()
                if skills[name]
            ],
            "data": {"name": path.name},
            **sheet_choices(self._folder.here),
        }
        return page(request, "print.html", context)

    async def _plan(self, request: Request) -> Response:
        """Say what would be printed: points, pages, papers."""
        path, form = self._path(request), await form_of(request)
        try:
            return JSONResponse(await run_in_threadpool(self._planned, path, form))
        except QuizgenError as error:
            return JSONResponse(_problems(error))

    async def _make(self, request: Request) -> Response:
        path, form = self._path(request), await form_of(request)
        try:
            prepared = await run_in_threadpool(self._prepared, path, form)
        except QuizgenError as error:
            return JSONResponse(_problems(error))
        job = self._jobs.start(lambda job: self._printed(job, path, prepared, form))
        return JSONResponse(job.told())

    async def _job(self, request: Request) -> Response:
        return JSONResponse(self._jobs.get(request.path_params["job"]).told())

    async def _cancel(self, request: Request) -> Response:
        job = self._jobs.get(request.path_params["job"])
        job.is_cancelled = True
        return JSONResponse(job.told())

    def _prepared(self, path: Path, form: Form) -> Prepared:
        asked = wishes(form.fields)
        with roster_file(form) as roster:
            students = api.ClassRequest(roster, asked.versions) if roster else None

            def plan(request: api.Request) -> Prepared:
                return api.plan_run(
                    path, request, passage=asked.passage, students=students,
                    settings=asked.settings, here=self._folder.here,
                )  # fmt: skip

            prepared = plan(asked.request)
            while not form.text("seed") and taken_by(prepared.plan, self._folder.worksheets):
                prepared = plan(replace(asked.request, seed=new_seed()))
        # The class lay in a folder of a moment, which is nobody's business.
        away = f"{roster.parent}{os.sep}" if roster else ""
        told = (each.replace(away, "") if away else each for each in prepared.warnings)
        return replace(prepared, warnings=tuple(told))

    def _planned(self, path: Path, form: Form) -> dict[str, Any]:
        prepared = self._prepared(path, form)
        plan = prepared.plan
        with self._layout.turn() as process, errors_at_lines(path):
            laid_out = api.lay_out(plan, here=self._folder.here, layout_process=process)
        sheets = len(laid_out.booklets["worksheets"].sheets)
        looked_at = range(min(sheets, MOST_LOOKED_AT))
        pages = [len(api.questions_on_pages(laid_out, "worksheets", n)) for n in looked_at]
        points = [sum(item.points for item in version.items) for version in plan.versions]
        return {
            "questions": sorted({len(version.items) for version in plan.versions}),
            "points": sorted(set(points)),
            "pages": sorted(set(pages)),
            "papers": sheets,
            "students": len(plan.students),
            "warnings": [*prepared.warnings, *laid_out.warnings],
        }

    def _printed(self, job: Job, path: Path, prepared: Prepared, form: Form) -> dict[str, Any]:
        request = api.PrintRequest(
            html=form.ticked("html"),
            seating=form.ticked("seating"),
            split="zip" if form.ticked("zip") else None,
        )
        with self._layout.turn() as process, errors_at_lines(path):
            printed = api.print_files(
                prepared.plan, self._folder.worksheets, request, here=self._folder.here,
                progress=job.progress, layout_process=process,
            )  # fmt: skip
        told = files_told(printed, self._folder.worksheets)
        told["warnings"] = [*prepared.warnings, *printed.warnings]
        return {"code": prepared.plan.code, "seed": prepared.plan.seed, **told}


def files_told(printed: Printed, folder: Path) -> dict[str, Any]:
    """Return the files of a run for the page, each with its address."""
    files = [
        {
            "label": file.label,
            "name": file.path.name,
            "pages": file.pages,
            "address": f"/worksheets/{quote(file.path.relative_to(folder).as_posix())}",
        }
        for file in printed.files
    ]
    sheets = printed.files[0]
    return {"files": files, "lengths": sheets.lengths, "leaves": sheets.leaves}


def _problems(error: QuizgenError) -> dict[str, Any]:
    """Return what is wrong: at fields, at rows of the class, or altogether."""
    if isinstance(error, WishesError):
        return {"problems": error.problems}
    if isinstance(error, RosterError):
        told = [f"Row {each.line}: {each.message}" for each in error.problems]
        return {"problems": {"class": "\n".join(told)}}
    if isinstance(error, ProblemsError):
        told = [f"Line {each.line}: {each.message}" for each in error.problems]
        return {"error": "\n".join(told)}
    return {"error": str(error)}
