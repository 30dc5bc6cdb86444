"""What a bank may say: an article and questions. No files, no printing, no randomness."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Annotated, Any, TypeVar

from quizgen.bank.draw_wishes import DrawWishes
from quizgen.bank.field_spec import After, Field, flaw
from quizgen.bank.fields import (
    FieldError,
    FileName,
    LanguageCode,
    LimitNumber,
    Name,
    ParagraphNumber,
    Record,
    Text,
    field_of,
    is_blank,
    items_of,
    number_of,
)
from quizgen.bank.groups import Group, Section, group_items, grouping_errors, section_skills
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.print_settings import PrintSettings
from quizgen.bank.questions import MODELS, Question
from quizgen.base.choices import QuestionOrder
from quizgen.base.errors import did_you_mean, shown
from quizgen.base.language import printed
from quizgen.base.markdown import REFERENCE

BUILT_IN_SKILLS = {
    "main_argument": printed("Main argument"),
    "evidence": printed("Evidence"),
    "author_affiliation": printed("Author and affiliation"),
    "rhetorical_moves": printed("Rhetorical moves"),
}

# The keys under which a question names a paragraph of the article.
REFERRING = ("evidence", "excerpt", "part_b", "answer", "distractors", "paragraph")
DEEPEST = len(("part_b", "distractors", 0))
DEEPEST_TEXT = len(("questions", 0, "rows", 0, 0, "accept", 0))
_Found = TypeVar("_Found")
_Reference = tuple[tuple[str | int, ...], int]
# The texts of these keys are printed as typed, or not at all.
AS_TYPED = {"id", "type", "skill", "quote", "words"}


class Footnote(Record):
    """A note on words of the article, printed under the passage."""

    words: Text = Field(
        description="Words as they stand in the article; the note's number follows them.",
        examples=["the Trinity lamp"],
    )
    note: Text = Field(
        description="What there is to say about them.",
        examples=["A lamp of 1887, now in the museum."],
    )


_RANGE = r"[0-9]{1,5}( *- *[0-9]{1,5})?"
KEPT_LINES = rf"^(joined|kept|kept +{_RANGE}( *, *{_RANGE})*)$"


def _lines(value: str) -> str:
    if re.fullmatch(KEPT_LINES, value):
        return value
    raise flaw(
        "kept_lines",
        "'lines' is kept, joined, or kept with the numbers of paragraphs: kept 2-5, 8.",
    )


Lines = Annotated[str, Field(json_schema_extra={"pattern": KEPT_LINES}), After(_lines)]


class Article(Record):
    """The article that is read; the bank refers to it and does not contain it."""

    title: Text = Field(
        description="The article's headline.", examples=["The Keeper Who Stayed"]
    )
    author: Text | None = Field(
        default=None,
        description="Who wrote it; left out, no article is named on paper.",
        examples=["A. N. Author"],
    )
    affiliation: Text | None = Field(
        default=None,
        description="Whom the author works or speaks for.",
        examples=["Harbour Museum"],
    )
    source: Text | None = Field(
        default=None, description="Where it appeared.", examples=["Coast Review"]
    )
    published: Text | None = Field(
        default=None,
        description="When it appeared; any text, printed as typed.",
        examples=["2019-04-02"],
    )
    paragraphs: ParagraphNumber = Field(
        description="How many paragraphs it has.", examples=["9"]
    )
    text: FileName | None = Field(
        default=None,
        description="The file with the article's words, in the bank's own folder.",
        examples=["the-keeper-who-stayed.txt"],
    )
    lines: Lines | None = Field(
        default=None,
        description="Whether the lines of its text are kept, as in a poem: kept, kept with "
        "paragraphs, or joined; left out, quizgen looks.",
        examples=["kept 2-5, 8"],
    )
    glossary: dict[Text, Text] = Field(
        default_factory=dict,
        description="Words to explain: each with its meaning. They are marked at their first "
        "place in the printed article and stand in a box under it.",
        examples=["{beacon: a light that guides ships}"],
    )
    footnotes: tuple[Footnote, ...] = Field(
        default=(), description="Notes under the printed article: a list of words and note."
    )

    def keeps_lines(self, paragraph: int) -> bool | None:
        """Return whether the bank keeps a paragraph's lines; None if it leaves that open."""
        if self.lines is None:
            return None
        if self.lines == "joined":
            return False
        ranges = re.findall(r"([0-9]+)(?: *- *([0-9]+))?", self.lines)
        kept = any(int(one) <= paragraph <= int(two or one) for one, two in ranges)
        return True if kept or not ranges else None


