"""Compiled templates are kept from one run to the next, where nobody else can change them."""

import sys
from pathlib import Path

import jinja2
import pytest

from quizgen.base import cache_files
from quizgen.base.cache_files import is_private
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.template_folders import TemplateFolders

TEMPLATE = "greeting.html"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return the cache folder, which is not there yet."""
    folder = tmp_path / "kept"
    monkeypatch.setenv(cache_files.VARIABLE, str(folder))
    return folder


@pytest.fixture
def compiled(monkeypatch):
    """Return the names of the templates that are compiled."""
    names, usual = [], jinja2.Environment.compile

    def spied(environment, source, name=None, *others):
        names.append(name)
        return usual(environment, source, name, *others)

    monkeypatch.setattr(jinja2.Environment, "compile", spied)
    return names


def rendered(folder: Path, text: str) -> str:
    """Write a template and render it as a new run does."""
    (folder / TEMPLATE).write_text(text, "utf-8")
    return Renderer(TemplateFolders((folder,), ""))(TEMPLATE, {"name": "Zoë & Co."})


def test_a_template_is_compiled_once(tmp_path, kept, compiled):
    """A second run renders the same without compiling."""
    first = rendered(tmp_path, "<p>{{ name }}</p>")
    second = rendered(tmp_path, "<p>{{ name }}</p>")

    assert first == second == "<p>Zoë &amp; Co.</p>"
    assert compiled == [TEMPLATE]


def test_a_template_that_changed_is_compiled_again(tmp_path, kept, compiled):
    """What was kept of another text is no use."""
    rendered(tmp_path, "<p>{{ name }}</p>")

    assert rendered(tmp_path, "<b>{{ name }}</b>") == "<b>Zoë &amp; Co.</b>"
    assert compiled == [TEMPLATE] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_no_code_is_read_where_others_can_write(tmp_path, kept, compiled, mode):
    """Compiled templates are code; another user's must not run here."""
    rendered(tmp_path, "<p>{{ name }}</p>")
    kept.chmod(mode)

    assert rendered(tmp_path, "<p>{{ name }}</p>") == "<p>Zoë &amp; Co.</p>"
    assert compiled == [TEMPLATE] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_a_new_cache_folder_is_private(tmp_path, kept):
    """Whatever the user's usual mode for new folders is."""
    assert not is_private(kept)

    rendered(tmp_path, "<p>{{ name }}</p>")

    assert is_private(kept)
    assert kept.stat().st_mode & 0o777 == 0o700


def test_a_damaged_file_is_compiled_again(tmp_path, kept, compiled):
    """It counts as missing."""
    rendered(tmp_path, "<p>{{ name }}</p>")
    [file] = kept.glob("template-*")
    file.write_bytes(file.read_bytes()[:-9])

    assert rendered(tmp_path, "<p>{{ name }}</p>") == "<p>Zoë &amp; Co.</p>"
    assert compiled == [TEMPLATE] * 2


def test_nothing_is_kept_without_a_cache(tmp_path, monkeypatch, compiled):
    """As the user wishes."""
    monkeypatch.setenv(cache_files.VARIABLE, "")

    rendered(tmp_path, "<p>{{ name }}</p>")
    rendered(tmp_path, "<p>{{ name }}</p>")

    assert compiled == [TEMPLATE] * 2
