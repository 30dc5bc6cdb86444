"""Guesses what was meant where YAML fails to parse. Text only, no parser.

The parser reports where it stopped; the line itself shows why, because the parser's
words differ from one of its versions to the next and mean nothing to a teacher.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from quizgen.base.data_class import dataclass
from quizgen.base.errors import shown
from quizgen.base.regex import regex

Advice = tuple[int, int, str]

# Dashes, then perhaps a key with its colon, then the value. A sentence has a capital.
_ENTRY = regex(r"(?P<lead>\s*(?:-\s+)*)(?:(?P<key>[a-z][\w-]*):(?:\s+|$))?(?P<value>.*)")
_KEY_WITHOUT_SPACE = regex(r"\s*(?:-\s+)*(?P<key>[A-Za-z_][\w-]*):(?=[^\s/:])")
_DASH_WITHOUT_SPACE = regex(r"\s*-(?=[^\s-])")
_SPECIAL = "*&!@`%|>?{}[],-"


@dataclass(frozen=True)
class Trouble:
    """Where the parser stopped; all lines and columns count from 1.

    quoted is the start of a quoted text that ends just before, bracket the innermost open [ or
    {.
    """

    lines: Sequence[str]
    line: int
    column: int
    context: tuple[int, int] | None
    scanning: bool
    quoted: tuple[int, int] | None
    bracket: tuple[int, int] | None

    def text(self, line: int) -> str:
        """Return a line, empty where the file has none of that number."""
        return self.lines[line - 1] if 0 < line <= len(self.lines) else ""

    @property
    def here(self) -> str:
        """The line where the parser stopped."""
        return self.text(self.line)

    @property
    def first_column(self) -> int:
        """Where the line's words begin."""
        return len(self.here) - len(self.here.lstrip()) + 1

    def line_before(self) -> int:
        """Return the nearest line above with content; 0 if there is none."""
        above = range(min(self.line, len(self.lines) + 1) - 1, 0, -1)
        says = (line for line in above if not re.match(r"\s*(#|$)", self.text(line)))
        return next(says, 0)

    def character(self, place: tuple[int, int] | None) -> str:
        """Return the character at a place, if there is one."""
        if place is None:
            return ""
        line, column = place
        return self.text(line)[column - 1 : column]


def advice(trouble: Trouble) -> Advice:
    """Return the line, the column and what to do about it."""
    findings = (look(trouble) for look in _LOOKS)
    unknown = (
        "From here on the file cannot be understood. Look for a missing quote, a missing "
        "colon or a line that is not straight under its neighbours, here or just above."
    )
    line, column, message = next(
        filter(None, findings), (trouble.line, trouble.column, unknown)
    )
    # The parser may stop behind the last line.
    if line > len(trouble.lines):
        line = len(trouble.lines)
        column = len(trouble.text(line)) + 1
    return line, column, message


def quoted(text: str) -> str:
    """Return text in quotes as a bank can hold it, shortened for a message."""
    line = shown(text.strip())
    if "'" not in line:
        return f"'{line}'"
    if '"' not in line and "\\" not in line:
        return f'"{line}"'
    return "'" + line.replace("'", "''") + "'"


def as_yaml(text: str) -> str:
    """Return text as it is written in a list in brackets: in quotes only if it needs them."""
    line = shown(text)
    plain = re.match(r"[^\W_]", line) and not re.search(r"[,\[\]{}#]|:(\s|$)", line)
    return line if plain else quoted(line)


MOST_SEARCHED = 5000
"""Characters of a line in which a misread text is looked for."""
# What looks like a list or keys to YAML, and to a teacher like a paragraph or a gap.
_REFERENCE = regex(r"\[\[[0-9]+\]\]|\{\{[^{}]*\}\}")
_KEY_IN_BRACES = regex(r"[a-z][\w-]*:\s+")
_LIST_ITEM_END = regex(r",\s|\s*[}\]]")
_ITEM_END = regex(r",\s+(?:[a-z][\w-]*:\s|$)|\s*[}\]]")


def reference_in_brackets(line: str) -> tuple[int, str] | None:
    """Return the column of a text within { } or [ ] that holds [[1]] or {{gap}}, and advice."""
    for found in islice(_REFERENCE.finditer(line[:MOST_SEARCHED]), 20):
        before = _REFERENCE.sub(lambda each: " " * len(each[0]), line[: found.start()])
        if not any(before.count(one) > before.count(two) for one, two in ("{}", "[]")):
            continue
        keys = [key.end() for key in _KEY_IN_BRACES.finditer(before)]
        starts = [item.end() for item in re.finditer(r"[\[{]\s*", before)]
        if "[" in before[max(keys, default=0) :]:
            starts += [item.end() for item in re.finditer(r",\s+", before)]
        start = max([*keys, *starts])
        if line[start] not in "'\"":
            return start + 1, _quoted_in_brackets(line, start)
    return None


def _quoted_in_brackets(line: str, start: int) -> str:
    """Return advice to quote the text that begins there, of a mapping or a list in brackets."""
    hidden = _REFERENCE.sub(lambda each: "x" * len(each[0]), line[start:])
    is_keys = line[:start].rstrip().endswith(":")
    end = (_ITEM_END if is_keys else _LIST_ITEM_END).search(hidden)
    value = line[start : start + end.start()] if end else line[start:]
    return (
        "Inside { } and [ ] a text that holds [[1]] or {{gap}} must be in quotes. "
        f"Write: {_entry_start(line[:start])}{quoted(value)}"
    )


def in_quotes(line: str, column: int) -> str:
    """Return advice for text that begins with a character of YAML's own."""
    if found := reference_in_brackets(line):
        return found[1]
    before, value = line[: column - 1], line[column - 1 :]
    if re.search(r"[{\[]", before):
        value = re.split(r",\s|[}\]]", value)[0]
    return (
        f"Text that begins with {value[:1] or 'this'} must be in quotes. "
        f"Write: {_entry_start(before)}{quoted(value)}"
    )


def colon_in_text(text: str) -> str:
    """Return advice for a sentence that a colon has cut in two."""
    return f"Text with a colon and a space in it must be in quotes. Write: {text}"


def _entry_start(before: str) -> str:
    """Return the key or dash before a value, to show the corrected line."""
    if found := re.search(r"([a-z][\w-]*:\s+)$", before):
        return f"{found[1].rstrip()} "
    return "- " if before.rstrip().endswith("-") else ""


def _entry(line: str) -> tuple[int, str]:
    """Return the column where a line's value begins, and the value."""
    found = _ENTRY.match(line)
    assert found is not None  # noqa: S101 -- the pattern matches any line
    return found.start("value") + 1, found["value"]


def _tab(trouble: Trouble) -> Advice | None:
    if not re.match(r" *\t", trouble.here):
        return None
    column = trouble.here.index("\t") + 1
    others = [
        str(number)
        for number, line in enumerate(trouble.lines, 1)
        if number > trouble.line and re.match(r" *\t", line)
    ]
    also = f" (so do {len(others)} more lines, the next is line {others[0]})" if others else ""
    message = (
        f"This line begins with a tab{also}. Indent with spaces, two for each step; most "
        "editors can replace all tabs at once."
    )
    return trouble.line, column, message


def _open_quote(trouble: Trouble) -> Advice | None:
    """Find a quote that is never closed, or only where the next text opens one."""
    quote, start = trouble.character(trouble.context), trouble.context
    if trouble.quoted and trouble.quoted[0] < trouble.line:
        start = trouble.quoted
        quote = trouble.character(start)
    elif not (trouble.scanning and quote and quote in "'\""):
        return None
    assert start is not None  # noqa: S101 -- it has a character
    line, column = start
    if quote == '"' and trouble.quoted is None and (found := _bad_escape(trouble)):
        return found
    message = (
        f"The quote {quote} that opens here is not closed. Put {quote} at the end of the text"
        + (
            ", or, if it is an apostrophe, the whole text in double quotes."
            if quote == "'"
            else "."
        )
    )
    return line, column, message


def _bad_escape(trouble: Trouble) -> Advice | None:
    """Find a backslash in double quotes that begins none of YAML's codes."""
    backslash = trouble.here.rfind("\\", max(0, trouble.column - 12), trouble.column + 1)
    if backslash < 0:
        return None
    code = re.split(r"[^\w\\]", trouble.here[backslash : backslash + 7])[0]
    message = (
        f"In double quotes a backslash begins a code, and {code} is none. Write \\\\ for a "
        "backslash, or put the text in single quotes."
    )
    return trouble.line, backslash + 1, message


def _after_quote(trouble: Trouble) -> Advice | None:
    if not trouble.quoted or trouble.quoted[0] != trouble.line:
        return None
    column = trouble.quoted[1]
    quote = trouble.character(trouble.quoted)
    value = trouble.here[column - 1 :]
    cause = (
        "an apostrophe ends text in single quotes"
        if quote == "'" and trouble.here[trouble.column - 2] == "'"
        else f"the second {quote} ended the text"
    )
    whole = value.strip()
    if cause.startswith("an") and whole.endswith("'"):
        whole = whole[1:-1]
    start = _entry_start(trouble.here[: column - 1])
    message = (
        f"Here {cause}, but more follows. Put the whole text in quotes: {start}{quoted(whole)}"
    )
    return trouble.line, trouble.column, message


def _reference_in_brackets(trouble: Trouble) -> Advice | None:
    """Find [[1]] or {{gap}} in a text of a mapping or a list in brackets."""
    for line in dict.fromkeys((trouble.line, trouble.line_before())):
        if found := reference_in_brackets(trouble.text(line)):
            return line, *found
    return None


def _unclosed_bracket(trouble: Trouble) -> Advice | None:
    place = trouble.bracket
    if place is None or (place[0] == trouble.line and trouble.column <= len(trouble.here)):
        return None
    bracket = trouble.character(place)
    closing = "]" if bracket == "[" else "}"
    message = (
        f"The {bracket} that opens here is not closed. Put {closing} at its end, or, if it "
        "belongs to a sentence, the whole text in quotes."
    )
    return (*place, message)


def _special_start(trouble: Trouble) -> Advice | None:
    """Find a value whose first character means something to YAML."""
    for place in (
        trouble.context if trouble.scanning else None,
        (trouble.line, trouble.column),
    ):
        character = trouble.character(place)
        if place and character and character in _SPECIAL and _begins_value(trouble, place):
            return (*place, _begun_with(trouble, place))
    column, value = _entry(trouble.here)
    if value[:1] and value[:1] in _SPECIAL and value[0] != "-" and trouble.column > column:
        return trouble.line, column, _begun_with(trouble, (trouble.line, column))
    return None


def _begins_value(trouble: Trouble, place: tuple[int, int]) -> bool:
    before, value = (
        trouble.text(place[0])[: place[1] - 1],
        trouble.text(place[0])[place[1] - 1 :],
    )
    if value.startswith("-") and (not before.strip() or not re.match(r"-(\s|$)", value)):
        return False
    return not before.strip() or bool(re.search(r"(?::|-|[\[{,])\s+$|[\[{]$", before))


def _begun_with(trouble: Trouble, place: tuple[int, int]) -> str:
    line, column = place
    if re.match(r"-(\s|$)", trouble.text(line)[column - 1 :]):
        return (
            "A dash after a key begins no list here. Put each item of a list on a line of its "
            "own below the key, or put text that begins with a dash in quotes."
        )
    return in_quotes(trouble.text(line), column)


def _no_space_after_colon(trouble: Trouble) -> Advice | None:
    for line in _suspects(trouble):
        if found := _KEY_WITHOUT_SPACE.match(trouble.text(line)):
            message = (
                f"Put a space after the colon: {found['key']}: "
                f"{shown(trouble.text(line)[found.end() :])}"
            )
            return line, found.end(), message
    return None


def _no_space_after_dash(trouble: Trouble) -> Advice | None:
    for line in _suspects(trouble):
        if found := _DASH_WITHOUT_SPACE.match(trouble.text(line)):
            message = (
                f"Put a space after the dash: - {shown(trouble.text(line)[found.end() :])}"
            )
            return line, found.end(), message
    return None


def _suspects(trouble: Trouble) -> list[int]:
    """Return the lines that may have misled the parser, the likeliest first."""
    context = [trouble.context[0]] if trouble.context and trouble.scanning else []
    return [*context, trouble.line, trouble.line_before()]


def _colon_in_text(trouble: Trouble) -> Advice | None:
    if trouble.character((trouble.line, trouble.column)) != ":":
        return None
    column, value = _entry(trouble.here)
    if column <= trouble.column and ":" in value and column > trouble.first_column:
        start = _entry_start(trouble.here[: column - 1])
        return trouble.line, trouble.column, colon_in_text(start + quoted(value))
    words = trouble.here[: trouble.column - 1].strip()
    if " " in words.removeprefix("- "):
        return trouble.line, trouble.column, colon_in_text(quoted(trouble.here))
    return None


def _no_key(trouble: Trouble) -> Advice | None:
    if not re.match(r"\s*(?:-\s+)*:(\s|$)", trouble.here):
        return None
    column = trouble.here.index(":") + 1
    return trouble.line, column, "There is nothing before the colon. Put the key there."


def _cut_by_comment(trouble: Trouble) -> Advice | None:
    """Find text that goes on below a #, which had ended it."""
    above = trouble.text(trouble.line_before())
    found = re.search(r"\s#", above)
    if not found or trouble.column != trouble.first_column or ":" in trouble.here:
        return None
    message = (
        "A # with a space before it begins a note that is not printed, so the text ended "
        "there. Put the whole text in quotes, or leave the # out."
    )
    return trouble.line_before(), found.end(), message


def _indentation(trouble: Trouble) -> Advice | None:
    is_key = trouble.character((trouble.line, trouble.column)) == ":"
    if not (is_key or trouble.column == trouble.first_column):
        return None
    above, column = _neighbour(trouble)
    if not above or column == trouble.first_column:
        return None
    message = (
        f"This line begins in column {trouble.first_column}, but line {above} in column "
        f"{column}. Keys of one group begin in the same column, and so do the dashes of a "
        "list; what belongs to a key is indented two columns further."
    )
    return trouble.line, trouble.first_column, message


def _neighbour(trouble: Trouble) -> tuple[int, int]:
    """Return the line that this one should align with, and its indentation."""
    if not trouble.here.lstrip().startswith("-"):
        line = trouble.line_before()
        return line, len(_lead(trouble.text(line))) + 1
    for line in range(trouble.line - 1, 0, -1):
        if trouble.text(line).lstrip().startswith("-"):
            return line, trouble.text(line).index("-") + 1
    return 0, 0


def _lead(line: str) -> str:
    found = re.match(r"\s*(?:-\s+)*", line)
    return found[0] if found else ""


def _stray_text(trouble: Trouble) -> Advice | None:
    """Find a line that is neither a key nor part of the text above."""
    if not trouble.scanning or trouble.context is None:
        return None
    line, column = trouble.context
    message = (
        "This line has no 'key: value'. If it belongs to the text above, indent it deeper "
        "than that text's key; if it is a key, it needs a colon and a space."
    )
    return line, column, message


_LOOKS: tuple[Callable[[Trouble], Advice | None], ...] = (
    _tab,
    _open_quote,
    _after_quote,
    _reference_in_brackets,
    _unclosed_bracket,
    _special_start,
    _no_key,
    _colon_in_text,
    _no_space_after_colon,
    _no_space_after_dash,
    _cut_by_comment,
    _stray_text,
    _indentation,
)
