"""QTI 1.2 as Canvas reads and writes it: a zipped package, the passage as a stimulus."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count

from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.common import gap_names
from quizgen.bank.kinds.drafted import (
    DraftOption,
    OptionData,
    answered,
    gapped,
    judged,
    matched,
    one_of,
    some_of,
)
from quizgen.bank.option_text import picture_in
from quizgen.exchange.common.drafts import (
    Draft,
    Read,
    Stimulus,
    put_feedback,
    take_tags,
    unread,
)
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.html import (
    has_markup,
    inline_of,
    markdown_from_plain,
    markdown_in,
    markdown_of,
    plain_of,
)
from quizgen.exchange.common.items import Ask, Export, Item, Written, tags_of
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.packages import identifier, own_name, packed
from quizgen.exchange.common.sources import Source
from quizgen.exchange.common.stems import (
    grader_data,
    grader_html,
    group_html,
    group_stimulus,
    image_tag,
    passage_html,
    split_stem,
    stem_html,
    with_gaps,
)
from quizgen.exchange.common.xml import Element, escaped, parse_xml

ONE, SEVERAL = "multiple_choice_question", "multiple_answers_question"
TRUTH, SHORT, ESSAY = "true_false_question", "short_answer_question", "essay_question"
PAIRS, BLANKS = "matching_question", "fill_in_multiple_blanks_question"
DROPDOWNS, TEXT = "multiple_dropdowns_question", "text_only_question"
NAMESPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
PICTURES = "pictures"
FILEBASE = "$IMS-CC-FILEBASE$/"
RIGHT_PLAIN = "Canvas shows plain text in the right column: emphasis and pictures are words."
WORDS_PLAIN = "Emphasis in an answer that is typed is written as words."
OWN_TAGS = "quizgen_tags"


# Out


def write(export: Export) -> Written:
    """Return an export as a package with a quiz of its title."""
    losses: list[Loss] = []
    name = identifier(export.name)
    items = "".join([*_stimuli(export), *_items(export, losses)])
    if export.passage and export.used_groups:
        losses.append(Loss("", "passage", _ONE_TEXT, is_note=True))
    quiz = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<questestinterop xmlns="{NAMESPACE}">\n'
        f'<assessment ident="{name}" title="{escaped(export.title)}">\n'
        f'<section ident="root_section">\n{items}</section>\n</assessment>\n'
        "</questestinterop>\n"
    )
    points = sum(ask.points for item in export.items for ask in item.asks)
    files = {
        "imsmanifest.xml": _manifest(export, name),
        f"{name}/{name}.xml": quiz.encode(),
        f"{name}/assessment_meta.xml": _meta(export, name, points),
    }
    files |= {f"{PICTURES}/{file}": each.content for file, each in export.pictures.items()}
    return Written(packed(files), tuple(losses))


_ONE_TEXT = (
    "Canvas shows one text beside a question: beside those of a group it is the group's. The "
    "passage stands elsewhere in the quiz."
)


def _manifest(export: Export, name: str) -> bytes:
    pictures = "".join(
        f'<resource identifier="p{number}" type="webcontent" href="{PICTURES}/{escaped(file)}">'
        f'<file href="{PICTURES}/{escaped(file)}"/></resource>\n'
        for number, file in enumerate(export.pictures)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest identifier="m_{name}" '
        'xmlns="http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1">\n'
        "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion>"
        "</metadata>\n<organizations/>\n<resources>\n"
        f'<resource identifier="{name}" type="imsqti_xmlv1p2">'
        f'<file href="{name}/{name}.xml"/><dependency identifierref="{name}_meta"/>'
        "</resource>\n"
        f'<resource identifier="{name}_meta" '
        'type="associatedcontent/imscc_xmlv1p1/learning-application-resource" '
        f'href="{name}/assessment_meta.xml"><file href="{name}/assessment_meta.xml"/>'
        "</resource>\n"
        f"{pictures}</resources>\n</manifest>\n"
    ).encode()


def _meta(export: Export, name: str, points: int) -> bytes:
    said = inline_of(export.instructions) if export.instructions else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<quiz xmlns="http://canvas.instructure.com/xsd/cccv1p0" '
        f'identifier="{name}">\n<title>{escaped(export.title)}</title>\n'
        f"<description>{escaped(said)}</description>\n"
        "<shuffle_answers>true</shuffle_answers>\n<quiz_type>assignment</quiz_type>\n"
        f"<points_possible>{points}.0</points_possible>\n</quiz>\n"
    ).encode()


def _address(file: str) -> str:
    return f"{FILEBASE}{PICTURES}/{file}"


def _stimuli(export: Export) -> Iterator[str]:
    """Yield the passage and the groups' texts as items without a question."""
    if export.passage:
        html = passage_html(export.passage)
        yield _item("passage", export.article.title, {"question_type": TEXT}, _material(html))
    for name, group in export.used_groups.items():
        html = f'<div class="quizgen-shared">{group_html(group, export.words, _address)}</div>'
        ident = f"group-{name}"
        yield _item(ident, name, {"question_type": TEXT}, _material(html))


