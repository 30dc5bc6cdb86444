"""Every kind of question: none lacks a part, each prints what its key says."""

import itertools
import json
import re
from pathlib import Path
from textwrap import indent

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter
from reading import page_texts, rows_of, structure, version_keys
from running import EVERY_COUNT, EVERY_KIND, quizgen
from strategies import TYPES, banks, seeds

from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import RULES, Scoring, letter
from quizgen.bank.load import parse_bank
from quizgen.bank.model import Bank
from quizgen.bank.questions import MODELS, Question
from quizgen.base.errors import BankError
from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan
from quizgen.plan.read import PlanError, parse_plan
from quizgen.plan.request import Request
from quizgen.printing.html.annotated_key import PLAIN_RULES

QUESTION = TypeAdapter(Question)
PAGE = Path(__file__).parents[1] / "docs" / "question-types.md"
BANK = parse_bank(EVERY_KIND, "every-kind.yaml")
HEAD, _, _ = EVERY_KIND.partition("questions:\n")
NAMES = [kind.name for kind in KINDS]
every_kind = pytest.mark.parametrize("kind", KINDS, ids=NAMES)


def plan_of(bank, seed="spring", **wishes):
    return make_plan(bank, Request(seed=seed, **wishes), file="x.yaml", sha256="0" * 64)


def only(kind):
    """Return the bank of every kind with the questions of one kind."""
    own = tuple(question for question in BANK.questions if question.type == kind)
    return BANK.model_copy(update={"questions": own})


def section(name):
    """Return a kind's section of the page."""
    found = re.search(rf"^## {name}\n(.*?)(?=^## )", PAGE.read_text("utf-8"), re.M | re.S)
    assert found, f"{PAGE.name} has no section '{name}'"
    return found[1]


def items_of(bank, seed, kind=None, **wishes):
    """Return each printed item with its question."""
    plan = plan_of(bank, seed, **wishes)
    return [
        (item, plan.questions[item.question])
        for version in plan.versions
        for item in version.items
        if kind in (None, plan.questions[item.question].type)
    ]


# No kind lacks a part


def test_the_registry_is_complete():
    """Each kind has a name of its own, and each is read as what it says it is."""
    assert len(KINDS) == len(MODELS) >= 12
    for kind in KINDS:
        assert kind.model.model_json_schema()["properties"]["type"]["const"] == kind.name
    assert {type(question) for question in BANK.questions} == set(MODELS.values())


@every_kind
def test_a_kind_has_its_templates(kind):
    """On paper and on a screen, its block builds on what all questions share."""
    for name in ("sheet.html", "screen.html"):
        assert (kind.folder / name).read_text("utf-8").startswith("{% extends ")


@every_kind
def test_a_kind_has_a_section_with_an_example_that_works(kind):
    """What a teacher copies from the page is a question of that kind."""
    indented = indent(kind.example, "  ")

    [question] = parse_bank(f"{HEAD}questions:\n{indented}", "example.yaml").questions

    assert question.type == kind.name
    assert f"```yaml\n{kind.example}```" in section(kind.name)


@every_kind
def test_a_kinds_section_says_what_moves_and_how_it_is_marked(kind):
    """Its scoring rules are those that the plan may hold."""
    text = section(kind.name)

    assert ("**Shuffled:** nothing." in text) == (not any_moves(kind.name))
    rules = re.findall(r"`(\w+)`", text.partition("**Scoring:**")[2])
    assert sorted(rules) == sorted(kind.rules)


def any_moves(name):
    return any(question.movable for question in only(name).questions)


def test_the_page_lists_the_rules():
    """The table says what the program says."""
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", PAGE.read_text("utf-8"), re.M)

    assert dict(rows) == RULES
    assert {rule for kind in KINDS for rule in kind.rules} == set(RULES)


@every_kind
def test_a_kind_has_a_generator_and_a_printed_example(kind):
    """The laws are tried on it, and it is seen on paper."""
    assert kind.name in TYPES
    assert only(kind.name).questions


@every_kind
@given(data=st.data(), seed=seeds)
def test_a_kind_comes_back_from_a_plan(kind, data, seed):
    """A pile is marked next year by what was printed."""
    plan = plan_of(data.draw(banks(types=(kind.name,))), seed, versions=2)

    assert parse_plan(dump_plan(plan), "plan.json") == plan
    for version in plan.versions:
        for item in version.items:
            assert item.scoring.rule in kind.rules


