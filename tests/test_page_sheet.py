"""The sheet beside the text: what it shows, where its questions stand, and what stays flat."""

import re
from io import BytesIO
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image
from running import GROUPED, LIGHTHOUSE, lighthouse_in, quizgen

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")
from page_client import entered, sent

from quizgen.app import api
from quizgen.app.web.layout import LayoutProcess
from quizgen.app.web.wishes import WishesError, wishes
from quizgen.printing.pdf.page_picture import MOST_PIXELS

BANK = "/bank/lighthouse.yaml"


@pytest.fixture
def path(tmp_path):
    return lighthouse_in(tmp_path)


@pytest.fixture
def teacher(path):
    return entered(path.parents[1])


def shown(client, text=LIGHTHOUSE, **fields):
    return sent(client, f"{BANK}/sheet", {"revision": 3, "text": text, "wishes": fields})


def test_the_sheet_is_what_would_be_printed(teacher):
    """As many questions, points and pages, and a picture of each page."""
    answer = shown(teacher, all="yes")

    assert answer["revision"] == 3
    assert (answer["questions"], answer["points"]) == (9, 10)
    for number, page in enumerate(answer["pages"]):
        got = teacher.get(f"/picture/{answer['paper']}/{number}?width=400")
        assert got.headers["content-type"] == "image/png"
        picture = Image.open(BytesIO(got.content))
        assert picture.width == 400
        assert picture.height == pytest.approx(400 * page["height"] / page["width"], abs=1)
        assert len(set(picture.convert("L").get_flattened_data())) > 20
    assert teacher.get(f"/picture/{answer['paper']}/{number + 1}").status_code == 404
    assert teacher.get("/picture/unknown/0").status_code == 404


def test_any_version_look_paper_language_and_the_key_are_shown(teacher):
    """Each wish makes another paper; the same wishes make the same one."""
    wished = [
        {},
        {"version": "B"},
        {"key": "yes"},
        {"look": "compact", "language": "de"},
        {"paper": "a5", "large_print": "yes"},
        {"count": "1"},
    ]
    papers = [shown(teacher, **{"count": "2", **each}) for each in wished]

    assert len({paper["paper"] for paper in papers}) == len(wished)
    assert papers[0]["paper"] == shown(teacher, count="2")["paper"]
    assert papers[4]["pages"][0]["width"] == pytest.approx(148 / 25.4 * 72, abs=1)
    assert papers[5]["questions"] == 1


def test_an_edit_moves_nothing_but_what_it_changes(teacher):
    """The seed stays, and so do the orders of all other questions."""
    before = shown(teacher, all="yes")
    after = shown(
        teacher, LIGHTHOUSE.replace("the author's main argument", "her point"), all="yes"
    )

    assert after["paper"] != before["paper"]
    order = [[each[0] for each in page["questions"]] for page in before["pages"]]
    assert [[each[0] for each in page["questions"]] for page in after["pages"]] == order


def test_every_question_has_its_lines(teacher):
    """A click on a question goes there, and the cursor's question is found by them."""
    lines = shown(teacher, count="2")["lines"]
    text = LIGHTHOUSE.splitlines()

    assert len(lines) == 9
    for name, (first, last) in lines.items():
        assert name in text[first - 1]
        assert first <= last
    spans = sorted(lines.values())
    assert all(one[1] < other[0] for one, other in pairwise(spans))


def test_a_broken_text_is_told_and_has_no_picture(teacher):
    """The page keeps the picture it has; what is wrong is in the list of findings."""
    answer = shown(teacher, LIGHTHOUSE.replace("article:", "articel:"))
    assert answer.keys() == {"revision", "error"}
    assert "something to mend" in answer["error"]
    assert "7" in shown(teacher, count="7x")["error"]
    assert "no such skill" in shown(teacher, skills="nonsense")["error"]
    assert "should match" in shown(teacher, look="../../etc")["error"]


def test_no_run_is_left_by_looking(teacher, path):
    """Nothing is written but the draft beside the bank."""
    shown(teacher, count="2")
    there = {each.name for each in path.parents[1].rglob("*") if each.is_file()}
    assert there <= {"lighthouse.yaml", "draft.yaml", ".gitignore"}


