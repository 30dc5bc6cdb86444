"""What a teacher begins with: a bank for her article, a folder for her banks."""

import json
import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from quizgen.article.readers import read_source
from quizgen.article.recognise import Doubt, NewArticle, new_article
from quizgen.article.text import read_article
from quizgen.authoring.new_bank import bank_text, place_of, safe_name
from quizgen.bank.model import Article
from quizgen.bank.placeholders import MARKER
from quizgen.base.choices import TEXT_SUFFIXES
from quizgen.base.data_class import dataclass, replace
from quizgen.base.errors import QuizgenError
from quizgen.base.files import is_file, replacing
from quizgen.base.resources import schema_line, shipped
from quizgen.base.text_match import fold

FOLDER = "question_banks"
MOST_NAMED = 5
MOST_PARAGRAPHS = 1000


@dataclass(frozen=True)
class Started:
    """A bank that was written, its article, and the article's text where that was wished."""

    bank: Path
    article: NewArticle
    text: Path | None
    doubts: tuple[str, ...]
    """What to look at, each with the line of the bank that it is about."""
    advice: tuple[str, ...]
    """What to do so that the article's own file is counted as the bank counts it."""
    lines: Mapping[str, int]
    """Where in the bank the title and the author stand."""


def start_bank(source: Path, name: str | None, folder: Path, *, with_text: bool) -> Started:
    """Write the bank of an article into a folder, and its text too where that is wished.

    Raises QuizgenError where the article cannot be read, and where a file is there already.
    """
    article = read_new_article(source)
    bank = safe_name(source.stem if name is None else name)
    started = write_bank(article, bank, folder, with_text=with_text)
    advice = () if with_text else tuple(_advice(source, article, folder / bank))
    return replace(started, advice=advice)


def read_new_article(source: Path) -> NewArticle:
    """Return what is recognised in a file; raise QuizgenError where that is no article."""
    article = new_article(read_source(source))
    if not article.paragraphs:
        raise QuizgenError(f"{source} has no paragraph. Put the article's text into it.")
    if (count := len(article.paragraphs)) > MOST_PARAGRAPHS:
        raise QuizgenError(
            f"{source} has {count} paragraphs, more than {MOST_PARAGRAPHS}. A bank is "
            "about one article."
        )
    return article


def write_bank(
    article: NewArticle,
    bank: str,
    folder: Path,
    *,
    with_text: bool,
    chosen: Collection[tuple[str, int]] = (),
) -> Started:
    """Write the bank of an article under a name, with the chosen examples as questions.

    Raises NameTakenError where a file is there already.
    """
    written = bank_text(article, bank, schema_line(folder), chosen)
    files = {f"{bank}.yaml": written}
    if with_text:
        files[bank + article.suffix] = article.text
    _refuse_overwriting(folder, [f"{bank}.yml", *files])
    with replacing(folder) as batch:
        for file, text in files.items():
            batch.create(folder / file).write(text.encode())
    text_path = folder / (bank + article.suffix) if with_text else None
    path = folder / f"{bank}.yaml"
    doubts = tuple(_placed(doubt, path, written) for doubt in article.doubts)
    lines = {key: place_of(Doubt("", key), written) for key in ("title", "author")}
    return Started(path, article, text_path, doubts, (), lines)


def _placed(doubt: Doubt, bank: Path, written: str) -> str:
    line = place_of(doubt, written)
    return f"{bank}:{line}: {doubt.text}" if line else doubt.text


class NameTakenError(QuizgenError):
    """A file of a new bank's name is there already."""


def _refuse_overwriting(folder: Path, names: list[str]) -> None:
    for name in names:
        # A link that leads nowhere is somebody's file too.
        if os.path.lexists(folder / name):
            raise NameTakenError(
                f"{folder / name} is there already, and quizgen overwrites no file. Choose "
                "another name with --name NAME, or move the old file elsewhere. Nothing was "
                "written."
            )


def _advice(source: Path, article: NewArticle, bank: Path) -> Iterator[str]:
    """Say what to do where `make` would count the article's own file otherwise."""
    if source.suffix.lower() not in TEXT_SUFFIXES or _counts_alike(source, article):
        return
    lines = [each.piece.line for each in article.left_out if each.piece.line]
    named = ", ".join(map(str, lines[:MOST_NAMED])) + (" …" if len(lines) > MOST_NAMED else "")
    where = f" (line {named})" if lines else ""
    if source.with_suffix("").resolve() == bank.resolve():
        yield (
            f"{source} is what quizgen make will print, and the bank counts its paragraphs "
            f"without what is left out{where}. Delete that from the file, and put an empty "
            "line between paragraphs."
        )
    else:
        yield (
            "The bank counts the paragraphs without what is left out. To print the article "
            "with these numbers, delete the bank and begin it again with --with-text, which "
            f"writes the text as {bank.name}{article.suffix}."
        )


def _counts_alike(source: Path, article: NewArticle) -> bool:
    """Return whether a text file has the same paragraphs in the eyes of `make`."""
    known = Article(
        title=article.title or f"{MARKER} title",
        author="-",
        paragraphs=len(article.paragraphs),
    )
    try:
        there = read_article(source, known).paragraphs
    except QuizgenError:
        return False
    ours = article.printed
    return [fold(text).text for text in there] == [fold(text).text for text in ours]


@dataclass(frozen=True)
class Furnished:
    """A working folder, what was made in it, and what was there already."""

    folder: Path
    made: tuple[Path, ...]
    kept: tuple[Path, ...]


def furnish(folder: Path) -> Furnished:
    """Make a folder to work in; what is there stays as it is."""
    if is_file(folder):
        raise QuizgenError(f"{folder} is a file. Name a folder, or one that is to be made.")
    made, kept = [], []
    for name, content in _furniture(folder).items():
        path = folder / name
        if os.path.lexists(path):
            kept.append(path)
            continue
        with replacing(path.parent) as batch:
            batch.create(path).write(content)
        made.append(path)
    return Furnished(folder, tuple(made), tuple(kept))


def _furniture(folder: Path) -> Mapping[str, bytes]:
    """Return the files of a working folder, each with its content."""
    starter = shipped("templates", "starter", "starter.yaml").read_bytes()
    return {
        f"{FOLDER}/starter.yaml": schema_line(folder / FOLDER).encode() + b"\n" + starter,
        f"{FOLDER}/starter.txt": shipped("templates", "starter", "starter.txt").read_bytes(),
        "templates/README.md": shipped("templates", "folder", "templates.md").read_bytes(),
        ".gitignore": shipped("templates", "folder", "gitignore").read_bytes(),
        ".vscode/settings.json": _json(_settings()),
        ".vscode/extensions.json": _json({"recommendations": ["redhat.vscode-yaml"]}),
    }


def _settings() -> dict[str, object]:
    schema = shipped("schema", "bank.schema.json").resolve().as_uri()
    return {
        # For banks that do not begin with the line that says so.
        "yaml.schemas": {schema: [f"{FOLDER}/*.yaml", f"{FOLDER}/*.yml"]},
        "files.encoding": "utf8",
        "[yaml]": {
            "editor.insertSpaces": True,
            "editor.tabSize": 2,
            "editor.detectIndentation": False,
            "editor.wordWrap": "on",
        },
    }


def _json(data: object) -> bytes:
    return (json.dumps(data, indent=2) + "\n").encode()
