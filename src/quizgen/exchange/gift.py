"""GIFT: Moodle's text format. Escapes, weights and comments are as Moodle 4.5 reads them."""

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.drafted import answered, essay, judged, matched, ordered
from quizgen.bank.option_text import picture_in
from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex
from quizgen.exchange.common.choices import Weighted, choice_data, moodle_percent, moodle_share
from quizgen.exchange.common.comments import marked, marks
from quizgen.exchange.common.drafts import (
    Draft,
    Read,
    Stimulus,
    put_feedback,
    take_tags,
    unread,
)
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.html import has_markup, inline_of, markdown_in, plain_of
from quizgen.exchange.common.items import Ask, Export, Item, Written, tags_of
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.sources import Source
from quizgen.exchange.common.stems import (
    MODEL_ANSWER,
    model_answer,
    passage_html,
    split_model,
    split_stem,
    stem_html,
)

_RESERVED = {sign: f"\\{sign}" for sign in "~=#{}:"} | {"\\": "\\\\", "\n": "\\n", "\r": ""}
_ESCAPES = str.maketrans(_RESERVED)
_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "~=#{}:"})
_ENTITIES = str.maketrans(
    {sign: f"&#{ord(sign)};" for sign in "~=#{}:\\[%"} | {"\n": " ", "\r": ""}
)
ESSAY_PREFIX = "####"


# Out


def write(export: Export) -> Written:
    """Return an export as GIFT; a passage is a description before the questions."""
    losses: list[Loss] = []
    parts = [f"// {_comment(export.title)}"]
    if export.passage and export.place != "repeat":
        text = passage_html(export.passage)
        parts.append(_chunk("passage", text, "", [], export.article.title))
    parts += [
        _question(export, item, ask, losses) for item in export.items for ask in item.asks
    ]
    return Written("\n\n".join(parts).encode() + b"\n", tuple(losses))


def _comment(text: str) -> str:
    return " ".join(text.split())


def _chunk(name: str, html: str, answers: str, tags: Sequence[str], title: str = "") -> str:
    return (
        f"// {marks(name, tags)}\n::{_escaped(title or name)}::[html]{_escaped(html)}{answers}"
    )


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _html(text: str) -> str:
    """Return an option or a feedback: HTML that begins with no weight and no format."""
    html = inline_of(text)
    if html[:1] in ("%", "["):
        html = f"&#{ord(html[0])};{html[1:]}"
    return _escaped(html)


def _question(export: Export, item: Item, ask: Ask, losses: list[Loss]) -> str:
    question = item.question
    stem = stem_html(export, item, ask, pictures=None)
    rationale = _html(question.rationale) if question.rationale else ""
    general = f"{ESSAY_PREFIX}{rationale}" if rationale else ""
    return _chunk(ask.id, stem, _answers(item, ask, general, losses), list(tags_of(question)))


def _answers(item: Item, ask: Ask, general: str, losses: list[Loss]) -> str:
    below = f"\t{general}\n" if general else ""
    match ask.shape:
        case shapes.OneOf() if item.is_truth:
            truth = "TRUE" if ask.options[0].is_right else "FALSE"
            return f"{{{truth}{general}}}"
        case shapes.OneOf():
            lines = "".join(
                _option("=" if o.is_right else "~", o.text, o.feedback) for o in ask.options
            )
            return f"{{\n{lines}{below}}}"
        case shapes.SomeOf():
            return _several(item, ask, below, losses)
        case shapes.Match():
            return f"{{\n{_pairs(item, ask, losses)}{below}}}"
        case shapes.Order():
            how = "RELATIVE_NEXT_EXCLUDE_LAST" if ask.part.rule == "adjacent_pairs" else ""
            head = f">{len(ask.right)} ALL VERTICAL {how or 'ALL_OR_NOTHING'} SHOW none"
            lines = "".join(f"{_entities(step)}\n" for step in ask.right)
            return f"{{{head}\n{lines}{general}\n}}" if general else f"{{{head}\n{lines}}}"
        case _:
            return _written(ask, item, below, losses)