def _item(ident: str, title: str, fields: Mapping[str, str], inner: str, more: str = "") -> str:
    meta = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel>"
        f"<fieldentry>{escaped(entry)}</fieldentry></qtimetadatafield>"
        for label, entry in fields.items()
    )
    return (
        f'<item ident="{identifier(ident)}" title="{escaped(title)}">\n'
        f"<itemmetadata><qtimetadata>{meta}</qtimetadata></itemmetadata>\n"
        f"<presentation>{inner}</presentation>\n{more}</item>\n"
    )


def _material(text: str, kind: str = "html") -> str:
    return f'<material><mattext texttype="text/{kind}">{escaped(text)}</mattext></material>'


def _items(export: Export, losses: list[Loss]) -> Iterator[str]:
    for item in export.items:
        for ask in item.asks:
            yield _question(export, item, ask, losses)


class _Answers:
    """What a question consists of beside its stem."""

    def __init__(self, kind: str, responses: str = "", scoring: str = "") -> None:
        self.kind, self.responses, self.scoring = kind, responses, scoring
        self.feedback: dict[str, str] = {}
        self.gaps: Callable[[str], str] | None = None


def _question(export: Export, item: Item, ask: Ask, losses: list[Loss]) -> str:
    answers = _answers(export, item, ask, losses)
    question = item.question
    fields = {
        "question_type": answers.kind,
        "points_possible": f"{ask.points}.0",
        OWN_TAGS: "\n".join(tags_of(question)),
    }
    if question.group in export.used_groups:
        fields["parent_stimulus_item_ident"] = identifier(f"group-{question.group}")
    elif export.passage:
        fields["parent_stimulus_item_ident"] = identifier("passage")
    stem = stem_html(export, item, ask, _address, gaps=answers.gaps, with_group=False)
    if question.rationale:
        answers.feedback["general_fb"] = inline_of(question.rationale, export.words)
    return _item(
        ask.id,
        ask.id,
        fields,
        f"{_material(stem)}{answers.responses}",
        f"{_processing(answers)}{_feedback(answers)}",
    )


def _processing(answers: _Answers) -> str:
    shown = "".join(
        '<respcondition continue="Yes"><conditionvar>'
        + (
            "<other/>"
            if name == "general_fb"
            else f'<varequal respident="response1">{name.removesuffix("_fb")}</varequal>'
        )
        + f'</conditionvar><displayfeedback feedbacktype="Response" linkrefid="{name}"/>'
        "</respcondition>\n"
        for name in answers.feedback
    )
    return (
        '<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" '
        f'vartype="Decimal"/></outcomes>\n{shown}{answers.scoring}</resprocessing>\n'
    )


def _feedback(answers: _Answers) -> str:
    return "".join(
        f'<itemfeedback ident="{name}"><flow_mat>{_material(html)}</flow_mat></itemfeedback>\n'
        for name, html in answers.feedback.items()
    )


def _answers(export: Export, item: Item, ask: Ask, losses: list[Loss]) -> _Answers:
    match ask.shape:
        case shapes.OneOf() | shapes.SomeOf():
            return _choice(export, item, ask)
        case shapes.Match(left, _):
            _refuse_markup(item, ask, losses)
            rows = [(inline_of(one), two) for one, two in zip(left, ask.right, strict=True)]
            extra = iter(ask.extra)
            right = set(ask.right)
            column = [text if text in right else next(extra) for text in ask.shape.right]
            return _matching(rows, column, f"{Fraction(100, len(rows)).__float__():.2f}")
        case shapes.Order():
            column = [str(number) for number in range(1, len(ask.right) + 1)]
            steps = [inline_of(str(text), export.words) for text in ask.right]
            by_text = dict(zip(ask.right, zip(steps, column, strict=True), strict=True))
            rows = [by_text[text] for text in ask.shape.items]
            return _matching(rows, column, f"{100 / len(rows):.2f}")
        case shapes.Gaps():
            return _gaps(item, ask, losses)
        case _ if ask.is_short:
            return _short(item, ask, losses)
        case _:
            answers = _Answers(ESSAY, _FIELD, "")
            answers.feedback["model_fb"] = grader_html(item.question, ask, export.words)
            return answers