# What is printed, and its key


@given(banks(types=("ordering",)), seeds, st.booleans())
def test_an_ordering_is_never_printed_in_the_right_order(bank, seed, keep):
    """And its key puts the printed steps in order, kept options or not."""
    for item, question in items_of(bank, seed, versions=3, keep_options=keep):
        assert item.options != question.steps
        printed = {letter(place): step for place, step in enumerate(item.options)}
        assert tuple(printed[each] for each in item.answer) == question.steps


def test_an_ordering_is_printed_in_every_other_order():
    """Nothing but the right order is left out: of three steps, five orders come up."""
    question = {"id": "q", "type": "ordering", "skill": "evidence", "stem": "?"}
    bank = Bank.model_validate(
        {
            "article": {"title": "T", "author": "A", "paragraphs": 1},
            "questions": [question | {"steps": ["a", "b", "c"]}],
        }
    )
    found = {item.options for seed in range(120) for item, _ in items_of(bank, str(seed))}

    assert found == set(itertools.permutations("abc")) - {("a", "b", "c")}


@given(banks(types=("matching",)), seeds, st.booleans())
def test_a_matching_key_leads_each_entry_to_its_own_partner(bank, seed, keep):
    """A letter for each pair, no letter twice, and what is left over is the extra entries."""
    for item, question in items_of(bank, seed, versions=2, keep_options=keep):
        column = {letter(place): entry for place, entry in enumerate(item.options)}
        assert len(set(item.answer)) == len(item.answer) == len(question.pairs)
        assert [column.pop(each) for each in item.answer] == [
            pair.right for pair in question.pairs
        ]
        assert sorted(column.values()) == sorted(question.extra)


@given(banks(types=("two_part",)), seeds, st.booleans())
def test_both_parts_have_the_letter_of_their_answer(bank, seed, keep):
    """Each part prints its own options, and its letter stands at its own answer."""
    for item, question in items_of(bank, seed, versions=2, keep_options=keep):
        assert (item.options, item.answer, item.points) == ((), (), 2)
        answers = (question.part_a.answer, question.part_b.answer.printed)
        for part, answer in zip(item.parts, answers, strict=True):
            [right] = part.answer
            assert part.options["ABCDEFGH".index(right)] == answer


def test_the_parts_are_shuffled_independently():
    """Where A stands in one part says nothing about the other."""
    question = only("two_part")
    pairs = {
        (item.parts[0].answer, item.parts[1].answer)
        for seed in range(200)
        for item, _ in items_of(question, str(seed))
    }

    # Four options in Part A; three in Part B change places, and one stays last.
    assert len(pairs) == 4 * 3


@given(banks(types=("multiple_choice", "multiple_select")), seeds, st.booleans())
def test_options_that_stay_last_are_last(bank, seed, keep):
    """In every version, in the order in which the bank names them."""
    for item, question in items_of(bank, seed, versions=2, keep_options=keep):
        last = list(getattr(question, "options_kept_last", ())) or [
            distractor.text for distractor in question.distractors if distractor.last
        ]
        assert list(item.options[len(item.options) - len(last) :]) == last


def test_an_answer_may_stay_last():
    """“None of these” is right now and then."""
    data = {"id": "q", "skill": "evidence", "stem": "?", "answer": "None", "points": "1"}
    data |= {"distractors": ["a", "b", {"text": "c", "last": "true"}]}
    question = QUESTION.validate_python(data | {"options_kept_last": ["None"]})

    [options] = question.lists
    assert options.texts == ("a", "b", "c", "None")
    assert (options.movable, options.answers) == (2, (3,))


@given(banks(types=("multiple_select",)), seeds, st.booleans())
def test_the_letters_of_several_answers_follow_one_another(bank, seed, keep):
    for item, question in items_of(bank, seed, versions=2, keep_options=keep):
        assert list(item.answer) == sorted(item.answer)
        chosen = {item.options["ABCDEFGH".index(each)] for each in item.answer}
        assert chosen == set(question.answers)


@given(banks(types=("cloze",)), seeds, st.booleans())
def test_a_word_bank_holds_the_word_of_every_gap(bank, seed, keep):
    """Each once, with the extra words; without a bank nothing is printed but the text."""
    for item, question in items_of(bank, seed, versions=2, keep_options=keep):
        assert item.answer == tuple(gap.answer for gap in question.filled)
        if question.word_bank:
            assert sorted(item.options) == sorted([*item.answer, *question.extra_words])
        else:
            assert item.options == ()


