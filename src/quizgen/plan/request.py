"""A run's request, before any bank is read."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from random import SystemRandom

from quizgen.bank.draw_wishes import POINTS, Range, points_range
from quizgen.bank.groups import Section
from quizgen.bank.print_settings import PrintSettings
from quizgen.bank.record import read_record
from quizgen.base.choices import DIFFICULTY_NAMES, QuestionOrder, type_name
from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import QuizgenError, did_you_mean
from quizgen.base.language import LANGUAGES, known_language, languages_listed
from quizgen.base.regex import regex

# Codes are read aloud, copied by hand and photocopied: no 0 or O, no 1, I or L. Without vowels,
# no code spells a word.
CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
SEED_LENGTH = 5

# Control characters, and the lone surrogates (PEP 383) that a shell in another encoding hands
# over for stray bytes: none of them can be printed, nor all of them saved.
UNPRINTABLE = regex("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\ufffe\\uffff]")

Numbers = tuple[tuple[str, int], ...]
"""Names, each with its number of questions."""
Blueprint = Numbers


class RequestError(QuizgenError):
    """A request that is wrong whatever the bank contains."""


def new_seed() -> str:
    """Draw a short random seed."""
    return "".join(SystemRandom().choices(CODE_ALPHABET, k=SEED_LENGTH))


@dataclass(frozen=True)
class Request:
    """The wishes for one run; selection and shuffle say what they mean.

    count None means ten, or fewer if fewer fit. blueprint is how many questions of some skills
    a worksheet has, mix how many of some types, at_most how many of a type at most; points is
    what it is worth in all, pages how many pages it has at most. An empty filter (skills,
    difficulties, types) accepts every question. Empty sections and order mean the bank's, and
    so does language None. draw_each: every version draws its own questions. origins: where a
    wish is written that was not typed, by its name.
    """

    count: int | None = None
    versions: int = 1
    seed: str = field(default_factory=new_seed)
    blueprint: Blueprint = ()
    mix: Numbers = ()
    at_most: Numbers = ()
    points: Range | None = None
    pages: int | None = None
    skills: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    order: QuestionOrder | None = None
    draw_each: bool = False
    keep_options: bool = False
    title: str | None = None
    settings: PrintSettings = field(default_factory=PrintSettings)
    language: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if problems := list(_nonsense(self)):
            raise RequestError("\n".join(problems))

    def said(self, wish: str, value: str = "") -> str:
        """Return a wish as it was typed, or as it is written and where, for a message.

        >>> Request(origins={"mix": "my.yaml:3:8"}).said("mix", "cloze=2")
        'mix cloze=2 (my.yaml:3:8)'
        """
        origin = self.origins.get(wish)
        option = wish if origin else f"--{wish.replace('_', '-')}"
        return " ".join(filter(None, (option, value, origin and f"({origin})")))


@dataclass(frozen=True)
class _Noun:
    """What is counted, and two examples of it with their numbers."""

    word: str
    examples: tuple[str, str]


SKILL = _Noun("skill", ("main_argument=3", "evidence=4"))
TYPE = _Noun("type", ("multiple_choice=7", "open_response=1"))


def parse_blueprint(text: str) -> Blueprint:
    """Read "main_argument=3, evidence=4" as pairs of a skill and its number of questions.

    Zero means none of that skill. Raises RequestError with everything that is wrong.
    """
    return _numbers(text, SKILL, str)


def parse_types(text: str) -> Numbers:
    """Read "mc=7, essay=1" as pairs of a type, as banks name it, and a number of questions.

    Raises RequestError with everything that is wrong. The kinds are not consulted.
    """
    return _numbers(text, TYPE, type_name)


def _numbers(text: str, noun: _Noun, name_of: Callable[[str], str]) -> Numbers:
    parts = [_parse_part(part.strip(), noun, name_of) for part in text.split(",")]
    problems = [part for part in parts if isinstance(part, str)]
    pairs = tuple(part for part in parts if not isinstance(part, str))
    problems += _repeated(pairs, noun)
    if problems:
        raise RequestError("\n".join(f"{text!r}: {problem}" for problem in problems))
    return pairs


def _parse_part(part: str, noun: _Noun, name_of: Callable[[str], str]) -> tuple[str, int] | str:
    """Return a name and its number, or what is wrong."""
    name, equals, number = (piece.strip() for piece in part.partition("="))
    one, other = noun.examples
    if not part:
        return f"a {noun.word} is missing; write it like {one},{other}."
    if not name:
        return f"{part!r} names no {noun.word}; write it like {other}."
    if not equals or not number:
        return f"{name!r} has no number; write it like {name}=4."
    if not re.fullmatch(r"[0-9]{1,9}", number):
        return f"{number!r} is not a number of questions; write it like {name}=4."
    return name_of(name), int(number)


def _repeated(pairs: Numbers, noun: _Noun) -> list[str]:
    times = Counter(name for name, _ in pairs)
    return [
        f"{name} is there {number} times; name each {noun.word} once."
        for name, number in times.items()
        if number > 1
    ]


def parse_points(text: str) -> Range:
    """Read "15" or "12-15" as the least and the most points; raises RequestError."""
    found = points_range(text)
    if found:
        return found
    if re.match(POINTS, text):
        raise RequestError(f"{text!r}: {_BACKWARDS}")
    raise RequestError(f"{text!r} is not a number of points; write it like 15, or like 12-15.")


_BACKWARDS = "a worksheet is worth 1 point or more, and the smaller number comes first: 12-15."


def range_text(bounds: Range) -> str:
    """Return a range as it is typed: 15, or 12-15."""
    least, most = bounds
    return f"{least}" if least == most else f"{least}-{most}"


SECTION_KEYS = ("skill", "type", "difficulty", "count")
SECTION_EXAMPLE = 'Write it like "Part 1: skill=main_argument count=4".'


def parse_section(text: str) -> Section:
    """Read "Part 1: skill=main_argument count=4" as a section; `skill=a,b` means either.

    Raises RequestError with everything that is wrong. The bank is not consulted.
    """
    title, colon, rest = (piece.strip() for piece in text.rpartition(":"))
    if not colon or not title or (rest and "=" not in rest):
        problem = f"a colon parts the title from the wishes. {SECTION_EXAMPLE}"
        raise RequestError(f"{text!r}: {problem}")
    problems: list[str] = []
    wishes: dict[str, str] = {}
    for part in rest.split():
        key, equals, value = part.partition("=")
        if key not in SECTION_KEYS or not equals or not value:
            guess = did_you_mean(key, SECTION_KEYS)
            problems.append(
                f"{part!r} is not valid in a section.{guess} {SECTION_EXAMPLE} Put no spaces "
                "around = and commas."
            )
        elif key in wishes:
            problems.append(f"{key} is there twice; put commas between its values.")
        else:
            wishes[key] = _types(value) if key == "type" else value
    problems += _wrong_values(wishes)
    if not problems:
        section, _ = read_record(Section, {"title": title, **wishes})
        if section:
            return section
        problems.append("the title contains characters that cannot be printed; type it again.")
    raise RequestError("\n".join(f"{text!r}: {problem}" for problem in problems))


def _types(value: str) -> str:
    return ",".join(map(type_name, value.split(",")))


def _wrong_values(wishes: dict[str, str]) -> Iterator[str]:
    count = wishes.get("count", "1")
    if not re.fullmatch(r"[1-9][0-9]{0,2}|1000", count):
        yield f"count={count}: a section has 1 to 1000 questions."
    for name in filter(None, wishes.get("difficulty", "").split(",")):
        if name not in DIFFICULTY_NAMES:
            yield f"difficulty={name}: it is one of {', '.join(DIFFICULTY_NAMES)}."


def _nonsense(request: Request) -> Iterator[str]:
    if request.count is not None and request.count < 1:
        yield f"Asked for {request.count} questions; a worksheet has at least 1."
    if request.versions < 1:
        yield f"Asked for {request.versions} versions; there is at least 1."
    yield from _wrong_numbers(request)
    if request.language is not None and known_language(request.language) is None:
        guess = did_you_mean(request.language, LANGUAGES)
        yield (
            f"--language {request.language}: there are no printed words in it.{guess} There "
            f"are {languages_listed()}."
        )
    for name, text in (("seed", request.seed), ("title", request.title)):
        if text is not None and not text.strip():
            yield f"The {name} is empty. Type a text for it, or leave out --{name}."
        elif text is not None and UNPRINTABLE.search(text):
            yield (
                f"The {name} {text!r} contains characters that cannot be printed; type it "
                "again."
            )


def _wrong_numbers(request: Request) -> Iterator[str]:
    for wish, pairs, noun in (
        ("blueprint", request.blueprint, SKILL),
        ("mix", request.mix, TYPE),
        ("at_most", request.at_most, TYPE),
    ):
        for name, number in pairs:
            if number < 0:
                said = request.said(wish, f"{name}={number}")
                yield f"{said}: a number of questions is 0 or more."
        for problem in _repeated(pairs, noun):
            yield f"{request.said(wish)}: {problem}"
    if request.pages is not None and request.pages < 1:
        yield f"--pages {request.pages}: a worksheet has 1 page at least."
    if request.points and not 1 <= request.points[0] <= request.points[1]:
        yield f"--points {range_text(request.points)}: {_BACKWARDS}"
