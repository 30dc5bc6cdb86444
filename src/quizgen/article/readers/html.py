"""Reads an article from a saved web page; this needs the extra quizgen[html].

trafilatura judges which of a page's texts are the article. The texts themselves are read here,
since it drops some that stand in the middle of one, and says nothing of what it leaves out.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from quizgen.article.readers.common import (
    OTHERWISE,
    Extra,
    Source,
    SourcePiece,
    damaged,
    emphasised,
    imported,
    list_item,
    plain,
    quoted,
    with_lines,
)
from quizgen.article.web_blocks import (
    Holder,
    Listing,
    WebBlock,
    is_unseen,
    letters_of,
    web_blocks,
)
from quizgen.article.web_head import title_of, web_head
from quizgen.base.data_class import replace
from quizgen.base.errors import QuizgenError
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import guarded
from quizgen.base.regex import regex
from quizgen.base.text_match import quoted_words

EXTRA = Extra("html", module="trafilatura", packages="trafilatura lxml_html_clean")

FRAME = "the page's frame"
MOST_OF_ARTICLE = 0.4
"""An element with this part of the article's letters is its frame, whatever its class says."""
MOST_OF_TABLE = 0.7
"""A table with this part of them is the page's layout; one with less may be a list of films."""
FEW_WORDS = 12
MOST_LINKED = 0.5
"""Largest part of a paragraph's letters that may stand in links."""
MUCH_LOST = 0.6
"""Below this part of what the page's main element holds, an extraction has lost too much."""
MOST_BESIDE = 8
"""Blocks above and below the article among which a byline or a note on the author may be."""
LONG = 35
"""Words of a paragraph that no caption has."""
FARTHEST = 20
"""Blocks above the article among which its first paragraph may be."""
WINDOW = 20_000
_SENTENCE = regex(r"[.!?…。！？؟:]['\"”’»)\]]*$")
_EDIT = regex(r"\s*\[(?:edit(?: source)?|modifier|editar|bearbeiten|редагувати)\]\s*$", re.I)
_AUTHOR = regex(r"(?:^|[\s_-])(?:authors?|byline|by-line)(?:$|[\s_-])", re.I)
MOST_IN_BYLINE = 20
_ABOUT_AUTHOR = regex(r"author|\bbio\b|byline|contributor|writer", re.I)


def read(path: Path) -> Source:
    """Read a saved web page; raises QuizgenError."""
    raw = read_whole(path, "article")
    trafilatura = imported(EXTRA, path)
    with guarded(damaged(path, "Save the page again in your browser.")), _quiet():
        tree = _parsed(raw)
        if tree is None:
            raise _nothing(path)
        page = _Page(tree, _extracted(trafilatura, raw))
        pieces = [*page.pieces()]
        head = web_head(tree)
        headings, above = page.headings(), page.headings(above=True)
        seen = _shown(tree)
    if not any(not piece.left_out and not piece.is_heading for piece in pieces):
        raise _nothing(path)
    return Source(
        tuple(pieces),
        title=title_of(head, tree, headings, above),
        title_how="the page's head",
        claims=tuple(head.claims),
        publication=head.publications[0] if head.publications else None,
        language=head.language,
        seen=seen,
        notes=tuple(
            f"Above the article stands {quoted_words(text)}: perhaps a caption, or its first "
            "paragraph."
            for text in page.above[-1:]
        ),
        if_short="Only one paragraph was found: a script may load the others when the page is "
        "open. Copy the article's text into a plain text file (.txt) if it has more.",
    )


def _nothing(path: Path) -> QuizgenError:
    return QuizgenError(
        f"No article was found in {path}: a script may load its text, or only "
        f"subscribers may see it. {OTHERWISE}"
    )


def _parsed(raw: bytes) -> Any:
    """Return a page's tree, or None where there is nothing in it."""
    from lxml import etree
    from trafilatura.utils import decode_file

    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", decode_file(raw).replace("\0", ""))
    if not text.strip():
        return None
    return etree.fromstring(text, etree.HTMLParser(huge_tree=True, remove_pis=True))


def _extracted(trafilatura: Any, raw: bytes) -> list[str]:
    """Return the texts that trafilatura takes for the article, in letters only."""
    found = trafilatura.bare_extraction(raw, include_comments=False)
    if found is None:
        return []
    texts = (" ".join(each.itertext()) for each in found.body.iter("p", "head", "item", "cell"))
    return [letters for text in texts if (letters := letters_of(text))]


def _shown(tree: Any) -> str:
    """Return all text that a browser shows, by another way than the reader's."""
    parts: list[str] = []
    todo = [(tree, False)]
    while todo:
        element, is_tail = todo.pop()
        if is_tail:
            parts.append(element.tail or "")
        elif isinstance(element.tag, str) and not is_unseen(element):
            parts.append(element.text or "")
            for child in reversed(element):
                todo += [(child, True), (child, False)]
    return " ".join(filter(None, parts))


