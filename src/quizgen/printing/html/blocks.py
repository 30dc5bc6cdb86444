"""The blocks of a layout: templates and what goes into them, by name, and their slots."""

from collections.abc import Iterable, Mapping
from copy import copy
from functools import cached_property, partial
from hashlib import sha256
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from quizgen.article.passage import LineRanges
from quizgen.bank.kinds.common import replace_gaps
from quizgen.bank.paper import paper_of
from quizgen.bank.pictures import Picture
from quizgen.bank.print_settings import PrintSettings
from quizgen.base.bidi import isolated
from quizgen.base.language import Lettering, Wording, wording
from quizgen.base.regex import regex
from quizgen.printing.html.sources import Facts, KnownHtml, Late, Sources, TemplateTexts
from quizgen.printing.html.style_variables import page_classes, settings_style
from quizgen.printing.html.template_folders import TemplateFolders, read_styles
from quizgen.printing.html.used_slots import Used
from quizgen.printing.sheets import (
    LINE_SLOT,
    PAGE_SLOT,
    BlockHtml,
    Material,
    PictureFile,
    SlotMark,
    html_digest,
)

if TYPE_CHECKING:
    from quizgen.printing.html.render import Renderer

MOST_CHARACTERS = 2_000_000
"""Limit on the HTML of a block."""

SLOTS = (
    *("class", "code", "draft", "id", "letter", LINE_SLOT, "notes", "number", "numbers"),
    *(PAGE_SLOT, "points", "questions", "seat", "section", "seed", "student", "version"),
)
"""The slots of templates, beside the columns of the answer grid."""

WORDED = ("draft", LINE_SLOT, "number", PAGE_SLOT, "points", "questions", "section")
"""Slots with words in the paper's language; the others hold codes and names."""

IDEOGRAPHS = (
    ("\u2e80", "\u9fff"),
    ("\uac00", "\ud7af"),
    ("\uf900", "\ufaff"),
    ("\uff00", "\uffef"),
)
"""The first and the last character of the ranges that need an East Asian font."""

ALIGNMENTS = ("left", "center", "right")
MIRRORED = {"left": "right", "right": "left"}

BLANK = '<span class="gap"><span class="gap-number">({})</span></span>'
"""The blank in a text for a gap."""

_TAGS = "blockquote|caption|dd|div|dl|dt|figcaption|figure|h[1-6]|li|ol|p"
_TAGS += "|table|tbody|td|th|thead|tr|ul"
_EDGES = regex(rf"(<(?:{_TAGS})(?: [^<>]*)?>)[ \t\n]+|[ \t\n]+(?=</(?:{_TAGS})>)")
"""White space at the inner edges of an element, where it shows nothing.

Pango 1.50 measures a space at the end of a text with its last word, and breaks the line early.
"""


class Layout(NamedTuple):
    """Settings and language of a sheet; sheets of one layout share their blocks."""

    settings: PrintSettings
    language: str
    lettering: Lettering
    roomy: bool = False
    """Whether there is extra space to write."""


