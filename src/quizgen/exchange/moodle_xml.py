"""Moodle XML, as Moodle 4.5 reads and writes it."""

import base64
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import count
from urllib.parse import quote, unquote

from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.common import gap_names
from quizgen.bank.kinds.drafted import OptionData, answered, judged, matched, ordered
from quizgen.bank.option_text import picture_in
from quizgen.exchange.common.choices import Weighted, choice_data, moodle_percent, moodle_share
from quizgen.exchange.common.drafts import (
    Draft,
    Read,
    Stimulus,
    put_feedback,
    take_tags,
    unread,
)
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.gaps import gaps_data, moodle_gap
from quizgen.exchange.common.html import (
    has_markup,
    inline_of,
    markdown_from_plain,
    markdown_in,
    plain_of,
)
from quizgen.exchange.common.items import Ask, Export, Item, Written, tags_of
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.sources import Source
from quizgen.exchange.common.stems import (
    grader_data,
    grader_html,
    image_tag,
    passage_html,
    split_stem,
    stem_html,
    with_gaps,
)
from quizgen.exchange.common.xml import Element, cdata, escaped, parse_xml

CLOZE = "cloze"
MATCHING = "matching"
ORDERING = "ordering"
"""Moodle's own names, which a bank's types happen to share."""

PLUGIN = "@@PLUGINFILE@@/"
HINTS = (
    '    <hint format="html"><text></text></hint>\n'
    '    <hint format="html"><text></text></hint>\n'
)
"""Moodle stops an import at an ordering question with fewer than two."""
RIGHT_PLAIN = "Moodle's right column holds plain text: emphasis and pictures are words there."
STEP_PICTURE = "A step's picture is written as the words that describe it; add it there."
UNEVEN = "Moodle's gaps have whole weights: each is worth 1, so the points are {total}."
INSTRUCTIONS = 60
"""A description with fewer words than these is instructions, no passage."""


# Out


def write(export: Export) -> Written:
    """Return an export as Moodle XML, its questions in a category named after its title."""
    losses: list[Loss] = []
    category = export.title.replace("/", "//")
    parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n']
    parts.append(
        '  <question type="category">\n'
        f"    <category><text>{escaped(f'$course$/top/{category}')}</text></category>\n"
        "  </question>\n"
    )
    if export.passage and export.place != "repeat":
        html = passage_html(export.passage)
        parts.append(_description("passage", export.article.title, html))
    parts += [
        _question(export, item, ask, losses) for item in export.items for ask in item.asks
    ]
    return Written("".join([*parts, "</quiz>\n"]).encode(), tuple(losses))


def _description(name: str, title: str, html: str) -> str:
    return (
        '  <question type="description">\n'
        f"    <name><text>{escaped(title)}</text></name>\n"
        f'    <questiontext format="html"><text>{cdata(html)}</text></questiontext>\n'
        f"    <defaultgrade>0</defaultgrade>\n    <idnumber>{name}</idnumber>\n"
        "  </question>\n"
    )


class _Pictures:
    """Collects the pictures of one text, which Moodle embeds beside it."""

    def __init__(self, export: Export) -> None:
        self._export = export
        self.files: dict[str, str] = {}

    def __call__(self, file: str) -> str:
        name = re.sub(r"[^\w.-]+", "-", file)
        if file in self._export.pictures:
            self.files[name] = self._export.pictures[file].data
        return PLUGIN + quote(name)

    @property
    def xml(self) -> str:
        """The pictures as elements."""
        return "".join(
            f'<file name="{escaped(name)}" path="/" encoding="base64">{data}</file>'
            for name, data in self.files.items()
        )


