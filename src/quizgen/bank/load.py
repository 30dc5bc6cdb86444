"""Reads a bank's file, and reports everything that is wrong with it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.bank.document import Document, Position, decode
from quizgen.bank.fields import is_inside_folder
from quizgen.bank.model import Bank
from quizgen.bank.pictures import Named, Picture, leads_outside, read_pictures
from quizgen.bank.record import read_record
from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import BankError, Problem, QuizgenError, for_shell
from quizgen.base.files import read_whole
from quizgen.base.garbage import no_search_for_garbage

if TYPE_CHECKING:
    from quizgen.bank.kept_bank import KeptBank
    from quizgen.base.kept_objects import KeptObjects


@dataclass(frozen=True)
class LoadedBank:
    """A bank and the file it came from; sha256 is of the file's bytes, in hexadecimal."""

    bank: Bank
    path: Path
    sha256: str
    read_document: Callable[[], Document]
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """Every picture that the bank names, by its file's name."""

    @cached_property
    def document(self) -> Document:
        """What the file says and where; it is read for this if the bank was known."""
        return self.read_document()

    def mark(self, *place: str | int) -> Position:
        """Return a value's position, or that of the nearest part around it.

        The place is given as in the file: mark("questions", 3, "stem").
        """
        return self.document.nearest(place).value


def parse_bank(text: str, source: str) -> Bank:
    """Build a bank from YAML, or raise BankError with every problem in it."""
    return _validated(_document(text, source), source, ())


@no_search_for_garbage()
def load_bank(
    path: Path,
    raw: bytes | None = None,
    kept: "KeptBank | None" = None,
    objects: "KeptObjects | None" = None,
) -> LoadedBank:
    """Read a bank's file once; raises QuizgenError or BankError.

    `raw` is taken for what the file holds: a text that is being written and not saved yet.
    With what is kept of the bank before an edit, only what has changed is read. With objects
    that are kept from run to run, a file that was right is not read again while it is the same.
    """
    raw = read_whole(path, "bank") if raw is None else raw
    digest = sha256(raw).hexdigest()
    if objects and (known := _known(path, raw, digest, objects)):
        return known
    _refuse_plan(raw, path)
    source = str(path)
    text = decode(raw, source)
    document = kept.read(text, source) if kept else _document(text, source)
    named = _named_pictures(document)
    pictures, wrong = read_pictures(named, path.parent)
    marked = {(document.nearest(place).value, message) for place, message in wrong}
    problems = [Problem(source, *mark, message) for mark, message in marked]
    problems += _text_elsewhere(document, path)
    bank = _validated(document, source, problems)
    if objects:
        objects.put((bank, named), "bank", digest)
        objects.tidy()
    return LoadedBank(bank, path, digest, lambda: document, pictures)


def _known(path: Path, raw: bytes, digest: str, objects: "KeptObjects") -> LoadedBank | None:
    """Return a bank that was right before, if what it names is right as well."""
    if (found := objects.get("bank", digest)) is None:
        return None
    bank, named = found
    pictures, wrong = read_pictures(named, path.parent)
    if wrong or _leads_out(bank.article.text, path):
        return None

    def read() -> Document:
        return _document(decode(raw, str(path)), str(path))

    return LoadedBank(bank, path, digest, read, pictures)


def _document(text: str, source: str) -> Document:
    from quizgen.bank.yaml_reader import read_yaml

    return read_yaml(text, source)


def _named_pictures(document: Document) -> Sequence[Named]:
    from quizgen.bank.kept_bank import named_pictures

    return named_pictures(document)


def _refuse_plan(raw: bytes, path: Path) -> None:
    """Explain what a plan is, if one is given as a bank."""
    if raw.lstrip().startswith(b"{") and b'"quizgen-plan-' in raw[:200]:
        raise QuizgenError(
            f"{path} is a plan, not a bank. To print it again: quizgen make --plan "
            f"{for_shell(str(path))}"
        )


def _validated(document: Document, source: str, known: Iterable[Problem]) -> Bank:
    """Return the bank, or raise BankError with the known problems and every other."""
    from quizgen.bank.error_messages import messages
    from quizgen.bank.kept_bank import to_validate

    bank, error = read_record(Bank, to_validate(document))
    found = [Problem(source, *mark, message) for mark, message in messages(error, document)]
    problems = [*known, *found, *document.problems]
    if problems or bank is None:
        raise BankError(problems)
    return bank


def _text_elsewhere(document: Document, path: Path) -> Iterator[Problem]:
    """Complain when the article's text is a link to a file outside the bank's folder."""
    place = ("article", "text")
    if _leads_out(document.value(place), path):
        message = (
            "The article's text must lie in the bank's own folder, and this leads out of it. "
            "Put the file itself there."
        )
        yield Problem(str(path), *document.nearest(place).value, message)


def _leads_out(name: object, path: Path) -> bool:
    """Return whether a name in a bank is a link to a file outside the bank's folder.

    The model refuses a name that leaves the folder by itself.
    """
    if not isinstance(name, str) or not is_inside_folder(name):
        return False
    return leads_outside(path.parent / name, path.parent)
