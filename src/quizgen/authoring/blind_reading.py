"""A blind reading: choice questions answered by somebody who has not seen the article.

A sheet has the questions and nothing else. Readers write their letters below it, and what they
get right beyond chance is what the questions ask without the article. The method is Pyrczak's
(1972) and Tuinman's (1973-74), who gave reading tests to those who had not read.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from math import erfc, sqrt
from pathlib import Path
from textwrap import wrap

from quizgen.authoring.rules.items import Choice, Option, RuleView
from quizgen.bank.document import decode
from quizgen.bank.kinds.base import letter
from quizgen.bank.model import Bank
from quizgen.base.data_class import dataclass
from quizgen.base.errors import (
    BlindReadingError,
    Problem,
    ProblemsError,
    did_you_mean,
    shown,
)
from quizgen.base.files import read_whole
from quizgen.base.regex import regex
from quizgen.plan.shuffle import shuffled

SEED = "blind reading"
BEGIN = "Answers"
"""The line after which a reader's letters stand."""
LEAST_READERS = 4
"""From how many readers on something is said of a single question."""
MOST_RIGHT = 0.75
"""A question that more readers than this get right does not need the text."""
WIDTH = 78

_REFERENCE = regex(r"\[\[(\d+)\]\]")
_LINE = regex(r"(?P<name>[^\s:]+)\s*:\s*(?P<letter>\S*)\s*")
_CODE = regex(r"Sheet ([0-9a-f]{8})")


@dataclass(frozen=True)
class Asked:
    """A question on the sheet: its name there, its id, and its options in their order."""

    name: str
    id: str
    stem: str
    options: tuple[Option, ...]

    @property
    def answer(self) -> str:
        """The letter of the right option."""
        return letter(next(at for at, option in enumerate(self.options) if option.right))

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the options."""
        return tuple(map(letter, range(len(self.options))))

    @property
    def chance(self) -> float:
        """How likely blind picking gets it right."""
        return 1 / len(self.options)


def asked(bank: Bank) -> tuple[Asked, ...]:
    """Return the choice questions that a blind reading asks, in the order of the sheet.

    These have one right option and no picture. Of a question of two parts Part A is asked,
    since Part B quotes the article. Neither order tells anything: both come from a hash, and
    options that are all kept in place stay there.
    """
    views = {
        question.id: RuleView(question, index, bank.language)
        for index, question in enumerate(bank.questions)
    }
    choices = {
        name: view.read_choices[0]
        for name, view in views.items()
        if view.read_choices and view.read_choices[0].answer
    }
    order = shuffled(choices, SEED)
    return tuple(
        Asked(
            f"q{number}",
            name,
            _stem(views[name], choices[name]),
            _options(views[name], choices[name]),
        )
        for number, name in enumerate(order, start=1)
    )


def _stem(view: RuleView, choice: Choice) -> str:
    own = () if view.stem is choice.stem or not view.stem.text else (view.stem.text,)
    excerpt = (view.question.excerpt,) if view.question.excerpt else ()
    parts = (*map(str, excerpt), *own, choice.stem.text)
    return _REFERENCE.sub(r"paragraph \1", " ".join(" ".join(parts).split()))


def _options(view: RuleView, choice: Choice) -> tuple[Option, ...]:
    """Return options in the order of the sheet; those kept last end it, as on paper."""
    kept = view.question.choices[0].kept_last or ()
    last = sorted(
        (o for o in choice.options if o.last), key=lambda option: _place(option, kept)
    )
    moved = [option for option in choice.options if not option.last]
    order = shuffled(range(len(moved)), SEED, view.question.id)
    return (*(moved[place] for place in order), *last)


def _place(option: Option, kept: Sequence[str]) -> int:
    return kept.index(option.text) if option.text in kept else len(kept)


def code_of(questions: Sequence[Asked]) -> str:
    """Return a code for a sheet: another wording of an option has another code."""
    texts = [each.id + "\n" + "\n".join(o.text for o in each.options) for each in questions]
    return sha256("\n\n".join(texts).encode()).hexdigest()[:8]


def sheet(questions: Sequence[Asked]) -> str:
    """Return the sheet as text, with a line for each answer at its end.

    It names neither the article nor the ids of the questions, which often tell something.
    """
    lines = [
        f"Sheet {code_of(questions)}",
        "",
        *wrap(
            "Please answer these questions without having read the text that they are about. "
            "Choose one option for each, if only by a guess, and write its letter behind the "
            "question's name at the end.",
            WIDTH,
        ),
    ]
    for each in questions:
        lines += ["", *_wrapped(f"{each.name}. ", each.stem)]
        for name, option in zip(each.letters, each.options, strict=True):
            lines += _wrapped(f"   {name}  ", " ".join(option.text.split()))
    answers = [f"{each.name}:" for each in questions]
    return "\n".join([*lines, "", BEGIN, "", *answers, ""])


def _wrapped(head: str, text: str) -> list[str]:
    indent = " " * len(head)
    return wrap(text, WIDTH, initial_indent=head, subsequent_indent=indent) or [head.rstrip()]


Answers = Mapping[str, str]
"""A reader's letters, by the ids of the questions."""


