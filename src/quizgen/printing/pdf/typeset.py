"""Blocks of HTML to plates: each distinct block is laid out once, and drawn many times.

One WeasyPrint document has a page for every block. `taking` takes the PDF objects before they
are written: from them come each block's drawing, its part of the structure tree, and the fonts
and pictures that it uses.
"""

import logging
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from quizgen.base.bidi import RIGHT_TO_LEFT, script_of
from quizgen.base.data_class import replace
from quizgen.base.errors import QuizgenError
from quizgen.base.language import FALLBACKS, wording
from quizgen.base.paper import Paper
from quizgen.base.regex import regex
from quizgen.base.system_libraries import (
    libraries_explained,
    missing_letters,
    substituted_letters,
    this_machine,
)
from quizgen.printing.fonts import families, shipped_families
from quizgen.printing.pdf.box_tags import BoxTags
from quizgen.printing.pdf.broken_tags import broken_tag
from quizgen.printing.pdf.fit import (
    LeavesColumnError,
    Step,
    TallRowError,
    font_size,
    is_overfull,
    leaving,
    split_words,
    steps,
    tall_row,
)
from quizgen.printing.pdf.from_drawing import make_plate
from quizgen.printing.pdf.kept_sheets import BASE_URL, keep_sheets, read_ahead
from quizgen.printing.pdf.layout_fonts import (
    FACES,
    FALLBACK_FACES,
    font_configuration,
    make_ready,
)
from quizgen.printing.pdf.marked_boxes import marked_boxes
from quizgen.printing.pdf.plate import (
    HEAD,
    TABLE,
    Drawing,
    DrawnDocument,
    Plate,
    Plates,
    joined,
)
from quizgen.printing.pdf.tagging import described
from quizgen.printing.pdf.weasyprint_objects import UncutFonts, taker
from quizgen.printing.sheets import MARK, Material, StyleSheet, plate_mark

# A block taller than this share of the paper is laid out again in strips, so that it can
# begin in the middle of a page and go on over the next ones. A strip's page is lower than
# any line, so each line (or picture, or row) gets a page of its own, and its true height.
TALLEST = 0.8
STRIP = 1
FOOT = 30
"""About as tall is a running foot, in points: no row of a table is over it."""

OURS = "quizgen-"
"""How the classes begin that are not the look's: its own may have any other name."""


def typeset(materials: Iterable[Material]) -> Plates:
    """Lay out every block in a column of its paper's width.

    Raises QuizgenError where a slot's font joins the characters that must stand alone.
    """
    return joined([_typeset(material) for material in materials if material.blocks])


REHEARSED = Material(
    {f"in-{face}": f'<p class="{face}">a <b>a <i>a</i></b> <i>a</i></p>' for face in "rs"},
    frozenset(),
    Paper(612, 792, 72, 72, 72, 72),
    (
        StyleSheet(
            f'p {{ font-family: "{FACES[0]}" }} .s {{ font-family: "{FACES[1]}" }}', Path()
        ),
    ),
    (),
)
"""A word in each of the faces."""


def ready(styles: Iterable[str] = ()) -> None:
    """Load what laying out needs, fonts too, and try it out; read likely style sheets.

    It takes as long as some twenty blocks. What is used for the first time takes a sixth of
    that: then it need not be done by each copy of this process.
    """
    with _collected_warnings(REHEARSED.styles) as warnings:
        make_ready(lambda fonts: bool(_laid_out_with(fonts, REHEARSED)) and not warnings)
    read_ahead(styles)


def _typeset(material: Material) -> Plates:
    with (
        _collected_warnings(material.styles) as warnings,
        font_configuration(_needed_faces(material)) as fonts,
    ):
        plates = _laid_out_with(fonts, material)
    return replace(plates, warnings=tuple(dict.fromkeys([*warnings, *_substitutes(material)])))


def _laid_out_with(fonts: Any, material: Material) -> Plates:
    drawn = DrawnDocument()
    layout, fits = _laid_out(material, fonts)
    tags = BoxTags()
    for page in layout.pages:
        tags.rename(page._page_box)
    layout.fonts = UncutFonts()
    layout.write_pdf(finisher=taker(drawn), pdf_tags=True, pdf_version="1.7")
    names = [*_names(drawn.pages, material), ""]
    plates: dict[str, list[Plate]] = {name: [] for name in material.blocks}
    base = wording(material.language).direction
    for page, name, after in zip(drawn.pages, names, names[1:], strict=False):
        plate = make_plate(name, page, drawn, goes_on=name == after, base=base)
        if name in fits and fits[name].wide:
            plate = replace(plate, wide=True)
        plates[name].append(plate)
    return Plates(
        {name: tuple(parts) for name, parts in plates.items()}, drawn.faces, drawn.assets
    )


