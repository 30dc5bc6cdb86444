"""Each module imports only from modules below it, and heavy imports are made late."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import quizgen

SOURCE = Path(quizgen.__file__).parent
MODULES = {path.stem: [path] for path in SOURCE.glob("*.py") if path.stem != "__init__"}
# A folder of modules stands for one; its rules are on one level and take from what they share.
MODULES |= {
    path.parent.name: sorted(path.parent.glob("*.py")) for path in SOURCE.glob("*/__init__.py")
}

# Lowest first; a module imports only from rows above its own (docs/architecture.md).
ROWS = (
    "bidi errors progress stopping",
    "cachefiles files folding imposition naming records search shipped system unwritten "
    "wording yamlslips",
    "markup pictures questions settings yamltext",
    "choices exercises writing",
    "grouping kinds",
    "model",
    "article complaints coverage schemarules",
    "bank bylines landmarks projectfile schema sources",
    "adapting evidence examples intake passage request shuffle",
    "codes newbank ordering seating wishes",
    "drawing roster starting",
    "classes lint selection",
    "plan",
    "fonts htmltext laws sheets templates",
    "looks pagestyle slots",
    "plates rendering settling",
    "classpages stamps taking",
    "blocks",
    "screen store typeset",
    "paginate pdffile",
    "compositor faces structure",
    "press verifying",
    "crew",
    "parting",
    "preparing printing reviewing",
    "checking finding formats listing report stress summary",
    "findings_report sheetkey watching",
    "authoring designing options",
    "cli",
    "__main__",
)
LEVEL = {module: level for level, row in enumerate(ROWS) for module in row.split()}

# The only modules that may import a library, so that replacing one touches one place.
ONLY_IN = {
    "highspy": {"search"},
    "jinja2": {"rendering"},
    "PIL": {"pictures"},
    "markdown_it": {"markup"},
    "openpyxl": {"roster"},
    "pydyf": {"taking"},
    "uharfbuzz": {"faces"},
    "pypdfium2": {"verifying"},
    "rapidfuzz": {"evidence"},
    "rich": {"authoring", "listing"},
    "snowballstemmer": {"lint"},
    "watchfiles": {"watching"},
    "trafilatura": set(),  # likewise
    "weasyprint": {"fonts", "taking", "typeset"},
    "yaml": {"yamltext"},
}
# Loading them takes longer than showing the help may take.
HEAVY = {"docx", "openpyxl", "trafilatura"}
HEAVY |= {"jinja2", "markdown_it", "pydantic", "pydyf", "pypdfium2", "rapidfuzz", "rich"}
HEAVY |= {"snowballstemmer", "watchfiles", "weasyprint", "yaml"}


def text_of(module: str) -> str:
    """Return the source of a module."""
    return "\n".join(path.read_text("utf-8") for path in MODULES[module])


def is_folder(module: str) -> bool:
    """Return whether a module is a folder of them."""
    return len(MODULES[module]) > 1


HEAVY = {
    "highspy",
    "jinja2",
    "markdown_it",
    "pydantic",
    "pydyf",
    "rapidfuzz",
    "weasyprint",
    "yaml",
}


def imported(text: str) -> set[str]:
    """Return the modules a text imports anywhere in it, under their full names."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "relative imports are not used here"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def siblings(text: str) -> set[str]:
    """Return the modules of quizgen that a text imports."""
    parts = {tuple(name.split(".")) for name in imported(text)}
    return {name[1] for name in parts if name[0] == "quizgen" and name[1] in MODULES}


def test_the_guard_reads_every_way_to_import():
    """A late import, an import of a name and an import of the module itself are all seen."""
    text = """
import quizgen.errors
from quizgen import shipped
def late():
    from quizgen.system import libraries_explained
"""

    assert siblings(text) == {"errors", "shipped", "system"}


def test_the_guard_finds_the_modules():
    """The walk below would pass on an empty folder, so the folder is looked at first."""
    assert {"errors", "model", "shipped", "system"} <= set(MODULES)
    assert len(MODULES["lint"]) > 5
    assert len(LEVEL) == sum(len(row.split()) for row in ROWS), "a module stands in two rows"


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_imports_only_from_below(module):
    """The data goes one way, so the imports do."""
    assert module in LEVEL, f"{module} has no level: add it to ROWS in {Path(__file__).name}"

    wrong = {
        name
        for name in siblings(text_of(module)) - ({module} if is_folder(module) else set())
        if LEVEL.get(name, len(ROWS)) >= LEVEL[module]
    }

    assert not wrong, f"{module} may not import from its own level or above"


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_is_imported_in_one_place(library):
    """Only the module that wraps a library knows it."""
    users = {
        module
        for module in MODULES
        if any(name.split(".")[0] == library for name in imported(text_of(module)))
    }

    assert users == ONLY_IN[library]


def test_help_loads_nothing_heavy():
    """`quizgen --help` answers at once."""
    look = """
import sys
from click.testing import CliRunner
from quizgen.cli import main
result = CliRunner().invoke(main, ["--help"])
assert result.exit_code == 0 and "make" in result.output, result.output
print("loaded:", *sorted(sys.modules))
"""
    command = [sys.executable, "-c", look]

    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert loaded[0] == "loaded:"
    assert {"click", "quizgen.cli"} <= set(loaded)
    assert not HEAVY & set(loaded)


SHARED = {"combining", "figures", "items", "rules", "words"}


@pytest.mark.parametrize("path", MODULES["lint"], ids=lambda path: path.stem)
def test_a_rule_needs_no_other_rule(path):
    """A file of rules takes from the rules' common ground, never from another file of rules."""
    names = {
        name.split(".")[2]
        for name in imported(path.read_text("utf-8"))
        if "quizgen.lint." in name
    }

    assert path.stem == "__init__" or names <= SHARED