@given(banks(types=("table",)), seeds, st.booleans())
def test_a_tables_key_follows_its_rows_as_printed(bank, seed, keep):
    for item, question in items_of(bank, seed, versions=2, keep_options=keep):
        rows = question.printed_rows(item.options)
        assert sorted(map(str, rows)) == sorted(map(str, question.rows))
        cells = [cell for row in rows for cell in row if cell.answer is not None]
        assert item.answer == tuple(cell.answer for cell in cells)
        if not question.shuffle_rows:
            assert (item.options, rows) == ((), list(question.rows))


def test_what_is_accepted_follows_the_rows_too():
    """A shuffled table is marked by the plan alone, so both lists have one order."""
    accepted = {"Fewer wrecks": ("The wrecks went down",), "7": ()}
    orders = set()
    for seed in range(20):
        [(item, _)] = items_of(only("table"), str(seed))
        orders.add(item.answer)
        assert item.scoring.accept == tuple(accepted[answer] for answer in item.answer)
    assert len(orders) == 2


def test_points_and_rules_are_as_documented():
    """What the bank of every kind leaves out is filled in, and the rest is what it says."""
    found = {q.id: (q.type, q.points, q.marking.rule) for q in BANK.questions}

    assert found == {
        "main-claim": ("multiple_choice", 1, "exact"),
        "keepers-work": ("multiple_select", 2, "right_minus_wrong"),
        "affiliation": ("true_false", 1, "letter_then_hand"),
        "cost": ("true_false_not_given", 1, "exact"),
        "lonelier": ("two_part", 2, "part_a_first"),
        "kinds-of-evidence": ("matching", 3, "each"),
        "steps": ("ordering", 3, "adjacent_pairs"),
        "summary": ("cloze", 3, "each"),
        "claims": ("table", 2, "each"),
        "concession": ("short_answer", 1, "by_hand"),
        "weigh-the-evidence": ("open_response", 2, "rubric"),
        "ending": ("open_response", 1, "by_hand"),
        "turn": ("underline", 1, "by_hand"),
        "loneliest": ("underline", 1, "by_hand"),
    }


def test_what_is_needed_to_mark_without_the_question_is_in_the_plan():
    plan = plan_of(BANK, order="bank", count=len(BANK.questions))
    found = {item.question: item.scoring for item in plan.versions[0].items}

    assert found["weigh-the-evidence"] == Scoring(rule="rubric", levels=(2, 1))
    assert found["affiliation"].by_hand == ("The author works for a museum.",)
    assert found["summary"].accept == ((), ("more lonely",), ())
    assert found["ending"].by_hand == ("Takes a side", "Refers to the words of the ending")


def test_a_question_tells_what_it_quotes():
    """With the place of each quotation, so that a message can point there."""
    quoted = {
        question.id: [(".".join(map(str, place)), words, paragraph)
        for place, words, paragraph in question.quotations]
        for question in BANK.questions
    }  # fmt: skip

    assert quoted["main-claim"] == [("evidence.0.quote", "safer and lonelier", 2)]
    assert quoted["lonelier"] == [
        ("part_b.answer.quote", "safer and lonelier", 2),
        ("part_b.distractors.0.quote", "every ship by name", 3),
        ("part_b.distractors.1.quote", "a lamp that never asks", 5),
    ]
    assert quoted["loneliest"] == [("answer", "hollow", 7)]
    assert quoted["turn"] == []


# A plan that contradicts itself


def first_item(kind, change):
    """Return the complaint about a plan whose first item was changed."""
    data = json.loads(dump_plan(plan_of(only(kind), order="bank")))
    [form] = next(iter(data["forms"].values()))
    change(form)
    with pytest.raises(PlanError) as caught:
        parse_plan(json.dumps(data).encode(), "plan.json")
    return str(caught.value)


def solved(item):
    steps = dict(zip(item["answer"], range(9), strict=False))
    lettered = zip(item["options"], "ABCD", strict=False)
    item["options"] = [text for text, _ in sorted(lettered, key=lambda pair: steps[pair[1]])]


def other_letter(part):
    part["answer"] = ["A" if part["answer"] == ["B"] else "B"]


