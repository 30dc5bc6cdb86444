"""Where templates are found: the working folder's own before the shipped ones."""

from dataclasses import dataclass
from pathlib import Path

from quizgen.shipped import shipped

LOOK = "worksheet"
STYLE = "style.css"


@dataclass(frozen=True)
class TemplateFolders:
    """The folders that are searched for a template, first hit wins."""

    folders: tuple[Path, ...]

    def find(self, name: str) -> Path:
        """Return the first file of that name; the last folder holds every name."""
        for folder in self.folders:
            if (folder / name).is_file():
                return folder / name
        return self.folders[-1] / name


def template_folders(here: Path, look: str = LOOK) -> TemplateFolders:
    """Return ./templates/worksheet of the folder `here`, then the shipped one."""
    return TemplateFolders((here / "templates" / look, shipped("templates", look)))
