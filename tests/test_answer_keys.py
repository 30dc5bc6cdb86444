"""Answer keys: a page to mark by, versions' keys on shared pages, the paper's order."""

import re
from itertools import chain, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading import rows_of, version_keys
from running import EVERY_COUNT, EVERY_KIND, GROUPED, quizgen
from strategies import plain_bank
from test_hard_content import assert_within_margins_and_apart
from test_languages import needs_letters

from quizgen.bank.load import parse_bank
from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings
from quizgen.base.errors import QuizgenError
from quizgen.base.language import LANGUAGES, wording
from quizgen.plan.key_sheets import MOST_TOGETHER, KeySheets
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.printing.html.answer_grid import _lines
from quizgen.printing.html.question_places import GATHERED_VERSIONS, LISTED_VERSIONS
from quizgen.printing.html.run import make_blocks
from quizgen.printing.lay_out import LayoutTools, compose, lay_out
from quizgen.printing.pdf.paginate import paginate
from quizgen.printing.pdf.read_back import Verified
from quizgen.printing.pdf.read_back_keys import verify_keys
from quizgen.printing.resolve_settings import folders_of

EVERY = parse_bank(EVERY_KIND, "bank.yaml")


def planned(bank=EVERY, settings=None, **request):
    wanted = Request(**{"seed": "spring", "count": 10} | request)
    plan = make_plan(bank, wanted, file="bank.yaml", sha256="0" * 64)
    return plan.model_copy(update={"settings": settings}) if settings else plan


def blocks_of(plan, tmp_path):
    """Return the HTML of the blocks, and the sheets of the key by their titles."""
    run = make_blocks(plan, folders_of(plan.settings, tmp_path))
    return run.blocks, {
        sheet.name: sheet.entries for sheet in run.booklets["answer-keys"].sheets
    }


def annotated(plan, tmp_path):
    """Return what the annotated key lists: (question, number, its HTML, its other numbers)."""
    html, sheets = blocks_of(plan, tmp_path)
    entries = [each for each in sheets["Annotated key"] if "entry-" in each.block]
    return [
        (
            each.block.partition("entry-")[2],
            each.slots.get("number"),
            html[each.block],
            each.slots.get("numbers", ""),
        )
        for each in entries
    ]


def numbers_in(said):
    """Return each version's number in what is said of a question: B F 5, C 2."""
    return {
        name: int(names[-1])
        for names in (each.split() for each in said.split(", ") if each)
        for name in names[:-1]
    }


@pytest.mark.parametrize("versions", [1, 3, LISTED_VERSIONS, LISTED_VERSIONS + 4])
def test_the_annotated_key_is_in_the_paper_s_order(tmp_path, versions):
    """Version A's numbers at the left, and those of every other version beside."""
    plan = planned(versions=versions)
    first, *others = plan.versions
    read = annotated(plan, tmp_path)
    assert [(name, number) for name, number, *_ in read] == [
        (item.question, f"{item.number}.") for item in first.items
    ]
    for name, _, html, slot in read:
        found = re.search(r"In other versions: (.*?)</p>", html, re.DOTALL)
        text = slot or (re.sub("<[^>]*>", "", found[1]) if found else "")
        assert bool(found) is bool(others)
        assert numbers_in(text) == {
            version.name: item.number
            for version in others
            for item in version.items
            if item.question == name
        }


def test_very_many_versions_are_not_listed_beside_a_question(tmp_path):
    """Each finds its number in its own key; a line for each would be long."""
    plan = planned(versions=GATHERED_VERSIONS + 1)
    assert not any("In other versions" in html for _, _, html, _ in annotated(plan, tmp_path))


def test_what_only_other_versions_have_comes_last(tmp_path):
    """Under a heading, each once, with its numbers there."""
    plan = planned(plain_bank({"evidence": 8}), versions=3, count=4, draw_each=True)
    own = [item.question for item in plan.versions[0].items]
    _, sheets = blocks_of(plan, tmp_path)
    names = [entry.block for entry in sheets["Annotated key"]]
    read = annotated(plan, tmp_path)
    rest = [name for name in plan.questions if name not in own]
    assert rest
    assert [name for name, *_ in read] == [*own, *rest]
    assert names.index("key-others") == 1 + len(own)
    assert all(number is None and slot for _, number, _, slot in read[len(own) :])


def test_sections_and_groups_are_above_their_questions(tmp_path):
    """In the annotated key as on paper."""
    bank = parse_bank(re.sub(r" +image:( \{.*|\n.*\n.*)\n", "", GROUPED), "bank.yaml")
    plan = planned(bank, versions=2, count=None)
    _, sheets = blocks_of(plan, tmp_path)
    names = [entry.block for entry in sheets["Annotated key"]]
    section = {item.question: item.section for item in plan.versions[0].items}
    under = None
    for name in names:
        if name.startswith("key-section-"):
            under = int(name[-1])
        if name.startswith("entry-") and name[6:] in section:
            assert under == section[name[6:]]
    [group] = [place for place, name in enumerate(names) if name.startswith("key-group-")]
    assert plan.questions[names[group + 1].removeprefix("entry-")].group


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_misconception_has_a_labelled_line(tmp_path, code):
    """In every language and script, set off from its distractor by more than slanting type."""
    label = wording(code).gettext("Misconception:")
    assert (label == "Misconception:") is (code == "en")
    plan = planned(language=code, count=14)
    html, _ = blocks_of(plan, tmp_path)
    [entry] = [text for name, text in html.items() if "Turns one example" in text]
    said = re.findall(r'</div>\s*<p class="misconception"><strong>(.*?)</strong>', entry)
    assert said == [label]


