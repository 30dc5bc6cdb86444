"""What a form brings: its fields, and at most one file of a kind that is taken."""

from collections.abc import Iterator, Sequence
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


class Form:
    """A form that was sent: texts by field, and its file."""

    def __init__(self, fields: dict[str, list[str]], name: str, content: bytes) -> None:
        self.fields = fields
        self.name = name
        self.content = content

    def text(self, name: str) -> str:
        """Return the text of a field, without the blanks around it."""
        return next((text.strip() for text in self.fields.get(name, ())), "")

    def ticked(self, name: str) -> bool:
        """Return whether a box is ticked."""
        return bool(self.text(name))


async def form_of(request: Request) -> Form:
    """Read a form; refuse one with more than one file, or that is none."""
    fields: dict[str, list[str]] = {}
    name, content = "", b""
    try:
        limits = {"max_files": 1, "max_fields": MOST_FIELDS, "max_part_size": MAX_BYTES}
        async with request.form(**limits) as form:
            for key, value in form.multi_items():
                if isinstance(value, UploadFile):
                    name, content = value.filename or "", await value.read()
                else:
                    fields.setdefault(key, []).append(value)
    except MultiPartException as error:
        raise Refusal(400, f"The form cannot be read: {error.message}") from error
    return Form(fields, name, content)


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