def _question(export: Export, item: Item, ask: Ask, losses: list[Loss]) -> str:
    kind, inner = _answers(export, item, ask, losses)
    pictures = _Pictures(export)
    gaps = _gap_writer(item, ask, losses) if kind == CLOZE else None
    stem = stem_html(export, item, ask, pictures, gaps=gaps)
    question = item.question
    rationale = inline_of(question.rationale, export.words) if question.rationale else ""
    tags = "".join(f"<tag><text>{escaped(tag)}</text></tag>" for tag in tags_of(question))
    return (
        f'  <question type="{kind}">\n'
        f"    <name><text>{escaped(ask.id)}</text></name>\n"
        f'    <questiontext format="html"><text>{cdata(stem)}</text>{pictures.xml}'
        "</questiontext>\n"
        f'    <generalfeedback format="html"><text>{cdata(rationale)}</text>'
        "</generalfeedback>\n"
        f"    <defaultgrade>{ask.points}</defaultgrade>\n"
        f"    <penalty>0.3333333</penalty>\n    <hidden>0</hidden>\n"
        f"    <idnumber>{escaped(ask.id)}</idnumber>\n"
        f"{inner}    <tags>{tags}</tags>\n  </question>\n"
    )


def _answers(export: Export, item: Item, ask: Ask, losses: list[Loss]) -> tuple[str, str]:
    """Return Moodle's type of a question, and its answers."""
    match ask.shape:
        case shapes.OneOf() if item.is_truth:
            right = ask.options[0].is_right
            # Lower case: anything else is taken for the opposite key.
            return "truefalse", _answer("true", right) + _answer("false", not right)
        case shapes.OneOf():
            options = "".join(
                _option(export, o.text, "100" if o.is_right else "0", o.feedback)
                for o in ask.options
            )
            return "multichoice", f"{_CHOICE.format(single='true')}{options}"
        case shapes.SomeOf():
            return "multichoice", _several(export, item, ask, losses)
        case shapes.Match():
            return MATCHING, _pairs(export, item, ask, losses)
        case shapes.Order():
            return ORDERING, _steps(export, item, ask, losses)
        case shapes.Gaps():
            return CLOZE, ""
        case _ if ask.is_short:
            return "shortanswer", _short(item, ask, losses)
        case _:
            notes = cdata(grader_html(item.question, ask, export.words))
            return "essay", (
                "    <responseformat>editor</responseformat>\n"
                "    <responserequired>1</responserequired>\n"
                "    <responsefieldlines>15</responsefieldlines>\n"
                f'    <graderinfo format="html"><text>{notes}</text></graderinfo>\n'
            )


_CHOICE = (
    "    <single>{single}</single>\n    <shuffleanswers>true</shuffleanswers>\n"
    "    <answernumbering>ABCD</answernumbering>\n"
)


def _answer(text: str, right: object) -> str:
    fraction = 100 if right else 0
    return (
        f'    <answer fraction="{fraction}" format="moodle_auto_format"><text>{text}</text>'
        '<feedback format="html"><text></text></feedback></answer>\n'
    )


def _option(export: Export, text: str, fraction: str, feedback: str) -> str:
    pictures = _Pictures(export)
    picture = picture_in(text)
    if picture:
        html = image_tag(pictures(picture.image), picture.alt)
        html += f"<p>{inline_of(picture.text, export.words)}</p>" if picture.text else ""
    else:
        html = inline_of(text, export.words)
    said = cdata(inline_of(feedback, export.words)) if feedback else ""
    return (
        f'    <answer fraction="{fraction}" format="html"><text>{cdata(html)}</text>'
        f'{pictures.xml}<feedback format="html"><text>{said}</text></feedback></answer>\n'
    )


def _several(export: Export, item: Item, ask: Ask, losses: list[Loss]) -> str:
    share = Fraction(1, len(ask.right))
    percent = moodle_percent(share)
    if percent is None:
        percent = f"{float(share * 100):.5f}"
        message = (
            f"Moodle knows no share for {len(ask.right)} right options and will refuse this "
            "question. Use at most ten."
        )
        losses.append(Loss(item.id, "answers", message, is_note=True))
    options = "".join(
        _option(export, o.text, percent if o.is_right else f"-{percent}", o.feedback)
        for o in ask.options
    )
    return f"{_CHOICE.format(single='false')}{options}"


