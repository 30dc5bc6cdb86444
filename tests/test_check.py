"""quizgen check says what is wrong or weak, where, and what to do about it."""

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from textwrap import dedent

import pytest
from running import LIGHTHOUSE, quizgen

import quizgen as package
from quizgen.authoring.check import chosen_rules
from quizgen.authoring.harm import ranked
from quizgen.authoring.rules import all_rules
from quizgen.base.resources import shipped

NEGATIVE = """\
article: {title: The Keeper Who Stayed, author: A. N. Author, paragraphs: 9}
check: {too-few-questions: {count: 1}}
questions:
  - id: reasons
    skill: evidence
    stem: Which of these is not a reason that the author gives?
    answer: The lamps were expensive.
    distractors: [The coast was dark., The keepers were tired.]
  - {id: log, skill: evidence, type: true_false, stem: The log was lost., answer: false}
  - {id: m, skill: main_argument, type: true_false, stem: The lamp won., answer: false}
  - {id: a, skill: author_affiliation, type: true_false, stem: He sails., answer: false}
  - {id: r, skill: rhetorical_moves, type: true_false, stem: It ends sadly., answer: false}
"""
PLACE = "question_banks/bank.yaml:6:11"


def check(folder, *options, bank=NEGATIVE):
    return quizgen(folder, "check", "--select", "negative-stem", *options, bank=bank)


def test_a_finding_has_its_place_its_question_its_rule_and_a_sentence(tmp_path):
    """All that is needed to mend it stands together, and a closing line counts."""
    outcome = check(tmp_path)

    assert outcome.status == 0
    assert outcome.out == dedent(f"""\
        question_banks/bank.yaml (5 questions)
        {PLACE}: advice negative-stem · reasons
            The stem turns on “not”, which is easy to overlook. Ask for what is so, or print \
the word in bold: **not**.

        1 bank checked: 1 piece of advice.
        """)


def test_a_clean_bank_says_so(tmp_path):
    """No finding is not no answer."""
    outcome = check(tmp_path, bank=NEGATIVE.replace("is not", "is"))

    assert outcome.status == 0
    assert "bank.yaml (5 questions): nothing to mend.\n" in outcome.out
    assert outcome.out.endswith("1 bank checked: nothing to mend.\n")


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 0),
        (("--strict",), 1),
        (("--strict", "--ignore", "negative-stem"), 0),
        (("--format", "json", "--strict"), 1),
        (("--select", "too-few-questions", "--strict"), 1),
        (("--select", "no-such-rule"), 2),
        (("--ignore", "no-such-rule"), 2),
        (("no-such-bank",), 2),
        (("--format", "xml"), 2),
    ],
)
def test_the_exit_status_says_what_kind_of_end_it_was(tmp_path, options, status):
    """0 for a good bank, 1 for one to mend, 2 for a command that makes no sense."""
    assert check(tmp_path, *options).status == status


def test_errors_fail_without_strict(tmp_path):
    """What make refuses, check refuses."""
    outcome = check(tmp_path, bank=NEGATIVE.replace("stem: Which", "steem: Which"))

    assert outcome.status == 1
    assert "question_banks/bank.yaml:6:5: error bank · reasons\n" in outcome.out
    assert "There is no key 'steem' here. Did you mean 'stem'?" in outcome.out
    assert "No advice was given: the bank has to be mended first." in outcome.out
    assert outcome.out.endswith("1 bank checked: 1 error.\n")


def test_a_misspelt_rule_gets_the_near_name(tmp_path):
    """Nobody has to look a rule's name up."""
    assert "Did you mean 'negative-stem'?" in check(tmp_path, "--ignore", "negativ-stem").err


