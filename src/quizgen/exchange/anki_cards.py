"""Anki: a deck by genanki, whose ids stay: a corrected card replaces the old one."""

import re
from hashlib import sha256
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import letter
from quizgen.bank.option_text import picture_in
from quizgen.base.errors import QuizgenError
from quizgen.base.install_command import install_command
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.html import html_of, inline_of
from quizgen.exchange.common.items import Ask, Export, Item, Written, tags_of
from quizgen.exchange.common.stems import image_tag, model_answer, stem_html

FIELDS = ("Question", "Options", "Answer", "Why")
FRONT = "{{Question}}{{Options}}"
BACK = '{{FrontSide}}<hr id="answer">{{Answer}}{{Why}}'


def write(export: Export) -> Written:
    """Return an export as a package with one deck."""
    genanki = _genanki()
    model = genanki.Model(
        _number("model", *FIELDS, FRONT, BACK),
        "quizgen",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": FRONT, "afmt": BACK}],
    )
    deck = genanki.Deck(_number("deck", export.name), export.title)
    for item in export.items:
        for ask in item.asks:
            deck.add_note(
                genanki.Note(
                    model=model,
                    fields=_fields(export, item, ask),
                    guid=genanki.guid_for(export.name, ask.id),
                    # Anki separates tags by blanks.
                    tags=[re.sub(r"\s+", "_", tag) for tag in tags_of(item.question)],
                )
            )
    return Written(_packed(genanki, deck, export))


def _genanki() -> Any:
    try:
        import genanki
    except ImportError:
        raise QuizgenError(
            "The deck cannot be written yet: for Anki quizgen needs its extra "
            f"quizgen[exchange]. Install it with: {install_command('genanki')}."
        ) from None
    return genanki


def _number(*parts: str) -> int:
    """Return an id that depends on the parts alone, in the range that Anki takes."""
    return int.from_bytes(sha256("\x00".join(parts).encode()).digest()[:4], "big") % 2**31 + 1


def _address(file: str) -> str:
    return re.sub(r"[^\w.-]+", "-", file)


def _packed(genanki: Any, deck: Any, export: Export) -> bytes:
    with TemporaryDirectory() as folder:
        package = genanki.Package(deck)
        for name, picture in export.pictures.items():
            path = Path(folder) / _address(name)
            path.write_bytes(picture.content)
            package.media_files.append(str(path))
        whole = Path(folder) / "deck.apkg"
        # Anki takes a card for corrected where its time is later than that of the one it has.
        package.write_to_file(str(whole))
        return whole.read_bytes()


def _fields(export: Export, item: Item, ask: Ask) -> list[str]:
    words = export.words
    why = html_of(item.question.rationale, words) if item.question.rationale else ""
    stem = stem_html(export, item, ask, _address)
    return [stem, _options(export, ask), f"<p>{_answer(export, ask)}</p>", why]


def _shown(export: Export, text: str) -> str:
    picture = picture_in(text)
    if picture is None:
        return inline_of(text, export.words)
    tag = image_tag(_address(picture.image), picture.alt)
    return f"{tag} {escape(picture.text or '')}"


def _options(export: Export, ask: Ask) -> str:
    match ask.shape:
        case shapes.OneOf(texts) | shapes.SomeOf(texts) | shapes.Order(texts):
            shown = texts
        case shapes.Match(left, right):
            shown = right
            rows = "".join(f"<li>{_shown(export, text)}</li>" for text in left)
            return f"<ol>{rows}</ol>{_listed(export, shown)}"
        case _:
            return ""
    return _listed(export, shown)


def _listed(export: Export, texts: tuple[str, ...]) -> str:
    return "".join(
        f"<p>{letter(number)}. {_shown(export, text)}</p>" for number, text in enumerate(texts)
    )


def _answer(export: Export, ask: Ask) -> str:
    if isinstance(ask.shape, shapes.Gaps):
        return html_of(model_answer(ask), export.words)
    if ask.part.key and not isinstance(ask.shape, shapes.Written):
        pairs = zip(ask.part.key, ask.right, strict=True)
        return "<br>".join(f"{name}. {_shown(export, text)}" for name, text in pairs)
    texts = ask.accept[0] if ask.is_short else ask.right
    return " / ".join(_shown(export, text) for text in texts)


FORMAT = Format(
    name="anki",
    title="Anki",
    suffix=".apkg",
    holds=Holds(
        forms=dict.fromkeys(
            (
                *("one choice", "several choices", "true or false", "true, false or not given"),
                *(
                    "pairs",
                    "order",
                    "gaps in a text",
                    "gaps in a table",
                    "a few words",
                    "an essay",
                ),
                "marked words",
            ),
            "a card",
        )
        | {"linked choices": "two cards"},
        keys=frozenset(
            {"id", "skill", "difficulty", "standards", "evidence", "rationale", "excerpt"}
            | {"image", "group"}
        ),
        pictures=True,
        groups=True,
        markup=True,
    ),
    write=write,
)
