"""What a run takes of memory hardly grows with its papers: bytes are counted, not seconds."""

import gc
import json
import pickle
import tracemalloc
from array import array
from functools import partial
from tempfile import TemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import BANKS
from strategies import plain_bank

from quizgen.bank.load import load_bank
from quizgen.plan.kept_runs import code_of, taken_by
from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan, plan_parts
from quizgen.plan.request import Request
from quizgen.plan.rows import Rows
from quizgen.printing.html.run import WORKSHEETS
from quizgen.printing.html.slot_texts import ROOM_FOR
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.lay_out import LayoutTools, lay_out
from quizgen.printing.pdf import press
from quizgen.printing.pdf.press import SLICE, print_booklet, slices_in_turn

rows_of_words = st.lists(
    st.lists(st.sampled_from(["A", "B3", "a:0", "a:1", "b:0", "|", "", "é"]), min_size=1)
)


def plan_of(versions, **wishes):
    """Return a plan of five questions in very many versions."""
    bank = plain_bank({"main_argument": 2, "evidence": 3})
    request = Request(seed="spring", versions=versions, **wishes)
    return make_plan(bank, request, file="bank.yaml", sha256="0" * 64)


@pytest.fixture(scope="module")
def many():
    return plan_of(6000)


@pytest.fixture
def traced():
    """Count what is allocated meanwhile."""
    gc.collect()
    tracemalloc.start()
    yield
    tracemalloc.stop()


def held():
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


def peak_of(function):
    """Return by how much memory grows at most while a function does its work."""
    before = held()
    tracemalloc.reset_peak()
    function()
    return tracemalloc.get_traced_memory()[1] - before


# The plan


def test_a_version_takes_few_bytes_of_a_plan(traced):
    """A name of three letters, two places, and a number for each of five words: 39 bytes."""
    few = plan_of(1000)
    before = held()
    more = plan_of(5000)
    each = (held() - before) / (len(more.rows) - len(few.rows))
    assert each < 80


def test_a_plan_is_written_in_parts(many, traced):
    """No text of all its versions is made, to write it or to hash it."""
    text = len(dump_plan(many))
    assert text > 150_000
    assert peak_of(lambda: [len(part) for part in plan_parts(many)]) < text / 2
    assert peak_of(lambda: many.digest) < text / 2


@pytest.mark.parametrize("versions", [1, 99, 100, 101, 200])
def test_the_parts_of_a_plan_are_its_json(versions):
    """Whatever is written together, the whole is what one text of all would be."""
    plan = plan_of(versions)
    text = plan.model_dump_json(indent=1, exclude_none=True, by_alias=True)
    assert dump_plan(plan).decode() == f"{text}\n"
    assert all(part.endswith(b"\n") for part in list(plan_parts(plan))[:-2])


def test_no_text_is_taken_for_the_place_of_the_versions():
    """They are written where they belong, whatever a title says."""
    title = '"versions": [] \n "versions": ["A"]'
    plan = plan_of(3).model_copy(update={"title": title})
    assert json.loads(dump_plan(plan))["versions"] == list(plan.rows)


@given(rows_of_words)
def test_rows_are_like_a_tuple_of_texts(words):
    """Equal to it in every way in which a plan's rows are used."""
    texts = tuple(map(" ".join, words))
    rows = Rows(texts)
    assert rows == texts == rows
    assert (len(rows), hash(rows), repr(rows)) == (len(texts), hash(texts), repr(texts))
    assert tuple(rows.names) == tuple(text.split(" ")[0] for text in texts)
    assert (rows[1:], rows[::-1]) == (texts[1:], texts[::-1])
    assert Rows.of_words(words) == rows == pickle.loads(pickle.dumps(rows))
    assert (rows == (*texts, "A")) is (rows == list(texts)) is False
    assert Rows((*texts, "A")).digest != rows.digest == Rows.of_words(words).digest


