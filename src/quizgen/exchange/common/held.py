"""What a format's row says that it cannot hold of a bank: the losses of an export."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from quizgen.bank.fields import Record
from quizgen.bank.kinds.base import BaseQuestion
from quizgen.bank.option_text import picture_in
from quizgen.bank.questions import MODELS, TITLES
from quizgen.exchange.common.formats import NEVER, Format, Holds
from quizgen.exchange.common.html import has_markup
from quizgen.exchange.common.items import Export, Item
from quizgen.exchange.common.losses import Loss

DEFAULT_SKILL = "evidence"
"""The skill of an imported question that names none."""

NAMES = {
    "id": "Ids are not kept; an import makes new ones from the stems.",
    "skill": f"The skill is not kept; an import writes {DEFAULT_SKILL}, or what --skill says.",
    "rationale": "Why the answer is right is not kept.",
    "evidence": "Where in the article the answer stands is not kept.",
    "difficulty": "The difficulty is not kept.",
    "standards": "The curriculum standards are not kept.",
    "points": "What the question is worth is not kept; set the points there.",
    "excerpt": "The text under the stem is not kept; hand it out on paper.",
    "image": "The picture under the stem is not kept; add it there.",
    "group": "The group is not kept.",
    "scoring": "Partial credit is another there; see the format's row in quizgen formats.",
    "lines": "Lines to write on are for paper.",
    "say_how_many": "Whether the number of right options is printed is not kept.",
    "options_kept_last": "No option stays last there; switch off shuffling for this question.",
    "shuffle_rows": "Rows are not shuffled there.",
    "correction": "The correction of a false statement is not asked for; the points are for "
    "the judgement.",
    "accept": "Other answers that count as right are not kept; add them there.",
    "rubric": "The rubric stands in no field of its own.",
    "single_point_rubric": "The criteria stand in no field of their own.",
}
QUOTES = "The words of the evidence are not kept, its paragraphs are."
FEEDBACK = "Why a wrong option tempts is not kept."
LAST = "No option stays last there; switch off shuffling for this question."
PICTURE = "An option's picture is exported as the words that describe it; add it there."
MARKUP = "Emphasis, lists and references are written as plain text."


def export_losses(export: Export, form: Format) -> Iterator[Loss]:
    """Yield what a format cannot hold of an export, question by question."""
    for item in export.items:
        yield from item_losses(item, form)
    yield from _bank_losses(export, form)


def is_held(item: Item, form: Format) -> bool:
    """Whether a format has anything for a question."""
    return bool(form.holds.forms.get(item.question.answer_form or ""))


def item_losses(item: Item, form: Format) -> Iterator[Loss]:
    """Yield what a format cannot hold of a question."""
    question, holds = item.question, form.holds
    how = holds.forms.get(question.answer_form or "")
    kind = TITLES.get(question.type, question.type)
    if not how:
        message = f"{form.title} has nothing for {kind}. The question is left out."
        yield Loss(question.id, "question", message)
        return
    if how != "yes":
        yield Loss(question.id, "type", f"{form.title} has no {kind}; exported as {how}.")
    elif "scoring" in type(question).record_fields and scoring_of(item) not in holds.scoring:
        said = holds.instead.get("scoring") or NAMES["scoring"]
        yield Loss(question.id, "scoring", said)
    for field, value in differing(question).items():
        if field == "scoring":
            continue
        for message in _messages(question, field, value, holds, as_is=how == "yes"):
            yield Loss(question.id, field, holds.instead.get(field) or message)


def _messages(
    question: BaseQuestion, field: str, value: Any, holds: Holds, *, as_is: bool
) -> Iterator[str]:
    """Yield why a field does not come back, if it does not."""
    own = field in _own_fields()
    if field in NEVER:
        yield NEVER[field]
    elif field == "skill":
        if field not in holds.keys and value != DEFAULT_SKILL:
            yield NAMES[field]
    elif not own and not as_is:
        return  # the loss of the kind says so
    elif field not in holds.keys and not _is_required(question, field):
        yield NAMES.get(field, f"'{field}' is not kept.")
    else:
        yield from _content_messages(field, value, holds, own=own)


def _content_messages(field: str, value: Any, holds: Holds, *, own: bool) -> Iterator[str]:
    """Yield what of a field that comes back does not."""
    if field == "evidence" and not holds.quotes and any(each.quote for each in value):
        yield QUOTES
    if not own:
        yield from _option_messages(value, holds)
    if not holds.markup and any(map(has_markup, _texts(value))):
        yield MARKUP


def _option_messages(value: Any, holds: Holds) -> Iterator[str]:
    options = list(_records(value))
    if not holds.feedback and any(getattr(each, "misconception", None) for each in options):
        yield FEEDBACK
    if not holds.stays_last and any(getattr(each, "last", False) for each in options):
        yield LAST
    if not holds.pictures and any(picture_in(text) for text in _texts(value)):
        yield PICTURE


@cache
def _own_fields() -> frozenset[str]:
    """Return the fields that every question has."""
    return frozenset(BaseQuestion.record_fields)


def _is_required(question: BaseQuestion, field: str) -> bool:
    """Whether every question of its kind has a field, so that any format that holds it does."""
    own = field in _own_fields()
    return field == "stem" or (not own and type(question).record_fields[field].is_required)


_SHAPES = {"SomeOf": "options", "Match": "pairs", "Order": "order"}
_RULES = {"exact": "all", "each": "each", "right_minus_wrong": "each", "adjacent_pairs": "each"}


def scoring_of(item: Item) -> str:
    """Return how a question is scored, as a format's row says it: `options: each`."""
    part = item.asks[0].part
    shape = _SHAPES.get(type(part.shape).__name__, "other")
    return f"{shape}: {_RULES.get(part.rule, part.rule)}"


