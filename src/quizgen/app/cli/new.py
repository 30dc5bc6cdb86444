"""quizgen new: a bank for an article."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quizgen.app.cli.common import row
from quizgen.app.cli.streams import say
from quizgen.base.choices import ARTICLE_SUFFIXES
from quizgen.base.words import or_list

if TYPE_CHECKING:
    from quizgen.article.recognise import NewArticle
    from quizgen.authoring.start import Started

HELP = f"""Begin a bank for ARTICLE, a file that ends in {or_list(ARTICLE_SUFFIXES)}.

The bank goes into ./question_banks. It has the title, the author and the number of
paragraphs, a map of the paragraphs, and example questions for each skill to fill in. No file
is overwritten.

\b
Examples:
  quizgen new lighthouse.txt
  quizgen new saved-page.html --name lighthouse --with-text
"""


@click.command(help=HELP, short_help="Begin a bank for an article.")
@click.argument("article", type=click.Path(path_type=Path))
@click.option(
    "--name", metavar="NAME", help="The bank's name. [default: the article's file name]"
)
@click.option(
    "--with-text", is_flag=True, help="Write the article's cleaned text beside the bank."
)
def new(article: Path, name: str | None, *, with_text: bool) -> None:
    """Begin a bank for an article."""
    from quizgen.authoring.start import FOLDER, start_bank

    say(_begun(start_bank(article, name, Path(FOLDER), with_text=with_text)))


def _found(article: "NewArticle", key: str, otherwise: str) -> str:
    """Return what was found and where, or what is to be done."""
    found = article.settled[key]
    how = re.sub(r" in line \d+", "", found.how)
    return f"{found.text} (from {how})" if found.text else otherwise


def _to_write(started: "Started", key: str) -> str:
    return f"not found: write it in line {started.lines[key]} of the bank"


def _begun(started: "Started") -> str:
    """Return what was written, what was found, and what comes next."""
    article = started.article
    count = len(article.paragraphs)
    note = ", the last a note on the author" if article.note == count and count > 1 else ""
    lines = [
        ("Bank", str(started.bank)),
        ("Text", str(started.text or "")),
        ("Title", article.title or _to_write(started, "title")),
        ("Author", _found(article, "author", _to_write(started, "author"))),
        ("Affiliation", _found(article, "affiliation", "not found")),
        ("Paragraphs", f"{count}{note}"),
        ("Language", article.language or ""),
        *(("Left out", text) for text in article.left_out_by_kind),
        ("Words", str(article.words or "")),
        *(("Look at", text) for text in (*started.doubts, *started.advice)),
        ("Next", f"Open {started.bank} and make questions of its examples."),
        ("", f"See what is left to do: quizgen check {started.bank.stem}"),
        ("", f"Print them: quizgen make {started.bank.stem}"),
    ]
    return "\n".join(row(head, text) for head, text in lines if text)