_FIELD = (
    '<response_str ident="response1" rcardinality="Single"><render_fib>'
    '<response_label ident="answer1" rshuffle="No"/></render_fib></response_str>'
)


def _choice(export: Export, item: Item, ask: Ask) -> _Answers:
    several = isinstance(ask.shape, shapes.SomeOf)
    labels = "".join(
        f'<response_label ident="o{number}">{_option(export, item, option.text)}'
        "</response_label>"
        for number, option in enumerate(ask.options)
    )
    cardinality = "Multiple" if several else "Single"
    responses = (
        f'<response_lid ident="response1" rcardinality="{cardinality}"><render_choice>{labels}'
        "</render_choice></response_lid>"
    )
    equals = [
        f'<varequal respident="response1">o{n}</varequal>' for n in range(len(ask.options))
    ]
    right = [option.is_right for option in ask.options]
    chosen = "".join(
        equal if is_right else f"<not>{equal}</not>"
        for equal, is_right in zip(equals, right, strict=True)
    )
    wanted = f"<and>{chosen}</and>" if several else equals[right.index(True)]
    kind = SEVERAL if several else TRUTH if item.is_truth else ONE
    answers = _Answers(kind, responses, _scored(wanted))
    answers.feedback = {
        f"o{number}_fb": inline_of(option.feedback, export.words)
        for number, option in enumerate(ask.options)
        if option.feedback
    }
    return answers


def _option(export: Export, item: Item, text: str) -> str:
    picture = picture_in(text)
    if item.is_truth:
        # Canvas knows a true/false question by these words, whatever the bank's language.
        return _material(text, "plain")
    if picture is None:
        return _material(inline_of(text, export.words))
    html = image_tag(_address(picture.image), picture.alt)
    return _material(html + (f"<p>{inline_of(picture.text)}</p>" if picture.text else ""))


def _scored(condition: str, action: str = "Set", points: str = "100") -> str:
    return (
        f'<respcondition continue="No"><conditionvar>{condition}</conditionvar>'
        f'<setvar action="{action}" varname="SCORE">{points}</setvar></respcondition>\n'
    )


def _refuse_markup(item: Item, ask: Ask, losses: list[Loss]) -> None:
    for field, texts in (("pairs", ask.right), ("extra", ask.extra)):
        if any(has_markup(text) or picture_in(text) for text in texts):
            losses.append(Loss(item.id, field, RIGHT_PLAIN))


def _matching(rows: Sequence[tuple[str, str]], column: Sequence[str], share: str) -> _Answers:
    labels = "".join(
        f'<response_label ident="r{number}">{_material(_plain(text), "plain")}</response_label>'
        for number, text in enumerate(column)
    )
    responses = "".join(
        f'<response_lid ident="response_{number}">{_material(html)}<render_choice>{labels}'
        "</render_choice></response_lid>"
        for number, (html, _) in enumerate(rows)
    )
    scoring = "".join(
        _scored(
            f'<varequal respident="response_{number}">r{column.index(text)}</varequal>',
            "Add",
            share,
        )
        for number, (_, text) in enumerate(rows)
    )
    return _Answers(PAIRS, responses, scoring)


def _plain(text: str) -> str:
    return " ".join(plain_of(text).split())


def _short(item: Item, ask: Ask, losses: list[Loss]) -> _Answers:
    [answers] = ask.accept
    if has_markup(answers[0]):
        losses.append(Loss(item.id, "answer", WORDS_PLAIN))
    if any(map(has_markup, answers[1:])):
        losses.append(Loss(item.id, "accept", WORDS_PLAIN))
    equals = "".join(
        f'<varequal respident="response1">{escaped(_plain(text))}</varequal>'
        for text in answers
    )
    return _Answers(SHORT, _FIELD, _scored(equals))