@given(rows_of_words, rows_of_words)
def test_rows_take_in_others_under_other_names(words, others):
    """As two processes that planned a half each may number forms differently."""
    rows = Rows.of_words(words)
    rows.extend(Rows.of_words(others), {"a:0": "a:1", "a:1": "a:0"})
    swapped = {"a:0": "a:1", "a:1": "a:0"}
    renamed = [[name, *(swapped.get(w, w) for w in own)] for name, *own in others]
    assert rows == Rows.of_words([*words, *renamed])


# The run before


def test_a_plan_is_known_again_without_its_versions(many, tmp_path, traced):
    """Its file is read for its code, and held against a plan, line by line."""
    path = tmp_path / "bank-plan.json"
    path.write_bytes(dump_plan(many))
    size = path.stat().st_size
    assert peak_of(lambda: code_of(path)) < size / 2
    assert peak_of(lambda: taken_by(many, tmp_path)) < size / 2


def test_a_plan_with_another_version_in_its_middle_is_another(tmp_path):
    """And one that is only written on other lines is the same."""
    plan = plan_of(9)
    path = tmp_path / "bank-plan.json"
    rows = list(plan.rows)
    path.write_text(json.dumps(json.loads(dump_plan(plan)), indent=1).replace('",\n', '", '))
    assert taken_by(plan, tmp_path) is None
    rows[4], rows[5] = rows[5], rows[4]
    path.write_bytes(dump_plan(plan.model_copy(update={"rows": Rows(rows)})))
    assert taken_by(plan, tmp_path) == path
    path.write_bytes(dump_plan(plan).replace(b'",\n  "B', b'"\n  "B'))
    assert code_of(path) is None


# Pages


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory):
    """Return a run of two questions in very many versions, laid out."""
    loaded = load_bank(BANKS / "lighthouse.yaml")
    request = Request(count=2, seed="spring", versions=1600)
    plan = make_plan(loaded.bank, request, file="lighthouse.yaml", sha256=loaded.sha256)
    folders = template_folders(tmp_path_factory.mktemp("look"))
    return lay_out(plan, folders, LayoutTools())


def test_a_printed_paper_leaves_next_to_nothing(laid_out, monkeypatch, traced):
    """Where its element stands in the file; what is kept on the disk is not counted."""
    monkeypatch.setattr("quizgen.printing.pdf.side_contents.MOST_REMEMBERED", 20)
    monkeypatch.setattr(press, "IN_MEMORY", 1000)
    monkeypatch.setattr("quizgen.printing.pdf.pdf_writer.IN_MEMORY", 1000)
    sizes = []

    def slices(*known):
        for made in slices_in_turn(*known):
            yield made
            sizes.append(held())

    booklet = laid_out.booklets[WORKSHEETS]
    with TemporaryFile() as output:
        print_booklet(booklet, laid_out.press, output, slices)
    assert len(sizes) == 100
    grown = min(sizes[80:]) - min(sizes[20:40])
    assert grown / (60 * SLICE) < 40


def test_references_to_very_many_objects_are_written_some_at_a_time(traced):
    """As objects the numbers would take five times the text."""
    numbers = array("L", range(100_000, 200_000))
    text = len(press._references(numbers))
    assert peak_of(lambda: press._references(numbers)) < 2.5 * text


def test_a_code_that_a_header_does_not_show_makes_no_block(tmp_path, monkeypatch):
    """A code of wide letters is too long for a header's place, which classic has none of."""
    look = tmp_path / "templates" / "worksheet"
    plan = plan_of(60).model_copy(update={"code": "WMWM"})
    lay = partial(lay_out, templates=template_folders(tmp_path), tools=LayoutTools())
    monkeypatch.setitem(ROOM_FOR, "code", 8)
    assert [block for block in lay(plan).press.plates.blocks if "header" in block] == ["header"]
    look.mkdir(parents=True)
    (look / "header.html").write_text('<p>{{ slot("version") }} {{ slot("code") }}</p>')
    assert len([name for name in lay(plan).press.plates.blocks if "header" in name]) > 50
