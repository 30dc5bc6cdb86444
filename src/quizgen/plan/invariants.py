"""Invariants of every plan: fair versions and correct keys.

They compare the plan with the bank and share no code with the selection and the shuffling, so
that a bug there cannot hide here.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, zip_longest

from quizgen.bank.kinds.base import OptionList, letter
from quizgen.bank.questions import Question
from quizgen.base.words import or_list
from quizgen.plan.model import Item, Plan, Version

TOO_MANY = 5
"""This many equal letters in a row look odd on a key."""


def broken_laws(plan: Plan) -> Iterator[str]:
    """Yield a sentence for each violation: version, question, and what is wrong."""
    for version in plan.versions:
        for law in LAWS:
            for breach in law(plan, version):
                yield f"version {version.name}: {breach}"
    yield from _unequal(plan)


def one_letter_lists(
    plan: Plan, version: Version
) -> Iterator[tuple[Item, OptionList, str, bool]]:
    """Yield the lists with a key of one letter: that letter, and whether it moves."""
    for item, question in _pairs(plan, version):
        for options, key in zip(question.lists, _keys(item), strict=False):
            if options.has_one_letter and len(key) == 1:
                moves = options.movable > 1 and options.answers[0] < options.movable
                yield item, options, key[0], moves


def _pairs(plan: Plan, version: Version) -> Iterator[tuple[Item, Question]]:
    for item in version.items:
        if question := plan.questions.get(item.question):
            yield item, question


def _keys(item: Item) -> list[tuple[str, ...]]:
    """Return the key of each of an item's lists."""
    return [part.answer for part in item.parts] or [item.answer]


def _name(item: Item) -> str:
    return f"question {item.number} ({item.question})"


def _each_once(plan: Plan, version: Version) -> Iterator[str]:
    times = Counter(item.question for item in version.items)
    for name in plan.questions:
        if times[name] != 1:
            yield f"the question {name} is printed {times[name]} times, not once."
    for name in times.keys() - plan.questions.keys():
        yield f"the question {name} is none of the run's."
    if [item.number for item in version.items] != list(range(1, len(version.items) + 1)):
        yield f"the numbers do not run from 1 to {len(version.items)}."


def _options_whole(plan: Plan, version: Version) -> Iterator[str]:
    for item, question in _pairs(plan, version):
        for options, printed in zip_longest(question.lists, item.printed, fillvalue=None):
            if options is None:
                if printed:
                    yield f"{_name(item)} prints options that the bank does not have."
            elif printed is not None and _is_cut(version, options, printed):
                yield from _cut_wrongly(item, options, printed)
            elif printed is None or sorted(printed) != sorted(options.texts):
                yield f"the options of {_name(item)} are not the bank's, each once."
            elif printed[options.movable :] != options.texts[options.movable :]:
                yield f"options of {_name(item)} that stay last have moved."
            elif options.never and printed == tuple(options.texts[p] for p in options.never):
                yield f"{_name(item)} is printed in the order that gives its answer away."


def _is_adapted(version: Version) -> bool:
    """Whether a version was made of another, with fewer options: B3 of B."""
    return version.name[-1].isdigit()


def _is_cut(version: Version, options: OptionList, printed: tuple[str, ...]) -> bool:
    return _is_adapted(version) and options.has_one_letter and len(printed) < len(options.texts)


