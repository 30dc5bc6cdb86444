"""The form for a question: its fields, what is in them, and the edits of a change.

The browser owns the text. It posts it with a change, and gets edits of that text back.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app.web.browser_text import edits
from quizgen.app.web.fields import number_in, text_in
from quizgen.app.web.pages import Refusal, language_of, words_of
from quizgen.app.web.work_folder import WorkFolder
from quizgen.authoring.edit_yaml import CannotEditError
from quizgen.authoring.question_form import changed, form_of
from quizgen.bank.form_fields import explained, fields_of
from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import Kind
from quizgen.bank.placeholders import MARKER
from quizgen.base.errors import BankError

Translate = Callable[[str], str]


class QuestionForm:
    """What the form asks for."""

    def __init__(self, folder: WorkFolder) -> None:
        self._folder = folder

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/form-fields", self._fields),
            Route("/bank/{name}/form", self._form, methods=["POST"]),
            Route("/bank/{name}/form/change", self._change, methods=["POST"]),
        ]

    async def _fields(self, request: Request) -> Response:
        """Return the fields of each kind, in the browser's language."""
        translate = words_of(language_of(request)).gettext
        kinds = {kind.name: _kind(kind, translate) for kind in KINDS}
        return JSONResponse({"kinds": kinds, "marker": MARKER})

    async def _form(self, request: Request) -> Response:
        self._folder.bank(request.path_params["name"])
        sent = await request.json()
        revision, text = number_in(sent, "revision"), text_in(sent, "text")
        line = sent.get("line")
        wanted = (number_in(sent, "question"), line if isinstance(line, int) else None)
        form = await run_in_threadpool(form_of, text, *wanted)
        return JSONResponse({"revision": revision, "form": form})

    async def _change(self, request: Request) -> Response:
        self._folder.bank(request.path_params["name"])
        sent = await request.json()
        revision, text = number_in(sent, "revision"), text_in(sent, "text")
        index, change = number_in(sent, "question"), sent.get("change")
        if not isinstance(change, dict):
            raise Refusal(400, "The change is missing.")
        made = await run_in_threadpool(_made, text, index, change)
        return JSONResponse({"revision": revision, **made})


def _made(text: str, index: int, change: dict[str, Any]) -> dict[str, Any]:
    """Return the edits of a change and the form after it, or why it cannot be made."""
    try:
        after, index = changed(text, index, change)
    except CannotEditError as error:
        return {"problem": str(error)}
    except BankError as error:
        return {"problem": error.problems[0].message}
    return {"edits": edits(text, after), "form": form_of(after, index)}


def _kind(kind: Kind, translate: Translate) -> dict[str, Any]:
    return {
        "title": translate(kind.title),
        "help": translate(explained(kind)),
        "fields": [_translated(asdict(field), translate) for field in fields_of(kind.model)],
    }


def _translated(field: dict[str, Any], translate: Translate) -> dict[str, Any]:
    """Return a field with its words in a language, without what it does not have."""
    item = field["item"]
    told = field | {
        "label": translate(field["label"]),
        "help": translate(field["help"]) if field["help"] else "",
        "item": _translated(item, translate) if item else None,
        "fields": [_translated(each, translate) for each in field["fields"]],
    }
    return {name: value for name, value in told.items() if value not in ("", None, [], ())}