def _pairs(item: Item, ask: Ask, losses: list[Loss]) -> str:
    """Return the pairs and what belongs to nothing, a line each."""
    if not isinstance(ask.shape, shapes.Match):
        return ""
    left = ask.shape.left
    lines = [
        f"\t={_html(one)} -> {_plain(two)}\n" for one, two in zip(left, ask.right, strict=True)
    ]
    lines += [f"\t= -> {_plain(text)}\n" for text in ask.extra]
    if any(map(has_markup, ask.right)):
        losses.append(Loss(item.id, "pairs", _RIGHT_PLAIN))
    if any(map(has_markup, ask.extra)):
        losses.append(Loss(item.id, "extra", _RIGHT_PLAIN))
    if len(lines) < 3:
        message = "Moodle asks for three entries on the right when this is edited."
        losses.append(Loss(item.id, "pairs", message, is_note=True))
    return "".join(lines)


_RIGHT_PLAIN = "Emphasis in the right column is written as plain text."


def _option(sign: str, text: str, feedback: str) -> str:
    said = f"#{_html(feedback)}" if feedback else ""
    shown = picture_in(text)
    return f"\t{sign}{_html(str(text) if shown else text)}{said}\n"


def _several(item: Item, ask: Ask, below: str, losses: list[Loss]) -> str:
    right = Fraction(1, len(ask.right))
    percent = moodle_percent(right)
    if percent is None:
        losses.append(_no_share(item, len(ask.right)))
        percent = f"{float(right * 100):.5f}"
    lines = "".join(
        _option(f"~%{percent if o.is_right else f'-{percent}'}%", o.text, o.feedback)
        for o in ask.options
    )
    return f"{{\n{lines}{below}}}"


def _no_share(item: Item, number: int) -> Loss:
    message = (
        f"Moodle knows no share for {number} right options and will refuse this question. Use "
        "at most ten right options."
    )
    return Loss(item.id, "answers", message, is_note=True)


def _plain(text: str) -> str:
    return _escaped(" ".join(plain_of(text).split()))


def _entities(text: str) -> str:
    """Return a step: Moodle takes no escapes there, but reads entities."""
    html = inline_of(text)
    parts = re.split(r"(<[^>]*>|&[#\w]+;)", html)
    return "".join(
        part if index % 2 else part.translate(_ENTITIES) for index, part in enumerate(parts)
    ).replace("\n", " ")


def _written(ask: Ask, item: Item, below: str, losses: list[Loss]) -> str:
    if ask.is_short:
        [answers] = ask.accept
        for field, texts in (("answer", answers[:1]), ("accept", answers[1:])):
            if any("->" in text for text in texts):
                losses.append(Loss(item.id, field, _NO_ARROW))
        lines = "".join(f"\t={_short(text)}\n" for text in answers)
        return f"{{\n{lines}{below}}}"
    model = MODEL_ANSWER.format(inline_of(model_answer(ask)))
    rationale = item.question.rationale
    said = inline_of(rationale) if rationale else ""
    return f"{{{ESSAY_PREFIX}{_escaped(said + model)}}}"


_NO_ARROW = "GIFT takes -> for a pair. It is written as →; set the answer right there."


def _short(text: str) -> str:
    """Return an answer that is compared with what students type: no wildcard, no weight."""
    plain = " ".join(plain_of(text).split()).replace("*", "\\*").replace("->", "→")
    weight = "%100%" if plain.startswith(("%", "[")) else ""
    mark = "[plain]" if plain.startswith("[") else ""
    shown = plain.translate(_SIGNS)
    if re.search(r"\\(?!\*|[~=#{}:])", shown):
        shown = "".join(_RESERVED.get(sign, sign) for sign in plain)
    return f"{weight}{mark}{shown}"


# In


@dataclass(frozen=True)
class _Chunk:
    line: int
    text: str
    comments: tuple[str, ...]


def read(source: Source) -> Read:
    """Return the questions of a GIFT file; what Moodle would refuse is refused here too."""
    found = Read()
    category = ""
    empty: dict[str, int] = {}
    for chunk in _chunks(source.text):
        text = chunk.text
        if text.startswith("$CATEGORY:"):
            first, _, rest = text.partition("\n")
            category = _category(first[len("$CATEGORY:") :])
            empty[category] = chunk.line
            if not rest.strip():
                continue
            text = rest.strip()
        empty.pop(category, None)
        _take(source, _Chunk(chunk.line, text, chunk.comments), category, found)
    for category, line in empty.items():
        message = f"The category “{category}” has no question."
        found.losses.append(Loss("", "category", message, source.name, line, is_note=True))
    return found


