"""What pydantic finds wrong with a bank, in a teacher's words and at the place to change.

Each message is keyed on the error's type, never on pydantic's English, which changes between
releases. One mistake gets one message: errors that follow from another are dropped.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from quizgen.bank.document import Document, Position, Spot
from quizgen.bank.draw_wishes import DrawWishes
from quizgen.bank.fields import Record, mended_name
from quizgen.bank.kinds.base import BaseQuestion, Distractor
from quizgen.bank.model import Article, Bank
from quizgen.bank.option_text import OptionPicture, is_picture
from quizgen.bank.options_rewritten import with_answer
from quizgen.bank.place import Place
from quizgen.bank.print_settings import PrintSettings
from quizgen.bank.questions import DEFAULT, MODELS, kind_of
from quizgen.bank.yaml_advice import as_yaml, colon_in_text, in_quotes, quoted
from quizgen.base.data_class import dataclass
from quizgen.base.errors import did_you_mean, nearest_name, shown
from quizgen.base.words import and_list, counted

if TYPE_CHECKING:
    from pydantic import ValidationError

Message = tuple[Position, str]

# What teachers and other quiz programs call these keys.
OTHER_WORDS = {
    "question": "stem",
    "prompt": "stem",
    "explanation": "rationale",
    "reason": "misconception",
    "level": "difficulty",
    "kind": "type",
    "score": "points",
    "name": "id",
    "quotation": "quote",
    "passage": "excerpt",
    "caption": "alt",
    **{word: key for model in MODELS.values() for word, key in model.other_words.items()},
}
_EVERY_KEY = {key for model in MODELS.values() for key in model.record_fields}
# A note after one of these cuts no sentence.
SHORT_KEYS = {"id", "type", "skill", "difficulty", "points", "paragraph", "paragraphs", "last"}
SHORT_KEYS |= {"group", "enemies", "allow_with", "place", "pick", "order", "count", "file"}
SHORT_KEYS |= {"language", "lines", *PrintSettings.record_fields, *DrawWishes.record_fields}
SHORT_KEYS |= {key for model in MODELS.values() for key in model.short_keys}

# The error is in the key, not in its value.
AT_THE_KEY = {"extra_forbidden", "bad_name", "empty_group"}
# What a part of a question is called in a sentence.
PARTS = {
    "footnotes": "Footnote",
    **{key: name for model in MODELS.values() for key, name in model.part_names.items()},
}
# Keys of a question under which a bank gives names to what it lists.
_NAMING = {
    key
    for model in MODELS.values()
    for key, field in model.record_fields.items()
    if get_origin(field.type) is dict
}


def messages(error: "ValidationError | None", document: Document) -> Iterator[Message]:
    """Yield the position and the message of each error, in no particular order."""
    cut = dict(_cut_texts(document))
    yield from cut.values()
    items = error.errors(include_url=False) if error else []
    findings = [found for item in items if not _is_echo(found := located(item, document))]
    explained = {*cut}.union(*(found.explains() for found in findings))
    said = set()
    for found in findings:
        message = found.mark(), found.message()
        # An error in an anchor is repeated by each of its aliases.
        if found.place not in explained and not found.is_spoilt() and message not in said:
            said.add(message)
            yield message


def _cut_texts(document: Document) -> Iterator[tuple[Place, Message]]:
    """Yield each text that a # after one space cuts off.

    To YAML that is a comment, to the author the rest of a sentence. After two spaces, or after
    a key that holds no sentence, it is a comment.
    """
    for place, spot in document.commented():
        if spot.comment is None or not place or _holds_no_sentence(place, document):
            continue
        line = document.lines[spot.value.line - 1]
        whole = line[spot.value.column - 1 :] if spot.comment.line == spot.value.line else ""
        message = (
            "The text ends before this #, because a # after a space begins a note. Put the "
            f"whole text in quotes{': ' + quoted(whole) if whole.strip() else ''}; or put two "
            "spaces before the # if it is a note."
        )
        yield place, (spot.comment, message)


def _holds_no_sentence(place: Place, document: Document) -> bool:
    if place[-1] in SHORT_KEYS or place[0] == "draw" or place == ("article", "text"):
        return True
    record = record_class(place[:-1], document)
    field = record.record_fields.get(str(place[-1])) if record else None
    return field is not None and field.type is bool


def record_class(place: Place, document: Document) -> type[Record] | None:
    """Return the model at a place, if it is a group of keys."""
    model: type[Record] | None = Bank
    is_names = False
    for depth, step in enumerate(place, start=1):
        if depth == 2 and place[0] == "questions":
            model = MODELS.get(kind_of(document.value(place[:2])), BaseQuestion)
        elif isinstance(step, int) or is_names:
            is_names = False
        elif model and step in model.record_fields:
            annotation = model.record_fields[step].type
            model, is_names = _record_in(annotation), get_origin(annotation) is dict
        else:
            return None
    if model is None and is_picture(document.value(place)):
        return OptionPicture
    return model


def _record_in(annotation: Any) -> type[Record] | None:
    """Return the model that a field holds: one of it, a list of them, or one for each name."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next(filter(None, map(_record_in, get_args(annotation))), None)


