"""From a bank's file to its questions, or to everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError

from quizgen.complaints import complaints
from quizgen.errors import BankError, Problem, QuizgenError
from quizgen.files import read_whole
from quizgen.model import Bank
from quizgen.yamltext import Document, Mark, Spot, decode, read_yaml


@dataclass(frozen=True)
class LoadedBank:
    """A bank and the file it came from; sha256 is of the file's bytes, in hexadecimal."""

    bank: Bank
    path: Path
    sha256: str
    document: Document

    def mark(self, *place: str | int) -> Mark:
        """Return where a value stands, or the nearest part around it that is there.

        The place is given as in the file: mark("questions", 3, "stem").
        """
        return self.document.nearest(place).value


def parse_bank(text: str, source: str) -> Bank:
    """Build a bank from YAML, or raise BankError with every problem in it."""
    return _parse(text, source)[0]


def load_bank(path: Path) -> LoadedBank:
    """Read a bank's file once; raises QuizgenError or BankError, which say what to mend."""
    raw = read_whole(path, "bank")
    _refuse_plan(raw, path)
    source = str(path)
    bank, document = _parse(decode(raw, source), source)
    problems = list(_text_elsewhere(bank, path, document.nearest(("article", "text"))))
    if problems:
        raise BankError(problems)
    return LoadedBank(bank, path, sha256(raw).hexdigest(), document)


def _refuse_plan(raw: bytes, path: Path) -> None:
    """Say what a plan is for: it lies beside the PDFs and is easily taken for the bank."""
    if raw.lstrip().startswith(b"{") and b'"quizgen-plan-' in raw[:200]:
        raise QuizgenError(
            f"{path} is a plan, not a bank. To print it again: quizgen make --plan {path}"
        )


def _parse(text: str, source: str) -> tuple[Bank, Document]:
    document = read_yaml(text, source)
    bank, error = None, None
    try:
        bank = Bank.model_validate(document.data)
    except ValidationError as caught:
        error = caught
    problems = [Problem(source, *mark, said) for mark, said in complaints(error, document)]
    problems += document.problems
    if problems or bank is None:
        raise BankError(problems)
    return bank, document


def _text_elsewhere(bank: Bank, path: Path, spot: Spot) -> Iterator[Problem]:
    """Complain when the article's text is a link to a file outside the bank's folder."""
    if bank.article.text is None:
        return
    folder = path.parent
    try:
        inside = (folder / bank.article.text).resolve().is_relative_to(folder.resolve())
    # Links that lead in a circle, or a name that is too long.
    except (OSError, RuntimeError, ValueError):
        inside = False
    if not inside:
        message = (
            "The article's text must lie in the bank's own folder, and this leads out of it. "
            "Put the file itself there."
        )
        yield Problem(str(path), *spot.value, message)
