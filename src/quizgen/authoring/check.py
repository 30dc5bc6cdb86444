"""Everything wrong or weak in banks: the errors that `make` reports, and advice."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from quizgen.article.quotations import Found, NotFound, check_quotations, locate
from quizgen.article.text import MOST_BYTES, ArticleText, find_article, read_article
from quizgen.authoring.rules import Advice, KeptAdvice, advise, all_rules
from quizgen.authoring.rules.rules import Rule, Severity
from quizgen.bank.document import Document, Position, decode
from quizgen.bank.kept_bank import KeptBank
from quizgen.bank.load import LoadedBank, load_bank
from quizgen.bank.model import Article
from quizgen.bank.yaml_reader import read_yaml
from quizgen.base.data_class import dataclass
from quizgen.base.errors import ArticleError, BankError, Problem, QuizgenError, did_you_mean
from quizgen.base.files import read_whole
from quizgen.base.words import and_list

MOST_QUOTATIONS = 10_000
"""Quotations whose places are kept: more than a bank has."""
BANK, QUOTATION, ARTICLE = "bank", "quotation", "article"
"""Names in place of a rule, for findings about the bank, a quotation or the article."""


@dataclass(frozen=True, order=True)
class Finding:
    """Something to fix: where it is, its question and its rule."""

    path: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str
    question: str | None = None


@dataclass(frozen=True)
class Checked:
    """What was found in a bank, in the order of its lines.

    questions is None if the bank cannot be read. notes say what could not be checked.
    """

    path: Path
    findings: tuple[Finding, ...]
    questions: int | None = None
    article: Path | None = None
    notes: tuple[str, ...] = ()

    def count(self, severity: str) -> int:
        """Return the number of findings of a severity."""
        return sum(finding.severity == severity for finding in self.findings)


class KeptCheck:
    """What was read and found in one bank, so that after an edit only that is looked at again.

    One thread at a time may use it. What is said of a bank is the same with it and without.
    """

    def __init__(self) -> None:
        self.bank = KeptBank()
        self.advice = KeptAdvice()
        self._article: tuple[Path, bytes, Article, ArticleText] | None = None
        self._places: dict[tuple[str, int | None], Found | NotFound] = {}

    def read_article(self, path: Path, article: Article) -> ArticleText:
        """Return the article's text; the same one if its file has not changed."""
        raw = read_whole(path, "article", MOST_BYTES)
        if self._article is None or self._article[:3] != (path, raw, article):
            self._article = path, raw, article, read_article(path, article)
            self._places.clear()
        return self._article[3]

    def locate(self, quote: str, paragraph: int | None, text: ArticleText) -> Found | NotFound:
        """Find a quotation in the text that was last read, each one once."""
        key = quote, paragraph
        if key not in self._places:
            if len(self._places) > MOST_QUOTATIONS:
                self._places.clear()
            self._places[key] = locate(quote, paragraph, text)
        return self._places[key]


def chosen_rules(
    select: Sequence[str], ignore: Sequence[str], *, pedantic: bool = False
) -> tuple[Rule, ...]:
    """Return the selected rules, or all, without the ignored ones.

    Pedantic rules are among them if they are selected, or if pedantic is set.
    Raises QuizgenError for a rule that does not exist.
    """
    rules = all_rules()
    for name in (*select, *ignore):
        if name not in rules:
            guess = did_you_mean(name, rules) or f" The rules are: {', '.join(rules)}."
            raise QuizgenError(f"There is no rule '{name}'.{guess}")
    return tuple(
        rule
        for name, rule in rules.items()
        if name not in ignore and (name in select if select else pedantic or not rule.pedantic)
    )


def check_bank(
    path: Path,
    rules: Sequence[Rule],
    article: Path | None = None,
    raw: bytes | None = None,
    kept: KeptCheck | None = None,
) -> Checked:
    """Return everything wrong or weak in a bank; a user's mistakes never raise.

    `raw` is taken for what the file holds, if it is given; what is kept of the bank before
    an edit is not looked at again.
    """
    try:
        loaded = load_bank(path, raw, kept.bank if kept else None)
    except BankError as error:
        note = "No advice was given: the bank has to be mended first."
        errors = _errors(error.problems, BANK, _document(path, raw, kept))
        return Checked(path, tuple(errors), notes=(note,))
    except QuizgenError as error:
        return Checked(path, tuple(_errors([Problem(str(path), 1, 1, str(error))], BANK)))
    return _Check(loaded, rules, kept or KeptCheck()).run(article)


