"""Reads QTI 2.1, 2.2 and 3.0: items, packages of them, and the texts that items share."""

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from quizgen.bank.kinds.drafted import (
    DraftOption,
    OptionData,
    answered,
    essay,
    gapped,
    judged,
    matched,
    one_of,
    ordered,
    some_of,
)
from quizgen.base.regex import regex
from quizgen.exchange.common.drafts import (
    Draft,
    Read,
    Stimulus,
    put_feedback,
    take_tags,
    unread,
)
from quizgen.exchange.common.html import markdown_of
from quizgen.exchange.common.packages import own_name
from quizgen.exchange.common.sources import Source, resolved
from quizgen.exchange.common.stems import UNWRITTEN, grader_data, group_stimulus, split_stem
from quizgen.exchange.common.xml import Element, parse_xml

_SHARE = regex(r"-?[0-9]{1,6}(\.[0-9]{0,12})?")
INTERACTIONS = regex(r"\w+Interaction")


def is_item(raw: bytes, *, three: bool) -> bool:
    """Whether a file is an item, a test or a shared text of a version."""
    head = raw[:4000]
    names = (b"<qti-assessment-",) if three else (b"<assessmentItem", b"<assessmentTest")
    return any(name in head for name in names)


def read_package(source: Source, *, three: bool) -> Read:
    """Return the questions of a package, a folder or one file."""
    found = Read()
    if not source.files:
        _take(source, source.raw, "", {}, found)
        return found
    tags = _tags(source)
    for name in _in_order(source):
        if is_item(source.files[name], three=three):
            _take(source, source.files[name], name, tags, found)
    return found


def _in_order(source: Source) -> list[str]:
    """Return the files in the order in which the manifest and the test name them."""
    names = [name for name in source.files if name.lower().endswith(".xml")]
    named: list[str] = []
    for name in names:
        raw = source.files[name]
        if b"<assessmentTest" in raw[:4000] or b"<qti-assessment-test" in raw[:4000]:
            root = plain(parse_xml(raw, f"{source.name}/{name}"))
            for reference in root.below("assessmentItemRef"):
                path = resolved(name, reference.get("href"))
                if path in source.files:
                    named.append(str(path))
    return [*dict.fromkeys(named), *(name for name in names if name not in named)]


def _tags(source: Source) -> dict[str, list[str]]:
    """Return the keywords that the manifest gives each file."""
    raw = source.files.get("imsmanifest.xml")
    if raw is None:
        return {}
    root = parse_xml(raw, f"{source.name}/imsmanifest.xml")
    return {
        resource.get("href"): [
            " ".join(each.text.split()) for each in resource.below("langstring", "string")
        ]
        for resource in root.below("resource")
    }


def plain(element: Element) -> Element:
    """Return an element of QTI 3.0 with the names of 2.1, in place."""
    if element.tag.startswith("qti-"):
        element.tag = _camel(element.tag.removeprefix("qti-"))
        element.attributes = {
            _camel(name) if not name.startswith("data-") else name: value
            for name, value in element.attributes.items()
        }
    for child in element.elements:
        plain(child)
    return element


def _camel(name: str) -> str:
    return re.sub(r"-([a-z])", lambda found: found[1].upper(), name)


def _take(
    source: Source, raw: bytes, inside: str, tags: Mapping[str, list[str]], found: Read
) -> None:
    name = f"{source.name}/{inside}" if inside else source.name
    root = plain(parse_xml(raw, name))
    own = Source(name, raw, source.files, inside)
    if root.tag == "assessmentTest":
        found.title = found.title or " ".join(root.get("title").split())
    elif root.tag == "assessmentStimulus":
        _stimulus(own, root, found)
    elif root.tag == "assessmentItem":
        _Reader(own, root, found).take(tags.get(inside, ()))


def _stimulus(source: Source, root: Element, found: Read) -> None:
    body = root.first("stimulusBody")
    html = local(source, html_of_children(body), found) if body else ""
    ident = own_name(root.get("identifier"))
    if 'class="quizgen-shared"' in html:
        found.stimuli[ident] = group_stimulus(ident, html)
        return
    title = " ".join(root.get("title").split())
    text = markdown_of(html)
    if text.pictures:
        found.lose(source, root.line, "passage", "Pictures of the passage are not kept.")
    found.stimuli[ident] = Stimulus(ident, text.text, title, line=root.line)


