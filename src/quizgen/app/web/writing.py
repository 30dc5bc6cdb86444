"""The page on which a bank is written: its text, what is found in it, and saving it.

The browser owns the text. It posts a revision's number with each text, and drops what comes
back for an older one.
"""

from collections import OrderedDict
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app import api
from quizgen.app.web.bank_file import BankFile, ChangedError
from quizgen.app.web.bank_text import shown_text
from quizgen.app.web.completions import completions
from quizgen.app.web.fields import number_in, text_in
from quizgen.app.web.pages import Refusal, page
from quizgen.app.web.sheet_choices import sheet_choices
from quizgen.app.web.work_folder import WorkFolder

MOST_KEPT = 3
"""Banks of which is kept what was found before an edit; of others all is looked at."""


class _KeptOne:
    """What is kept of one bank, for one check at a time."""

    def __init__(self) -> None:
        self.check = api.KeptCheck()
        self.one = Lock()


class Writing:
    """What the editor asks for."""

    def __init__(self, folder: WorkFolder) -> None:
        self._folder = folder
        self._kept: OrderedDict[Path, _KeptOne] = OrderedDict()

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/bank/{name}", self._editor),
            Route("/bank/{name}/disk", self._disk),
            Route("/bank/{name}/states", self._states),
            Route("/bank/{name}/states/{state}", self._state),
            Route("/bank/{name}/check", self._check, methods=["POST"]),
            Route("/bank/{name}/save", self._save, methods=["POST"]),
            Route("/bank/{name}/keep", self._keep, methods=["POST"]),
        ]

    def _file(self, request: Request) -> BankFile:
        return BankFile(self._folder.bank(request.path_params["name"]))

    async def _editor(self, request: Request) -> Response:
        file = self._file(request)

        def read() -> dict[str, Any]:
            return {
                "name": file.path.name,
                "draft": file.draft(),
                "completions": completions(),
                **asdict(file.read()),
            }

        data = await run_in_threadpool(read)
        choices = sheet_choices(self._folder.here)
        return page(request, "write.html", {"name": file.path.name, "data": data, **choices})

    async def _disk(self, request: Request) -> Response:
        """Say whether the file is as the browser knows it, or what is in it now."""
        now = await run_in_threadpool(self._file(request).read)
        if now.hash == request.query_params.get("hash"):
            return JSONResponse({"same": True})
        return JSONResponse(asdict(now))

    async def _check(self, request: Request) -> Response:
        sent, file = await request.json(), self._file(request)
        revision, text = number_in(sent, "revision"), text_in(sent, "text")
        found = await run_in_threadpool(_checked, file, text, self._kept_of(file))
        return JSONResponse({"revision": revision, **found})

    def _kept_of(self, file: BankFile) -> _KeptOne:
        """Return what is kept of a bank that is being written."""
        kept = self._kept.setdefault(file.path, _KeptOne())
        self._kept.move_to_end(file.path)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return kept

    async def _save(self, request: Request) -> Response:
        sent, file = await request.json(), self._file(request)
        text, known = text_in(sent, "text"), text_in(sent, "hash")
        try:
            saved = await run_in_threadpool(file.save, text, known, sent.get("keep") is True)
        except ChangedError as changed:
            return JSONResponse(asdict(changed.now), 409)
        return JSONResponse({"hash": saved.hash})

    async def _keep(self, request: Request) -> Response:
        """Keep a text that was not chosen among the earlier states, in place of the draft."""
        text, file = text_in(await request.json(), "text"), self._file(request)
        await run_in_threadpool(file.set_aside, text)
        return JSONResponse({})

    async def _states(self, request: Request) -> Response:
        states = await run_in_threadpool(self._file(request).kept.states)
        told = [
            {
                "name": each.name,
                "when": each.when.strftime("%Y-%m-%d %H:%M:%S"),
                "printable": each.is_printable,
            }
            for each in states
        ]
        return JSONResponse({"states": told})

    async def _state(self, request: Request) -> Response:
        name = request.path_params["state"]
        raw = await run_in_threadpool(self._file(request).kept.text, name)
        if raw is None:
            raise Refusal(404, "There is no such earlier state.")
        return JSONResponse({"text": shown_text(raw, name)})


def _checked(file: BankFile, text: str, kept: _KeptOne) -> dict[str, Any]:
    """Return what `quizgen check` says of a text; keep it as a draft, or as printable."""
    content = file.bytes_of(text)
    file.keep_draft(text)
    with kept.one:
        checked = api.check_bank(file.path, text=content, kept=kept.check)
    if not checked.count("error"):
        file.kept.keep_printable(content)
    findings = [
        {
            "line": each.line,
            "column": each.column,
            "severity": each.severity,
            "rule": each.rule,
            "question": each.question,
            "message": each.message,
        }
        for each in checked.findings
    ]
    return {
        "findings": findings,
        "notes": list(checked.notes),
        "hash": sha256(content).hexdigest(),
    }