@pytest.mark.parametrize(
    ("kind", "change", "problem"),
    [
        ("ordering", solved, "the options of steps:0 have changed places"),
        ("ordering", lambda item: item["answer"].reverse(), "the key of steps:0 says"),
        ("matching", lambda item: item["answer"].reverse(), "the key of kinds-of"),
        ("two_part", lambda item: other_letter(item["parts"][1]), "the key of lone"),
        ("two_part", lambda item: item["parts"].pop(), "the options of lonelier:0"),
        ("two_part", lambda item: item["parts"].reverse(), "the options of lonelier:0"),
        ("multiple_choice", lambda item: item["options"].reverse(), "have changed places"),
        ("cloze", lambda item: item["answer"].reverse(), "the key of summary:0 says"),
        ("table", lambda item: item["options"].reverse(), "the key of claims:0 says"),
        ("cloze", lambda item: item["scoring"].pop("accept"), "is not scored as the question"),
        ("underline", lambda item: item["answer"].append("x"), "the key of turn:0"),
    ],
)  # fmt: skip
def test_a_plan_that_contradicts_itself_is_refused(kind, change, problem):
    """No pile is marked by a key that was tampered with."""
    assert problem in first_item(kind, change)


# On paper


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kinds")
    outcome = quizgen(
        folder,
        "make",
        "--count",
        EVERY_COUNT,
        "--versions",
        "2",
        "--seed",
        "spring",
        bank=EVERY_KIND,
    )
    assert outcome.status == 0, outcome.err
    assert outcome.err == ""
    return outcome


def said(node):
    return " ".join(node.all_text().split())


@pytest.fixture(scope="module")
def read(printed):
    """Return, for each version, each question's text as a screen reader meets it."""
    sheets = structure(printed.worksheets).kids[0].kids
    return [
        {
            item.question: said(node.find("LBody")[0])
            for item, node in zip(version.items, sheet.find("L")[0].kids, strict=True)
        }
        for version, sheet in zip(printed.plan.versions, sheets, strict=True)
    ]


def lettered(texts):
    return " ".join(f"{letter(place)} {text}" for place, text in enumerate(texts))


def expected(question, item):
    """Return what a question must say on paper, in reading order."""
    stem, options = question.stem, lettered(item.options)
    match question.type:
        case "multiple_select":
            return [stem, "Choose 2.", options]
        case "true_false":
            return [stem, options, "If it is false, write it so that it is true:"]
        case "two_part":
            a, b = (lettered(part.options) for part in item.parts)
            stems = question.part_a.stem, question.part_b.stem
            return [stem, "Part A", stems[0], a, "Part B", stems[1], b]
        case "matching":
            lefts = [f"{n}. {pair.left}" for n, pair in enumerate(question.pairs, 1)]
            return [stem, *lefts, options]
        case "ordering":
            return [stem, options, "Order: 1. 2. 3. 4."]
        case "cloze":
            text = "Automation made the coast (1) for ships and (2) for those who live there."
            return [
                stem,
                *item.options,
                text,
                "The author therefore wants a (3) in every harbour.",
            ]
        case "table":
            cells = [
                cell.text or "" for row in question.printed_rows(item.options) for cell in row
            ]
            return [stem, *question.columns, " ".join(" ".join(cells).split())]
        case "underline":
            place = "Underline it in paragraph 7 of the article."
            return [stem, question.excerpt.text if question.excerpt else place]
        case _:
            return [stem, options]


@every_kind
def test_a_kind_is_read_in_order(read, printed, kind):
    """Everything a student needs stands on the page, in the order of reading, and no more."""
    for texts, version in zip(read, printed.plan.versions, strict=True):
        for item in version.items:
            question = printed.plan.questions[item.question]
            if question.type == kind.name:
                points = f"{item.points} points" if item.points != 1 else ""
                stem, *rest = expected(question, item)
                wanted = [stem, points, *rest]
                assert texts[item.question] == " ".join(" ".join(wanted).split())


def test_answers_do_not_stand_on_the_worksheet(read):
    """What is to be written is not printed."""
    for texts in read:
        assert "lonelier" not in texts["summary"].partition("Automation")[2]
        assert "Fewer wrecks" not in texts["claims"]
        assert "museum" not in texts["affiliation"]
        assert "hollow" not in texts["loneliest"]
        assert "paragraph" not in texts["lonelier"]


