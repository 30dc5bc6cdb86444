"""What is imported: a file, a folder, or a zipped package, bounded and never left."""

import re
import stat
from collections.abc import Iterator, Mapping
from functools import cached_property
from io import BytesIO
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile

from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import QuizgenError, shown
from quizgen.base.files import read_whole
from quizgen.base.foreign_files import MOST_UNPACKED, guarded

MOST_BYTES = 50_000_000
"""Most bytes of a file that is imported."""
MOST_MEMBERS = 20_000
"""Most files of a package."""
MOST_CHARACTERS = 20_000_000


@dataclass(frozen=True)
class Source:
    """A file to import; `files` are the others of its package, by their path in it.

    name is the path by which messages call it.
    """

    name: str
    raw: bytes
    files: Mapping[str, bytes] = field(default_factory=dict)
    inside: str = ""
    """Its own path in the package."""

    @cached_property
    def text(self) -> str:
        """The file as text: UTF-8, UTF-16 with its mark, or Windows' western encoding."""
        raw = self.raw
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            text = raw.decode("utf-16", "replace")
        else:
            try:
                text = raw.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = raw.decode("cp1252", "replace")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    @property
    def suffix(self) -> str:
        """The ending of its name, in small letters."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def is_zip(self) -> bool:
        """Whether it is packed, as packages, Word files and workbooks are."""
        return self.raw[:4] == b"PK\x03\x04"

    @property
    def is_binary(self) -> bool:
        """Whether it holds bytes that no text has."""
        head = self.raw[:4000]
        return b"\x00" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff")

    def beside(self, reference: str) -> bytes | None:
        """Return a file that this one refers to, if it is in the package; else None."""
        path = resolved(self.inside, reference)
        return None if path is None else self.files.get(path)


def resolved(inside: str, reference: str) -> str | None:
    """Return what a reference means in a package; None if it leads out of it.

    >>> resolved("items/one.xml", "../passages/night.xml")
    'passages/night.xml'
    """
    from urllib.parse import unquote

    name = unquote(re.split("[#?]", reference, maxsplit=1)[0])
    if not name or name.startswith("/") or re.search(r"[\\:\x00]", name):
        return None
    parts = list(PurePosixPath(inside).parent.parts)
    for part in PurePosixPath(name).parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
        else:
            return None
    return "/".join(parts)


def open_source(path: Path) -> Source:
    """Read a file, a folder of a package, or a zipped package; raise QuizgenError."""
    if path.is_dir():
        files = _folder(path)
        if not files:
            raise QuizgenError(f"{path} is an empty folder. Name a file, or a package.")
        return Source(str(path), b"", files)
    raw = read_whole(path, "file to import", MOST_BYTES)
    source = Source(str(path), raw)
    if source.is_zip:
        return Source(str(path), raw, unzipped(raw, str(path)))
    if path.name.lower() == "imsmanifest.xml":
        return Source(str(path), raw, _folder(path.parent), path.name)
    return source


def _folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a package's folder, without links; too many are refused."""
    found: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        try:
            about = path.lstat()
        except OSError:
            continue
        if not stat.S_ISREG(about.st_mode):
            continue
        if not path.resolve().is_relative_to(folder.resolve()):
            continue
        size += about.st_size
        if size > MOST_UNPACKED or len(found) >= MOST_MEMBERS:
            raise QuizgenError(
                f"{folder} holds more than a package may: {MOST_UNPACKED // 1_000_000} MB and "
                f"{MOST_MEMBERS} files. Name the package's own folder, or a file in it."
            )
        found[path.relative_to(folder).as_posix()] = read_whole(
            path, "package's file", MOST_UNPACKED
        )
    return found


def unzipped(raw: bytes, name: str) -> dict[str, bytes]:
    """Return the members of a zipped package; refuse bombs and paths that leave it."""
    damaged = (
        f"{name} cannot be unpacked: it is damaged. Export it again, or unpack it and name its "
        "folder."
    )
    too_large = (
        f"{name} is too large: unpacked it may have {MOST_UNPACKED // 1_000_000} MB and "
        f"{MOST_MEMBERS} files at most. Export fewer questions, or without films and sounds."
    )
    try:
        with guarded(damaged), ZipFile(BytesIO(raw)) as packed:
            members = [member for member in packed.infolist() if not member.is_dir()]
            if len(members) > MOST_MEMBERS:
                raise QuizgenError(too_large)
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                raise QuizgenError(too_large)
            return dict(_members(packed, name, too_large))
    except BadZipFile:
        raise QuizgenError(damaged) from None


def _members(packed: ZipFile, name: str, too_large: str) -> Iterator[tuple[str, bytes]]:
    left = MOST_UNPACKED
    for member in packed.infolist():
        if member.is_dir():
            continue
        inside = resolved("", member.filename)
        if inside is None:
            raise QuizgenError(
                f"{name} holds a file that would lie outside of it: "
                f"{shown(member.filename)}. Nothing of it was read. Ask for a clean export."
            )
        with packed.open(member) as file:
            # What a member says of its own length need not be true.
            content = file.read(left + 1)
        left -= len(content)
        if left < 0:
            raise QuizgenError(too_large)
        yield inside, content
