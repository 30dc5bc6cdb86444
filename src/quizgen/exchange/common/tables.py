"""Questions in a table: a row for each, and a column for each thing to say of it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.drafted import (
    DraftOption,
    answered,
    essay,
    judged,
    matched,
    one_of,
    ordered,
    some_of,
)
from quizgen.bank.option_text import picture_in
from quizgen.bank.questions import MODELS
from quizgen.base.choices import DIFFICULTY_NAMES, type_name
from quizgen.base.data_class import dataclass, field
from quizgen.exchange.common.drafts import Draft, Read, unread
from quizgen.exchange.common.formats import Holds
from quizgen.exchange.common.items import Ask, Export, Item
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.sources import Source

MOST_ROWS = 20_000
MOST_COLUMNS = 200
HEAD_ROWS = 10
"""The headings are within so many rows."""
ARROW = " -> "

NAMES = {
    "id": "id kennung identifier",
    "type": "type typ tipo fragetyp|question type",
    "skill": "skill fertigkeit kompetenz habilidad competencia",
    "stem": "stem question frage pregunta enunciado prompt aufgabe item fragetext"
    "|question text",
    "answer": "answer answers key correct solution antwort lösung respuesta solución"
    " correcta"
    "|correct answer|right answer|correct answers|richtige antwort|richtige antworten"
    "|respuesta correcta|respuestas correctas",
    "distractor": "distractor distractors wrong incorrect distraktor distraktoren distractores"
    "|wrong answer|incorrect answer|falsche antwort|respuesta incorrecta|wrong answers",
    "option": "option choice auswahl opción opcion wahl alternative",
    "misconception": "misconception fehlvorstellung|why wrong|why it tempts",
    "accept": "accept accepted aceptar|also accept|auch richtig|también correcta",
    "points": "points punkte puntos score marks",
    "difficulty": "difficulty schwierigkeit dificultad",
    "paragraph": "paragraph absatz párrafo parrafo",
    "quote": "quote evidence zitat beleg cita",
    "rationale": "rationale explanation feedback begründung erklärung explicación razón",
    "standards": "standards standard",
    "excerpt": "excerpt auszug fragmento extracto",
    "excerpt paragraph": "|excerpt paragraph",
    "scoring": "scoring bewertung puntuación",
}
COLUMNS = {
    heading.strip(): name
    for name, listed in NAMES.items()
    for heading in (*listed.partition("|")[0].split(), *listed.split("|")[1:])
    if heading.strip()
}
"""What teachers call a column, in English, German and Spanish."""
TRUTHS = {
    **dict.fromkeys(("true", "t", "wahr", "richtig", "verdadero", "v", "cierto"), True),
    **dict.fromkeys(("false", "f", "falsch", "falso"), False),
}
DIFFICULTIES = {
    "leicht": "easy",
    "mittel": "medium",
    "schwer": "hard",
    "fácil": "easy",
    "media": "medium",
    "medio": "medium",
    "difícil": "hard",
}
NONE = "–"


@dataclass(frozen=True)
class Row:
    """A row's cells; line is its number in the file."""

    line: int
    cells: tuple[str, ...]


@dataclass
class _Columns:
    """Where each column is; several may be alike."""

    places: dict[str, list[int]] = field(default_factory=dict)
    letters: list[str] = field(default_factory=list)
    """How the columns of options are named: a, b, c or 1, 2, 3."""

    def one(self, row: Row, name: str) -> str:
        """Return a row's first text under a heading."""
        return next(filter(None, self.all(row, name)), "")

    def all(self, row: Row, name: str) -> list[str]:
        """Return a row's texts in all columns with a heading."""
        cells = row.cells
        return [
            cells[at].strip() if at < len(cells) else "" for at in self.places.get(name, ())
        ]


# In


def columns_of(row: Row) -> _Columns | None:
    """Return the columns that a row of headings names; None if it is none."""
    found = _Columns()
    for at, cell in enumerate(row.cells):
        heading = re.sub(r"[\s_*:?.()#/-]+", " ", cell.casefold()).strip()
        name = _column(heading, found)
        if name:
            found.places.setdefault(name, []).append(at)
    is_head = "stem" in found.places and len(found.places) > 1
    return found if is_head else None


def _column(heading: str, found: _Columns) -> str | None:
    base, _, last = heading.rpartition(" ")
    numbered = bool(re.fullmatch(r"[a-h]|[0-9]{1,2}", last)) and bool(base or len(last) == 1)
    if heading in COLUMNS:
        return COLUMNS[heading]
    if numbered and (not base or COLUMNS.get(base) in ("option", "answer")):
        found.letters.append(last)
        return "option"
    return COLUMNS.get(base) if numbered else None


