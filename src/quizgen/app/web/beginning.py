"""The page on which a bank is begun: an article in, what was recognised, and the bank.

Nothing is kept between the steps: the browser sends the article again with what was corrected.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app.web.pages import FAULTY, Refusal, page
from quizgen.app.web.uploads import Form, form_of, refuse_other_kinds
from quizgen.app.web.work_folder import WorkFolder
from quizgen.article.claims import Settled
from quizgen.article.recognise import NewArticle, NewParagraph
from quizgen.authoring.new_bank import examples_for, safe_name
from quizgen.authoring.start import NameTakenError, read_new_article, write_bank
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.placeholders import MARKER
from quizgen.bank.yaml_reader import read_yaml
from quizgen.base.choices import ARTICLE_SUFFIXES
from quizgen.base.data_class import replace
from quizgen.base.errors import QuizgenError
from quizgen.base.language import ENGLISH, Wording, wording
from quizgen.base.markdown import referred

PASTED = "article.txt"
"""What pasted text is read as."""

NAME_TAKEN = (
    "A bank or a text {name} is there already, and nothing is overwritten. Give this bank "
    "another name."
)

LEFT_EMPTY = Settled(how="left empty")
"""Said of a part that the teacher saw and left empty: nothing is asked for there."""

TOLD = ("title", "author", "affiliation", "publication", "published")
"""What is recognised beside the paragraphs, and may be corrected."""


class Beginning:
    """From an article to a bank."""

    def __init__(self, folder: WorkFolder) -> None:
        self._folder = folder

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/begin", self._form),
            Route("/begin/read", self._read, methods=["POST"]),
            Route("/begin/write", self._write, methods=["POST"]),
        ]

    async def _form(self, request: Request) -> Response:
        suffixes = ",".join(ARTICLE_SUFFIXES)
        return page(request, "begin.html", {"suffixes": suffixes, "data": {}})

    async def _read(self, request: Request) -> Response:
        form = await form_of(request)
        return JSONResponse(await run_in_threadpool(_recognised, form))

    async def _write(self, request: Request) -> Response:
        form = await form_of(request)
        return JSONResponse(await run_in_threadpool(self._written, form))

    def _written(self, form: Form) -> dict[str, Any]:
        article = _corrected(_article_in(form), form)
        name = safe_name(form.text("name") or article.title or Path(form.name).stem)
        chosen = {
            (skill, int(place))
            for skill, colon, place in map(_parted, form.fields.get("example", ()))
            if colon and place.isascii() and place.isdecimal()
        }
        with_text = form.ticked("with_text")
        folder = self._folder.banks_folder
        try:
            started = write_bank(article, name, folder, with_text=with_text, chosen=chosen)
        except NameTakenError:
            raise Refusal(FAULTY, NAME_TAKEN.format(name=name)) from None
        return {"bank": started.bank.name}


def _parted(example: str) -> tuple[str, str, str]:
    return example.partition(":")


def _recognised(form: Form) -> dict[str, Any]:
    """Return what was recognised in an article, for the teacher to correct."""
    article = _article_in(form)
    words = wording(article.language or ENGLISH.code)
    found = {
        skill: [_first_words(example.yaml, words) for example in made]
        for skill, made in examples_for(article).items()
    }
    return {
        **{key: getattr(article, key) or "" for key in TOLD},
        "how": {key: _how(article, key) for key in TOLD},
        "name": safe_name(article.title or Path(form.name or PASTED).stem),
        "text": _text(article),
        "paragraphs": len(article.paragraphs),
        "left_out": list(article.left_out_by_kind),
        "doubts": list(article.unsure),
        "examples": [
            {"skill": skill, "label": BUILT_IN_SKILLS[skill], "stems": stems}
            for skill, stems in found.items()
        ],
    }


def _how(article: NewArticle, key: str) -> str:
    settled = article.settled.get(key, Settled())
    return settled.how if settled.text else settled.doubt


def _first_words(yaml: str, words: Wording) -> str:
    """Return the stem of an example or that of its first part, as a teacher reads it."""
    document = read_yaml(yaml, "example")
    places = ((0, "stem"), (0, "part_a", "stem"), (0, "id"))
    texts = (document.value(place) for place in places)
    stem = next(" ".join(text.split()) for text in texts if isinstance(text, str))
    return referred(stem, {}, words).replace(MARKER, "…")


def _text(article: NewArticle) -> str:
    return "\n\n".join(article.printed)


@contextmanager
def _article_file(form: Form) -> Iterator[Path]:
    """Give the article that was uploaded or pasted as a file, as long as it is read."""
    pasted = form.text("article")
    if not form.content and not pasted:
        raise QuizgenError("Paste the article's text, or choose its file.")
    if form.content:
        refuse_other_kinds(form.name, ARTICLE_SUFFIXES, "an article")
    suffix = Path(form.name).suffix.lower() if form.content else ".txt"
    with TemporaryDirectory(prefix="quizgen-") as folder:
        path = Path(folder) / f"article{suffix}"
        path.write_bytes(form.content or pasted.encode("utf-8", "replace"))
        try:
            yield path
        except QuizgenError as error:
            told = str(error).replace(str(path), Path(form.name).name or "The text")
            raise QuizgenError(told) from error


def _article_in(form: Form) -> NewArticle:
    with _article_file(form) as path:
        return read_new_article(path)


def _corrected(article: NewArticle, form: Form) -> NewArticle:
    """Return an article with what the teacher has corrected."""
    told: dict[str, Any] = {key: form.text(key) or None for key in TOLD if key in form.fields}
    settled = {**article.settled}
    for key, text in told.items():
        if text != getattr(article, key):
            settled[key] = Settled(text)
        if not text and key != "title":
            settled[key] = LEFT_EMPTY
    article = replace(article, **told, settled=settled)
    text = form.text("text").replace("\r\n", "\n")
    if not text or text == _text(article).strip():
        return article
    parts = [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    paragraphs = tuple(NewParagraph(part) for part in parts)
    note = article.note if article.note == len(paragraphs) else None
    return replace(article, paragraphs=paragraphs, note=note, doubts=())
