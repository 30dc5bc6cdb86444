"""The kinds of question, in one list; a folder holds all that belongs to one of them."""

from quizgen.bank.kinds import (
    cloze,
    matching,
    multiple_choice,
    multiple_select,
    open_response,
    ordering,
    short_answer,
    table,
    true_false,
    true_false_not_given,
    two_part,
    underline,
)
from quizgen.bank.kinds.base import Kind

KINDS: tuple[Kind, ...] = (
    multiple_choice.KIND,
    multiple_select.KIND,
    true_false.KIND,
    true_false_not_given.KIND,
    two_part.KIND,
    matching.KIND,
    ordering.KIND,
    cloze.KIND,
    table.KIND,
    short_answer.KIND,
    open_response.KIND,
    underline.KIND,
)
"""In the order in which editors, messages and the manual name them.

The first is meant where a question names no type.
"""
