"""Writes QTI 2.1 and 3.0, which differ in the names of their elements alone."""

import re
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.common import gap_names
from quizgen.bank.option_text import picture_in
from quizgen.base.data_class import dataclass
from quizgen.exchange.common.html import has_markup, inline_of, plain_of
from quizgen.exchange.common.items import Ask, Export, Item, Written, tags_of
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.packages import identifier, packed
from quizgen.exchange.common.stems import (
    grader_html,
    group_html,
    image_tag,
    passage_html,
    stem_html,
    with_gaps,
)
from quizgen.exchange.common.xml import attributes_text, escaped

WORDS_PLAIN = "An answer that is typed is written as plain words."
PICTURES = "pictures"


@dataclass(frozen=True)
class Dialect:
    """A version of QTI."""

    namespace: str
    item_type: str
    test_type: str
    is_three: bool

    def name(self, name: str) -> str:
        """Return the name of an element: simpleChoice, or qti-simple-choice."""
        return f"qti-{_kebab(name)}" if self.is_three else name

    def tag(self, tag: str, inner: str = "", **attributes: object) -> str:
        """Return an element; inner is XML."""
        pairs = [
            (_kebab(key) if self.is_three else key, value)
            for key, value in attributes.items()
            if value is not None
        ]
        name = self.name(tag)
        begin = f"<{name}{attributes_text(pairs)}"
        return f"{begin}>{inner}</{name}>" if inner else f"{begin}/>"


TWO = Dialect(
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "imsqti_item_xmlv2p1",
    "imsqti_test_xmlv2p1",
    is_three=False,
)
THREE = Dialect(
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "imsqti_item_xmlv3p0",
    "imsqti_test_xmlv3p0",
    is_three=True,
)