def _pairs(export: Export, item: Item, ask: Ask, losses: list[Loss]) -> str:
    left = ask.shape.left if isinstance(ask.shape, shapes.Match) else ()
    for field, texts in (("pairs", ask.right), ("extra", ask.extra)):
        if any(has_markup(text) or picture_in(text) for text in texts):
            losses.append(Loss(item.id, field, RIGHT_PLAIN))
    if len(left) + len(ask.extra) < 3:
        message = "Moodle asks for three entries on the right when this is edited there."
        losses.append(Loss(item.id, "pairs", message, is_note=True))
    rows = [
        (inline_of(one, export.words), two) for one, two in zip(left, ask.right, strict=True)
    ]
    rows += [("", text) for text in ask.extra]
    return "    <shuffleanswers>true</shuffleanswers>\n" + "".join(
        f'    <subquestion format="html"><text>{cdata(html)}</text>'
        f"<answer><text>{escaped(_plain(text))}</text></answer></subquestion>\n"
        for html, text in rows
    )


def _plain(text: str) -> str:
    return " ".join(plain_of(text).split())


def _steps(export: Export, item: Item, ask: Ask, losses: list[Loss]) -> str:
    if any(map(picture_in, ask.right)):
        losses.append(Loss(item.id, "steps", STEP_PICTURE))
    by_pairs = ask.part.rule == "adjacent_pairs"
    grading = "RELATIVE_NEXT_EXCLUDE_LAST" if by_pairs else "ALL_OR_NOTHING"
    answers = "".join(
        f'    <answer fraction="{number}" format="html">'
        f"<text>{cdata(inline_of(str(text), export.words))}</text></answer>\n"
        for number, text in enumerate(ask.right, 1)
    )
    return (
        "    <layouttype>VERTICAL</layouttype>\n    <selecttype>ALL</selecttype>\n"
        f"    <selectcount>{len(ask.right)}</selectcount>\n"
        f"    <gradingtype>{grading}</gradingtype>\n    <showgrading>SHOW</showgrading>\n"
        f"    <numberingstyle>none</numberingstyle>\n{answers}{HINTS}"
    )


def _short(item: Item, ask: Ask, losses: list[Loss]) -> str:
    [answers] = ask.accept
    if has_markup(answers[0]):
        losses.append(Loss(item.id, "answer", "Emphasis in an answer is written as words."))
    if any(map(has_markup, answers[1:])):
        losses.append(Loss(item.id, "accept", "Emphasis in an answer is written as words."))
    return "    <usecase>0</usecase>\n" + "".join(
        '    <answer fraction="100" format="moodle_auto_format">'
        # A star alone stands for anything in Moodle.
        f"<text>{escaped(_plain(text).replace('*', chr(92) + '*'))}</text></answer>\n"
        for text in answers
    )


def _gap_writer(item: Item, ask: Ask, losses: list[Loss]) -> Callable[[str], str]:
    number = len(ask.right)
    weight, rest = divmod(ask.points, number)
    if rest:
        weight = 1
        losses.append(Loss(item.id, "points", UNEVEN.format(total=number)))
    has_words = isinstance(ask.shape, shapes.Gaps) and ask.shape.word_bank
    # Moodle shuffles them.
    words = (*ask.right, *ask.extra) if has_words else ()
    if any(has_markup(text) for each in ask.accept for text in each):
        losses.append(Loss(item.id, "gaps", "Emphasis in an answer is written as words."))
    if any(map(has_markup, ask.extra)):
        losses.append(Loss(item.id, "extra_words", "Emphasis is written as words."))

    def write_gaps(html: str) -> str:
        names = gap_names(html)
        return with_gaps(html, lambda at: moodle_gap(names[at], weight, ask.accept[at], words))

    return write_gaps


# In