def _document(path: Path, raw: bytes | None, kept: KeptCheck | None) -> Document | None:
    """Return the document of an invalid bank, if its YAML can be read."""
    try:
        raw = read_whole(path, "bank") if raw is None else raw
        read = kept.bank.read if kept else read_yaml
        return read(decode(raw, str(path)), str(path))
    except QuizgenError:
        return None


@dataclass(frozen=True)
class _Check:
    """A bank, and the rules to check it by."""

    loaded: LoadedBank
    rules: Sequence[Rule]
    kept: KeptCheck

    def run(self, given: Path | None) -> Checked:
        findings: list[Finding] = []
        article = text = None
        try:
            article = find_article(self.loaded.path, self.loaded.bank.article, given)
            if article:
                text = self.kept.read_article(article, self.loaded.bank.article)
        except ArticleError as error:
            findings += _errors(error.problems, ARTICLE)
        except QuizgenError as error:
            mark = self.loaded.mark("article", "text")
            findings += _errors([Problem(str(self.loaded.path), *mark, str(error))], ARTICLE)
        if text is not None:
            problems = check_quotations(self.loaded, text, self.kept.locate)
            findings += _errors(problems, QUOTATION, self.loaded.document)
        advice = advise(self.loaded.bank, text, self.rules, self.kept.advice)
        findings += map(self.located, advice)
        return Checked(
            self.loaded.path,
            tuple(sorted(findings, key=_in_order)),
            len(self.loaded.bank.questions),
            article,
            tuple(self.notes(text)),
        )

    def located(self, advice: Advice) -> Finding:
        """Return advice as a finding in the file."""
        path, finding = str(self.loaded.path), advice.finding
        spot = self.loaded.document.nearest(finding.place)
        mark = spot.key if finding.at_key and spot.key else spot.value
        question = None
        if advice.number is not None:
            question = self.loaded.bank.questions[advice.number].id
        rule = advice.rule
        return Finding(path, *mark, rule.severity, rule.id, finding.message, question)

    def notes(self, text: ArticleText | None) -> Iterator[str]:
        """Yield warnings about the text, or which rules need it."""
        if text is not None:
            yield from map(str, text.warnings)
        if text is not None and text.kept_lines and self.loaded.bank.article.lines is None:
            numbers = and_list(map(str, text.kept_lines))
            many = "s" if len(text.kept_lines) > 1 else ""
            yield (
                f"The lines of paragraph{many} {numbers} are kept, as in verse or speech. "
                "Where they are not the author's, write 'lines: joined' below 'article'; where "
                "others are, 'lines: kept' with their numbers, such as kept 2-5."
            )
        waiting = [rule.id for rule in self.rules if rule.needs_text]
        if text is None and waiting:
            names = ", ".join(waiting)
            yield f"The article's text is not there, which these rules need: {names}."


def _errors(
    problems: Iterable[Problem], rule: str, document: Document | None = None
) -> Iterator[Finding]:
    for problem in problems:
        question = _question_at(Position(problem.line, problem.column), document)
        yield Finding(*_where(problem), "error", rule, problem.message, question)


def _where(problem: Problem) -> tuple[str, int, int]:
    return problem.path, problem.line, problem.column


def _question_at(mark: Position, document: Document | None) -> str | None:
    """Return the id of the question that a place in the file belongs to."""
    questions = document.value(("questions",)) if document else None
    if document is None or not isinstance(questions, list):
        return None
    starts = [document.nearest(("questions", index)).value for index in range(len(questions))]
    before = [index for index, start in enumerate(starts) if start <= mark]
    name = document.value(("questions", before[-1], "id")) if before else None
    return name if isinstance(name, str) else None


def _in_order(finding: Finding) -> tuple[str, int, int, str, str]:
    return finding.path, finding.line, finding.column, finding.rule, finding.message
