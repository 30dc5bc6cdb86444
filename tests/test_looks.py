"""Looks of pages: which there are, a copy to change, and one's own."""

import re
from pathlib import Path

import pytest
from reading import page_texts, structure, words
from running import EVERY_COUNT, EVERY_KIND, LIGHTHOUSE, quizgen

from quizgen.bank.kinds import KINDS
from quizgen.base.choices import LOOKS
from quizgen.base.resources import shipped
from quizgen.printing.html.looks import look_defaults
from quizgen.printing.html.template_folders import template_folders


def make(folder, *options, bank=LIGHTHOUSE):
    return quizgen(folder, "make", "--seed", "x", *options, bank=bank)


def own(folder, look, **files):
    """Write a look of the user's."""
    place = folder / "templates" / look
    place.mkdir(parents=True)
    for name, text in files.items():
        (place / name.replace("__", ".")).write_text(text, "utf-8")
    return place


def test_the_list_names_shipped_looks_and_ones_own(tmp_path):
    """Each with a line that says what it is like."""
    own(
        tmp_path,
        "our-school",
        style__css="/* Our-school: blue, with the logo. And more. */ p {}",
    )
    own(tmp_path, "worksheet", header__html="<p>x</p>")
    own(tmp_path, "review", page__html="")
    outcome = quizgen(tmp_path, "templates", "list")
    assert outcome.status == 0
    lines = dict(line.split(maxsplit=1) for line in outcome.out.split("\n\n")[0].splitlines())
    assert list(lines) == [*LOOKS, "our-school", "worksheet"]
    assert all(lines.values())
    assert lines["our-school"] == f"blue, with the logo ({Path('templates/our-school')})"
    assert "goes before the files of any look" in lines["worksheet"]
    assert all(len(line) <= 110 for line in outcome.out.splitlines())


def test_a_copy_can_be_changed_and_printed_with(tmp_path):
    """What the command says to do is done: the file it names is changed, and the look used."""
    outcome = quizgen(tmp_path, "templates", "copy", "exam", "templates/our-exam")
    assert outcome.status == 0, outcome.err
    copied = {path.name for path in (tmp_path / "templates/our-exam").iterdir()}
    assert copied == {path.name for path in shipped("templates", "exam").iterdir()}
    [first] = re.findall(r"Change (\S+) first", outcome.out)
    changed = tmp_path / first
    changed.write_text(changed.read_text("utf-8").replace("<p", "<p>Harbour School</p><p", 1))
    assert "quizgen make --look our-exam" in outcome.out

    printed = make(tmp_path, "--look", "our-exam", "--count", "3")
    assert printed.err == ""
    assert "Harbour School" in "".join(page_texts(printed.worksheets)[:2])
    assert len(page_texts(printed.worksheets)) == 2  # the copied cover has its page


def test_one_file_of_a_look_is_copied_by_its_name(tmp_path):
    """Who changes only the header needs no more; it goes before any look."""
    arguments = ["templates", "copy", "classic/header.html", "templates/worksheet"]
    outcome = quizgen(tmp_path, *arguments)
    assert outcome.status == 0
    [copy] = (tmp_path / "templates/worksheet").iterdir()
    assert copy.read_bytes() == (shipped("templates", "classic") / "header.html").read_bytes()
    again = quizgen(tmp_path, *arguments)
    assert again.status == 1
    assert "would be overwritten" in again.err
    wrong = quizgen(tmp_path, "templates", "copy", "classic/heder.html", "x")
    assert "The look classic has no file heder.html. Did you mean 'header.html'?" in wrong.err


def test_nothing_is_overwritten_and_nothing_half_copied(tmp_path):
    """One file that is there keeps all others from being copied."""
    place = own(tmp_path, "mine", style__css="/* mine */")
    outcome = quizgen(tmp_path, "templates", "copy", "exam", "templates/mine")
    assert outcome.status == 1
    assert "style.css would be overwritten" in outcome.err
    assert [path.name for path in place.iterdir()] == ["style.css"]
    assert (place / "style.css").read_text() == "/* mine */"


