"""Gaps of a text as Moodle writes them into it: {1:SHORTANSWER:=safer~=more safe}."""

import re
from collections.abc import Sequence
from html import escape, unescape
from typing import Any

from quizgen.bank.kinds.drafted import gapped
from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex
from quizgen.exchange.common.html import markdown_of, plain_of

_GAP = regex(
    r"\{([0-9]{0,3}):(SHORTANSWER|SA|MW|SHORTANSWER_C|SAC|MWC|MULTICHOICE\w*|MC\w*"
    r"|MULTIRESPONSE\w*|MR\w*|NUMERICAL|NM):((?:\\.|[^}\\])*)\}"
)
_SPAN = regex(r'<span class="quizgen-gap" title="([\w-]+)">(.*?)</span>', re.DOTALL)


@dataclass(frozen=True)
class MoodleGap:
    """A gap in a text: its weight, what is right, and all choices where there are any."""

    weight: int
    answers: tuple[str, ...]
    choices: tuple[str, ...] = ()
    is_partial: bool = False


def moodle_gap(name: str, weight: int, answers: Sequence[str], choices: Sequence[str]) -> str:
    """Return a gap for Moodle; choices are the words of a word bank, empty without one."""
    if choices:
        options = "~".join(f"{'=' * (word == answers[0])}{_written(word)}" for word in choices)
        inner = f"{{{weight}:MULTICHOICE_S:{options}}}"
    else:
        options = "~".join(f"={_written(word)}" for word in answers)
        inner = f"{{{weight}:SHORTANSWER:{options}}}"
    return f'<span class="quizgen-gap" title="{escape(name)}">{inner}</span>'


def _written(word: str) -> str:
    plain = " ".join(plain_of(word).split())
    text = re.sub(r"([\\~#}/\"])", r"\\\1", plain)
    if plain[:1] in ("=", "%"):
        text = f"&#{ord(plain[0])};{text[1:]}"
        return text.replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _said(written: str) -> str:
    text = re.sub(r"\\([\\~#}/\"])", r"\1", written)
    return " ".join(unescape(text).split())


def parsed_gap(weight: str, kind: str, written: str) -> MoodleGap:
    """Read a gap that Moodle has written."""
    right, choices, partial = [], [], False
    for piece in re.split(r"(?<!\\)~", written):
        piece = re.split(r"(?<![\\&])#", piece, maxsplit=1)[0]  # noqa: PLW2901 - no feedback
        share = re.match(r"%(-?[0-9.]{1,8})%", piece)
        text = _said(piece[share.end() :] if share else piece.removeprefix("="))
        if kind in ("NUMERICAL", "NM"):
            text = text.partition(":")[0]
        choices.append(text)
        if piece.startswith("=") or (share and share[1].startswith("100")):
            right.append(text)
        elif share and share[1] not in ("0", "-0"):
            partial = True
    is_choice = kind.startswith(("MULTI", "MC", "MR"))
    return MoodleGap(
        int(weight or 1), tuple(right), tuple(choices) if is_choice else (), partial
    )


def has_gaps(html: str) -> bool:
    """Whether a text has gaps as Moodle writes them."""
    return bool(_GAP.search(html))


def gaps_data(html: str) -> tuple[dict[str, Any], tuple[MoodleGap, ...]]:
    """Return a text with gaps as a bank writes it, and its gaps.

    Raises ValueError where a gap has no answer.
    """
    names: dict[int, str] = {}
    found: list[MoodleGap] = []

    def named(match: re.Match[str]) -> str:
        names[len(names) + len(found)] = match[1]
        return f"\ue030{match[1]}\ue031{match[2]}"

    html = _SPAN.sub(named, html)
    gaps: dict[str, tuple[str, ...]] = {}

    def replaced(match: re.Match[str]) -> str:
        gap = parsed_gap(match["weight"], match["kind"], match["written"])
        if not gap.answers:
            raise ValueError(f"Gap {len(found) + 1} has no answer that is worth 100 %.")
        name = match["name"] or f"gap{len(found) + 1}"
        while name in gaps:
            name += "x"
        gaps[name] = tuple(dict.fromkeys(gap.answers))
        found.append(gap)
        return f"{{{{{name}}}}}"

    pattern = re.compile(
        r"(?:\ue030(?P<name>[\w-]+)\ue031)?"
        + _GAP.pattern.replace("([0-9]{0,3})", "(?P<weight>[0-9]{0,3})")
        .replace("(SHORTANSWER", "(?P<kind>SHORTANSWER")
        .replace(r"((?:\\.|[^}\\])*)", r"(?P<written>(?:\\.|[^}\\])*)")
    )
    text = markdown_of(pattern.sub(replaced, html)).text
    words = _word_bank(found, gaps)
    return gapped(text, gaps, words), tuple(found)


def _word_bank(
    found: Sequence[MoodleGap], gaps: dict[str, tuple[str, ...]]
) -> list[str] | None:
    """Return the extra words of a word bank, where all gaps offer the same words."""
    offered = {frozenset(gap.choices) for gap in found}
    if len(offered) != 1 or not found[0].choices:
        return None
    used = {answers[0] for answers in gaps.values()}
    if len(used) < len(gaps):
        return None
    return [word for word in found[0].choices if word not in used]