def read_rows(source: Source, rows: Sequence[Row], found: Read) -> None:
    """Add the questions of a table; raises nothing: a row that is none is told."""
    head = next(
        (
            (at, columns)
            for at, row in enumerate(rows[:HEAD_ROWS])
            if (columns := columns_of(row))
        ),
        None,
    )
    if head is None:
        message = (
            "There is no row of headings with a column for the question and one for the "
            "answer, such as: stem, answer, distractor 1, distractor 2."
        )
        found.lose(source, rows[0].line if rows else 1, "question", message)
        return
    at, columns = head
    unknown = [
        cell.strip()
        for place, cell in enumerate(rows[at].cells)
        if cell.strip() and not any(place in each for each in columns.places.values())
    ]
    if unknown:
        message = f"Columns that are not understood are left out: {', '.join(unknown)}."
        found.lose(source, rows[at].line, "columns", message)
    for row in rows[at + 1 :]:
        if any(cell.strip() for cell in row.cells):
            found.drafts.append(_draft(source, row, columns))


def _draft(source: Source, row: Row, columns: _Columns) -> Draft:
    draft = Draft({}, "", source.name, row.line)
    try:
        _fill(draft, row, columns)
    except ValueError as error:
        text = " | ".join(filter(None, map(str.strip, row.cells)))
        return unread(source, row.line, text, str(error))
    return draft


def _fill(draft: Draft, row: Row, columns: _Columns) -> None:
    data = draft.data
    stem = columns.one(row, "stem")
    if not stem:
        raise ValueError("The row has no question.")
    data["stem"] = stem
    for name in ("id", "skill", "rationale"):
        if text := columns.one(row, name):
            data[name] = text
    data |= _answer_data(draft, row, columns)
    _points(draft, columns.one(row, "points"))
    difficulty = columns.one(row, "difficulty").casefold()
    difficulty = DIFFICULTIES.get(difficulty, difficulty)
    if difficulty in DIFFICULTY_NAMES:
        data["difficulty"] = difficulty
    elif difficulty:
        draft.lose("difficulty", f"“{difficulty}” is none of {', '.join(DIFFICULTY_NAMES)}.")
    evidence = list(_evidence(draft, row, columns))
    if evidence:
        data["evidence"] = evidence
    if standards := _lines(columns.one(row, "standards")):
        data["standards"] = standards
    if excerpt := columns.one(row, "excerpt"):
        number = columns.one(row, "excerpt paragraph")
        data["excerpt"] = {"text": excerpt, "paragraph": number} if number else excerpt


def _points(draft: Draft, text: str) -> None:
    if re.fullmatch(r"[0-9]{1,4}([.,]0+)?", text):
        draft.data["points"] = int(re.split("[.,]", text)[0])
    elif text:
        draft.lose("points", f"“{text}” is no whole number of points.")


def _evidence(draft: Draft, row: Row, columns: _Columns) -> Iterator[dict[str, Any]]:
    numbers = _lines(columns.one(row, "paragraph").replace(",", "\n").replace(";", "\n"))
    quotes = _lines(columns.one(row, "quote"))
    for number, quote in zip_longest(numbers, quotes, fillvalue=""):
        if not re.fullmatch(r"[0-9]{1,4}", number):
            said = f"“{number or quote}”"
            draft.lose("evidence", f"{said} names no paragraph by its number.")
            continue
        words = {"quote": quote} if quote and quote != NONE else {}
        yield {"paragraph": int(number), **words}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _answer_data(draft: Draft, row: Row, columns: _Columns) -> dict[str, Any]:
    """Return the keys of a question's kind: the one that is named, or that which fits."""
    kind = type_name(columns.one(row, "type"))
    answer = columns.one(row, "answer")
    options = _options(row, columns, answer)
    cells = _Cells(answer, options, columns.one(row, "accept"))
    scoring = columns.one(row, "scoring")
    more = {"scoring": scoring} if scoring else {}
    form = MODELS[kind].answer_form if kind in MODELS else None
    if form in _BY_FORM:
        return _BY_FORM[form](cells) | more
    if kind:
        draft.lose("type", f"There is no type “{kind}”; it was guessed from the answer.")
    if len(options) > 1:
        several = sum(option.is_right for option in options) > 1
        return some_of(options, each=True) if several else _choice(cells)
    if answer.casefold() in TRUTHS:
        return judged(is_true=TRUTHS[answer.casefold()])
    if not answer:
        draft.comments.append("The table has no model answer; write one.")
        return essay("WRITE: a model answer")
    return _short(cells)


