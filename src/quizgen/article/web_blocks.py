"""A web page as blocks of text, each with what it stands in.

All text that a browser shows is in one of the blocks, in the page's order.
"""

import re
from collections.abc import Iterator
from typing import Any

from quizgen.article.raised import lowered, raised
from quizgen.base.data_class import dataclass, field
from quizgen.base.regex import regex

TABLE = "table"
"""An element of HTML."""

Run = tuple[str, bool, bool]
"""A text, and whether it is italic and bold."""

UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "iframe",
        "object",
        "title",
        "datalist",
    ]
)
_UNSEEN_CLASS = regex(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text)?|a11y-hidden)(?:\s|$)", re.I
)
_UNSEEN_STYLE = regex(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "td",
        "th",
        "blockquote",
        "pre",
        "figcaption",
        "dt",
        "dd",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "nav",
        "aside",
        "form",
        "ul",
        "ol",
        "dl",
        "table",
        "tr",
        "tbody",
        "thead",
        "tfoot",
        "hr",
        "address",
        "details",
        "summary",
        "fieldset",
        "legend",
        "center",
        "caption",
        "figure",
        "body",
        "html",
        "button",
        "select",
        "option",
        "textarea",
        "menu",
        "label",
        "hgroup",
        "dir",
        "dialog",
        "video",
        "audio",
    ]
)
_ITALIC, _BOLD = frozenset(["em", "i", "cite", "dfn", "var"]), frozenset(["strong", "b"])
_BY_TAG = {
    "nav": "a menu",
    "menu": "a menu",
    "aside": "an aside",
    "footer": "a footer",
    "form": "a form",
    "figure": "a caption",
    "figcaption": "a caption",
    "caption": "a caption",
    "button": "a button",
    "select": "a form",
    "textarea": "a form",
    "dialog": "a notice",
}
_BY_ROLE = {
    "navigation": "a menu",
    "menu": "a menu",
    "complementary": "an aside",
    "contentinfo": "a footer",
    "search": "a form",
    "dialog": "a notice",
}
_BY_CLASS = (
    ("a caption", "caption|credits?|wp-caption-text|photographer"),
    ("a menu", "nav|navs|navbar|navigation|menu|breadcrumbs?|toc|navbox|tabs|pagination|pager"),
    (
        "a teaser",
        "related|teasers?|promos?|promoted|recirc|recommended|recommendations|trending|outbrain"
        "|taboola|read-?more|read-?next|more-?from|more-?stories|also-?read|jp-relatedposts",
    ),
    ("a button", "share|sharing|sharedaddy|social|socials|follow|toolbar"),
    (
        "an advertisement",
        "newsletters?|subscribe|subscription|signup|sign-up|advert|adverts|advertisement|ad|ads"
        "|sponsored|sponsor|donate|donation",
    ),
    ("a notice", "paywall|cookie|cookies|consent|gdpr|hatnote|ambox|notice"),
    ("a comment", "comments?|disqus|respond|commentlist"),
    ("the references", "references|reflist|footnotes|mw-references-wrap|bibliography"),
    ("an edit link", "mw-editsection|editsection|headerlink"),
    ("a pull quote", "pull-?quotes?|pquote"),
    ("an aside", "sidebar|infobox|sidenote"),
)
MOST_NESTED = 50
"""Most lists in lists, or frames in frames, that are told apart; the outer ones decide."""
_NO_LETTERS = regex(r"[\W_]+")
_CLASS_SEPARATORS = regex(r"[\s_-]+")
_WORDS_OF = [
    (
        reason,
        regex(rf"(?:^| )(?:{words.replace('-?', ' ?').replace('-', ' ')})(?: |$)", re.I),
    )
    for reason, words in _BY_CLASS
]
_MARK = regex(r"\[?(?:\d{1,3}|[a-z]|note \d{1,2})\]?|[*†‡]", re.I)
_BLANKS = regex(r"[ \t\r\n\f\x0b\u2028\u2029]+")


@dataclass(eq=False)
class Holder:
    """An element that is no part of an article, unless most of the article is in it."""

    reason: str
    letters: int = 0
    """How many letters of the article are in it."""
    is_table: bool = False
    is_firm: bool = False
    """Whether it is none even then: a page with a picture only has a caption and no article."""