def html_of_children(element: Element, without: re.Pattern[str] | None = None) -> str:
    """Return what is in an element as HTML; elements that match are left out."""
    parts = []
    for child in element.children:
        if isinstance(child, str):
            parts.append(escape(child, quote=False))
        elif without and without.fullmatch(child.tag):
            parts.append(_marked(child))
        elif child.tag in ("object", "contentBody", "prompt"):
            inner = html_of_children(child, without)
            parts.append(f"<div>{inner}</div>" if child.tag == "prompt" else inner)
        else:
            values = "".join(
                f' {name}="{escape(value)}"' for name, value in child.attributes.items()
            )
            inner = html_of_children(child, without)
            closed = "" if child.tag in ("br", "img", "hr") else f"{inner}</{child.tag}>"
            parts.append(f"<{child.tag}{values}>{closed}")
    return "".join(parts)


def _marked(interaction: Element) -> str:
    """Return what stands for an interaction in its text: a gap, or its prompt."""
    if interaction.tag in ("textEntryInteraction", "inlineChoiceInteraction"):
        return f"{{{{{_gap(interaction)}}}}}"
    prompt = interaction.first("prompt")
    return f"<div>{html_of_children(prompt)}</div>" if prompt else ""


def _gap(interaction: Element) -> str:
    name = interaction.get("responseIdentifier").removeprefix("RESPONSE_")
    return re.sub(r"[^A-Za-z0-9_-]", "-", name) or "gap"


def local(source: Source, html: str, found: Read) -> str:
    """Return HTML in which pictures of the package have the names of their files."""

    def named(match: re.Match[str]) -> str:
        address = match[2]
        raw = source.beside(address)
        name = address.rpartition("/")[2] if raw is not None else address
        if raw is not None:
            found.pictures.setdefault(name, raw)
        return f'{match[1]}"{name}"'

    return re.sub(r'(<img[^>]*\bsrc=)"([^"]*)"', named, html)


