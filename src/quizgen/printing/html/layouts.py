"""How a plan's sheets are set: the layouts of the paper, of the keys and of students."""

from quizgen.bank.print_settings import key_settings, large_print_of, sheet_settings
from quizgen.plan.model import Plan
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.blocks import Layout


def plan_layout(plan: Plan) -> Layout:
    """Return the layout of the class's sheets."""
    return Layout(plan.settings, plan.language, plan.letters)


def key_layout(plan: Plan) -> Layout:
    """Return the layout of the teacher's pages: keys and lists."""
    return Layout(key_settings(plan.settings), plan.language, plan.letters)


def layout_of(plan: Plan, student: StudentPaper) -> Layout:
    """Return the layout of a student's sheet."""
    settings = plan.settings
    if student.large_print:
        settings = large_print_of(settings)
    if student.extra_space:
        settings = settings.model_copy(update={"spacing": "wide"})
    return Layout(
        settings, student.language or plan.language, plan.letters, bool(student.extra_space)
    )


def sheet_layout(layout: Layout) -> Layout:
    """Return the layout of the answer sheets of papers in a layout."""
    return layout._replace(settings=sheet_settings(layout.settings), roomy=False)


def layouts(plan: Plan) -> tuple[Layout, ...]:
    """Return the class's layout, then those of single students."""
    own = (layout_of(plan, student) for student in plan.students)
    return tuple(dict.fromkeys((plan_layout(plan), *own)))