Fits = Mapping[str, Step]
"""How blocks are laid out that would leave their column otherwise."""


def _laid_out(material: Material, fonts: Any) -> tuple[Any, Fits]:
    """Return WeasyPrint's layout, with the blocks that no page holds cut into strips."""
    with libraries_explained():
        import weasyprint
    keep_sheets()
    fetcher = _fetcher(weasyprint, material)

    def lay_out(material: Material, fits: Fits, cut: Collection[str]) -> Any:
        html = weasyprint.HTML(
            string=_html(material, fits, cut),
            base_url=BASE_URL,
            url_fetcher=fetcher,
        )
        # Hints: what HTML says of a list, such as its first number, is not in a style sheet.
        return html.render(pdf_tags=True, font_config=fonts, presentational_hints=True)

    def render(material: Material, fits: Fits, cut: Collection[str]) -> Any:
        try:
            return lay_out(material, fits, cut)
        except QuizgenError:
            raise
        except Exception as error:
            failing = _failing(material, lambda own: lay_out(own, fits, cut))
            raise _not_laid_out(material, failing, error) from error

    layout = render(material, {}, material.in_lines)
    if fits := _fits(material, layout, render):
        layout = render(material, fits, material.in_lines)
    if tall := _tall(layout, material.blocks.keys() - material.in_lines):
        layout = render(material, fits, material.in_lines | tall)
        _refuse_tall_rows(layout, material)
    return layout, fits


def _refuse_tall_rows(layout: Any, material: Material) -> None:
    """Raise TallRowError for rows of tables, which stay whole, that no page holds."""
    paper = material.paper
    most = paper.height - paper.top - paper.bottom - FOOT
    if rows := _found(layout, material, lambda page: tall_row(page, most)):
        raise TallRowError(rows)


def _failing(material: Material, lay_out: Callable[[Material], Any]) -> str | None:
    """Return the first block that WeasyPrint fails to lay out by itself."""
    for name in material.blocks:
        try:
            lay_out(material.without(material.blocks.keys() - {name}))
        except Exception:
            return name
    return None


def _not_laid_out(material: Material, block: str | None, error: Exception) -> QuizgenError:
    """Return the message for HTML or a style on which WeasyPrint fails."""
    template = material.templates.get(block or "", "The look's templates")
    return QuizgenError(
        f"{template}: WeasyPrint fails to lay this out, with its style sheets "
        f"({type(error).__name__}: {error}). Look for what you changed last there; text right "
        "before an element with 'float: inline-start' needs an element of its own."
    )


def _fits(
    material: Material, layout: Any, render: Callable[[Material, Fits, Collection[str]], Any]
) -> Fits:
    """Return the first step with which each block that leaves its column stays in it."""
    found: dict[str, Step] = {}
    left = _leaving(layout, material)
    size = font_size(layout.pages[0])
    shrinks = "large-print" not in material.classes.split()
    for step in steps(size, columns=material.paper.columns, shrinks=shrinks):
        if not left:
            break
        found |= dict.fromkeys(left, step)
        own = material.without(material.blocks.keys() - left.keys())
        left = _leaving(render(own, found, material.in_lines), own)
    if left:
        raise LeavesColumnError(left)
    return found


def _leaving(layout: Any, material: Material) -> dict[str, str]:
    """Return the blocks that leave their column, and the words that do."""
    return _found(layout, material, leaving)


def _found(
    layout: Any, material: Material, words_of: Callable[[Any], str | None]
) -> dict[str, str]:
    """Return the blocks with a page that has the words that are looked for, and those words."""
    marks = {plate_mark(name): name for name in material.blocks}
    found: dict[str, str] = {}
    for page in layout.pages:
        if words := words_of(page):
            for mark in marked_boxes(page):
                if mark in marks:
                    found.setdefault(marks[mark], words)
    return found


def _tall(layout: Any, names: Collection[str]) -> set[str]:
    """Return the blocks that a page of a layout does not hold: what floats is not divided."""
    marks = {plate_mark(name): name for name in names}
    found = [
        (marks[mark], is_overfull(page))
        for page in layout.pages
        for mark in marked_boxes(page)
        if mark in marks
    ]
    parts = Counter(name for name, _ in found)
    return {name for name, is_over in found if is_over or parts[name] > 1}


