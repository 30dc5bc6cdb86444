"""A thirteenth kind is a folder, and no line outside bank/kinds/ knows one of the twelve."""

import ast
import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from reading import page_texts

import quizgen
from quizgen.bank.kinds import KINDS

SOURCE = Path(quizgen.__file__).parent
DOCS = Path(__file__).parents[1] / "docs"

# ---------------------------------------------------------------- the twelve

NAMES = {kind.name for kind in KINDS}
CLASSES = {kind.model.__name__ for kind in KINDS}
FOLDERS = {kind.model.__module__ for kind in KINDS}


def known_kinds(text):
    """Return the lines of a module that know a kind, with what they know."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            modules = {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
            found |= {(node.lineno, name) for name in modules & FOLDERS}
        elif isinstance(node, ast.Import):
            found |= {(node.lineno, each.name) for each in node.names if each.name in FOLDERS}
        elif isinstance(node, ast.Attribute) and node.attr in CLASSES:
            found.add((node.lineno, node.attr))
        elif isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            items = node.keys if isinstance(node, ast.Dict) else node.elts
            names = [each.value for each in items if isinstance(each, ast.Constant)]
            listed = [name for name in names if isinstance(name, str) and name in NAMES]
            found |= {(node.lineno, name) for name in listed if len(listed) > 1}
        elif isinstance(node, ast.Compare | ast.Subscript | ast.MatchValue):
            texts = [
                each.value
                for each in ast.iter_child_nodes(node)
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
            found |= {(node.lineno, text) for text in texts if text in NAMES}
    return found


@pytest.mark.parametrize(
    "line",
    [
        "from quizgen.bank.kinds.cloze import Cloze",
        "from quizgen.bank.kinds import table",
        "import quizgen.bank.kinds.matching",
        "isinstance(question, kinds.cloze.Cloze)",
        "KNOWN = ('matching', 'ordering')",
        "TITLES = {'cloze': 1, 'table': 2}",
        "question.type == 'table'",
        "KINDS['true_false']",
    ],
)
def test_the_guard_sees_who_knows_a_kind(line):
    """Each way to ask which of the twelve a question is."""
    assert known_kinds(line)


def test_no_module_but_the_kinds_knows_one():
    """What differs between kinds is asked of the question, so that a new kind can say it."""
    modules = [
        path for path in SOURCE.rglob("*.py") if SOURCE / "bank/kinds" not in path.parents
    ]
    known = {str(path): known_kinds(path.read_text("utf-8")) for path in modules}

    assert len(modules) > 90
    assert {path: found for path, found in known.items() if found} == {}


def test_the_kinds_themselves_are_seen():
    """The walk above would pass if it could see nothing."""
    assert known_kinds((SOURCE / "bank/kinds/__init__.py").read_text("utf-8")) >= {
        (3, "quizgen.bank.kinds.cloze")
    }


# ---------------------------------------------------------------- a thirteenth

FILES = {
    "__init__.py": '''
"""One word that does not belong to the others."""

from collections.abc import Sequence
from typing import ClassVar, Literal

from quizgen.bank.field_spec import Field

from quizgen.bank.fields import Text
from quizgen.bank.kinds import shapes
from quizgen.bank.kinds.base import BaseQuestion, Kind, OptionList, Solution
from quizgen.base.language import printed


class OddOneOut(BaseQuestion):
    """One word that does not belong to the others."""

    other_words: ClassVar[dict[str, str]] = {"stranger": "odd"}

    type: Literal["odd_one_out"] = Field(description="The kind of question.")
    odd: Text = Field(description="The word that does not belong.", examples=["Salt"])
    others: tuple[Text, ...] = Field(description="The others.", examples=["[Lamp, Lens]"])

    @property
    def lists(self) -> tuple[OptionList, ...]:
        """All words."""
        return (OptionList((self.odd, *self.others), (0,), 1 + len(self.others)),)

    @property
    def solutions(self) -> tuple[Solution, ...]:
        """The odd one."""
        return (Solution(self.odd),)

    def shape(self, printed: Sequence[str]) -> shapes.Shape:
        """Return one of the words."""
        return shapes.OneOf(tuple(printed))


KIND = Kind("odd_one_out", printed("odd one out"), OddOneOut, ("exact",))
''',
    "sheet.html": '{% extends "multiple_choice.html" %}\n{% block response %}\n'
    '<p class="strange">Which word is a stranger here?</p>\n{{ super() }}\n{% endblock %}\n',
    "screen.html": '{% extends "multiple_choice.html" %}\n',
    "style.css": ".strange { text-transform: uppercase }\n",
    "example.yaml": "- id: stranger\n  type: odd_one_out\n  skill: evidence\n"
    "  stem: Which of these is not in the tower?\n  odd: Salt\n  others: [Lamp, Lens, Log]\n",
    "page.md": "One word that does not belong.\n\n<!-- example -->\n",
}
HEAD = "article: {title: The Keeper Who Stayed, author: A. N. Author, paragraphs: 9}\n"
DRIVER = """
import json, runpy, sys
from pathlib import Path
from quizgen.bank import kinds
import odd_one_out
kinds.KINDS += (odd_one_out.KIND,)

