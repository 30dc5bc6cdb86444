"""The article beside a bank's text: what the server says of it, and how words are cited."""

import pytest
from running import LIGHTHOUSE, lighthouse_in

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")
pytest.importorskip("httpx2", reason="the tests' client of the page is not there: httpx2")
from page_client import entered, in_browser, sent

from quizgen.authoring.coverage import coverage
from quizgen.bank.load import parse_bank

BANK = "/bank/lighthouse.yaml"
PARAGRAPHS = [
    "The harbour was loud once.",
    "The coast is *safer* and lonelier.",
    "He wrote down every ship by name.",
    "Three wrecks, 🜁 and one more.",
    "A beacon asks nothing.",
    "Keepers cost money, to be fair.",
    "A lamp that never asks.",
    "I keep the museum.",
    "He stayed.",
]


@pytest.fixture
def path(tmp_path):
    path = lighthouse_in(tmp_path)
    path.with_suffix(".md").write_text("\n\n".join(PARAGRAPHS), "utf-8")
    return path


@pytest.fixture
def teacher(path):
    return entered(path.parents[1])


def article(teacher, text=LIGHTHOUSE):
    return sent(teacher, f"{BANK}/article", {"revision": 1, "text": text})


def units(text):
    """Return how long a text is for a browser."""
    return len(text.encode("utf-16-le")) // 2


def cited(teacher, text, at, number, words, how="ask"):
    """Cite words of a paragraph, the cursor behind others of the bank; return the answer."""
    shown = article(teacher, text)["paragraphs"][number - 1]["text"]
    start = units(shown[: shown.index(words)])
    data = {"text": text, "how": how, "at": units(text[: text.index(at) + len(at)])}
    data |= {"paragraph": number, "start": start, "end": start + units(words)}
    return sent(teacher, f"{BANK}/cite", data)


def applied(text, answer):
    return in_browser(text, answer["edits"])


def test_paragraphs_have_their_questions(teacher):
    """As `quizgen show` counts them, with the lines that lead there."""
    found = article(teacher)
    wanted = coverage(parse_bank(LIGHTHOUSE, "bank"))

    counts = {each["number"]: len(each["questions"]) for each in found["paragraphs"]}
    assert counts == {number: wanted.total(number) for number in range(1, 10)}
    assert sorted(set(counts.values())) == [0, 1]
    assert found["paragraphs"][2]["skills"] == [["Evidence", 1]]
    [number] = found["paragraphs"][2]["questions"]
    question = found["questions"][number]
    assert question["id"] == "first-night"
    lines = LIGHTHOUSE.splitlines()[question["line"] - 1 : question["last"]]
    assert "id: first-night" in lines[0]
    assert "every ship by name" in lines[-1]
    assert found["paragraphs"][1]["text"] == "The coast is safer and lonelier."


def test_a_bank_that_is_being_written_has_its_article(teacher):
    """An unfinished question counts too; what cannot be read is told with its line."""
    begun = "  - id: new\n    stem: Who?\n    evidence: [{paragraph: 1}]\n"
    assert article(teacher, LIGHTHOUSE + begun)["paragraphs"][0]["questions"] == [9]
    broken = article(teacher, LIGHTHOUSE + '  - "id\n')
    assert broken["error"].startswith(f"Line {len(LIGHTHOUSE.splitlines()) + 1}: ")
    headless = article(teacher, LIGHTHOUSE.replace("paragraphs: 9", "paragraphs: many"))
    assert headless["error"] == "Mend what stands below 'article' in the bank first."


def test_an_article_that_is_not_there_is_asked_for(teacher, path):
    """With the name that its file would have."""
    path.with_suffix(".md").unlink()
    assert "Put it beside the bank as lighthouse.txt" in article(teacher)["error"]


def test_words_are_cited_in_the_question_at_the_cursor(teacher):
    """Whole words, found in the article; an evidence that names the paragraph gets them."""
    answer = cited(teacher, LIGHTHOUSE, "stem: How many wrecks", 4, "hree wrecks, 🜁 an")

    assert applied(LIGHTHOUSE, answer) == LIGHTHOUSE.replace(
        "evidence: [{paragraph: 4}]",
        'evidence: [{paragraph: 4, quote: "Three wrecks, 🜁 and"}]',
    )
    assert answer["quote"] == "Three wrecks, 🜁 and"


def test_places_are_counted_as_the_browser_counts(teacher):
    """A sign that is two units in the browser moves nothing."""
    text = LIGHTHOUSE.replace("# A small bank", "# 🜁🜁🜁 A small bank")
    answer = cited(teacher, text, "stem: What does the museum", 8, "the museum")
    after = applied(text, answer)
    added = '    evidence: [{paragraph: 8, quote: "the museum"}]\n'
    assert after.replace(added, "") == text
    assert after != text


def test_the_cursor_goes_behind_what_was_written(teacher):
    """By line and column, in a bank with the line ends of Windows too; and it is told."""
    for break_ in ("\n", "\r\n"):
        text = LIGHTHOUSE.replace("\n", break_)
        answer = cited(teacher, text, "stem: What does the museum", 8, "the museum")
        after = applied(text, answer)
        assert after.replace("\r\n", "\n").replace("\n", break_) == after
        line = after.splitlines()[answer["at"]["line"] - 1]
        assert line[: answer["at"]["column"] - 1].endswith('quote: "the museum"')
        assert answer["quote"] == "the museum"


def test_evidence_at_the_cursor_is_not_replaced_unasked(teacher):
    """The answer says what is there, and whether both may stand."""
    answer = cited(teacher, LIGHTHOUSE, "quote: safer", 1, "loud once")
    assert answer == {"taken": "“safer and lonelier”", "can_add": True}
    again = cited(teacher, LIGHTHOUSE, "quote: safer", 1, "loud once", "replace")
    assert applied(LIGHTHOUSE, again) == LIGHTHOUSE.replace(
        "{paragraph: 2, quote: safer and lonelier}", "{paragraph: 1, quote: loud once}"
    )


def test_nothing_is_cited_where_there_is_no_question(teacher):
    """One sentence says what to do; a paragraph or a way that is none is refused."""
    data = {"text": LIGHTHOUSE, "how": "ask", "at": 0, "paragraph": 1, "start": 0, "end": 9}
    answer = sent(teacher, f"{BANK}/cite", data, status=400)
    assert answer["error"].startswith("Put the cursor into a question first")
    for wrong in ({"paragraph": 10}, {"paragraph": 0}, {"how": "x"}, {"at": "a"}):
        assert sent(teacher, f"{BANK}/cite", data | wrong, status=400)["error"]