def _names(pages: Iterable[Drawing], material: Material) -> list[str]:
    """Return which block stands on each page; a template's HTML may have upset that."""
    blocks = material.blocks
    marks = {plate_mark(name): name for name in blocks}
    found = [[marks[mark] for mark in page.marked if mark in marks] for page in pages]
    lost = blocks.keys() - {name for names in found for name in names}
    if lost or any(len(names) != 1 for names in found):
        for name, html in blocks.items():
            if wrong := broken_tag(html):
                raise QuizgenError(f"{material.templates.get(name, name)}: {wrong}.")
        upset = ", ".join(sorted({material.templates.get(name, name) for name in lost}))
        upset = upset or "one of them"
        raise QuizgenError(
            f"The templates' HTML cannot be laid out (look at {upset}): every element must be "
            "closed in the file in which it is opened, and none may be hidden whole."
        )
    return [name for [name] in found]


# The document


def _html(material: Material, fits: Fits, cut: Collection[str]) -> str:
    """Return the blocks as one document, a page each; those in `cut` in strips."""
    words = wording(material.language, material.lettering)
    fit_steps = list(dict.fromkeys(fits.values()))
    whole = _whole_words if words.language.whole_words else str

    def classes(name: str) -> str:
        fit = f" {OURS}fit-{fit_steps.index(fits[name])}" if name in fits else ""
        is_wide = name in material.wide or (name in fits and fits[name].wide)
        wide, strip = f" {OURS}wide" * is_wide, f" {OURS}strip" * (name in cut)
        return f"{OURS}plate{wide}{strip}{fit}"

    def content(name: str, html: str) -> str:
        html = described(html)
        html = split_words(html) if name in fits and fits[name].splits else html
        return _cut_rows(html, name) if name in cut else html

    sections = "".join(
        f'<section {MARK}="{escape(plate_mark(name))}" class="{classes(name)}">'
        f"{content(name, whole(html))}</section>"
        for name, html in material.blocks.items()
    )
    own = (style.text for style in material.styles)
    fitted = [
        step.style.format(f".{OURS}fit-{number}") for number, step in enumerate(fit_steps)
    ]
    styles = (words.style, *own, *fitted, _page_style(material.paper))
    return (
        f'<!DOCTYPE html><html lang="{escape(words.code)}" dir="{words.direction}">'
        '<head><meta charset="utf-8">'
        f"{''.join(f'<style>{style}</style>' for style in styles)}"
        f'</head><body class="{escape(material.classes)}">{sections}</body></html>'
    )


HANGUL = regex("(?<=[\uac00-\ud7a3])(?=[^\\s<&])")


def _whole_words(html: str) -> str:
    """Keep lines from ending within Korean words: nothing would tell that from a blank."""
    parts = re.split("(<[^>]*>)", html)
    parts[::2] = [HANGUL.sub("\N{WORD JOINER}", text) for text in parts[::2]]
    return "".join(parts)


CELL = regex(r"(<t[dh](?: [^<>]*)?>)((?!</t[dh]>).+?)(</t[dh]>)", re.DOTALL)


def _cut_rows(html: str, name: str) -> str:
    """Keep the rows of tables whole in a block that is cut, and name the tables and heads.

    A cell's content becomes an inline block, which no page's end divides.
    """
    numbers = count()
    html = re.sub(
        "<table",
        lambda _: f'<table {MARK}="{escape(TABLE)}{next(numbers)}|{escape(plate_mark(name))}"',
        html,
    )
    html = html.replace("<thead", f'<thead {MARK}="{escape(HEAD + plate_mark(name))}"')
    return CELL.sub(rf'\1<div class="{OURS}cell">\2</div>\3', html)


