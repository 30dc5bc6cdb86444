"""The article beside a bank's text: its paragraphs with their questions, and citing its words.

What is shown of a paragraph are the words that quotations are compared with. Places in it and
in the bank's text count units of UTF-16, as the browser does.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from quizgen.app.web.browser_text import characters, edits
from quizgen.app.web.fields import number_in, text_in
from quizgen.app.web.pages import Refusal
from quizgen.app.web.work_folder import WorkFolder
from quizgen.article.shown_words import shown_paragraphs, whole_words
from quizgen.article.text import ArticleText, find_article, read_article
from quizgen.authoring.citing import Cited, Words, cite
from quizgen.authoring.coverage import paragraphs_of
from quizgen.authoring.edit_yaml import document_of, marks_of
from quizgen.bank.document import Document
from quizgen.bank.fields import field_of, items_of, number_of
from quizgen.bank.model import BUILT_IN_SKILLS, Article
from quizgen.bank.question_lines import question_lines
from quizgen.bank.questions import read_question
from quizgen.bank.record import read_record
from quizgen.base.data_class import dataclass
from quizgen.base.errors import BankError, QuizgenError

NO_ARTICLE = (
    "The article's text is not there. Put it beside the bank as {name}, with an empty line "
    "between paragraphs."
)
HOW = ("ask", "add", "replace")


class ArticleView:
    """What the article beside the text asks for."""

    def __init__(self, folder: WorkFolder) -> None:
        self._folder = folder

    @property
    def routes(self) -> list[BaseRoute]:
        """Its addresses."""
        return [
            Route("/bank/{name}/article", self._article, methods=["POST"]),
            Route("/bank/{name}/cite", self._cite, methods=["POST"]),
        ]

    async def _article(self, request: Request) -> Response:
        sent, path = await request.json(), self._folder.bank(request.path_params["name"])
        revision, text = number_in(sent, "revision"), text_in(sent, "text")
        try:
            found = await run_in_threadpool(_article_of, path, text)
        except QuizgenError as error:
            found = {"error": str(error)}
        return JSONResponse({"revision": revision, **found})

    async def _cite(self, request: Request) -> Response:
        sent, path = await request.json(), self._folder.bank(request.path_params["name"])
        text, how = text_in(sent, "text"), text_in(sent, "how")
        if how not in HOW:
            raise Refusal(400, f"'{how}' is none of {', '.join(HOW)}.")
        numbers = (number_in(sent, name) for name in ("at", "paragraph", "start", "end"))
        return JSONResponse(await run_in_threadpool(_cited, path, text, how, *numbers))


def _article_of(path: Path, text: str) -> dict[str, Any]:
    """Return the article's paragraphs, each with the questions about it."""
    document = _document(text)
    article = _read(path, document)
    asked = list(_asked(document))
    labels = BUILT_IN_SKILLS | _own_skills(document)
    headings = {number: list[str]() for number in range(1, len(article.paragraphs) + 1)}
    for heading in article.headings:
        headings.get(heading.above, []).append(heading.text)
    return {
        "questions": [
            {"id": each.name, "line": each.first, "last": each.last} for each in asked
        ],
        "paragraphs": [
            {
                "number": number,
                "text": words,
                "headings": headings[number],
                "questions": [n for n, each in enumerate(asked) if number in each.paragraphs],
                "skills": _by_skill(asked, number, labels),
            }
            for number, words in enumerate(shown_paragraphs(article), 1)
        ],
    }


def _cited(
    path: Path, text: str, how: Any, at: int, number: int, start: int, end: int
) -> dict[str, Any]:
    """Return the edits that cite words of a paragraph, none of them if start is end.

    `at` is where the cursor belongs then: behind the `record` that was written.
    """
    shown = shown_paragraphs(_read(path, _document(text)))
    if not 0 < number <= len(shown):
        raise Refusal(400, f"There is no paragraph {number}.")
    words = shown[number - 1]
    quote = whole_words(words, characters(words, start), characters(words, end))
    answer = cite(text, characters(text, at), Words(number, quote or None), how)
    if not isinstance(answer, Cited):
        return {"taken": answer.said, "can_add": answer.can_add}
    marks = marks_of(answer.text)
    end = max(marks.end((*answer.place, key)) for key in answer.record)
    return {
        "edits": edits(text, answer.text),
        "at": {"line": marks.line(end), "column": marks.column(end) + 1},
        "quote": quote,
    }


def _document(text: str) -> Document:
    try:
        return document_of(text)
    except BankError as error:
        first = error.problems[0]
        raise QuizgenError(f"Line {first.line}: {first.message}") from None


def _read(path: Path, document: Document) -> ArticleText:
    """Return the text of a bank's article; the rest of the bank may be unfinished."""
    article, _ = read_record(Article, document.value(("article",)))
    if article is None:
        raise QuizgenError("Mend what stands below 'article' in the bank first.")
    found = find_article(path, article, None)
    if found is None:
        raise QuizgenError(NO_ARTICLE.format(name=path.with_suffix(".txt").name))
    return read_article(found, article)


@dataclass(frozen=True)
class _Asked:
    """A question, its first and its last line, and the paragraphs that it is about."""

    name: str
    first: int
    last: int
    skill: str
    paragraphs: frozenset[int]


def _asked(document: Document) -> Iterator[_Asked]:
    """Yield the questions of a bank, finished or not."""
    questions = items_of(document.data, "questions")
    for written, (first, last) in zip(questions, question_lines(document), strict=True):
        question = read_question(written)
        if question is not None:
            found: tuple[int | None, ...] = paragraphs_of(question)
        else:
            evidence = items_of(written, "evidence")
            found = tuple(number_of(field_of(each, "paragraph")) for each in evidence)
        name, skill = field_of(written, "id", ""), field_of(written, "skill", "")
        paragraphs = frozenset(each for each in found if each is not None)
        yield _Asked(str(name), first, last, str(skill), paragraphs)


def _own_skills(document: Document) -> dict[str, str]:
    own = document.value(("skills",))
    return {key: str(label) for key, label in own.items()} if isinstance(own, dict) else {}


def _by_skill(
    asked: list[_Asked], number: int, labels: Mapping[str, str]
) -> list[tuple[str, int]]:
    """Return how many questions of each skill a paragraph has, in the order of the skills."""
    skills = [each.skill for each in asked if number in each.paragraphs]
    return [(label, skills.count(name)) for name, label in labels.items() if name in skills]