@dataclass(frozen=True)
class LocatedError:
    """One of pydantic's errors, with the place in the file that it is about."""

    kind: str
    place: Place
    said: str
    context: Mapping[str, Any]
    document: Document

    @property
    def key(self) -> str:
        """The key the error is about, for a list's item the list's key."""
        return next((step for step in reversed(self.place) if isinstance(step, str)), "")

    @property
    def record(self) -> Place:
        """The place of the group of keys that the key belongs to."""
        last = max((i for i, step in enumerate(self.place) if isinstance(step, str)), default=0)
        return self.place[:last]

    @property
    def model(self) -> type[Record]:
        """The model of that group of keys."""
        return record_class(self.record, self.document) or Bank

    @property
    def value(self) -> Any:
        """The file's value there; None if the key is missing."""
        return self.document.value(self.place)

    @property
    def spot(self) -> Spot:
        """The value's position, or that of the nearest part around it."""
        return self.document.nearest(self.place)

    @property
    def names(self) -> list[str]:
        """The keys that are allowed beside this one, those of a picture included."""
        pictures = OptionPicture.record_fields if self.model.picture_key else {}
        return list(dict.fromkeys((*self.model.record_fields, *pictures)))

    @property
    def subject(self) -> str:
        """The value's name in a sentence."""
        step = self.place[-1] if self.place else ""
        return f"'{self.key}'" if isinstance(step, str) else f"Item {step + 1} of '{self.key}'"

    def is_spoilt(self) -> bool:
        """Whether YAML misread the text there, which is reported already."""
        steps = range(len(self.place) + 1)
        return any(self.place[:step] in self.document.spoilt for step in steps)

    def mark(self) -> Position:
        """Return what the teacher must edit."""
        if self.kind == "missing" or self.context.get("mark") == "question":
            spots = self.document.spots
            spot = spots.get((*self.record, "id")) or self.document.nearest(self.record)
            return spot.key or spot.value
        at_key = self.kind in AT_THE_KEY or self.context.get("mark") == "key"
        if at_key or self.value == "":
            return self.spot.key or self.spot.value
        if self.kind.startswith("repeats_"):
            option = self.value if isinstance(self.value, dict) else {}
            words = next((key for key in ("text", "quote") if key in option), "")
            return self.document.nearest((*self.place, words)).value
        if self.kind == "reference_beyond":
            return self._mark_of(self.context["written"])
        return self.spot.value

    def _mark_of(self, words: str) -> Position:
        """Return the position of words in the text, or the text's if they are split."""
        first, column = self.spot.value
        for line, text in enumerate(self.document.lines[first - 1 :], start=first):
            at = text.find(words, column - 1 if line == first else 0)
            if at >= 0:
                return Position(line, at + 1)
        return self.spot.value

    def message(self) -> str:
        """Return what is wrong and what to write instead, on one line."""
        return " ".join(_WORDS.get(self.kind, _as_said)(self).split())

    def explains(self) -> set[Place]:
        """Return the places of errors that only follow from this one."""
        explain = _EXPLAINS.get(self.kind)
        return explain(self) - {self.place} if explain else set()


def located(item: Mapping[str, Any], document: Document) -> LocatedError:
    """Return pydantic's error with its place as it is in the file."""
    kind, place = item["type"], tuple(item["loc"])
    # A question's errors name its type after its number; the file has no such step.
    if len(place) > 2 and place[0] == "questions" and place[2] in MODELS:
        place = (*place[:2], *place[3:])
    if place[-1:] == ("[key]",):
        kind, place = "bad_name", place[:-1]
    # A distractor may be given as a text alone.
    if place and kind != "missing" and isinstance(document.value(place[:-1]), str):
        place = place[:-1]
    if kind == "union_tag_invalid":
        kind, place = "literal_error", (*place, "type")
    return LocatedError(kind, place, item["msg"], item.get("ctx", {}), document)