def read_files(files: Sequence[Path], questions: Sequence[Asked]) -> list[Answers]:
    """Return the answers of each file, each of one reader.

    Raises BlindReadingError with every line that is wrong, of all files; QuizgenError where a
    file is not there.
    """
    problems: list[Problem] = []
    readers = []
    for number, file in enumerate(files):
        if file.resolve() in [other.resolve() for other in files[:number]]:
            message = "This file is named twice, and would count as two readers. Name it once."
            problems.append(Problem(str(file), 1, 1, message))
            continue
        try:
            text = decode(read_whole(file, "answers"), str(file))
            readers.append(read_answers(text, str(file), questions))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise BlindReadingError(problems)
    return readers


def read_answers(text: str, path: str, questions: Sequence[Asked]) -> Answers:
    """Return the answers in a file: lines such as `q1: B`, by the sheet's names or the ids.

    What stands before the line Answers is the sheet. Lines without a letter are questions that
    the reader left out. Raises BlindReadingError with every line that is wrong.
    """
    lines = text.splitlines()
    begin = next((at for at, line in enumerate(lines, 1) if line.strip() == BEGIN), 0)
    problems = list(_outdated(lines[:begin], path, questions))
    names = {each.name: each for each in questions} | {each.id: each for each in questions}
    found: dict[str, str] = {}
    for number, line in enumerate(lines[begin:], start=begin + 1):
        if not line.strip() or line.startswith("#"):
            continue
        message = _take(line.strip(), names, found)
        if message:
            problems.append(Problem(path, number, 1, message))
    if problems:
        raise BlindReadingError(problems)
    return found


def _outdated(lines: Sequence[str], path: str, questions: Sequence[Asked]) -> Iterator[Problem]:
    for number, line in enumerate(lines, start=1):
        if (found := _CODE.fullmatch(line.strip())) and found[1] != code_of(questions):
            yield Problem(
                path,
                number,
                1,
                "The bank's choice questions have changed since this sheet was written, so its "
                "letters may mean other options. Write a new sheet into another file.",
            )


def _take(line: str, names: Mapping[str, Asked], found: dict[str, str]) -> str | None:
    """Add a line's answer to those found; return what is wrong with it, if anything is."""
    read = _LINE.fullmatch(line)
    if not read:
        return "This is no answer. Write the question's name, a colon and a letter: q1: B."
    question = names.get(read["name"])
    if question is None:
        guess = did_you_mean(read["name"], names)
        return f"The sheet has no question '{shown(read['name'])}'.{guess}"
    said = read["letter"].rstrip(".)").upper()
    if not said:
        return None
    if said not in question.letters:
        last = question.letters[-1]
        return f"'{shown(said)}' is no option of {question.name}. Its letters are A to {last}."
    if question.id in found:
        return f"{question.name} is answered twice. Delete one of the lines."
    found[question.id] = said
    return None


