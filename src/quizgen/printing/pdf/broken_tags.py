"""Finds the tag that makes a block's HTML reach beyond its block."""

from html.parser import HTMLParser

VOID = frozenset(
    (
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "wbr",
    )
)
"""Elements that have no end tag."""

OPTIONAL = frozenset(
    ("dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr")
)
"""Elements whose end tag may be left out."""


def broken_tag(html: str) -> str | None:
    """Return what is wrong with the tags of some HTML, or None.

    >>> broken_tag("<div><p>One</div>")
    >>> broken_tag("<div><b>One</div>")
    '<b> is not closed before </div>'
    """
    finder = _Finder()
    finder.feed(html)
    left = finder.rawdata.strip()
    finder.close()
    if finder.wrong is None and left.startswith("<"):
        return f"the tag {left[:40]} has no end"
    still_open = [tag for tag in finder.open if tag not in OPTIONAL]
    return finder.wrong or (f"<{still_open[-1]}> is not closed" if still_open else None)


class _Finder(HTMLParser):
    """Keeps which elements are open, and the first tag that does not fit."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: str | None = None

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """Pass over an element that closes itself, as in SVG."""

    def handle_endtag(self, tag: str) -> None:
        if self.wrong or tag in VOID:
            return
        if tag not in self.open:
            self.wrong = f"</{tag}> closes nothing"
            return
        while (last := self.open.pop()) != tag:
            if last not in OPTIONAL:
                self.wrong = f"<{last}> is not closed before </{tag}>"
                return