class Bank(Record):
    """Questions about one article."""

    title: Text | None = Field(
        default=None,
        description="The worksheet's title; left out, the article's title.",
        examples=["Lighthouse reading check"],
    )
    instructions: Text | None = Field(
        default=None,
        description="Printed above the first question.",
        examples=["Circle the best answer."],
    )
    article: Article = Field(description="What the questions are about.")
    skills: dict[Name, Text] = Field(
        default_factory=dict,
        description="Skills of your own beside the four built-in ones: a name and the words "
        "to print for it. A built-in name gets a new label.",
        examples=["{vocabulary: Vocabulary in context}"],
    )
    language: LanguageCode = Field(
        default="en",
        description="The language of the questions, as a code such as en, de or pt-BR: all "
        "other words on paper are in it too. Some rules of quizgen check are for English only.",
        examples=["de"],
    )
    print: PrintSettings | None = Field(
        default=None,
        description="How the pages are set, where the command line does not say otherwise.",
        examples=["{paper: a4, columns: 2}"],
    )
    draw: DrawWishes | None = Field(
        default=None,
        description="What is wished of a worksheet's questions, where the command line does "
        "not say otherwise.",
        examples=["{at_most: {open_response: 1}, points: 12-15}"],
    )
    check: dict[str, dict[str, LimitNumber]] = Field(
        default_factory=dict,
        description="Limits for the rules of quizgen check: a rule's name with its limits.",
        examples=["{too-few-questions: {count: 6}}"],
    )
    ignore: dict[str, str] = Field(
        default_factory=dict,
        description="Rules of quizgen check that are not for this bank: each with the reason.",
        examples=["{too-few-questions: a warm-up that everybody gets}"],
    )
    groups: dict[Name, Group] = Field(
        default_factory=dict,
        description="Questions that share a text or a picture: a name for each group, with its "
        "keys below it.",
        examples=["{keepers-log: {introduction: A visitor wrote to the museum in 1921.}}"],
    )
    sections: tuple[Section, ...] = Field(
        default=(),
        description="Parts of the worksheet, each with its own heading and draw: a list.",
    )
    order: QuestionOrder = Field(
        default="type",
        description="How questions follow one another: anew in each version, those to choose "
        "in first and essays last (type) or all mixed (shuffled); as in the bank; by the "
        "paragraphs of their evidence; or from easy to hard.",
        examples=["passage"],
    )
    questions: tuple[Question, ...] = Field(min_length=1, description="The questions.")

    @property
    def skill_labels(self) -> dict[str, str]:
        """Every skill a question may name, with the words to print for it."""
        return BUILT_IN_SKILLS | self.skills

    @classmethod
    def field_errors(cls, data: Mapping[str, Any]) -> Iterator[FieldError]:
        """Yield what is wrong between questions, or between one and the rest of the bank."""
        questions = list(enumerate(items_of(data, "questions")))
        yield from _repeated_ids(questions)
        skills = data.get("skills", {})
        if isinstance(skills, dict):
            yield from _undeclared_skills(data, questions, [*BUILT_IN_SKILLS, *skills])
        paragraphs = number_of(field_of(data.get("article"), "paragraphs"))
        if paragraphs is not None:
            yield from _evidence_beyond(data, questions, paragraphs)
            yield from _references_beyond(data, paragraphs)
        yield from grouping_errors(data, questions, MODELS)


def _repeated_ids(questions: Iterable[tuple[int, Any]]) -> Iterator[FieldError]:
    seen: dict[str, int] = {}
    for index, question in questions:
        name = field_of(question, "id")
        if not isinstance(name, str) or is_blank(name):
            continue
        if name in seen:
            error = flaw(
                "repeated_id",
                "Another question already has the id '{id}'. Give this one a new id.",
                {"id": name, "first": ("questions", seen[name], "id")},
            )
            yield FieldError(("questions", index, "id"), error)
        seen.setdefault(name, index)


def _undeclared_skills(
    data: Mapping[str, Any], questions: Iterable[tuple[int, Any]], declared: list[str]
) -> Iterator[FieldError]:
    named = [
        (("questions", index, "skill"), skill)
        for index, question in questions
        if isinstance(skill := field_of(question, "skill"), str) and not is_blank(skill)
    ]
    for place, skill in (*named, *section_skills(data)):
        if skill not in declared:
            error = flaw(
                "unknown_skill",
                "There is no skill '{skill}'.{guess} Use one of {declared}, or add it under "
                "'skills:' at the top of the bank.",
                {
                    "skill": shown(skill),
                    "guess": did_you_mean(skill, declared),
                    "declared": ", ".join(map(shown, declared)),
                },
            )
            yield FieldError(place, error)