def _options(row: Row, columns: _Columns, answer: str) -> list[DraftOption]:
    """Return all options: listed with the key beside, or as answer and distractors."""
    listed = columns.all(row, "option")
    if any(listed):
        right = _named(answer, listed, columns.letters)
        return [DraftOption(text, at in right) for at, text in enumerate(listed) if text]
    reasons = columns.all(row, "misconception")
    wrong = columns.all(row, "distractor")
    if len(wrong) == 1:
        wrong = _lines(wrong[0])
    pairs = zip_longest(wrong, reasons[: len(wrong)], fillvalue="")
    found = [DraftOption(text, misconception=why) for text, why in pairs if text]
    return [DraftOption(answer, is_right=True), *found] if answer and found else found


def _named(answer: str, listed: Sequence[str], letters: Sequence[str]) -> set[int]:
    """Return which options a key names: by their texts, or by letters or numbers."""
    texts = {text.casefold(): at for at, text in enumerate(listed) if text}
    if answer.casefold() in texts:
        return {texts[answer.casefold()]}
    words = [part.strip().casefold() for part in re.split(r"[,;\n|]", answer) if part.strip()]
    if words and all(word in texts for word in words):
        return {texts[word] for word in words}
    numbered = {letter: at for at, letter in enumerate(letters)}
    numbered |= {chr(ord("a") + at): at for at in range(len(listed))}
    numbered |= {str(at + 1): at for at in range(len(listed))}
    found = {numbered[word] for word in words if word in numbered}
    if not words or len(found) < len(words) or any(not listed[at] for at in found):
        raise ValueError(f"The key “{answer}” names no option of the row.")
    return found


class _Cells(NamedTuple):
    """What a row says of its answer."""

    answer: str
    options: Sequence[DraftOption] = ()
    accept: str = ""


def _choice(cells: _Cells) -> dict[str, Any]:
    right = [option for option in cells.options if option.is_right]
    if len(right) != 1 or len(cells.options) < 2:
        raise ValueError("The row has no right option, or no wrong one.")
    return one_of(cells.options)


def _select(cells: _Cells) -> dict[str, Any]:
    right = [option for option in cells.options if option.is_right]
    wrong = [option for option in cells.options if not option.is_right]
    if len(right) == 1:
        right = [DraftOption(text, is_right=True) for text in _lines(cells.answer)]
    if not right or not wrong:
        raise ValueError("The row has no right option, or no wrong one.")
    return some_of([*right, *wrong])


def _truth(cells: _Cells) -> dict[str, Any]:
    if cells.answer.casefold() not in TRUTHS:
        raise ValueError(f"“{cells.answer}” is neither true nor false.")
    return judged(is_true=TRUTHS[cells.answer.casefold()])


def _judgement(cells: _Cells) -> dict[str, Any]:
    return {"type": "true_false_not_given", "answer": cells.answer.casefold()}


def _short(cells: _Cells) -> dict[str, Any]:
    if not cells.answer:
        raise ValueError("The row has no cells.answer.")
    return answered([cells.answer, *_lines(cells.accept)])


def _essay(cells: _Cells) -> dict[str, Any]:
    return essay(cells.answer or "WRITE: a model answer")


def _steps(cells: _Cells) -> dict[str, Any]:
    steps = _lines(cells.answer)
    if len(steps) < 2:
        raise ValueError("Write the steps in their order, each on a line of the answer's cell.")
    return ordered(steps)


def _pairs(cells: _Cells) -> dict[str, Any]:
    pairs = [line.partition(ARROW) for line in _lines(cells.answer)]
    if len(pairs) < 2 or not all(arrow for _, arrow, _ in pairs):
        raise ValueError("Write a pair on each line of the answer's cell: left -> right.")
    extra = [each.text for each in cells.options if not each.is_right]
    return matched([(left, right) for left, _, right in pairs], extra)


_Filler = Callable[[_Cells], dict[str, Any]]
_BY_FORM: dict[str, _Filler] = {
    "one choice": _choice,
    "several choices": _select,
    "true or false": _truth,
    "true, false or not given": _judgement,
    "a few words": _short,
    "an essay": _essay,
    "order": _steps,
    "pairs": _pairs,
}


# Out