def read(source: Source) -> Read:
    """Return the questions of a Moodle XML file; what Moodle would refuse is refused here."""
    root = parse_xml(source.raw, source.name)
    found = Read()
    category = title = ""
    for element in root.all("question"):
        kind = element.get("type")
        if kind == "category":
            category = _category(element)
            title = title or category.rpartition("/")[2]
        else:
            reader = _Reader(source, element, found)
            reader.draft.category = category
            reader.take(kind)
    # A passage has a title of its own, which students see better than a category.
    if not any(each.is_passage for each in found.stimuli.values()):
        found.title = title
    return found


def _category(element: Element) -> str:
    text = element.path("category", "text")
    name = " ".join((text.text if text else "").split())
    name = re.sub(r"^\$\w+\$/?", "", name).removeprefix("top/").removeprefix("top")
    return name.strip("/").replace("//", "/")


_FORMATS = {
    "html": "html",
    "plain_text": "plain",
    "markdown": "markdown",
    "moodle_auto_format": "moodle",
}


class _Reader:
    """Reads one question."""

    def __init__(self, source: Source, element: Element, found: Read) -> None:
        self.source, self.element, self.found = source, element, found
        name = markdown_in("html", self.value("name")).text
        self.draft = Draft({}, name, source.name, element.line)

    def value(self, tag: str) -> str:
        """Return the text of an element in it, whether or not that has a <text>."""
        child = self.element.first(tag)
        return _inner(child).strip() if child else ""

    def form(self, element: Element | None) -> str:
        """Return the format of a text."""
        return _FORMATS.get(element.get("format", "html"), "moodle") if element else "html"

    def text(self, element: Element | None, key: str) -> str:
        """Return an element's text as Markdown; what is lost is reported for a key."""
        if element is None:
            return ""
        found = markdown_in(self.form(element), _inner(element))
        for what in found.lost:
            self.draft.lose(key, f"{what[0].upper()}{what[1:]} is not kept; the words are.")
        return found.text

    def take(self, kind: str) -> None:
        """Read the question into a draft, and the draft into what was found."""
        if kind == "description":
            self._description()
            return
        method = _TYPES.get(kind)
        try:
            if method is None:
                raise ValueError(f"A bank has no question of Moodle's type {kind!r}.")
            self._common()
            method(self)
            self._points(kind)
            take_tags(self.draft, self._tags())
            self._hints()
        except ValueError as error:
            text = f"{self.draft.name}\n{markdown_in('html', self.value('questiontext')).text}"
            category = self.draft.category
            self.draft = unread(
                self.source, self.element.line, text, str(error), self.draft.name
            )
            self.draft.category = category
        self.found.drafts.append(self.draft)

    def _common(self) -> None:
        if name := self.value("idnumber"):
            self.draft.data["id"] = name
        stem = self.element.first("questiontext")
        self.files(stem)
        text = self.local(_inner(stem)) if stem else ""
        self.gaps = split_stem(self.draft, self.form(stem), text, self.found)

    def files(self, element: Element | None) -> None:
        """Keep the pictures that are embedded in a text."""
        for file in element.all("file") if element else ():
            name = file.get("name")
            try:
                raw = base64.b64decode(file.text)
            except ValueError:
                self.draft.lose("image", f"The picture {name} is damaged.")
                continue
            known = self.found.pictures.setdefault(name, raw)
            if known != raw:
                self.found.pictures[self._own(name)] = raw

    def _own(self, name: str) -> str:
        return f"q{self.element.line}-{name}"

    def local(self, html: str) -> str:
        """Return HTML in which embedded pictures have the names of their files."""

        def named(match: re.Match[str]) -> str:
            name = unquote(match[1].split("?")[0])
            own = self._own(name)
            return own if own in self.found.pictures else name

        return re.sub(re.escape(PLUGIN) + r"([^\"'<>]*)", named, html)

    def _points(self, kind: str) -> None:
        grade = self.value("defaultgrade") or "1"
        if kind == CLOZE:
            return
        found = re.fullmatch(r"([0-9]{1,4})(?:\.(0*))?", grade)
        if found and int(found[1]):
            self.draft.data["points"] = int(found[1])
        elif re.fullmatch(r"[0-9]{1,4}\.[0-9]*", grade) and float(grade):
            points = max(1, round(float(grade)))
            self.draft.data["points"] = points
            self.draft.lose(
                "points", f"It was worth {float(grade):g}; a bank has whole points."
            )
        else:
            self.draft.lose("points", f"It was worth {grade}; here it is worth 1.")

    def _tags(self) -> Iterator[str]:
        tags = self.element.first("tags")
        for tag in tags.all("tag") if tags else ():
            yield _inner(tag).strip()

    def _hints(self) -> None:
        hints = [self.text(hint, "hints") for hint in self.element.all("hint")]
        for hint in filter(None, hints):
            self.draft.lose("hints", f"A bank has no hints. There was: {hint}")

    def feedback(self, right: str = "", wrong: str = "") -> None:
        """Make the rationale of what students were told."""
        texts = {
            name: self.text(self.element.first(tag), "rationale")
            for name, tag in (
                ("general", "generalfeedback"),
                ("right", "correctfeedback"),
                ("wrong", "incorrectfeedback"),
                ("partly", "partiallycorrectfeedback"),
            )
        }
        texts["right"] = texts["right"] or right
        texts["wrong"] = texts["wrong"] or wrong
        put_feedback(self.draft, **texts)
        if right and texts["right"] != right:
            self.draft.lose("rationale", f"The right option was told: {right}")

    def _description(self) -> None:
        stem = self.element.first("questiontext")
        words = self.text(stem, "passage")
        name = self.value("idnumber") or f"text-{self.element.line}"
        line = self.element.line
        if len(words.split()) < INSTRUCTIONS and name != "passage":
            before = self.found.instructions
            self.found.instructions = f"{before}\n\n{words}".strip()
        elif words:
            self.found.stimuli[name] = Stimulus(name, words, self.draft.name, line=line)
        said = self.text(self.element.first("generalfeedback"), "passage")
        if said:
            message = f"A text without a question has no feedback here. There was: {said}"
            self.found.lose(self.source, line, "passage", message)

    # One method for each of Moodle's types

    def multichoice(self) -> None:
        """Read a choice of one or of several options."""
        options, right = [], ""
        for answer in self.element.all("answer"):
            share = self._share(answer)
            said = self.text(answer.first("feedback"), "distractors")
            if share > 0:
                right = right or said
            options.append(Weighted(self.option(answer), share, said))
        single = self.value("single").lower() not in ("false", "0")
        self.draft.data |= choice_data(self.draft, options, single=single)
        self.feedback(right)
        if self.value("shuffleanswers").lower() in ("false", "0"):
            note = "Options kept their order there; here they are shuffled (--keep-options)."
            self.draft.lose("distractors", note, is_note=True)

    def _share(self, answer: Element) -> Fraction:
        fraction = answer.get("fraction", "0")
        share = moodle_share(fraction)
        if share is None:
            raise ValueError(
                f"Moodle knows no weight of {fraction[:20]} % and refuses the question. Write "
                "one of its own, such as 33.33333 or 50."
            )
        return share

    def option(self, answer: Element) -> OptionData:
        """Return an option: a text, or a picture."""
        self.files(answer)
        found = markdown_in(self.form(answer), self.local(_inner(answer)))
        for what in found.lost:
            self.draft.lose("answer", f"{what[0].upper()}{what[1:]} is not kept.")
        if not found.pictures:
            return found.text
        name, alt = found.pictures[0]
        data = {"image": name, "alt": alt or "A picture."}
        return data | ({"text": found.text} if found.text else {})

    def truefalse(self) -> None:
        """Read a statement; what is not in lower case is taken at its word, and reported."""
        right, said = "", {}
        for answer in self.element.all("answer"):
            text = _inner(answer).strip()
            said[text.lower()] = self.text(answer.first("feedback"), "rationale")
            if text not in ("true", "false"):
                note = (
                    f"The answer is written {text[:20]!r}; Moodle reads lower case only and "
                    "may have stored the opposite key. Look at it."
                )
                self.draft.lose("answer", note, is_note=True)
            if self._share(answer) == 1:
                right = text.lower()
        if right not in ("true", "false"):
            raise ValueError("Neither true nor false is worth 100 %. Say which is right.")
        self.draft.data |= judged(is_true=right == "true")
        wrong = "false" if right == "true" else "true"
        self.feedback(said.get(right, ""), said.get(wrong, ""))

    def matching(self) -> None:
        """Read pairs; an answer without a question belongs to nothing."""
        pairs, extra = [], []
        for each in self.element.all("subquestion"):
            self.files(each)
            answer = each.first("answer")
            entry = markdown_from_plain(" ".join((_inner(answer) if answer else "").split()))
            left = self.text(each, "pairs")
            if left:
                pairs.append((left, entry))
            elif entry:
                extra.append(entry)
        if len(pairs) < 2:
            raise ValueError("Matching needs two pairs at least.")
        if len(pairs) + len(extra) < 3:
            note = "Moodle asks for three answers when such a question is edited there."
            self.draft.lose("pairs", note, is_note=True)
        self.draft.data |= matched(pairs, extra)
        self.feedback()

    def ordering(self) -> None:
        """Read steps in their right order."""
        steps = [text for each in self.element.all("answer") if (text := self.option(each))]
        if len(steps) < 2:
            raise ValueError("Ordering needs two items at least.")
        grading = self.value("gradingtype").upper()
        if grading not in ("ALL_OR_NOTHING", "RELATIVE_NEXT_EXCLUDE_LAST"):
            note = f"It was graded by {grading or 'a rule of its own'}; here by neighbours."
            self.draft.lose("scoring", note)
        if self.value("selecttype").upper() not in ("ALL", "EXACT"):
            self.draft.lose("steps", "Moodle showed a part of the items; here all are shown.")
        self.draft.data |= ordered(steps, by_pairs=grading != "ALL_OR_NOTHING")
        self.feedback()

    def shortanswer(self) -> None:
        """Read the answers that count; those that earned a part are reported."""
        full, right, wrong = [], "", ""
        has_wildcard = False
        for each in self.element.all("answer"):
            share, text = self._share(each), " ".join(_inner(each).split())
            said = self.text(each.first("feedback"), "rationale")
            if share == 1 and text != "*":
                full.append(markdown_from_plain(text.replace("\\*", "*")))
                has_wildcard = has_wildcard or "*" in text.replace("\\*", "")
                right = right or said
            elif text == "*":
                wrong = said
            else:
                percent = f"{float(share * 100):.5g} %"
                message = f"“{text}” earned {percent} there and is not accepted here."
                self.draft.lose("accept", f"{message} {said}".strip())
        if not full:
            raise ValueError("No answer is worth 100 %. Say which is right.")
        if has_wildcard:
            self.draft.lose("accept", "A star stood for any letters there; write them out.")
        self.draft.data |= answered([*dict.fromkeys(full)])
        self.feedback(right, wrong)

    def numerical(self) -> None:
        """Read a number; what counted within a tolerance is reported."""
        full = []
        for each in self.element.all("answer"):
            tolerance = each.first("tolerance")
            text = " ".join(_inner(each).split())
            if self._share(each) == 1 and text != "*":
                full.append(text)
                if tolerance and tolerance.text.strip() not in ("", "0"):
                    within = tolerance.text.strip()
                    message = f"{text} was right there with a tolerance of {within}."
                    self.draft.lose("accept", message)
        if not full:
            raise ValueError("No number is worth 100 %. Say which is right.")
        self.draft.data |= answered(full)
        self.feedback()

    def essay(self) -> None:
        """Read a question answered at length, with what its marker is told."""
        notes = self.element.first("graderinfo")
        self.draft.data |= grader_data(_inner(notes) if notes else "")
        self.feedback()

    def cloze(self) -> None:
        """Read a text with gaps."""
        html = self.gaps
        if not html:
            stem = self.element.first("questiontext")
            html = self.local(_inner(stem)) if stem else ""
            self.draft.data.pop("stem", None)
        data, gaps = gaps_data(html)
        if not gaps:
            raise ValueError("The text has no gap.")
        if any(gap.is_partial for gap in gaps):
            self.draft.lose("gaps", "Some words earned a part of the points of a gap there.")
        if any(gap.choices for gap in gaps) and "word_bank" not in data:
            self.draft.lose("gaps", "Each gap offered its own words; here they are written.")
        self.draft.data = {"stem": "Fill in the gaps.", **self.draft.data, **data}
        points = sum(gap.weight for gap in gaps)
        if points != len(gaps):
            self.draft.data["points"] = points
        self.feedback()

    def gapselect(self) -> None:
        """Read a text whose gaps are chosen or dragged: [[1]] names the first choice."""
        words = [
            " ".join(_inner(each).split())
            for each in self.element.all("selectoption", "dragbox")
        ]
        stem = str(self.draft.data.pop("stem", ""))
        numbers = [int(each) for each in re.findall(r"\[\[([0-9]{1,3})\]\]", stem)]
        if not numbers or max(numbers) > len(words):
            raise ValueError("A gap names a choice that is not there.")
        names = count(1)
        text = re.sub(r"\[\[[0-9]{1,3}\]\]", lambda _: f"{{{{gap{next(names)}}}}}", stem)
        gaps = {f"gap{at}": words[number - 1] for at, number in enumerate(numbers, 1)}
        used = set(gaps.values())
        extra = [word for word in words if word not in used]
        more = {"word_bank": True, "extra_words": extra}
        bank = more if len(used) == len(gaps) else {}
        self.draft.data |= {"type": "cloze", "stem": "Fill in the gaps.", "text": text}
        self.draft.data |= {"gaps": gaps, **bank}
        self.feedback()