@given(st.lists(st.sampled_from("ABCDEFGH"), min_size=1, max_size=26), st.integers(1, 8))
def test_a_cell_shows_all_letters(letters, most):
    """In lines of nearly the same length, none longer than has room."""
    lines = [line.split() for line in _lines(letters, most)]
    assert [*chain(*lines)] == letters
    assert max(map(len, lines)) <= most
    assert len(lines) == -(-len(letters) // most)


def test_an_answer_without_letters_has_a_dash():
    """What it is follows in words."""
    assert _lines((), 3) == ("–",)


@pytest.mark.parametrize("versions", [1, 2, MOST_TOGETHER, MOST_TOGETHER + 1, 30])
def test_every_version_has_a_key(versions):
    """In the plan's order, on sheets of bounded size with titles of their own."""
    plan = planned(versions=versions)
    sheets = list(KeySheets(plan))
    keys = [*chain(*(sheet.keys for sheet in sheets))]
    assert [key.version for key in keys] == list(plan.versions)
    assert len({sheet.title for sheet in sheets}) == len(sheets) == len(KeySheets(plan))
    assert all(len(sheet.keys) <= MOST_TOGETHER for sheet in sheets)


LAYOUTS = [
    pytest.param("en", PrintSettings(), id="letter"),
    pytest.param("de", PrintSettings(look="compact", paper="a4"), id="compact"),
    pytest.param("ko", PrintSettings(paper="a5", margins="12mm"), id="a5", marks=needs_letters),
    pytest.param("ja", PrintSettings(look="exam"), id="exam", marks=needs_letters),
    pytest.param("ar", PrintSettings(font_size="14"), id="large", marks=needs_letters),
]


@pytest.mark.parametrize(("code", "settings"), LAYOUTS)
def test_a_key_fits_its_pages_in_every_layout(tmp_path, code, settings):
    """Nothing leaves the page or is alone at its end, and every letter is read back."""
    plan = planned(settings=settings, versions=5, language=code, count=14)
    laid_out = lay_out(plan, folders_of(settings, tmp_path), LayoutTools())
    path = tmp_path / "keys.pdf"
    path.write_bytes(compose(laid_out, "answer-keys"))

    found = Verified()
    verify_keys([path], plan, found)
    assert (found.keys, found.unread) == (5, [])
    wrong = {
        name: tuple(form.model_copy(update={"options": form.options[::-1]}) for form in forms)
        for name, forms in plan.forms.items()
    }
    for name in ("main-claim", "steps", "kinds-of-evidence"):
        changed = plan.model_copy(update={"forms": plan.forms | {name: wrong[name]}})
        with pytest.raises(QuizgenError, match=rf"the key of version [A-E] .*\({name}\)"):
            verify_keys([path], changed, Verified())
    if code != "ar":  # pdftotext's boxes are as tall as the Arabic font, not as its letters
        assert_within_margins_and_apart(path, paper_of(settings))
    sheets = laid_out.booklets["answer-keys"].sheets
    pages = [paginate(each, laid_out.press.heights, laid_out.press.placing) for each in sheets]
    # Five versions of 14 questions are too much for the first page of A5.
    assert len(pages[0]) == (2 if settings.paper == "a5" else 1)
    assert len(pages[1]) <= 5 or settings.paper == "a5"  # each is longer than half a page
    heights = laid_out.press.heights

    def height(places):
        return sum(heights[place.entry.block][place.part] for place in places)

    flows = [[place for place in page if not place.furniture] for page in chain(*pages)]
    room = max(map(height, flows))
    for before, last in chain(*map(pairwise, (own[-2:] for own in pages))):
        alone, given = (
            [place for place in page if not place.furniture] for page in (last, before)
        )
        # What is alone may be so tall that nothing fits above it, or that the page before
        # would be the emptier one.
        is_tall = height([given[-1], *alone]) > room or height(given[:-1]) <= height(alone)
        assert len(alone) > 1 or len(given) < 2 or is_tall


def test_the_answer_is_read_before_its_paragraph(tmp_path):
    """Whoever copies or hears a row has the letter and the answer first, then its place."""
    outcome = quizgen(tmp_path, "make", "--count", EVERY_COUNT, bank=EVERY_KIND)

    rows = [row.all_text() for key in version_keys(outcome.keys) for row in rows_of(key)]
    placed = [row for row in rows if "¶" in row]
    assert len(placed) == 2, "with one letter and with two"
    assert all(re.search(r"\w.*\w.* ¶ [0-9, ]+$", row.strip()) for row in placed), placed
