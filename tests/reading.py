"""Reads PDFs back, so that tests can hold them to facts.

A reading is kept by the file's content, since many tests print the same papers. Therefore no
test may change what it gets from here.
"""

import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

import pypdfium2
import tagged

T = TypeVar("T")


@dataclass(frozen=True)
class _File:
    """A file that equals any other of the same content."""

    digest: bytes
    path: Path = field(compare=False)


def by_content(read: Callable[[Path], T]) -> Callable[[Path], T]:
    """Read each content once."""
    kept = lru_cache(maxsize=200)(lambda file: read(file.path))

    @wraps(read)
    def reader(path: Path) -> T:
        return kept(_File(sha256(path.read_bytes()).digest(), path))

    return reader


@by_content
def page_texts(path: Path) -> list[str]:
    """Return the text of each page, with newlines between lines."""
    with pypdfium2.PdfDocument(path) as pdf:
        texts = [page.get_textpage().get_text_bounded() for page in pdf]
    # PDFium's character for a hyphen at a line's end.
    return [text.replace("\r", "").replace("\2", "-") for text in texts]


@by_content
def words(path: Path) -> list[tuple[int, float, float, float, float, str]]:
    """Return (page, left, top, right, bottom, word) of each word; points, y down."""
    found = []
    page = -1
    for line in _output("pdftotext", "-bbox", str(path), "-").splitlines():
        page += "<page " in line
        if match := re.search(
            r'<word xMin="(.+)" yMin="(.+)" xMax="(.+)" yMax="(.+)">(.*)</word>', line
        ):
            found.append((page, *map(float, match.groups()[:4]), match[5]))
    return found


@dataclass
class Node:
    """An element of a PDF's structure tree as a screen reader meets it."""

    tag: str
    text: str = ""
    kids: list["Node"] = field(default_factory=list)

    def all_text(self) -> str:
        """Return the text of the element and everything in it, in reading order."""
        return " ".join(filter(None, [self.text, *(kid.all_text() for kid in self.kids)]))

    def find(self, tag: str) -> list["Node"]:
        """Return the nearest elements of a tag, not looking inside them."""
        found = []
        for kid in self.kids:
            found += [kid] if kid.tag == tag else kid.find(tag)
        return found


@by_content
def structure(path: Path) -> Node:
    """Return the structure tree: what pdfinfo_structure() returns, many times faster."""
    pdf = tagged.Tagged(path)

    def read(node: tagged.Node) -> Node:
        texts = [
            pdf.drawn.contents[kid].text.strip() for kid in node.kids if isinstance(kid, tuple)
        ]
        kids = [read(kid) for kid in node.elements()]
        return Node(node.tag, " ".join(filter(None, texts)), kids)

    return Node("Root", kids=[read(pdf.document)])


def version_keys(path: Path) -> list[Node]:
    """Return each version's part of the answer keys: its title, its code, its rows."""
    found: list[Node] = []
    for sheet in structure(path).kids[0].kids:
        inside = False
        for kid, following in zip(sheet.kids, [*sheet.kids[1:], Node("")], strict=True):
            if kid.tag == "H2":
                inside = bool(re.fullmatch(r"[0-9A-Z]+(-[0-9A-Z]+)+", following.all_text()))
                found += [Node("Sect")] if inside else []
            if inside:
                found[-1].kids.append(kid)
    return found


def rows_of(key: Node) -> list[Node]:
    """Return the rows of a version's key, those of all sections."""
    return [row for rows in key.find("L") for row in rows.kids]


def pdfinfo_structure(path: Path) -> Node:
    """Return the structure tree as `pdfinfo -struct-text` prints it; takes seconds a page."""
    root = Node("Root")
    open_nodes = [root]
    for line in _output("pdfinfo", "-struct-text", str(path)).splitlines():
        depth = (len(line) - len(line.lstrip())) // 2 + 1
        content = line.strip()
        if content.startswith('"'):
            texts = [open_nodes[depth - 1].text, content.strip('"').strip()]
            open_nodes[depth - 1].text = " ".join(filter(None, texts))
        elif content and not content.startswith("/"):  # an attribute
            node = Node(content.split()[0].rstrip(":"))
            open_nodes[depth - 1 :] = [open_nodes[depth - 1], node]
            open_nodes[depth - 1].kids.append(node)
    return root


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