def _is_echo(found: LocatedError) -> bool:
    """Whether a list is too short only because pydantic dropped its invalid items."""
    items, least = found.value, found.context.get("min_length", 1)
    return found.kind == "too_short" and isinstance(items, list) and len(items) >= least


def _label(place: Place, document: Document) -> str:
    """Return what a group of keys is called in a sentence."""
    if not place or place == ("article",):
        return "The article" if place else "The bank"
    if place in (("print",), ("draw",)):
        return f"'{place[0]}'"
    if len(place) == 2 and place[0] != "questions":
        return f"Group '{place[1]}'" if place[0] == "groups" else f"Section {int(place[1]) + 1}"
    if len(place) == 2:
        name = document.value((*place, "id"))
        named = isinstance(name, str) and bool(name.strip())
        return f"Question '{shown(str(name))}'" if named else f"Question {int(place[1]) + 1}"
    question = _label(place[:1] if place[0] == "article" else place[:2], document)
    key = next((step for step in reversed(place[1:]) if isinstance(step, str)), "")
    key = next((str(step) for step in place[2:3] if step in _NAMING), key)
    numbers = [str(step + 1) for step in place[2:] if isinstance(step, int)]
    name = " ".join([PARTS.get(key, key.title()), *numbers[-1:]])
    return f"{name} of {question[0].lower()}{question[1:]}"


def _example(found: LocatedError) -> str:
    """Return an example of the key with a value, to end a sentence with."""
    field = found.model.record_fields.get(found.key)
    if field is None or not field.examples or found.place[-1] != found.key:
        return "."
    return f", for example: {found.key}: {field.examples[0]}"


def _missing(found: LocatedError) -> str:
    hint = ""
    if found.key == "distractors" and "type" not in (found.document.value(found.record) or {}):
        hint = f" (a question without a type is {DEFAULT})"
    label = _label(found.record, found.document)
    return f"{label} has no '{found.key}'{hint}. Add it{_example(found)}"


def _blank(found: LocatedError) -> str:
    if found.spot.style == "indented":
        return (
            f"{found.subject} is empty: nothing is indented below it. Text that begins with "
            "> or | must be in quotes."
        )
    subject = found.key if found.place[-1] == found.key else found.subject
    return f"{subject} is empty: write its text{_example(found)}"


def _text_expected(found: LocatedError) -> str:
    if isinstance(found.value, dict) and is_picture(found.value):
        return (
            f"{found.subject} cannot be a picture. Pictures can be options: answers and "
            "distractors, steps, and what is on the right of a pair. Write a text."
        )
    if found.spot.in_brackets:
        return _to_quote(found)
    if isinstance(found.value, dict):
        line = found.document.lines[found.spot.value.line - 1]
        return colon_in_text(quoted(line[found.spot.value.column - 1 :]))
    return f"{found.subject} is one text, not a list. Delete the dash, or keep one item only."


def _to_quote(found: LocatedError) -> str:
    mark = found.spot.value
    return in_quotes(found.document.lines[mark.line - 1], mark.column)


def _list_expected(found: LocatedError) -> str:
    value = found.value
    if found.place == ("questions",) and value == "":
        return _no_question(found)
    if value == "":
        return f"{found.key} is empty: put its list below it, each item after a dash."
    if found.key == "rows" and isinstance(found.place[-1], int):
        return "Each row is a list of cells. Write it as: - [cell, cell]"
    if isinstance(value, str) and re.match(r"-\S", value):
        return f"Put a space after each dash in the list of '{found.key}'."
    record = record_class(found.place, found.document)
    if isinstance(value, str) and record and "text" in record.record_fields:
        items = (part for part in re.split(r"[,;]\s+|\n", value) if part.strip())
        return (
            f"'{found.key}' is a list of texts. Write: "
            f"{found.key}: [{', '.join(map(as_yaml, items))}]"
        )
    if isinstance(value, str) and record:
        keys = ", ".join(f"{key}: …" for key in record.record_fields)
        return f"'{found.key}' is a list of keys. Write: {found.key}: [{{{keys}}}]"
    if isinstance(value, str) and found.key in ("enemies", "allow_with"):
        ids = ", ".join(part.strip() for part in value.split(",") if part.strip())
        return f"'{found.key}' is a list. Write: {found.key}: [{ids}]"
    if isinstance(value, str):
        return f"'{found.key}' is a list. Write: {found.key}: [{quoted(value)}]"
    return f"'{found.key}' is a list. Put a dash and a space before each of its items."


