"""What stands above the answers: stem, excerpt, picture, group, passage, as one piece of HTML.

Each has a class of its own, by which an import finds it again; other systems ignore them.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from html import escape
from itertools import count
from typing import Any

from quizgen.article.passage import Passage
from quizgen.bank.groups import Group
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Excerpt, Image
from quizgen.bank.kinds.common import GAP, gap_names, replace_gaps
from quizgen.bank.kinds.drafted import essay
from quizgen.bank.option_text import picture_in
from quizgen.bank.placeholders import MARKER
from quizgen.base.language import Wording
from quizgen.base.markdown import passage_html as paragraph_html
from quizgen.exchange.common.drafts import Draft, Read, Stimulus, picture_data
from quizgen.exchange.common.html import html_of, inline_of, markdown_in, markdown_of
from quizgen.exchange.common.items import Ask, Export, Item

Address = Callable[[str], str]
"""Returns the address under which a file's picture is found there."""

MODEL_ANSWER = '<div class="quizgen-answer">{}</div>'
BLANK = "_____"


def stem_html(
    export: Export,
    item: Item,
    ask: Ask,
    pictures: Address | None,
    *,
    gaps: Callable[[str], str] | None = None,
    with_group: bool = True,
) -> str:
    """Return all that stands above the answers of an ask.

    pictures is None where a format has none. gaps takes the text of a cloze as HTML with its
    gaps as names in braces, and returns it with the format's own gaps; without it they are
    numbered blanks. with_group is False where the format shares texts in another way.
    """
    question, words = item.question, export.words
    parts = []
    if with_group and export.passage and export.place == "repeat":
        parts.append(_contained("quizgen-passage", passage_html(export.passage)))
    group = export.used_groups.get(question.group or "")
    if with_group and group and question.group:
        name = f"quizgen-group quizgen-name-{question.group}"
        parts.append(_contained(name, group_html(group, words, pictures)))
    if ask.stem:
        parts.append(html_of(ask.stem, words))
    if question.excerpt:
        parts.append(excerpt_html(question.excerpt, words))
    if question.image:
        parts.append(image_html(question.image, pictures))
    if isinstance(ask.shape, shapes.Gaps):
        parts.append(_contained("quizgen-gaps", _gaps_html(ask.shape, words, gaps)))
    return "\n".join(parts)


def _contained(name: str, html: str) -> str:
    return f'<div class="{name}">{html}</div>'


def group_html(group: Group, words: Wording, pictures: Address | None) -> str:
    """Return what a group's questions share."""
    parts = []
    if group.introduction:
        text = html_of(group.introduction, words)
        parts.append(_contained("quizgen-introduction", text))
    if group.excerpt:
        parts.append(excerpt_html(group.excerpt, words))
    if group.image:
        parts.append(image_html(group.image, pictures))
    return "".join(parts)


def model_answer(ask: Ask) -> str:
    """Return what an essay is compared with: a model answer, or the words of numbered gaps."""
    if not isinstance(ask.shape, shapes.Gaps):
        return "\n\n".join(ask.right)
    lines = (f"({number}) {' / '.join(words)}" for number, words in enumerate(ask.accept, 1))
    return "\n\n".join(lines)


def model_html(ask: Ask, words: Wording) -> str:
    """Return a model answer as HTML; where a format has no pairs and no order, theirs."""
    match ask.shape:
        case shapes.Match(left):
            pairs = zip(left, ask.right, strict=True)
            texts = [f"{_option(one, words)} → {_option(two, words)}" for one, two in pairs]
        case shapes.Order():
            texts = [_option(text, words) for text in ask.right]
        case _:
            return html_of(model_answer(ask), words)
    return "".join(f"<p>{text}</p>" for text in texts)


def columns_html(ask: Ask, words: Wording) -> str:
    """Return the lists of pairs or steps for an essay; "" for other questions."""
    columns: tuple[tuple[str, ...], ...] = ()
    match ask.shape:
        case shapes.Match(left, right):
            columns = (left, right)
        case shapes.Order(items):
            columns = (items,)
    return "".join(
        f"<ul>{''.join(f'<li>{_option(text, words)}</li>' for text in column)}</ul>"
        for column in columns
    )


def _option(text: str, words: Wording) -> str:
    return inline_of(str(text) if picture_in(text) else text, words)


