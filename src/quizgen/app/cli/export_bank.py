"""quizgen export: a bank, or a run that was printed, for another system."""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import click
from click import Choice, Option

from quizgen.app.cli.common import one_bank, refuse_beside
from quizgen.app.cli.headed_command import HeadedCommand, Headings
from quizgen.app.cli.import_bank import say_report
from quizgen.app.cli.make_params import ASKED, EXISTING_FILE, READ_FILE, VERSIONS
from quizgen.app.cli.streams import say
from quizgen.base.choices import PASSAGE_EXPORTS
from quizgen.base.errors import QuizgenError

FILES = (
    Option(
        ["--to", "form"],
        required=True,
        metavar="FORMAT",
        help="The format to write; quizgen formats says what each can hold.",
    ),
    Option(
        ["-o", "--output"],
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="The file. [default: BANK-FORMAT with the format's ending, here]",
    ),
    Option(
        ["--plan", "plan_file"],
        metavar="FILE",
        type=READ_FILE,
        help="Export what a run has printed, from its plan.",
    ),
    Option(
        ["--article"],
        metavar="FILE",
        type=EXISTING_FILE,
        help="The article's text. [default: the one beside the bank]",
    ),
    Option(
        ["--passage"],
        type=Choice(PASSAGE_EXPORTS),
        help="The article where a format has none that questions share: in each question, as "
        "an item of its own, or left out. [default: as the format can]",
    ),
    Option(
        ["--report"],
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Also write the report to a file: JSON if it ends in .json, else text.",
    ),
)

HEADINGS: Headings = {
    "The file": FILES,
    # Pages are of paper, which no export has.
    "What is asked": tuple(each for each in ASKED if each.name != "pages"),
    "Versions": tuple(option for option in VERSIONS if option.name != "roster"),
}
BESIDE_PLAN = {"form", "output", "plan_file", "passage", "report"}
FILTERS = ("skills", "difficulties", "types", "include", "exclude")


@click.command("export", cls=HeadedCommand, headings=HEADINGS)
@click.argument("bank", required=False)
@click.pass_context
def export_bank(ctx: click.Context, /, **params: Any) -> None:
    """Write the questions of BANK for another system.

    BANK is a file, or the name of one in ./question_banks. All its questions are written in
    their order, or those that the filters let through; --count, --versions and the like draw
    as quizgen make does, with a file for each version. The report says what the format cannot
    hold. Options marked * may be given several times.

    \b
    Examples:
      quizgen export my-bank --to moodle-xml
      quizgen export my-bank --to qti12 --skill evidence --report losses.txt
      quizgen export --plan worksheets/my-bank-plan.json --to gift
    """  # noqa: D301 - click reads the \b
    from quizgen.app import api

    if params["plan_file"]:
        refuse_beside(ctx, BESIDE_PLAN, "--plan exports an earlier run as it was")
        source: Any = api.read_plan(params["plan_file"])
    else:
        source = one_bank(params["bank"], "export").path
    request = _request(ctx, params)
    exported = api.export_file(
        source,
        params["form"],
        params["output"],
        request=request,
        draws=_draws(ctx, params),
        article=params["article"],
        passage=params["passage"],
        report=params["report"],
    )
    for path in exported.files:
        say(f"Wrote {path}.")
    say_report(exported.report, params["report"])


def _typed(ctx: click.Context, names: Collection[str]) -> bool:
    typed = click.core.ParameterSource.COMMANDLINE
    return any(ctx.get_parameter_source(name) is typed for name in names)


def _draws(ctx: click.Context, params: dict[str, Any]) -> bool:
    """Whether questions are drawn and ordered as for paper."""
    drawing = {str(option.name) for option in (*HEADINGS["Versions"], *ASKED)} - {*FILTERS}
    return not params["plan_file"] and _typed(ctx, drawing)


def _request(ctx: click.Context, params: dict[str, Any]) -> Any:
    """Return the questions and versions asked for."""
    from quizgen.plan.request import Request, new_seed

    try:
        return Request(
            count=params["count"],
            versions=params["versions"] or 1,
            seed=new_seed() if params["seed"] is None else params["seed"],
            blueprint=params["blueprint"],
            mix=params["mix"],
            at_most=params["at_most"],
            points=params["points"],
            sections=params["sections"],
            order="bank" if params["keep_order"] else params["order"],
            draw_each=params["draw"] == "each",
            keep_options=params["keep_options"],
            skills=params["skills"],
            difficulties=params["difficulties"],
            types=params["types"],
            include=params["include"],
            exclude=params["exclude"],
        )
    except QuizgenError as error:
        raise click.UsageError(str(error), ctx) from error