@pytest.mark.parametrize("name", ["exma", "starter", "../classic", "exam/../../x"])
def test_only_looks_are_copied(tmp_path, name):
    """A name that is none is told, with a near one; nothing else can be reached."""
    outcome = quizgen(tmp_path, "templates", "copy", name, "x")
    assert outcome.status == 1
    assert "there is no look" in outcome.err or "has no file" in outcome.err
    assert not (tmp_path / "x").exists()


def test_a_look_of_ones_own_takes_from_classic_what_it_lacks(tmp_path):
    """A style sheet of two lines is a look; its type is that size, its margins those."""
    style = (
        ":root { --font-size: 13pt; --margins: 30mm 30mm 30mm 30mm }\n.article { color: #222 }"
    )
    own(tmp_path, "airy", style__css=style)
    outcome = make(tmp_path, "--look", "airy", "--count", "9")
    assert outcome.err == ""
    assert outcome.plan.settings.font_size == "13"
    assert min(left for _, left, *_ in words(outcome.worksheets)) == pytest.approx(85, abs=2)
    shown = quizgen(tmp_path, "make", "--look", "airy", "--show-settings")
    assert re.search(r"font_size +13 +the look airy", shown.out)


def test_a_look_with_a_size_that_is_none_is_told(tmp_path):
    """With its file and the property."""
    own(tmp_path, "odd", style__css=":root { --font-size: big }")
    outcome = make(tmp_path, "--look", "odd")
    assert outcome.status == 1
    assert (
        f"{Path('templates/odd/style.css')}: --font-size: big is no font size." in outcome.err
    )


def test_a_kinds_template_is_replaced_under_its_own_name(tmp_path):
    """templates/worksheet/matching.html goes before the file in the folder of the kind."""
    copied = quizgen(
        tmp_path, "templates", "copy", "classic/matching.html", "templates/worksheet"
    )
    assert copied.status == 0, copied.err
    [copy] = (tmp_path / "templates/worksheet").iterdir()
    [kind] = [kind for kind in KINDS if kind.name == "matching"]
    assert (copy.name, copy.read_text("utf-8")) == (
        "matching.html",
        (kind.folder / "sheet.html").read_text("utf-8"),
    )
    columns = '<div class="columns">'
    text = copy.read_text("utf-8").replace(columns, f"<p>Match them:</p>{columns}")
    copy.write_text(text, "utf-8")

    outcome = make(tmp_path, "--type", "matching", "--count", "1", bank=EVERY_KIND)

    assert outcome.err == ""
    assert "Match them:" in page_texts(outcome.worksheets)[0]


def test_a_copy_of_classic_has_the_template_of_every_kind(tmp_path):
    """They are part of the look, wherever they are kept."""
    outcome = quizgen(tmp_path, "templates", "copy", "classic", "templates/mine")

    assert outcome.status == 0, outcome.err
    copied = {path.name for path in (tmp_path / "templates/mine").iterdir()}
    assert {kind.template for kind in KINDS} < copied
    assert {"question.html", "style.css"} < copied


def test_styles_of_kinds_stand_between_classics_and_a_looks(tmp_path):
    """So that a look changes how a kind is set, as it changes all else."""
    own(tmp_path, "worksheet", style__css="")
    styles = template_folders(tmp_path, "compact").styles()
    kinds = [kind.folder / "style.css" for kind in KINDS]

    assert styles == (
        shipped("templates", "classic", "style.css"),
        *(path for path in kinds if path.is_file()),
        shipped("templates", "compact", "style.css"),
        tmp_path / "templates/worksheet/style.css",
    )
    assert len(styles) > 10


def test_a_long_drawing_that_is_no_plain_one_is_drawn_at_once(tmp_path):
    """A frame of very many dashes, half transparent: its length alone costs nothing."""
    folder = tmp_path / "templates" / "worksheet"
    folder.mkdir(parents=True)
    frame = ".options { border: 2px dashed rgba(255, 0, 0, .5); border-radius: 5px }"
    (folder / "style.css").write_text(frame)
    outcome = make(tmp_path, "--count", "2")
    assert outcome.status == 0, outcome.err


