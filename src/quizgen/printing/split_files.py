"""Worksheets one by one: a file for each student or version, in a folder or a zip."""

import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Literal

from quizgen.base.file_names import file_names
from quizgen.base.files import Files
from quizgen.plan.model import Plan
from quizgen.printing.lay_out import single
from quizgen.printing.sheets import Booklet

Split = Literal["folder", "zip"]
"""Where the files go: a folder of their own, or a zip file."""

Write = Callable[[Booklet, BinaryIO], int]
"""Writes a booklet as a PDF, and returns how many pages it has."""

NO_DATE = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip file knows: equal runs are equal bytes."""

READABLE = 0o644 << 16
UNIX = 3


def sheet_files(plan: Plan) -> tuple[str, ...]:
    """Return the name of each worksheet's file: its student's, or else its version's."""
    if not plan.students:
        return file_names((f"version {name}" for name in plan.versions.names), "version")
    times = Counter(student.name for student in plan.students)
    return file_names(
        (
            f"{student.name} {student.id or ''}" if times[student.name] > 1 else student.name
            for student in plan.students
        ),
        "student",
    )


def split_booklet(
    booklet: Booklet,
    names: Sequence[str],
    path: Path,
    batch: Files,
    write: Write,
    split: Split,
) -> tuple[Path, int]:
    """Write each of a booklet's sheets to a file; return where they are, and their pages.

    names are the files' names without suffix. path is the name of the file that would hold
    them all; the folder or the zip file has it too, with another suffix.
    """
    files = _files(booklet, names)
    if split == "zip":
        target = path.with_suffix(".zip")
        with batch.create(target) as output:
            return target, _zipped(files, output, write)
    folder = path.with_suffix("")
    pages = 0
    for name, one in files:
        with batch.create(folder / name) as output:
            pages += write(one, output)
    return folder, pages


def papers_in(target: Path, parts: Mapping[Path, Path | bytes]) -> Iterator[Path | bytes]:
    """Yield the PDFs that will be target, or in it; parts has them until then."""
    if target.suffix == ".zip":
        from zipfile import ZipFile

        part = parts[target]
        with ZipFile(io.BytesIO(part) if isinstance(part, bytes) else part) as bundle:
            yield from map(bundle.read, bundle.namelist())
    elif target in parts:
        yield parts[target]
    else:
        yield from (part for path, part in parts.items() if path.parent == target)


def booklets_in(booklet: Booklet, names: Sequence[str]) -> list[Booklet]:
    """Return what each file of a split booklet prints, in the order of papers_in."""
    return [one for _, one in _files(booklet, names)]


def _files(booklet: Booklet, names: Sequence[str]) -> Iterator[tuple[str, Booklet]]:
    """Yield each sheet's file name and the sheet as a booklet, sorted by name."""
    for name, index in sorted(zip(names, range(len(names)), strict=True)):
        yield f"{name}.pdf", single(booklet, index)


def _zipped(files: Iterator[tuple[str, Booklet]], output: BinaryIO, write: Write) -> int:
    """Write files to a zip, as they are: a PDF is compressed already."""
    from zipfile import ZIP_STORED, ZipFile, ZipInfo

    pages = 0
    with ZipFile(output, "w", ZIP_STORED) as bundle:
        for name, one in files:
            buffer = io.BytesIO()
            pages += write(one, buffer)
            entry = ZipInfo(name, NO_DATE)
            entry.external_attr, entry.create_system = READABLE, UNIX
            bundle.writestr(entry, buffer.getvalue())
    return pages