@dataclass(frozen=True)
class Known:
    """How often a question, or a bank, was answered right without the text.

    chance is how many right answers blind picking would get, variance that number's variance.
    """

    name: str
    readings: int
    right: int
    chance: float
    variance: float

    @property
    def share(self) -> float:
        """The share of the readings that were right."""
        return self.right / self.readings

    @property
    def independence(self) -> float:
        """How far the text was not needed: 0 is chance or less, 1 is all right without it.

        The share right without the text, corrected for guessing: (b - c) / (1 - c), where b
        is the share of the blind readings that were right and c the share that chance gets
        right, the mean of 1/k over questions of k options (Diamond and Evans 1973). Pyrczak
        (1972) leaves the difference undivided; Tuinman (1973-74) compares with readers who had
        the passage, which is another measure.
        """
        chance = self.chance / self.readings
        return min(1.0, max(0.0, (self.share - chance) / (1 - chance)))

    @property
    def needs_text(self) -> bool | None:
        """Whether it needs the text; None where too few have read it."""
        if self.readings < LEAST_READERS:
            return None
        return self.share <= MOST_RIGHT

    @property
    def by_chance(self) -> float:
        """How likely blind picking gets so many right or more, by the normal distribution.

        The number right is a sum of independent draws; half a question is taken off, as usual
        for whole numbers.
        """
        if not self.variance:
            return 1.0
        z = (self.right - 0.5 - self.chance) / sqrt(self.variance)
        return erfc(z / sqrt(2)) / 2


def known(questions: Iterable[Asked], readers: Sequence[Answers]) -> list[Known]:
    """Return how each question fared that anybody answered, the least dependent first."""
    found = []
    for each in questions:
        said = [answers[each.id] for answers in readers if each.id in answers]
        if said:
            right, count = said.count(each.answer), len(said)
            variance = count * each.chance * (1 - each.chance)
            found.append(Known(each.id, count, right, count * each.chance, variance))
    return sorted(found, key=lambda one: (-one.independence, -one.share, one.name))


def altogether(name: str, found: Sequence[Known]) -> Known:
    """Return how a bank fared: the sums over its questions.

    Raises ValueError where nobody answered anything.
    """
    if not found:
        message = "nothing was answered"
        raise ValueError(message)
    return Known(
        name,
        sum(each.readings for each in found),
        sum(each.right for each in found),
        sum(each.chance for each in found),
        sum(each.variance for each in found),
    )


def report(bank: Known, found: Sequence[Known], readers: int) -> Iterator[tuple[str, str]]:
    """Yield the rows of a report: a head and its text."""
    right = f"{bank.right} of {bank.readings} answers ({_percent(bank.share)}) from "
    right += "1 reader" if readers == 1 else f"{readers} readers"
    yield "Right", f"{right}; chance alone gets {_percent(bank.chance / bank.readings)}."
    yield (
        "Without",
        f"{_percent(bank.independence)} of what is to be known beyond chance is known without "
        f"the article. {_odds(bank)}",
    )
    easy = [each for each in found if each.needs_text is False]
    if easy:
        names = ", ".join(f"{each.name} ({each.right} of {each.readings})" for each in easy)
        yield "No need", f"More than three quarters answer these without the article: {names}."
    elif any(each.needs_text is None for each in found):
        yield (
            "No need",
            f"Of a single question {LEAST_READERS} readers say something; fewer say only how "
            "the bank does.",
        )
    else:
        yield "No need", "No question was answered right by more than three quarters."


def table(found: Sequence[Known]) -> Iterator[str]:
    """Yield a line for each question: how often it was right, and how far without the text."""
    width = max((len(each.name) for each in found), default=0)
    for each in found:
        share = _percent(each.independence).rjust(5)
        yield f"{each.name.ljust(width)}  {each.right} of {each.readings} right  {share}"


def _odds(bank: Known) -> str:
    if bank.by_chance > 0.05:
        return "That may be chance."
    if bank.by_chance < 0.001:
        return "Chance does so in fewer than 1 of 1000 tries."
    return f"Chance does so in {_percent(bank.by_chance)} of tries."


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
