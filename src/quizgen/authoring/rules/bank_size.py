"""Banks that are too small to draw from."""

from quizgen.authoring.rules.rules import Context, Findings, Limit, RuleFinding, bank_rule
from quizgen.base.words import counted


@bank_rule(
    "too-few-questions",
    limits={"count": Limit(10, "How many questions a worksheet usually has.", 1, 1000)},
    bad="""
        check: {too-few-questions: {count: 2}}
        questions:
          - {type: true_false, stem: The keeper slept., answer: false}
          - {type: true_false, stem: The lamp burned., answer: true}
          - {type: true_false, stem: The harbor was empty., answer: true}
        """,
    good="""
        check: {too-few-questions: {count: 2}}
        questions:
          - {type: true_false, stem: The keeper slept., answer: false}
          - {type: true_false, stem: The lamp burned., answer: true}
          - {type: true_false, stem: The harbor was empty., answer: true}
          - {type: true_false, stem: The log was lost., answer: false}
        """,
)
def too_few_questions(context: Context) -> Findings:
    """The bank is too small for two worksheets to differ much.

    A worksheet usually has ten questions. Of two that are drawn from a bank of twice as many,
    about half the questions are the same; from a smaller bank it is more, and a class that
    takes the test again has seen it. If your worksheets have another number of questions, say
    so: `check: {too-few-questions: {count: 6}}`.
    """
    count, number = context.limits["count"], len(context.bank.questions)
    if number < 2 * count:
        message = (
            f"The bank has {counted(number, 'question')}. For two worksheets of {count} to "
            f"differ in half of theirs it needs {2 * count}: write {2 * count - number} more, "
            "or say how many yours have: check: {too-few-questions: {count: …}}."
        )
        yield RuleFinding(("questions",), message)
