"""The command `quizgen`, with a module for each of its subcommands."""

import click

from quizgen import __version__
from quizgen.app.cli.check import check
from quizgen.app.cli.export_bank import export_bank
from quizgen.app.cli.formats import formats
from quizgen.app.cli.grade import grade
from quizgen.app.cli.group import FriendlyGroup
from quizgen.app.cli.history import history
from quizgen.app.cli.import_bank import import_bank
from quizgen.app.cli.init import init
from quizgen.app.cli.key import key
from quizgen.app.cli.make import make
from quizgen.app.cli.mark import mark
from quizgen.app.cli.new import new
from quizgen.app.cli.open_folder import open_folder
from quizgen.app.cli.report import report
from quizgen.app.cli.runs import runs
from quizgen.app.cli.schema import schema
from quizgen.app.cli.show import show
from quizgen.app.cli.templates import templates


@click.group(cls=FriendlyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quizgen")
def main() -> None:
    """Print reading-comprehension worksheets and answer keys from a question bank."""


BANKS = (check, export_bank, formats, import_bank, init, new, open_folder, schema, show)
PAPERS = (grade, history, key, make, mark, report, runs, templates)

for command in (*BANKS, *PAPERS):
    main.add_command(command)
