"""`quizgen show`: the questions of a bank, what they cover, one of them, all on a page."""

import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from running import EVERY_KIND, GROUPED, LIGHTHOUSE, quizgen

from quizgen.authoring.html_to_text import lines_of
from quizgen.bank.load import parse_bank
from quizgen.bank.questions import MODELS

BANK = parse_bank(EVERY_KIND, "bank.yaml")
HOSTILE = "<script>alert(1)</script> [bold]x[/bold] & <b>y</b>"


@pytest.fixture
def shown(tmp_path, monkeypatch):
    """Return what `quizgen show` prints on a terminal of so many columns."""

    def show(*arguments, width=80, bank=EVERY_KIND):
        monkeypatch.setenv("COLUMNS", str(width))
        outcome = quizgen(tmp_path, "show", *arguments, bank=bank)
        assert outcome.status == 0, outcome.err
        return outcome.out

    return show


def words_of(text):
    return " ".join(text.split())


def draw_lamp(folder):
    """Put the picture of the grouped bank where the bank will be."""
    banks = folder / "question_banks"
    banks.mkdir()
    Image.new("RGB", (6, 4), "gray").save(banks / "lamp.png")


# The list


@pytest.mark.parametrize("width", [24, 40, 60, 80, 100, 132, 200])
def test_no_line_is_wider_than_the_terminal(shown, width):
    """A table that is wrapped by the terminal is no table."""
    for view in ((), ("--coverage",), ("--id", "claims"), ("--id", "loneliest")):
        lines = shown(*view, width=width).splitlines()
        assert max(map(len, lines)) <= width, view


@pytest.mark.parametrize("width", [80, 200])
def test_every_question_has_a_row(shown, width):
    """With its id, skill, kind, difficulty, points, paragraph and first words."""
    out = shown(width=width)

    assert out.splitlines()[0].split() == [
        "id", "skill", "kind", "level", "pts", "¶", "first", "words",
    ]  # fmt: skip
    rows = [line for line in out.splitlines() if re.match(r"\w", line)][1:]
    starts = [line.split()[0] for line in rows]
    places = [
        starts.index(question.id[:16].rstrip("-"))
        for question in BANK.questions
        if len(question.id) <= 16
    ]
    assert places == sorted(places)
    choice = words_of(rows[starts.index("main-claim")])
    assert choice.startswith("main-claim main")
    assert " medium 1 2, 9 Which" in choice
    assert f"{len(BANK.questions)} questions" in out


def test_a_long_id_is_whole(shown):
    """It is broken at its hyphens, and no column beside it is lost."""
    name = "the-longest-name-that-anybody-ever-gave-to-a-question-in-a-bank"

    out = shown(bank=EVERY_KIND.replace("id: main-claim", f"id: {name}"))

    column = [line[:16].strip() for line in out.splitlines()]
    start = column.index("the-longest-")
    assert "".join(column[start : start + 8]).startswith(name)
    assert "medium" in out.splitlines()[start]


def test_a_narrow_terminal_keeps_what_finds_the_question(shown):
    """The id, the skill and the paragraph; the rest is told by --id."""
    assert shown(width=40).split()[:3] == ["id", "skill", "¶"]
    assert shown(width=60).split()[:4] == ["id", "skill", "kind", "¶"]


def test_there_is_no_colour_in_a_file(shown):
    """Nothing but letters goes to another program."""
    for view in ((), ("--coverage",), ("--id", "main-claim")):
        assert "\x1b" not in shown(*view)


def test_a_terminal_gets_colour(tmp_path, monkeypatch):
    """A sign that the test above can fail."""
    monkeypatch.setenv("FORCE_COLOR", "1")

    assert "\x1b[1m" in quizgen(tmp_path, "show", bank=LIGHTHOUSE).out


def test_what_looks_like_markup_is_shown_as_typed(shown):
    """A text in brackets is no colour for rich, and no element."""
    bank = LIGHTHOUSE.replace("Which statement", f"{HOSTILE} Which")

    assert "[bold]x[/bold]" in words_of(shown("--id", "main-claim", bank=bank))
    assert "<script>alert(1)</script>" in words_of(shown("--id", "main-claim", bank=bank))


# The map


def test_the_map_shows_blank_cells(shown):
    """A row for each paragraph, a column for each skill, a dot where nothing is asked."""
    rows = {
        line.split()[0]: line.split()[1:]
        for line in shown("--coverage").splitlines()
        if line.strip()
    }

    assert rows["1"] == ["·"] * 6
    assert rows["2"] == ["1", "1", "·", "·", "·", "2"] or rows["2"].count("·") >= 2
    assert [number for number in range(1, 10) if str(number) in rows] == list(range(1, 10))
    assert rows["questions"][-1] == str(len(BANK.questions))


