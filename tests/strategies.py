"""Random banks for property tests, and plain ones for counting."""

from typing import Any

from hypothesis import strategies as st

from quizgen.model import BUILT_IN_SKILLS, Bank

OWN_SKILLS = {"vocabulary": "Vocabulary in context", "tone": "Tone"}
SKILLS = (*BUILT_IN_SKILLS, *OWN_SKILLS)
PARAGRAPHS = 9

ids = st.text("abcdefgh0123-", min_size=1, max_size=4).map("q{}".format)
# What must print as typed: accents, Greek, Cyrillic, an emoji, a combining mark, markup,
# quotation marks, digits. A handful, because choosing among all of Unicode is slow.
texts = st.text("aBz 09éßΩж🙂\u0301*_<&>\"'\u2019“”-:#[]", min_size=1, max_size=5).filter(
    str.strip
)
seeds = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8).filter(str.strip)


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
    return common | optional | draw(_ANSWERS[kind])


def _multiple_choice(options: list[str]) -> dict[str, Any]:
    answer, *distractors = options
    return {"answer": answer, "distractors": [{"text": text} for text in distractors]}


_ANSWERS = {
    "multiple_choice": st.lists(texts, min_size=2, max_size=5, unique_by=_unlike).map(
        _multiple_choice
    ),
    "true_false": st.fixed_dictionaries({"answer": st.booleans()}),
    "short_answer": st.lists(texts, min_size=1, max_size=3, unique_by=_unlike).map(
        lambda accepted: {"answer": accepted[0], "accept": accepted[1:]}
    ),
    "open_response": st.fixed_dictionaries({"answer": texts}),
}
TYPES = tuple(_ANSWERS)


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
