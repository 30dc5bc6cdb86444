"""Questions as a bank writes them, from what other systems say: one function for each shape.

What comes back is plain data, with the keys that belong to the kind; stem, id and skill are
the caller's to add. Nothing is checked here: the models do that.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

OptionData = str | dict[str, Any]
"""A text, or a picture's keys."""


class DraftOption(NamedTuple):
    """An option, and what its system says of it."""

    text: OptionData
    is_right: bool = False
    misconception: str = ""
    stays_last: bool = False


def one_of(options: Sequence[DraftOption]) -> dict[str, Any]:
    """Return a question with one right option."""
    [right] = [option for option in options if option.is_right]
    data: dict[str, Any] = {"answer": right.text, "distractors": _wrong(options)}
    if right.stays_last:
        kept = [each.text for each in options if each.stays_last]
        data["options_kept_last"] = [text for text in kept if isinstance(text, str)]
    return data


def some_of(options: Sequence[DraftOption], *, each: bool = False) -> dict[str, Any]:
    """Return a question with several right options, scored each or all together."""
    data: dict[str, Any] = {
        "type": "multiple_select",
        "answers": [option.text for option in options if option.is_right],
        "distractors": _wrong(options),
    }
    return data | ({"scoring": "each"} if each else {})


def _wrong(options: Iterable[DraftOption]) -> list[OptionData]:
    return [_distractor(option) for option in options if not option.is_right]


def _distractor(option: DraftOption) -> OptionData:
    more: dict[str, Any] = {}
    if option.misconception:
        more["misconception"] = option.misconception
    if option.stays_last:
        more["last"] = True
    if not more:
        return option.text
    if isinstance(option.text, str):
        return {"text": option.text} | more
    return dict(option.text) | more


def judged(*, is_true: bool) -> dict[str, Any]:
    """Return a statement that is true or false."""
    return {"type": "true_false", "answer": is_true}


def matched(
    pairs: Sequence[tuple[str, OptionData]],
    extra: Sequence[OptionData] = (),
    *,
    each: bool = True,
) -> dict[str, Any]:
    """Return two columns of entries; extra belong to nothing."""
    data: dict[str, Any] = {
        "type": "matching",
        "pairs": [{"left": left, "right": right} for left, right in pairs],
    }
    if extra:
        data["extra"] = list(extra)
    return data | ({} if each else {"scoring": "all"})


def ordered(steps: Sequence[OptionData], *, by_pairs: bool = False) -> dict[str, Any]:
    """Return steps in their right order, scored as a whole or by neighbours."""
    data: dict[str, Any] = {"type": "ordering", "steps": list(steps)}
    return data | ({"scoring": "pairs"} if by_pairs else {})


def gapped(
    text: str, gaps: Mapping[str, Sequence[str]], words: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return a text with gaps; each gap's first text is its answer, others count as right.

    words are those of a word bank that belong into no gap; None where there is no word bank.
    """
    data: dict[str, Any] = {
        "type": "cloze",
        "text": text,
        "gaps": {
            name: answers[0]
            if len(answers) == 1
            else {"answer": answers[0], "accept": list(answers[1:])}
            for name, answers in gaps.items()
        },
    }
    if words is not None:
        data["word_bank"] = True
        if words:
            data["extra_words"] = list(words)
    return data


def answered(answers: Sequence[str]) -> dict[str, Any]:
    """Return a question answered in a few words; the first is the answer."""
    data: dict[str, Any] = {"type": "short_answer", "answer": answers[0]}
    return data | ({"accept": list(answers[1:])} if len(answers) > 1 else {})


def essay(model: str) -> dict[str, Any]:
    """Return a question answered at length, with a model answer."""
    return {"type": "open_response", "answer": model}
