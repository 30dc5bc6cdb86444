"""What a teacher types is understood as she means it."""

import pypdfium2
import pytest
from running import EVERY_KIND, LIGHTHOUSE, quizgen

from quizgen.plan.request import parse_section


@pytest.mark.parametrize("written", ["A4", "a4", "DIN A4", "din-a4", "ISO A4"])
def test_a_paper_is_named_in_any_case(tmp_path, written):
    """On the command line and in a bank."""
    bank = f"print: {{paper: {written}}}\n{LIGHTHOUSE}"
    typed = quizgen(tmp_path, "make", "--show-settings", "--paper", written, bank=LIGHTHOUSE)
    held = quizgen(tmp_path, "make", "--show-settings", bank=bank)
    for outcome in (typed, held):
        assert outcome.status == 0, outcome.err
        assert "a4" in outcome.out


@pytest.mark.parametrize(
    ("written", "meant"),
    [("mc", "multiple_choice"), ("TF", "true_false"), ("essay", "open_response"),
     ("Short-Answer", "short_answer")],
)  # fmt: skip
def test_a_type_has_a_short_name(tmp_path, written, meant):
    """In --type and in --section."""
    outcome = quizgen(
        tmp_path, "make", "--type", written, "--count", "1", "--passage", "none",
        bank=EVERY_KIND,
    )  # fmt: skip
    assert outcome.status == 0, outcome.err
    assert {question.type for question in outcome.plan.questions.values()} == {meant}
    assert parse_section(f"Part 1: type={written} count=1").type == (meant,)


def test_a_command_of_another_name_is_suggested(tmp_path):
    """Print is what many type first."""
    outcome = quizgen(tmp_path, "print", bank=LIGHTHOUSE)
    assert outcome.status == 2
    assert "No such command 'print'. Did you mean 'quizgen make'?" in outcome.err


def test_names_in_a_key_are_separated_by_semicolons(tmp_path):
    """A name may have a comma: Doe, Jane."""
    (tmp_path / "class.csv").write_text('name\n"Doe, Jane"\n"Roe, Ann"\n')
    outcome = quizgen(
        tmp_path, "make", "--roster", "class.csv", "--versions", "1", "--count", "2",
        bank=LIGHTHOUSE,
    )  # fmt: skip
    assert outcome.status == 0, outcome.err
    with pypdfium2.PdfDocument(outcome.keys) as pdf:
        text = " ".join(page.get_textpage().get_text_range() for page in pdf)
    assert "Doe, Jane; Roe, Ann" in " ".join(text.split())
    code = outcome.plan.versions[0].code
    assert "Doe, Jane; Roe, Ann" in quizgen(tmp_path, "key", code).out