def excerpt_html(excerpt: Excerpt, words: Wording) -> str:
    """Return a text to read, with the paragraph that it stands in."""
    name, place = "quizgen-excerpt", ""
    if excerpt.paragraph is not None:
        name += f" quizgen-paragraph-{excerpt.paragraph}"
        said = words.place(excerpt.paragraph, {})
        place = f'<p class="quizgen-place">({escape(said)})</p>'
    return f'<blockquote class="{name}">{html_of(excerpt.text, words)}{place}</blockquote>'


def image_html(image: Image, pictures: Address | None) -> str:
    """Return a picture, or the words that describe it."""
    inner = f"[{escape(image.alt)}]"
    if pictures is not None:
        inner = image_tag(pictures(image.file), image.alt)
    return f'<p class="quizgen-picture">{inner}</p>'


def image_tag(address: str, alt: str) -> str:
    """Return a picture's tag."""
    return f'<img src="{escape(address)}" alt="{escape(alt)}">'


def passage_html(passage: Passage) -> str:
    """Return an article's paragraphs with its headings."""
    parts = []
    headings = {heading.above: heading for heading in passage.headings}
    for number, text in enumerate(passage.paragraphs, 1):
        if number in headings:
            parts.append(f"<h3>{html_of(headings[number].text)}</h3>")
        apart = number in passage.set_apart
        html = paragraph_html(text, (), {}, set_apart=apart, plain=passage.plain)
        parts.append(str(html) if apart else f"<p>{html}</p>")
    return "\n".join(parts)


def _gaps_html(shape: shapes.Gaps, words: Wording, gaps: Callable[[str], str] | None) -> str:
    numbers = count(1)
    if gaps is None:
        text = replace_gaps(shape.text, lambda: f"({next(numbers)}) {BLANK}")
        html = html_of(text, words)
        if shape.word_bank:
            listed = " · ".join(escape(word) for word in shape.word_bank)
            html = f'<p class="quizgen-words">{listed}</p>{html}'
        return html
    return gaps(html_of(shape.text, words))


def gap_name_at(html: str) -> list[str]:
    """Return the names of the gaps in HTML, in their order."""
    return gap_names(html)


def with_gaps(html: str, filled: Callable[[int], str]) -> str:
    """Return HTML with something in place of each gap, by its number from 0."""
    numbers = count()
    return GAP.sub(lambda _: filled(next(numbers)), html)


# In


def cut_out(html: str, name: str) -> tuple[str, str, str]:
    """Return the classes of an element, what is in it, and the HTML without it.

    The first two are empty where no element has the class.

    >>> cut_out('a<div class="x y">b<div>c</div></div>d', "x")
    ('x y', 'b<div>c</div>', 'ad')
    """
    known = rf'[^"<>]*\b{re.escape(name)}(?![\w-])[^"<>]*'
    found = re.search(rf'<(\w+)\s[^<>]*class\s*=\s*"({known})"[^<>]*>', html)
    if not found:
        return "", "", html
    depth = 1
    tags = re.compile(rf"<(/?){found[1]}\b[^<>]*>", re.IGNORECASE)
    for tag in tags.finditer(html, found.end()):
        depth += -1 if tag[1] else 1
        if not depth:
            rest = html[: found.start()] + html[tag.end() :]
            return found[2], html[found.end() : tag.start()], rest
    return found[2], html[found.end() :], html[: found.start()]


def split_model(html: str) -> tuple[str, str]:
    """Return the model answer in a text as Markdown, and the text without it."""
    _, inner, rest = cut_out(html, "quizgen-answer")
    return (markdown_of(inner).text, rest) if inner else ("", html)


