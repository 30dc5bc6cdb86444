"""Measures the advice of quizgen check by labelled questions: how often it is right.

python bench/advice.py [--misses | --write]
python bench/advice.py --items FILE [--part tuned|unseen] [--pedantic] [--misses]

Without --items it measures by the project's own questions in tests/data/items. With it, by
items that others labelled (labelled.py says what such a file is); they stay where they are.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import labelled

from quizgen.article.text import read_article
from quizgen.authoring.rules import advise, all_rules
from quizgen.bank.load import load_bank
from quizgen.bank.yaml_reader import read_yaml

ROOT = Path(__file__).parents[1]
ITEMS = ROOT / "tests" / "data" / "items"
PAGE = ROOT / "docs" / "checking.md"
BEGIN = "<!-- Written by bench/advice.py --write; do not edit up to the end. -->\n"
END = "<!-- The figures end here. -->\n"

# What a label is called as a rule, where the names differ.
RULES = {"hard-stem": "stem-harder-than-passage"}
# How often each rule spoke, was right, and how many flaws it found, when first measured.
FIRST = {
    "absolute-words": (5, 4, 4),
    "all-or-none-of-the-above": (4, 4, 4),
    "blank-in-stem": (3, 3, 3),
    "duplicate-options": (1, 1, 1),
    "empty-stem": (2, 2, 2),
    "gives-away": (5, 2, 2),
    "grammar-clue": (4, 4, 4),
    "k-type": (2, 2, 2),
    "longest-answer": (4, 4, 4),
    "missing-evidence": (5, 5, 5),
    "missing-misconception": (4, 4, 4),
    "missing-rationale": (5, 5, 5),
    "mixed-form": (4, 4, 4),
    "negative-stem": (3, 3, 3),
    "numeric-order": (4, 4, 4),
    "quoted-answer": (3, 3, 3),
    "same-fact-twice": (1, 0, 0),
    "stem-harder-than-passage": (3, 3, 3),
    "stem-names-other-paragraph": (5, 5, 5),
    "stem-word-in-answer": (2, 2, 2),
    "true-false-options": (4, 4, 4),
    "unequal-options": (4, 4, 4),
    "vague-frequency": (4, 3, 3),
}

Case = tuple[str, str]
"""A rule and the id of a question."""


class Score(NamedTuple):
    """How often a rule spoke and was right, and how many of the flaws it found."""

    said: int
    right: int
    found: int
    flaws: int

    def __str__(self) -> str:
        precision = _percent(self.right, self.said)
        return f"{precision} | {_percent(self.found, self.flaws)}"


def _percent(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.0f} %)" if whole else "–"


class Measured(NamedTuple):
    """What the rules said, with the messages, beside what a reviewer named."""

    said: dict[Case, str]
    labelled: set[Case]
    clean: frozenset[str]
    """The ids of the questions without a flaw."""


def measure() -> Measured:
    """Hold the rules that have labels against every bank, each bank alone."""
    named: dict[str, list[str]] = _plain("labels.yaml")
    labelled = {
        (RULES.get(flaw, flaw), name) for name, flaws in named.items() for flaw in flaws
    }
    rules = [all_rules()[rule] for rule in sorted({rule for rule, _ in labelled})]
    said: dict[Case, str] = {}
    clean: set[str] = set()
    for path in sorted(ITEMS.glob("*-[0-9].yaml")):
        bank = load_bank(path).bank
        text = read_article(ITEMS / str(bank.article.text), bank.article)
        for each in advise(bank, text, rules):
            if each.number is not None:
                case = each.rule.id, bank.questions[each.number].id
                said.setdefault(case, each.finding.message)
        if path.stem.startswith("clean"):
            clean.update(question.id for question in bank.questions)
    return Measured(said, labelled, frozenset(clean))


def _plain(name: str) -> Any:
    return read_yaml((ITEMS / name).read_text("utf-8"), name).data


def scores(measured: Measured) -> dict[str, Score]:
    """Return each rule's score.

    A flaw that lies between two questions is found where either is named.
    """
    pairs = {RULES.get(rule, rule): found for rule, found in _plain("pairs.yaml").items()}
    found = {}
    for rule in sorted({rule for rule, _ in measured.labelled}):
        said = {name for each, name in measured.said if each == rule}
        flawed = {name for each, name in measured.labelled if each == rule}
        flaws = pairs.get(rule) or [[name] for name in sorted(flawed)]
        hits = sum(not said.isdisjoint(flaw) for flaw in flaws)
        found[rule] = Score(len(said), len(said & flawed), hits, len(flaws))
    return found


def _total(found: dict[str, Score]) -> Score:
    return Score(*(sum(numbers) for numbers in zip(*found.values(), strict=True)))


def table(measured: Measured) -> Iterator[str]:
    """Yield the lines of the table, the first figures beside those of now."""
    now = scores(measured)
    first = {rule: Score(*FIRST[rule], now[rule].flaws) for rule in now if rule in FIRST}
    yield "| Rule | At first: right | Found | Now: right | Found |"
    yield "| --- | --- | --- | --- | --- |"
    for rule, score in now.items():
        yield f"| {rule} | {first.get(rule, '– | –')} | {score} |"
    yield f"| *all of these* | {_total(first)} | {_total(now)} |"
    alarmed = {name for _, name in measured.said if name in measured.clean}
    yield ""
    yield f"Of {len(measured.clean)} questions without a flaw, {len(alarmed)} had a finding."


def misses(measured: Measured) -> Iterator[str]:
    """Yield every finding that is wrong, and every flaw of a question that was not found."""
    for (rule, name), message in sorted(measured.said.items()):
        if (rule, name) not in measured.labelled:
            yield f"wrong: {name}: {rule}: {message}"
    for rule, name in sorted(measured.labelled - set(measured.said)):
        yield f"missed: {name}: {rule}"


def page_with_figures(page: str, lines: Iterator[str]) -> str:
    """Return docs/checking.md with the figures as they are now."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    text = "\n".join(lines)
    return f"{before}{BEGIN}\n{text}\n\n{END}{after}"


def by_items(path: Path, part: str | None, *, pedantic: bool, misses: bool) -> Iterator[str]:
    """Yield how the advice fares on labelled items, or what was wrong and missed."""
    wanted = labelled.only_part(labelled.read_items(path), part)
    items, said = labelled.said_of(wanted, pedantic=pedantic)
    if misses:
        yield from labelled.mistakes(items, said)
        return
    yield f"{len(items)} of {len(wanted)} items are such as a bank may have."
    yield from labelled.report(labelled.counts(items, said))


def main() -> None:
    """Print the figures, or what was wrong and missed, or write the figures into the page."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--misses", action="store_true", help="list what was wrong or missed")
    parser.add_argument("--write", action="store_true", help="write into docs/checking.md")
    parser.add_argument("--items", type=Path, metavar="FILE", help="measure by these items")
    parser.add_argument("--part", choices=labelled.PARTS, help="only this part of the items")
    parser.add_argument("--pedantic", action="store_true", help="with the pedantic rules")
    options = parser.parse_args()
    if options.items:
        how = {"pedantic": options.pedantic, "misses": options.misses}
        print("\n".join(by_items(options.items, options.part, **how)))
        return
    measured = measure()
    if options.write:
        page = page_with_figures(PAGE.read_text("utf-8"), table(measured))
        PAGE.write_text(page, "utf-8")
    print("\n".join(misses(measured) if options.misses else table(measured)))


if __name__ == "__main__":
    main()
