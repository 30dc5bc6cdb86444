"""Looks: the list of them, their defaults, and copies to change."""

import re
from collections.abc import Iterator
from pathlib import Path

from quizgen.bank.print_settings import checked
from quizgen.base.choices import LOOKS
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError, did_you_mean
from quizgen.base.files import replacing
from quizgen.base.resources import shipped
from quizgen.printing.html.template_folders import (
    BASE,
    OWN,
    STYLE,
    TemplateFolders,
    template_folders,
)

NO_LOOKS = {OWN, "review", "screen", "starter", "folder"}
"""Folders in templates that are not looks."""

DEFAULTS = {"font_size": "--font-size", "margins": "--margins"}
"""Settings that a look's style sheet gives a default, in custom properties of :root."""


@dataclass(frozen=True)
class Look:
    """A look, its folder, and its description: the first comment of its style sheet."""

    name: str
    folder: Path
    described: str
    own: bool


def looks(here: Path) -> tuple[Look, ...]:
    """Return the shipped looks, and the user's own in `here`/templates."""
    there = [_look(shipped("templates", name), own=False) for name in LOOKS]
    own = [_look(folder, own=True) for folder in _own_folders(here)]
    return (*there, *own)


def _own_folders(here: Path) -> Iterator[Path]:
    folder = here / "templates"
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_dir() and path.name not in NO_LOOKS - {OWN}:
            # In quizgen's own project this folder has the shipped looks.
            is_shipped = path.resolve() == shipped("templates", path.name).resolve()
            if not is_shipped and any(path.glob("*.[hc][ts][ms]*")):
                yield path


def _look(folder: Path, *, own: bool) -> Look:
    style = folder / STYLE
    text = style.read_text("utf-8", "replace") if style.is_file() else ""
    comment = re.match(r"\s*/\*(.*?)(?:\.\s|\*/)", text, re.DOTALL)
    said = " ".join(comment[1].split()).rstrip(".") if comment else ""
    said = re.sub(rf"^{re.escape(folder.name)}:\s*", "", said, flags=re.IGNORECASE)
    if not said and folder.name == OWN:
        said = "goes before the files of any look"
    return Look(folder.name, folder, said, own)


def find_look(here: Path, name: str, origin: str) -> TemplateFolders:
    """Return the folders of a look; raise QuizgenError where there is none of that name."""
    own = here / "templates" / name
    if name not in LOOKS and (name in NO_LOOKS or not own.is_dir()):
        known = [look.name for look in looks(here) if look.name not in NO_LOOKS]
        raise QuizgenError(
            f"{origin}: there is no look '{name}'.{did_you_mean(name, known)} There are "
            f"{', '.join(known)}. A look of your own is a folder ./templates/{name}; begin one "
            f"with: quizgen templates copy {BASE} templates/{name}"
        )
    return template_folders(here, name)


def unread_files(here: Path, look: str) -> Iterator[str]:
    """Yield a warning for each template or style sheet in ./templates that nothing reads.

    Files beside the looks' folders, and in those of this look such as have no template's name,
    unless another file there names them.
    """
    templates = here / "templates"
    if templates.resolve() == shipped("templates"):
        return
    for path in _templates_in(templates):
        yield (
            f"{path}: nothing reads a file there. Move it to {templates / OWN}, whose files "
            "are for all looks, or into the folder of one look."
        )
    known = {path.name for each in LOOKS for path in shipped("templates", each).iterdir()}
    known |= template_folders(here, look).kinds().keys()
    for folder in (templates / OWN, templates / look):
        files = _templates_in(folder)
        texts = {path: path.read_text("utf-8", "replace") for path in files}
        for path in files:
            others = (text for other, text in texts.items() if other != path)
            if path.name not in known and not any(path.name in text for text in others):
                guess = did_you_mean(path.name, known)
                yield f"{path}: no template has this name, so nothing reads it.{guess}"