def _gaps(item: Item, ask: Ask, losses: list[Loss]) -> _Answers:
    """Return blanks to fill, or to choose from the same words in each."""
    words = (*ask.right, *ask.extra) if ask.shape.word_bank else ()  # type: ignore[union-attr]
    if any(has_markup(text) for each in ask.accept for text in each):
        losses.append(Loss(item.id, "gaps", WORDS_PLAIN))
    if any(map(has_markup, ask.extra)):
        losses.append(Loss(item.id, "extra_words", WORDS_PLAIN))
    names = gap_names(ask.shape.text)  # type: ignore[union-attr]
    responses, scoring = "", ""
    share = f"{100 / len(names):.2f}"
    for at, name in enumerate(names):
        texts = words or ask.accept[at]
        labels = "".join(
            f'<response_label ident="g{at}_{number}">{_material(_plain(text), "plain")}'
            "</response_label>"
            for number, text in enumerate(texts)
        )
        responses += (
            f'<response_lid ident="response_{escaped(name)}">{_material(name, "plain")}'
            f"<render_choice>{labels}</render_choice></response_lid>"
        )
        right = texts.index(ask.right[at])
        equal = f'<varequal respident="response_{escaped(name)}">g{at}_{right}</varequal>'
        scoring += _scored(equal, "Add", share)
    answers = _Answers(DROPDOWNS if words else BLANKS, responses, scoring)
    answers.gaps = lambda html: with_gaps(html, lambda at: f"[{names[at]}]")
    return answers


# In


def read(source: Source) -> Read:
    """Return the questions of a package, or of one file of it."""
    found = Read()
    names = [name for name in source.files if name.lower().endswith((".xml", ".qti"))]
    if not source.files:
        _read_file(source, source.raw, "", found)
    for name in names:
        raw = source.files[name]
        if b"questestinterop" in raw[:2000]:
            _read_file(source, raw, name, found)
        elif b"<quiz" in raw[:2000] and b"canvas.instructure.com" in raw[:2000]:
            _read_meta(source, raw, name, found)
    return found


def _read_meta(source: Source, raw: bytes, name: str, found: Read) -> None:
    root = parse_xml(raw, f"{source.name}/{name}")
    title, description = root.first("title"), root.first("description")
    found.title = " ".join((title.text if title else "").split()) or found.title
    said = markdown_of(description.text).text if description else ""
    found.instructions = found.instructions or said


def _read_file(source: Source, raw: bytes, inside: str, found: Read) -> None:
    name = f"{source.name}/{inside}" if inside else source.name
    root = parse_xml(raw, name)
    own = Source(name, raw, source.files, inside)
    for assessment in root.below("assessment"):
        found.title = found.title or " ".join(assessment.get("title").split())
    worth: dict[int, str] = {}
    for section in root.below("section"):
        if drawn := section.path("selection_ordering", "selection"):
            _drawn(own, section, drawn, worth, found)
    for item in root.below("item"):
        reader = _Reader(own, item, found)
        if points := worth.get(id(item)):
            reader.fields["points_possible"] = points
        reader.take()


def _drawn(
    source: Source, section: Element, drawn: Element, worth: dict[int, str], found: Read
) -> None:
    """Report a group from which questions were drawn; its points are those of each."""
    number = next((each.text.strip() for each in drawn.all("selection_number")), "")
    items = section.all("item")
    points = next((each.text for each in drawn.below("points_per_item")), "")
    worth.update((id(item), points) for item in items if points)
    if drawn.first("sourcebank_ref"):
        message = (
            f"{number or 'Some'} question(s) were drawn from a question bank that is not in "
            "this file. Export that bank, too."
        )
        found.lose(source, section.line, "groups", message)
    elif number and number != str(len(items)):
        message = (
            f"Of this group of {len(items)} questions {number} were drawn there. Here all are "
            "in the bank; --count draws, and enemies keep questions apart."
        )
        found.lose(source, section.line, "groups", message)


