"""Real banks and articles, spoilt in ways that hands, editors and strangers spoil them.

Everything follows from a seed: the same seed gives the same bytes, on any machine.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from quizgen.bank.load import parse_bank
from quizgen.base.resources import shipped

TESTS = Path(__file__).parent
MOST_CHARACTERS = 200_000
"""No input grows beyond this, so that the time of one stays comparable with another's."""

# Signs that YAML or Markdown reads, or that a bank does.
SYNTAX = (
    *("*", "&a ", "*a", "!!python/object/apply:os.system ", "!x ", "<<: *a", "? ", "---\n"),
    *("...\n", "%YAML 1.2\n", "|\n", ">-\n", "\t", "'", '"', "`", "@", "#", " # ", ": ", ":"),
    *("- ", "[", "]", "{", "}", ",", "\\", "\r", "\r\n", "\\x00", '"\\uD800"', '"\\U00110000"'),
    *("[[1]]", "[[0]]", "[[99]]", "[[999999999999]]", "[[", "____", "{{x}}", "{% raw %}"),
    *("**", "__", "_", "~~", "``", "***", "> ", "# ", "1. ", "[a](b)", "![a](b.png)", "<b>"),
    *("&nbsp;", "&#0;", "&#x110000;", "|a|b|\n|-|-|", "\n\n", "   \n", "\n---\n", "\n===\n"),
)
# Letters that change their length with their case, join, turn round, or show nothing.
CHARACTERS = (
    *("\u0130", "\u1e9e", "\ufb03", "\u0149", "\u01c5", "e\u0301", "a" + "\u0300" * 50),
    *("\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\u202e", "\u2067", "\u061c", "\u200f"),
    *("\u0085", "\u2028", "\u2029", "\u00a0", "\u3000", "\x00", "\x07", "\x1b[31m", "\x7f"),
    *("\ue000", "\uf8ff", "\ufffd", "\ufffe", "\uffff", "\U0001f468\u200d\U0001f469"),
    *("\U0010ffff", "\u2018", "\u201c", "\u00ab", "\u2014", "\u2026", "\u0661\u0662", "\u00b2"),
    *("\u2460", "\u4e2d\u6587", "\u0627\u0644", "\u0e01\u0e33", "\u1100\u1161", "\U0001d7d8"),
)
VALUES = (
    *("", "~", "null", "true", "No", "0", "1", "-1", "007", "1.10", "1e999", "0x10", "12:30"),
    *("9" * 9, "9" * 10, "9" * 5000, "10000", "\u0663", "2\u00b2", "[]", "{}", "[[]]"),
    *("{a: b}", "[a, a]", "[1, 2, 3]", "'", "''", '""', "x" * 5000, "first", "last", "fixed"),
    *("en", "tlh", "zh-Hans", "easy", "multiple_choice", "multiple_select", "ordering"),
    *("cloze", "matching", "table", "two_part", "underline", "open_response", "short_answer"),
    *("lamp.png", "../bank.txt", "/etc/passwd", ".", "bank.txt", "a" * 300 + ".txt"),
    *("main_argument", "evidence"),
)


@dataclass(frozen=True)
class Case:
    """What is read: the bytes of a bank, and of an article beside it if there is one."""

    bank: bytes
    article: bytes | None = None
    suffix: str = ".txt"


def case(seed: int) -> Case:
    """Return the input of a seed: random bytes now and then, else a spoilt bank."""
    random = Random(seed)
    if random.random() < 0.03:
        return Case(random.randbytes(random.randrange(1, 2000)), random.randbytes(200))
    bank, article = random.choice(banks())
    # Few changes mostly, so that many banks load and come to what is behind loading.
    bank = _bytes(random, spoilt(random, bank, random.choice((0, 1, 1, 1, 1, 2, 3, 8))))
    suffix = random.choice((".txt", ".md"))
    if random.random() < 0.1:
        return Case(bank)
    times = random.choice((0, 0, 1, 3, 8))
    return Case(bank, _bytes(random, spoilt(random, article, times)), suffix)


@cache
def banks() -> tuple[tuple[str, str], ...]:
    """Return the banks that ship and those of the tests, each with an article."""
    paths = [
        *sorted(shipped("question_banks").glob("*.yaml")),
        *sorted(TESTS.glob("banks/*.yaml")),
        shipped("templates", "starter", "starter.yaml"),
    ]
    texts = [path.read_text("utf-8").replace("starter.txt", "bank.txt") for path in paths]
    return tuple((text, "\n\n".join(_article(text))) for text in texts)