def test_every_bank_of_the_folder_is_checked(tmp_path):
    """Without a name nothing is left out, and broken banks do not hide one another."""
    folder = tmp_path / "question_banks"
    folder.mkdir()
    (folder / "b.yaml").write_text(LIGHTHOUSE, "utf-8")
    (folder / "a.yaml").write_text("questions: no\n", "utf-8")
    (folder / "c.yaml").write_text("article: [\n", "utf-8")

    outcome = quizgen(tmp_path, "check", "--format", "json")

    banks = json.loads(outcome.out)["banks"]
    assert [bank["path"].rpartition("/")[2] for bank in banks] == ["a.yaml", "b.yaml", "c.yaml"]
    assert [bool(bank["findings"]) for bank in banks] == [True, True, True]
    assert outcome.status == 1


def test_named_banks_are_the_ones_checked(tmp_path):
    """A bank is named as for make, and one that is named twice is checked once."""
    (tmp_path / "other.yaml").write_text(NEGATIVE, "utf-8")

    outcome = check(tmp_path, "bank", "other.yaml", "other.yaml")

    assert outcome.out.endswith("2 banks checked: 2 pieces of advice.\n")


def test_without_a_folder_the_shipped_bank_is_checked(tmp_path):
    """As make finds it."""
    outcome = quizgen(tmp_path, "check", "--select", "too-few-questions")

    assert "north-korea-coronavirus.yaml (" in outcome.out


def test_json_is_for_programs(tmp_path):
    """Every part of a finding under a name of its own."""
    data = json.loads(check(tmp_path, "--format", "json").out)

    assert data["errors"] == 0
    assert data["advice"] == 1
    [bank] = data["banks"]
    [finding] = bank["findings"]
    assert finding.pop("message").startswith("The stem turns on “not”")
    assert finding == {
        "path": "question_banks/bank.yaml",
        "line": 6,
        "column": 11,
        "severity": "advice",
        "question": "reasons",
        "rule": "negative-stem",
    }


def test_github_shows_findings_beside_the_lines(tmp_path):
    """A workflow command for each; what would end its parts early is escaped."""
    (tmp_path / "a,b.yaml").write_text(NEGATIVE.replace("is not a", "isn't a 100 %"), "utf-8")

    out = check(tmp_path, "a,b.yaml", "--format", "github").out

    assert out.startswith(
        "::warning file=a%2Cb.yaml,line=6,col=11,title=negative-stem (reasons)::The stem turns "
    )


def test_a_reason_silences_a_rule(tmp_path):
    """For one question, or for the bank."""
    reason = "ignore: {negative-stem: The negation is the article's own.}"
    in_question = NEGATIVE.replace("    answer: The", f"    {reason}\n    answer: The")
    in_bank = f"{reason}\n{NEGATIVE}"

    for bank in (in_question, in_bank):
        outcome = check(tmp_path, "--select", "needless-silence", bank=bank)
        assert "1 bank checked: nothing to mend." in outcome.out


def test_an_error_cannot_be_silenced(tmp_path):
    """Whatever the reason, a setting that does nothing is told."""
    bank = "ignore: {unknown-rule: why not, no-such-rule: why}\n" + NEGATIVE

    outcome = quizgen(tmp_path, "check", bank=bank)

    assert "There is no rule 'no-such-rule'." in outcome.out


def test_a_quotation_that_the_article_does_not_have_is_an_error(tmp_path):
    """The article is found as make finds it, and errors know their question."""
    bank = NEGATIVE.replace("paragraphs: 9", "paragraphs: 1").replace(
        "    answer: The", "    evidence: [{paragraph: 1, quote: a red boat}]\n    answer: The"
    )
    folder = tmp_path / "question_banks"
    folder.mkdir()
    (folder / "bank.txt").write_text("The lamp burned all night.", "utf-8")

    outcome = check(tmp_path, bank=bank)

    assert outcome.status == 1
    assert "question_banks/bank.yaml:7:38: error quotation · reasons" in outcome.out
    assert "“a red boat” is not in the article" in outcome.out