@dataclass(eq=False)
class Listing:
    """A list, and how deep it stands in others."""

    depth: int
    is_ordered: bool
    letters: int = 0
    outer: "Listing | None" = None


@dataclass(eq=False)
class WebBlock:
    """A stretch of text between the edges of a page's blocks."""

    runs: list[Run]
    tag: str
    parent: Any
    """The element that it stands in."""
    holders: tuple[Holder, ...]
    lists: tuple[Listing, ...]
    item: Any
    is_quoted: bool
    linked: int
    """How many letters stand in links."""
    classes: str
    letters: str = field(default="", repr=False)
    """Letters and digits only, to compare with."""

    def __post_init__(self) -> None:
        self.letters = letters_of("".join(text for text, _, _ in self.runs))

    @property
    def text(self) -> str:
        """The text on one line."""
        return " ".join("".join(text for text, _, _ in self.runs).split())

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading of any level."""
        return bool(re.fullmatch("h[1-6]", self.tag))

    @property
    def link_part(self) -> float:
        """The part of its letters that stand in links, from 0 to 1."""
        return self.linked / len(self.letters) if self.letters else 0.0


def letters_of(text: str) -> str:
    """Return a text's letters and digits."""
    return _NO_LETTERS.sub("", text)


def reason_of(element: Any) -> str:
    """Return what an element's tag, role and classes say that it is, or nothing."""
    if by_tag := _BY_TAG.get(element.tag):
        return by_tag
    if by_role := _BY_ROLE.get(element.get("role", "")):
        return by_role
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if names == " ":
        return ""
    words = _CLASS_SEPARATORS.sub(" ", names)
    return next((reason for reason, pattern in _WORDS_OF if pattern.search(words)), "")


def is_unseen(element: Any) -> bool:
    """Whether a browser shows nothing of an element."""
    if element.tag in UNSEEN or "hidden" in element.attrib:
        return True
    style, classes = element.get("style"), element.get("class")
    return bool(
        (style and _UNSEEN_STYLE.search(style)) or (classes and _UNSEEN_CLASS.search(classes))
    )


def web_blocks(tree: Any) -> tuple[list[WebBlock], list[tuple[str, str]]]:
    """Return a page's blocks, and the marks that were taken out of them with their reasons."""
    walk = _Walk()
    walk.go(tree)
    return walk.blocks, walk.marks


