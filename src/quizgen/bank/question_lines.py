"""Which lines of a bank's text belong to which question."""

from quizgen.bank.document import Document


def question_lines(document: Document) -> list[tuple[int, int]]:
    """Return the first and the last line of each question, in the bank's order.

    A comment above a question is in the lines of the one before: all that knows the cursor by
    its question, and writes there, takes the same one.
    """
    written = document.value(("questions",))
    count = len(written) if isinstance(written, list) else 0
    starts = [document.nearest(("questions", number)).value.line for number in range(count)]
    ends = [*(start - 1 for start in starts[1:]), len(document.lines)]
    return [(start, max(start, end)) for start, end in zip(starts, ends, strict=False)]
