"""The options of `quizgen make`, under the headings of its help, everyday ones first."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click
from click import Choice, IntRange, Option

from quizgen.app.cli.headed_command import Headings
from quizgen.base.choices import (
    DIFFICULTY_NAMES,
    DRAWS,
    LOOKS,
    PAPERS,
    PASSAGE_CHOICES,
    QUESTION_ORDERS,
    SPACINGS,
    paper_name,
    type_name,
)
from quizgen.base.errors import QuizgenError
from quizgen.base.language import LANGUAGES

READ_FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def _read_by(reader: str, nothing: object) -> Callable[..., Any]:
    """Return a callback that reads an option's text by a function of plan/request."""

    def read(ctx: click.Context, param: click.Parameter, value: str | None) -> Any:
        if value is None:
            return nothing
        from quizgen.plan import request

        try:
            return getattr(request, reader)(value)
        except QuizgenError as error:
            raise click.BadParameter(str(error), ctx, param) from error

    return read


def _sections(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> Any:
    if not values:
        return ()
    from quizgen.plan.request import parse_section

    try:
        return tuple(map(parse_section, values))
    except QuizgenError as error:
        raise click.BadParameter(str(error), ctx, param) from error


def _keep_order(ctx: click.Context, param: click.Parameter, kept: bool) -> bool:
    """Refuse --keep-order beside another --order: it is short for --order bank."""
    if kept and ctx.params.get("order") not in (None, "bank"):
        raise click.BadParameter("it cannot be combined with another --order", ctx, param)
    return kept


def _types(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> Any:  # noqa: ARG001
    return tuple(map(type_name, values))


class _Paper(Choice[str]):
    """A paper, however its name is written."""

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        return super().convert(paper_name(value), param, ctx)


ASKED = (
    Option(
        ["--count"],
        type=IntRange(min=1),
        metavar="N",
        help="Questions on each worksheet. [default: 10, or the whole bank if it is smaller]",
    ),
    Option(["--skill", "skills"], multiple=True, help="Only questions of this skill. *"),
    Option(
        ["--difficulty", "difficulties"],
        multiple=True,
        type=Choice(DIFFICULTY_NAMES),
        help="Only questions of this difficulty. *",
    ),
    Option(
        ["--type", "types"],
        multiple=True,
        callback=_types,
        help="Only questions of this type, such as multiple_choice (or mc, tf, essay). *",
    ),
    Option(
        ["--blueprint"],
        callback=_read_by("parse_blueprint", ()),
        metavar="SKILL=N,…",
        help="The number of questions of each skill: main_argument=3,evidence=4.",
    ),
    Option(
        ["--mix"],
        callback=_read_by("parse_types", ()),
        metavar="TYPE=N,…",
        help="The number of questions of each type: multiple_choice=7,open_response=1.",
    ),
    Option(
        ["--at-most"],
        callback=_read_by("parse_types", ()),
        metavar="TYPE=N,…",
        help="The most questions of a type. [default: one open_response in ten questions]",
    ),
    Option(
        ["--points"],
        callback=_read_by("parse_points", None),
        metavar="N|N-M",
        help="What a worksheet is worth: 15, or 12-15.",
    ),
    Option(
        ["--pages"],
        type=IntRange(min=1),
        metavar="N",
        help="The most pages of a worksheet. Draws and orders that fit are looked for.",
    ),
    Option(
        ["--section", "sections"],
        multiple=True,
        callback=_sections,
        metavar="TEXT",
        help='A part with its own heading and questions: "Part 1: skill=main_argument '
        "count=4\". Replaces the bank's sections. *",
    ),
    Option(
        ["--include"],
        multiple=True,
        metavar="ID",
        help="Print this question, whatever the filters say. *",
    ),
    Option(["--exclude"], multiple=True, metavar="ID", help="Leave this question out. *"),
)

VERSIONS = (
    Option(
        ["--versions"],
        type=IntRange(min=1),
        metavar="V",
        help="Arrangements A, B, C … of the same questions. [default: 1, or with --roster "
        "one for each student]",
    ),
    Option(["--seed"], metavar="TEXT", help="The same seed prints the same papers."),
    Option(
        ["--roster"],
        metavar="FILE",
        type=READ_FILE,
        help="A class, as CSV or XLSX: one paper for each student.",
    ),
    Option(
        ["--order"],
        type=Choice(QUESTION_ORDERS),
        is_eager=True,
        help="The order of the questions. [default: the bank's, or else type: choices first]",
    ),
    Option(
        ["--keep-order"], is_flag=True, callback=_keep_order, help="The same as --order bank."
    ),
    Option(
        ["--keep-options"],
        is_flag=True,
        help="Keep distractors in the bank's order, the same in every version.",
    ),
    Option(
        ["--draw"],
        type=Choice(DRAWS),
        default="once",
        show_default=True,
        help="Draw questions once for all versions, or separately for each.",
    ),
)

PAGE = (
    Option(
        ["--paper"], type=_Paper(PAPERS), help="The paper in the printer. [default: letter]"
    ),
    Option(["--title"], help="The worksheet's title. [default: the bank's]"),
    Option(
        ["--language"],
        metavar="CODE",
        help=f"The language of printed words: {', '.join(LANGUAGES)}. [default: the bank's]",
    ),
    Option(
        ["--large-print/--no-large-print"],
        default=None,
        help="18 pt, one column, a sans serif, no italics.",
    ),
    Option(["--look"], metavar="NAME", help=f"{', '.join(LOOKS)}, or a folder in ./templates."),
    Option(
        ["--article"],
        metavar="FILE",
        type=EXISTING_FILE,
        help="The article's text. [default: the one beside the bank]",
    ),
    Option(
        ["--passage"],
        type=Choice(PASSAGE_CHOICES),
        help="Print the article before the questions, as a PDF of its own, or not at all. "
        "[default: before, if its text is there]",
    ),
    Option(["--line-numbers"], is_flag=True, help="Number every fifth line of the passage."),
    Option(["--hyphenate"], is_flag=True, help="Hyphenate the passage."),
    Option(
        ["--draft"],
        is_flag=True,
        help="Print even if a quotation is not in the article, with Draft on every page.",
    ),
    Option(["--font-size"], metavar="PT", help="Type size in points: 12, 11.5 …"),
    Option(["--font"], metavar="NAME", help="An installed font family."),
    Option(["--spacing"], type=Choice(SPACINGS), help="Space between lines and questions."),
    Option(["--columns"], type=IntRange(1, 2), metavar="1|2", help="Columns on a page."),
    Option(
        ["--margins"],
        metavar="LENGTHS",
        help="One for all sides (20mm), or four in quotes: top, right, bottom, left.",
    ),
    Option(
        ["--answer-column/--no-answer-column"],
        default=None,
        help="A column at the right edge for the letters of the answers.",
    ),
    Option(
        ["--answer-sheet/--no-answer-sheet"],
        default=None,
        help="A page with circles to fill behind each paper's questions, to be scanned.",
    ),
    Option(
        ["--duplex/--no-duplex"],
        default=None,
        help="For printing on both sides: each paper begins on a right-hand page.",
    ),
    Option(
        ["--n-up"],
        type=IntRange(1, 2),
        metavar="1|2",
        help="2 prints two half-size papers on each sheet, to cut and stack.",
    ),
    Option(
        ["--show-settings"],
        is_flag=True,
        help="Show these settings and where each comes from; print nothing.",
    ),
)

FILES = (
    Option(
        ["-o", "--output"],
        metavar="DIR",
        default=Path("worksheets"),
        show_default=True,
        type=FOLDER,
        help="The folder for the files.",
    ),
    Option(
        ["--replace"],
        is_flag=True,
        help="Do not keep the plan and the keys of the run that is replaced.",
    ),
    Option(
        ["--watch"],
        is_flag=True,
        help="Print again whenever the bank or its text is saved.",
    ),
    Option(["--open", "show"], is_flag=True, help="Open the PDFs when they are done."),
    Option(["--html"], is_flag=True, help="Also write worksheets to answer on a screen."),
    Option(["--seating"], is_flag=True, help="Also print who sits where, with which version."),
    Option(["--split"], is_flag=True, help="One file for each student or version."),
    Option(["--zip", "zipped"], is_flag=True, help="The same files in one zip file."),
    Option(
        ["--plan", "plan_file"],
        metavar="FILE",
        type=READ_FILE,
        help="Print an earlier run again from its plan.",
    ),
    Option(
        ["--only"],
        multiple=True,
        metavar="SHEET",
        help="* With --plan: only the sheets of this version, code or student.",
    ),
    Option(
        ["--only-page"],
        type=IntRange(1, 1000),
        metavar="N",
        help="With --only: only this page of each sheet.",
    ),
    Option(
        ["--add-student"],
        metavar="NAME",
        help="With --plan: add a student who came late, and print her sheet.",
    ),
    Option(["--seat"], metavar="SEAT", help="Where the added student sits, such as B4."),
    Option(
        ["--copies"],
        type=IntRange(1, 1000),
        metavar="N",
        default=1,
        show_default=True,
        help="Print each worksheet N times.",
    ),
)

LARGE_RUNS = (
    Option(
        ["--verify"],
        is_flag=True,
        help="Read the worksheets back from the PDF. [default: runs of up to 50]",
    ),
    Option(
        ["--jobs"],
        type=IntRange(min=1),
        metavar="N",
        help="Worker processes for very large runs. [default: number of CPUs]",
    ),
    Option(
        ["--scheduler"],
        metavar="ADDRESS",
        help="Print on a Dask cluster: the address of its scheduler.",
    ),
)

HEADINGS: Headings = {
    "What is asked": ASKED,
    "Versions and students": VERSIONS,
    "The page": PAGE,
    "Files": FILES,
    "Large runs": LARGE_RUNS,
}