def _no_question(found: LocatedError) -> str:
    """Say how to add the first question; a new bank has examples in comments."""
    below = found.document.lines[found.spot.value.line :]
    if any(re.match(r"\s*#\s*- id:", line) for line in below):
        return (
            "The bank has no question yet: what stands below 'questions:' are notes. To use an "
            "example, delete the # and the space after it before each of its lines."
        )
    return "The bank has no question yet. Write one below 'questions:', its id after a dash."


def _keys_expected(found: LocatedError) -> str:
    value = found.value
    if not found.place:
        return _bank_expected(value)
    if named := _names_expected(found.place):
        return named
    if isinstance(value, str) and (glued := re.match(r"([\w-]+):(?=\S)", value)):
        return f"Put a space after the colon: {glued[1]}: {shown(value[glued.end() :])}"
    if isinstance(value, list) and found.spot.in_brackets:
        return _to_quote(found)
    model = record_class(found.place, found.document) or Bank
    needed = [key for key, field in model.record_fields.items() if field.is_required]
    keys = ", ".join(needed or model.record_fields)
    if value == "":
        return f"{found.key} is empty: write its keys ({keys}) below it, two spaces further in."
    if isinstance(value, list):
        return f"{found.subject} needs keys ({keys}), not a list. Delete the dash."
    return f"{found.subject} needs keys ({keys}), not only text. Write each as key: text."


def _names_expected(place: Place) -> str | None:
    """Say what a key holds that has names below it."""
    if place == ("groups",):
        return (
            "'groups' holds names, each with its keys. Write a name and a colon on a line of "
            "its own below it, and the group's keys indented below that."
        )
    if place[0] == "draw" and len(place) > 1:
        return (
            f"'{place[1]}' holds types with numbers: {{multiple_choice: 7, open_response: 1}}; "
            "in quizgen.toml each colon is an =."
        )
    if place[-1] == "skills":
        return "'skills' holds names with labels. Write each as name: Label on its own line."
    if place[-1] == "ignore":
        return "'ignore' holds rules with reasons. Write each as rule: reason on its own line."
    if "check" in place:
        return "'check' holds rules with limits. Write each as rule: {limit: number}."
    return None


def _bank_expected(value: Any) -> str:
    what = "a list" if isinstance(value, list) else "text without keys"
    return (
        f"The file holds {what}. A bank begins with 'article:' and 'questions:', each at the "
        "beginning of a line, with what belongs to it indented below."
    )


def _too_few(found: LocatedError) -> str:
    least = found.context.get("min_length", 1)
    if found.value and least > 1:
        number = counted(len(found.value), "item")
        return f"'{found.key}' has {number}; it needs {least} at least."
    return f"'{found.key}' is an empty list. Put at least one item in it."


def _too_many(found: LocatedError) -> str:
    limit, number = found.context.get("max_length"), len(found.value)
    return f"'{found.key}' has {number} items; there may be {limit} at most."


def _whole_number(found: LocatedError) -> str:
    low, high = found.context.get("low"), found.context.get("high")
    return f"'{found.key}' must be a whole number from {low} to {high}{_not_this(found)}."


def _truth(found: LocatedError) -> str:
    subject = found.subject
    if found.key == "answer":
        subject = f"The answer of a {kind_of(found.document.value(found.record))} question"
    return f"{subject} is true or false{_not_this(found)}."


def _not_this(found: LocatedError) -> str:
    return f", not '{shown(found.value)}'" if isinstance(found.value, str) else ""


def _one_of(found: LocatedError) -> str:
    allowed = list(MODELS) if found.key == "type" else _literals(found)
    guess = did_you_mean(found.value, allowed) if isinstance(found.value, str) else ""
    if len(allowed) == 1:
        instead = f"Write {found.key}: {allowed[0]}, or delete the key."
        return f"'{found.key}' can only be '{allowed[0]}' here{_not_this(found)}. {instead}"
    return f"'{found.key}' is one of {', '.join(allowed)}{_not_this(found)}.{guess}"


def _yes_or_no(found: LocatedError) -> str:
    return f"{found.subject} is yes or no{_not_this(found)}."


def _literals(found: LocatedError) -> list[str]:
    """Return the words that a field is limited to."""
    annotation = found.model.record_fields[found.key].type
    choices = [annotation, *get_args(annotation)]
    return [
        word for choice in choices if get_origin(choice) is Literal for word in get_args(choice)
    ]


