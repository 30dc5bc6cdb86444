"""What a library seldom uses is loaded where it is first used, and nobody notices."""

import importlib
import subprocess
import sys
from itertools import count

import pytest

from quizgen.base.late_imports import imported_late

SELDOM = """
from {name} import helper
NUMBER = 3
class Reader:
    kind = "true"
    def __init__(self, text): self.text = text
class ReaderError(Exception): pass
def fail(): raise ReaderError("wrong")
"""

names = map("seldom{}".format, count())


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Return the name of a library, whose users are made by `user`."""
    name = next(names)
    folder = tmp_path / name
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "helper.py").write_text("def help(): return 'helped'")
    (folder / "parts.py").write_text(SELDOM.format(name=name))
    monkeypatch.syspath_prepend(tmp_path)
    yield name
    for module in [*sys.modules]:
        if module.startswith(name):
            del sys.modules[module]


@pytest.fixture
def user(library, tmp_path):
    """Return a function that imports a module which imports the library late."""

    def imported(text):
        (tmp_path / f"{library}_user.py").write_text(text.format(name=library))
        late = {library: {"helper"}, f"{library}.parts": {"Reader", "ReaderError", "fail"}}
        with imported_late(late):
            return importlib.import_module(f"{library}_user")

    return imported


def loaded(library):
    return f"{library}.parts" in sys.modules


ALL = """
from {name} import helper
from {name}.parts import Reader, ReaderError, fail
"""


def test_it_is_loaded_by_the_first_use(user, library):
    module = user(ALL)
    assert not loaded(library)

    assert module.Reader("a").text == "a"

    assert loaded(library)
    parts = sys.modules[f"{library}.parts"]
    assert (module.Reader, module.ReaderError, module.fail) == (
        *(parts.Reader, parts.ReaderError, parts.fail),
    )
    assert module.helper is sys.modules[f"{library}.helper"]


def test_what_is_asked_of_a_name_counts_as_use(user):
    assert user(ALL).Reader.kind == "true"
    assert user(ALL).helper.help() == "helped"


def test_its_errors_are_caught(user):
    module = user(
        ALL
        + "def tried():\n    try:\n        fail()\n    except ReaderError as error:\n"
        + "        return str(error)\n"
    )
    assert module.tried() == "wrong"


@pytest.mark.parametrize(
    "text",
    [
        "from {name}.parts import Reader, NUMBER\nassert NUMBER + 1 == 4",
        "from {name}.parts import Reader\nclass Own(Reader): pass\nassert Own('a').text == 'a'",
        "import {name}.parts\nassert {name}.parts.NUMBER == 3",
        "from {name}.parts import Reader\nassert Reader('a').text == 'a'",
    ],
    ids=["another name", "a class of its own", "the module", "at once"],
)
def test_what_cannot_wait_loads_it_at_once(user, library, text):
    """As a later version of the one that imports it may do."""
    user(text)

    assert loaded(library)
    assert type(sys.modules[f"{library}.parts"]) is type(sys)
    assert not [finder for finder in sys.meta_path if type(finder).__name__ == "_Finder"]


def test_whoever_imports_it_afterwards_has_it(user, library):
    user(ALL)
    assert importlib.import_module(f"{library}.parts").NUMBER == 3


FONTS = """
import sys
from pathlib import Path
from quizgen.printing.pdf.typeset import ready
ready()
assert "fontTools" not in sys.modules, "loaded"
from rendercv_fonts import path_of
from weasyprint.pdf import fonts
assert fonts.TTFont(next(path_of["Source Sans 3"].glob("*.ttf")))["head"].unitsPerEm
assert issubclass(fonts.TTLibError, Exception)
assert fonts.ttFont.getTableClass("glyf")
"""


def test_weasyprint_has_fonttools_where_it_needs_it():
    """For web fonts, variable and coloured ones; to load it takes a third of its loading."""
    subprocess.run([sys.executable, "-c", FONTS], check=True)