def _cut_wrongly(item: Item, options: OptionList, printed: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with a list cut to three options."""
    answer = options.texts[options.answers[0]]
    others = [text for text in options.texts if text != answer][:2]
    if sorted(printed) != sorted([answer, *others]):
        yield f"{_name(item)} is left with other options than the answer and the first two."


def _keys_right(plan: Plan, version: Version) -> Iterator[str]:
    for item, question in _pairs(plan, version):
        given, right = _key_texts(item, question), _right(question)
        if not _is_in_order(question):
            given, right = sorted(given), sorted(right)
        if given != right:
            yield (
                f"the key of {_name(item)} points to {'; '.join(given) or 'nothing'}. The "
                f"bank's answer is {'; '.join(right)}."
            )


def _is_lettered(question: Question) -> bool:
    return bool(question.lists) and all(options.lettered for options in question.lists)


def _is_in_order(question: Question) -> bool:
    """Whether each letter of its key belongs to a labelled solution."""
    return _is_lettered(question) and all(each.label for each in question.solutions)


def _key_texts(item: Item, question: Question) -> list[str]:
    """Return the options at the key's letters, or its words."""
    if not _is_lettered(question):
        return [word for key in _keys(item) for word in key]
    lists = zip(item.printed, _keys(item), strict=False)
    return [_option(printed, each) for printed, key in lists for each in key]


def _option(printed: tuple[str, ...], at: str) -> str:
    found = (text for place, text in enumerate(printed) if letter(place) == at)
    return next(found, f"{at}, where there is no option")


def _right(question: Question) -> list[str]:
    if not _is_lettered(question):
        return list(question.accepted)
    return [options.texts[place] for options in question.lists for place in options.answers]


def _no_long_runs(plan: Plan, version: Version) -> Iterator[str]:
    if _is_adapted(version):  # its letters are those of the version it was made of
        return
    lists = list(one_letter_lists(plan, version))
    letters = [key for _, _, key, _ in lists]
    for start in range(len(lists) - TOO_MANY + 1):
        run = range(start, start + TOO_MANY)
        if len({letters[place] for place in run}) == 1 and any(
            _is_breakable(letters, place, lists[place][1]) for place in run if lists[place][3]
        ):
            first, last = lists[start][0].number, lists[run[-1]][0].number
            yield f"the key is {letters[start]} five times in a row, from {first} to {last}."


def _is_breakable(letters: list[str], place: int, options: OptionList) -> bool:
    """Whether another letter at a place would break all runs of five around it."""
    return any(
        not _has_run([*letters[:place], letter(other), *letters[place + 1 :]], place)
        for other in range(options.movable)
    )


def _has_run(letters: list[str], place: int) -> bool:
    near = letters[max(place - TOO_MANY + 1, 0) : place + TOO_MANY]
    return any(len(list(run)) >= TOO_MANY for _, run in groupby(near))


def _points_kept(plan: Plan, version: Version) -> Iterator[str]:
    for item, question in _pairs(plan, version):
        if item.points != question.points:
            yield f"{_name(item)} is worth {item.points}, and {question.points} in the bank."


def _company_kept(plan: Plan, version: Version) -> Iterator[str]:
    """Yield split sections and groups, enemies together, and wrong places."""
    pairs = list(_pairs(plan, version))
    sections = [item.section or 0 for item, _ in pairs]
    if sections != sorted(sections):
        yield "its sections are torn apart."
    names = {question.id for _, question in pairs}
    for _, question in pairs:
        for enemy in sorted(names.intersection(question.enemies)):
            yield f"{question.id} and {enemy} are enemies, and both are on the sheet."
    for _, section in groupby(pairs, key=lambda pair: pair[0].section):
        questions = [question for _, question in section]
        runs = Counter(group for group, _ in groupby(each.group for each in questions))
        for group, times in runs.items():
            if group and times > 1:
                yield f"the group {group} is torn apart."
        yield from _displaced(questions)


def _displaced(questions: list[Question]) -> Iterator[str]:
    ranks = [
        0 if question.group or not question.place else {"first": -1, "last": 1}[question.place]
        for question in questions
    ]
    if ranks != sorted(ranks):
        yield "a question is not at its place, first or last."


def _unequal(plan: Plan) -> Iterator[str]:
    counts = {len(version.items) for version in plan.versions}
    points = {sum(item.points for item in version.items) for version in plan.versions}
    if len(counts) > 1:
        yield f"the versions have {or_list(sorted(counts))} questions."
    if len(points) > 1:
        yield f"the versions are worth {or_list(sorted(points))} points."
    if len({version.code for version in plan.versions}) < len(plan.versions):
        yield "two versions have the same code."


LAWS = (
    _each_once,
    _options_whole,
    _keys_right,
    _no_long_runs,
    _points_kept,
    _company_kept,
)
