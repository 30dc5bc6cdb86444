"""Where templates are found: the user's own before the shipped ones, classic's last."""

from dataclasses import dataclass
from pathlib import Path

from quizgen.base.resources import shipped

BASE = "classic"
"""The look that has every file; the others have only what they do otherwise."""

OWN = "worksheet"
"""The folder, in the user's ./templates, of what goes before the files of any look."""

SCREEN = "screen"
"""The folder of the worksheets for a screen."""

STYLE = "style.css"


@dataclass(frozen=True)
class TemplateFolders:
    """The folders that are searched for a template, first hit wins."""

    folders: tuple[Path, ...]

    def find(self, name: str) -> Path:
        """Return the first file of that name; the last folder holds every name."""
        return next(iter(self.all(name)), self.folders[-1] / name)

    def all(self, name: str) -> tuple[Path, ...]:
        """Return every file of that name, the first to be found first."""
        return tuple(path for folder in self.folders if (path := folder / name).is_file())


def template_folders(here: Path, look: str = BASE) -> TemplateFolders:
    """Return the folders of a look: the user's in `here`, the shipped one's, and classic's."""
    own = [here / "templates" / name for name in (OWN, look)]
    return _distinct(*own, *(shipped("templates", name) for name in (look, BASE)))


def _distinct(*folders: Path) -> TemplateFolders:
    """Return folders, each once: in quizgen's own project the user's are the shipped ones."""
    found = {folder.resolve(): folder for folder in reversed(folders)}
    return TemplateFolders(tuple(reversed(found.values())))


def page_folders(here: Path, page: str) -> TemplateFolders:
    """Return the folders of a page that is no worksheet: the user's, then the shipped one."""
    return _distinct(here / "templates" / page, shipped("templates", page))
