"""Reads the data above a Markdown article: YAML, TOML, JSON, or lines of `Key: value`."""

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quizgen.bank.yaml_reader import read_yaml
from quizgen.base.data_class import dataclass
from quizgen.base.errors import BankError
from quizgen.base.regex import regex
from quizgen.base.words import and_list

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_PAIR = regex(r"([A-Za-z][\w -]{0,30}?)\s*:\s*(.*)")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "by", "byline", "creator"),
    "affiliation": ("affiliation", "institute", "institution"),
    "publication": ("source", "publication", "publisher", "site", "container-title"),
    "published": ("date", "published", "pubdate", "publishdate", "date_published", "issued"),
    "language": ("lang", "language", "locale"),
}
_NAMES = ("name", "title", "author", "literal")
MOST_DEPTH = 6


@dataclass(frozen=True)
class FrontMatter:
    """What a file says of its article; lines is how many lines it takes."""

    lines: int = 0
    title: str | None = None
    author: str | None = None
    affiliation: str | None = None
    publication: str | None = None
    published: str | None = None
    language: str | None = None


def front_matter(lines: Sequence[str]) -> FrontMatter:
    """Return what stands above a Markdown text; nothing where nothing does."""
    for read in (_fenced, _json, _pandoc, _pairs):
        end, data = read(lines)
        if end:
            return FrontMatter(end, **_found(data))
    return FrontMatter()


def _found(data: Mapping[str, Any]) -> dict[str, str | None]:
    known = {str(key).strip().casefold(): value for key, value in data.items()}
    found = {
        field: next((said for key in keys if (said := _said(known.get(key)))), None)
        for field, keys in _KEYS.items()
    }
    if not found["affiliation"]:
        people = known.get("author", known.get("authors"))
        people = people if isinstance(people, list) else [people]
        named = [each.get("affiliation") for each in people if isinstance(each, dict)]
        found["affiliation"] = next(filter(None, map(_said, named)), None)
    return found


def _said(value: Any, depth: int = 0) -> str | None:
    """Return a value as text: names in a list as a sentence has them."""
    if isinstance(value, list):
        said = [
            text for each in value if depth < MOST_DEPTH and (text := _said(each, depth + 1))
        ]
        return and_list(said) if said else None
    if isinstance(value, dict):
        known = {str(key).casefold(): each for key, each in value.items()}
        names = (_said(known.get(key), depth + 1) for key in _NAMES if depth < MOST_DEPTH)
        return next(filter(None, names), None)
    return (" ".join(str(value).split()) or None) if value is not None else None


def _fenced(lines: Sequence[str]) -> tuple[int, Mapping[str, Any]]:
    mark = lines[0].rstrip() if lines else ""
    ends = _FENCES.get(mark, ())
    end = next((n for n, line in enumerate(lines) if n and line.rstrip() in ends), 0)
    if not end:
        return 0, {}
    inside = "\n".join(lines[1:end])
    if mark == "+++":
        try:
            return end + 1, tomllib.loads(inside)
        except (tomllib.TOMLDecodeError, RecursionError):
            return end + 1, dict(_loose(lines[1:end], "="))
    if not any(_PAIR.match(line) for line in lines[1:end]):
        return 0, {}  # an ornament above the text and one within it
    try:
        data = read_yaml(inside, "").data
    except BankError:
        data = None
    return end + 1, data if isinstance(data, dict) else dict(_loose(lines[1:end], ":"))


def _loose(lines: Sequence[str], sign: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of what is no proper YAML or TOML, as programs take it anyway."""
    for line in lines:
        key, found, value = line.partition(sign)
        if found and key.strip() and not key.startswith(" "):
            yield key.strip(), value.strip().strip("\"'")


def _json(lines: Sequence[str]) -> tuple[int, Mapping[str, Any]]:
    if not lines or not lines[0].startswith("{"):
        return 0, {}
    text = "\n".join(lines)
    try:
        data, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return 0, {}
    return text.count("\n", 0, end) + 1, data


def _pandoc(lines: Sequence[str]) -> tuple[int, Mapping[str, Any]]:
    """Read pandoc's lines of title, authors and date, each behind a %."""
    head = [line for line in lines[:3] if line.startswith("% ")]
    if not head or not lines[0].startswith("% "):
        return 0, {}
    said = [line[2:].strip() for line in head]
    fields = dict(zip(("title", "author", "date"), said, strict=False))
    authors = [each.strip() for each in fields.get("author", "").split(";") if each.strip()]
    return len(head), {**fields, "author": authors}


def _pairs(lines: Sequence[str]) -> tuple[int, Mapping[str, Any]]:
    """Read lines of `Key: value` up to the first empty one, if Title is among them."""
    end = next((n for n, line in enumerate(lines) if not line.strip()), len(lines))
    pairs = [_PAIR.fullmatch(line) for line in lines[:end]]
    found = {pair[1].casefold(): pair[2].strip() for pair in pairs if pair}
    if len(found) < 2 or len(found) != len(pairs) or "title" not in found:
        return 0, {}
    return end, found