def _chunks(text: str) -> Iterator[_Chunk]:
    run: list[str] = []
    comments: list[str] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip().startswith("//"):
            comments.append(line.strip()[2:])
        elif line.strip():
            first = first if run else number
            run.append(line)
        else:
            if run:
                yield _Chunk(first, "\n".join(run).strip(), tuple(comments))
            run, comments = [], []


def _category(written: str) -> str:
    name = written.strip()
    for prefix in ("$course$", "$module$", "$system$", "$cat$"):
        name = name.removeprefix(prefix)
    return name.strip("/").removeprefix("top/").strip("/")


_PLACED = {"\\:": "\ue020", "\\#": "\ue021", "\\=": "\ue022", "\\{": "\ue023", "\\}": "\ue024"}
_PLACED |= {"\\~": "\ue025", "\\n": "\ue026"}
_SHOWN: dict[str, str] = {place: sign[1] for sign, place in _PLACED.items()} | {"\ue026": "\n"}


def _hidden(text: str) -> str:
    """Put signs of Unicode's private use where escaped ones stand, as Moodle does."""
    text = re.sub("[\ue020-\ue028]", "", text).replace("\\\\", "\ue027")
    for sign, place in _PLACED.items():
        text = text.replace(sign, place)
    return text.replace("\ue027", "\ue028")


def _shown(text: str) -> str:
    for place, sign in _SHOWN.items():
        text = text.replace(place, sign)
    return text.replace("\ue028", "\\").strip()