class _Reader:
    """Reads one item."""

    def __init__(self, source: Source, item: Element, found: Read) -> None:
        self.source, self.item, self.found = source, item, found
        self.fields = {
            _text(field, "fieldlabel"): _text(field, "fieldentry")
            for field in item.below("qtimetadatafield")
        }
        title = " ".join(item.get("title").split())
        self.draft = Draft({}, title, source.name, item.line)
        self.presentation = item.first("presentation")
        self.feedback = {
            each.get("ident"): _materials(each) for each in item.all("itemfeedback")
        }

    def take(self) -> None:
        """Read the item into a draft or a shared text."""
        kind = self.fields.get("question_type") or self._guessed()
        if kind == TEXT:
            self._stimulus()
            return
        method = _TYPES.get(kind)
        try:
            if method is None:
                raise ValueError(f"A bank has no question of Canvas's type {kind!r}.")
            self._common()
            method(self)
            self._feedback()
            take_tags(self.draft, self.fields.get(OWN_TAGS, "").split("\n"))
        except ValueError as error:
            stem = markdown_of(_materials(self.presentation)).text if self.presentation else ""
            self.draft = unread(
                self.source, self.item.line, f"{self.draft.name}\n{stem}", str(error)
            )
        self.found.drafts.append(self.draft)

    def _guessed(self) -> str:
        """Return the type of an item that does not name it."""
        fields = list(self.presentation.below("response_lid")) if self.presentation else []
        if len(fields) > 1:
            return PAIRS
        if fields:
            return SEVERAL if fields[0].get("rcardinality").lower() == "multiple" else ONE
        if self.presentation and any(self.presentation.below("response_str")):
            return SHORT if any(self.item.below("varequal")) else ESSAY
        return TEXT

    def _stimulus(self) -> None:
        html = self.local(_own_material(self.presentation)) if self.presentation else ""
        ident = own_name(self.item.get("ident"))
        line = self.item.line
        if 'class="quizgen-shared"' in html:
            self.found.stimuli[ident] = group_stimulus(ident, html)
        else:
            text = markdown_of(html).text
            self.found.stimuli[ident] = Stimulus(ident, text, self.draft.name, line=line)
        if said := self.item.get("instructions"):
            self.found.stimuli[ident].introduction = markdown_from_plain(said)

    def _common(self) -> None:
        ident = self.item.get("ident")
        if ident.startswith("q_"):
            self.draft.data["id"] = own_name(ident)
        self.draft.stimulus = own_name(self.fields.get("parent_stimulus_item_ident", ""))
        html = self.local(_own_material(self.presentation)) if self.presentation else ""
        self.gaps = split_stem(self.draft, "html", html, self.found)
        points = self.fields.get("points_possible", "1")
        found = re.fullmatch(r"([0-9]{1,4})(?:\.0*)?", points.strip())
        if found and int(found[1]):
            self.draft.data["points"] = int(found[1])
        elif points.strip() not in ("", "1"):
            self.draft.lose("points", f"It was worth {points[:20]}; here it is worth 1.")

    def local(self, html: str) -> str:
        """Return HTML in which pictures of the package have the names of their files."""

        def named(match: re.Match[str]) -> str:
            address = re.sub(
                r"^(\$IMS[-_]CC[-_]FILEBASE\$|%24IMS-CC-FILEBASE%24)/*", "", match[2]
            )
            for place in (address, f"web_resources/{address}"):
                raw = Source("", b"", self.source.files).beside(place)
                raw = raw or self.source.beside(place)
                if raw is not None:
                    self.found.pictures.setdefault(address, raw)
                    break
            return f'{match[1]}"{address}"'

        return re.sub(r'(<img[^>]*\bsrc=)"([^"]*)"', named, html)

    def _feedback(self) -> None:
        texts = {name: markdown_of(html).text for name, html in self.feedback.items()}
        right = texts.get("correct_fb", "") or self._right_feedback(texts)
        if texts.get("correct_fb") and (more := self._right_feedback(texts)):
            right = f"{right}\n\n{more}"
        wrong = texts.get("general_incorrect_fb", "")
        put_feedback(self.draft, texts.get("general_fb", ""), right, wrong)

    def _right_feedback(self, texts: Mapping[str, str]) -> str:
        return next(
            (texts[f"{name}_fb"] for name in self._right() if texts.get(f"{name}_fb")), ""
        )

    def _right(self) -> list[str]:
        """Return the options that score, in the order of the file."""
        right: list[str] = []
        for condition in self.item.below("respcondition"):
            if not any(float_of(each.text) > 0 for each in condition.below("setvar")):
                continue
            right += _wanted(condition)
        return right

    # One method for each of Canvas's types

    def choice(self) -> None:
        """Read a choice of one or of several options."""
        right = set(self._right())
        options = []
        for label in self.presentation.below("response_label") if self.presentation else ():
            name = label.get("ident")
            said = markdown_of(self.feedback.get(f"{name}_fb", "")).text
            is_right = name in right
            text = self._option(label)
            options.append(DraftOption(text, is_right, "" if is_right else said))
        chosen = [option for option in options if option.is_right]
        if not chosen:
            raise ValueError("No option earns points. Say which is right.")
        if len(options) < 2:
            raise ValueError("It has fewer than two options.")
        several = self.fields.get("question_type", self._guessed()) == SEVERAL
        if not several and len(chosen) > 1:
            raise ValueError("Two options are right, so the key is not clear.")
        if several and len(chosen) == len(options):
            raise ValueError("Every option is right. Add a wrong one.")
        if several:
            self.draft.data |= some_of(options)
        elif self._is_truth(options):
            self.draft.data |= judged(is_true=options[0].is_right)
        else:
            self.draft.data |= one_of(options)

    def _is_truth(self, options: Sequence[DraftOption]) -> bool:
        return self.fields.get("question_type") == TRUTH and len(options) == 2

    def _option(self, label: Element) -> OptionData:
        material = next(label.below("mattext"), None)
        if material is None:
            raise ValueError("An option is empty.")
        html = self.local(material.text)
        found = markdown_in(_form(material), html)
        for what in found.lost:
            self.draft.lose("answer", f"{what[0].upper()}{what[1:]} is not kept.")
        if found.pictures:
            name, alt = found.pictures[0]
            data = {"image": name, "alt": alt or "A picture."}
            return data | ({"text": found.text} if found.text else {})
        return found.text

    def matching(self) -> None:
        """Read pairs; what no row asks for belongs to nothing."""
        key: dict[str, str] = {}
        for condition in self.item.below("varequal"):
            key.setdefault(condition.get("respident"), condition.text.strip())
        column: dict[str, str] = {}
        pairs = []
        fields = self.presentation.all("response_lid") if self.presentation else []
        for field in fields:
            labels = {
                each.get("ident"): self._entry(each) for each in field.below("response_label")
            }
            column |= labels
            right = labels.get(key.get(field.get("ident"), ""))
            if right is None:
                raise ValueError("A pair has no right answer.")
            pairs.append((markdown_of(_own_material(field)).text, right))
        if len(pairs) < 2:
            raise ValueError("Matching needs two pairs at least.")
        used = {right for _, right in pairs}
        extra = [text for text in dict.fromkeys(column.values()) if text not in used]
        self.draft.data |= matched(pairs, extra)

    def _entry(self, label: Element) -> str:
        material = next(label.below("mattext"), None)
        return markdown_in(_form(material), material.text).text if material else ""

    def short(self) -> None:
        """Read the answers that count."""
        texts = [" ".join(each.text.split()) for each in self.item.below("varequal")]
        full = [markdown_from_plain(text) for text in dict.fromkeys(filter(None, texts))]
        if not full:
            raise ValueError("There is no answer that is right.")
        self.draft.data |= answered(full)

    def essay(self) -> None:
        """Read a question answered at length."""
        self.draft.data |= grader_data(self.feedback.pop("model_fb", ""))

    def blanks(self) -> None:
        """Read a text with blanks, each [named] in it."""
        answers: dict[str, tuple[str, ...]] = {}
        offered = []
        key = {each.text.strip() for each in self.item.below("varequal")}
        dropdowns = self.fields.get("question_type") == DROPDOWNS
        for field in self.presentation.all("response_lid") if self.presentation else ():
            name = field.get("ident").removeprefix("response_")
            labels = [
                (each.get("ident"), self._entry(each)) for each in field.below("response_label")
            ]
            right = [text for ident, text in labels if ident in key]
            if not right:
                raise ValueError(f"The blank [{name}] has no right answer.")
            others = [text for _, text in labels if text != right[0]]
            answers[name] = (right[0],) if dropdowns else (right[0], *others)
            offered.append([text for _, text in labels])
        self._put_gaps(answers, offered if dropdowns else None)

    def _put_gaps(
        self, answers: Mapping[str, tuple[str, ...]], offered: list[list[str]] | None
    ) -> None:
        data = self.draft.data
        text = markdown_of(self.gaps).text if self.gaps else str(data.pop("stem", ""))
        names: dict[str, str] = {}
        numbers = count(1)
        for name in answers:
            safe = name if re.fullmatch(r"[\w-]+", name, re.ASCII) else f"gap{next(numbers)}"
            if text.count(f"[{name}]") != 1:
                raise ValueError(f"The text has no blank [{name}], or has it twice.")
            names[name] = safe
            text = text.replace(f"[{name}]", f"{{{{{safe}}}}}")
        words = None
        if offered and len({frozenset(each) for each in offered}) == 1:
            used = {each[0] for each in answers.values()}
            words = [word for word in offered[0] if word not in used]
        elif offered:
            self.draft.lose("gaps", "Each blank offered its own words; here they are written.")
        data.setdefault("stem", "Fill in the gaps.")
        data |= gapped(text, {names[name]: each for name, each in answers.items()}, words)

    def numerical(self) -> None:
        """Read a number; what counted beside it is reported."""
        texts = [each.text.strip() for each in self.item.below("varequal")]
        if not texts:
            raise ValueError("There is no number that is right.")
        if any(self.item.below("vargte", "vargt")):
            self.draft.lose("accept", "Numbers near it were right there, too.")
        self.draft.data |= answered([*dict.fromkeys(texts)])