@every_kind
def test_a_kind_stands_in_every_part_of_the_key(printed, kind):
    """A cell of the grid, a row with letters and words, an entry with all that is known."""
    plan = printed.plan
    for version, key in zip(plan.versions, version_keys(printed.keys), strict=True):
        for item, row in zip(version.items, rows_of(key), strict=True):
            question = plan.questions[item.question]
            if question.type != kind.name:
                continue
            for solution in question.solutions:
                assert " ".join(solution.text.split()) in said(row)
            keys = [*item.answer, *(key for part in item.parts for key in part.answer)]
            if question.lists and all(each.lettered for each in question.lists):
                assert sorted(letters_of(row)) == sorted(keys)
                assert kind.name == "multiple_select" or letters_of(row) == keys
    annotated = structure(printed.keys).kids[0].kids[-1]
    entries = [said(node) for node in annotated.find("L")[0].kids]
    for item, entry in zip(plan.versions[0].items, entries, strict=True):
        question = plan.questions[item.question]
        if question.type == kind.name:
            assert kind.title in entry
            for solution in question.solutions:
                assert " ".join(solution.text.split()) in entry
            rule = question.marking.rule
            assert (RULES[rule] in entry) == (rule not in PLAIN_RULES)


def letters_of(row):
    """Return a row's letters alone: they begin its lines."""
    lists = row.find("LBody")[0].find("L")
    if not lists:
        return said(row.find("LBody")[0]).split()[:1]
    return [said(each.find("P")[0]).split()[0] for each in lists[0].kids]


def test_the_grid_has_a_cell_for_every_kind(printed):
    """All letters of a key, or a dash that sends to the words below the grid."""
    grid = structure(printed.keys).kids[0].kids[0]
    cells = {version.name: [] for version in printed.plan.versions}
    for table in grid.find("Table"):
        for head, *row in (row.kids for body in table.kids for row in body.kids):
            cells.get(said(head), []).extend(map(said, row))

    for version in printed.plan.versions:
        wanted = []
        for item in version.items:
            question = printed.plan.questions[item.question]
            keys = [*item.answer, *(key for part in item.parts for key in part.answer)]
            lettered = question.lists and all(each.lettered for each in question.lists)
            wanted.append(" ".join(keys) if lettered else "–")
        assert cells[version.name] == wanted
        assert max(map(len, wanted)) > len("A B C")
    assert "A dash marks an answer in words: see below." in said(grid)
    for question in printed.plan.questions.values():
        if not any(each.lettered for each in question.lists):
            assert " ".join(question.solutions[0].text.split())[:40] in said(grid)


def test_every_statement_gets_lines_where_one_is_to_be_corrected(tmp_path):
    """Lines under the false ones alone would tell them apart."""
    statement = "- {id: other, type: true_false, skill: evidence, stem: So., answer: true}"
    both = EVERY_KIND.replace("questions:\n", f"questions:\n  {statement}\n")
    with_lines = quizgen(tmp_path, "make", "--type", "true_false", "--count", "2", bank=both)
    hint = "If it is false, write it so that it is true:"

    [page] = page_texts(with_lines.worksheets)
    assert page.count(hint) == 2

    without = both.replace("    correction: The author works for a museum.\n    lines: 1\n", "")
    again = quizgen(tmp_path, "make", "--type", "true_false", "--count", "2", bank=without)
    assert hint not in page_texts(again.worksheets)[0]


@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_a_long_question_stays_whole(tmp_path, paper):
    """Quotations of four lines in Part B, fourteen pairs and a table of ten rows fit a page."""
    long = "It was, as the keepers used to say on such nights, neither safe nor lonely. " * 4
    bank = yaml.safe_load(EVERY_KIND)
    questions = {question["id"]: question for question in bank["questions"]}
    for number, option in enumerate(questions["lonelier"]["part_b"]["distractors"]):
        option.pop("quote", None)
        option["text"] = f"{number} {long}"
    questions["kinds-of-evidence"]["pairs"] = [
        {"left": f"Left {number}", "right": f"Right {number}"} for number in range(14)
    ]
    cells = [f"Row {number}" for number in range(10)]
    questions["claims"]["rows"] = [[cell, {"answer": "x"}, "y"] for cell in cells]
    text = yaml.safe_dump(bank | {"questions": list(questions.values())}, sort_keys=False)

    outcome = quizgen(tmp_path, "make", "--count", "14", "--paper", paper, bank=text)

    assert (outcome.status, outcome.err) == (0, "")
    pages = page_texts(outcome.worksheets)
    for stem, end in (
        ("This question has two parts", "2 It was, as the keepers"),
        ("Which kind of evidence", "A rumour"),
        ("Fill in what", "Row 9"),
    ):
        [page] = [page for page in pages if stem in page]
        assert end in page