def split_stem(draft: Draft, form: str, text: str, read: Read | None = None) -> str:
    """Put a stem into a draft, with the excerpt and the text of gaps that it holds.

    Texts that it shares with other questions are added to `read`. Returns the HTML of the
    gaps' text, "" if there is none.
    """
    gaps = ""
    if "quizgen-" in text or FOREIGN_PASSAGE in text:
        text = _shared(draft, text, read)
        names, inner, text = cut_out(text, "quizgen-excerpt")
        if inner:
            draft.data["excerpt"] = excerpt_data(names, inner)
        _, gaps, text = cut_out(text, "quizgen-gaps")
        _, picture, text = cut_out(text, "quizgen-picture")
        if "<img" in picture:
            text += picture
    found = markdown_in(form, text)
    for what in found.lost:
        draft.lose("stem", f"{what[0].upper()}{what[1:]} is not kept; the words are.")
    if found.pictures:
        draft.data["image"] = picture_data(*found.pictures[0])
        if len(found.pictures) > 1:
            draft.lose("image", "A question has one picture; the others are left out.")
    if found.text:
        draft.data["stem"] = found.text
    return gaps


def excerpt_data(names: str, inner: str) -> object:
    """Return an excerpt as a bank writes it."""
    _, _, inner = cut_out(inner, "quizgen-place")
    words = markdown_of(inner).text
    number = re.search(r"quizgen-paragraph-([0-9]{1,5})", names)
    return {"text": words, "paragraph": number[1]} if number else words


FOREIGN_PASSAGE = "qti-shared-stimulus"
"""The class of a shared text in an item that a converter has made of QTI 3."""


def _shared(draft: Draft, text: str, read: Read | None) -> str:
    """Take the passage and the group's text out of a stem."""
    for style in ("quizgen-passage", FOREIGN_PASSAGE):
        _, inner, text = cut_out(text, style)
        if inner:
            words = markdown_of(inner).text
            # Items of other systems may each have another text.
            known = f"passage-{sha256(words.encode()).hexdigest()[:8]}"
            draft.stimulus = known if style == FOREIGN_PASSAGE else "passage"
            if read is not None:
                read.stimuli.setdefault(draft.stimulus, Stimulus(draft.stimulus, words))
    names, inner, text = cut_out(text, "quizgen-group")
    if inner:
        name = re.search(r"quizgen-name-([\w-]+)", names)
        draft.stimulus = f"group-{name[1] if name else 'text'}"
        if read is not None and draft.stimulus not in read.stimuli:
            read.stimuli[draft.stimulus] = group_stimulus(draft.stimulus, inner)
    return text


def group_stimulus(name: str, html: str) -> Stimulus:
    """Return what a group's questions share."""
    _, introduction, rest = cut_out(html, "quizgen-introduction")
    names, inner, rest = cut_out(rest, "quizgen-excerpt")
    stimulus = Stimulus(name, "", is_passage=False)
    stimulus.introduction = markdown_of(introduction).text
    if inner:
        stimulus.excerpt = excerpt_data(names, inner)
    found = markdown_of(rest)
    if found.pictures:
        stimulus.image = picture_data(*found.pictures[0])
    return stimulus


def grader_html(question: BaseQuestion, ask: Ask, words: Wording) -> str:
    """Return what a teacher marks an essay by: the model answer, and the rubric if any."""
    parts = [MODEL_ANSWER.format(model_html(ask, words))]
    levels = "".join(
        f"<tr><td>{level.points}</td><td>{inline_of(level.description, words)}</td></tr>"
        for level in getattr(question, "rubric", ())
    )
    if levels:
        parts.append(f'<table class="quizgen-rubric">{levels}</table>')
    criteria = "".join(
        f"<li>{inline_of(text, words)}</li>"
        for text in getattr(question, "single_point_rubric", ())
    )
    if criteria:
        parts.append(f'<ul class="quizgen-criteria">{criteria}</ul>')
    return "".join(parts)


def grader_data(html: str) -> dict[str, Any]:
    """Return a model answer and a rubric as a bank writes them, from what teachers read."""
    _, levels, html = cut_out(html, "quizgen-rubric")
    _, criteria, html = cut_out(html, "quizgen-criteria")
    model, rest = split_model(html)
    data = essay(model or markdown_of(rest).text or UNWRITTEN)
    rows = re.findall(r"<td>(\d{1,4})</td><td>(.*?)</td></tr>", levels, re.DOTALL)
    if rows:
        data["rubric"] = [
            {"points": int(points), "description": markdown_of(text).text}
            for points, text in rows
        ]
    items = re.findall(r"<li>(.*?)</li>", criteria, re.DOTALL)
    if items:
        data["single_point_rubric"] = [markdown_of(text).text for text in items]
    return data


UNWRITTEN = f"{MARKER} a model answer"
