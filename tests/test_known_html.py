"""Blocks whose plates are known are not rendered, and never printed as they were before."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from everything import laid_out, picture, plan_of_everything
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import LIGHTHOUSE
from test_make_article import ARTICLE

from quizgen.bank.pictures import picture_of
from quizgen.base.cache_files import CacheFiles
from quizgen.base.errors import ProblemsError
from quizgen.plan.model import Plan, dump_plan
from quizgen.plan.read import parse_plan
from quizgen.printing.html import sources
from quizgen.printing.html.render import Renderer
from quizgen.printing.html.run import make_blocks
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.pdf.plate_cache import keys

UNUSED = {"weasyprint", "jinja2", "yaml", "uharfbuzz", "pydantic_core"}
"""What a run does not load that prints what is known."""


@pytest.fixture(scope="module")
def plan():
    return plan_of_everything()


@pytest.fixture(scope="module")
def files(plan, tmp_path_factory):
    """Return a cache in which every block of the plan is known."""
    files = CacheFiles(tmp_path_factory.mktemp("kept"))
    found(plan, tmp_path_factory.mktemp("empty"), files)
    return files


def found(plan: Plan, folder, files: CacheFiles | None = None) -> dict[str, str]:
    """Return by what each block's plate is looked up."""
    run = make_blocks(plan, template_folders(folder, plan.settings.look), kept=files)
    return {name: key for each in run.materials for name, key in keys(each).items()}


def own(folder, name: str, change: Callable[[str], str]) -> None:
    """Put a changed copy of a shipped file into a folder of templates."""
    path = folder / "templates" / "worksheet" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(change(template_folders(folder).find(name).read_text("utf-8")), "utf-8")


TEMPLATES = {
    "template": ("question.html", lambda text: text.replace("<", "<b>!</b><", 1)),
    "included": ("reading.html", lambda text: f"<p>Look:</p>{text}"),
    "style": ("style.css", lambda text: f"{text}\np {{ color: red }}"),
    "of a kind": ("matching.html", lambda text: text.replace("</", "?</", 1)),
}


@pytest.mark.parametrize("change", TEMPLATES)
def test_a_change_of_a_look_is_printed(plan, files, tmp_path, change):
    """A user's template, what it includes, a style sheet."""
    before = found(plan, tmp_path, files)
    own(tmp_path, *TEMPLATES[change])

    assert found(plan, tmp_path, files) == found(plan, tmp_path) != before


CHANGES = {
    "language": {"language": "de"},
    "language of the bank": {"bank_language": "he"},
    "title": {"title": "Another"},
    "seed": {"seed": "autumn"},
    "picture": {"images": {"lamp.png": picture_of(picture() + b"\0")}},
    "draft": {"draft": True},
}
IN_SLOTS = {"draft", "language of the bank", "seed"}
"""What changes nothing here but the texts of slots, or the direction of texts."""


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_a_plan_is_printed(plan, files, tmp_path, change):
    """Its language, its texts, its pictures."""
    changed = plan.model_copy(update=CHANGES[change])

    assert found(changed, tmp_path, files) == found(changed, tmp_path)
    assert found(changed, tmp_path) != found(plan, tmp_path) or change in IN_SLOTS


@pytest.mark.parametrize(
    "wishes",
    [
        {"font_size": "14"},
        {"answer_column": True},
        {"columns": "2"},
        {"large_print": True},
        {"look": "exam"},
        {"spacing": "wide"},
        {"paper": "a5"},
    ],
)
def test_other_settings_are_printed(plan, files, tmp_path, wishes):
    """Those of the page, and the look."""
    changed = laid_out(plan, **wishes)

    assert found(changed, tmp_path, files) == found(changed, tmp_path) != found(plan, tmp_path)


def texts(value, place=()):
    """Yield the places of the texts in a plan's JSON that may be any."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from texts(each, (*place, key))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from texts(each, (*place, number))
    elif isinstance(value, str) and place[-1] in FREE:
        yield place


FREE = {
    "stem",
    "rationale",
    "misconception",
    "introduction",
    "excerpt",
    "instructions",
    "title",
}


@settings(deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_other_text_is_printed(plan, files, tmp_path_factory, data):
    """Whatever the template is that shows it."""
    import json

    written = json.loads(dump_plan(plan))
    *place, last = data.draw(st.sampled_from(sorted(texts(written), key=str)))
    holder = written
    for step in place:
        holder = holder[step]
    holder[last] += data.draw(st.sampled_from([" 漢", " *so*", "!", " [[2]]"]))
    changed = parse_plan(json.dumps(written).encode(), "the plan")
    folder = tmp_path_factory.mktemp("run")

    assert found(changed, folder, files) == found(changed, folder)


def test_what_is_known_is_not_rendered(plan, files, tmp_path, monkeypatch):
    """Until somebody asks for its HTML."""
    monkeypatch.setattr(Renderer, "__call__", lambda *_, **__: pytest.fail("rendered"))
    run = make_blocks(plan, template_folders(tmp_path), kept=files)
    monkeypatch.undo()

    assert dict(run.blocks) == dict(make_blocks(plan, template_folders(tmp_path)).blocks)


def test_quizgen_itself_may_change(plan, files, tmp_path, monkeypatch):
    """Then everything is rendered anew."""
    monkeypatch.setattr(sources, "own_code", lambda: "another")
    rendered = []
    real = Renderer.__call__
    monkeypatch.setattr(
        Renderer, "__call__", lambda *own, **more: rendered.append(own) or real(*own, **more)
    )
    run = make_blocks(plan, template_folders(tmp_path), kept=files)

    assert len(rendered) == len(run.blocks)


def test_a_template_that_draws_lots_is_rendered_each_time(plan, tmp_path):
    """What it printed before is not what it prints now."""
    own(tmp_path, "foot.html", lambda text: text + "{{ range(1000) | list | random }}")
    files = CacheFiles(tmp_path / "kept")
    first, second = (found(plan, tmp_path, files)["foot"] for _ in range(2))

    assert first != second


def test_a_warm_run_loads_none_of_what_it_does_not_need(tmp_path):
    """And its files are those of the first run, byte for byte."""
    (tmp_path / "bank.yaml").write_text(LIGHTHOUSE, "utf-8")
    (tmp_path / "bank.txt").write_text(ARTICLE, "utf-8")
    look = """
import os, sys
os.environ["QUIZGEN_CACHE"] = os.path.abspath("kept")
from click.testing import CliRunner
from quizgen.app.cli.main import main
result = CliRunner().invoke(main, "make bank.yaml --seed s --jobs 1 -o".split() + sys.argv[1:])
assert result.exit_code == 0, result.output
print(*{name.partition(".")[0] for name in sys.modules})
"""

    def loaded(folder):
        command = [sys.executable, "-c", look, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
        return set(done.stdout.split())

    assert loaded("cold") >= UNUSED
    assert not loaded("warm") & UNUSED
    cold, warm = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("cold", "warm")
    )
    assert cold == warm


def test_a_look_that_was_printable_is_searched_again_after_a_change(plan, files, tmp_path):
    """A link that is put into it is refused."""
    own(tmp_path, "foot.html", lambda text: f'{text}<a href="x">x</a>')

    with pytest.raises(ProblemsError, match="link"):
        found(plan, tmp_path, files)