# Slips, each at its place


# The sign marks where the message must point; it is taken out before the bank is read.
HERE = "⌖"
# A line a slip reads best, however long.
# ruff: noqa: E501
SLIPS = [
    # multiple_choice
    ("options_kept_last: [None", "options_kept_last: [⌖Nothing", "no option 'Nothing of these.'. Did you mean 'None of these.'?"),
    ("last: true}\n      - None", "last: ⌖maybe}\n      - None", "'last' is true or false, not 'maybe'"),
    # multiple_select
    ("answers: [He counted the ships., He wrote a log.]", "answers: ⌖[]", "'answers' is an empty list"),
    ("answers: [He counted the ships., He", "answers: [He counted the ships., ⌖He counted the ships., He", "is in the list twice"),
    ("[He slept until noon.", "[⌖He counted  the ships.", "This repeats the answer"),
    ("answers: [He counted the ships., He wrote a log.]", "⌖answer: He wrote a log.", "Did you mean 'answers'?"),
    ("say_how_many: true", "say_how_many: ⌖often", "'say_how_many' is true or false, not 'often'"),
    ("scoring: each\n    points: 2", "scoring: ⌖some\n    points: 2", "'scoring' is one of all, each, not 'some'"),
    # true_false
    ("answer: false\n    correction: The", "answer: true\n    correction: ⌖The", "A true statement has nothing to correct"),
    # true_false_not_given
    ("answer: not given", "answer: ⌖unsaid", "'answer' is one of true, false, not given, not 'unsaid'"),
    ("answer: not given", "answer: ⌖yes", "Add where: evidence: [{paragraph: 2}]"),
    ("answer: not given", "answer: not given\n    evidence: ⌖[{paragraph: 2}]", "no evidence for what the article does not say"),
    # two_part
    ("requires: part_a", "requires: ⌖part_b", "'requires' can only be 'part_a' here, not 'part_b'"),
    ("requires: part_a", "points: ⌖3", "worth 2 points. Delete 'points'"),
    ("      answer: The company of the harbour.\n", "", "Part A of question 'lonelier' has no 'answer'. Add it, for example: answer:"),
    ("answer: {quote: safer and lonelier, paragraph: 2}", "answer: ⌖{paragraph: 2}", "This option is empty. Write its 'text', or a 'quote'"),
    ("answer: {quote: safer and lonelier, paragraph: 2}", "answer: {quote: safer and lonelier, paragraph: ⌖12}", "The quotation is in paragraph 12, but the article has only 9"),
    ("{quote: a lamp that never asks, p", "{text: ⌖So, quote: a lamp that never asks, p", "a text or a quotation, not both"),
    ("- {quote: a lamp that never asks, p", "- {quote: ⌖safer and lonelier, p", "This repeats the answer"),
    # matching
    ("right: Figures", "right: ⌖An eyewitness account", "stands on the right of another pair too"),
    ("left: The list of wrecks", "left: ⌖The keeper's log", "stands on the left of another pair too"),
    ("extra: [A comparison", "extra: [⌖Figures", "stands in the right column too"),
    ("- {left: The list of wrecks, right: Figures}", "- ⌖{left: The list of wrecks}", "Pair 2 of question 'kinds-of-evidence' has no 'right'"),
    # ordering
    ("scoring: pairs", "scoring: ⌖each", "'scoring' is one of all, pairs, not 'each'"),
    # cloze
    ("      wish: keeper\n", "", "The gap 'wish' has no answer. Add 'wish: …' to 'gaps'"),
    ("      wish: keeper\n", "      wish: keeper\n      ⌖whish: helper\n", "The text has no gap 'whish'"),
    ("{{loss}} for", "{{loss}} and {{my gap}} for", "The name of the gap 'my gap' holds letters"),
    ("word_bank: true", "word_bank: ⌖[x]", "'word_bank' is true or false"),
    ("{{loss}} for", "{{loss}} and {{gain}} for", "The gap 'gain' stands twice in the text"),
    ("      loss: {answer: lonelier,", "      loss: {⌖answr: lonelier,", "There is no key 'answr' here. Did you mean 'answer'?"),
    ("wish: keeper", "wish: ⌖safer", "Another gap has the same answer"),
    ("extra_words: [cheaper", "extra_words: [⌖safer", "This repeats the answer"),
    ("word_bank: true\n    extra_words: [", "extra_words: ⌖[", "'extra_words' belong to a word bank"),
    ("      wish: keeper\n", "      wish: keeper\n      ⌖my gap: x\n", "A gap's name holds letters a to z"),
    # table
    ("{answer: \"7\"}]", "{answer: \"7\"}, more]", "This row has 4 cells, but the table has 3 columns"),
    ("[The coast is lonelier., The empty harbour, {", "[The coast is lonelier., ⌖{accept: [x]}, {", "This cell is empty. Write its text, or {answer: …}"),
    ("      - [The coast is lonelier., The empty harbour, {answer: \"7\"}]", "      - ⌖x\n      - [y, {answer: z}, w]", "Each row is a list of cells"),
    ("columns: [Claim, Evidence, Paragraph]", "⌖headings: [Claim, Evidence, Paragraph]", "Did you mean 'columns'?"),
    ("[{text: The coast is safer.}", "[{text: ⌖The coast is safer., answer: x}", "A cell has a text or an answer, not both"),
    # open_response
    ("    lines: 8\n", "    single_point_rubric: ⌖[Takes a side]\n", "The question has a rubric already"),
    # underline
    ("answer: It was wrong about us.", "answer: ⌖It was wrong about them.", "These words do not stand in the excerpt"),
    ("- {left: The list of wrecks, right", "- {left: The list of wrecks, ⌖write", "Did you mean 'right'?"),
    ("  - id: loneliest\n    type: underline\n    skill: vocabulary\n    stem: Underline the word that shows best how the harbour feels.\n    paragraph: 7\n", "  - ⌖id: loneliest\n    type: underline\n    skill: vocabulary\n    stem: Underline the word.\n", "Where is it to be underlined? Add 'excerpt'"),
    ("    paragraph: 7\n    answer: hollow", "    paragraph: ⌖7\n    excerpt: A hollow harbour.\n    answer: hollow", "an 'excerpt' and a 'paragraph'"),
    ("    paragraph: 7\n    answer: hollow", "    paragraph: ⌖17\n    answer: hollow", "in paragraph 17, but the article has only 9"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "instead", "words"), SLIPS)
