"""Random banks for property tests, and plain ones for counting."""

from typing import Any

import yaml
from hypothesis import strategies as st

from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.option_letters import position_named, unlettered
from quizgen.bank.model import BUILT_IN_SKILLS, Bank

OWN_SKILLS = {"vocabulary": "Vocabulary in context", "tone": "Tone"}
COMMON = {"id", "type", "skill", "stem", "evidence"}
SKILLS = (*BUILT_IN_SKILLS, *OWN_SKILLS)
PARAGRAPHS = 9

ids = st.text("abcdefgh0123-", min_size=1, max_size=4).map("q{}".format)
# What must print as typed: accents, Greek, Cyrillic, an emoji, a combining mark, markup,
# quotation marks, digits. A handful, because choosing among all of Unicode is slow.
# No letter or number alone: among words it is refused as an answer that names an option.
texts = st.text("aBz 09éßΩж🙂\u0301*_<&>\"'\u2019“”-:#[]", min_size=1, max_size=5).filter(
    lambda text: bool(text.strip()) and position_named(text) is None
)
seeds = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=8,
).filter(str.strip)


def _unlike(text: str) -> str:
    return " ".join(text.split()).casefold()


_EVIDENCE = st.lists(
    st.integers(1, PARAGRAPHS).map(lambda number: {"paragraph": number}), max_size=1
)
_OPTIONAL = st.fixed_dictionaries(
    {},
    optional={
        "rationale": texts,
        "difficulty": st.sampled_from(["easy", "medium", "hard"]),
        "standards": st.just(["CCSS.ELA-LITERACY.RI.8.2"]),
    },
)


@st.composite
def questions(draw: st.DrawFn, name: str, types: tuple[str, ...]) -> dict[str, Any]:
    """Draw a question as a bank writes it."""
    kind = draw(st.sampled_from(types))
    common = {
        "id": name,
        "type": kind,
        "skill": draw(st.sampled_from(SKILLS)),
        "stem": draw(texts),
        "points": draw(st.integers(1, 3)),
        "evidence": draw(_EVIDENCE),
    }
    optional = draw(_OPTIONAL)
    return common | optional | draw(_answers(kind))


def _several(least: int, most: int) -> st.SearchStrategy[list[str]]:
    """Draw texts that differ, without letters of their own as `a: B` and `b: B` have."""
    several = st.lists(texts, min_size=least, max_size=most, unique_by=_unlike)
    return several.filter(lambda drawn: sum(unlettered(text) != text for text in drawn) < 2)


def _multiple_choice(options: list[str], kept: int = 0) -> dict[str, Any]:
    answer, *distractors = options
    question = {"answer": answer, "distractors": [{"text": text} for text in distractors]}
    return question | ({"options_kept_last": options[-kept:]} if kept else {})


@st.composite
def _multiple_select(draw: st.DrawFn) -> dict[str, Any]:
    options = draw(_several(2, 6))
    right = draw(st.integers(1, len(options) - 1))
    wrong = [{"text": text, "last": draw(st.booleans())} for text in options[right:]]
    return {
        "answers": options[:right],
        "distractors": wrong,
        "scoring": draw(st.sampled_from(["all", "each"])),
        "say_how_many": draw(st.booleans()),
    }


def _judged(answer: str) -> dict[str, Any]:
    return {"answer": answer, "evidence": [] if answer == "not given" else [{"paragraph": 2}]}


@st.composite
def _two_part(draw: st.DrawFn) -> dict[str, Any]:
    first, second = draw(_several(2, 5)), draw(_several(2, 5))
    quotes = [{"quote": text, "paragraph": 3} for text in second]
    return {
        "part_a": _multiple_choice(first) | {"stem": draw(texts)},
        "part_b": {"answer": quotes[0], "distractors": quotes[1:]},
        "points": 2,
    }


@st.composite
def _matching(draw: st.DrawFn) -> dict[str, Any]:
    rights = draw(_several(2, 6))
    lefts = draw(_several(2, len(rights)))
    pairs = zip(lefts, rights, strict=False)
    return {
        "pairs": [{"left": left, "right": right} for left, right in pairs],
        "extra": rights[len(lefts) :],
        "scoring": draw(st.sampled_from(["all", "each"])),
    }