def _page_style(paper: Paper) -> str:
    column, inside, height = paper.column, paper.inside, paper.height * TALLEST
    # In a strip what floats would be drawn over what follows on the next strip.
    return f"""
        @page {{ size: {column:.4f}pt {height:.4f}pt; margin: 0 }}
        @page {OURS}strip {{ size: {column:.4f}pt {STRIP}pt; margin: 0 }}
        @page {OURS}wide {{ size: {inside:.4f}pt {height:.4f}pt; margin: 0 }}
        @page {OURS}wide-strip {{ size: {inside:.4f}pt {STRIP}pt; margin: 0 }}
        html, body {{ margin: 0; padding: 0 }}
        .{OURS}plate {{ display: flow-root; break-before: page; break-after: page }}
        .{OURS}strip {{ page: {OURS}strip }}
        .{OURS}wide {{ page: {OURS}wide }}
        .{OURS}wide.{OURS}strip {{ page: {OURS}wide-strip }}
        .{OURS}strip * {{ orphans: 1; widows: 1; margin-break: keep; float: none !important }}
        .{OURS}strip thead {{ display: table-row-group }}
        .{OURS}strip table {{ border-collapse: separate; border-spacing: 0 }}
        .{OURS}strip tr + tr > *, .{OURS}strip thead + tbody > tr > * {{ border-top: 0 }}
        .{OURS}strip tr > * + * {{ border-inline-start: 0 }}
        .{OURS}cell {{ display: inline-block; width: 100%; vertical-align: top }}
        .slot {{ font-kerning: none; font-variant-ligatures: none; direction: ltr;
                 text-align: left; white-space: pre }}
    """


def _needed_faces(material: Material) -> tuple[str, ...]:
    """Return the font families a document needs."""
    asked = {material.font} & shipped_families().keys() - {*FACES}
    return (*FACES, *(FALLBACK_FACES if material.ideographs else ()), *filter(None, asked))


def _font_folders(material: Material) -> list[Path]:
    from rendercv_fonts import path_of

    return [path_of[family] for family in _needed_faces(material)]


def _fetcher(weasyprint: Any, material: Material) -> Any:
    """Return a fetcher of pictures, fonts and files of the templates, and of nothing else."""
    fonts = [folder.resolve() for folder in _font_folders(material)]

    class LocalFetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if picture := material.pictures.get(url):
                kind = {"Content-Type": picture.type}
                return weasyprint.urls.URLFetcherResponse(url, picture.content, kind)
            if url.startswith(BASE_URL):
                name = url2pathname(unquote(url.removeprefix(BASE_URL)))
                path = file_in(name, material.folders)
            else:
                path = file_in(url2pathname(urlsplit(url).path), fonts)
            return super().fetch(path.as_uri(), headers)

    return LocalFetcher()


def file_in(name: str, folders: Iterable[Path]) -> Path:
    """Return the first file of that name in the folders; raise ValueError for any other."""
    for folder in folders:
        path = (folder / name).resolve()
        if path.is_file() and path.is_relative_to(folder.resolve()):
            return path
    raise ValueError(f"{name} is in none of the folders of the templates")


@contextmanager
def _collected_warnings(styles: Sequence[StyleSheet]) -> Iterator[list[str]]:
    """Turn what WeasyPrint logs into sentences for the teacher."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(_warning(record.getMessage(), styles))

    logger = logging.getLogger("weasyprint")
    collector = Collector(logging.WARNING)
    propagate = logger.propagate
    logger.addHandler(collector)
    logger.propagate = False
    try:
        yield found
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate


def _substitutes(material: Material) -> Iterator[str]:
    """Warn of scripts that no font made for them draws here."""
    texts = [html for html in material.blocks.values() if RIGHT_TO_LEFT.search(html)]
    scripts = {script_of(character) for character in {*"".join(texts)}} - {None}
    for script in sorted(map(str, scripts)):
        wanted = re.findall('"([^"]+)"', ", ".join(FALLBACKS[script]))
        if not {*wanted} & {*families()}:
            yield substituted_letters(script, wanted[0], this_machine())


def _warning(message: str, styles: Sequence[StyleSheet]) -> str:
    if glyph := re.search(r'"(.)" \((U\+[0-9A-F]+)\)', message, re.DOTALL):
        if script := script_of(glyph[1]):
            return missing_letters(script, this_machine())
        return (
            f"No font here has a sign for {glyph[1]} ({glyph[2]}): an empty box is printed. "
            "Reword it, or install a font that has it."
        )
    return f"{_told_of(message, styles).path}: {message}"


def _told_of(message: str, styles: Sequence[StyleSheet]) -> StyleSheet:
    """Return the style sheet that has at its line and column what a message quotes."""
    if found := re.search(r"`(.+?)` at (\d+):(\d+)", message):
        quoted, line, column = found[1], int(found[2]), int(found[3])
        for style in reversed(styles):
            lines = style.text.splitlines()
            if lines[line - 1 : line] and lines[line - 1][column - 1 :].startswith(quoted[:8]):
                return style
    return styles[-1]