def test_the_exam_has_a_cover(tmp_path):
    """Title, name, number of questions and points, with the first question on the next page."""
    outcome = make(tmp_path, "--look", "exam", "--count", EVERY_COUNT, bank=EVERY_KIND)
    assert outcome.err == ""
    cover, second, *_ = page_texts(outcome.worksheets)
    [version] = outcome.plan.versions
    for word in (
        "Lighthouse reading check",
        "Name",
        "Class",
        "Date",
        "Questions: 14",
        "Earned",
    ):
        assert word in cover
    numbers = re.findall(
        r"(?m)^Question ([\d ]+)", cover.replace("\n", " ").replace(" Q", "\nQ")
    )
    points = re.findall(r"(?m)^Points ?([\d ]+)", cover.replace("\n", " ").replace(" P", "\nP"))
    assert " ".join(numbers).split() == [str(item.number) for item in version.items]
    assert " ".join(points).split() == [str(item.points) for item in version.items]
    assert f"of {sum(item.points for item in version.items)}" in cover
    first = outcome.plan.questions[version.items[0].question].stem.split()[:3]
    assert " ".join(first) in second
    assert " ".join(first) not in cover
    [sheet] = structure(outcome.worksheets).kids[0].kids
    assert [node.text for node in sheet.find("H1")] == ["Lighthouse reading check"]


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_says_what_it_is_and_how_large(look):
    """The list shows the first; settings take the others from the style sheet."""
    text = (shipped("templates", look) / "style.css").read_text("utf-8")
    assert text.startswith(f"/* {look.capitalize()}: ")
    assert set(look_defaults(template_folders(Path("nowhere"), look))) == {
        "font_size",
        "margins",
    }


@pytest.mark.parametrize("look", LOOKS)
def test_looks_are_css_and_block_templates_only(look):
    """Nothing runs in them, and nothing is fetched."""
    for path in shipped("templates", look).iterdir():
        assert path.suffix in (".css", ".html")
        assert not re.search(r"<script|https?://|@import|url\(", path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("html", "message"),
    [
        ("<p>{{ slot('code') }}</p><!-- note", "the tag <!-- note has no end"),
        ("<p>{{ slot('code') }}</p><b title=", "the tag <b title= has no end"),
    ],
)
def test_a_broken_tag_names_its_template(tmp_path, html, message):
    """Layout itself would say nothing, or put one block into another."""
    own = tmp_path / "templates" / "worksheet"
    own.mkdir(parents=True)
    (own / "foot.html").write_text(html)
    outcome = quizgen(tmp_path, "make", "--count", "2", bank=LIGHTHOUSE)
    assert outcome.status == 1
    assert "foot.html: " in outcome.err
    assert message in outcome.err


def test_a_file_that_no_look_reads_is_reported(tmp_path):
    """Beside the folders of looks, or under a name that is no template's."""
    own(
        tmp_path,
        "worksheet",
        header__html='{% include "crest.html" %}',
        crest__html="<p>x</p>",
        headers__html="<p>x</p>",
        styles__css="p {}",
    )
    own(tmp_path, "another", of_another__html="<p>x</p>")
    (tmp_path / "templates" / "style.css").write_text("p {}", "utf-8")

    outcome = make(tmp_path, "--count", "1")

    templates = Path("templates")
    assert outcome.err.splitlines() == [
        f"Warning: {templates / 'style.css'}: nothing reads a file there. Move it to "
        f"{templates / 'worksheet'}, whose files are for all looks, or into the folder of one "
        "look.",
        f"Warning: {templates / 'worksheet' / 'headers.html'}: no template has this name, so "
        "nothing reads it. Did you mean 'header.html'?",
        f"Warning: {templates / 'worksheet' / 'styles.css'}: no template has this name, so "
        "nothing reads it. Did you mean 'style.css'?",
    ]


def test_a_look_may_use_any_name_of_a_class(tmp_path):
    """Those that quizgen puts around blocks begin with its own name."""
    style = ".plate, .strip, .wide-plate, .fit-0, .whole-cell { display: none }"
    own(tmp_path, "worksheet", style__css=style)
    outcome = make(tmp_path, "--count", "3")
    assert outcome.status == 0, outcome.err
    first = outcome.worksheets.read_bytes()
    (tmp_path / "templates" / "worksheet" / "style.css").write_text("", "utf-8")
    assert make(tmp_path, "--count", "3").worksheets.read_bytes() == first
