"""The wheel brings the page's editor, so that who installs it needs no node."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILD = Path(__file__).parent / "src" / "quizgen" / "app" / "web" / "editor" / "build.py"


class EditorHook(BuildHookInterface):
    """Builds the editor before files are collected; where that is not possible, it says so."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build the editor."""
        if problem := runpy.run_path(str(BUILD))["build"]():
            self.app.display_warning(problem)