def differing(question: BaseQuestion) -> dict[str, Any]:
    """Return a question's fields, but for its type, that are not what a bank may leave out."""
    found = {}
    for name, default in _defaults(type(question)).items():
        value = getattr(question, name)
        if name == "stem":
            if value:
                found[name] = value
        elif value != (default_points(question) if name == "points" else default):
            found[name] = value
    return found


@cache
def _defaults(model: type[BaseQuestion]) -> dict[str, Any]:
    """Return what a kind's fields are where its bank does not say, but for its type."""
    return {name: field.start for name, field in model.record_fields.items() if name != "type"}


def default_points(question: BaseQuestion) -> int:
    """Return what a question is worth where its bank does not say."""
    model = type(question)
    fields = {name: getattr(question, name) for name in model.record_fields if name != "points"}
    prepared = model.prepared(fields)
    points = prepared.get("points", model.record_fields["points"].default)
    return int(points)


def _records(value: Any) -> Iterator[Record]:
    if isinstance(value, Record):
        yield value
        for name in type(value).record_fields:
            yield from _records(getattr(value, name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _records(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _records(each)


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a value, however deep, but for names of files."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Record):
        for name in type(value).record_fields:
            if name not in ("file", "image"):
                yield from _texts(getattr(value, name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)


def _bank_losses(export: Export, form: Format) -> Iterator[Loss]:
    holds = form.holds
    if export.passage and holds.passage == "no":
        message = f"{form.title} has no place for a passage; hand it out on paper."
        yield Loss("", "passage", message)
    elif export.passage and holds.passage != "shared" and export.place == "repeat":
        yield Loss("", "passage", "The passage stands in every question.", is_note=True)
    if not holds.groups and export.used_groups:
        names = ", ".join(export.used_groups)
        message = f"What a group's questions share is not kept: {names}."
        yield Loss("", "groups", message)
    if export.skills and form.holds.tags:
        message = "The printed names of your own skills are not kept, their short names are."
        yield Loss("", "skills", message)


def row_of(form: Format) -> dict[str, str]:
    """Return a format's row of the table: what it can hold, in words."""
    holds = form.holds
    yes = {True: "yes", False: "–"}
    passage = {"no": "–"}.get(holds.passage, holds.passage)
    row = {
        "format": form.name,
        "in": yes[form.read is not None],
        "out": yes[form.write is not None],
        "passage": passage,
    }
    forms = {name: model.answer_form or "" for name, model in MODELS.items()}
    row |= {name: holds.forms.get(form) or "–" for name, form in forms.items()}
    return row | {
        "points": yes[holds.points],
        "partial credit": ", ".join(sorted(holds.scoring)) or "–",
        "feedback": yes[holds.feedback],
        "hints": yes[holds.hints],
        "pictures": yes[holds.pictures],
        "groups": yes[holds.groups],
        "tags": yes[holds.tags],
    }