@pytest.mark.parametrize("settings", [{}, {"n_up": 2}, {"columns": 2}], ids=str)
def test_questions_stand_where_they_are_said_to(tmp_path, settings):
    """The text within each rectangle is that of its question; all are found."""
    bank = tmp_path / "bank.yaml"
    bank.write_text(LIGHTHOUSE, "utf-8")
    plan = api.plan_run(bank, api.Request(seed="x"), settings=settings, here=tmp_path).plan
    laid_out = api.lay_out(plan, here=tmp_path)
    document = pypdfium2.PdfDocument(api.compose(laid_out, "worksheets"))
    found = set()

    pages = api.questions_on_pages(laid_out)

    assert len(pages) == len(document)
    for page, printed in zip(pages, document, strict=True):
        assert (page.width, page.height) == pytest.approx(printed.get_size(), abs=0.5)
        text_page = printed.get_textpage()
        for each in page.questions:
            top = page.height - each.top
            text = text_page.get_text_bounded(
                each.left - 1, top - each.height - 1, each.left + each.width + 1, top + 1
            )
            stem = plan.questions[each.question].stem
            if stem and "*" not in stem and "`" not in stem:
                assert _letters(stem)[:20] in _letters(text), each
                others = [
                    other for name, other in plan.questions.items() if name != each.question
                ]
                assert not any(_letters(other.stem) in _letters(text) for other in others)
            found.add(each.question)
    assert found == set(plan.questions)


def _letters(text):
    return re.sub(r"\W", "", text)


def test_keys_say_where_their_questions_are(tmp_path):
    """Questions of groups, too."""
    outcome = quizgen(tmp_path, "make", "--count", "4", bank=GROUPED)
    assert outcome.status == 0 or "problem" in outcome.err
    bank = tmp_path / "bank.yaml"
    bank.write_text(LIGHTHOUSE, "utf-8")
    plan = api.plan_run(bank, api.Request(seed="x", count=3), here=tmp_path).plan
    pages = api.questions_on_pages(api.lay_out(plan, here=tmp_path), "answer-keys")
    assert {each.question for page in pages for each in page.questions} == set(plan.questions)


def test_a_picture_is_never_wider_than_a_screen(tmp_path):
    """Whatever is asked for."""
    bank = tmp_path / "bank.yaml"
    bank.write_text(LIGHTHOUSE, "utf-8")
    plan = api.plan_run(bank, api.Request(seed="x", count=1), here=tmp_path).plan
    pdf = api.compose(api.lay_out(plan, here=tmp_path))
    assert Image.open(BytesIO(api.page_picture(pdf, 0, 10**6))).width == MOST_PIXELS


def test_a_layout_process_is_kept_and_replaced_when_it_ends(tmp_path, no_cache):
    """It lays out all, so that the server need not; a dead one is no failure."""
    bank = tmp_path / "bank.yaml"
    bank.write_text(LIGHTHOUSE, "utf-8")
    plan = api.plan_run(bank, api.Request(seed="x", count=2), here=tmp_path).plan
    alone = api.compose(api.lay_out(plan, here=tmp_path))
    kept = LayoutProcess()
    try:
        with kept.turn() as first:
            assert api.compose(api.lay_out(plan, here=tmp_path, layout_process=first)) == alone
        with kept.turn() as second:
            assert second is first
            second._process.kill()
            second._process.join()
            assert api.compose(api.lay_out(plan, here=tmp_path, layout_process=second)) == alone
        with kept.turn() as third:
            assert third is not first
            assert third.is_alive
    finally:
        kept.close()
    assert not third.is_alive


def test_all_that_is_wrong_with_wishes_is_told_at_once():
    """Each at its field, in the words of the command line where it has them."""
    with pytest.raises(WishesError) as caught:
        wishes({"count": ["0"], "points": ["a"], "mix": ["mc"], "order": ["up"], "pages": [""]})

    assert caught.value.problems.keys() == {"count", "points", "mix", "order"}
    assert "write it like 15, or like 12-15" in caught.value.problems["points"]
    assert "has no number" in caught.value.problems["mix"]


def test_wishes_become_the_requests_of_the_command_line():
    """What is typed after an option and in a field means the same."""
    found = wishes(
        {
            "count": ["8"],
            "mix": ["mc=7,essay=1"],
            "at_most": ["essay=1"],
            "points": ["12-15"],
            "pages": ["2"],
            "types": ["mc", "essay"],
            "exclude": ["museum, lamp"],
            "order": ["passage"],
            "draw": ["each"],
            "seed": ["spring"],
            "paper": ["a4"],
            "columns": ["2"],
            "large_print": [""],
            "passage": ["separate"],
            "versions": ["3"],
        }
    )
    assert found.request == api.Request(
        count=8,
        versions=3,
        seed="spring",
        mix=(("multiple_choice", 7), ("open_response", 1)),
        at_most=(("open_response", 1),),
        points=(12, 15),
        pages=2,
        types=("multiple_choice", "open_response"),
        exclude=("museum", "lamp"),
        order="passage",
        draw_each=True,
    )
    assert found.settings == {"paper": "a4", "columns": 2}
    assert found.passage == api.PassageRequest(where="separate")
    assert found.versions == 3