def _templates_in(folder: Path) -> list[Path]:
    found = folder.glob("*.[hc][ts][ms]*") if folder.is_dir() else ()
    return sorted(path for path in found if path.suffix in (".css", ".html"))


def look_defaults(folders: TemplateFolders) -> dict[str, str]:
    """Return the settings that a look's style sheets give a default, the user's first."""
    found: dict[str, str] = {}
    for path in folders.all(STYLE):
        text = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8", "replace"), flags=re.DOTALL)
        for key, name in DEFAULTS.items():
            if said := re.search(rf"(?<![\w-]){name}\s*:\s*([^;}}]+)", text):
                found.setdefault(key, _checked(key, said[1].strip(), name, path))
    return found


def _checked(key: str, value: str, name: str, path: Path) -> str:
    try:
        return checked(key, value)
    except ValueError:
        raise QuizgenError(f"{path}: {name}: {value} is no {key.replace('_', ' ')}.") from None


def copy_look(here: Path, name: str, target: Path) -> tuple[Path, ...]:
    """Copy a look's files, or one of them (LOOK/FILE), into a folder; return the copies.

    Raises QuizgenError for what is not there, and where a file would be overwritten.
    """
    sources = _sources(here, name)
    copies = tuple(target / file for file in sources)
    if taken := [str(copy) for copy in copies if copy.exists()]:
        more = f" and {len(taken) - 1} more" if len(taken) > 1 else ""
        raise QuizgenError(
            f"{taken[0]}{more} would be overwritten. Name another folder, or move what is "
            "there elsewhere. Nothing was copied."
        )
    with replacing(target) as batch:
        for source, copy in zip(sources.values(), copies, strict=True):
            batch.create(copy).write(source.read_bytes())
    return copies


def _sources(here: Path, name: str) -> dict[str, Path]:
    """Return the files to copy by the names that they get."""
    look, slash, file = name.partition("/")
    folders = find_look(here, look, look)
    if slash:
        path = folders.find(file)
        names = {each.name for folder in folders.folders for each in folder.glob("*.*")}
        names |= folders.kinds().keys()
        if file not in names or not path.is_file():
            guess = did_you_mean(file, names)
            raise QuizgenError(f"The look {look} has no file {file}.{guess}")
        return {file: path}
    own = here / "templates" / look
    folder = own if look not in LOOKS else shipped("templates", look)
    kinds = folders.kinds() if look == BASE else {}
    files = kinds | {path.name: path for path in folder.iterdir() if path.is_file()}
    return dict(sorted(files.items()))


def looks_table(here: Path) -> str:
    """Return a table of all looks, and how to use one."""
    found = looks(here)
    width = max(len(look.name) for look in found)
    lines = [
        f"{look.name:<{width}}  {look.described}{f' ({look.folder})' if look.own else ''}"
        for look in found
    ]
    return "\n".join(
        [
            *lines,
            "",
            "Print with one:  quizgen make --look NAME",
            f"Change one:      quizgen templates copy NAME {Path('templates/my-look')}",
        ]
    )


FIRST_TO_EDIT = ("header.html", "cover.html", STYLE)
"""Files that users change first."""


def copied(name: str, target: Path, copies: tuple[Path, ...]) -> str:
    """Return how to use copies, and what to change first."""
    names = [copy.name for copy in copies]
    first = next((copy for each in FIRST_TO_EDIT for copy in copies if copy.name == each), None)
    files = f"{len(copies)} files" if len(copies) > 1 else names[0]
    lines = [f"Copied {files} of {name} to {target}."]
    if first:
        lines.append(f"Change {first} first; delete every file that you do not change.")
    if target.parent.name == "templates" and target.name not in NO_LOOKS:
        lines.append(f"Print with it: quizgen make --look {target.name}")
    elif target.name == OWN:
        lines.append("They go before the files of any look: quizgen make")
    else:
        lines.append(
            f"A look is found by its name in ./templates: move it to templates{'/'}NAME, and "
            "print with quizgen make --look NAME"
        )
    return "\n".join(lines)