def table_of(export: Export, losses: list[Loss]) -> list[list[str]]:
    """Return an export as rows of texts, the first with the headings."""
    rows = [_row(item, losses) for item in export.items]
    widest = max((len(wrong) for _, wrong in rows), default=0)
    with_reasons = any(why for _, wrong in rows for _, why in wrong)
    head = ["id", "type", "skill", "stem", "answer"]
    head += [f"distractor {number}" for number in range(1, widest + 1)]
    head += [f"misconception {n}" for n in range(1, widest + 1)] if with_reasons else []
    head += list(_BEHIND)
    table = [head]
    for cells, wrong in rows:
        filled = [*wrong, *[("", "")] * (widest - len(wrong))]
        line = [cells[name] for name in head[:5]]
        line += [text for text, _ in filled]
        line += [why for _, why in filled] if with_reasons else []
        table.append([*line, *(cells[name] for name in _BEHIND)])
    return table


_BEHIND = (
    *("accept", "scoring", "points", "difficulty", "paragraph", "quote", "rationale"),
    *("standards", "excerpt", "excerpt paragraph"),
)


def _row(item: Item, losses: list[Loss]) -> tuple[dict[str, str], list[tuple[str, str]]]:
    question, [ask, *_] = item.question, item.asks
    quotes = [_one_line(each.quote) or NONE for each in question.evidence]
    excerpt = question.excerpt
    cells = {
        "id": question.id,
        "type": question.type,
        "skill": question.skill,
        "stem": question.stem,
        "points": str(question.points),
        "difficulty": question.difficulty or "",
        "paragraph": "\n".join(str(each.paragraph) for each in question.evidence),
        "quote": "\n".join(quotes) if any(quote != NONE for quote in quotes) else "",
        "rationale": question.rationale or "",
        "standards": _list(item, "standards", question.standards, losses),
        "excerpt": excerpt.text if excerpt else "",
        "excerpt paragraph": str(excerpt.paragraph or "") if excerpt else "",
        "scoring": str(getattr(question, "scoring", "")),
        "accept": "",
    }
    answer, accept, wrong = _answer_cells(item, ask, losses)
    return cells | {"answer": answer, "accept": accept}, wrong


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


def _list(item: Item, field_name: str, texts: Iterable[str], losses: list[Loss]) -> str:
    """Return texts as lines of a cell; one with lines of its own loses them."""
    found = list(texts)
    if any("\n" in text.strip() for text in found):
        message = "A cell has a line for each text: its own lines are joined by blanks."
        losses.append(Loss(item.id, field_name, message))
    return "\n".join(map(_one_line, found))


def _answer_cells(
    item: Item, ask: Ask, losses: list[Loss]
) -> tuple[str, str, list[tuple[str, str]]]:
    """Return the cells of answer and accept, and the wrong options with their reasons."""
    wrong = [(_said(o.text), o.feedback) for o in ask.options if not o.is_right]
    match ask.shape:
        case shapes.OneOf() if item.question.is_statement:
            [truth] = item.question.solutions
            return truth.text.lower(), "", []
        case shapes.OneOf():
            return _said(ask.right[0]), "", wrong
        case shapes.SomeOf():
            return _list(item, "answers", map(_said, ask.right), losses), "", wrong
        case shapes.Order():
            return _list(item, "steps", map(_said, ask.right), losses), "", []
        case shapes.Match(left, _):
            pairs = [
                f"{one.replace(ARROW, ' → ')}{ARROW}{_said(two)}"
                for one, two in zip(left, ask.right, strict=True)
            ]
            if any(ARROW in one for one in left):
                losses.append(Loss(item.id, "pairs", "An arrow -> in an entry is written →."))
            extra = [(_said(text), "") for text in ask.extra]
            return _list(item, "pairs", pairs, losses), "", extra
        case _ if ask.is_short:
            return ask.right[0], _list(item, "accept", ask.accept[0][1:], losses), []
        case _:
            return "\n\n".join(ask.right), "", []


def _said(text: str) -> str:
    picture = picture_in(text)
    return picture.said if picture else text


HOLDS = Holds(
    forms=dict.fromkeys(_BY_FORM, "yes"),
    keys=frozenset(
        {"id", "skill", "points", "difficulty", "evidence", "rationale", "standards"}
        | {"excerpt", "accept", "extra"}
    ),
    scoring=frozenset(
        {"options: all", "options: each", "pairs: all", "pairs: each", "order: all"}
        | {"order: each"}
    ),
    feedback=True,
    markup=True,
    quotes=True,
)