def _name(found: LocatedError) -> str:
    what, written = f"'{found.key}'", found.value
    if found.kind == "bad_name":
        what = f"A {str(found.place[-2]).removesuffix('s')}'s name"
        written = found.place[-1]
    mended = mended_name(str(written))
    instead = f" Write {shown(mended)} instead." if mended else ""
    return f"{what} holds letters a to z, digits, - and _ only, no spaces.{instead}"


def _repeated_id(found: LocatedError) -> str:
    name, first = shown(str(found.value)), found.document.nearest(found.context["first"])
    return (
        f"The id '{name}' is taken by the question on line {first.value.line}. "
        "Give this one an id of its own."
    )


def _half_character(found: LocatedError) -> str:
    return f"{found.subject} holds half of a character. Delete it and type it again."


def _as_said(found: LocatedError) -> str:
    return found.said


def _meant(found: LocatedError) -> str | None:
    """Return the key that an unknown one probably means."""
    word = found.key.casefold().strip()
    if word in OTHER_WORDS and OTHER_WORDS[word] in found.names:
        return OTHER_WORDS[word]
    return nearest_name(found.key, found.names)


def _glued(found: LocatedError) -> str | None:
    """Return the key in a key that swallowed its value because a space is missing."""
    before, colon, _ = found.key.partition(":")
    return before if colon and before in found.names else None


def _other_kinds(found: LocatedError) -> list[str]:
    """Return the kinds that have the key, if this kind does not."""
    if not issubclass(found.model, BaseQuestion):
        return []
    return [kind for kind, model in MODELS.items() if found.key in model.record_fields]


def _strangers(found: LocatedError) -> list[str]:
    """Return the question's keys that only other kinds of question have."""
    value = found.document.value(found.record)
    return [
        key for key in _EVERY_KEY - {*found.names} if isinstance(value, dict) and key in value
    ]


def _kind_that_fits(found: LocatedError) -> str | None:
    """Return the kind that a question's keys fit best."""
    value = found.document.value(found.record)
    if not _other_kinds(found) or not isinstance(value, dict):
        return None
    known = {key for key in _EVERY_KEY if key in value}
    fitting = [kind for kind, model in MODELS.items() if known <= model.record_fields.keys()]
    return fitting[0] if fitting else None


def _home(found: LocatedError) -> Place | None:
    """Return the nearest group that a misplaced key belongs to."""
    if found.record == ("article",):
        return () if found.key in Bank.record_fields else None
    if found.record:
        return None
    if owner := _owner_above(found):
        return owner
    if found.key in DrawWishes.record_fields:
        return ("draw",)
    return ("print",) if found.key in PrintSettings.record_fields else None


def _owner_above(found: LocatedError) -> Place | None:
    """Return the nearest of the article and the questions above that can have the key."""
    start = found.document.nearest
    owners: list[Place] = [("article",)] if found.key in Article.record_fields else []
    if any(found.key in model.record_fields for model in MODELS.values()):
        questions = found.document.value(("questions",))
        number = len(questions) if isinstance(questions, list) else 0
        places: list[Place] = [("questions", index) for index in range(number)]
        owners += [place for place in places if start(place).value < found.mark()]
    return max(owners, key=lambda place: start(place).value, default=None)


def _is_cut_sentence(found: LocatedError) -> bool:
    """Whether a colon turned a wrong option into keys."""
    value = found.document.value(found.record)
    return (
        found.model is Distractor
        and isinstance(value, dict)
        and "text" not in value
        and "misconception" not in value
        and not found.document.nearest(found.record).in_brackets
        and _meant(found) is None
    )


def _unknown_key(found: LocatedError) -> str:
    key, label = shown(found.key), _label(found.record, found.document)
    if glued := _glued(found):
        return f"Put a space after the colon: {glued}: {shown(found.key[len(glued) + 1 :])}"
    if _is_cut_sentence(found):
        line = found.document.lines[found.mark().line - 1]
        return colon_in_text("- " + quoted(line[found.mark().column - 1 :]))
    if misspelt := _misspelt(found):
        return misspelt
    if kinds := _other_kinds(found):
        this = kind_of(found.document.value(found.record))
        mend = f"Delete '{key}'"
        if meant := _kind_that_fits(found):
            mend = f"Write 'type: {meant}', or delete '{key}'"
        belongs = f"'{key}' belongs to type {and_list(kinds)}"
        article = "an" if this[0] in "aeiou" else "a"
        return f"{belongs}; this question is {article} {this}. {mend}."
    home = _home(found)
    if home == ():
        return f"'{key}' belongs to the bank, not to the article. Do not indent it."
    if home:
        return _belongs_to(home, found)
    if meant := _meant(found):
        return f"There is no key '{key}' here. Did you mean '{meant}'?"
    if _is_behind_comma(found):
        return (
            f"A comma inside {{ }} ends a text, so '{key}' is taken for a key. Put the whole "
            "text in quotes."
        )
    return f"There is no key '{key}' here. {label} may have {', '.join(found.names)}."


