"""Multiple-choice items that others have labelled: read where they lie, and held to the advice.

A file of items has one JSON object a line: id, stem, options, answer (the index of the right
option, from 0) and flaws, which says for each criterion that was judged whether the flaw is
there (1 or 0). Criteria are those of BenchMarker (Balepur et al. 2025), which follow Haladyna,
Downing and Rodriguez (2002).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from quizgen.authoring.rules import Advice, advise, all_rules
from quizgen.bank.model import Bank

SEED = "advice-2"
"""The seed of the split into two parts."""
PARTS = ("tuned", "unseen")
"""The part that rules may be tuned to, and the one they are measured on."""

# The rules that stand for a criterion.
CRITERIA: Mapping[str, frozenset[str]] = {
    "avoid_k_type": frozenset({"k-type"}),
    "avoid_negatives": frozenset({"negative-stem"}),
    "avoid_repetition": frozenset({"stem-word-in-answer"}),
    "equal_length_options": frozenset({"longest-answer", "unequal-options"}),
    "focused_stem": frozenset({"empty-stem", "unfocused-stem"}),
    "problem_in_stem": frozenset({"empty-stem", "unfocused-stem"}),
    "grammatical_consistency": frozenset({"grammar-clue", "mixed-form"}),
    "no_absolute_terms": frozenset({"absolute-words"}),
    "no_fill_in_blank": frozenset({"blank-in-stem"}),
    "no_vague_terms": frozenset({"vague-frequency"}),
    "ordered_options": frozenset({"numeric-order"}),
    "single_best_answer": frozenset({"duplicate-options"}),
    "no_all_of_the_above": frozenset({"all-or-none-of-the-above"}),
    "no_none_of_the_above": frozenset({"all-or-none-of-the-above"}),
    "no_convergence_cues": frozenset({"convergence"}),
    "plausible_distractors": frozenset({"implausible-distractor"}),
}
EIGHT = (
    "avoid_negatives",
    "equal_length_options",
    "no_absolute_terms",
    "no_all_of_the_above",
    "no_none_of_the_above",
    "no_fill_in_blank",
    "no_vague_terms",
    "ordered_options",
)
FOURTEEN = tuple(list(CRITERIA)[:14])
GROUPS = {"the eight": EIGHT, "all fourteen": FOURTEEN}

_NONE = ("none", "neither", "no ")


class Item(NamedTuple):
    """An item, and whether it has the flaw of each criterion that was judged."""

    id: str
    stem: str
    options: tuple[str, ...]
    answer: int
    flaws: Mapping[str, bool]


class Count(NamedTuple):
    """How many findings were right, how many there were, and how many flaws."""

    right: int
    said: int
    flaws: int

    @property
    def precision(self) -> float:
        """The share of the findings that were right."""
        return self.right / max(self.said, 1)

    @property
    def recall(self) -> float:
        """The share of the flaws that were found."""
        return self.right / max(self.flaws, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall (van Rijsbergen 1979)."""
        return 2 * self.right / max(self.said + self.flaws, 1)


Messages = Mapping[tuple[str, str], str]
"""What was said, by criterion and the id of the item."""


def read_items(path: Path) -> list[Item]:
    """Return the items of a file, each line one.

    Raises OSError where the file cannot be read, ValueError where a line is no JSON.
    """
    return [_item(json.loads(line)) for line in path.read_text("utf-8").splitlines() if line]


def _item(data: Mapping[str, Any]) -> Item:
    flaws = {criterion: bool(label) for criterion, label in data["flaws"].items()}
    return Item(data["id"], data["stem"], tuple(data["options"]), int(data["answer"]), flaws)


def part_of(item: Item, seed: str = SEED) -> str:
    """Return which part of the split an item is in: by the first bit of a hash of its id."""
    return PARTS[sha256(f"{seed}:{item.id}".encode()).digest()[0] >> 7]


def only_part(items: Iterable[Item], part: str | None) -> list[Item]:
    """Return the items of a part, or all where none is named."""
    return [item for item in items if part in (None, part_of(item))]


def accepted(items: Sequence[Item]) -> tuple[list[Item], Bank]:
    """Return the items that a bank may have, and the bank of them.

    Options keep their order, so that it can be judged.
    """
    left = list(items)
    while True:
        try:
            return left, Bank.model_validate(_bank(left))
        except ValidationError as error:
            places = [each["loc"] for each in error.errors()]
            refused = {place[1] for place in places if place[:1] == ("questions",)}
            if not refused:
                raise
            left = [item for number, item in enumerate(left) if number not in refused]


def _bank(items: Iterable[Item]) -> dict[str, object]:
    article = {"title": "Many things", "author": "Somebody Else", "paragraphs": "1"}
    return {"article": article, "questions": [_question(item) for item in items]}


def _question(item: Item) -> dict[str, object]:
    wrong = [option for index, option in enumerate(item.options) if index != item.answer]
    return {
        "id": item.id,
        "skill": "evidence",
        "stem": item.stem,
        "answer": item.options[item.answer],
        "distractors": wrong,
        "options_kept_last": list(item.options),
    }


