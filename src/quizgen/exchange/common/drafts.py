"""What is imported: questions as plain data, with where they stood and what was lost."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizgen.base.choices import DIFFICULTY_NAMES
from quizgen.base.data_class import dataclass, field
from quizgen.base.regex import regex
from quizgen.exchange.common.html import Found, markdown_of
from quizgen.exchange.common.losses import Loss
from quizgen.exchange.common.sources import Source

PICTURES = "pictures"


@dataclass
class Draft:
    """A question as a bank writes it, or a piece of the source that is none.

    data has no id and perhaps no skill. name is what the source calls it; line where it
    begins there. Of what was not understood, `source` is what stood there.
    """

    data: dict[str, Any]
    name: str = ""
    path: str = ""
    line: int = 0
    category: str = ""
    tags: tuple[str, ...] = ()
    stimulus: str = ""
    """The id of the text that it shares with others."""
    source: str = ""
    is_read: bool = True
    """Whether it was understood."""
    comments: list[str] = field(default_factory=list)
    losses: list[Loss] = field(default_factory=list)
    """Those of this question; its id is put in when it has one."""

    def lose(self, key: str, message: str, *, is_note: bool = False) -> None:
        """Report that something is not the same in the bank."""
        loss = Loss("", key, message, self.path, self.line, is_note)
        if loss not in self.losses:
            self.losses.append(loss)


@dataclass
class Stimulus:
    """A text that questions share; `is_passage` where it is an article's."""

    id: str
    text: str
    title: str = ""
    introduction: str = ""
    line: int = 0
    is_passage: bool = True
    image: dict[str, str] | None = None
    excerpt: Any = None
    """A group's excerpt as a bank writes it, where that is more than the text."""


@dataclass
class Read:
    """All that was found in a source."""

    drafts: list[Draft] = field(default_factory=list)
    stimuli: dict[str, Stimulus] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    title: str = ""
    instructions: str = ""
    author: str = ""
    language: str = ""

    def lose(self, source: Source, line: int, key: str, message: str) -> None:
        """Report something that belongs to no question."""
        self.losses.append(Loss("", key, message, source.name, line))

    def add(self, other: "Read") -> None:
        """Take in what another source holds."""
        self.drafts += other.drafts
        self.stimuli |= other.stimuli
        self.pictures |= other.pictures
        self.losses += other.losses
        self.title = self.title or other.title
        self.instructions = self.instructions or other.instructions
        self.author = self.author or other.author
        self.language = self.language or other.language


def unread(source: Source, line: int, text: str, message: str, name: str = "") -> Draft:
    """Return a piece that was not understood, with the reason."""
    draft = Draft({}, name, source.name, line, source=text.strip(), is_read=False)
    draft.lose("question", message)
    return draft


def said(draft: Draft, key: str, html: str) -> Found:
    """Return HTML as Markdown; what of it is lost is reported for a key."""
    found = markdown_of(html)
    for what in found.lost:
        draft.lose(key, f"{what[0].upper()}{what[1:]} is not kept; the words are.")
    return found


_PHRASES = regex(r"(?i)\W*your answer is (partially )?(in)?correct\W*")
"""What systems say to everybody, which tells a teacher nothing."""


def put_feedback(
    draft: Draft, general: str = "", right: str = "", wrong: str = "", partly: str = ""
) -> None:
    """Make one rationale of the feedback that is not about a wrong option.

    right and wrong are what a student reads after such an answer.
    """
    texts = {"": general, "right": right, "wrong": wrong, "partly": partly}
    kept = {name: text for name, text in texts.items() if text and not _PHRASES.fullmatch(text)}
    parts = [
        *(kept[name] for name in ("", "right") if name in kept),
        *(f"After a partly right answer: {kept[name]}" for name in ("partly",) if name in kept),
        *(f"After a wrong answer: {kept[name]}" for name in ("wrong",) if name in kept),
    ]
    if parts:
        draft.data["rationale"] = "\n\n".join(dict.fromkeys(parts))
    if set(kept) - {""}:
        note = "What was said after a right or a wrong answer stands in the rationale."
        draft.lose("rationale", note, is_note=True)


_TAG = regex(r"(?P<key>skill|difficulty|standard|paragraph):(?P<value>.+)")


def take_tags(draft: Draft, tags: Iterable[str]) -> None:
    """Put what tags say into a draft's data: those that quizgen writes; others are kept."""
    data = draft.data
    others = []
    for tag in tags:
        found = _TAG.fullmatch(tag.strip())
        if not found:
            others.append(tag.strip())
        elif found["key"] == "difficulty":
            if found["value"] in DIFFICULTY_NAMES:
                data["difficulty"] = found["value"]
            else:
                others.append(tag)
        elif found["key"] == "skill":
            data["skill"] = found["value"]
        elif found["key"] == "standard":
            data.setdefault("standards", []).append(found["value"])
        elif re.fullmatch(r"[0-9]{1,4}", found["value"]):
            data.setdefault("evidence", []).append({"paragraph": int(found["value"])})
    draft.tags = tuple(filter(None, others))


def merged(reads: Sequence[Read]) -> Read:
    """Return what several sources hold, as one."""
    whole = Read()
    for read in reads:
        whole.add(read)
    return whole


def picture_data(name: str, alt: str) -> dict[str, str]:
    """Return a picture under a stem as a bank writes it."""
    return {"file": name, "alt": alt or "A picture."}


def with_common(data: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """Return data with further keys, those that hold nothing left out."""
    return {**data, **{key: value for key, value in more.items() if value}}
