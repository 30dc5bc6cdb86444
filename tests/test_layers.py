"""Each room imports only from rooms below it, and heavy imports are made late."""

import ast
import os
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from running import LIGHTHOUSE

import quizgen

SOURCE = Path(quizgen.__file__).parent
MODULES = {
    ".".join(("quizgen", *path.relative_to(SOURCE).with_suffix("").parts)): path
    for path in SOURCE.rglob("*.py")
}

# Lowest first; a room imports only from rooms before its own (docs/architecture.md).
ROOMS = ("base", "bank", "article", "plan", "printing")
ROOMS += ("exchange", "grading", "authoring", "app")
# Rooms within a room: none imports from one that stands beside it in a tuple.
SIDE_BY_SIDE = (
    ("quizgen.printing.html", "quizgen.printing.pdf"),
    ("quizgen.app.cli", "quizgen.app.web"),
)
# Every module or folder in these stands for itself, beside what they share.
ALONE = {
    "quizgen.article.readers": {"common"},
    "quizgen.authoring.rules": {
        "combining",
        "figures",
        "items",
        "negations",
        "quantities",
        "rules",
        "words",
    },
    "quizgen.exchange": {"common"},
}

# The only modules that may import a library, so that replacing one touches one place.
ONLY_IN = {
    "cv2": {
        "grading.scan.batch",
        "grading.scan.copies",
        "grading.scan.marks",
        "grading.scan.reading",
        "grading.scan.register",
        "grading.scan.pages",
        "grading.scan.symbol",
    },
    # It compiles methods for each class: the others take base.data_class.
    "dataclasses": {
        "app.web.question_form",
        "app.web.writing",
        "base.data_class",
        "base.system_libraries",
        "exchange.common.losses",
        "exchange.common.xml",
        "grading.scan.reading",
        "grading.score",
    },
    "genanki": {"exchange.anki_cards"},
    "highspy": {"base.solver"},
    "jinja2": {
        "app.web.pages",
        "printing.html.compiled_templates",
        "printing.html.render",
    },
    "PIL": {"bank.pictures", "grading.scan.pages"},
    "pillow_heif": {"grading.scan.pages"},
    "markdown_it": {"base.markdown"},
    "openpyxl": {"base.workbook", "exchange.common.workbooks", "plan.table_file"},
    "pydyf": {"printing.pdf.weasyprint_objects"},
    "deflate": {"printing.pdf.pdf_writer"},
    "uharfbuzz": {"printing.pdf.font_subset"},
    "pypdfium2": {
        "article.readers.pdf",
        "grading.scan.pages",
        "printing.pdf.measure",
        "printing.pdf.page_picture",
        "printing.pdf.read_back",
        "printing.pdf.read_figures",
    },
    "rapidfuzz": {"article.quotations"},
    "rich": {"app.cli.show", "authoring.tables"},
    "snowballstemmer": {"authoring.rules.words"},
    "watchfiles": {"base.watch_files"},
    "weasyprint": {
        "printing.fonts",
        "printing.pdf.document",
        "printing.pdf.fit",
        "printing.pdf.kept_sheets",
        "printing.pdf.layout_fonts",
        "printing.pdf.typeset",
        "printing.pdf.weasyprint_objects",
    },
    "yaml": {"bank.yaml_reader"},
    "zxingcpp": {"grading.scan.symbol"},
}
# Loading them takes longer than showing the help may take.
HEAVY = {
    "cv2",
    "docx",
    "genanki",
    "highspy",
    "jinja2",
    "markdown_it",
    "numpy",
    "openpyxl",
    "pydantic",
    "pydyf",
}
HEAVY |= {
    "PIL",
    "pillow_heif",
    "pypdfium2",
    "rapidfuzz",
    "rich",
    "snowballstemmer",
    "starlette",
    "trafilatura",
    "uvicorn",
}
HEAVY |= {"uharfbuzz", "watchfiles", "weasyprint", "yaml", "zxingcpp"}


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
    found = set()
    for name in imported(text):
        # What is imported from a module is a name in it, from a package often a module.
        parent = name.rpartition(".")[0]
        for known in (name, f"{name}.__init__", parent, f"{parent}.__init__"):
            if known in MODULES and known != "quizgen.__init__":
                found.add(known)
                break
    return found


def within(module: str, package: str) -> bool:
    """Return whether a module is in a package, or is the package."""
    return module == package or module.startswith(f"{package}.")


IMPORTS = {module: siblings(path.read_text("utf-8")) for module, path in MODULES.items()}


def room(module: str) -> int:
    """Return the place of a module's room in ROOMS; `python -m quizgen` is above all."""
    name = module.split(".")[1]
    return len(ROOMS) if name in {"__main__", "__init__"} else ROOMS.index(name)


def test_the_guard_reads_every_way_to_import():
    """A late import, an import of a name and an import of the module itself are all seen."""
    text = """
import quizgen.base.errors
from quizgen.base import resources
def late():
    from quizgen.base.system_libraries import libraries_explained
"""

    assert siblings(text) == {
        f"quizgen.base.{name}" for name in ("errors", "resources", "system_libraries")
    }


def test_the_guard_finds_the_modules():
    """The walks below would pass on an empty folder, so the folder is looked at first."""
    rooms = {room(module) for module in MODULES}

    assert rooms == set(range(len(ROOMS) + 1))
    assert len(MODULES) > 100
    assert sum(map(len, IMPORTS.values())) > 300