def _kebab(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", r"-\1", name).lower()


def xhtml(html: str) -> str:
    """Return HTML in which every element is closed."""
    return re.sub(r"<(br|img|hr)\b([^<>]*?)\s*/?>", r"<\1\2/>", html)


def _address(file: str) -> str:
    return f"../{PICTURES}/{file}"


def write_package(export: Export, dialect: Dialect) -> Written:
    """Return an export as a package: an item for each question, a test, a manifest."""
    writer = _Writer(export, dialect)
    files = dict(writer.files())
    return Written(packed(files), tuple(writer.losses))


class _Writer:
    """Writes the files of a package."""

    def __init__(self, export: Export, dialect: Dialect) -> None:
        self.export, self.dialect = export, dialect
        self.losses: list[Loss] = []
        self.tag = dialect.tag

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the manifest last, since it names all others."""
        resources = []
        stimuli = dict(self._stimuli()) if self.dialect.is_three else {}
        for ident, xml in stimuli.items():
            name = f"stimuli/{ident}.xml"
            yield name, _document(xml)
            resources.append(_resource(ident, "imsqti_stimulus_xmlv3p0", name))
        refs = []
        for item in self.export.items:
            for ask in item.asks:
                ident = identifier(ask.id)
                name = f"items/{ident}.xml"
                yield name, _document(self._item(item, ask, stimuli))
                tags = list(tags_of(item.question))
                resources.append(_resource(ident, self.dialect.item_type, name, tags))
                refs.append(self.tag("assessmentItemRef", identifier=ident, href=name))
        yield "assessment.xml", _document(self._test("".join(refs)))
        resources.append(_resource("assessment", self.dialect.test_type, "assessment.xml"))
        for number, (file, picture) in enumerate(self.export.pictures.items()):
            yield f"{PICTURES}/{file}", picture.content
            resources.append(_resource(f"p{number}", "webcontent", f"{PICTURES}/{file}"))
        yield "imsmanifest.xml", _manifest(resources, self.dialect)

    def _stimuli(self) -> Iterator[tuple[str, str]]:
        """Yield the passage and the groups' texts, each a stimulus of its own."""
        export = self.export
        if export.passage:
            html = passage_html(export.passage)
            yield self._stimulus("passage", export.article.title, html)
        for name, group in export.used_groups.items():
            html = group_html(group, export.words, _address)
            html = f'<div class="quizgen-shared">{html}</div>'
            yield self._stimulus(f"group-{name}", name, html)

    def _stimulus(self, name: str, title: str, html: str) -> tuple[str, str]:
        ident = identifier(name)
        body = self.tag("stimulusBody", xhtml(html))
        return ident, self.tag(
            "assessmentStimulus",
            body,
            xmlns=self.dialect.namespace,
            identifier=ident,
            title=title,
        )

    def _test(self, refs: str) -> str:
        section = self.tag(
            "assessmentSection", refs, identifier="questions", title="Questions", visible="true"
        )
        part = self.tag(
            "testPart",
            section,
            identifier="part",
            navigationMode="nonlinear",
            submissionMode="simultaneous",
        )
        return self.tag(
            "assessmentTest",
            part,
            xmlns=self.dialect.namespace,
            identifier="assessment",
            title=self.export.title,
        )

    def _reference(self, stimulus: str) -> str:
        return self.tag(
            "assessmentStimulusRef",
            identifier=stimulus,
            href=f"../stimuli/{stimulus}.xml",
            title=self.export.article.title,
        )

    def _item(self, item: Item, ask: Ask, stimuli: dict[str, str]) -> str:
        question, export = item.question, self.export
        shared = [
            identifier(name)
            for name in ("passage", f"group-{question.group}")
            if identifier(name) in stimuli
        ]
        parts = self._parts(item, ask)
        stem = stem_html(
            export, item, ask, _address, gaps=parts.gaps, with_group=not self.dialect.is_three
        )
        feedback = ""
        if question.rationale:
            html = xhtml(f"<p>{inline_of(question.rationale, export.words)}</p>")
            inner = self.tag("contentBody", html) if self.dialect.is_three else html
            feedback = self.tag(
                "modalFeedback",
                inner,
                outcomeIdentifier="FEEDBACK",
                identifier="general",
                showHide="hide",
            )
        score = self.tag("defaultValue", self.tag("value", "0"))
        outcomes = self.tag(
            "outcomeDeclaration",
            score,
            identifier="SCORE",
            cardinality="single",
            baseType="float",
            normalMaximum=f"{ask.points}.0",
        ) + self.tag(
            "outcomeDeclaration",
            identifier="FEEDBACK",
            cardinality="multiple" if parts.cardinality == "multiple" else "single",
            baseType="identifier",
        )
        references = "".join(map(self._reference, shared))
        # Players show a text where the item has a place for it, and else nowhere.
        places = "".join(
            f'<div class="qti-shared-stimulus" data-stimulus-idref="{name}"></div>'
            for name in shared
        )
        body = self.tag("itemBody", places + xhtml(stem) + parts.interaction)
        return self.tag(
            "assessmentItem",
            f"{parts.declarations}{outcomes}{references}{body}{parts.processing}{feedback}",
            xmlns=self.dialect.namespace,
            identifier=identifier(ask.id),
            title=ask.id,
            adaptive="false",
            timeDependent="false",
        )

    def _parts(self, item: Item, ask: Ask) -> "_Parts":
        match ask.shape:
            case shapes.OneOf() | shapes.SomeOf():
                return self._choice(item, ask)
            case shapes.Match():
                return self._match(ask)
            case shapes.Order():
                return self._order(ask)
            case shapes.Gaps() if self.dialect.is_three:
                return self._gaps(item, ask)
            case _ if ask.is_short:
                return self._short(item, ask)
            case _:
                return self._essay(item, ask)

    def _declaration(
        self,
        values: Sequence[str],
        cardinality: str,
        base: str,
        shares: Sequence[tuple[str, str]] = (),
        name: str = "RESPONSE",
    ) -> str:
        """Return what is right, and what each answer earns where there are shares."""
        inner = ""
        if values:
            listed = "".join(self.tag("value", escaped(value)) for value in values)
            inner = self.tag("correctResponse", listed)
        if shares:
            case = "false" if base == "string" else None
            entries = "".join(
                self.tag("mapEntry", mapKey=key, mappedValue=share, caseSensitive=case)
                for key, share in shares
            )
            inner += self.tag("mapping", entries, lowerBound="0", defaultValue="0")
        return self.tag(
            "responseDeclaration",
            inner,
            identifier=name,
            cardinality=cardinality,
            baseType=base,
        )

    def _processing(self, points: int, *, mapped: bool, choice: bool = False) -> str:
        """Return how an answer is scored: all points for the key, or the sum of its shares."""
        tag = self.tag
        if mapped:
            mapping = tag("mapResponse", identifier="RESPONSE")
            scored = tag("setOutcomeValue", mapping, identifier="SCORE")
        else:
            pair = tag("variable", identifier="RESPONSE") + tag(
                "correct", identifier="RESPONSE"
            )
            value = tag("baseValue", f"{points}.0", baseType="float")
            right = tag("match", pair) + tag("setOutcomeValue", value, identifier="SCORE")
            scored = tag("responseCondition", tag("responseIf", right))
        shown = ""
        if choice:
            chosen = tag("variable", identifier="RESPONSE")
            shown = tag("setOutcomeValue", chosen, identifier="FEEDBACK")
        return tag("responseProcessing", scored + shown)

    def _choice(self, item: Item, ask: Ask) -> "_Parts":
        several = isinstance(ask.shape, shapes.SomeOf)
        names = ["true", "false"] if item.is_truth else [f"o{n}" for n in range(26)]
        shuffled = not item.question.is_statement
        options = "".join(
            self.tag(
                "simpleChoice",
                self._option(option.text, option.feedback, name),
                identifier=name,
                **({"fixed": "true"} if shuffled and option.stays_last else {}),
            )
            for name, option in zip(names, ask.options, strict=False)
        )
        interaction = self.tag(
            "choiceInteraction",
            options,
            responseIdentifier="RESPONSE",
            shuffle="true" if shuffled else "false",
            maxChoices="0" if several else "1",
        )
        right = [name for name, o in zip(names, ask.options, strict=False) if o.is_right]
        cardinality = "multiple" if several else "single"
        mapped = ask.part.rule == "right_minus_wrong"
        share = Fraction(ask.points, len(right))
        shares = [
            (name, _number(share if o.is_right else -share))
            for name, o in zip(names, ask.options, strict=False)
        ]
        declared = self._declaration(right, cardinality, "identifier", shares if mapped else ())
        processing = self._processing(ask.points, mapped=mapped, choice=True)
        return _Parts(declared, interaction, processing, cardinality)

    def _option(self, text: str, feedback: str, name: str) -> str:
        picture = picture_in(text)
        html = inline_of(text, self.export.words)
        if picture:
            html = image_tag(_address(picture.image), picture.alt)
            html += f"<p>{inline_of(picture.text)}</p>" if picture.text else ""
        said = ""
        if feedback:
            said = self.tag(
                "feedbackInline",
                xhtml(inline_of(feedback, self.export.words)),
                outcomeIdentifier="FEEDBACK",
                identifier=name,
                showHide="show",
            )
        return xhtml(html) + said

    def _match(self, ask: Ask) -> "_Parts":
        shape = ask.shape
        left, right = (shape.left, shape.right) if isinstance(shape, shapes.Match) else ((), ())
        extra = iter(ask.extra)
        kept = set(ask.right)
        column = [text if text in kept else next(extra) for text in right]
        number = str(len(left))
        sets = [
            "".join(
                self.tag(
                    "simpleAssociableChoice",
                    self._option(text, "", ""),
                    identifier=f"{side}{at}",
                    matchMax=most,
                )
                for at, text in enumerate(texts)
            )
            for side, texts, most in (("l", left, "1"), ("r", column, number))
        ]
        interaction = self.tag(
            "matchInteraction",
            "".join(self.tag("simpleMatchSet", each) for each in sets),
            responseIdentifier="RESPONSE",
            shuffle="false",
            maxAssociations=number,
        )
        pairs = [f"l{at} r{column.index(text)}" for at, text in enumerate(ask.right)]
        mapped = ask.part.rule == "each"
        share = _number(Fraction(ask.points, len(pairs)))
        shares = [(pair, share) for pair in pairs] if mapped else ()
        declared = self._declaration(pairs, "multiple", "directedPair", shares)
        return _Parts(declared, interaction, self._processing(ask.points, mapped=mapped))

    def _order(self, ask: Ask) -> "_Parts":
        shown = ask.shape.items if isinstance(ask.shape, shapes.Order) else ()
        names = {text: f"s{at}" for at, text in enumerate(shown)}
        choices = "".join(
            self.tag("simpleChoice", self._option(text, "", ""), identifier=names[text])
            for text in shown
        )
        interaction = self.tag(
            "orderInteraction", choices, responseIdentifier="RESPONSE", shuffle="false"
        )
        declared = self._declaration(
            [names[text] for text in ask.right], "ordered", "identifier"
        )
        return _Parts(declared, interaction, self._processing(ask.points, mapped=False))

    def _short(self, item: Item, ask: Ask) -> "_Parts":
        [answers] = ask.accept
        for field, texts in (("answer", answers[:1]), ("accept", answers[1:])):
            if any(map(has_markup, texts)):
                self.losses.append(Loss(item.id, field, WORDS_PLAIN))
        plain = [" ".join(plain_of(text).split()) for text in answers]
        shares = [(text, f"{ask.points}.0") for text in plain]
        field_tag = self.tag("textEntryInteraction", responseIdentifier="RESPONSE")
        declared = self._declaration(plain[:1], "single", "string", shares)
        processing = self._processing(ask.points, mapped=True)
        return _Parts(declared, f"<p>{field_tag}</p>", processing)

    def _essay(self, item: Item, ask: Ask) -> "_Parts":
        field_tag = self.tag("extendedTextInteraction", responseIdentifier="RESPONSE")
        notes = xhtml(grader_html(item.question, ask, self.export.words))
        inner = self.tag("contentBody", notes) if self.dialect.is_three else notes
        block = self.tag("rubricBlock", inner, view="scorer")
        return _Parts(self._declaration((), "single", "string"), field_tag + block, "")

    def _gaps(self, item: Item, ask: Ask) -> "_Parts":
        shape = ask.shape
        names = gap_names(shape.text) if isinstance(shape, shapes.Gaps) else []
        has_words = isinstance(shape, shapes.Gaps) and shape.word_bank
        words = [*ask.right, *ask.extra] if has_words else []
        texts = [text for each in ask.accept for text in each]
        for field, found in (("gaps", texts), ("extra_words", ask.extra)):
            if any(map(has_markup, found)):
                self.losses.append(Loss(item.id, field, WORDS_PLAIN))
        share = _number(Fraction(ask.points, len(names)))
        declared, fields, mapped = "", [], ""
        for at, name in enumerate(names):
            ident = f"RESPONSE_{name}"
            mapped += self.tag("mapResponse", identifier=ident)
            if words:
                choices = "".join(
                    self.tag("inlineChoice", escaped(_plain(word)), identifier=f"w{number}")
                    for number, word in enumerate(words)
                )
                fields.append(
                    self.tag(
                        "inlineChoiceInteraction",
                        choices,
                        responseIdentifier=ident,
                        shuffle="true",
                    )
                )
                right = [f"w{at}"]
                declared += self._declaration(
                    right, "single", "identifier", [(right[0], share)], ident
                )
            else:
                plain = [_plain(text) for text in ask.accept[at]]
                fields.append(self.tag("textEntryInteraction", responseIdentifier=ident))
                shares = [(text, share) for text in plain]
                declared += self._declaration(plain[:1], "single", "string", shares, ident)
        total = self.tag("setOutcomeValue", self.tag("sum", mapped), identifier="SCORE")
        parts = _Parts(declared, "", self.tag("responseProcessing", total))
        parts.gaps = lambda html: with_gaps(html, lambda at: fields[at])
        return parts


class _Parts:
    """What an item consists of beside its stem."""

    def __init__(
        self,
        declarations: str,
        interaction: str,
        processing: str,
        cardinality: str = "single",
    ) -> None:
        self.declarations, self.interaction = declarations, interaction
        self.processing, self.cardinality = processing, cardinality
        self.gaps: Callable[[str], str] | None = None


def _plain(text: str) -> str:
    return " ".join(plain_of(text).split())


def _number(share: Fraction) -> str:
    return f"{float(share):.6f}".rstrip("0").rstrip(".")


def _document(xml: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'.encode()


def _resource(ident: str, kind: str, href: str, tags: Sequence[str] = ()) -> str:
    keywords = "".join(
        f'<imsmd:keyword><imsmd:langstring xml:lang="en">{escaped(tag)}</imsmd:langstring>'
        "</imsmd:keyword>"
        for tag in tags
    )
    meta = ""
    if keywords:
        general = f"<imsmd:general>{keywords}</imsmd:general>"
        meta = f"<metadata><imsmd:lom>{general}</imsmd:lom></metadata>"
    return (
        f'<resource identifier="{escaped(ident)}" type="{kind}" href="{escaped(href)}">{meta}'
        f'<file href="{escaped(href)}"/></resource>\n'
    )


def _manifest(resources: Sequence[str], dialect: Dialect) -> bytes:
    schema = "QTI Package" if dialect.is_three else "QTIv2.1 Package"
    version = "3.0.0" if dialect.is_three else "1.0.0"
    namespace = (
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1"
        if dialect.is_three
        else "http://www.imsglobal.org/xsd/imscp_v1p1"
    )
    return _document(
        f'<manifest xmlns="{namespace}" xmlns:imsmd="http://ltsc.ieee.org/xsd/LOM" '
        f'identifier="package">\n<metadata><schema>{schema}</schema>'
        f"<schemaversion>{version}</schemaversion></metadata>\n<organizations/>\n<resources>\n"
        f"{''.join(resources)}</resources>\n</manifest>"
    )