def test_a_narrow_map_has_letters_for_the_skills(shown):
    """Their names stand below it, whole."""
    out = shown("--coverage", width=40)

    assert out.splitlines()[0].split() == ["¶", "A", "B", "C", "D", "E", "all"]
    assert "\nC  author affiliation\n" in out
    assert "rhetorical" in shown("--coverage", width=80).splitlines()[0]


# One question


@pytest.mark.parametrize("question", BANK.questions, ids=lambda question: question.id)
def test_one_question_is_shown_as_it_prints(shown, question):
    """Every kind: what it asks, its options with letters, its answer and its evidence."""
    out = words_of(shown("--id", question.id, width=300))

    assert question.id in out
    assert words_of(question.stem) in out
    if question.options and all(each.lettered for each in question.lists):
        for letter in "ABCDEFG"[: len(question.options)]:
            assert f" {letter}. " in out
    key = out[out.index(" Key") :]
    assert all(words_of(line) in key for text in question.accepted for line in text.split("\n"))
    assert all(f"paragraph {each.paragraph}" in key for each in question.evidence)
    assert not question.rationale or words_of(question.rationale) in key


def test_the_letter_is_the_options(shown):
    """The key's letter stands before the answer."""
    out = shown("--id", "main-claim")

    [letter] = re.findall(r"^Key: ([A-Z])$", out, re.M)
    assert re.search(rf"^{letter}\. +Automation made the coast", out, re.M)


def test_a_group_stands_above_each_of_its_questions(shown, tmp_path):
    """What they share is read with each, although paper has it once."""
    draw_lamp(tmp_path)
    bank = parse_bank(GROUPED, "bank.yaml")
    members = [each.id for each in bank.questions if each.group == "keepers-log"]
    assert len(members) > 1

    for name in members:
        out = words_of(shown("--id", name, bank=GROUPED))
        assert "The keeper wrote this on the first night" in out
        assert "3 March │ 4" in out
        assert f"[picture: {bank.groups['keepers-log'].image.alt}]" in out


def test_what_never_stands_together_is_shown_together(page, tmp_path):
    """Enemies, groups of which some are picked, sections: colleagues see every question."""
    draw_lamp(tmp_path)
    bank = parse_bank(GROUPED, "bank.yaml")
    assert any(question.enemies for question in bank.questions)

    html = page(GROUPED)

    shown = re.findall(r'<article class="reviewed" id="q-([^"]+)"', html)
    assert shown == [question.id for question in bank.questions]
    assert html.count("data:image/png;base64,") >= 1
    assert "quizgen-picture:" not in html


def test_a_misspelt_id_is_told(tmp_path):
    """With the one that was meant."""
    outcome = quizgen(tmp_path, "show", "--id", "main-clam", bank=LIGHTHOUSE)

    assert outcome.status == 1
    assert (
        outcome.err == "Error: There is no question 'main-clam'. Did you mean 'main-claim'?\n"
    )


def test_one_view_at_a_time(tmp_path):
    """No option is passed over in silence."""
    outcome = quizgen(tmp_path, "show", "--coverage", "--id", "main-claim", bank=LIGHTHOUSE)

    assert outcome.status == 2
    assert "Give only one of --coverage, --history, --id and --html" in outcome.err


def test_a_broken_bank_is_told_as_always(tmp_path):
    """Every slip with its place."""
    outcome = quizgen(tmp_path, "show", bank=LIGHTHOUSE.replace("stem: Which", "steem: Which"))

    assert outcome.status == 1
    assert "no key 'steem' here. Did you mean 'stem'?" in outcome.err


# The page


class Elements(HTMLParser):
    """Collects elements with their attributes, and sees that each is closed."""

    def __init__(self, text):
        super().__init__()
        self.found, self._open = [], []
        self.feed(text)
        assert not self._open

    def handle_starttag(self, tag, attrs):  # noqa: D102
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "img", "link", "hr"):
            self._open.append(tag)

    def handle_endtag(self, tag):  # noqa: D102
        assert self._open.pop() == tag

    def all(self, tag):
        """Return the attributes of every element of a tag."""
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def page(tmp_path):
    """Return the page that is made of a bank."""

    def make(bank=EVERY_KIND):
        outcome = quizgen(tmp_path, "show", "--html", "out/review.html", bank=bank)
        assert outcome.status == 0, outcome.err
        assert outcome.out.startswith("Wrote out/review.html: ")
        return (tmp_path / "out" / "review.html").read_text("utf-8")

    return make