class _Page:
    """A page's blocks, told apart into article and frame."""

    def __init__(self, tree: Any, extracted: Sequence[str]) -> None:
        self.blocks, self._marks = web_blocks(tree)
        chosen = self._matched(extracted)
        own = self._densest()
        if _size(chosen) < MUCH_LOST * _size(own):
            chosen = own
        self._chosen = {id(block) for block in chosen}
        self._weigh(chosen)
        self._total = max(1, _size(chosen))
        self.above: list[str] = []
        """What stands above the article and may be its first paragraph."""
        self._article = self._grown()

    def headings(self, *, above: bool = False) -> list[str]:
        """Return the page's two highest ranks of headings; all, or those above the article."""
        end = self._first if above and self._article else len(self.blocks)
        return [each.text for each in self.blocks[:end] if each.tag in ("h1", "h2")]

    def _matched(self, extracted: Sequence[str]) -> list[WebBlock]:
        """Return the blocks that were extracted."""
        texts, whole = Counter(extracted), "".join(extracted)
        place = 0
        found = []
        for block in self.blocks:
            if texts[block.letters]:
                texts[block.letters] -= 1
            elif whole.find(block.letters, place, place + WINDOW + len(block.letters)) < 0:
                continue
            at = whole.find(block.letters, place, place + WINDOW + len(block.letters))
            place = at + len(block.letters) if at >= 0 else place
            found.append(block)
        return found

    def _densest(self) -> list[WebBlock]:
        """Return the prose of the element that holds most of it: a reading of quizgen's own."""
        weight = Counter[Any]()
        prose = [each for each in self.blocks if self._is_prose(each)]
        for block in prose:
            parent = block.parent
            for share in (1, 1, 0.5):
                if parent is None or parent.tag in ("body", "html"):
                    break
                weight[parent] += int(share * len(block.letters))
                parent = parent.getparent()
        if not weight:
            return prose
        [(best, _)] = weight.most_common(1)
        return [block for block in prose if _is_within(block.parent, best)]

    def _is_prose(self, block: WebBlock) -> bool:
        is_long = len(block.text.split()) > FEW_WORDS or len(block.letters) > 60
        is_apart = any(not holder.is_table for holder in block.holders)
        return is_long and not is_apart and block.link_part < MOST_LINKED

    def _weigh(self, chosen: Iterable[WebBlock]) -> None:
        """Note how much of the article is in each list, table, aside and so on."""
        for block in chosen:
            for holder in block.holders:
                holder.letters += len(block.letters)
            for listing in block.lists:
                listing.letters += len(block.letters)

    def _holder(self, block: WebBlock) -> Holder | None:
        """Return the outermost element that keeps a block out of the article."""
        return next(
            (
                each
                for each in block.holders
                if each.is_firm
                or each.letters
                < (MOST_OF_TABLE if each.is_table else MOST_OF_ARTICLE) * self._total
            ),
            None,
        )

    def _lists(self, block: WebBlock) -> tuple[Listing, ...]:
        return tuple(each for each in block.lists if each.letters < 0.6 * self._total)

    def _is_link(self, block: WebBlock) -> bool:
        """Whether a block is only a link to another page."""
        return (
            block.link_part > 0.9 and not block.is_heading and not _SENTENCE.search(block.text)
        )

    def _grown(self) -> set[int]:
        """Return the blocks of the article: those chosen, and what was dropped among them."""
        chosen = [
            n
            for n, block in enumerate(self.blocks)
            if id(block) in self._chosen
            and not self._holder(block)
            and not self._is_link(block)
        ]
        # A menu or a label may be taken for the first lines of the article.
        text = (n for n in chosen if self._is_text(self.blocks[n]))
        start = next(text, chosen[0] if chosen else 0)
        chosen = [n for n in chosen if n >= start or self.blocks[n].is_heading]
        if not chosen:
            return set()
        self._first = next((n for n in chosen if not self.blocks[n].is_heading), chosen[0])
        self._last = chosen[-1]
        parents = {
            self._parent(self.blocks[n]) for n in chosen if not self.blocks[n].is_heading
        }
        grown = set(chosen)
        for n in range(chosen[0], len(self.blocks)):
            block = self.blocks[n]
            if n in grown or self._holder(block) or self._is_link(block):
                continue
            is_beside = self._parent(block) in parents and block.link_part < MOST_LINKED
            is_within = n < self._last
            if (is_beside and (is_within or _SENTENCE.search(block.text))) or (
                is_within and self._is_prose(block) and _SENTENCE.search(block.text)
            ):
                grown.add(n)
        self._last = max(grown)
        # The first paragraph may be lost, too, which begins with a place or an initial.
        around = self._parent(self.blocks[self._first])
        around = around if around is None or around.tag == "body" else around.getparent()
        opening = [
            n
            for n in range(max(0, self._first - FARTHEST), self._first)
            if self._opens(self.blocks[n], parents, around)
        ]
        self._first = min([*opening, self._first])
        above = self.blocks[max(0, self._first - FARTHEST) : self._first]
        self.above = [each.text for each in above if self._opens(each, parents, around, 1)]
        return grown | set(opening)

    def _is_text(self, block: WebBlock) -> bool:
        """Whether a block reads like text: a long one, or any that is in no list."""
        return not block.is_heading and (self._is_prose(block) or not self._lists(block))

    def _opens(
        self, block: WebBlock, parents: Iterable[Any], around: Any, fewest: int = LONG
    ) -> bool:
        """Whether a block above the article's first paragraph is one of its paragraphs."""
        if self._holder(block) or block.is_heading or self._lists(block):
            return False
        # Elsewhere above it a caption is as likely, but not one of that length.
        is_long = len(block.text.split()) >= fewest and _is_within(block.parent, around)
        is_own = self._parent(block) in parents or is_long
        return is_own and self._is_prose(block) and bool(_SENTENCE.search(block.text))

    def _parent(self, block: WebBlock) -> Any:
        """Return the element around a block's own; text outside of any has that itself."""
        own = block.parent
        if own is None or block.tag in ("div", "section", "article", "main", "td", "body"):
            return own
        return own.getparent()

    def pieces(self) -> Iterator[SourcePiece]:
        """Yield the pieces of a page in order."""
        for key, group in groupby(enumerate(self.blocks), key=lambda each: self._group(*each)):
            numbers, blocks = zip(*group, strict=True)
            if key[0] == "list":
                yield _list_of(blocks)
            elif key[0] == "quotation":
                yield SourcePiece(quoted(_typeset(each) for each in blocks), is_set_apart=True)
            elif key[0] == "out":
                text = "\n".join(each.text for each in blocks)
                yield SourcePiece(text, left_out=key[1])
            else:
                for n, block in zip(numbers, blocks, strict=True):
                    for piece in _piece(block, is_beside=key[0] == "beside"):
                        yield self._with_role(piece, n, block)
        for text, reason in self._marks:
            yield SourcePiece(text, left_out=reason)

    def _with_role(self, piece: SourcePiece, n: int, block: WebBlock) -> SourcePiece:
        """Return a piece above the article as its byline where its class says so."""
        is_short = len(block.text.split()) <= MOST_IN_BYLINE and not block.is_heading
        is_byline = n < self._first and is_short and _AUTHOR.search(block.classes)
        return replace(piece, role="author") if is_byline else piece

    def _group(self, n: int, block: WebBlock) -> tuple[Any, ...]:
        """Return what a block is grouped by, with the blocks around it."""
        if n in self._article:
            lists = self._lists(block)
            if lists and not block.is_heading:
                return "list", lists[0]
            if block.is_quoted and not block.is_heading:
                return "quotation", None
            return "article", n
        holder = self._holder(block)
        near = self._article and (
            self._first - MOST_BESIDE <= n < self._first
            or self._last < n <= self._last + MOST_BESIDE
        )
        is_about = bool(_ABOUT_AUTHOR.search(block.classes))
        if near and (holder is None or (is_about and holder.reason == "an aside")):
            return "beside", n
        if holder:
            return "out", holder.reason, holder
        return "out", "a link" if self._is_link(block) else FRAME


