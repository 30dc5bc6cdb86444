"""What several commands share: the bank that is meant, options that exclude others, rows."""

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from quizgen.bank.find import FoundBank

WIDTH = 80
HEAD = 12
"""The width of a row's head, with the space after it."""


def one_bank(name: str | None, command: str) -> "FoundBank":
    """Return the bank that is meant; at a terminal, ask which if there are several."""
    from quizgen.bank.find import find_bank

    return find_bank(name, Path(), choose_bank if is_terminal() else None, command)


def is_terminal() -> bool:
    """Return whether somebody is there to answer a question."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def choose_bank(banks: Sequence[Path]) -> Path:
    """Ask which bank is meant."""
    click.echo("question_banks/ holds several banks:")
    for number, path in enumerate(banks, start=1):
        click.echo(f"  {number}  {path.stem}")
    number = click.prompt("Which one?", type=click.IntRange(1, len(banks)))
    return banks[number - 1]


def refuse_beside(ctx: click.Context, free: Collection[str], why: str) -> None:
    """Refuse everything typed that is not in `free`, since it would be ignored."""
    typed = click.core.ParameterSource.COMMANDLINE
    given = [
        param.opts[0] if isinstance(param, click.Option) else param.human_readable_name
        for param in ctx.command.params
        if param.name not in free and ctx.get_parameter_source(str(param.name)) is typed
    ]
    if given:
        raise click.UsageError(f"{why}; it cannot be combined with {', '.join(given)}.", ctx)


def row(head: str, text: str) -> str:
    """Return a head and its text, on as many lines as it needs; paths stay whole."""
    return "\n".join(
        wrap(
            text,
            WIDTH,
            initial_indent=head.ljust(HEAD),
            subsequent_indent=" " * HEAD,
            break_long_words=False,
            break_on_hyphens=False,
        )
    )
