"""Style sheets that WeasyPrint has read once, and need not read again for another document.

Reading those of a look takes as long as laying out some five blocks. WeasyPrint (70) reads each
sheet for its document only: what it says of elements, which is the same in every document, and
what it adds to the document itself. Of that only counter styles are known here, so a sheet that
says anything else of a document is read anew, as is one of which WeasyPrint warns.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from inspect import signature
from threading import get_ident
from typing import Any, NamedTuple

from quizgen.base.regex import regex
from quizgen.base.system_libraries import libraries_explained

BASE_URL = "file:///quizgen-templates/"
"""What the addresses in templates and style sheets are relative to: the look's folders."""

MOST_KEPT = 100
"""So many sheets are kept at most."""

_OF_DOCUMENT = regex(r"@(?!counter-style\b|media\b)")
"""What begins a rule that is not of elements; within a text or a comment it does no harm."""

_OWN_COUNTERS = ("decimal", "disc")
"""Counter styles of WeasyPrint that a sheet may not define."""

_PARAMETERS = (
    *("wrapper_element", "device_media_type", "url_fetcher", "base_url", "font_config"),
    *("counter_style", "color_profiles", "page_rules", "layers"),
)
"""What `find_stylesheets` takes in the WeasyPrint that is known."""


class _Read(NamedTuple):
    """A sheet as WeasyPrint has read it, and the counter styles that it defines."""

    sheet: Any
    counters: dict[str, Any]


_kept: dict[str, _Read] = {}
"""By its text."""


def keep_sheets() -> None:
    """Have WeasyPrint take the sheets that are kept; another WeasyPrint is left as it is."""
    with libraries_explained():
        from weasyprint import css
    find = css.find_stylesheets
    if find.__module__ != __name__ and tuple(signature(find).parameters) == _PARAMETERS:
        css.find_stylesheets = _finder(find)


def read_ahead(texts: Iterable[str]) -> None:
    """Read sheets before it is known what is laid out with them."""
    for text in texts:
        _read(text)


def _finder(find: Any) -> Any:
    def find_stylesheets(
        wrapper_element: Any,
        device_media_type: str,
        url_fetcher: Any,
        base_url: str,
        font_config: Any,
        counter_style: dict[str, Any],
        color_profiles: Any,
        page_rules: Any,
        layers: Any,
    ) -> Iterator[Any]:
        from weasyprint import CSS

        document = font_config, counter_style, color_profiles, page_rules, layers
        texts = _texts(wrapper_element) if base_url == BASE_URL else None
        if texts is None or device_media_type != "print":
            yield from find(
                wrapper_element, device_media_type, url_fetcher, base_url, *document
            )
            return
        for text in texts:
            if read := _read(text):
                counter_style.update(read.counters)
                yield read.sheet
            else:
                yield CSS(
                    string=text,
                    base_url=base_url,
                    url_fetcher=url_fetcher,
                    font_config=font_config,
                    counter_style=counter_style,
                    color_profiles=color_profiles,
                    page_rules=page_rules,
                    layers=layers,
                )

    return find_stylesheets


def _texts(document: Any) -> list[str] | None:
    """Return a document's sheets, or None if there are others than plain texts."""
    found = [each.etree_element for each in document.query_all("style", "link")]
    if any(each.tag != "style" or each.attrib or len(each) for each in found):
        return None
    return [each.text or "" for each in found]


def _read(text: str) -> _Read | None:
    """Return a sheet that can be kept."""
    if (read := _kept.get(text)) or _OF_DOCUMENT.search(text):
        return read
    from weasyprint import CSS

    counters: dict[str, Any] = dict.fromkeys(_OWN_COUNTERS)
    with _heard() as warnings:
        sheet = CSS(string=text, base_url=BASE_URL, counter_style=counters)
    if warnings:
        return None
    if len(_kept) == MOST_KEPT:
        _kept.clear()
    own = {name: style for name, style in counters.items() if name not in _OWN_COUNTERS}
    return _kept.setdefault(text, _Read(sheet, own))


@contextmanager
def _heard() -> Iterator[list[logging.LogRecord]]:
    """Hold what WeasyPrint warns of: it warns again where the sheet is read for a document."""
    warnings: list[logging.LogRecord] = []

    def hold(record: logging.LogRecord) -> bool:
        is_warning = record.levelno >= logging.WARNING and record.thread == get_ident()
        if is_warning:
            warnings.append(record)
        return not is_warning

    logger = logging.getLogger("weasyprint")
    logger.addFilter(hold)
    try:
        yield warnings
    finally:
        logger.removeFilter(hold)
