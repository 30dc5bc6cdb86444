"""The sheet as it will print, beside the text that is being written."""

from collections import OrderedDict
from hashlib import sha256
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app import api
from quizgen.app.web.bank_file import BankFile
from quizgen.app.web.fields import fields_in, number_in, text_in
from quizgen.app.web.layout import LayoutProcess
from quizgen.app.web.pages import Refusal
from quizgen.app.web.sheet_choices import VERSIONS
from quizgen.app.web.wishes import Fields, Wishes, wishes
from quizgen.app.web.work_folder import WorkFolder
from quizgen.bank.load import LoadedBank
from quizgen.bank.question_lines import question_lines
from quizgen.base.data_class import replace
from quizgen.base.errors import BankError, QuizgenError
from quizgen.plan.selection import SelectionError
from quizgen.printing.bank_lines import errors_at_lines
from quizgen.printing.prepare import Prepared

SEED = "preview"
"""Always the same, so that an edit moves nothing but what it changes."""
KEPT = 8
"""So many papers are kept for their pictures to be fetched."""
WIDTHS = (200, 2400)
"""The narrowest and the widest picture, in pixels."""

BROKEN = "There is something to mend before it can be printed."


class SheetView:
    """Makes papers of texts, and pictures of their pages. No run is kept of them."""

    def __init__(self, folder: WorkFolder, layout: LayoutProcess) -> None:
        self._folder, self._layout = folder, layout
        self._papers: OrderedDict[str, bytes] = OrderedDict()

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/bank/{name}/sheet", self._sheet, methods=["POST"]),
            Route("/picture/{paper}/{page:int}", self._picture),
        ]

    async def _sheet(self, request: Request) -> Response:
        sent, name = await request.json(), request.path_params["name"]
        revision, text = number_in(sent, "revision"), text_in(sent, "text")
        fields, file = fields_in(sent, "wishes"), BankFile(self._folder.bank(name))
        try:
            made = await run_in_threadpool(self._made, file, text, fields)
        except BankError:
            made = {"error": BROKEN}
        except QuizgenError as error:
            made = {"error": str(error)}
        return JSONResponse({"revision": revision, **made})

    def _made(self, file: BankFile, text: str, fields: Fields) -> dict[str, Any]:
        content = file.bytes_of(text)
        wanted = fields.get("version", ["A"])[0]
        index = VERSIONS.index(wanted) if wanted in VERSIONS else 0
        loaded = api.load_bank(file.path, text=content)
        whole, key = (fields.get(name) == ["yes"] for name in ("all", "key"))
        here, asked = self._folder.here, wishes(fields)
        prepared = _prepared(loaded, content, asked, index, here, whole=whole)
        with self._layout.turn() as process, errors_at_lines(file.path):
            laid_out = api.lay_out(prepared.plan, here=here, layout_process=process)
        booklet, sheet = ("answer-keys", None) if key else ("worksheets", index)
        pdf = api.compose(laid_out, booklet, sheet)
        pages = api.questions_on_pages(laid_out, booklet, sheet)
        paper = self._keep(pdf)
        version = prepared.plan.versions[index]
        return {
            "paper": paper,
            "pages": [
                {"width": page.width, "height": page.height, "questions": page.questions}
                for page in pages
            ],
            "questions": len(version.items),
            "points": sum(item.points for item in version.items),
            "warnings": [*prepared.warnings, *laid_out.warnings],
            "lines": _lines(loaded),
        }

    def _keep(self, pdf: bytes) -> str:
        name = sha256(pdf).hexdigest()[:32]
        self._papers[name] = pdf
        self._papers.move_to_end(name)
        while len(self._papers) > KEPT:
            self._papers.popitem(last=False)
        return name

    async def _picture(self, request: Request) -> Response:
        pdf = self._papers.get(request.path_params["paper"])
        if pdf is None:
            raise Refusal(404, "This picture is not kept any more.")
        asked = request.query_params.get("width", "800")
        width = min(max(int(asked) if asked.isdecimal() else 0, WIDTHS[0]), WIDTHS[1])
        picture = api.page_picture
        try:
            content = await run_in_threadpool(picture, pdf, request.path_params["page"], width)
        except IndexError:
            raise Refusal(404, "There is no such page.") from None
        kept = {"Cache-Control": "private, max-age=3600, immutable"}
        return Response(content, media_type="image/png", headers=kept)


def _prepared(
    loaded: LoadedBank, content: bytes, asked: Wishes, index: int, here: Path, *, whole: bool
) -> Prepared:
    """Return a plan of every question in the bank's order, or of a worksheet as it is drawn.

    A bank whose questions may not all stand on one paper has only the latter.
    """

    def planned(request: api.Request) -> Prepared:
        request = replace(request, seed=SEED, versions=index + 1)
        return api.plan_run(
            loaded.path, request, passage=asked.passage, settings=asked.settings,
            text=content, here=here,
        )  # fmt: skip

    if whole:
        every = replace(asked.request, count=len(loaded.bank.questions), order="bank")
        try:
            return planned(every)
        except SelectionError:
            pass
    return planned(asked.request)


def _lines(loaded: LoadedBank) -> dict[str, tuple[int, int]]:
    """Return the first and the last line of each question, by its id."""
    names = (question.id for question in loaded.bank.questions)
    return dict(zip(names, question_lines(loaded.document), strict=True))