def _size(blocks: Iterable[WebBlock]) -> int:
    return sum(len(block.letters) for block in blocks)


def _is_within(element: Any, outer: Any) -> bool:
    while element is not None and element is not outer:
        element = element.getparent()
    return element is not None


def _piece(block: WebBlock, *, is_beside: bool) -> Iterator[SourcePiece]:
    if block.is_heading:
        text = block.text
        if edit := _EDIT.search(text):
            yield SourcePiece(edit[0].strip(), left_out="an edit link")
            text = text[: edit.start()]
        yield SourcePiece(plain(text), is_heading=True, is_beside=is_beside)
    else:
        shape = SourcePiece("", is_beside=is_beside)
        yield with_lines(_marked(block), shape)


def _marked(block: WebBlock) -> str:
    return emphasised(block.runs).strip()


def _typeset(block: WebBlock) -> str:
    return with_lines(_marked(block), SourcePiece("")).text


def _list_of(blocks: Sequence[WebBlock]) -> SourcePiece:
    """Return the blocks of a list as one piece; an item's blocks run into one."""
    lines: list[str] = []
    numbers = Counter[Listing]()
    for _, group in groupby(blocks, key=lambda block: id(block.item)):
        own = [*group]
        listing = own[0].lists[-1]
        numbers[listing] += 1
        text = " ".join(" ".join(_marked(each).split()) for each in own)
        depth = listing.depth - blocks[0].lists[0].depth
        lines.append(
            list_item(text, max(0, depth), numbers[listing] if listing.is_ordered else None)
        )
    return SourcePiece("\n".join(lines), is_set_apart=True)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the extractor's log; what it could not find is reported as an error."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
