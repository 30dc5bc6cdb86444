"""Writes plain data as YAML that people read and edit, and that quizgen reads unchanged."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any

from quizgen.base.regex import regex

WIDTH = 96
_PLAIN = regex(r"[^\W_](?:[\w '’“”.,?!;()/&%+=–—…-]*[\w.?!)’”…])?")
# What a reader of YAML, or a person, may take for something else than text.
_MISREAD = regex(r"(?i)(null|true|false|yes|no|on|off|y|n|~)|[-+.0-9].*|.*\s#.*|.*:\s.*")
_ODD = regex("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]")


def scalar(text: str | int | bool) -> str:
    """Return a text on one line: plain where nothing could misread it, else in quotes."""
    if not isinstance(text, str):
        return str(text).lower()
    if _PLAIN.fullmatch(text) and not is_misread(text) and len(text) <= WIDTH:
        return text
    return in_quotes(text)


def is_misread(text: str) -> bool:
    """Return whether a reader of YAML, or a person, may take a bare text for something else."""
    return _MISREAD.fullmatch(text) is not None


def in_quotes(text: str) -> str:
    """Return a text in double quotes, on one line."""
    quoted = json.dumps(text, ensure_ascii=False)
    return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def in_brackets(value: Any) -> str:
    """Return a value as it is written within brackets or braces, on one line."""
    if isinstance(value, Mapping):
        inner = (f"{key(str(name))}: {in_brackets(each)}" for name, each in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(in_brackets, value))}]"
    written = scalar(value)
    return in_quotes(value) if "," in written and written == value else written


def key(text: str) -> str:
    """Return a key; `y` and `no` are keys of quizgen as they are."""
    return text if re.fullmatch(r"[A-Za-z_][\w-]*", text, re.ASCII) else scalar(text)


def yaml_lines(value: Any, indent: int) -> Iterator[str]:
    """Yield a value as block lines: a mapping's keys, or a list's items."""
    blank = " " * indent
    if isinstance(value, Mapping):
        for name, each in value.items():
            yield from _entry(f"{blank}{key(str(name))}:", each, indent)
    else:
        for each in value:
            yield from _item(each, indent)


def _entry(head: str, value: Any, indent: int) -> Iterator[str]:
    if isinstance(value, Mapping | list | tuple):
        short = _on_one_line(value)
        if short is not None and len(head) + len(short) < WIDTH:
            yield f"{head} {short}"
            return
        yield head
        yield from yaml_lines(value, indent + 2)
    else:
        yield from _text(head, value, indent + 2)


def _item(value: Any, indent: int) -> Iterator[str]:
    blank = " " * indent
    if isinstance(value, Mapping | list | tuple):
        short = _on_one_line(value)
        if short is not None and len(blank) + len(short) < WIDTH - 2:
            yield f"{blank}- {short}"
            return
        first, *rest = yaml_lines(value, indent + 2)
        yield f"{blank}- {first[indent + 2 :]}"
        yield from rest
    else:
        yield from _text(f"{blank}-", value, indent + 2)


def _on_one_line(value: Any) -> str | None:
    """Return small records as the manual writes them: {paragraph: 2}; None for others."""
    if not value:
        return "[]" if isinstance(value, list | tuple) else "{}"
    if isinstance(value, Mapping):
        parts = [
            f"{key(str(name))}: {_short(each)}" for name, each in value.items() if _short(each)
        ]
        if len(parts) < len(value) or not set(value) <= {"paragraph", "quote", "file", "alt"}:
            return None
        return f"{{{', '.join(parts)}}}"
    inner = [
        _on_one_line(each) if isinstance(each, Mapping) else _short(each) for each in value
    ]
    if any(each is None or each == "" for each in inner) or not all(
        isinstance(each, Mapping) for each in value
    ):
        return None
    return f"[{', '.join(filter(None, inner))}]"


def _short(value: Any) -> str:
    if not isinstance(value, str | int):
        return ""
    text = str(value)
    written = text if re.fullmatch(r"[0-9]+|[A-Za-z][\w-]*(\.\w+)?", text, re.ASCII) else ""
    return written or json.dumps(text, ensure_ascii=False) if not _ODD.search(text) else ""


def _text(head: str, text: str | int | bool, indent: int) -> Iterator[str]:
    """Yield a text behind its key: on one line, or line by line where it has several."""
    if not isinstance(text, str):
        yield f"{head} {scalar(text)}"
        return
    lines = text.split("\n")
    is_block = (
        len(lines) > 1
        and not _ODD.search(text)
        and lines[0].strip()
        and lines[-1].strip()
        and not lines[0].startswith((" ", "\t"))
        and not any(line != line.rstrip() for line in lines)
    )
    if not is_block:
        yield f"{head} {scalar(text)}"
        return
    yield f"{head} |-"
    for line in lines:
        yield " " * indent + line if line else ""


def comment(text: str, indent: int = 0) -> Iterator[str]:
    """Yield a text as lines of comment; nothing in it can end the comment."""
    blank = " " * indent + "# "
    for line in text.split("\n"):
        clean = "".join(each if each.isprintable() else "\ufffd" for each in line)
        yield from wrap(
            clean,
            WIDTH,
            initial_indent=blank,
            subsequent_indent=blank,
            break_on_hyphens=False,
            drop_whitespace=True,
        ) or [blank.rstrip()]


def commented(lines: Iterable[str], indent: int = 2) -> Iterator[str]:
    """Yield lines of YAML as comments: who deletes `# ` gets them back."""
    blank = " " * indent
    for line in lines:
        clean = "".join(each if each.isprintable() else "\ufffd" for each in line)
        yield f"{blank}# {clean[indent:]}".rstrip()