def test_a_slip_is_told_at_its_place(written, instead, words):
    """Once, in words for a teacher, where she must edit."""
    assert EVERY_KIND.count(written) == 1
    text = EVERY_KIND.replace(written, instead)

    problems = problems_of(text.replace(HERE, ""))

    [problem] = problems
    assert words in problem.message
    if HERE in text:
        before = text.partition(HERE)[0]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        assert (problem.line, problem.column) == place


REFERRING = [
    # a text that a sheet or a key prints, the same with references, and whose it is
    ("Circle the best answer.", "In [[9]]; in [[10]].", "This text"),
    ("a light that guides ships", "see [[9]], [[10]]", "This text"),
    ("A lamp of 1887,", "See [[9]], [[10]],", "This text"),
    ("Which statement comes", "In [[1]] or [[10]], which comes", "Question 'main-claim'"),
    ("Ships no longer need lighthouses.", "'Of [[10]]'", "Question 'main-claim'"),
    ("He wrote a log.", "'Of [[10]]'", "Question 'keepers-work'"),
    ("What did the keepers lose", "In [[10]], what was lost", "Question 'lonelier'"),
    ("The title of the article.", "'Of [[10]]'", "Question 'lonelier'"),
    ("Their faith in machines.", "Of [[0]] and [[10]]", "Question 'lonelier'"),
    ("The list of wrecks", "'Of [[10]]'", "Question 'kinds-of-evidence'"),
    ("A rumour", '"Of [[10]]"', "Question 'kinds-of-evidence'"),
    ("He answers those who call this nostalgia.", "Of [[10]]", "Question 'steps'"),
    ("more lonely", "'Of [[10]]'", "Question 'summary'"),
    ("The wrecks went down", "'Of [[10]]'", "Question 'claims'"),
]