_FORMAT = regex(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = regex(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")


def _formatted(text: str, default: str) -> tuple[str, str]:
    """Return a text's format and the text itself."""
    found = _FORMAT.match(text)
    form = found[1] if found else default
    return form, _shown(text[found.end() :] if found else text)


@dataclass
class _Reader:
    draft: Draft
    form: str
    pictures: bool = False

    def text(self, written: str, key: str) -> str:
        """Return a part's text as a bank's Markdown."""
        form, text = _formatted(written, self.form)
        found = markdown_in(form, text)
        for what in found.lost:
            self.draft.lose(key, f"{what[0].upper()}{what[1:]} is not kept; the words are.")
        if found.pictures:
            self.draft.lose(key, "A picture is not kept: GIFT holds only its address.")
        return found.text

    def plain(self, written: str) -> str:
        """Return an answer to be typed."""
        return " ".join(_shown(_FORMAT.sub("", written, count=1)).split())


def _take(source: Source, chunk: _Chunk, category: str, found: Read) -> None:
    text = _hidden(chunk.text)
    name = ""
    if text.startswith("::"):
        written, colons, rest = text[2:].partition("::")
        if colons:
            name, text = _shown(written), rest.strip()
    draft = Draft({}, name, source.name, chunk.line, category)
    own, tags = marked(chunk.comments)
    if own:
        draft.data = {"id": own}
    start, end = text.find("{"), text.find("}")
    if start < 0 and end < 0:
        _description(chunk, draft, text, found)
        return
    try:
        if start < 0 or end < start:
            raise ValueError(
                "A brace { or } has no partner. In GIFT an empty line ends a question: delete "
                "it, or write \\n in its place."
            )
        _question_data(draft, text, start, end, found)
        take_tags(draft, tags)
    except ValueError as error:
        draft = unread(source, chunk.line, chunk.text, str(error), name)
    found.drafts.append(draft)


def _description(chunk: _Chunk, draft: Draft, text: str, found: Read) -> None:
    """Read a text without answers: it is for all questions."""
    reader = _Reader(draft, "moodle")
    words = reader.text(text, "passage")
    name = draft.data.get("id", "") or f"text-{chunk.line}"
    if words:
        found.stimuli[name] = Stimulus(name, words, draft.name, line=chunk.line)
        found.losses += draft.losses


def _question_data(draft: Draft, text: str, start: int, end: int, found: Read) -> None:
    answers = text[start + 1 : end].strip()
    blank = "" if text.endswith("}") and end == len(text) - 1 else "_____"
    stem = f"{text[:start]}{blank}{text[end + 1 :]}"
    form = _FORMAT.match(stem)
    reader = _Reader(draft, form[1] if form else "moodle")
    split_stem(draft, *_formatted(stem, "moodle"), found)
    general = ""
    if ESSAY_PREFIX in answers:
        answers, _, written = answers.rpartition(ESSAY_PREFIX)
        answers = answers.strip()
        general = written
    _by_type(draft, reader, answers, general)


def _by_type(draft: Draft, reader: _Reader, answers: str, general: str) -> None:
    if not answers:
        model, rest = split_model(_formatted(general, reader.form)[1])
        if not model:
            draft.comments.append("GIFT has no model answer; write one.")
        draft.data |= essay(model or "WRITE: a model answer")
        put_feedback(draft, reader.text(rest, "rationale") if rest else "")
        return
    said = reader.text(general, "rationale") if general else ""
    truth = re.fullmatch(r"(T|TRUE|F|FALSE)\s*(?:#(.*))?", answers, re.DOTALL)
    if answers.startswith("#"):
        _numerical(draft, reader, answers[1:], said)
    elif answers.startswith(">") and re.match(r">\s*[0-9]", answers):
        _ordering(draft, answers, said)
    elif "~" in answers:
        _choice(draft, reader, answers, said)
    elif "=" in answers and "->" in answers:
        _matching(draft, reader, answers, said)
    elif truth:
        draft.data |= judged(is_true=truth[1][0] == "T")
        # The first is for the wrong answer, whichever that is.
        wrong, _, right = (truth[2] or "").partition("#")
        put_feedback(
            draft,
            said,
            reader.text(right, "rationale"),
            reader.text(wrong, "rationale"),
        )
    else:
        _short_answers(draft, reader, answers, said)


def _weighed(answer: str) -> tuple[Fraction | None, str]:
    """Return the weight that an answer begins with, and the rest; no weight is None."""
    found = _WEIGHT.match(answer)
    if not found:
        return None, answer
    share = moodle_share(found[1])
    if share is None:
        raise ValueError(
            f"Moodle knows no weight of {found[1]} %. Write one of its own, such as 33.33333, "
            "50 or 100."
        )
    return share, answer[found.end() :]


def _choice(draft: Draft, reader: _Reader, answers: str, said: str) -> None:
    single = "=" in answers
    pieces = answers.replace("=", "~=").split("~")
    options, right = [], ""
    for piece in pieces if pieces[0].strip() else pieces[1:]:
        answer = piece.strip()
        if answer.startswith("="):
            share, rest = Fraction(1), answer[1:]
        else:
            weight, rest = _weighed(answer)
            share = weight or Fraction()
        text, _, feedback = rest.partition("#")
        shown = reader.text(text, "distractors")
        comment = reader.text(feedback, "distractors") if feedback.strip() else ""
        options.append(Weighted(shown, share, comment))
        right = right or (comment if share > 0 else "")
    draft.data |= choice_data(draft, options, single=single)
    put_feedback(draft, said, right)


def _matching(draft: Draft, reader: _Reader, answers: str, said: str) -> None:
    pairs, extra = [], []
    for piece in answers.split("=")[1:]:
        left, arrow, right = piece.partition("->")
        if not arrow:
            raise ValueError(f"A pair has no arrow ->: {_shown(piece)[:60]}")
        entry = markdown_in("plain", " ".join(_shown(right).split())).text
        if left.strip() and _formatted(left, "")[1]:
            pairs.append((reader.text(left, "pairs"), entry))
        else:
            extra.append(entry)
    _refuse_few(pairs)
    draft.data |= matched(pairs, extra)
    put_feedback(draft, said)


def _refuse_few(pairs: Sequence[object]) -> None:
    if len(pairs) < 2:
        raise ValueError("Matching needs two pairs at least.")


def _ordering(draft: Draft, answers: str, said: str) -> None:
    head, _, rest = answers.partition("\n")
    steps = [
        markdown_in("moodle", _shown(line)).text for line in rest.split("\n") if line.strip()
    ]
    if len(steps) < 2:
        raise ValueError("Ordering needs two items at least, each on a line of its own.")
    words = head.upper().split()
    by_pairs = not {"ALL_OR_NOTHING"} & set(words)
    if by_pairs and not {"RELATIVE_NEXT_EXCLUDE_LAST", "RELATIVE"} & set(words):
        draft.lose("scoring", "Neighbours in the right order earn a share here.")
    draft.data |= ordered(steps, by_pairs=by_pairs)
    put_feedback(draft, said)


def _short_answers(draft: Draft, reader: _Reader, answers: str, said: str) -> None:
    full, comments = [], []
    pieces = answers.split("=")
    for piece in pieces[1:] if not pieces[0].strip() else pieces:
        weight, rest = _weighed(piece.strip())
        text, _, feedback = rest.partition("#")
        answer = reader.plain(text).replace("\\*", "*")
        comment = reader.text(feedback, "accept") if feedback.strip() else ""
        if weight is None or weight == 1:
            full.append(answer)
            comments.append(comment)
        else:
            draft.lose("accept", partly_right(answer, weight, comment))
    if not any(full):
        raise ValueError("No answer is worth 100 %. Say which is right.")
    draft.data |= answered([*dict.fromkeys(filter(None, full))])
    put_feedback(draft, said, next(filter(None, comments), ""))


def partly_right(answer: str, share: Fraction, comment: str) -> str:
    """Return what is said of an answer that earned a part of the points."""
    percent = f"{float(share * 100):.5g} %"
    behind = f" It was told: {comment}" if comment else ""
    return f"“{answer}” earned {percent} there and is not accepted here.{behind}"


def _numerical(draft: Draft, reader: _Reader, answers: str, said: str) -> None:
    """Read a number with its tolerance: students write it down."""
    answers, _, wrong = answers.partition("~")
    pieces = answers.split("=")
    full = []
    for piece in pieces[1:] if not pieces[0].strip() else pieces:
        weight, rest = _weighed(piece.strip())
        text, _, _comment_text = rest.partition("#")
        number = reader.plain(text)
        if weight in (None, 1):
            full.append(number)
        else:
            draft.lose("accept", partly_right(number, weight or Fraction(), ""))
    if not any(full):
        raise ValueError("There is no number that is right.")
    draft.data |= answered([_number(draft, text) for text in full])
    comment = wrong.partition("#")[2]
    put_feedback(draft, said, "", reader.text(comment, "rationale") if comment.strip() else "")


def _number(draft: Draft, written: str) -> str:
    """Return the number in the middle of what is accepted, and report the tolerance."""
    between = re.fullmatch(r"(\S+)\s*\.\.\s*(\S+)", written)
    around = re.fullmatch(r"([^:]+):([^:]+)", written)
    if between:
        draft.lose("accept", f"Any number from {between[1]} to {between[2]} was right there.")
        return f"{between[1]} to {between[2]}"
    if around and around[2].strip() not in ("", "0"):
        draft.lose(
            "accept", f"{around[1].strip()} was right there with a tolerance of {around[2]}."
        )
    return around[1].strip() if around else written


def recognises(source: Source) -> bool:
    """Whether a text looks like GIFT: answers in braces, a title in colons, or a category."""
    if source.is_binary or source.text.lstrip()[:1] in "<[{":
        return False
    text = re.sub(r"(?m)^\s*//.*$|\\[~=#{}:\\]", "", source.text)
    if re.search(r"(?m)^\$CATEGORY:", text):
        return True
    return bool(
        re.search(
            r"(?m)(^|[^\\])\{[^{}]*(?:[=~#>]|\b(?:T|F|TRUE|FALSE)\b)?[^{}]*[^\\]?\}", text
        )
    ) and not re.search(r"(?m)^(?:ANSWER:|(?:\*[a-zA-Z]\)|\[\*\])[ \t]+\S)", text)


KINDS = {
    "one choice": "yes",
    "several choices": "yes",
    "true or false": "yes",
    "true, false or not given": "multiple choice",
    "linked choices": "two linked questions",
    "pairs": "yes",
    "order": "yes",
    "gaps in a text": "an essay with numbered gaps",
    "gaps in a table": "an essay with a table",
    "a few words": "yes",
    "an essay": "yes",
    "marked words": "an essay",
}

FORMAT = Format(
    name="gift",
    title="GIFT",
    suffix=".gift",
    takes=(".gift", ".txt"),
    holds=Holds(
        forms=KINDS,
        passage="separate",
        keys=frozenset(
            {
                "id",
                "skill",
                "difficulty",
                "standards",
                "evidence",
                "rationale",
                "excerpt",
                "group",
            }
            | {"accept", "extra"}
        ),
        scoring=frozenset({"options: each", "pairs: each", "order: all", "order: each"}),
        feedback=True,
        groups=True,
        markup=True,
        instead={"points": "GIFT has no points: every question is worth 1 in Moodle."},
    ),
    write=write,
    read=read,
    recognises=recognises,
)
