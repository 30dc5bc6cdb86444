"""Where templates are found: the user's own before the shipped ones, a kind's own last."""

from contextlib import suppress
from pathlib import Path

from quizgen.bank.kinds import KINDS
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError
from quizgen.base.resources import shipped
from quizgen.printing.sheets import StyleSheet

BASE = "classic"
"""The look that has every file; the others have only what differs."""

OWN = "worksheet"
"""The folder in the user's ./templates whose files go before those of any look."""

SCREEN = "screen"
"""The folder of the worksheets for a screen."""

STYLE = "style.css"

SHEET_OF_KIND, SCREEN_OF_KIND = "sheet.html", "screen.html"
"""In a kind's folder, the templates of its block on a worksheet and on a screen."""


@dataclass(frozen=True)
class TemplateFolders:
    """The folders that are searched for a template, first hit wins.

    `of_kind` is the name of KIND.html in the folder of a kind, which is searched last.
    """

    folders: tuple[Path, ...]
    of_kind: str = SHEET_OF_KIND

    def find(self, name: str) -> Path:
        """Return the first file of that name; where there is none, where it should be."""
        return next(iter(self.all(name)), self.folders[-1] / name)

    def all(self, name: str) -> tuple[Path, ...]:
        """Return every file of that name, the first to be found first."""
        found = (*(folder / name for folder in self.folders), self.kinds().get(name))
        return tuple(path for path in found if path and path.is_file())

    def kinds(self) -> dict[str, Path]:
        """Return the templates of the kinds of question by name, a user's own left out."""
        if not self.of_kind:
            return {}
        return {kind.template: kind.folder / self.of_kind for kind in KINDS}

    def styles(self) -> tuple[Path, ...]:
        """Return every style sheet, the user's last: each adds to those before it.

        Those of the kinds follow classic's, so that any other look changes them too.
        """
        *others, base = self.all(STYLE)
        kinds = [kind.folder / STYLE for kind in KINDS if self.of_kind == SHEET_OF_KIND]
        return (base, *(path for path in kinds if path.is_file()), *reversed(others))


def template_folders(here: Path, look: str = BASE) -> TemplateFolders:
    """Return the folders of a look: the user's in `here`, the shipped one's, and classic's."""
    own = [here / "templates" / name for name in (OWN, look)]
    folders = _distinct(*own, *(shipped("templates", name) for name in (look, BASE)))
    return TemplateFolders(folders)


def _distinct(*folders: Path) -> tuple[Path, ...]:
    """Return folders, each once: in quizgen's own project the user's are the shipped ones."""
    found = {folder.resolve(): folder for folder in reversed(folders)}
    return tuple(reversed(found.values()))


def page_folders(here: Path, page: str) -> TemplateFolders:
    """Return the folders of a page that is no worksheet: the user's, then the shipped one."""
    folders = _distinct(here / "templates" / page, shipped("templates", page))
    return TemplateFolders(folders, SCREEN_OF_KIND if page == SCREEN else "")


def read_styles(templates: TemplateFolders) -> tuple[StyleSheet, ...]:
    """Return every style sheet of a look, the user's last: each adds to those before it."""
    return tuple(StyleSheet(_read(path), path) for path in templates.styles())


def likely_styles(here: Path) -> list[str]:
    """Return the style sheets that every look has, before the look is known."""
    with suppress(QuizgenError):  # it is said where they are used
        return [style.text for style in read_styles(template_folders(here))]
    return []


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QuizgenError(f"The style sheet {path} cannot be read: {error}") from error
