"""The report on a class: one page for the screen, the same as PDF."""

from pathlib import Path

from markupsafe import Markup

from quizgen.grading.passage_dependence import WithoutPassage
from quizgen.grading.question_report import ClassReport, small_class
from quizgen.plan.model import Plan
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.template_folders import page_folders, read_styles

LOOK, PAGE = "report", "page.html"


def report_page(
    plan: Plan, report: ClassReport, group: WithoutPassage | None, here: Path
) -> str:
    """Return one self-contained page of HTML: no script, nothing to fetch.

    Raises QuizgenError for a template that fails.
    """
    folders = page_folders(here, LOOK)
    size = "A4" if plan.settings.paper == "a4" else "letter"
    styles = [f"@page {{ size: {size} }}", *(each.text for each in read_styles(folders))]
    context = {
        "plan": plan,
        "report": report,
        "group": group,
        "small": small_class(report.students),
        "told": [each for each in report.questions if each.advice],
        "largest": max((count for _, count in report.distribution), default=1) or 1,
        "styles": [Markup(text.replace("</", "<\\/")) for text in styles],  # noqa: S704
        "bar": _bar,
        "percent": _percent,
        "signed": _signed,
    }
    return Renderer(folders)(PAGE, context)


def _bar(share: float) -> Markup:
    """Return a bar of a share from 0 to 1; the number stands beside it for screen readers."""
    width = round(max(0.0, min(1.0, share)) * 100, 1)
    return Markup(f'<span class="share" style="width: {width}%"></span>')  # noqa: S704


def _signed(number: float) -> str:
    return f"{number:.2f}".replace("-", "\N{MINUS SIGN}")


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %".replace("-", "\N{MINUS SIGN}")
