"""The command `quizgen`, with a module for each of its subcommands."""

from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from typing import cast

import click

from quizgen import __version__
from quizgen.app.cli.group import FriendlyGroup

_NAMES = "check formats grade history init key make mark new report runs schema show templates"
MODULES = {name: name for name in _NAMES.split()} | {
    "export": "export_bank",
    "import": "import_bank",
    "open": "open_folder",
}
"""The module of each command, which has a function of the same name."""


class _Commands(Mapping[str, click.Command]):
    """The commands by name, each loaded when it is asked for."""

    def __getitem__(self, name: str) -> click.Command:
        module = MODULES[name]
        command: click.Command = getattr(import_module(f"quizgen.app.cli.{module}"), module)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


@click.group(
    cls=FriendlyGroup,
    commands=cast("MutableMapping[str, click.Command]", _Commands()),
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="quizgen")
def main() -> None:
    """Print reading-comprehension worksheets and answer keys from a question bank."""
