"""The command `quizgen`, with a module for each of its subcommands."""

import click

from quizgen import __version__
from quizgen.app.cli.check import check
from quizgen.app.cli.group import FriendlyGroup
from quizgen.app.cli.init import init
from quizgen.app.cli.key import key
from quizgen.app.cli.make import make
from quizgen.app.cli.new import new
from quizgen.app.cli.runs import runs
from quizgen.app.cli.schema import schema
from quizgen.app.cli.show import show
from quizgen.app.cli.templates import templates


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quizgen")
def main() -> None:
    """Print reading-comprehension worksheets and answer keys from a question bank."""


for command in (check, init, key, make, new, runs, schema, show, templates):
    main.add_command(command)
