"""An editor that knows the schema: it completes keys, explains them and underlines slips.

What an editor asks is asked of yaml-language-server, which is behind VS Code's YAML extension
and those of other editors. `make test` installs it where npm is there.
"""

import re
import tempfile
from pathlib import Path

import pytest
from editor import PACKAGE, Editor, editor, server_command
from running import EVERY_KIND, LIGHTHOUSE

from quizgen.bank.kinds.matching import Matching
from quizgen.bank.kinds.multiple_choice import MultipleChoice
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.questions import MODELS
from quizgen.base.resources import schema_line, shipped

PAGE = Path(__file__).parents[1] / "docs" / "editing.md"
LINE = schema_line(Path(tempfile.gettempdir()))
HEAD = f"""{LINE}
article: {{title: The Keeper Who Stayed, author: A. N. Author, paragraphs: 9}}
questions:
"""
CHOICE = """  - id: main-claim
    skill: main_argument
    stem: What is it?
    answer: This
    distractors: [That, Those]
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Return an editor, where there is one."""
    command = server_command()
    if command is None:
        pytest.skip(
            f"{PACKAGE} is not here, so no editor was asked. It needs node and npm: "
            f"npm install --prefix .venv/editor {PACKAGE}@1.25.0"
        )
    with editor(command, tmp_path_factory.mktemp("folder")) as found:
        yield found


def test_the_keys_of_a_question_are_proposed(opened: Editor):
    """Where no kind is said, those of multiple_choice; what is there is not proposed again."""
    proposed = opened.completions(HEAD + "  - id: main-claim\n    |\n")

    assert set(MultipleChoice.model_fields) - {"id"} <= set(proposed)
    assert not {"id", "pairs", "gaps", "rubric"} & set(proposed)


@pytest.mark.parametrize("kind", MODELS)
def test_each_kind_has_its_own_keys_proposed(opened: Editor, kind):
    """Those that the model has for it, and none of another's."""
    proposed = opened.completions(HEAD + f"  - id: main-claim\n    type: {kind}\n    |\n")

    others = {key for model in MODELS.values() for key in model.model_fields}
    assert others & set(proposed) == set(MODELS[kind].model_fields) - {"id", "type"}


def test_a_new_question_is_proposed_whole(opened: Editor):
    """One of each kind, where a question begins, and nowhere else."""
    proposed = opened.completions(HEAD + CHOICE + "  - |\n")
    later = opened.completions(HEAD + "  - id: main-claim\n    |\n")

    new = {f"New {kind} question" for kind in MODELS}
    assert new <= set(proposed)
    assert not new & set(later)


def test_values_are_proposed(opened: Editor):
    """Kinds, skills and levels; no null and no true where a text is wanted."""

    def proposed(line):
        return set(opened.completions(HEAD + f"  - id: main-claim\n    {line}|\n"))

    assert proposed("type: ") == set(MODELS)
    assert proposed("skill: ") == set(BUILT_IN_SKILLS)
    assert proposed("difficulty: ") == {"easy", "medium", "hard"}
    assert proposed("type: true_false\n    answer: ") == {"true", "false"}
    assert not {"null", "true", "false"} & proposed("stem: ")


def test_a_key_explains_itself(opened: Editor):
    """The words under the mouse are the model's."""
    text = HEAD + CHOICE

    shown = opened.hover(text.replace("stem:", "st|em:"))
    kind = opened.hover(
        HEAD + "  - id: m\n    type: matching\n    pa|irs: [{left: a, right: b}]\n"
    )

    assert str(MultipleChoice.model_fields["stem"].description) in shown
    assert str(Matching.model_fields["pairs"].description) in kind.replace("\\", "")


# ruff: noqa: E501
SLIPS = [
    ("    stem:", "    steem:", "steem", "steem is not allowed"),
    ("    stem: What is it?\n", "", "i", 'Missing property "stem"'),
    ("    answer", "    difficulty: hart\n    answer", "hart", '"easy", "medium", "hard"'),
    ("    answer", "    points: many\n    answer", "many", "a whole number from 1 to 1000"),
    ("    answer", "    points: 2000\n    answer", "2000", "above the maximum of 1000"),
    ("    answer", "    type: true_flase\n    answer", "true_flase", '"true_false"'),
    ("[That, Those]", "That", "That", 'Expected "array"'),
    ("[That, Those]", "[{text: That, why: x}]", "why", "why is not allowed"),
    ("answer: This", "answer: [This]", "[This]", "A text is wanted here"),
    ("id: main-claim", "id: main claim", "main claim", "no spaces"),
    ("  - id: m", "  - {id: t, type: true_false_not_given, skill: evidence, stem: So, answer: true}\n  - id: m", "{", 'Missing property "evidence"'),
]  # fmt: skip


@pytest.mark.parametrize(("written", "instead", "underlined", "said"), SLIPS)
def test_a_slip_is_underlined(opened: Editor, written, instead, underlined, said):
    """At its place, in words that need no knowledge of schemas."""
    assert (HEAD + CHOICE).count(written) == 1

    found = opened.problems((HEAD + CHOICE).replace(written, instead))

    assert any(words == underlined and said in message for words, message in found), found


def test_the_page_quotes_the_editor(opened: Editor):
    """What it says the editor says, the editor says to one of the slips above."""
    told = "\n".join(
        message
        for written, instead, *_ in SLIPS
        for _, message in opened.problems((HEAD + CHOICE).replace(written, instead))
    )

    quoted = re.findall(r"^\| ((?!It says)[A-Z][^|…]+?)…? \|", PAGE.read_text("utf-8"), re.M)

    assert len(quoted) >= 5
    assert [words for words in quoted if words.strip() not in told] == []


def test_what_is_right_is_not_underlined(opened: Editor):
    """The banks that ship, those of the tests, and texts that look like something else."""
    paths = [*shipped("question_banks").glob("*.yaml"), *shipped("templates").rglob("*.yaml")]
    guessed = CHOICE.replace("[That, Those]", "[1.10, No, ~, 2019-04-02, 12:30, 007]")
    banks = [LIGHTHOUSE, EVERY_KIND, *(path.read_text("utf-8") for path in paths)]
    assert len(banks) >= 4

    for text in (HEAD + CHOICE, HEAD + guessed, *(f"{LINE}\n{bank}" for bank in banks)):
        assert opened.problems(text) == []


def test_the_editor_looks(opened: Editor):
    """Without the line nothing is underlined: what the tests above saw came from the schema."""
    text = (HEAD + CHOICE).replace("stem:", "steem:")

    assert opened.problems(text)
    assert opened.problems(text.partition("\n")[2]) == []


@pytest.mark.parametrize("folder", [shipped("question_banks"), Path("/some where/my banks")])
def test_the_line_leads_to_the_schema(opened: Editor, folder):
    """From a bank beside the schema by the way to it, from any other by its full place."""
    text = (HEAD + CHOICE).replace("stem:", "steem:")

    found = opened.problems(text.replace(LINE, schema_line(folder)), folder / "bank.yaml")

    assert "steem" in [words for words, _ in found]