class _Walk:
    """Goes through a page once, without recursion: pages may be nested deeply."""

    def __init__(self) -> None:
        self.blocks: list[WebBlock] = []
        self.marks: list[tuple[str, str]] = []
        self._runs: list[Run] = []
        self._open: list[Any] = []
        self._holders: list[tuple[Any, Holder]] = []
        self._held: tuple[Holder, ...] | None = None
        """The holders as the blocks have them, until one is opened or closed."""
        self._lists: list[tuple[Any, Listing]] = []
        self._items: list[Any] = []
        self._edges: list[Any] = []
        self._italic = self._bold = self._links = self._quotes = self._verbatim = 0
        self._raised = self._lowered = 0
        self._linked = 0
        self._unseen: Any = None

    def go(self, tree: Any) -> None:
        from lxml import etree

        for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._start(element)
            elif event == "end":
                self._end(element)
            if event != "start" and self._unseen is None:
                self._add(element.tail)
        self._flush()

    def _start(self, element: Any) -> None:
        if self._unseen is not None:
            return
        if is_unseen(element):
            self._unseen = element
            return
        if mark := self._mark(element):
            self._skip(element, mark)
            return
        if element.tag in _BLOCKS:
            self._flush()
            self._edges.append(element)
        self._hold(element)
        if element.tag in ("ul", "ol", "dir") and len(self._lists) < MOST_NESTED:
            outer = self._lists[-1][1] if self._lists else None
            depth = outer.depth + 1 if outer else 0
            self._lists.append((element, Listing(depth, element.tag == "ol", outer=outer)))
        if element.tag == "li":
            self._items.append(element)
        self._count(element.tag, element, 1)
        if element.tag == "br":
            self._runs.append(("\n", False, False))
        self._add(element.text)

    def _hold(self, element: Any) -> None:
        """Open an element that is no part of an article."""
        if len(self._holders) >= MOST_NESTED:
            return
        reason = reason_of(element)
        is_block = element.tag in _BLOCKS
        if element.tag == TABLE:
            self._holders.append((element, Holder("a table", is_table=True)))
            self._held = None
        elif (
            reason
            and element.tag not in ("body", "html", "main", "article")
            and (is_block or reason == "a caption")
        ):
            if not is_block:
                self._flush()
            is_firm = element.tag in ("figure", "figcaption")
            self._holders.append((element, Holder(reason, is_firm=is_firm)))
            self._held = None

    def _mark(self, element: Any) -> str:
        """Return what a mark within a line is: of a note, or to edit."""
        if element.tag in ("span", "a") and reason_of(element) == "an edit link":
            return "an edit link"
        return "a reference mark" if element.tag == "sup" and self._is_mark(element) else ""

    def _count(self, tag: str, element: Any, by: int) -> None:
        self._italic += by * (tag in _ITALIC)
        self._bold += by * (tag in _BOLD)
        self._links += by * (tag == "a" and element.get("href") is not None)
        self._quotes += by * (tag == "blockquote")
        self._verbatim += by * (tag == "pre")
        self._raised += by * (tag == "sup")
        self._lowered += by * (tag == "sub")

    def _skip(self, element: Any, reason: str) -> None:
        text = " ".join("".join(element.itertext()).split())
        if text:
            self.marks.append((text, reason))
        self._unseen = element

    def _is_mark(self, element: Any) -> bool:
        """Whether raised signs are the mark of a note, and no power."""
        text = "".join(element.itertext()).strip()
        has_link = element.find(".//a") is not None or "reference" in element.get("class", "")
        return has_link and bool(_MARK.fullmatch(text))

    def _end(self, element: Any) -> None:
        if self._unseen is not None:
            if element is self._unseen:
                self._unseen = None
                self._leave(element)
            return
        self._count(element.tag, element, -1)
        if element.tag in _BLOCKS or (self._holders and self._holders[-1][0] is element):
            self._flush()
        self._leave(element)

    def _leave(self, element: Any) -> None:
        """Close what an element opened."""
        if self._holders and self._holders[-1][0] is element:
            self._holders.pop()
            self._held = None
        if self._lists and self._lists[-1][0] is element:
            self._lists.pop()
        for plain in (self._items, self._edges):
            if plain and plain[-1] is element:
                plain.pop()

    def _add(self, text: str | None) -> None:
        if not text:
            return
        shown = text.expandtabs(4) if self._verbatim else _BLANKS.sub(" ", text)
        if self._raised or self._lowered:
            shown = raised(shown) if self._raised else lowered(shown)
        if self._links:
            self._linked += sum(map(str.isalnum, shown))
        looks = (self._italic > 0, self._bold > 0)
        first, *others = shown.split("\n") if self._verbatim else [shown]
        self._runs.append((first, *looks))
        for line in others:
            self._runs += [("\n", False, False), (line, *looks)]

    def _flush(self) -> None:
        """End a block; an empty line parts it as two blocks."""
        runs, self._runs = self._runs, []
        linked, self._linked = self._linked, 0
        if not any(any(map(str.isalnum, text)) for text, _, _ in runs):
            return
        edge = self._edges[-1] if self._edges else None
        if self._held is None:
            self._held = tuple(holder for _, holder in self._holders)
        for part in _parted(runs):
            if not any(any(map(str.isalnum, text)) for text, _, _ in part):
                continue
            self.blocks.append(
                WebBlock(
                    part,
                    edge.tag if edge is not None else "",
                    edge,
                    self._held,
                    tuple(listing for _, listing in self._lists),
                    self._items[-1] if self._items else None,
                    self._quotes > 0,
                    linked,
                    (edge.get("class") or "") if edge is not None else "",
                )
            )


def _parted(runs: list[Run]) -> Iterator[list[Run]]:
    """Yield runs that two line breaks part."""
    part: list[Run] = []
    breaks = 0
    for run in runs:
        if run[0] == "\n":
            breaks += 1
        elif run[0].strip():
            if breaks > 1:
                yield part
                part = []
            breaks = 0
        part.append(run)
    yield part
