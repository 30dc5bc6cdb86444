"""The group of all commands: every failure that a user can mend ends in plain text."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from quizgen.app.cli.streams import say, usable_streams
from quizgen.base.errors import (
    BankError,
    BlindReadingError,
    MarksError,
    ProblemsError,
    QuizgenError,
    RosterError,
    SettingsError,
    harmless,
)
from quizgen.base.signals import StoppedError, stoppable
from quizgen.base.words import counted

MEANT = dict.fromkeys(("print", "pdf", "generate", "build", "run"), "make") | {
    "lint": "check",
    "validate": "check",
    "list": "show",
    "create": "new",
    "start": "init",
}
"""What people type for a command that has another name."""

WRONG = {
    BankError: "bank. Nothing was printed",
    BlindReadingError: "answers. Nothing was counted",
    MarksError: "table of marks. Nothing was graded",
    RosterError: "roster. Nothing was printed",
    SettingsError: "settings. Nothing was printed",
}
"""Which file an error's problems are in, and what was not done."""


class FriendlyGroup(click.Group):
    """Shows a QuizgenError as plain text; any other exception keeps its traceback."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program, on streams that can be written to."""
        with usable_streams():
            return super().main(*args, **extra)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the command line; what was typed is shown harmlessly."""
        with _harmless():
            return super().make_context(*args, **extra)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command; of some that do not exist, say which is meant."""
        if args and args[0].casefold() in MEANT:
            name = MEANT[args[0].casefold()]
            ctx.fail(f"No such command '{args[0]}'. Did you mean 'quizgen {name}'?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a failure that the user can mend ends it with status 1."""
        try:
            with stoppable(), _harmless():
                _refuse_deleted_folder()
                return super().invoke(ctx)
        except StoppedError as stopped:
            say(stopped, err=True)
            ctx.exit(stopped.status)
        except tuple(WRONG) as error:
            _show_problems(error)
            ctx.exit(1)
        except QuizgenError as error:
            raise click.ClickException(harmless(str(error))) from error


@contextmanager
def _harmless() -> Iterator[None]:
    """Take what a terminal would act on from click's own messages."""
    try:
        yield
    except click.ClickException as error:
        error.message = harmless(error.message)  # type: ignore[misc] # click shows it later
        raise


def _show_problems(error: ProblemsError) -> None:
    # Each on a line of its own, so that an editor can jump to it.
    say(error, err=True)
    count = len(error.problems)
    number = "One problem" if count == 1 else counted(count, "problem")
    click.echo(f"{number} in the {WRONG[type(error)]}.", err=True)


def _refuse_deleted_folder() -> None:
    """Refuse to work in a folder that no longer exists, before anything looks for it."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise QuizgenError(
            "The folder you are in was deleted or moved. Go into another one and try again."
        ) from None