def test_the_page_holds_every_question_with_its_key(page):
    """As printed, under its number and id; every kind is there."""
    html = page()

    assert {question.type for question in BANK.questions} == set(MODELS)
    parts = re.split(r'<article class="reviewed" id="q-', html)[1:]
    assert [part.partition('"')[0] for part in parts] == [each.id for each in BANK.questions]
    for question, part in zip(BANK.questions, parts, strict=True):
        sheet, key = part.split('<div class="answer-key">')
        text = words_of(" ".join(line.text for line in lines_of(sheet)))
        assert words_of(question.stem) in text
        if all(options.lettered for options in question.lists):
            assert all(option in text for option in question.options)
        told = words_of(" ".join(line.text for line in lines_of(key)))
        assert all(
            words_of(line) in told for each in question.accepted for line in each.split("\n")
        )


def test_the_page_needs_nothing_else(page):
    """No script, no frame, no form, nothing fetched: it can be mailed."""
    html = page()
    elements = Elements(html)

    assert not {"script", "link", "iframe", "object", "form"} & {
        tag for tag, _ in elements.found
    }
    for _, attributes in elements.found:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "href", "srcset", "data"):
            assert attributes.get(name, "#").startswith(("#", "data:"))
    assert not re.search(r"@import|url\((?!data:)", html)


def test_the_page_can_be_heard(page):
    """Its language, a title, headings that skip no level, tables with heads and captions."""
    elements = Elements(page())

    assert elements.all("html") == [{"lang": "en"}]
    assert (
        len(elements.all("title")) == len(elements.all("main")) == len(elements.all("h1")) == 1
    )
    levels = [int(tag[1]) for tag, _ in elements.found if re.fullmatch("h[1-6]", tag)]
    assert all(later - former <= 1 for former, later in itertools.pairwise(levels))
    assert len(elements.all("caption")) == 2
    scopes = [attributes["scope"] for attributes in elements.all("th") if "scope" in attributes]
    assert scopes.count("col") >= 7 + 7
    assert scopes.count("row") == 9 + 1 + 1 + len(BANK.questions)
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_questions_are_read_in_their_language(page):
    """A screen reader speaks German questions with a German voice."""
    elements = Elements(page(f"language: de\n{LIGHTHOUSE}"))

    sheets = [each for each in elements.all("div") if each.get("class") == "sheet"]
    assert {each["lang"] for each in sheets} == {"de"}


def test_text_of_a_bank_stays_text(page):
    """A stranger's bank cannot put an element into a colleague's page."""
    html = page(LIGHTHOUSE.replace("Which statement", f"{HOSTILE} Which"))

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "<b>" not in html


def test_the_page_takes_the_teachers_templates(page, tmp_path):
    """A question looks as it prints, in her style."""
    own = tmp_path / "templates" / "worksheet"
    own.mkdir(parents=True)
    (own / "style.css").write_text(".mine { color: #123456 }", "utf-8")

    assert ".mine { color: #123456 }" in page()


def test_a_page_that_cannot_be_written_leaves_the_old_one(tmp_path):
    """All or none."""
    (tmp_path / "review.html").mkdir()

    outcome = quizgen(tmp_path, "show", "--html", "review.html/x/y.html", bank=LIGHTHOUSE)
    again = quizgen(
        tmp_path, "show", "--html", "question_banks/bank.yaml/z.html", bank=LIGHTHOUSE
    )

    assert outcome.status == 0
    assert again.status == 1
    assert "Nothing was written" in again.err
    assert not list(Path(tmp_path).rglob("*.part"))


# HTML as lines


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>one <em>two</em>\n three</p><p>four</p>", ["one two three", "four"]),
        ("<p>a<br>b</p>", ["a", "b"]),
        ('<ol class="options"><li><p>x</p></li><li>y</li></ol>', ["A. x", "B. y"]),
        ("<ol><li>x</li><li>y</li></ol><ul><li>z</li></ul>", ["1. x", "2. y", "• z"]),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td></tr></table>", ["a │ b", "c"]),
        (
            '<div class="right-answer"><strong>Answer:</strong> <p>x</p><p>y</p></div>',
            ["Answer: x", "y"],
        ),
        ('<ul><li>1. <div class="option"><p>x</p></div>; y</li></ul>', ["• 1. x; y"]),
        ("<ul><li>1. <p>x</p> (2)</li><li><p>y</p></li></ul>", ["• 1. x (2)", "• y"]),
        ('<li><div class="option"><p>x</p><p>y</p></div>z</li>', ["x", "y", "z"]),
        ('<p>x <em class="misconception">y</em></p>', ["x", "y"]),
        ("&lt;b&gt; &amp; </p></div>", ["<b> &"]),
        ('<p>a</p><div class="stem">gone <p>too</p></div>b', ["a", "b"]),
        ("", []),
    ],
)
def test_html_becomes_lines(html, lines):
    """What begins a line on paper begins one here."""
    found = lines_of(html, without=("stem",))

    assert [f"{line.marker} {line.text}".strip() for line in found] == lines
