"""What a web page says of its article: title, authors, publication, date, language.

Each with where it was said. Nothing is guessed from addresses or from years in the text.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from quizgen.article.claims import Claim
from quizgen.base.data_class import dataclass, field
from quizgen.base.regex import regex

LEAST_PART = 0.3
"""Least part of a page's title that a heading must have to be the article's."""
_HEAD, _MARK = "the page's head", "a mark in the page"
MOST_IN_TITLE = 500
"""Most characters of a title; what is longer is none."""
MOST_MARKED = 8
"""Most elements that are read which are marked as a date or as an author."""
MOST_LINKED_DATA = 200_000
"""Most characters of a script with linked data that are read."""
_ARTICLE = regex(
    r"(?:.*(?:Article|Posting|Report|Blog)|CreativeWork|WebPage|Review|Essay)$", re.IGNORECASE
)
_AUTHOR_METAS = [
    "author",
    "byl",
    "byline",
    "article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "twitter:creator_name",
]
_DATE_METAS = [
    "article:published_time",
    "date",
    "datepublished",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "pubdate",
    "publish-date",
    "publication_date",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "dcterms.created",
]
_SITE_METAS = ("og:site_name", "citation_journal_title", "dc.publisher", "application-name")
_TITLE_METAS = ("og:title", "citation_title", "dc.title", "twitter:title", "parsely-title")
_DATE = regex(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?|(\d{4})/(\d{2})/(\d{2})")
_SEPARATOR = regex(r"\s+[|•·»«–—-]\s+|\s*\|\s*")


@dataclass
class WebHead:
    """Texts of a page's head, the best first."""

    titles: list[str] = field(default_factory=list)
    publications: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    language: str | None = None


def web_head(tree: Any) -> WebHead:
    """Read the head of a page, its linked data, and elements marked as author or date."""
    head = WebHead(language=_language(tree))
    metas = dict[str, list[str]]()
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop") or ""
        if (text := _line(meta.get("content"))) and name:
            metas.setdefault(name.strip().casefold(), []).append(text)
    for names, found in ((_TITLE_METAS, head.titles), (_SITE_METAS, head.publications)):
        found += [text for name in names for text in metas.get(name, ())]
    for name in _AUTHOR_METAS:
        texts = [text for text in metas.get(name, ()) if not re.match(r"https?:|@", text)]
        # An address under one of these names is a profile.
        if texts:
            bare = [re.sub(r"^by:?\s+", "", text, flags=re.IGNORECASE) for text in texts]
            head.claims.append(Claim("author", "; ".join(bare), _HEAD))
    for name in _DATE_METAS:
        head.claims += [
            Claim("published", day, _HEAD)
            for text in metas.get(name, ())
            if (day := _day(text))
        ]
    for data in _linked_data(tree):
        _take(data, head)
    _take_elements(tree, head)
    return head


def _line(text: str | None) -> str:
    return " ".join((text or "").split())


def _language(tree: Any) -> str | None:
    for element in (tree, *tree.iter("body")):
        written = element.get("lang") or element.get(
            "{http://www.w3.org/XML/1998/namespace}lang"
        )
        if written and re.fullmatch(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", written.strip()):
            return str(written.strip())
    return None


def _day(text: str) -> str | None:
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    return found[1] or f"{found[2]}-{found[3]}-{found[4]}"


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the articles in a page's JSON-LD (json-ld.org, schema.org)."""
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in (script.get("type") or "") or len(text) > MOST_LINKED_DATA:
            continue
        try:
            data = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        todo = deque([data])
        while todo:
            each = todo.popleft()
            if isinstance(each, list):
                todo += each
            elif isinstance(each, dict):
                kinds = each.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(isinstance(kind, str) and _ARTICLE.match(kind) for kind in kinds):
                    yield each
                todo += [each[key] for key in ("@graph", "mainEntity") if key in each]


def _take(data: dict[str, Any], head: WebHead) -> None:
    how = "the page's linked data"
    if isinstance(title := data.get("headline"), str) and _line(title):
        head.titles.append(_line(title))
    people = data.get("author") or data.get("creator") or []
    people = people if isinstance(people, list) else [people]
    names = [name for each in people if (name := _name(each))]
    if names:
        head.claims.append(Claim("author", "; ".join(names), how))
    for each in people:
        works = (
            (each.get("affiliation") or each.get("worksFor")) if isinstance(each, dict) else ""
        )
        if place := _name(works[0] if isinstance(works, list) and works else works):
            head.claims.append(Claim("affiliation", place, how))
    if isinstance(date := data.get("datePublished"), str) and (day := _day(date)):
        head.claims.append(Claim("published", day, how))
    if place := _name(data.get("publisher")):
        head.publications.append(place)
    if isinstance(language := data.get("inLanguage"), str) and not head.language:
        head.language = language


def _name(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return _line(value) if isinstance(value, str) and not value.startswith("http") else ""


def _take_elements(tree: Any, head: WebHead) -> None:
    """Take elements that are marked as the author's name or the date."""
    names = []
    for element in tree.xpath("//*[@rel='author' or @itemprop='author']")[:MOST_MARKED]:
        inner = element.xpath(".//*[@itemprop='name']")
        text = _line("".join((inner[0] if inner else element).itertext()))
        names += [text] if text and len(text) < 200 else []
    if names:
        head.claims.append(Claim("author", "; ".join(dict.fromkeys(names)), _MARK))
    marked = tree.xpath("//time[@datetime and (@pubdate or @itemprop='datePublished')]")
    for element in marked[:MOST_MARKED]:
        if day := _day(element.get("datetime")):
            head.claims.append(Claim("published", day, _MARK))


def title_of(head: WebHead, tree: Any, headings: list[str], above: list[str]) -> str | None:
    """Return the article's title: a heading that the page's head repeats, else the head's.

    above are the headings above the article, of which a single one is taken if all else fails.

    The site's name behind it is taken off, where that is known for one.
    """
    written = [_line("".join(each.itertext())) for each in tree.iter("title")]
    sites = {_key(text) for text in head.publications}
    said = [
        _without_site(text, sites)
        for text in (*head.titles, *written)
        if text and len(text) <= MOST_IN_TITLE
    ]
    known = [_key(text) for text in said]
    same = [text for text in headings if any(_key(text) in each for each in known)]
    best = max(same, key=len, default="")
    # The site's name is a heading on many pages, and stands in the title, too.
    if best and len(_key(best)) >= LEAST_PART * min(map(len, known)):
        return best
    if said:
        return said[0]
    return above[0] if len(above) == 1 else None


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).casefold()


def _without_site(title: str, sites: set[str]) -> str:
    parts = [*_SEPARATOR.finditer(title)]
    for part in parts:
        if _key(title[part.end() :]) in sites:
            return title[: part.start()]
    for part in reversed(parts):
        if _key(title[: part.start()]) in sites:
            return title[part.end() :]
    return title
