"""What a form brings: its fields, and at most so many files of a kind that is taken."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from quizgen.app.web.pages import Refusal
from quizgen.base.choices import ROSTER_SUFFIXES
from quizgen.base.errors import QuizgenError
from quizgen.base.files import MAX_BYTES
from quizgen.base.words import or_list

MOST_FIELDS = 400
MOST_NAME = 120
"""Most characters of a file's name."""


class Form:
    """A form that was sent: texts by field, and its files by name; most have one."""

    def __init__(self, fields: dict[str, list[str]], files: Mapping[str, bytes]) -> None:
        self.fields = fields
        self.files = files
        self.name, self.content = next(iter(files.items()), ("", b""))

    def text(self, name: str) -> str:
        """Return the text of a field, without the blanks around it."""
        return next((text.strip() for text in self.fields.get(name, ())), "")

    def ticked(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return bool(self.text(name))


async def form_of(request: Request, most_files: int = 1) -> Form:
    """Read a form; refuse one with more files, with two of one name, or that is none."""
    fields: dict[str, list[str]] = {}
    files: dict[str, bytes] = {}
    try:
        limits = {
            "max_files": most_files,
            "max_fields": MOST_FIELDS,
            "max_part_size": MAX_BYTES,
        }
        async with request.form(**limits) as form:
            for key, value in form.multi_items():
                if not isinstance(value, UploadFile):
                    fields.setdefault(key, []).append(value)
                elif value.filename or value.size:  # a field without a file has neither
                    name = value.filename or ""
                    if name in files:
                        raise Refusal(400, f"Two files are called {name}. Rename one of them.")
                    files[name] = await value.read()
    except MultiPartException as error:
        raise Refusal(400, f"The form cannot be read: {error.message}") from error
    return Form(fields, files)


def plain_name(name: str) -> str:
    """Return a file's name without folders, as every system takes it; refuse what is none.

    A name that begins with a dot would be that of a hidden file.
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = re.sub(r'[<>:"|?*]', "-", last).strip().lstrip(".")
    if not plain or not plain.isprintable() or len(plain) > MOST_NAME:
        raise QuizgenError("A file's name is missing, too long, or has an invisible character.")
    return plain


def refuse_other_kinds(name: str, suffixes: Sequence[str], what: str) -> None:
    """Refuse a file whose name ends otherwise than what is read."""
    if Path(name).suffix.lower() not in suffixes:
        raise QuizgenError(f"{name}: {what} is a file that ends in {or_list(suffixes)}.")


@contextmanager
def roster_file(form: Form) -> Iterator[Path | None]:
    """Give the class that was uploaded or pasted as a file, as long as it is read.

    It holds names: nothing of it stays.
    """
    pasted = form.text("class")
    if not form.content and not pasted:
        yield None
        return
    if form.content:
        refuse_other_kinds(form.name, ROSTER_SUFFIXES, "a class")
    suffix = Path(form.name).suffix.lower() if form.content else ROSTER_SUFFIXES[0]
    with TemporaryDirectory(prefix="quizgen-") as folder:
        path = Path(folder) / f"class{suffix}"
        path.write_bytes(form.content or pasted.encode("utf-8", "replace"))
        yield path


@contextmanager
def as_files(files: Mapping[str, bytes]) -> Iterator[list[Path]]:
    """Give what was uploaded as files, as long as they are read; errors name them alone."""
    with TemporaryDirectory(prefix="quizgen-") as folder:
        paths = []
        for name, content in files.items():
            path = Path(folder) / plain_name(name)
            if path in paths:
                raise QuizgenError(f"Two files are called {path.name}. Rename one of them.")
            path.write_bytes(content)
            paths.append(path)
        try:
            yield paths
        except QuizgenError as error:
            raise QuizgenError(without_folder(str(error), paths)) from error


def without_folder(text: str, paths: Sequence[Path]) -> str:
    """Return a text without the folder of a moment, which is nobody's business."""
    return text.replace(f"{paths[0].parent}{os.sep}", "") if paths else text
