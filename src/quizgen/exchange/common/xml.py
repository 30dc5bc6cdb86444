"""Reads XML without entities, networks or recursion, and keeps the line of each element."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from quizgen.base.errors import Problem, ProblemsError

MOST_ELEMENTS = 2_000_000
MOST_DEPTH = 200


class XmlError(ProblemsError):
    """Why a file's XML cannot be read, and where."""


@dataclass(slots=True)
class Element:
    """An element; tag and attributes are without namespaces.

    children has texts and elements in their order.
    """

    tag: str
    attributes: dict[str, str]
    line: int
    children: "list[str | Element]" = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    @property
    def elements(self) -> "Iterator[Element]":
        """The elements in it."""
        return (child for child in self.children if isinstance(child, Element))

    def all(self, *tags: str) -> "list[Element]":
        """Return the elements in it that have one of these tags."""
        return [child for child in self.elements if child.tag in tags]

    def first(self, *tags: str) -> "Element | None":
        """Return the first element in it that has one of these tags."""
        return next((child for child in self.elements if child.tag in tags), None)

    def path(self, *tags: str) -> "Element | None":
        """Return what is reached by going into the first element of each tag."""
        found: Element | None = self
        for tag in tags:
            found = found.first(tag) if found else None
        return found

    def below(self, *tags: str) -> "Iterator[Element]":
        """Yield every element with one of these tags, however deep."""
        waiting = self.children[::-1]
        while waiting:
            child = waiting.pop()
            if isinstance(child, Element):
                if child.tag in tags:
                    yield child
                waiting += child.children[::-1]

    @property
    def text(self) -> str:
        """All text in it, however deep."""
        return "".join(
            child if isinstance(child, str) else child.text for child in self.children
        )


def parse_xml(raw: bytes, name: str) -> Element:
    """Return the root of a file; raise XmlError for what is damaged or hostile.

    Entities of its own are refused as such: they expand without bound, or read other files.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    root = Element("", {}, 0)
    stack = [root]
    number = 0

    def refuse(message: str) -> None:
        raise XmlError(
            [Problem(name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, message)]
        )

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal number
        number += 1
        if number > MOST_ELEMENTS:
            refuse(f"The file has more than {MOST_ELEMENTS} elements. Export fewer questions.")
        if len(stack) > MOST_DEPTH:
            refuse(f"Elements are nested more than {MOST_DEPTH} deep. Export the file again.")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(tag.rpartition(" ")[2], plain, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def entity(*_: object) -> int:
        refuse(
            "The file declares entities, which can read other files or grow without end. "
            "Nothing of it was read. Delete its <!DOCTYPE …>, or export it again."
        )
        return 0

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: stack.pop()
    parser.CharacterDataHandler = lambda data: stack[-1].children.append(data)  # noqa: PLW0108
    parser.EntityDeclHandler = entity
    parser.UnparsedEntityDeclHandler = entity
    parser.ExternalEntityRefHandler = entity
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        problem = Problem(
            name,
            error.lineno,
            error.offset + 1,
            f"The file is no XML from here on ({expat.errors.messages[error.code]}). It is "
            "damaged, or another kind of file: export it again.",
        )
        raise XmlError([problem]) from None
    except (ValueError, LookupError):
        message = "The file is in an encoding that cannot be read. Save it as UTF-8."
        raise XmlError([Problem(name, 1, 1, message)]) from None
    return next(root.elements)


_CODES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    | {
        chr(code): None
        for code in (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000))
    }
)
"""Also what XML 1.0 cannot hold at all; no bank has such characters."""


def escaped(text: str) -> str:
    """Return a text for XML; carriage returns would be read as line feeds."""
    return text.translate(_CODES).replace("\r", "&#13;")


def attributes_text(attributes: Sequence[tuple[str, object]]) -> str:
    """Return attributes as they stand in a tag."""
    return "".join(f' {name}="{escaped(str(value))}"' for name, value in attributes)


def cdata(text: str) -> str:
    """Return a text as CDATA, which people can read in the file."""
    clean = text.translate(_CLEAN)
    return f"<![CDATA[{clean.replace(']]>', ']]]]><![CDATA[>')}]]>"


_CLEAN = {ord(key): value for key, value in zip("\x0b\x0c", (None, None), strict=True)} | {
    code: None for code, value in _CODES.items() if value is None
}