from click.testing import CliRunner
from quizgen.app.cli.main import main
from quizgen.bank.load import load_bank

def run(*arguments):
    result = CliRunner().invoke(main, arguments)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return [result.exit_code, result.output]

docs = runpy.run_path(sys.argv[1])
[question] = load_bank(Path("bank.yaml")).bank.questions
print(json.dumps({
    "make": run("make", "bank.yaml", "--seed", "x", "--html", "--verify"),
    "again": run("make", "--plan", "worksheets/bank-plan.json", "-o", "again"),
    "check": run("check", "bank.yaml"),
    "broken": run("check", "broken.yaml"),
    "show": run("show", "bank.yaml"),
    "schema": run("schema"),
    "section": docs["section"](odd_one_out.KIND),
    "key": question.parts()[0].key,
}))
"""


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """Return a folder in which a program with a thirteenth kind did everything, and its say."""
    folder = tmp_path_factory.mktemp("thirteenth")
    (folder / "odd_one_out").mkdir()
    for name, text in FILES.items():
        (folder / "odd_one_out" / name).write_text(text, "utf-8")
    example = FILES["example.yaml"]
    (folder / "bank.yaml").write_text(f"{HEAD}questions:\n{example}", "utf-8")
    broken = example.replace("odd_one_out", "odd_one_ot").replace("odd: Salt", "stranger: Salt")
    (folder / "broken.yaml").write_text(f"{HEAD}questions:\n{broken}", "utf-8")
    path = f"import sys; sys.path.insert(0, {str(folder)!r})\n"
    command = [sys.executable, "-c", path + DRIVER, str(DOCS / "write_question_types.py")]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return folder, json.loads(ran.stdout)


def test_a_new_kind_is_printed_and_read_back(there):
    """Its block, in its own style, stands on the sheet; its letter and its name in the key."""
    folder, said = there
    assert said["make"][0] == 0, said["make"][1]
    [sheet] = page_texts(folder / "worksheets/bank-worksheets.pdf")
    key = " ".join(page_texts(folder / "worksheets/bank-answer-keys.pdf"))
    plan = json.loads((folder / "worksheets/bank-plan.json").read_text("utf-8"))

    assert "WHICH WORD IS A STRANGER HERE?" in sheet
    assert all(word in sheet for word in ("Salt", "Lamp", "Lens", "Log"))
    assert "odd one out" in key
    assert "Salt" in key
    assert "odd_one_out" in json.dumps(plan)
    assert "read back" in said["make"][1].lower() or "verified" in said["make"][1].lower()


def test_a_new_kind_is_printed_again_from_its_plan(there):
    """The same bytes, without the bank."""
    folder, said = there
    name = "bank-worksheets.pdf"

    assert said["again"][0] == 0, said["again"][1]
    assert (folder / "again" / name).read_bytes() == (folder / "worksheets" / name).read_bytes()


def test_a_new_kind_is_answered_on_a_screen(there):
    """A field for each of its words."""
    folder, _ = there
    page = (folder / "worksheets/bank-worksheet.html").read_text("utf-8")

    assert page.count('type="radio"') == 4
    assert "Which of these is not in the tower?" in page


def test_a_new_kind_is_checked_and_shown(there):
    """Its slips are reported in its own words, with the kind that was meant."""
    _, said = there

    assert said["check"][0] == 0, said["check"][1]
    assert said["show"][0] == 0, said["show"][1]
    assert "tower" in said["show"][1]
    assert "odd one out" in said["show"][1]
    assert said["broken"][0] != 0
    assert "Did you mean 'odd_one_out'?" in said["broken"][1]
    assert "Did you mean 'odd'?" in said["broken"][1]


def test_a_new_kind_is_known_to_editors_and_to_the_manual(there):
    """The schema names its keys, and the page of kinds gets a section."""
    _, said = there
    schema = json.loads(said["schema"][1])

    assert set(schema["$defs"]["OddOneOut"]["required"]) > {"odd", "others"}
    assert said["section"].startswith("## odd_one_out\n\nOne word that does not belong.")
    assert FILES["example.yaml"] in said["section"]


def test_a_new_kind_has_a_shape(there):
    """So that exchange formats and grading know how it is answered."""
    _, said = there

    assert said["key"] == ["A"]


def test_the_page_of_kinds_is_current():
    """Each section is written from its kind's own folder."""
    page = (DOCS / "question-types.md").read_text("utf-8")
    written = runpy.run_path(str(DOCS / "write_question_types.py"))["page_with_kinds"]

    assert written(page) == page, "run docs/write_question_types.py"
