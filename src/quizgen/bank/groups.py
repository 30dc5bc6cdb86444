"""Groups, sections and enemies: which questions go together on a worksheet."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Literal

from quizgen.bank.field_spec import Field, flaw
from quizgen.bank.fields import (
    Count,
    FieldError,
    Record,
    Text,
    field_of,
    is_blank,
    items_of,
    mended_name,
    number_of,
)
from quizgen.bank.kinds.base import Excerpt, Image, Quotation, QuotingField, quoted_excerpt
from quizgen.base.choices import Difficulty
from quizgen.base.errors import did_you_mean, nearest_name, shown

Numbered = tuple[int, Any]
"""A question as written, with its place in the list."""


class Group(Record):
    """Questions drawn together and printed together, under the text they share."""

    quoting_fields: ClassVar[tuple[QuotingField, ...]] = (QuotingField(("excerpt",), "text"),)

    introduction: Text | None = Field(
        default=None,
        description="What is printed above its questions.",
        examples=["A visitor wrote to the museum in 1921."],
    )
    excerpt: Excerpt | None = Field(
        default=None, description="A text that its questions are about: a text, or these keys."
    )
    image: Image | None = Field(
        default=None, description="A picture that its questions are about."
    )
    pick: Count | None = Field(
        default=None,
        description="How many of its questions a worksheet has; left out, all of them.",
        examples=["2"],
    )
    order: Literal["fixed"] | None = Field(
        default=None,
        description="fixed keeps its questions in the bank's order on every sheet.",
        examples=["fixed"],
    )

    @property
    def quotations(self) -> Iterator[Quotation]:
        """Its quotations from the article."""
        return quoted_excerpt(self.excerpt)


def _several(data: Any, key: str) -> Any:
    """Split one text under a key into a list."""
    if isinstance(data, dict) and isinstance(data.get(key), str) and not is_blank(data[key]):
        return data | {key: [part.strip() for part in data[key].split(",") if part.strip()]}
    return data


class Section(Record):
    """A part of the worksheet with its own heading and its own draw."""

    title: Text = Field(
        description="Its heading.", examples=['"Part 1: What the author claims"']
    )
    instructions: Text | None = Field(
        default=None,
        description="Printed under the heading.",
        examples=["Circle the best answer."],
    )
    count: Count | None = Field(
        default=None,
        description="How many questions it has; left out, its share of what is asked for.",
        examples=["4"],
    )
    skill: tuple[Text, ...] = Field(
        default=(), description="Only questions of these skills.", examples=["main_argument"]
    )
    type: tuple[Text, ...] = Field(
        default=(),
        description="Only questions of these types.",
        examples=["[matching, ordering]"],
    )
    difficulty: tuple[Difficulty, ...] = Field(
        default=(), description="Only questions this difficult.", examples=["[easy, medium]"]
    )

    @classmethod
    def prepared(cls, data: Any) -> Any:
        """Accept one text, or several separated by commas, as a list."""
        data = super().prepared(data)
        for key in ("skill", "type", "difficulty"):
            data = _several(data, key)
        return data


def grouping_errors(
    data: Mapping[str, Any], questions: list[Numbered], kinds: Iterable[str]
) -> Iterator[FieldError]:
    """Yield what is wrong between questions and the groups, sections and ids they name."""
    yield from _unknown_groups(data, questions)
    yield from _poor_groups(data, questions)
    for key in ("enemies", "allow_with"):
        yield from _unknown_ids(questions, key)
    yield from _contradicted_enemies(questions)
    yield from _enemies_in_a_group(data, questions)
    yield from _unknown_types(data, list(kinds))


def group_items(data: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return every group as written, with its name."""
    groups = data.get("groups")
    return list(groups.items()) if isinstance(groups, dict) else []


def _members(questions: Iterable[Numbered]) -> dict[str, list[Numbered]]:
    """Return the questions of each group that one names."""
    members: dict[str, list[Numbered]] = {}
    for index, question in questions:
        name = field_of(question, "group")
        if isinstance(name, str) and not is_blank(name):
            members.setdefault(name, []).append((index, question))
    return members


def _unknown_groups(data: Mapping[str, Any], questions: list[Numbered]) -> Iterator[FieldError]:
    groups = dict(group_items(data))
    if "groups" not in data and any(nearest_name(str(key), ["groups"]) for key in data):
        return  # the misspelt key is reported, and explains these
    # An invalid name is reported where it is defined, not where it is used.
    meant = {*groups, *(mended_name(str(name)) for name in groups)}
    for name, members in _members(questions).items():
        if name in meant or mended_name(name) != name:
            continue
        message = (
            "There is no group '{name}'.{guess} Write its name as it stands under 'groups:' at "
            "the top of the bank, or add it there."
        )
        context = {"name": shown(name), "guess": did_you_mean(name, groups)}
        for index, _ in members:
            error = flaw("unknown_group", message, context)
            yield FieldError(("questions", index, "group"), error)