def _misspelt(found: LocatedError) -> str | None:
    """Say which key of this kind of question was meant, if it is likely."""
    key, meant = shown(found.key), _meant(found)
    if instead := _options_rewritten(found):
        return (
            f"There is no key '{key}': the right option is written by itself, apart from the "
            f"wrong ones. Write: {instead}"
        )
    if meant and meant.rstrip("s") == found.key.rstrip("s"):
        return f"There is no key '{key}' here. Did you mean '{meant}'?"
    return None


def _options_rewritten(found: LocatedError) -> str | None:
    """Return a question's own answer and options, written as they should be."""
    value = found.document.value(found.record)
    key = next((key for key in ("answers", "answer") if key in found.names), "")
    if _meant(found) != "distractors" or not isinstance(value, dict) or "distractors" in value:
        return None
    meant = (field for field in value if key == OTHER_WORDS.get(field, field))
    return with_answer(key, value.get(next(meant, key)), found.value)


def _belongs_to(home: Place, found: LocatedError) -> str:
    """Say where a misplaced key belongs."""
    key = shown(found.key)
    if home in (("print",), ("draw",)) and found.document.value(home) is None:
        value = found.value if isinstance(found.value, str) else "…"
        return f"'{key}' belongs under '{home[0]}'. Write: {home[0]}: {{{key}: {shown(value)}}}"
    owner = _label(home, found.document)
    return f"'{key}' belongs to {owner[0].lower()}{owner[1:]}. Indent it like the keys there."


def _is_behind_comma(found: LocatedError) -> bool:
    """Whether a key is the rest of a text with a comma in braces."""
    in_braces = found.document.nearest(found.record).in_brackets
    return in_braces and found.value == "" and _meant(found) is None


def _explained_by_key(found: LocatedError) -> set[Place]:
    """Return the missing key that an unknown one stands for."""
    value = found.document.value(found.record)
    if _is_cut_sentence(found) and isinstance(value, dict):
        first = next(iter(value))
        # Every key of the sentence explains the others away but the first.
        rest = [key for key in value if key != first] if found.key == first else []
        return {(*found.record, key) for key in ("text", *rest)}
    if glued := _glued(found):
        return {(*found.record, glued)}
    if _kind_that_fits(found) and isinstance(value, dict):
        strangers = [key for key in value if key in _strangers(found)]
        # The first stranger stands for the others, and for what the wrong kind would need.
        missing = [key for key in found.names if key not in value]
        excess = [*strangers[1:], *missing] if found.key == strangers[0] else []
        return {(*found.record, key) for key in excess}
    if _is_behind_comma(found) and isinstance(value, dict):
        later = list(value)[list(value).index(found.key) + 1 :]
        return {
            (*found.record, key) for key in later if value[key] == "" and key not in found.names
        }
    home = _home(found)
    if home is not None:
        return {(*home, found.key)}
    meant = _meant(found)
    return {(*found.record, meant)} if meant and meant not in (value or {}) else set()


def _explained_by_group(found: LocatedError) -> set[Place]:
    """Return the article's keys that are beside an empty 'article:'."""
    if found.place == ("article",) and found.value == "":
        return {(key,) for key in Article.record_fields if key not in Bank.record_fields}
    return set()


_EXPLAINS: dict[str, Callable[[LocatedError], set[Place]]] = {
    "extra_forbidden": _explained_by_key,
    "model_type": _explained_by_group,
}
_WORDS: dict[str, Callable[[LocatedError], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_key,
    "blank": _blank,
    "string_too_short": _blank,
    "string_type": _text_expected,
    "string_unicode": _half_character,
    "string_pattern_mismatch": _name,
    "bad_name": _name,
    "model_type": _keys_expected,
    "dict_type": _keys_expected,
    "tuple_type": _list_expected,
    "too_short": _too_few,
    "too_long": _too_many,
    "whole_number": _whole_number,
    "truth": _truth,
    "yes_or_no": _yes_or_no,
    "literal_error": _one_of,
    "repeated_id": _repeated_id,
}