def _evidence_beyond(
    data: Mapping[str, Any], questions: Iterable[tuple[int, Any]], last: int
) -> Iterator[FieldError]:
    owners: list[tuple[tuple[str, int | str], Any]] = [
        *((("questions", index), question) for index, question in questions),
        *((("groups", name), group) for name, group in group_items(data)),
    ]
    for owner, found in owners:
        for place, paragraph in _once(_paragraphs, found):
            if paragraph > last:
                message = (
                    "The {what} is in paragraph {paragraph}, but the article has only "
                    "{last} ('paragraphs' under 'article'). Correct one of the two numbers."
                )
                what = place[0] if place[0] in ("evidence", "excerpt") else "quotation"
                context = {"what": what, "paragraph": paragraph, "last": last}
                error = flaw("beyond_article", message, context)
                yield FieldError((*owner, *place), error)


def _references_beyond(data: Mapping[str, Any], last: int) -> Iterator[FieldError]:
    """Yield each [[n]] in a printed text that is no paragraph of the article."""
    article = data.get("article")
    notes = {key: field_of(article, key) for key in ("glossary", "footnotes")}
    apart = {"title", "skills", "article", "questions"}
    texts = {key: data[key] for key in data.keys() - apart}
    found = [
        *_references(texts | {"article": notes}, ()),
        *(
            (("questions", index, *place), written)
            for index, question in enumerate(items_of(data, "questions"))
            for place, written in _once(_references_in, question)
        ),
    ]
    for place, written in found:
        if not 1 <= int(written[2:-2]) <= last:
            message = (
                "{whose} {written}, but the article's paragraphs are 1 to {last} "
                "('paragraphs' under 'article'). Correct one of the two numbers."
            )
            context = {"whose": _whose(data, place), "written": written, "last": last}
            error = flaw("reference_beyond", message, context)
            yield FieldError(place, error)


def _references(
    found: object, place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every [[n]] as it is written, with the place of its text."""
    if isinstance(found, str):
        if "[[" in found:
            for written in dict.fromkeys(match[0] for match in REFERENCE.finditer(found)):
                yield place, written
    elif len(place) > DEEPEST_TEXT:
        return
    elif isinstance(found, list | tuple):
        for index, item in enumerate(found):
            yield from _references(item, (*place, index))
    elif isinstance(found, dict | Record):
        for key in found if isinstance(found, dict) else type(found).record_fields:
            if key not in AS_TYPED:
                yield from _references(field_of(found, key), (*place, key))


def _references_in(
    question: object, place: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield what _references finds in a question, whose own place is not counted."""
    for below, written in _references(question, ("questions", 0, *place)):
        yield below[2:], written


def _once(
    find: Callable[[object, tuple[str | int, ...]], Iterator[_Found]], found: object
) -> Iterable[_Found]:
    """Return what is found in a question or a group; in a valid question only once."""
    if not isinstance(found, BaseQuestion):
        return find(found, ())
    if find not in found.known:
        found.known[find] = tuple(find(found, ()))
    places: tuple[_Found, ...] = found.known[find]
    return places


def _whose(data: Mapping[str, Any], place: tuple[str | int, ...]) -> str:
    """Return the beginning of a sentence about a text of the bank."""
    if place[0] != "questions":
        return "This text refers to"
    name = field_of(items_of(data, "questions")[int(place[1])], "id")
    named = isinstance(name, str) and not is_blank(name)
    question = f"'{shown(name)}'" if named else f"{int(place[1]) + 1}"
    return f"Question {question} refers to"


def _paragraphs(found: object, place: tuple[str | int, ...]) -> Iterator[_Reference]:
    """Yield every paragraph that a question refers to, with the place of its number."""
    if place[-1:] == ("paragraph",):
        number = number_of(found)
        if number is not None:
            yield place, number
    elif len(place) > DEEPEST:
        return
    elif isinstance(found, list | tuple):
        for index, item in enumerate(found):
            yield from _paragraphs(item, (*place, index))
    elif isinstance(found, dict | Record):
        for key in REFERRING:
            below = field_of(found, key)
            if below is not None and (key == "paragraph" or not isinstance(below, str)):
                yield from _paragraphs(below, (*place, key))
