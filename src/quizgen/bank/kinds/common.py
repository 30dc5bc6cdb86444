"""What several kinds of question are made of."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Any

from quizgen.bank.fields import FieldError, field_of, one_line, repeats
from quizgen.bank.kinds.base import Distractor, OptionList, WrittenOption
from quizgen.bank.option_text import is_picture, said, same_pictures
from quizgen.bank.place import Place
from quizgen.base.language import printed
from quizgen.base.regex import regex

MOST_OPTIONS = 26
"""The letters from A to Z."""


MOST_ENTRIES = 26
"""The letters from A to Z."""


TRUTH_WORDS = (printed("True"), printed("False"))


def option_list(
    answers: Sequence[str], distractors: Sequence[Distractor], kept_last: Sequence[str] = ()
) -> OptionList:
    """Return the options in the bank's order, those that stay last at the end."""
    texts = [*answers, *(distractor.text for distractor in distractors)]
    listed = {one_line(text): text for text in texts}
    last = [listed[one_line(text)] for text in kept_last]
    marked = [each.text for each in distractors if each.last and each.text not in last]
    end = [*marked, *last]
    ordered = [*(text for text in texts if text not in end), *end]
    places = tuple(ordered.index(answer) for answer in answers)
    return OptionList(tuple(ordered), places, len(texts) - len(end))


def option_texts(distractors: Iterable[Any]) -> list[Any]:
    """Return options as written, each perhaps its text alone or a picture."""
    return [item if is_picture(item) else field_of(item, "text", item) for item in distractors]


def option_repeats(
    answers: Sequence[tuple[Place, object]], others: Sequence[object], field: str
) -> Iterator[FieldError]:
    """Yield each option that repeats an answer or an earlier one, by its words or its file."""
    yield from repeats([said(answer) for _, answer in answers], map(said, others), field)
    yield from same_pictures([*answers, *placed(others, field)])


def placed(texts: Iterable[object], key: str) -> list[tuple[Place, object]]:
    """Return the items of a list as written, each with its place."""
    return [((key, index), text) for index, text in enumerate(texts)]


def written(
    distractors: Sequence[Distractor], part: Place = (), last: Collection[str] = ()
) -> Iterator[WrittenOption]:
    """Yield wrong options as the bank writes them; last are the texts that end the list."""
    for index, wrong in enumerate(distractors):
        yield WrittenOption(
            wrong.text,
            (*part, "distractors", index),
            stays_last=wrong.last or wrong.text in last,
            misconception=wrong.misconception,
        )


def with_points(data: Any, number: int) -> Any:
    """Return a question's data with as many points, unless it says how many."""
    if not isinstance(data, dict) or not 1 <= number <= 1000:
        return data
    return {"points": number} | data


GAP = regex(r"\{\{(.*?)\}\}", re.DOTALL)
"""A gap in a text: its name in two braces."""


def replace_gaps(text: str, filled: Callable[[], str]) -> str:
    """Return a text with something else in place of each gap."""
    end = _behind_gaps(text)
    return GAP.sub(lambda _: filled(), text[:end]) + text[end:]


def _behind_gaps(text: str) -> int:
    """Return where no gap ends any more: each that opens there would be looked through."""
    return text.rfind("}}") + 2 if "}}" in text else 0


def gap_names(text: object) -> list[str]:
    """Return the names of the gaps in a text, in the order in which they stand there.

    >>> gap_names("The coast is {{how}} and {{ also }}.")
    ['how', 'also']
    """
    if not isinstance(text, str):
        return []
    return [name.strip() for name in GAP.findall(text, 0, _behind_gaps(text))]


def accepted_texts(accepted: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Return what is accepted beside each answer; nothing where nothing is."""
    found = tuple(accepted)
    return found if any(found) else ()
