"""What a quiz of text2qti consists of: entries that begin with a sign, and go on indented."""

from collections.abc import Iterator, Sequence

from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex

_SIGNED = {
    "question": r"[0-9]+\.",
    "right": r"\*[a-zA-Z]\)",
    "wrong": r"[a-zA-Z]\)",
    "all right": r"\[\*\]",
    "all wrong": r"\[ ?\]",
    "short": r"\*",
    "feedback": r"\.\.\.",
    "if right": r"\+",
    "if wrong": r"-",
    "solution": "!",
    "number": "=",
    "title": "[Tt]itle:",
    "points": "[Pp]oints:",
    "text title": "[Tt]ext [Tt]itle:",
    "text": "[Tt]ext:",
    "quiz title": "[Qq]uiz [Tt]itle:",
    "quiz description": "[Qq]uiz description:",
    "pick": "[Pp]ick:",
    "option": "(?:[Ss]olutions pick|[Pp]oints per question|[Ss]huffle answers"
    "|[Ss]how correct answers|[Oo]ne question at a time|[Cc]an't go back"
    "|[Ff]eedback is solution|[Ss]olutions (?:sample|randomize) groups):",
}
"""What an entry begins with; a blank and its text follow."""
_ALONE = {
    "essay": "___+",
    "upload": r"\^\^\^+",
    "group": "GROUP",
    "end of group": "END_GROUP",
}
"""What stands alone on a line."""
_ONE_LINE = {"short", "number", "points", "pick", "option"}
_ONE_PARAGRAPH = {"title", "text title", "quiz title"}
_NAMES = (*_SIGNED, *_ALONE)
_START = regex(
    "|".join(
        [
            *(rf"({pattern})[ \t]+(?=\S)" for pattern in _SIGNED.values()),
            *(rf"({pattern})\s*$" for pattern in _ALONE.values()),
        ]
    )
)
_CODE = regex(r"```+\s*\S")


@dataclass
class Entry:
    """A piece of the quiz; kind is "unknown" where nothing known begins."""

    kind: str
    line: int
    text: str = ""


def entries(text: str) -> Iterator[Entry]:
    """Yield what a quiz holds, in its order."""
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        found = _START.match(line)
        if found and found.lastindex:
            kind = _NAMES[found.lastindex - 1]
            words, at = _taken(lines, at, found.end(), kind)
            yield Entry(kind, number, words)
            continue
        if _CODE.match(line):
            at = _behind(lines, at, line[: len(line) - len(line.lstrip("`"))])
            yield Entry("code", number, line)
            continue
        if line.startswith("%"):
            yield Entry("comment", number, line[1:])
        elif line.strip() == "COMMENT":
            at = _behind(lines, at, "END_COMMENT")
            continue
        elif line.strip():
            yield Entry("unknown", number, line)
        at += 1


def _behind(lines: Sequence[str], at: int, end: str) -> int:
    """Return the place behind the next line that begins with an end."""
    for place in range(at + 1, len(lines)):
        if lines[place].startswith(end):
            return place + 1
    return len(lines)


def _taken(lines: Sequence[str], at: int, begin: int, kind: str) -> tuple[str, int]:
    """Return an entry's text with its indented lines, and the place behind it."""
    found = [lines[at][begin:].strip()]
    at += 1
    if kind in _ALONE or kind in _ONE_LINE:
        return found[0] if kind in _ONE_LINE else "", at
    # Behind a word and a colon, the second line says how far all are indented.
    sign = lines[at - 1][:begin]
    wide = None if sign.rstrip().endswith(":") else len(sign.expandtabs(4))
    blanks = 0
    while at < len(lines):
        line = lines[at].expandtabs(4)
        if not line.strip():
            if kind in _ONE_PARAGRAPH:
                break
            blanks += 1
        else:
            own = len(line) - len(line.lstrip(" "))
            wide = own if wide is None and own > 1 else wide
            if wide is None or own < wide:
                break
            found += [""] * blanks + [line[wide:].rstrip()]
            blanks = 0
        at += 1
    return "\n".join(found), at - blanks