def float_of(text: str) -> float:
    """Return a number; 0 for what is none."""
    return float(text) if re.fullmatch(r"\s*-?[0-9]{1,6}(\.[0-9]{0,10})?\s*", text) else 0.0


def _wanted(element: Element) -> Iterator[str]:
    """Yield what must be chosen: every varequal that is not negated."""
    for child in element.elements:
        if child.tag == "varequal":
            yield child.text.strip()
        elif child.tag != "not":
            yield from _wanted(child)


def _text(element: Element, tag: str) -> str:
    child = element.first(tag)
    return child.text.strip() if child else ""


def _form(material: Element) -> str:
    return "html" if "html" in material.get("texttype", "text/plain") else "plain"


def _materials(element: Element) -> str:
    """Return all material in an element as HTML."""
    return "".join(_html(each) for each in element.below("mattext"))


def _own_material(element: Element) -> str:
    """Return the material of an element itself, not that of its options."""
    found = [element]
    html = ""
    while found:
        each = found.pop(0)
        if each.tag == "mattext":
            html += _html(each)
        elif not each.tag.startswith(("response_", "render_")) or each is element:
            found = [*each.elements, *found]
    return html


def _html(material: Element) -> str:
    if _form(material) == "html":
        return material.text
    return f"<p>{escaped(material.text)}</p>" if material.text.strip() else ""