def _poor_groups(data: Mapping[str, Any], questions: list[Numbered]) -> Iterator[FieldError]:
    """Yield each group without questions, or with fewer than are to be picked."""
    members = _members(questions)
    for name, group in group_items(data):
        size, pick = len(members.get(name, ())), number_of(field_of(group, "pick"))
        if not size and mended_name(str(name)) == name:
            message = (
                "No question belongs to the group '{name}'. Add 'group: {name}' to its "
                "questions, or delete the group."
            )
            error = flaw("empty_group", message, {"name": shown(str(name))})
            yield FieldError(("groups", name), error)
        elif size and pick is not None and pick > size:
            message = (
                "The group has only {size} of the {pick} questions to pick. Lower 'pick', or "
                "add questions to the group."
            )
            error = flaw("poor_group", message, {"size": size, "pick": pick})
            yield FieldError(("groups", name, "pick"), error)


def _unknown_ids(questions: list[Numbered], key: str) -> Iterator[FieldError]:
    ids = [field_of(question, "id") for _, question in questions]
    known = [name for name in ids if isinstance(name, str)]
    known_ids = set(known)
    for index, question in questions:
        for number, name in enumerate(items_of(question, key)):
            if not isinstance(name, str) or is_blank(name):
                continue
            if name == field_of(question, "id"):
                kind = "own_id"
                message = "This is the question's own id. Write that of another question."
            elif name not in known_ids:
                kind = "unknown_id"
                message = (
                    "There is no question '{name}' in the bank.{guess} Write the 'id' of one, "
                    "letter for letter."
                )
            else:
                continue
            context = {"name": shown(name), "guess": did_you_mean(name, known)}
            error = flaw(kind, message, context)
            yield FieldError(("questions", index, key, number), error)


def _contradicted_enemies(questions: list[Numbered]) -> Iterator[FieldError]:
    """Yield each pair of enemies that are also required to be together."""
    allowed = {
        frozenset((str(field_of(question, "id")), str(name)))
        for _, question in questions
        for name in items_of(question, "allow_with")
    }
    for index, question in questions:
        for number, name in enumerate(items_of(question, "enemies")):
            if frozenset((str(field_of(question, "id")), str(name))) in allowed:
                message = (
                    "'enemies' keeps these two questions apart and 'allow_with' allows them "
                    "together. Delete one of the two."
                )
                error = flaw("contradicted_enemies", message)
                yield FieldError(("questions", index, "enemies", number), error)


def _enemies_in_a_group(
    data: Mapping[str, Any], questions: list[Numbered]
) -> Iterator[FieldError]:
    """Yield enemies in a group that is drawn whole, which is impossible."""
    groups = dict(group_items(data))
    for name, members in _members(questions).items():
        group = groups.get(name)
        if not isinstance(group, dict | Group) or field_of(group, "pick") is not None:
            continue
        ids = {field_of(question, "id") for _, question in members}
        for index, question in members:
            for number, enemy in enumerate(items_of(question, "enemies")):
                if enemy in ids and enemy != field_of(question, "id"):
                    message = (
                        "Both belong to the group '{name}', which is drawn whole. Take one out "
                        "of the group, or add 'pick' to the group."
                    )
                    error = flaw("enemies_in_group", message, {"name": shown(name)})
                    yield FieldError(("questions", index, "enemies", number), error)


def _unknown_types(data: Mapping[str, Any], kinds: list[str]) -> Iterator[FieldError]:
    for index, section in enumerate(items_of(data, "sections")):
        for number, name in enumerate(_named(section, "type")):
            if isinstance(name, str) and not is_blank(name) and name not in kinds:
                message = "There is no type '{name}'.{guess} Use one of {kinds}."
                context = {
                    "name": shown(name),
                    "guess": did_you_mean(name, kinds),
                    "kinds": ", ".join(kinds),
                }
                error = flaw("unknown_type", message, context)
                yield FieldError(("sections", index, "type", number), error)


def _named(section: object, key: str) -> list[Any]:
    """Return a section's values of a key, written as a list or not."""
    return items_of(_several(section, key), key)


def section_skills(data: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield every skill that a section names, with its place."""
    for index, section in enumerate(items_of(data, "sections")):
        for number, name in enumerate(_named(section, "skill")):
            if isinstance(name, str) and not is_blank(name):
                yield ("sections", index, "skill", number), name