def test_an_article_that_is_too_short_is_told_at_its_own_line(tmp_path):
    """The finding is in the article's file, which is the one to mend."""
    folder = tmp_path / "question_banks"
    folder.mkdir()
    (folder / "bank.txt").write_text("The lamp burned all night.", "utf-8")

    outcome = check(tmp_path)

    assert outcome.status == 1
    assert "question_banks/bank.txt:1:27: error article\n" in outcome.out


def test_a_missing_article_is_told_where_the_bank_names_it(tmp_path):
    """And the advice that needs no article is given all the same."""
    bank = NEGATIVE.replace("paragraphs: 9}", "paragraphs: 9, text: gone.txt}")

    outcome = check(tmp_path, bank=bank)

    assert "bank.yaml:1:84: error article\n" in outcome.out
    assert "negative-stem · reasons" in outcome.out


def test_what_a_web_page_left_is_a_note_and_fails_nothing(tmp_path):
    """Make prints all the same, and no rule could be silenced for it."""
    folder = tmp_path / "question_banks"
    folder.mkdir()
    (folder / "bank.txt").write_text(
        "The Keeper Who Stayed\n\nIt burned.\n\nRelated\n", "utf-8"
    )
    bank = NEGATIVE.replace("paragraphs: 9", "paragraphs: 1").replace("is not", "is")

    outcome = check(tmp_path, "--strict", bank=bank)

    assert outcome.status == 0
    assert "  question_banks/bank.txt:5:1: 1 paragraph is left out" in outcome.out


def on_terminal(folder, **environment):
    """Run quizgen check in a terminal of 50 columns and return what it writes."""
    (folder / "bank.yaml").write_text(NEGATIVE, "utf-8")
    source = str(Path(package.__file__).parents[1])
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "quizgen", "check", "bank.yaml", "--select", "negative-stem"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": source, "COLUMNS": "50"} | environment,
        stdout=theirs,
    )
    process.wait()
    os.close(theirs)
    written = b""
    with suppress(OSError):  # how a terminal ends
        while part := os.read(ours, 10_000):
            written += part
    os.close(ours)
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours_and_lines_that_fit(tmp_path):
    """Advice is yellow, and no sentence is broken by the terminal within a word."""
    written = on_terminal(tmp_path, NO_COLOR="")

    assert "\x1b[33m\x1b[1madvice\x1b[0m" in written
    sentence = [line for line in written.splitlines() if line.startswith("    ")]
    assert len(sentence) > 1
    assert all(len(line) <= 50 for line in sentence)


def test_no_color_is_respected(tmp_path):
    """As https://no-color.org asks."""
    assert "\x1b" not in on_terminal(tmp_path, NO_COLOR="1")


def test_an_article_goes_with_one_bank(tmp_path):
    """Of two banks nobody could say which it is for."""
    (tmp_path / "lamp.txt").write_text("The lamp burned all night.", "utf-8")
    (tmp_path / "other.yaml").write_text(NEGATIVE, "utf-8")

    outcome = check(tmp_path, "bank", "other.yaml", "--article", "lamp.txt")

    assert outcome.status == 2
    assert "--article goes with one bank" in outcome.err


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        (
            "check: {few-questions: {count: 3}}",
            "1:9",
            "Did you mean 'too-few-questions'?",
        ),
        (
            "check: {too-few-questions: {cuont: 3}}",
            "1:29",
            "Did you mean 'count'?",
        ),
        ("check: {too-few-questions: {count: 0}}", "1:36", "a whole number from 1 to 1000."),
        ("check: {too-few-questions: {count: x}}", "1:36", "number from 0 to 10000, not 'x'."),
        ("check: {too-few-questions: 3}", "1:28", "'check' holds rules with limits."),
        ("ignore: {negativ-stem: why}", "1:10", "Did you mean 'negative-stem'?"),
        ("ignore: [negative-stem]", "1:9", "'ignore' holds rules with reasons."),
        ("language: English", "1:11", "A language is a code such as en, de or pt-BR"),
    ],
)
def test_a_slip_in_the_settings_is_an_error_at_its_place(tmp_path, line, place, said):
    """A setting that does nothing would be believed in."""
    bank = NEGATIVE.replace("check: {too-few-questions: {count: 1}}\n", "")

    outcome = quizgen(tmp_path, "check", bank=f"{line}\n{bank}")

    assert outcome.status == 1
    lines = outcome.out.splitlines()
    [start] = [number for number, line in enumerate(lines) if f":{place}: error" in line]
    assert said in lines[start + 1]