def _inner(element: Element) -> str:
    """Return an element's own text: that of its <text>, if it has one."""
    text = element.first("text")
    if text is not None:
        return text.text
    return "".join(child for child in element.children if isinstance(child, str))


_TYPES: Mapping[str, Callable[[_Reader], None]] = {
    "multichoice": _Reader.multichoice,
    "multichoiceset": _Reader.multichoice,
    "truefalse": _Reader.truefalse,
    MATCHING: _Reader.matching,
    "ddmatch": _Reader.matching,
    ORDERING: _Reader.ordering,
    "shortanswer": _Reader.shortanswer,
    "numerical": _Reader.numerical,
    "essay": _Reader.essay,
    CLOZE: _Reader.cloze,
    "multianswer": _Reader.cloze,
    "gapselect": _Reader.gapselect,
    "ddwtos": _Reader.gapselect,
}


def recognises(source: Source) -> bool:
    """Whether a file is Moodle's: <quiz> with <question type="…">."""
    head = source.raw[:200_000]
    return b"<quiz" in head and b"<question" in head and b"type=" in head


FORMAT = Format(
    name="moodle-xml",
    title="Moodle XML",
    suffix=".xml",
    takes=(".xml",),
    holds=Holds(
        forms={
            "one choice": "yes",
            "several choices": "yes",
            "true or false": "yes",
            "true, false or not given": "multiple choice",
            "linked choices": "two linked questions",
            "pairs": "yes",
            "order": "yes",
            "gaps in a text": "yes",
            "gaps in a table": "a cloze",
            "a few words": "yes",
            "an essay": "yes",
            "marked words": "an essay",
        },
        passage="separate",
        keys=frozenset(
            {"id", "skill", "difficulty", "standards", "evidence", "rationale", "excerpt"}
            | {"image", "points", "group", "accept", "extra", "word_bank", "extra_words"}
            | {"rubric", "single_point_rubric"}
        ),
        scoring=frozenset({"options: each", "pairs: each", "order: all", "order: each"}),
        feedback=True,
        pictures=True,
        groups=True,
        markup=True,
    ),
    write=write,
    read=read,
    recognises=recognises,
)