class Blocks:
    """The blocks of a layout by name, rendered once the texts of all slots are known.

    `prefix` keeps names unique across layouts; `written` is the language of the bank's texts.
    `known` says of HTML that was rendered before what it was.
    """

    def __init__(
        self,
        templates: TemplateFolders,
        lines: LineRanges,
        images: Mapping[str, Picture],
        layout: Layout,
        prefix: str = "",
        written: Wording | None = None,
        known: KnownHtml | None = None,
    ) -> None:
        settings, words = layout.settings, wording(layout.language, layout.lettering)
        self.settings, self.paper = settings, paper_of(settings)
        self.words, self.roomy = words, layout.roomy
        self.written = written or words
        self.paper = self.paper._replace(mirrored=words.direction == "rtl")
        self._prefix = prefix
        self.page_text = words.gettext("page {page} of {pages}")
        self._addresses = {name: _address(picture) for name, picture in images.items()}
        self._pictures = {
            self._addresses[name]: PictureFile(picture.type, picture.content)
            for name, picture in images.items()
        }
        self._wanted: dict[str, tuple[str, dict[str, Any]]] = {}
        self._fixed: dict[str, Mapping[str, str]] = {}
        self._wide: set[str] = set()
        self._there: dict[str, bool] = {}
        self._slots: dict[str, frozenset[str] | None] = {}
        self._files: dict[str, str] = {}
        self._templates, self._known = templates, known
        self._lines, self._images = lines, images

    @cached_property
    def room(self) -> float:
        """The share of a slot's usual room that a smaller page or larger type leaves."""
        return min(1.0, self.paper.inside / 504 * 11.5 / float(self.settings.font_size))

    @cached_property
    def _html(self) -> "Renderer":
        from quizgen.printing.html.render import Renderer

        images = self._images
        html = Renderer(self._templates, self.words, self._lines, MOST_CHARACTERS, self.written)
        html.names["settings"] = self.settings
        html.filters["gaps"] = partial(_with_gaps, words=self.words)
        html.show_pictures(self._addresses.__getitem__, lambda name: images[name].proportion)
        return html

    def add(self, name: str, template: str, **context: object) -> str:
        """Request a block; the same name is the same block. Return its full name."""
        name = self.called(name)
        self._wanted.setdefault(name, (template, context))
        return name

    def fix(self, block: str, texts: Mapping[str, str]) -> None:
        """Give slots of a block a constant text."""
        self._fixed[block] = texts

    def called(self, name: str) -> str:
        """Return a block's name with the layout's prefix."""
        return f"{self._prefix}{name}"

    def one_sided(self) -> "Blocks":
        """Return the same blocks for sheets that are printed on one side."""
        blocks = copy(self)
        blocks.paper = self.paper._replace(duplex=False)
        return blocks

    def has(self, template: str) -> bool:
        """Return whether the look has an optional template."""
        if template not in self._there:  # called for every sheet
            self._there[template] = bool(self._templates.all(template))
        return self._there[template]

    def shows(self, template: str, slot: str) -> bool:
        """Return whether a template may have a place for a slot."""
        if template not in self._slots:  # called for every sheet
            self._slots[template] = self._texts.slots(template)
        slots = self._slots[template]
        return slots is None or slot in slots

    @cached_property
    def _texts(self) -> TemplateTexts:
        return self._known.templates if self._known else TemplateTexts.read(self._templates)

    def add_wide(self, name: str, template: str, **context: object) -> str:
        """Request a block as wide as all columns together."""
        name = self.add(name, template, **context)
        self._wide.add(name)
        return name

    def material(self, used: Used) -> Material:
        """Return every block's HTML, with the style sheets.

        What is known of earlier runs is rendered only where its HTML is asked for.
        """
        alphabets, flowing = used
        slots: dict[str, dict[str, str]] = {}
        for (block, slot), letters in alphabets.items():
            slots.setdefault(block, {})[slot] = letters

        def render(name: str) -> str:
            return self._render(name, *self._wanted[name], slots.get(name, {}))

        html = BlockHtml(self._wanted, render)
        ideographs = False
        for name, key in self._keys(slots).items():
            facts = self._known.get(key) if self._known else None
            if facts is None:
                facts = Facts(html_digest(html[name]), has_ideographs([html[name]]))
                if self._known:
                    self._known.put(key, facts)
            html.digests[name] = facts.digest
            ideographs = ideographs or facts.ideographs
        return Material(
            html,
            flowing & html.keys(),
            self.paper,
            (*read_styles(self._templates), settings_style(self.settings)),
            self._templates.folders,
            frozenset(self._wide),
            page_classes(self.settings),
            self.settings.font,
            self._pictures,
            self.words.code,
            self.words.lettering,
            ideographs,
            {name: self._file_of(self._wanted[name][0]) for name in html},
        )

    def _keys(self, slots: Mapping[str, Mapping[str, str]]) -> dict[str, str | None]:
        """Return the hash of what each block is rendered from, where it has one."""
        if self._known is None:
            return dict.fromkeys(self._wanted)
        common = {
            "settings": self.settings,
            "words": self.words,
            "written": self.written,
            "lines": self._lines,
            "pictures": self._addresses,
        }
        sources = Sources(self._known.templates, common)
        return {
            name: sources.key(
                template,
                context,
                {"slots": slots.get(name, {}), "fixed": self._fixed.get(name, {})},
            )
            for name, (template, context) in self._wanted.items()
        }

    def _file_of(self, template: str) -> str:
        """Return where a template lies."""
        if template not in self._files:
            self._files[template] = str(self._templates.find(template))
        return self._files[template]

    def _render(
        self,
        block: str,
        template: str,
        context: dict[str, Any],
        alphabets: Mapping[str, str],
    ) -> str:
        def slot(name: str, align: str = "left") -> Markup:
            if align not in ALIGNMENTS:
                raise ValueError(f"a slot is left, center or right, not {align!r}")
            own = (*context.get("columns", ()), *context.get("letters", ()))
            if name not in (*SLOTS, *own):
                raise ValueError(f"no slot is called {name!r}; there are {', '.join(SLOTS)}")
            if name in self._fixed.get(block, {}):
                text = isolated(self._fixed[block][name], self.words.direction)
                return Markup('<span class="written">{}</span>').format(text)
            if self.words.direction == "rtl":
                align = MIRRORED.get(align, align)
            letters = alphabets.get(name, "")
            direction = self.words.direction if name in WORDED else ""
            mark = SlotMark(name, align, direction, letters)
            counts = name in (*WORDED, "numbers", *own)
            shown = mark.html(self.words.digits(letters) if counts else letters)
            return Markup(shown if letters else "")  # noqa: S704

        whole = {
            name: value() if isinstance(value, Late) else value
            for name, value in context.items()
        }
        return _EDGES.sub(r"\1", self._html(template, whole, slot=slot))


def has_ideographs(texts: Iterable[str]) -> bool:
    """Return whether texts hold an ideograph; each different character is looked at once."""
    return any(
        first <= character <= last
        for character in set[str]().union(*texts)
        for first, last in IDEOGRAPHS
    )


def _address(picture: Picture) -> str:
    """Return the address of a picture in the HTML, made of its bytes."""
    return f"quizgen-picture:{sha256(picture.data.encode()).hexdigest()}"


def _with_gaps(html: Markup, words: Wording) -> Markup:
    """Return a text's HTML with a numbered blank in place of each gap."""
    numbers = map(words.digits, count(1))
    return Markup(replace_gaps(str(html), lambda: BLANK.format(next(numbers))))  # noqa: S704
