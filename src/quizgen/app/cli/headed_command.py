"""A command whose help shows its options under headings."""

from collections.abc import Mapping, Sequence
from typing import Any

import click

Headings = Mapping[str, Sequence[click.Option]]


class HeadedCommand(click.Command):
    """A command with the options of `headings`, in their order."""

    def __init__(self, *args: Any, headings: Headings, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.headings = headings
        self.params += [option for options in headings.values() for option in options]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each heading with its options; what has none comes last."""
        headed = {id(option) for options in self.headings.values() for option in options}
        others = [
            param
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and id(param) not in headed
        ]
        for heading, options in {**self.headings, "Help": others}.items():
            rows = [row for option in options if (row := option.get_help_record(ctx))]
            with formatter.section(heading):
                formatter.write_dl(rows)


def names_of(options: Sequence[click.Option]) -> set[str]:
    """Return the names under which click hands the values of options on."""
    return {str(option.name) for option in options}
