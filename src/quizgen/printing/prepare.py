"""A bank, an article and a request to a plan."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizgen.article.passage import Passage
from quizgen.article.text import MOST_BYTES, ArticleText, find_article, read_article
from quizgen.bank.load import LoadedBank, load_bank
from quizgen.bank.model import Bank
from quizgen.bank.placeholders import MARKER, has_unwritten
from quizgen.base.cache_files import CacheFiles, cache_folder
from quizgen.base.choices import PassageChoice
from quizgen.base.data_class import dataclass, field_values, replace
from quizgen.base.errors import BankError, Problem, QuizgenError
from quizgen.base.files import read_whole
from quizgen.base.kept_objects import KeptObjects
from quizgen.base.language import LANGUAGES, known_language, languages_listed, other_region
from quizgen.base.words import and_list, short_list
from quizgen.plan.fewer_options import FEWER, origin
from quizgen.plan.make import Placed, make_plan
from quizgen.plan.model import Plan
from quizgen.plan.request import Request
from quizgen.printing.html.looks import unread_files
from quizgen.printing.resolve_settings import folders_of, resolve
from quizgen.printing.resolve_wishes import with_wishes

if TYPE_CHECKING:
    from quizgen.plan.assign_versions import ClassList
    from quizgen.printing.page_fit import Maker

MOST_NAMED = 8
"""A warning names at most this many students."""


@dataclass(frozen=True)
class PassageRequest:
    """What is asked for about the article.

    where None means before the questions, if the article's text is there. draft: print even if
    a quotation is not in the article.
    """

    article: Path | None = None
    where: PassageChoice | None = None
    line_numbers: bool = False
    hyphenate: bool = False
    draft: bool = False


@dataclass(frozen=True)
class ClassRequest:
    """A class from a file, as CSV or XLSX: one paper for each student.

    versions is the number of versions that they share; None gives each their own.
    """

    roster: Path
    versions: int | None = None


@dataclass(frozen=True)
class Prepared:
    """A plan, the number of questions in its bank, and what the teacher should know."""

    plan: Plan
    bank_size: int
    warnings: tuple[str, ...]


def _class_list(wanted: ClassRequest, seed: str) -> "ClassList":
    """Read a roster and decide who gets which version."""
    from quizgen.plan.assign_versions import class_list
    from quizgen.plan.roster import read_roster

    return class_list(read_roster(wanted.roster, tuple(LANGUAGES)), wanted.versions, seed)


def prepare(
    path: Path,
    request: Request,
    asked: PassageRequest,
    typed: Mapping[str, Any],
    here: Path,
    wanted: ClassRequest | None = None,
    *,
    on_paper: bool = True,
    raw: bytes | None = None,
    jobs: int = 1,
) -> Prepared:
    """Load the bank, look its quotations up in the article, and plan the run.

    typed are settings that go before the bank's and those of quizgen.toml in `here`, raw is
    taken for what the bank's file holds, jobs are the processes that plan very many versions.
    With a class, its versions replace the request's. What is not for paper may have any number
    of pages. Raises RosterError; BankError if the bank is wrong or, unless a draft is asked
    for, a quotation is not in the article; QuizgenError if a passage is asked for and there is
    no text.
    """
    students = _class_list(wanted, request.seed) if wanted else None
    versions = students.versions if students else request.versions
    objects = _user_objects() if raw is None else None
    loaded = load_bank(path, raw, objects=objects)
    settings = resolve(typed, loaded, here).settings
    article = find_article(path, loaded.bank.article, asked.article)
    text, warnings = _article(loaded, article, objects, draft=asked.draft)
    make = partial(
        make_plan,
        file=path.name,
        sha256=loaded.sha256,
        passage=_passage(text, asked, path),
        draft=asked.draft,
        pictures=loaded.pictures,
        jobs=jobs,
    )
    placed = students.students if students else ()
    request = with_wishes(request, loaded, here)
    request = replace(request, settings=settings, versions=versions)
    if request.pages and on_paper:
        plan = _fitted(loaded.bank, request, make, placed, here)
    else:
        plan = make(loaded.bank, request, students=placed)
    if students:
        warnings = (*students.warnings, *_not_adapted(students, plan), *warnings)
    unread = unread_files(here, settings.look) if on_paper else ()
    warnings = (*warnings, *_unwritten(loaded, plan), *_wordless(plan.language), *unread)
    return Prepared(plan, len(loaded.bank.questions), warnings)


def _fitted(
    bank: Bank, request: Request, make: "Maker", placed: Sequence[Placed], here: Path
) -> Plan:
    """Return a plan whose worksheets fit the pages that are asked for."""
    from quizgen.printing.lay_out import LayoutTools
    from quizgen.printing.page_fit import PageFit
    from quizgen.printing.pdf.plate_cache import user_store

    templates = folders_of(request.settings, here)
    tools = LayoutTools(user_store())
    return PageFit(bank, request, make, placed, templates, tools).plan()


def _not_adapted(students: "ClassList", plan: Plan) -> Iterator[str]:
    """Warn if fewer options were asked for and no question has more than that."""
    wished = [student.name for student, _ in students.students if student.fewer_options]
    if wished and not any(map(origin, plan.versions.names)):
        yield (
            f"fewer_options ({short_list(wished, MOST_NAMED)}): no question of this run has "
            f"more than {FEWER} options and one answer, so there is nothing to leave out."
        )


def _wordless(language: str) -> Iterator[str]:
    """Warn of a language that printed words are not translated into."""
    if known_language(language) is None:
        yield (
            f"language: {language}: Name, Date and all other words that are not the bank's "
            f"print in English; there are none in it. There are {languages_listed()}."
        )
    if other := other_region(language):
        yield f"language: {language}: the words around the questions print in {other}."


def _unwritten(loaded: LoadedBank, plan: Plan) -> Iterator[str]:
    """Warn of what still has a placeholder of a new bank: the article, or questions."""
    printed = {item.question for version in plan.versions for item in version.items}
    names = [
        question.id
        for question in loaded.bank.questions
        if question.id in printed and has_unwritten(question.model_dump())
    ]
    if has_unwritten(loaded.bank.article.model_dump()):
        names.insert(0, "article")
    if names:
        yield (
            f"Something is still to be written where {MARKER} stands, and is printed as it "
            f"is, in: {', '.join(names)}."
        )


def _user_objects() -> KeptObjects | None:
    folder = cache_folder()
    return KeptObjects(CacheFiles(folder)) if folder else None


def _article(
    loaded: LoadedBank, path: Path | None, objects: KeptObjects | None, *, draft: bool
) -> tuple[ArticleText | None, tuple[str, ...]]:
    """Return an article's text, and warnings; refuse quotations that are not in it.

    A text in which all were found is known again with the same bank.
    """
    if path is None:
        return None, ()
    raw = read_whole(path, "article", MOST_BYTES)
    sources = "article", loaded.sha256, sha256(raw).hexdigest(), str(path)
    known = objects.get(*sources) if objects else None
    text = ArticleText(**known, path=path) if known else None
    problems: Sequence[Problem] = ()
    if text is None:
        text = read_article(path, loaded.bank.article, raw)
        own = field_values(text)
        problems = _missing(loaded, text)
        if objects and not problems:
            objects.put({name: own[name] for name in own.keys() - {"path"}}, *sources)
    if problems and not draft:
        raise BankError(problems)
    return text, tuple(map(str, (*text.warnings, *problems)))


def _missing(loaded: LoadedBank, text: ArticleText) -> Sequence[Problem]:
    from quizgen.article.quotations import check_quotations

    return check_quotations(loaded, text)


def _passage(text: ArticleText | None, asked: PassageRequest, bank: Path) -> Passage | None:
    looks = [
        option
        for option, wanted in (
            ("--passage", asked.where in ("before", "separate")),
            ("--line-numbers", asked.line_numbers),
            ("--hyphenate", asked.hyphenate),
        )
        if wanted
    ]
    if looks and (text is None or asked.where == "none"):
        missing = "--passage none prints none" if text else "its text is not there"
        raise QuizgenError(
            f"{and_list(looks)}: there is no passage to print, because {missing}. Put the "
            f"article beside the bank as {bank.with_suffix('.txt').name}, or name it with "
            "--article FILE."
        )
    if text is None or asked.where == "none":
        return None
    return Passage(
        paragraphs=text.paragraphs,
        headings=text.headings,
        set_apart=text.set_apart,
        plain=text.plain,
        where=asked.where or "before",
        line_numbers=asked.line_numbers,
        hyphenate=asked.hyphenate,
    )
