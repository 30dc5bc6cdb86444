"""All that a plan prints: every distinct block of HTML, and the sheets made of them.

Whatever differs from sheet to sheet (a number, a letter, a version's name) is a slot in a
block, not a block of its own, so a run has no more blocks than the plan has question orders.
"""

from collections import ChainMap
from collections.abc import Mapping

from quizgen.article.passage import LineRanges
from quizgen.base.cache_files import CacheFiles
from quizgen.base.data_class import dataclass
from quizgen.plan.model import Plan
from quizgen.printing.html.answer_key import answer_keys
from quizgen.printing.html.blocks import Blocks, Layout
from quizgen.printing.html.class_lists import sign_off
from quizgen.printing.html.layouts import key_layout, layouts, plan_layout, sheet_layout
from quizgen.printing.html.passage import passage_sheet
from quizgen.printing.html.seating_plan import seating
from quizgen.printing.html.sources import KnownHtml
from quizgen.printing.html.template_folders import TemplateFolders
from quizgen.printing.html.unprintable import refuse_unprintable
from quizgen.printing.html.used_slots import used_by
from quizgen.printing.html.worksheet import worksheets
from quizgen.printing.sheets import Booklet, Material, Sheets

WORKSHEETS = "worksheets"
"""The end of the name of the file with the worksheets."""

KEYS = "answer-keys"
"""The end of the name of the file with the answer keys."""


@dataclass(frozen=True)
class Run:
    """Everything that a plan prints: its blocks, and the sheets made of them."""

    materials: tuple[Material, ...]
    """What is laid out, one for each layout; block names are unique across all."""
    booklets: Mapping[str, Booklet]
    """The booklet of each file, by the end of its name."""

    @property
    def blocks(self) -> Mapping[str, str]:
        """Every block's HTML, by its name."""
        return ChainMap(*(dict(material.blocks) for material in self.materials))


def make_blocks(
    plan: Plan,
    templates: TemplateFolders,
    lines: Mapping[Layout, LineRanges] | None = None,
    *,
    seating_wanted: bool = False,
    kept: CacheFiles | None = None,
    jobs: int = 1,
) -> Run:
    """Return the plan's blocks and sheets; raise QuizgenError for a template that fails.

    `lines` are the line numbers of the passage's paragraphs in each layout, if lines are
    numbered. With the files of a cache, HTML that was rendered in an earlier run is rendered
    only where it is asked for. Up to `jobs` processes look through very many sheets.
    """
    known = KnownHtml(kept, templates) if kept else None
    if not known or not known.can_be_printed:
        refuse_unprintable(templates)
        if known:
            known.note_printable()
    makers = _makers(plan, templates, lines or {}, known)
    blocks, keys = makers[plan_layout(plan)], makers[key_layout(plan)].one_sided()
    words = blocks.words
    key_title = words.gettext("Answer key: %(title)s") % {"title": plan.title}
    booklets = {
        WORKSHEETS: worksheets(plan, makers),
        KEYS: Booklet(key_title, answer_keys(plan, keys), plan.language),
    }
    if plan.passage and plan.passage.where == "separate":
        up = plan.settings.n_up
        sheets = (passage_sheet(plan, blocks),) * up  # once for each half of the paper
        booklets["passage"] = Booklet(plan.article.title, sheets, plan.language, up)
    if plan.students:
        title = words.gettext("Sign-off list")
        booklets["sign-off"] = Booklet(title, sign_off(plan, keys), plan.language)
    if seating_wanted:
        title = words.gettext("Seating plan")
        booklets["seating"] = Booklet(title, seating(plan, keys), plan.language)
    used = used_by(Sheets.joined(*(each.sheets for each in booklets.values())), jobs)
    return Run(tuple(maker.material(used) for maker in makers.values()), booklets)


def make_worksheets(
    plan: Plan,
    templates: TemplateFolders,
    lines: Mapping[Layout, LineRanges],
    kept: CacheFiles | None = None,
) -> Run:
    """Return what make_blocks does for the worksheets alone: to measure them."""
    known = KnownHtml(kept, templates) if kept else None
    makers = _makers(plan, templates, lines, known)
    booklet = worksheets(plan, makers)
    used = used_by(booklet.sheets)
    return Run(tuple(maker.material(used) for maker in makers.values()), {WORKSHEETS: booklet})


def _makers(
    plan: Plan,
    templates: TemplateFolders,
    lines: Mapping[Layout, LineRanges],
    known: KnownHtml | None,
) -> dict[Layout, Blocks]:
    """Return what makes the blocks of each layout."""
    own = lines.get(plan_layout(plan), {})
    papers = layouts(plan)
    sheets = map(sheet_layout, papers if plan.answer_sheets else ())
    return {
        layout: Blocks(
            templates,
            lines.get(layout, own),
            plan.images,
            layout,
            prefix=f"layout{number}-" if number else "",
            written=plan.written,
            known=known,
        )
        for number, layout in enumerate(dict.fromkeys((*papers, key_layout(plan), *sheets)))
    }


def passage_material(
    plan: Plan,
    templates: TemplateFolders,
    layout: Layout | None = None,
    kept: CacheFiles | None = None,
) -> Material:
    """Return only the printed passage in a layout, to count its lines."""
    known = KnownHtml(kept, templates) if kept else None
    layout = layout or plan_layout(plan)
    blocks = Blocks(templates, {}, {}, layout, written=plan.written, known=known)
    return blocks.material(used_by([passage_sheet(plan, blocks)]))
