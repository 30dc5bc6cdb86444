"""The options that say how pages are set, for every command that prints."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

NAMES = (
    *("paper", "columns", "font_size", "large_print", "font", "spacing", "margins", "duplex"),
    *("n_up", "answer_column", "look"),
)
"""The settings, in the order of their options."""

_OPTIONS = (
    click.option(
        "--paper",
        type=click.Choice(["letter", "a4", "legal", "a5"]),
        help="The paper in the printer. [default: letter]",
    ),
    click.option(
        "--columns", type=click.IntRange(1, 2), metavar="1|2", help="Columns on a page."
    ),
    click.option(
        "--font-size", metavar="PT", help="The size of the type in points: 12, 11.5 …"
    ),
    click.option(
        "--large-print/--no-large-print",
        default=None,
        help="18 pt, one column, a sans serif, no italics.",
    ),
    click.option("--font", metavar="NAME", help="A family of fonts that is installed."),
    click.option(
        "--spacing",
        type=click.Choice(["compact", "normal", "wide"]),
        help="How far apart lines and questions stand.",
    ),
    click.option(
        "--margins",
        metavar="LENGTHS",
        help="One for all sides (20mm), or four in quotes: top, right, bottom, left.",
    ),
    click.option(
        "--duplex/--no-duplex",
        default=None,
        help="For printing on both sides: each paper begins on a right-hand page.",
    ),
    click.option(
        "--n-up",
        type=click.IntRange(1, 2),
        metavar="1|2",
        help="2 prints two papers of half the size on a sheet, to be cut and stacked.",
    ),
    click.option(
        "--answer-column/--no-answer-column",
        default=None,
        help="A column at the right edge for the letters of the answers.",
    ),
    click.option(
        "--look", metavar="NAME", help="classic, compact, exam, or a folder in ./templates."
    ),
)


def print_options(command: Command) -> Command:
    """Give a command an option for each setting of the page; none given is None."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def typed_settings(wishes: dict[str, Any]) -> dict[str, Any]:
    """Take the settings out of a command's options, and return those that were typed."""
    typed = {name: wishes.pop(name) for name in NAMES}
    return {name: value for name, value in typed.items() if value is not None}
