"""A bank for colleagues to review: every question as printed, its key, and the coverage."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from markupsafe import Markup

from quizgen.authoring.coverage import Coverage, paragraphs_of
from quizgen.bank.load import LoadedBank
from quizgen.bank.model import Bank
from quizgen.bank.questions import Question
from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex
from quizgen.plan.make import make_plan, unbound
from quizgen.plan.model import Item, Plan
from quizgen.plan.request import Request
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.run import WORKSHEETS, make_blocks
from quizgen.printing.html.template_folders import (
    TemplateFolders,
    page_folders,
    read_styles,
    template_folders,
)
from quizgen.printing.sheets import Entry, Material, filled

SEED = "review"
PAGE = "page.html"
LOOK = "review"
"""The folder of the page's templates."""

NUMBERS = regex('<(p|div) class="numbers?">.*?</\\1>', re.DOTALL)
"""What a key says of where its question stands on papers."""

COVERAGE_NOTE = (
    "A question whose answer stands in several paragraphs counts in each of them, and once in "
    "the last row."
)


@dataclass(frozen=True)
class Reviewed:
    """A question as it prints, with its key: both HTML."""

    item: Item
    question: Question
    printed: str
    key: str
    letters: tuple[str, ...]
    """The printed letters of its key; none where it is answered in words."""
    shared: str = ""
    """The text above its group, if another question of the group comes first."""


def review_plan(loaded: LoadedBank) -> Plan:
    """Return a plan of every question of a bank, in its order; its options are shuffled.

    The seed is always the same, so that colleagues who compare letters see the same ones.
    """
    bank = unbound(loaded.bank)
    request = Request(count=len(bank.questions), seed=SEED, order="bank")
    file, sha256 = loaded.path.name, loaded.sha256
    return make_plan(bank, request, file=file, sha256=sha256, pictures=loaded.pictures)


def reviewed(plan: Plan, templates: TemplateFolders) -> tuple[Reviewed, ...]:
    """Return the questions of a plan for review; raise QuizgenError for a bad template."""
    run = make_blocks(plan, templates)
    blocks = {
        name: _with_pictures(html, material)
        for material in run.materials
        for name, html in material.blocks.items()
    }
    [worksheet], [version] = run.booklets[WORKSHEETS].sheets, plan.versions
    shared: dict[str | None, str] = {None: ""}
    found = []
    for item, (above, own) in zip(
        version.items, _printed(worksheet.entries[1:], blocks), strict=True
    ):
        question = plan.questions[item.question]
        is_first = question.group not in shared
        shared.setdefault(question.group, above)
        # The review has no such version.
        key = NUMBERS.sub("", blocks[f"entry-{item.question}"])
        others = "" if is_first else shared[question.group]
        letters = item.form.letters(question, plan.words)
        found.append(Reviewed(item, question, above + own, key, letters, others))
    return tuple(found)


def _with_pictures(html: str, material: Material) -> str:
    """Return a block's HTML with its pictures in it."""
    for address, (kind, content) in material.pictures.items():
        html = html.replace(address, f"data:{kind};base64,{b64encode(content).decode()}")
    return html


def _printed(entries: Sequence[Entry], blocks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each question's HTML, after the HTML above it that belongs to no question."""
    above = ""
    for entry in entries:
        html = filled(blocks[entry.block], entry.slots)
        if entry.item:
            yield above, html
        above = "" if entry.item else above + html


def review_page(bank: Bank, plan: Plan, coverage: Coverage, here: Path) -> str:
    """Return one self-contained page of HTML: no script, nothing to fetch.

    Raises QuizgenError for a template that fails.
    """
    worksheet, page = template_folders(here), page_folders(here, LOOK)
    words = plan.words
    styles = (each.text for folders in (worksheet, page) for each in read_styles(folders))
    context = {
        "bank": bank,
        "plan": plan,
        "coverage": coverage,
        "note": COVERAGE_NOTE,
        "questions": [_shown(each) for each in reviewed(plan, worksheet)],
        "styles": [_style(text) for text in (words.style, *styles)],
        "direction": words.direction,
    }
    return Renderer(page)(PAGE, context)


def _shown(each: Reviewed) -> dict[str, object]:
    """Return the context of a question for the page's template; blocks are HTML already."""
    return {
        "item": each.item,
        "question": each.question,
        "letters": each.letters,
        "paragraphs": paragraphs_of(each.question),
        "printed": Markup(each.printed),  # noqa: S704
        "key": Markup(each.key),  # noqa: S704
    }


def _style(text: str) -> Markup:
    """Return a style sheet for a page, unable to end its element."""
    return Markup(text.replace("</", "<\\/"))  # noqa: S704
