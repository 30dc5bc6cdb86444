"""Marks in comments, by which formats without tags keep a question's id and its tags."""

import re
from collections.abc import Iterable

from quizgen.base.regex import regex

_MARK = regex(r"\[(id|tag):((?:\\\]|[^\]])+)\]")
"""As Moodle reads them in GIFT."""


def marks(name: str, tags: Iterable[str]) -> str:
    """Return an id and tags as they stand in a comment.

    >>> marks("lamp", ["skill:tone"])
    '[id:lamp] [tag:skill:tone]'
    """
    return " ".join([f"[id:{name}]", *(f"[tag:{_tag(tag)}]" for tag in tags)])


def _tag(text: str) -> str:
    return re.sub(r"[<>`\x00-\x1f]", "", text).replace("]", "\\]")


def marked(comments: Iterable[str]) -> tuple[str, list[str]]:
    """Return the id and the tags that comments hold; "" where they name no id."""
    name, tags = "", []
    for comment in comments:
        for mark in _MARK.finditer(comment):
            value = mark[2].replace("\\]", "]").strip()
            if mark[1] == "id":
                name = value
            else:
                tags.append(value)
    return name, tags