def said_of(items: Sequence[Item], *, pedantic: bool = True) -> tuple[list[Item], Messages]:
    """Return the items that a bank may have, and what the rules say of each criterion.

    Pedantic rules are among them if pedantic is set.
    """
    judged, bank = accepted(items)
    named = {rule for names in CRITERIA.values() for rule in names}
    rules = [rule for rule in all_rules().values() if pedantic or not rule.pedantic]
    found = advise(bank, None, [rule for rule in rules if rule.id in named])
    said: dict[tuple[str, str], str] = {}
    for each in found:
        if each.number is not None:
            for criterion in _criteria(each):
                said.setdefault((criterion, judged[each.number].id), each.finding.message)
    return judged, said


def _criteria(advice: Advice) -> Iterator[str]:
    """Yield the criteria that a finding speaks of; all and none of the above share a rule."""
    for criterion, rules in CRITERIA.items():
        if advice.rule.id not in rules:
            continue
        if criterion.endswith("of_the_above"):
            is_none = advice.finding.message.casefold().lstrip("“").startswith(_NONE)
            if is_none is not criterion.startswith("no_none"):
                continue
        yield criterion


def counts(items: Sequence[Item], said: Messages) -> dict[str, Count]:
    """Return for each criterion how it fared on the items on which it was judged."""
    found = {}
    for criterion in CRITERIA:
        judged = {i.id: i.flaws[criterion] for i in items if criterion in i.flaws}
        ours = {name for each, name in said if each == criterion and name in judged}
        right = sum(judged[name] for name in ours)
        found[criterion] = Count(right, len(ours), sum(judged.values()))
    return found


def together(found: Mapping[str, Count], criteria: Iterable[str]) -> Count:
    """Return the counts of several criteria as one, as for a micro average."""
    return Count(*map(sum, zip(*(found[each] for each in criteria), strict=True)))


def report(found: Mapping[str, Count]) -> Iterator[str]:
    """Yield the lines of a table: each criterion, then the groups of them."""
    yield "| Criterion | Right | Said | Labelled | Precision | Recall | F1 |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    rows = [*found.items(), *((name, together(found, each)) for name, each in GROUPS.items())]
    for name, count in rows:
        shares = f"{count.precision:.2f} | {count.recall:.2f} | {count.f1:.2f}"
        yield f"| {name} | {count.right} | {count.said} | {count.flaws} | {shares} |"


def mistakes(items: Sequence[Item], said: Messages) -> Iterator[str]:
    """Yield every finding without a label, and every label without a finding."""
    for criterion in CRITERIA:
        for item in items:
            if criterion not in item.flaws:
                continue
            message = said.get((criterion, item.id))
            if bool(message) is not item.flaws[criterion]:
                what = f"wrong: {message}" if message else "missed"
                options = " | ".join(
                    f"*{option}" if index == item.answer else option
                    for index, option in enumerate(item.options)
                )
                yield f"{criterion}: {item.id}: {what}\n    {item.stem}\n    {options}"


# The project's own items


def read_own(path: Path) -> list[Item]:
    """Return the items of a file of tests/data/reading_items, whose README says what it is.

    Their criteria are the rules in OWN. Raises ValueError where a line is no item.
    """
    found = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith(("#", ">")):
            found.append(_own_item(f"{path.stem}-line-{number}", line))
    return found


def _own_item(name: str, line: str) -> Item:
    stem, *cells = (cell.strip() for cell in line.split(" | "))
    named: set[str] = set()
    if cells[-1].startswith("["):
        named = set(cells.pop().strip("[]").split(","))
    right = [index for index, cell in enumerate(cells) if cell.startswith("*")]
    if len(right) != 1 or not named <= set(OWN):
        message = f"{name} is no item with one answer and known flaws"
        raise ValueError(message)
    options = tuple(cell.removeprefix("*") for cell in cells)
    return Item(name, stem, options, right[0], {rule: rule in named for rule in OWN})


OWN = (
    "absolute-words",
    "all-or-none-of-the-above",
    "blank-in-stem",
    "convergence",
    "duplicate-options",
    "empty-stem",
    "grammar-clue",
    "implausible-distractor",
    "k-type",
    "longest-answer",
    "mixed-form",
    "negative-stem",
    "not-stated-option",
    "numeric-order",
    "stem-word-in-answer",
    "true-false-options",
    "unequal-options",
    "unfocused-stem",
    "uneven-punctuation",
    "vague-frequency",
)
"""The rules that the labels of the project's own items name."""


def own_counts(files: Iterable[Path]) -> tuple[dict[str, Count], list[str]]:
    """Return how each rule fares on the project's own items, and its mistakes.

    Each file is a bank of its own.
    """
    found = dict.fromkeys(OWN, Count(0, 0, 0))
    wrong = []
    for file in files:
        items, bank = accepted(read_own(file))
        advice = advise(bank, None, [all_rules()[rule] for rule in OWN])
        said = {(a.rule.id, items[a.number].id) for a in advice if a.number is not None}
        for rule in OWN:
            ours = {name for each, name in said if each == rule}
            labels = {item.id for item in items if item.flaws[rule]}
            count = Count(len(ours & labels), len(ours), len(labels))
            found[rule] = Count(*map(sum, zip(found[rule], count, strict=True)))
            wrong += [f"{rule}: wrong: {name}" for name in sorted(ours - labels)]
            wrong += [f"{rule}: missed: {name}" for name in sorted(labels - ours)]
    return found, wrong
