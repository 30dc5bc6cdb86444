"""A bank's text as a browser has it, and as its file has it.

A browser ends lines with a line feed and knows no byte-order mark. What the file had stays as
it was, line by line where it was mixed, so that a saved change is all that has changed.
"""

from difflib import SequenceMatcher

from quizgen.bank.document import decode
from quizgen.base.regex import regex

MARK = "\ufeff".encode()
_END = regex("\r\n|\r|\n")


def shown_text(raw: bytes, source: str) -> str:
    """Return a file's text for a browser; raises BankError if it is not UTF-8."""
    return _END.sub("\n", decode(raw, source))


def saved_bytes(text: str, before: bytes) -> bytes:
    """Return a browser's text as a file that held `before` is to hold it."""
    plain = _END.sub("\n", text)
    old = before.removeprefix(MARK).decode("utf-8", "replace")
    content = _with_ends(plain, old).encode("utf-8", "replace")
    return (MARK if before.startswith(MARK) else b"") + content


def _with_ends(text: str, old: str) -> str:
    ends = _END.findall(old)
    kinds = set(ends)
    if kinds <= {"\n"}:
        return text
    if len(kinds) == 1:
        return text.replace("\n", ends[0])
    usual = max(sorted(kinds), key=ends.count)
    lines = text.split("\n")
    own = [usual] * (len(lines) - 1)
    matcher = SequenceMatcher(None, _END.split(old), lines, autojunk=False)
    for there, here, count in matcher.get_matching_blocks():
        for step in range(count):
            if here + step < len(own) and there + step < len(ends):
                own[here + step] = ends[there + step]
    return "".join(line + end for line, end in zip(lines, [*own, ""], strict=True))