@st.composite
def _cloze(draw: st.DrawFn) -> dict[str, Any]:
    words = draw(_several(1, 6))
    gaps = draw(st.integers(1, len(words)))
    has_bank = draw(st.booleans())
    return {
        "text": " ".join(f"{{{{g{number}}}}} and" for number in range(gaps)),
        "gaps": {f"g{number}": word for number, word in enumerate(words[:gaps])},
        "word_bank": has_bank,
        "extra_words": words[gaps:] if has_bank else [],
    }


@st.composite
def _table(draw: st.DrawFn) -> dict[str, Any]:
    columns = draw(st.lists(texts, min_size=1, max_size=3))
    cell = texts | st.fixed_dictionaries({"answer": texts, "accept": st.just([])})
    row = st.lists(cell, min_size=len(columns), max_size=len(columns))
    rows = draw(st.lists(row, max_size=3))
    rows.insert(draw(st.integers(0, len(rows))), [{"answer": draw(texts)}] * len(columns))
    return {"columns": columns, "rows": rows, "shuffle_rows": draw(st.booleans())}


_ANSWERS = {
    "multiple_choice": _several(2, 5).flatmap(
        lambda options: st.integers(0, 2).map(
            lambda kept: _multiple_choice(options, min(kept, len(options) - 2))
        )
    ),
    "multiple_select": _multiple_select(),
    "true_false": st.fixed_dictionaries({"answer": st.booleans()})
    | st.fixed_dictionaries({"answer": st.just(False), "correction": texts}),
    "true_false_not_given": st.sampled_from(["true", "false", "not given"]).map(_judged),
    "two_part": _two_part(),
    "matching": _matching(),
    "ordering": _several(2, 6).map(lambda steps: {"steps": steps}),
    "cloze": _cloze(),
    "table": _table(),
    "short_answer": _several(1, 3).map(
        lambda accepted: {"answer": accepted[0], "accept": accepted[1:]}
    ),
    "open_response": st.fixed_dictionaries({"answer": texts}),
    "underline": texts.map(
        lambda words: {"excerpt": f"So: a{words}b.", "answer": f"a{words}b"}
    ),
}
TYPES = tuple(kind.name for kind in KINDS)


def _answers(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Draw what a kind has beside what all have; a new kind has that of its example."""
    if kind in _ANSWERS:
        return _ANSWERS[kind]
    [example] = next(yaml.safe_load(each.example) for each in KINDS if each.name == kind)
    return st.just({key: value for key, value in example.items() if key not in COMMON})


@st.composite
def bank_data(
    draw: st.DrawFn,
    min_questions: int = 1,
    max_questions: int = 8,
    types: tuple[str, ...] = TYPES,
) -> dict[str, Any]:
    """Draw a bank as plain data, as YAML would give it."""
    names = draw(st.lists(ids, min_size=min_questions, max_size=max_questions, unique=True))
    data = {
        "article": {"title": draw(texts), "author": draw(texts), "paragraphs": PARAGRAPHS},
        "skills": OWN_SKILLS,
        "questions": [draw(questions(name, types)) for name in names],
    }
    return data | draw(
        st.fixed_dictionaries({}, optional={"title": texts, "instructions": texts})
    )


def banks(
    min_questions: int = 1, max_questions: int = 8, types: tuple[str, ...] = TYPES
) -> st.SearchStrategy[Bank]:
    """Random banks of every kind of question."""
    return bank_data(min_questions, max_questions, types).map(Bank.model_validate)


def without(bank: Bank, name: str) -> Bank:
    """Return the bank as it was before a question was added."""
    rest = tuple(question for question in bank.questions if question.id != name)
    return bank.model_copy(update={"questions": rest})


def plain_bank(sizes: dict[str, int], options: int = 4, **fields: Any) -> Bank:
    """Return a bank of so many multiple-choice questions of each skill.

    They are called evidence-1, evidence-2 and so on; the answer is always "right".
    """
    wrong = [{"text": f"wrong {number}"} for number in range(1, options)]
    return Bank.model_validate(
        {
            "article": {"title": "The Keeper Who Stayed", "author": "A", "paragraphs": 9},
            "skills": {skill: skill for skill in sizes if skill not in BUILT_IN_SKILLS},
            "questions": [
                {
                    "id": f"{skill}-{number}",
                    "skill": skill,
                    "stem": "Which?",
                    "answer": "right",
                    "distractors": wrong,
                }
                | fields
                for skill, size in sizes.items()
                for number in range(1, size + 1)
            ],
        }
    )