def _article(text: str) -> Iterator[str]:
    """Yield paragraphs that nobody wrote, with what a bank quotes from each."""
    bank = parse_bank(text, "bank.yaml")
    quotes: dict[int, list[str]] = {}
    for owner in (*bank.questions, *bank.groups.values()):
        for quotation in owner.quotations:
            quotes.setdefault(quotation.paragraph or 1, []).append(quotation.words)
    yield bank.article.title
    for number in range(1, bank.article.paragraphs + 1):
        said = ", ".join(quotes.get(number, ()))
        yield f"However, part {number} says what it says: {said}. Nobody counts its 12 words."


def spoilt(random: Random, text: str, times: int) -> str:
    """Return text after so many mutations."""
    for _ in range(times):
        text = random.choice(MUTATIONS)(random, text)[:MOST_CHARACTERS]
    return text


def _bytes(random: Random, text: str) -> bytes:
    """Return text as a file's bytes, sometimes in another encoding or with bits flipped."""
    if random.random() < 0.03:
        encoding = random.choice(("utf-8-sig", "utf-16", "cp1252", "utf-7"))
        return text.encode(encoding, "replace")
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    if raw and random.random() < 0.1:
        for _ in range(random.randint(1, 5)):
            raw[random.randrange(len(raw))] ^= 1 << random.randrange(8)
    return bytes(raw)


def _spliced(pool: Sequence[str]) -> Callable[[Random, str], str]:
    def splice(random: Random, text: str) -> str:
        """Put something in the middle of the text."""
        at = random.randint(0, len(text))
        return text[:at] + random.choice(pool) + text[at:]

    return splice


def _run(random: Random, text: str) -> str:
    """Put a long run of one thing in the middle of the text."""
    at = random.randint(0, len(text))
    times = random.choice((10, 100, 3000, 30_000))
    return text[:at] + random.choice((*SYNTAX, *CHARACTERS, "a", " ", "\n")) * times + text[at:]


def _cut(random: Random, text: str) -> str:
    """Leave out some characters."""
    at = random.randint(0, len(text))
    return text[:at] + text[at + random.choice((1, 2, 10, 300)) :]


def _ended(random: Random, text: str) -> str:
    """Break off, as a copy that failed."""
    return text[: random.randint(0, len(text))]


def _lined(change: Callable[[Random, list[str], int], None]) -> Callable[[Random, str], str]:
    def mutate(random: Random, text: str) -> str:
        """Change lines from one on."""
        lines = text.split("\n")
        change(random, lines, random.randrange(len(lines)))
        return "\n".join(lines)

    return mutate


def _delete(random: Random, lines: list[str], at: int) -> None:
    del lines[at : at + random.choice((1, 1, 2, 5))]


def _repeat(random: Random, lines: list[str], at: int) -> None:
    stretch = lines[at : at + random.choice((1, 1, 3, 12, 60))]
    lines[at:at] = stretch * random.choice((1, 1, 2, 20))


def _move(random: Random, lines: list[str], at: int) -> None:
    lines.insert(random.randint(0, len(lines) - 1), lines.pop(at))


def _indent(random: Random, lines: list[str], at: int) -> None:
    blank = random.choice((" ", "  ", "    ", "\t"))
    for number in range(at, min(len(lines), at + random.choice((1, 1, 4, 20)))):
        lines[number] = blank + lines[number]


def _outdent(random: Random, lines: list[str], at: int) -> None:
    for number in range(at, min(len(lines), at + random.choice((1, 1, 4, 20)))):
        lines[number] = lines[number][random.choice((1, 2)) :]


def _value(random: Random, lines: list[str], at: int) -> None:
    """Replace a value by one from another line, or by an odd one."""
    key, colon, _ = lines[at].partition(": ")
    other = random.choice(lines).partition(": ")[2]
    lines[at] = key + (colon or ": ") + random.choice((other, random.choice(VALUES)))


def _key(random: Random, lines: list[str], at: int) -> None:
    """Replace a key by one from another line, or misspell it."""
    key, colon, value = lines[at].partition(":")
    begins = len(key) - len(key.lstrip(" -"))
    other = random.choice(lines).partition(":")[0].lstrip(" -")
    word = random.choice((other, key[begins:][::-1], key[begins:] + "s", key[begins:].upper()))
    lines[at] = key[:begins] + word + colon + value


def _foreign(random: Random, lines: list[str], at: int) -> None:
    """Put in lines of another bank."""
    others = random.choice(banks())[0].split("\n")
    start = random.randrange(len(others))
    lines[at:at] = others[start : start + random.choice((1, 3, 12))]


MUTATIONS: tuple[Callable[[Random, str], str], ...] = (
    _spliced(SYNTAX),
    _spliced(SYNTAX),
    _spliced(CHARACTERS),
    _spliced(VALUES),
    _cut,
    _run,
    _ended,
    *map(_lined, (_delete, _repeat, _move, _indent, _outdent)),
    *map(_lined, (_value, _value, _value, _key, _key, _foreign)),
)
