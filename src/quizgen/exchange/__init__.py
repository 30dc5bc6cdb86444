"""A module for each foreign format, out and in."""

from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from quizgen.base.choices import EXCHANGE_FORMATS
from quizgen.base.data_class import replace
from quizgen.base.errors import QuizgenError, did_you_mean, shown

if TYPE_CHECKING:
    from quizgen.exchange.common.bank_file import BankFiles
    from quizgen.exchange.common.drafts import Read
    from quizgen.exchange.common.formats import Format
    from quizgen.exchange.common.sources import Source

OWN_MODULES = {
    "csv": "csv_table",
    "xlsx": "xlsx_table",
    "docx": "docx_worksheet",
    "text2qti": "text2qti_markdown",
    "anki": "anki_cards",
}
"""Modules that would be taken for a library if they had the format's name."""
MODULES = {
    name: f"quizgen.exchange.{OWN_MODULES.get(name, name.replace('-', '_'))}"
    for name in EXCHANGE_FORMATS
}
"""The module of each format; it is loaded when the format is asked for."""


def format_named(name: str) -> "Format":
    """Return a format by its name; raise QuizgenError for one that there is not."""
    if name not in MODULES:
        guess = did_you_mean(name, EXCHANGE_FORMATS)
        raise QuizgenError(
            f"There is no format {shown(name)}.{guess} There are: {', '.join(MODULES)}."
        )
    form: Format = import_module(MODULES[name]).FORMAT
    return form


def formats(names: Sequence[str] = EXCHANGE_FORMATS) -> "tuple[Format, ...]":
    """Return the formats with these names."""
    return tuple(map(format_named, names))


def recognised(source: "Source", name: str | None = None) -> "Format":
    """Return the format of a source: the one named, else the one that its content shows."""
    if name is not None:
        form = format_named(name)
        if form.read is None:
            readable = ", ".join(each.name for each in formats() if each.read)
            raise QuizgenError(f"{form.title} can only be written. Read are: {readable}.")
        return form
    for form in formats():
        if form.read and form.recognises and form.recognises(source):
            return form
    readable = ", ".join(each.name for each in formats() if each.read)
    raise QuizgenError(
        f"{source.name} is in no format that quizgen knows by its content. If it is one of "
        f"these, name it (--from): {readable}."
    )


def read_sources(
    sources: "Iterable[Source]", name: str | None = None
) -> "tuple[Read, set[str]]":
    """Return what several sources hold together, and the titles of their formats."""
    from quizgen.exchange.common.drafts import merged

    reads, titles = [], set()
    for source in sources:
        form = recognised(source, name)
        if form.read:
            reads.append(form.read(source))
        titles.add(form.title)
    return merged(reads), titles


def bank_of_files(
    paths: Sequence[Path], bank: str, name: str | None = None, skill: str | None = None
) -> "BankFiles":
    """Return the files of a bank with the questions of some files or folders.

    name is the format, None for that which each file's content shows. Raises QuizgenError for
    a file that cannot be read at all.
    """
    from quizgen.exchange.common.bank_file import bank_files
    from quizgen.exchange.common.sources import open_source

    read, titles = read_sources(map(open_source, paths), name)
    named = ", ".join(path.name or str(path) for path in paths)
    origin = f"Imported from {named} ({', '.join(sorted(titles))}) by quizgen."
    made = bank_files(read, bank, skill, origin)
    return replace(made, formats=tuple(sorted(titles)))
