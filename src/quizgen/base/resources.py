"""Paths of the files that ship with quizgen: templates, banks and their schema."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def shipped(*parts: str) -> Path:
    """Return the path of a shipped file, such as "templates", "classic".

    A wheel has them in the package; a checkout has them at its top, where they are edited.
    """
    data = PACKAGE / "data"
    top = data if data.is_dir() else PACKAGE.parents[1]
    return top.joinpath(*parts)


def schema_line(folder: Path) -> str:
    """Return a bank's first line, a comment that names its schema for editors.

    The schema's path is relative if both are in one project, such as a checkout or a folder
    with a .venv, so that the project may move; else it is absolute.
    """
    schema, folder = shipped("schema", "bank.schema.json").resolve(), folder.resolve()
    place = schema.as_uri()
    project = folder.parent
    if project.name and schema.is_relative_to(project):
        inside = schema.relative_to(project).as_posix()
        # Editors read a path that needs escaping as a URI only.
        place = f"../{inside}" if re.fullmatch(r"[\w./-]+", inside, re.ASCII) else place
    return f"# yaml-language-server: $schema={place}"
