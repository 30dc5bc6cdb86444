"""A question that lists all its options, and names the right ones, as a bank writes it."""

import re
from collections.abc import Sequence

from quizgen.bank.fields import field_of, one_line
from quizgen.bank.kinds.option_letters import position_named, unlettered
from quizgen.bank.yaml_advice import as_yaml


def with_answer(key: str, answer: object, options: object) -> str | None:
    """Return `key` and `distractors` as they should be written; None if the answer is unclear.

    The answer is a letter, a number or an option's text, or several of these.

    >>> with_answer("answer", "B", ["One", "Two", "Three"])
    'answer: Two – and below it distractors: [One, Three]'
    """
    texts, names = _listed(options)
    if len(texts) < 2:
        return None
    found = [_place_of(one, texts, names) for one in _answers(key, answer)]
    right = [place for place in found if place is not None]
    if not right or len(right) < len(found):
        return None
    chosen = [as_yaml(texts[place]) for place in right]
    wrong = ", ".join(as_yaml(text) for at, text in enumerate(texts) if at not in right)
    said = f"[{', '.join(chosen)}]" if key == "answers" else chosen[0]
    return f"{key}: {said} – and below it distractors: [{wrong}]"


def _listed(options: object) -> tuple[list[str], list[str]]:
    """Return the texts of options, and their names where they have any."""
    names = [str(name) for name in options] if isinstance(options, dict) else []
    items = list(options.values()) if isinstance(options, dict) else options
    if not isinstance(items, list):
        return [], []
    texts = [field_of(item, "text", item) for item in items]
    if not all(isinstance(text, str) for text in texts):
        return [], []
    return [unlettered(one_line(text)) for text in texts], names


def _answers(key: str, answer: object) -> list[object]:
    if isinstance(answer, str) and key == "answers":
        return list(re.split(r"\s*[,;]\s*", answer))
    return answer if isinstance(answer, list) else [answer]


def _place_of(answer: object, texts: Sequence[str], names: Sequence[str]) -> int | None:
    """Return the place of the option that an answer gives or names."""
    if not isinstance(answer, str):
        return None
    for known in (names, texts):
        if one_line(answer) in known:
            return known.index(one_line(answer))
    if (bare := unlettered(one_line(answer))) in texts:
        return texts.index(bare)
    place = position_named(answer)
    return place if place is not None and place < len(texts) else None
