"""WeasyPrint's structure tree, tidied: lists, tables and paragraphs as PDF/UA wants them.

References to sections are to ISO 32000-1 (PDF 1.7) and ISO 14289-1 (PDF/UA-1).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from quizgen.base.bidi import RIGHT_TO_LEFT, Direction, visual
from quizgen.printing.pdf.plate import Element, Kid

# Elements that say nothing and only cost bytes: their kids take their place.
PLAIN = {"NonStruct", "Span", "Div", "Sect"}


def structure(objects: Mapping[bytes, Any]) -> dict[bytes, list[Kid]]:
    """Return WeasyPrint's structure tree page by page (its reference -> elements), tidied."""
    [root] = (thing for thing in objects.values() if _is_structure_root(thing))
    pages: dict[bytes, list[Kid]] = {}
    for reference in objects[root["K"][0]]["K"]:
        section = objects[reference]
        pages.setdefault(section["Pg"], []).extend(_kids(section, objects))
    return pages


def _is_structure_root(thing: Any) -> bool:
    return isinstance(thing, dict) and thing.get("Type") == "/StructTreeRoot"


def _kids(source: Mapping[str, Any], objects: Mapping[bytes, Any]) -> list[Kid]:
    """Return what an element gives to its parent: itself, or its kids if it is plain."""
    tag = source["S"].removeprefix("/")
    kids: list[Kid] = []
    for kid in source["K"]:
        kids += [kid] if isinstance(kid, int) else _kids(objects[kid], objects)
    if tag in PLAIN:
        return kids
    tidied = TIDY.get(tag, tuple)(kids)
    return [Element(tag, tuple(tidied), _attributes(source))]


def _attributes(source: Mapping[str, Any]) -> bytes:
    """Return the entries of a structure element that its tag alone does not say."""
    alt = source.get("Alt")
    return b"/Alt " + alt.data if alt is not None else b""


def _list_item(kids: Sequence[Kid]) -> list[Kid]:
    """Keep a label and one body (ISO 32000-1, table 336); WeasyPrint leaves blocks loose."""
    labels = [kid for kid in kids if isinstance(kid, Element) and kid.tag == "Lbl"]
    body: list[Kid] = []
    for kid in kids:
        if isinstance(kid, Element) and kid.tag == "LBody":
            body += kid.kids
        elif kid not in labels:
            body.append(kid)
    if len(body) == 1 and isinstance(body[0], Element) and body[0].tag == "P":
        body = list(body[0].kids)  # a body that is one paragraph needs no other name for it
    return [*labels, Element("LBody", tuple(body))]


def _list(kids: Sequence[Kid]) -> list[Kid]:
    """Put a nested list into the item before it; WeasyPrint lays it beside."""
    items: list[Kid] = []
    for kid in kids:
        last = items[-1] if items else None
        if isinstance(kid, Element) and kid.tag == "L" and isinstance(last, Element):
            items[-1] = last._replace(kids=tuple(_list_item([*last.kids, kid])))
        else:
            items.append(kid)
    return items


def _table_row(kids: Sequence[Kid]) -> list[Kid]:
    """Say what each header heads: its row where that has data too (PDF/UA-1, 7.5)."""
    tags = {kid.tag for kid in kids if isinstance(kid, Element)}
    scope = b"/A<</O/Table/Scope/%s>>" % (b"Row" if "TD" in tags else b"Column")
    return [
        kid._replace(attributes=scope) if isinstance(kid, Element) and kid.tag == "TH" else kid
        for kid in kids
    ]


def _paragraph(kids: Sequence[Kid]) -> list[Kid]:
    """Dissolve paragraphs in a paragraph; layout makes them beside what is set apart."""
    inner = [
        kid.kids if isinstance(kid, Element) and kid.tag == "P" else (kid,) for kid in kids
    ]
    return list(chain.from_iterable(inner))


TIDY: Mapping[str, Callable[[Sequence[Kid]], Sequence[Kid]]] = {
    "P": _paragraph,
    "L": _list,
    "LI": _list_item,
    "TR": _table_row,
}


# Lists


def numbering(style: bytes) -> bytes:
    """Return the attribute that says how a list's labels count (14.8.5.5)."""
    return b"/A<</O/List/ListNumbering/%b>>" % style


def _counted(element: Element, labels: Mapping[int, str]) -> Element:
    """Say of every list how its labels count, by what the first of them shows."""
    kids = tuple(
        _counted(kid, labels) if isinstance(kid, Element) else kid for kid in element.kids
    )
    attributes = element.attributes
    if element.tag == "L":
        label = labels.get(next(_labels(kids), -1))
        attributes = numbering(_style(label) if label else b"None")
    return element._replace(kids=kids, attributes=attributes)


def _style(label: str) -> bytes:
    if label[0].isalpha():
        return b"UpperAlpha"
    return b"Decimal" if label[0].isdigit() else b"Disc"


def _labels(items: Iterable[Kid]) -> Iterator[int]:
    """Yield the marks of a list's labels."""
    for item in items:
        if isinstance(item, Element):
            yield from marks_of(kid for kid in item.kids if getattr(kid, "tag", "") == "Lbl")


# Text from right to left


def spoken(kid: Kid, shown: Mapping[int, Sequence[str]], base: Direction) -> Kid:
    """Say what is drawn from right to left in the order in which it is read (14.9.4)."""
    if isinstance(kid, Element):
        return kid._replace(kids=tuple(spoken(each, shown, base) for each in kid.kids))
    parts = shown.get(kid, ())
    if len("".join(parts).strip()) < 2 or not any(map(RIGHT_TO_LEFT.search, parts)):
        return kid
    # The blank at a line's end was put at its right.
    words = "".join(visual(parts, base)).strip() + " " * parts[-1].isspace()
    actual = b"/ActualText<feff%b>" % words.encode("utf-16-be").hex().encode()
    return Element("Span", (kid,), actual)


def element_of(kid: Kid, texts: Mapping[int, str]) -> Element:
    """Return a kid as an element: a mark of its own as a paragraph, lists with numbering."""
    return Element("P", (kid,)) if isinstance(kid, int) else _counted(kid, texts)


def renumbered(kids: Iterable[Kid], numbers: Mapping[int, int]) -> list[Kid]:
    """Return the kids with new numbers for their marks, and no paragraph that has none."""
    found: list[Kid] = []
    for kid in kids:
        if isinstance(kid, int):
            found += [numbers[kid]] if kid in numbers else []
            continue
        own = renumbered(kid.kids, numbers)
        if own or kid.tag != "P":
            found.append(kid._replace(kids=tuple(own)))
    return found


def runs_of(kids: Iterable[Kid]) -> Iterator[list[int]]:
    """Yield the marks that stand side by side in one element."""
    kids = list(kids)
    yield [kid for kid in kids if isinstance(kid, int)]
    for kid in kids:
        if isinstance(kid, Element):
            yield from runs_of(kid.kids)


def marks_of(kids: Iterable[Kid]) -> Iterator[int]:
    """Yield all marks in reading order."""
    for kid in kids:
        if isinstance(kid, Element):
            yield from marks_of(kid.kids)
        else:
            yield kid
