"""Measures quizgen check on large banks beside their articles, and how its time grows.

python bench/check.py [--runs N] [--questions 1000,2000,5000,10000]
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from measuring import Sample, measure, medians

SYLLABLES = [first + second for first in "bcdfglmnprstv" for second in "aeiou"]
SKILLS = ("main_argument", "evidence", "author_affiliation", "rhetorical_moves")
VOCABULARY = 6000
PARAGRAPHS, PARAGRAPH_WORDS, QUOTED = 40, 80, 4

LOAD = "import sys, pathlib, quizgen.bank.load as b; b.load_bank(pathlib.Path(sys.argv[1]))"
IMPORT = "import quizgen.bank.load"


class Writer:
    """Writes sentences of invented words, some of them far more often than others."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.words = ["".join(self.random.choices(SYLLABLES, k=3)) for _ in range(VOCABULARY)]
        self.weights = [1 / (rank + 5) for rank in range(VOCABULARY)]

    def text(self, number: int) -> str:
        """Return so many words."""
        return " ".join(self.random.choices(self.words, self.weights, k=number))


def write(folder: Path, number: int) -> Path:
    """Write a bank of so many questions and its article; return the bank's file."""
    writer = Writer(number)
    article = [writer.text(PARAGRAPH_WORDS) for _ in range(PARAGRAPHS)]
    bank = folder / f"bank-{number}.yaml"
    bank.write_text("\n".join(bank_lines(writer, article, number)), "utf-8")
    bank.with_suffix(".txt").write_text("Large\n\n" + ".\n\n".join(article) + ".\n", "utf-8")
    return bank


def bank_lines(writer: Writer, article: Sequence[str], number: int) -> Iterator[str]:
    """Yield a bank's lines: multiple-choice questions with all that one may have."""
    yield f"article: {{title: Large, author: A. N. Author, paragraphs: {PARAGRAPHS}}}"
    yield "questions:"
    for index in range(number):
        paragraph = writer.random.randrange(PARAGRAPHS)
        start = writer.random.randrange(PARAGRAPH_WORDS - QUOTED)
        quote = " ".join(article[paragraph].split()[start : start + QUOTED])
        yield f"  - id: question-{index}"
        yield f"    skill: {SKILLS[index % len(SKILLS)]}"
        yield f"    stem: What does {writer.text(12)}?"
        yield f"    answer: It {writer.text(8)}."
        yield "    distractors:"
        for _ in range(3):
            yield f"      - {{text: It {writer.text(8)}., misconception: It {writer.text(8)}.}}"
        yield f"    rationale: It {writer.text(15)}."
        yield f"    evidence: [{{paragraph: {paragraph + 1}, quote: {quote}}}]"


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--questions", default="1000,2000,5000,10000")
    options = parser.parse_args()
    numbers = sorted(int(number) for number in options.questions.split(","))
    with tempfile.TemporaryDirectory() as folder:
        tell(measured(Path(folder), numbers, options.runs))


Measured = dict[int, tuple[tuple[float, float, float], float]]
"""For each number of questions what a check takes, and the seconds of loading alone."""


def measured(folder: Path, numbers: Sequence[int], runs: int) -> Measured:
    """Return medians of whole processes; loading is told without starting Python."""
    found: Measured = {}
    for number in numbers:
        bank = str(write(folder, number))
        check = [sys.executable, "-m", "quizgen", "check", bank]
        checks: list[Sample] = []
        loads: list[float] = []
        for _ in range(runs):
            checks.append(measure(check, folder))
            started = measure([sys.executable, "-c", IMPORT], folder)
            loads.append(measure([sys.executable, "-c", LOAD, bank], folder).cpu - started.cpu)
        found[number] = medians(checks), sorted(loads)[runs // 2]
    return found


def tell(found: Measured) -> None:
    """Print the figures, and whether the time grew with the questions only."""
    print("| questions | check s | CPU s | ms a question | MB | loading alone s |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for number, ((wall, cpu, memory), load) in found.items():
        each = 1000 * wall / number
        print(
            f"| {number} | {wall:.2f} | {cpu:.2f} | {each:.2f} | {memory / 1e6:.0f} "
            f"| {load:.2f} |"
        )
    fewest, most = min(found), max(found)
    times = found[most][0][1] / found[fewest][0][1]
    grown = most / fewest
    print(f"\n{grown:.1f} times the questions take {times:.1f} times the processor's time.")


if __name__ == "__main__":
    main()