class _Reader:
    """Reads one item."""

    def __init__(self, source: Source, item: Element, found: Read) -> None:
        self.source, self.item, self.found = source, item, found
        title = " ".join(item.get("title").split())
        self.draft = Draft({}, title, source.name, item.line)
        self.body = item.first("itemBody") or Element("itemBody", {}, item.line)
        self.declared = {
            each.get("identifier"): each for each in item.all("responseDeclaration")
        }

    def take(self, tags: "Iterator[str] | list[str] | tuple[str, ...]") -> None:
        """Read the item into a draft."""
        try:
            self._read()
            take_tags(self.draft, tags)
        except ValueError as error:
            text = markdown_of(html_of_children(self.body)).text
            self.draft = unread(
                self.source, self.item.line, f"{self.draft.name}\n{text}", str(error)
            )
        self.found.drafts.append(self.draft)

    def _read(self) -> None:
        found = [each for each in self._all(self.body) if INTERACTIONS.fullmatch(each.tag)]
        gaps = [
            each
            for each in found
            if each.tag in ("textEntryInteraction", "inlineChoiceInteraction")
        ]
        if not found:
            raise ValueError("The item asks for nothing: it has no interaction.")
        if len(found) > 1 and len(gaps) < len(found):
            raise ValueError(
                "The item asks for several things; a bank has a question for each."
            )
        ident = self.item.get("identifier")
        if ident.startswith("q_"):
            self.draft.data["id"] = own_name(ident)
        for each in self.item.all("assessmentStimulusRef"):
            self.draft.stimulus = own_name(each.get("identifier"))
        notes = "".join(html_of_children(each) for each in self.body.below("rubricBlock"))
        skip = re.compile(r"\w+Interaction|rubricBlock")
        html = local(self.source, html_of_children(self.body, skip), self.found)
        is_cloze = bool(gaps) and (len(gaps) > 1 or "quizgen-gaps" in html)
        if gaps and not is_cloze:
            alone = re.search(r">\s*\{\{[^{}]*\}\}\s*<", html)
            html = re.sub(r"\{\{[^{}]*\}\}", "" if alone else "_____", html)
        text = split_stem(self.draft, "html", html, self.found)
        self._points()
        if is_cloze:
            self._cloze(text, gaps)
        else:
            self._single(found[0], notes)
        self._feedback()

    def _all(self, element: Element) -> Iterator[Element]:
        for child in element.elements:
            yield child
            yield from self._all(child)

    def _points(self) -> None:
        for outcome in self.item.all("outcomeDeclaration"):
            most = outcome.get("normalMaximum")
            if outcome.get("identifier") != "SCORE" or not most:
                continue
            found = re.fullmatch(r"([0-9]{1,4})(?:\.0*)?", most)
            if found and int(found[1]):
                self.draft.data["points"] = int(found[1])
            else:
                self.draft.lose("points", f"It was worth {most[:20]}; here it is worth 1.")

    def _feedback(self) -> None:
        texts = [
            markdown_of(html_of_children(each)).text for each in self.item.all("modalFeedback")
        ]
        put_feedback(self.draft, "\n\n".join(filter(None, texts)))

    def _single(self, interaction: Element, notes: str) -> None:
        name = interaction.tag
        if name == "choiceInteraction":
            self._choice(interaction)
        elif name == "matchInteraction":
            self._match(interaction)
        elif name == "orderInteraction":
            self._order(interaction)
        elif name == "extendedTextInteraction":
            self._essay(notes)
        elif name in ("textEntryInteraction", "inlineChoiceInteraction"):
            self.draft.data |= answered(self._answers(interaction))
        else:
            raise ValueError(f"A bank has nothing like {name}.")

    def _values(self, interaction: Element) -> list[str]:
        declared = self.declared.get(interaction.get("responseIdentifier"))
        correct = declared.first("correctResponse") if declared else None
        return [" ".join(each.text.split()) for each in correct.all("value")] if correct else []

    def _mapping(self, interaction: Element) -> Element | None:
        declared = self.declared.get(interaction.get("responseIdentifier"))
        return declared.first("mapping") if declared else None

    def _shares(self, interaction: Element) -> dict[str, float]:
        mapping = self._mapping(interaction)
        shares = {}
        for entry in mapping.all("mapEntry") if mapping else ():
            value = entry.get("mappedValue")
            if _SHARE.fullmatch(value):
                shares[" ".join(entry.get("mapKey").split())] = float(value)
        return shares

    def _other_share(self, interaction: Element) -> float:
        """Return what an option earns that is not in the mapping."""
        mapping = self._mapping(interaction)
        value = mapping.get("defaultValue") if mapping else ""
        return float(value) if _SHARE.fullmatch(value) else 0

    def _key(self, interaction: Element) -> list[str]:
        """Return what is right: as it is declared, or what earns most."""
        values = self._values(interaction)
        if values:
            return values
        return [key for key, share in self._shares(interaction).items() if share > 0]

    def option(self, element: Element) -> tuple[OptionData, str]:
        """Return an option and what is said of it."""
        said = "".join(html_of_children(each) for each in element.below("feedbackInline"))
        html = html_of_children(element, re.compile("feedbackInline"))
        found = markdown_of(local(self.source, html, self.found))
        for what in found.lost:
            self.draft.lose("answer", f"{what[0].upper()}{what[1:]} is not kept.")
        comment = markdown_of(said).text
        if found.pictures:
            name, alt = found.pictures[0]
            data = {"image": name, "alt": alt or "A picture."}
            return data | ({"text": found.text} if found.text else {}), comment
        return found.text, comment

    def _choice(self, interaction: Element) -> None:
        key = set(self._key(interaction))
        shares = self._shares(interaction)
        options, names = [], []
        shuffled = interaction.get("shuffle").lower() == "true"
        for each in interaction.below("simpleChoice"):
            name = each.get("identifier")
            text, said = self.option(each)
            is_right = name in key
            names.append(name)
            stays = shuffled and each.get("fixed") == "true"
            options.append(DraftOption(text, is_right, "" if is_right else said, stays))
        options = self._at_the_end(options)
        right = [option for option in options if option.is_right]
        if not right or len(options) < 2:
            raise ValueError("No option is right, or there is but one. Say which is right.")
        declared = self.declared.get(interaction.get("responseIdentifier"))
        several = declared is not None and declared.get("cardinality") == "multiple"
        if not several and len(right) > 1:
            raise ValueError("Two options are right, so the key is not clear.")
        if several and len(right) == len(options):
            raise ValueError("Every option is right. Add a wrong one.")
        if several:
            self._uneven(interaction, shares, names, key)
            self.draft.data |= some_of(options, each=bool(shares))
        elif names == ["true", "false"]:
            self.draft.data |= judged(is_true=options[0].is_right)
            return
        else:
            self.draft.data |= one_of(options)
        if not shuffled:
            note = "Options kept their order there; here they are shuffled (--keep-options)."
            self.draft.lose("distractors", note, is_note=True)

    def _at_the_end(self, options: list[DraftOption]) -> list[DraftOption]:
        """Let only those stay last that are last; a fixed place elsewhere is reported."""
        stays = True
        for number in range(len(options) - 1, -1, -1):
            option = options[number]
            stays = stays and option.stays_last
            if option.stays_last and not stays:
                message = (
                    "An option had a fixed place there, not the last; here it is shuffled."
                )
                self.draft.lose("distractors", message)
                options[number] = option._replace(stays_last=False)
        return options

    def _uneven(
        self,
        interaction: Element,
        shares: Mapping[str, float],
        names: list[str],
        key: set[str],
    ) -> None:
        """Report weights that are not those of a bank: a share for each, less one for each."""
        if not shares:
            return
        share = max(shares.values())
        other = self._other_share(interaction)
        if any(
            abs(shares.get(name, other) - (share if name in key else -share)) > 0.001
            for name in names
        ):
            listed = ", ".join(f"{name} {value:g}" for name, value in shares.items())
            listed += f", any other {other:g}" * bool(other)
            message = (
                "Options had weights of their own there; here a right one earns a share and a "
                f"wrong one costs it. There: {listed}."
            )
            self.draft.lose("scoring", message)

    def _match(self, interaction: Element) -> None:
        sets = interaction.all("simpleMatchSet")
        if len(sets) != 2:
            raise ValueError("Matching needs two columns.")
        left, right = (
            {each.get("identifier"): self.option(each)[0] for each in one.elements}
            for one in sets
        )
        partner: dict[str, str] = {}
        for pair in self._key(interaction):
            one, _, two = pair.partition(" ")
            one, two = (one, two) if one in left else (two, one)
            partner.setdefault(one, two)
        pairs = [
            (str(text), right[partner[name]])
            for name, text in left.items()
            if partner.get(name) in right
        ]
        if len(pairs) < 2 or len(pairs) < len(left):
            raise ValueError("Matching needs two pairs at least, and a partner for each entry.")
        used = set(partner.values())
        extra = [text for name, text in right.items() if name not in used]
        each = bool(self._shares(interaction))
        self.draft.data |= matched(pairs, extra, each=each)

    def _order(self, interaction: Element) -> None:
        texts = {
            each.get("identifier"): self.option(each)[0]
            for each in interaction.below("simpleChoice")
        }
        steps = [texts[name] for name in self._key(interaction) if name in texts]
        if len(steps) < 2 or len(steps) < len(texts):
            raise ValueError("The right order is not given for all items.")
        self.draft.data |= ordered(steps)

    def _essay(self, notes: str) -> None:
        if "quizgen-" in notes:
            self.draft.data |= grader_data(notes)
            return
        self.draft.data |= essay(UNWRITTEN)
        if text := markdown_of(notes).text:
            self.draft.data["rationale"] = text
            note = "The rubric's text stands in the rationale."
            self.draft.lose("rubric", note, is_note=True)

    def _answers(self, interaction: Element) -> list[str]:
        """Return the texts that are right for a gap, the key's first."""
        key, shares = self._key(interaction), self._shares(interaction)
        if interaction.tag == "inlineChoiceInteraction":
            texts = self._choices(interaction)
            found = [texts[name] for name in key if name in texts]
        else:
            most = max(shares.values(), default=0)
            full = [text for text, share in shares.items() if share >= most > 0]
            less = [text for text, share in shares.items() if 0 < share < most]
            if less:
                said = ", ".join(less)
                self.draft.lose("accept", f"These earned a part of the points there: {said}.")
            found = [*key, *full]
        if not found:
            raise ValueError("A gap has no right answer.")
        return [*dict.fromkeys(markdown_of(escape(text)).text for text in found)]

    def _choices(self, interaction: Element) -> dict[str, str]:
        return {
            each.get("identifier"): " ".join(each.text.split())
            for each in interaction.below("inlineChoice")
        }

    def _cloze(self, html: str, gaps: list[Element]) -> None:
        data = self.draft.data
        text = markdown_of(html).text if html else str(data.pop("stem", ""))
        answers = {_gap(each): self._answers(each) for each in gaps}
        if len(answers) < len(gaps):
            raise ValueError("Two gaps have the same name.")
        words = None
        choices = [self._choices(each) for each in gaps]
        if all(choices) and len({frozenset(each.values()) for each in choices}) == 1:
            used = {each[0] for each in answers.values()}
            words = [word for word in choices[0].values() if word not in used]
        elif any(choices):
            self.draft.lose("gaps", "Each gap offered its own words; here they are written.")
        data.setdefault("stem", "Fill in the gaps.")
        made: dict[str, Any] = gapped(text, answers, words)
        data |= made