_TYPES: Mapping[str, Callable[[_Reader], None]] = {
    ONE: _Reader.choice,
    SEVERAL: _Reader.choice,
    TRUTH: _Reader.choice,
    PAIRS: _Reader.matching,
    SHORT: _Reader.short,
    ESSAY: _Reader.essay,
    "file_upload_question": _Reader.essay,
    BLANKS: _Reader.blanks,
    DROPDOWNS: _Reader.blanks,
    "numerical_question": _Reader.numerical,
}


def recognises(source: Source) -> bool:
    """Whether a file or a package holds QTI 1.2."""
    raws = [*source.files.values()] if source.files else [source.raw]
    return any(b"questestinterop" in raw[:2000] for raw in raws)


FORMAT = Format(
    name="qti12",
    title="QTI 1.2 for Canvas",
    suffix=".zip",
    takes=(".zip", ".xml"),
    holds=Holds(
        forms={
            "one choice": "yes",
            "several choices": "yes",
            "true or false": "yes",
            "true, false or not given": "multiple choice",
            "linked choices": "two linked questions",
            "pairs": "yes",
            "order": "matching with the numbers of the places",
            "gaps in a text": "yes",
            "gaps in a table": "a cloze",
            "a few words": "yes",
            "an essay": "yes",
            "marked words": "an essay",
        },
        passage="shared",
        keys=frozenset(
            {"id", "skill", "difficulty", "standards", "evidence", "rationale", "excerpt"}
            | {"image", "points", "group", "accept", "extra", "word_bank", "extra_words"}
            | {"rubric", "single_point_rubric"}
        ),
        scoring=frozenset({"options: all", "pairs: each"}),
        feedback=True,
        pictures=True,
        groups=True,
        markup=True,
        instead={
            "scoring": "The file asks for all right options and no other; Canvas Classic "
            "itself gives shares."
        },
    ),
    write=write,
    read=read,
    recognises=recognises,
)
