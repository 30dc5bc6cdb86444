"""Tells WeasyPrint's structure tree what it does not look for in boxes: leaders, labels.

The tree reads a box's element for its tag and its Alt. So a box that is to be read otherwise,
or not at all, is given the element of a picture after it was laid out.
"""

from collections.abc import Iterator
from typing import Any

from quizgen.base.data_class import dataclass, field
from quizgen.printing.pdf.tagging import DECORATIVE

LABELLED = {"b", "div", "em", "i", "p", "s", "small", "span", "strong", "sub", "sup", "u"}
"""Elements that an `aria-label` is read in place of; of others it is a name beside them."""


@dataclass(frozen=True)
class _Picture:
    """The element of a picture, as far as the tree reads it."""

    attrib: dict[str, str]
    tag: str = "img"


@dataclass
class BoxTags:
    """Renames the boxes of a layout, page after page."""

    read: set[int] = field(default_factory=set)
    """The elements whose label is read already; their other boxes are artifacts."""
    kept: list[Any] = field(default_factory=list)
    """The same elements, so that no other one gets their identity."""

    def rename(self, box: Any) -> None:
        """Make a picture of each leader in a box, and of each element with a label."""
        for child in _kids(box):
            alt = DECORATIVE if child.is_leader else self._alt(child)
            if alt is None:
                self.rename(child)
            else:
                child.element, child.element_tag = _Picture({"alt": alt}), "img"

    def _alt(self, box: Any) -> str | None:
        """Return what is read in place of a box; None where it is read itself."""
        if box.element is None or box.element_tag not in LABELLED:
            return None
        if box.element.attrib.get("aria-hidden") == "true":
            return DECORATIVE
        label: str | None = box.element.attrib.get("aria-label")
        if label is None:
            return None
        if id(box.element) in self.read:
            return DECORATIVE
        self.read.add(id(box.element))
        self.kept.append(box.element)
        return label.strip() or DECORATIVE


def _kids(box: Any) -> Iterator[Any]:
    """Yield the boxes in a box, also those that are placed by themselves."""
    for child in getattr(box, "children", ()):
        yield getattr(child, "_box", child)