def test_what_a_question_ignores_changes_no_paper(tmp_path):
    """The plan does not hold it, so no code of a version depends on it."""
    silent = NEGATIVE.replace("    answer: The", "    ignore: {x: y}\n    answer: The")

    plan = quizgen(tmp_path, "make", "--seed", "s", bank=silent).plan

    assert not plan.questions["reasons"].ignore


@pytest.mark.parametrize(
    "bank",
    [
        shipped("question_banks", "north-korea-coronavirus.yaml"),
        shipped("templates", "starter", "starter.yaml"),
    ],
    ids=lambda path: path.stem,
)
def test_what_ships_keeps_the_rules(tmp_path, bank):
    """Nobody is taught by an example to write what check advises against."""
    outcome = quizgen(tmp_path, "check", str(bank), "--strict")

    assert outcome.status == 0, outcome.out


def test_the_gravest_advice_comes_first_and_repeats_are_told_together(tmp_path):
    """Fourteen findings that say the same are one thing to read, below what is worse."""
    questions = "".join(
        f"  - {{id: q{n}, skill: evidence, stem: What is {n}?, answer: One, "
        f"distractors: [Two, Six]{', rationale: So.' * (n == 1)}}}\n"
        for n in range(1, 7)
    )
    questions += (
        "  - {id: last, skill: evidence, stem: Why so?, answer: He sang, "
        "distractors: [he sang, He read], rationale: So.}\n"
    )
    bank = f"article: {{title: T, author: A, paragraphs: 1}}\nquestions:\n{questions}"
    rules = ("--select", "missing-rationale", "--select", "duplicate-options")

    outcome = check(tmp_path, *rules, bank=bank)

    lines = outcome.out.splitlines()
    assert [line.partition(": advice ")[2] for line in lines if ": advice " in line] == [
        "duplicate-options · last",
        "missing-rationale · q2 and 4 more",
    ]
    assert (
        "    The same of 4 other questions: "
        "q3 (line 5), q4 (line 6), q5 (line 7), q6 (line 8)." in lines
    )
    assert lines[-1] == "1 bank checked: 6 pieces of advice."


def test_rules_that_are_often_wrong_wait_to_be_asked(tmp_path):
    """With --pedantic, or by name; nothing else changes."""
    names = {rule.id for rule in all_rules().values() if rule.pedantic}
    usual, all_of_them = chosen_rules((), ()), chosen_rules((), (), pedantic=True)

    assert names
    assert {rule.id for rule in all_of_them} - {rule.id for rule in usual} == names
    assert {rule.id for rule in chosen_rules(tuple(names), ())} == names
    assert check(tmp_path, "--pedantic").status == 0


def test_every_rule_of_harm_exists():
    """Of those without a place among the graver ones, each is about the key or the bank."""
    assert ranked() <= set(all_rules())
    least = set(all_rules()) - ranked()
    assert all(
        rule.startswith(
            ("missing-", "paragraph-", "skill-", "too-few-", "needless-", "silence-")
        )
        for rule in least
    ), least


def test_a_question_that_is_still_to_be_written_gets_no_other_advice(tmp_path):
    """What new leaves to the teacher is not judged as if it were hers."""
    draft = NEGATIVE.replace("The coast was dark.", '"WRITE: another reason"')
    outcome = check(tmp_path, "--select", "still-to-write", bank=draft)

    assert "still-to-write" in outcome.out
    assert "negative-stem" not in outcome.out