@pytest.mark.parametrize(("written", "instead", "whose"), REFERRING)
def test_a_reference_names_a_paragraph_that_is_there(written, instead, whose):
    """In any text that is printed, told at the reference itself."""
    assert EVERY_KIND.count(written) == 1
    text = EVERY_KIND.replace(written, instead)

    problem = problems_of(text)[-1]

    before = text.partition("[[10]]")[0]
    place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert (problem.line, problem.column) == place
    assert problem.message == (
        f"{whose} refers to [[10]], but the article's paragraphs are 1 to 9 ('paragraphs' "
        "under 'article'). Correct one of the two numbers."
    )


def problems_of(text):
    with pytest.raises(BankError) as caught:
        parse_bank(text, "bank.yaml")
    return caught.value.problems


def question_with(**fields):
    """Return a bank's text with one question, from plain data."""
    head = "article: {title: T, author: A, paragraphs: 3}\n"
    question = {"id": "q", "skill": "evidence", "stem": "So?", **fields}
    return head + yaml.safe_dump({"questions": [question]}, sort_keys=False)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"type": "ordering", "steps": ["a"]}, "'steps' has 1 item; it needs 2 at least"),
        ({"type": "ordering", "steps": ["a", "a"]}, "is in the list twice"),
        ({"type": "matching", "pairs": [{"left": "a", "right": "b"}]}, "'pairs' has 1 item; it needs 2 at least"),
        ({"type": "matching", "pairs": [{"left": n, "right": n} for n in "abcdefghijklm"], "extra": list("ABCDEFGHIJKLMN")}, "The right column has 27 entries"),
        ({"type": "cloze", "text": "No gap.", "gaps": {"a": "b"}}, "The text has no gap. Write a name in two braces"),
        ({"type": "table", "columns": ["a"], "rows": [["x"]]}, "No cell is left to fill"),
        (
            {"type": "table", "columns": ["a"], "rows": [[{"text": "x"}]]},
            "No cell is left to fill",
        ),
        ({"type": "table", "columns": ["a"], "rows": [[""], [{"answer": "x"}]]}, "is empty"),
        ({"type": "multiple_select", "answers": list("abcdefghijklmn"), "distractors": list("opqrstuvwxyzA")}, "There are 27 options"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_is_explained(fields, words):
    """What no student could answer is refused before it is printed."""
    [problem] = problems_of(question_with(**fields))

    assert words in problem.message


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("Not Given", "not given"),
        ("NG", "not given"),
        ("not_given", "not given"),
        ("TRUE", "true"),
        ("no", "false"),
        (False, "false"),
    ],
)
def test_a_judgement_may_be_written_in_several_ways(typed, answer):
    """As teachers write it, and as a plan's JSON has it."""
    data = {"id": "q", "type": "true_false_not_given", "skill": "evidence", "stem": "So."}
    evidence = [] if answer == "not given" else [{"paragraph": "1"}]

    question = QUESTION.validate_python(data | {"answer": typed, "evidence": evidence})

    assert question.answer == answer


@pytest.mark.parametrize(
    ("excerpt", "words"),
    [
        ("He said: “It’s  late – now.”", '"It\'s late - now."'),
        ("*Very* late", "Very late"),
        ("Caf\u00e9, so\u00adft", "CAFE\u0301, soft"),
        ("It was «late».", 'was "late"'),
        (
            "Read:\n\n> The lamp\n> was lit.\n\n1. Nobody\n   saw it.",
            "lamp was lit. Nobody saw",
        ),
        ("The lamp was lit. Nobody saw it.", "The lamp … saw it."),
    ],
)
def test_signs_do_not_matter_in_an_excerpt(excerpt, words):
    """What does not matter to a quotation from the article does not matter here."""
    data = {"id": "q", "type": "underline", "skill": "evidence", "stem": "Underline it."}

    assert QUESTION.validate_python(data | {"excerpt": excerpt, "answer": words})


@pytest.mark.parametrize("words", ["Nobo", "*", "lit nobody"])
def test_what_would_be_no_quotation_is_not_to_be_underlined(words):
    """Half a word, no word, words without the full stop between them."""
    data = question_with(
        type="underline", excerpt="The lamp was lit. Nobody saw it.", answer=words
    )

    [problem] = problems_of(data)

    assert "These words do not stand in the excerpt" in problem.message


def test_a_correction_does_not_show_in_the_points():
    """A false statement looks like a true one until it is judged."""
    data = {"id": "q", "type": "true_false", "skill": "evidence", "stem": "So."}
    false = QUESTION.validate_python(data | {"answer": "false", "correction": "Not so."})

    assert false.points == QUESTION.validate_python(data | {"answer": "true"}).points == 1