def test_every_room_says_what_it_is_for():
    """The first thing in a room is a sentence about it."""
    for name in ROOMS:
        doc = ast.get_docstring(ast.parse((SOURCE / name / "__init__.py").read_text("utf-8")))
        assert doc is not None, name
        assert doc.split("\n\n")[0].endswith("."), name


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_room_imports_only_from_rooms_below(module):
    """The data goes one way, so the imports do."""
    assert not {name for name in IMPORTS[module] if room(name) > room(module)}


@pytest.mark.parametrize("rooms", SIDE_BY_SIDE, ids=" ".join)
def test_rooms_side_by_side_do_not_know_one_another(rooms):
    """HTML and PDF meet in `printing` alone, the command line and the page in the API."""
    for one in rooms:
        others = [other for other in rooms if other != one]
        for module in MODULES:
            if within(module, one):
                assert not {
                    name for name in IMPORTS[module] for other in others if within(name, other)
                }, module


@pytest.mark.parametrize("package", sorted(ALONE))
def test_a_format_or_a_rule_needs_no_other(package):
    """A format takes from what formats share, never from another; likewise a reader, a rule."""

    def stands_for(module: str) -> str:
        return module.removeprefix(f"{package}.").split(".")[0]

    for module in MODULES:
        if within(module, package) and stands_for(module) != "__init__":
            names = {stands_for(each) for each in IMPORTS[module] if within(each, package)}
            assert names <= ALONE[package] | {stands_for(module)}, module


def test_no_module_imports_itself_by_way_of_others():
    """Within a room, too, imports go one way."""
    graph = {
        module.removesuffix(".__init__"): {
            name.removesuffix(".__init__") for name in names if name != module
        }
        for module, names in IMPORTS.items()
    }

    TopologicalSorter(graph).prepare()  # raises CycleError, which names the cycle


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_is_imported_in_one_place(library):
    """Only the module that wraps a library knows it."""
    users = {
        module.removeprefix("quizgen.")
        for module, path in MODULES.items()
        if any(name.split(".")[0] == library for name in imported(path.read_text("utf-8")))
    }

    assert users == ONLY_IN[library]


def test_printing_loads_nothing_that_only_grading_needs(tmp_path):
    """Answer sheets are printed without the libraries that read them."""
    (tmp_path / "bank.yaml").write_text(LIGHTHOUSE, "utf-8")
    look = """
import sys
from click.testing import CliRunner
from quizgen.app.cli.main import main
wishes = "make bank.yaml --count 2 --jobs 1 --answer-sheet -o .".split()
result = CliRunner().invoke(main, wishes)
assert result.exit_code == 0, result.output
print("loaded:", *sorted(sys.modules))
"""
    command = [sys.executable, "-c", look]

    loaded = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout.split()

    assert loaded[0] == "loaded:"
    assert "quizgen.plan.answer_sheet" in loaded
    assert not {"cv2", "zxingcpp", "pillow_heif"} & set(loaded)
    assert not [name for name in loaded if name.startswith("quizgen.grading")]


def test_help_loads_nothing_heavy():
    """`quizgen --help` answers at once."""
    look = """
import sys
from click.testing import CliRunner
from quizgen.app.cli.main import main
result = CliRunner().invoke(main, ["--help"])
assert result.exit_code == 0 and "make" in result.output, result.output
print("loaded:", *sorted(sys.modules))
"""
    command = [sys.executable, "-c", look]

    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert loaded[0] == "loaded:"
    assert {"click", "quizgen.app.cli.main"} <= set(loaded)
    assert not HEAVY & set(loaded)


# What a plain run has no use for, once its blocks are laid out.
SELDOM = {"quizgen.bank.kinds.scoring", "shlex", "weasyprint"}


def test_a_second_run_loads_nothing_that_only_others_need(tmp_path):
    """What layout, an error or a mark takes is loaded for it."""
    (tmp_path / "bank.yaml").write_text(LIGHTHOUSE, "utf-8")
    look = """
import sys
from quizgen.app.cli.main import main
main("make bank.yaml --count 2 --jobs 1 --seed 1 -o .".split(), standalone_mode=False)
print("loaded:", *sorted(sys.modules))
"""
    command = [sys.executable, "-c", look]
    cache = os.environ | {"QUIZGEN_CACHE": str(tmp_path / "cache")}

    for _ in range(2):
        said = subprocess.run(
            command, capture_output=True, text=True, check=True, cwd=tmp_path, env=cache
        ).stdout
    loaded = set(said.partition("loaded:")[2].split())

    assert "quizgen.printing.make" in loaded
    assert SELDOM & loaded == set()


def test_loading_compiles_no_pattern():
    """A run uses few of the patterns of the modules that it loads."""
    look = """
import re, sys
compiled, compile = [], re.compile
def noted(*arguments, **named):
    caller = sys._getframe(1).f_globals["__name__"]
    if caller.startswith("quizgen."):
        compiled.append(caller)
    return compile(*arguments, **named)
re.compile = noted
import quizgen.app.cli.main, quizgen.authoring.check, quizgen.printing.make
import quizgen.printing.prepare
print("compiled:", *compiled)
from quizgen.base.regex import regex
assert not compiled and regex("b+").search("abc") and compiled == ["quizgen.base.regex"]
"""
    command = [sys.executable, "-c", look]

    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert said.split() == ["compiled:"]


def test_processes_that_help_load_no_bank():
    """They get blocks and sheets; whatever reads a bank would only delay them."""
    look = """
import sys
import quizgen.printing.pdf.typeset, quizgen.printing.pdf.workers
print("loaded:", *sorted(sys.modules))
"""
    command = [sys.executable, "-c", look]

    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()

    assert {"loaded:", "quizgen.printing.pdf.press"} <= set(loaded)
    assert not {"pydantic", "yaml", "jinja2", "click"} & set(loaded)
