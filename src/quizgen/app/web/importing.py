"""The page on which questions of another system become a bank: looked at first, then written.

Nothing is kept between the steps: the browser sends the files again.
"""

from collections.abc import Sequence
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
from quizgen.app.web.uploads import Form, as_files, form_of, refuse_other_kinds, without_folder
from quizgen.app.web.work_folder import WorkFolder
from quizgen.authoring.new_bank import safe_name
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.base.data_class import replace
from quizgen.base.errors import QuizgenError
from quizgen.exchange import formats
from quizgen.exchange.common.bank_file import bank_path
from quizgen.exchange.common.held import DEFAULT_SKILL
from quizgen.exchange.common.losses import Report
from quizgen.exchange.common.sources import MOST_BYTES

MOST_FILES = 50
"""Most files that are imported together."""


class Importing:
    """From files of another system to a bank."""

    def __init__(self, folder: WorkFolder, downloads: Downloads) -> None:
        self._folder, self._downloads = folder, downloads

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/import", self._form),
            Route("/import/read", self._read, methods=["POST"]),
            Route("/import/write", self._write, methods=["POST"]),
        ]

    async def _form(self, request: Request) -> Response:
        context = await run_in_threadpool(_choices)
        return page(request, "import.html", {**context, "data": {}})

    async def _read(self, request: Request) -> Response:
        """Say what the files hold and what would be lost; nothing is written."""
        form = await form_of(request, MOST_FILES)
        return JSONResponse(await run_in_threadpool(self._imported, form, write=False))

    async def _write(self, request: Request) -> Response:
        form = await form_of(request, MOST_FILES)
        return JSONResponse(await run_in_threadpool(self._imported, form, write=True))

    def _imported(self, form: Form, *, write: bool) -> dict[str, Any]:
        _refuse_others(form)
        with as_files(form.files) as paths:
            name = form.text("name") or bank_path(paths[0], None, Path()).stem
            path = self._folder.banks_folder / f"{safe_name(name)}.yaml"
            made = api.import_files(
                paths,
                form=form.text("form") or None,
                bank=path,
                skill=form.text("skill") or None,
                write=write,
                here=self._folder.here,
            )
            report = _without_folder(made.found, paths)
        return {
            "name": path.stem,
            "bank": path.name,
            "is_there": path.exists() and not write,
            "questions": made.questions,
            "passages": made.passages,
            "formats": list(made.formats),
            "report": report_told(report, path.stem, self._downloads),
        }


def _choices() -> dict[str, Any]:
    """Return what the form offers: the formats that are read, and skills."""
    readable = [form for form in formats() if form.read]
    return {
        "formats": [(form.name, form.title) for form in readable],
        "endings": ",".join(_endings()),
        "skills": BUILT_IN_SKILLS.items(),
        "default_skill": DEFAULT_SKILL,
    }


def _endings() -> list[str]:
    """Return the endings of the files that some format reads."""
    return sorted({ending for form in formats() if form.read for ending in form.takes})


def _refuse_others(form: Form) -> None:
    if not form.files:
        raise QuizgenError("Choose the files to import.")
    endings = _endings()
    for name, content in form.files.items():
        refuse_other_kinds(name, endings, "what can be imported")
        if len(content) > MOST_BYTES:
            raise QuizgenError(f"{name} is more than {MOST_BYTES // 1_000_000} MB long.")


def _without_folder(report: Report, paths: Sequence[Path]) -> Report:
    """Return a report that calls files as the teacher does."""

    def named(text: str) -> str:
        return without_folder(text, paths)

    losses = (
        replace(loss, message=named(loss.message), path=named(loss.path))
        for loss in report.losses
    )
    return Report(named(report.heading), tuple(losses))
