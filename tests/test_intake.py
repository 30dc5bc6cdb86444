"""An article's file, of any program: what is title, byline and paragraph, and what is none."""

import base64
import sys
from pathlib import Path

import docx
import pytest

from quizgen.article import readers
from quizgen.article.bylines import Byline, affiliation_in, author_note, byline, date_in
from quizgen.article.readers import READERS, read_source
from quizgen.article.readers.common import Source, SourcePiece
from quizgen.article.recognise import new_article
from quizgen.article.text import read_lines
from quizgen.base.choices import ARTICLE_SUFFIXES
from quizgen.base.errors import QuizgenError
from quizgen.base.words import or_list

LONG = "Nobody lives on the point now, and that is a pity for all of us who remember it."
SECOND = "The coast became safer and lonelier when the lamps began to turn alone."
NOTE = "A. N. Author is a historian at the Harbour Museum."


def read(path: Path, text: str | bytes):
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return new_article(read_source(path))


def article_of(*paragraphs: str):
    """Return what is made of paragraphs without a file."""
    return new_article(Source(tuple(SourcePiece(text) for text in paragraphs)))


def texts(article):
    return [paragraph.text for paragraph in article.paragraphs]


# Bylines


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("By Jane Doe", Byline("Jane Doe")),
        ("by Jane Doe and John Roe", Byline("Jane Doe and John Roe")),
        ("By Jane Doe, John Roe and Ann Poe", Byline("Jane Doe, John Roe and Ann Poe")),
        ("BY JANE DOE, STAFF WRITER", Byline("JANE DOE")),
        ("Written by J. R. Doe-Roe", Byline("J. R. Doe-Roe")),
        ("Opinion | By Seán O’Neill, Ph.D.", Byline("Seán O’Neill")),
        ("Author: Ana de la Cruz", Byline("Ana de la Cruz")),
        ("*By Jane Doe*", Byline("Jane Doe")),
        ("By Jane Doe (Special to The Sun)", Byline("Jane Doe")),
        ("By Jane Doe, Harbour Museum", Byline("Jane Doe", "Harbour Museum")),
        ("By Jane Doe, professor of law at Coast College", Byline("Jane Doe", "Coast College")),
        ("By Jane Doe | April 2, 2019", Byline("Jane Doe", None, "April 2, 2019")),
        (
            "By Jane Doe - Coast Review 2019-04-02",
            Byline("Jane Doe", "Coast Review", "2019-04-02"),
        ),
        ("By Jane Doe, Marlow", Byline("Jane Doe", unsure="Marlow")),
    ],
)
def test_a_byline_is_understood(line, found):
    """Names, what stands behind them, and nothing else."""
    assert byline(line) == found


@pytest.mark.parametrize(
    "line",
    ["By Monday the council must act.", "by a keeper", "Nearby Jane Doe", "By the sea", "By "],
)
def test_what_begins_like_a_byline_is_none(line):
    """A sentence may begin with By."""
    assert byline(line) is None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("April 2, 2019", "April 2, 2019"),
        ("Published on Monday, 2 April 2019 at 10:30 a.m.", "Monday, 2 April 2019"),
        ("Updated: 2019-04-02", "2019-04-02"),
        ("In April 2019 the lamps went out", None),
    ],
)
def test_a_date_is_a_line_of_its_own(line, date):
    """Kept as it is typed, without the words around it."""
    assert date_in(line) == date


@pytest.mark.parametrize(
    ("note", "author", "affiliation"),
    [
        (NOTE, "A. N. Author", "Harbour Museum"),
        ("*Jane Doe teaches history at Coast College.*", "Jane Doe", "Coast College"),
        (
            "Jane Doe directs the Lamp Trust. She taught at Old School.",
            "Jane Doe",
            "Lamp Trust",
        ),
        ("Jane Doe writes for The Coast Review.", "Jane Doe", "The Coast Review"),
        (
            "Jane Doe and John Roe are professors of law at the University of Marlow.",
            "Jane Doe and John Roe",
            "University of Marlow",
        ),
        (
            "Jane Doe is an editor at the Coast Review and a fellow at the Center for Lamps.",
            "Jane Doe",
            "Coast Review; Center for Lamps",
        ),
        ("The writer is a fellow at the Lamp Trust.", None, "Lamp Trust"),
        ("About the author: Jane Doe is a poet.", "Jane Doe", None),
        ("Jane Doe is the author of *The Long Night*.", "Jane Doe", None),
    ],
)
def test_a_closing_note_is_understood(note, author, affiliation):
    """Who the author is, and for whom the author works."""
    found = author_note(note, "The lamps went out.", None)

    assert found is not None
    assert (found.author, found.affiliation, found.sure) == (author, affiliation, True)


def test_a_note_needs_somebody_new():
    """Who is named in the article is its subject, and a country has no profession."""
    known = author_note("Jane Doe is a historian at the Harbour.", "Ask Doe about it.", None)
    country = author_note("North Marlow is a danger to ships.", "The lamps went out.", None)

    assert not (known and known.sure)
    assert not (country and country.sure)


def test_an_affiliation_is_not_guessed():
    """A place to live is none, and neither is a subject or a prize."""
    assert affiliation_in("Jane Doe is a professor of History and lives in Marlow.") is None
    assert affiliation_in("Jane Doe won the Prize for Lamps.") is None


# The whole article


def test_everything_around_an_article_is_told_apart(tmp_path):
    """Title, byline, date and debris are no paragraphs; what is left out is named."""
    article = read(
        tmp_path / "a.txt",
        f"The Keeper Who Stayed\nBy A. N. Author\nApril 2, 2019 | 5 min read\n\n{LONG}\n\n"
        f"Advertisement\n\nPhoto: Jane Doe/Harbour\n\n{SECOND}\n\n{NOTE}\n\nRelated Content\n\n"
        "Ten lamps to see\n\nSubscribe now\n",
    )

    assert article.title == "The Keeper Who Stayed"
    assert (article.author, article.affiliation) == ("A. N. Author", "Harbour Museum")
    assert article.published == "April 2, 2019"
    assert texts(article) == [LONG, SECOND, NOTE]
    assert article.note == 3
    assert [(each.reason, each.piece.line) for each in article.left_out] == [
        ("the byline", 2),
        ("the date", 3),
        ("an advertisement", 7),
        ("a caption", 9),
        ("behind the article", 15),
        ("behind the article", 17),
        ("behind the article", 19),
    ]
    assert article.unsure == ()


@pytest.mark.parametrize(
    "line",
    [
        "Share this article",
        "Sign up for our newsletter!",
        "READ MORE: Ten lamps to see before you die",
        "3 min read",
        "Follow her on Twitter @doe",
        "© 2019 Coast Review",
        "Filed under: lamps, ships",
        "This article was first published in the Coast Review.",
    ],
)
def test_debris_is_left_out(line):
    """In the middle of an article too."""
    article = article_of("A Title", LONG, line, SECOND)

    assert texts(article) == [LONG, SECOND]
    assert [each.piece.text for each in article.left_out] == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Read it again.",
        "Copyright law was never meant for lamps.",
        "This story is not over.",
        "He wrote newsletters by hand for forty years.",
        "More boats were lost.",
        "Related families shared a lamp.",
        "Popular songs told of it.",
        "Comments were few, and none was kind.",
        "Tomorrow we share it all again.",
    ],
)
def test_a_short_paragraph_is_no_debris(line):
    """Words that pages use stand in articles too."""
    assert texts(article_of("A Title", LONG, line, SECOND)) == [LONG, line, SECOND]


def test_an_article_goes_on_behind_what_only_looks_like_its_end():
    """Related links may stand in the middle."""
    article = article_of(
        "A Title", LONG, "Related: ten lamps", *[f"{SECOND} {LONG} {LONG}"] * 3
    )

    assert len(article.paragraphs) == 4


def test_a_name_under_the_title_is_asked_about():
    """It may be a byline or anything else, so it is not taken for granted."""
    article = article_of("A Title", "Jane Doe", LONG, SECOND)

    assert article.author is None
    assert texts(article) == [LONG, SECOND]
    assert any("Jane Doe" in text for text in article.unsure)


def test_a_name_under_the_title_is_the_author_where_the_note_says_so():
    """The two together leave no doubt."""
    article = article_of(
        "A Title", "Jane Doe", LONG, SECOND, "Jane Doe lives and works in Marlow."
    )

    assert (article.author, article.note, article.unsure) == ("Jane Doe", 3, ())


def test_a_signature_is_a_byline():
    """At the end, behind a dash."""
    article = article_of("A Title", LONG, SECOND, "— Jane Doe, Harbour Museum")

    assert (article.author, article.affiliation) == ("Jane Doe", "Harbour Museum")
    assert len(article.paragraphs) == 2


def test_a_subtitle_is_asked_about():
    """It is counted, since it may be a paragraph, and the teacher is told."""
    article = article_of("A Title", "Why it matters to us all", LONG)

    assert len(article.paragraphs) == 2
    assert "Paragraph 1 is short" in article.unsure[0]


def test_a_text_may_have_no_title():
    """A first sentence is none."""
    article = article_of(LONG, SECOND)

    assert article.title is None
    assert len(article.paragraphs) == 2


def test_wrapped_lines_are_one_paragraph_and_long_ones_are_each_one(tmp_path):
    """Text that came from a web page often has no empty lines."""
    wrapped = read(tmp_path / "a.txt", "A Title\n\nNobody lives\non the point now,\nalas.\n")
    pasted = read(tmp_path / "b.txt", f"A Title\n{LONG} {LONG} {LONG}\n{SECOND}\n")

    assert texts(wrapped) == ["Nobody lives on the point now, alas."]
    assert texts(pasted) == [f"{LONG} {LONG} {LONG}", SECOND]


# Formats


def test_markdown_loses_what_cannot_be_printed(tmp_path):
    """Links keep their words, headings run into what follows, front matter is read."""
    article = read(
        tmp_path / "a.md",
        "---\ntitle: 'The Keeper: a story'\nauthor: Jane Doe\ntags: x\n---\n"
        f"# The Keeper: a story\n\n*Nobody* [lives](https://x.org) here.\n\n![lamp](a.png)\n\n"
        f"## The loss\n{SECOND}\n\n***\n\n> He wrote it.\n",
    )

    assert (article.title, article.author) == ("The Keeper: a story", "Jane Doe")
    assert texts(article) == ["*Nobody* lives here.", SECOND, "> He wrote it."]
    assert article.paragraphs[1].printed(plain=False) == f"**The loss** {SECOND}"


def test_one_line_of_front_matter_is_no_heading(tmp_path):
    """The dashes below it look as if it were one."""
    article = read(tmp_path / "a.md", f"---\nauthor: Jane Doe\n---\n# A Title\n{LONG}\n")

    assert (article.title, article.author) == ("A Title", "Jane Doe")
    assert texts(article) == [LONG]


def word(path: Path) -> Path:
    document = docx.Document()
    document.add_heading("The Keeper Who Stayed", 0)
    document.add_paragraph("By A. N. Author")
    first = document.add_paragraph("Nobody ")
    first.add_run("lives ").italic = True
    first.add_run("here 2*3*4.\n\nA second paragraph, by two line breaks.")
    document.add_heading("The loss", 1)
    document.add_paragraph(SECOND)
    document.add_paragraph("* * *")
    document.add_paragraph("")
    document.add_paragraph(NOTE)
    document.core_properties.author = "The School Office"
    document.save(str(path))
    return path


def test_a_word_document_is_read(tmp_path):
    """Its styles tell headings, its emphasis stays, and who saved it is not its author."""
    article = new_article(read_source(word(tmp_path / "a.docx")))

    assert (article.title, article.author) == ("The Keeper Who Stayed", "A. N. Author")
    assert texts(article) == [
        "Nobody *lives* here 2\\*3\\*4.",
        "A second paragraph, by two line breaks.",
        SECOND,
        NOTE,
    ]
    assert article.paragraphs[2].heading == "The loss"
    assert article.note == 4


PAGE = f"""<html><head><title>The Keeper Who Stayed | Coast Review</title>
<meta name="author" content="A. N. Author"><meta property="og:site_name" content="Coast Review">
<meta property="og:title" content="The Keeper Who Stayed">
<meta property="article:published_time" content="2019-04-02"></head><body>
<nav><a href="/">Home</a> <a href="/x">More lamps</a></nav>
<article><h1>The Keeper Who Stayed</h1><div class="share">Share this</div>
<p>{LONG} It is a <em>great</em> pity.</p><h2>The loss</h2><p>{SECOND} Said the
<a href="https://x.org">report</a>.</p><p>It was a costly way to live; nobody denies it, but we
paid for it gladly in all those years.</p><p><em>{NOTE}</em></p></article>
<footer>Sign up for our newsletter</footer></body></html>"""


def test_a_saved_web_page_is_read(tmp_path):
    """Its head names the publication and the date, its frame is left out."""
    article = read(tmp_path / "a.html", PAGE)

    assert (article.title, article.author) == ("The Keeper Who Stayed", "A. N. Author")
    assert (article.publication, article.published) == ("Coast Review", "2019-04-02")
    assert article.affiliation == "Harbour Museum"
    assert texts(article)[0] == f"{LONG} It is a *great* pity."
    assert article.paragraphs[1].heading == "The loss"
    assert len(article.paragraphs) == article.note == 4


@pytest.mark.parametrize(
    ("ending", "extra"),
    [("docx", readers.docx.EXTRA), ("html", readers.html.EXTRA), ("htm", readers.html.EXTRA)],
    ids=["docx", "html", "htm"],
)
def test_a_missing_extra_is_named(tmp_path, monkeypatch, ending, extra):
    """With the command that installs it."""
    monkeypatch.setitem(sys.modules, extra.module, None)
    path = tmp_path / f"a.{ending}"
    path.write_text(PAGE, "utf-8")

    expected = rf"quizgen\[{extra.name}\].*pip install {extra.packages}"
    with pytest.raises(QuizgenError, match=expected):
        read_source(path)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.docx", b"no zip at all", "is damaged"),
        ("a.docx", base64.b64decode("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="), "is damaged"),
        ("a.html", b"", "No article was found"),
        ("a.html", b"<html><body></body></html>", "No article was found"),
        ("a.html", b"\x00\xff\xfe", "a.html"),
        ("a.txt", b"%PDF-1.7", "not a plain text file"),
        ("a.pdf", b"%PDF-1.7", "is damaged"),
        ("a.odt", b"no zip", "is damaged"),
        ("a.rtf", b"no rtf", "is damaged"),
        ("a.doc", b"x", f"ends in {or_list(ARTICLE_SUFFIXES)}"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path, name, content, words):
    """Without a traceback, whatever is in the file."""
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(QuizgenError, match=words):
        read_source(path)


def test_the_help_and_the_readers_name_the_same_files():
    """The help lists suffixes without loading a reader; each has one, in the same order."""
    assert tuple(READERS) == ARTICLE_SUFFIXES


def test_a_reader_may_take_text_from_a_file_of_any_name(tmp_path):
    """So that another format that is text needs no list beside its reader's."""
    path = tmp_path / "a.rst"
    path.write_text("One line.\n", "utf-8")

    assert read_lines(path) == ["One line.", ""]


def test_nothing_is_fetched():
    """An address is no file; the message says how to make one of it."""
    with pytest.raises(QuizgenError, match="Save the page in your browser"):
        read_source(Path("https://x.org/lamp"))


def test_a_list_is_one_paragraph_and_a_table_is_left_out(tmp_path):
    """Students number paragraphs, not bullets; a table is named among what is left out."""
    document = docx.Document()
    document.add_heading("The Keeper Who Stayed", 0)
    document.add_paragraph(LONG)
    for item in ("the lamp", "the boat"):
        document.add_paragraph(item, style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"cell {number}"
    document.add_paragraph(SECOND)
    document.save(str(tmp_path / "a.docx"))
    article = new_article(read_source(tmp_path / "a.docx"))
    assert texts(article) == [LONG, "- the lamp\n- the boat", SECOND]
    assert [str(each) for each in article.left_out] == ["“cell 0 | cell 1 |…” (a table)"]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_paragraph_without_end_is_refused_at_its_line(tmp_path, name):
    """No page holds it, and every search of it takes long."""
    (tmp_path / name).write_text(f"{LONG}\n\n{'word ' * 5000}\n", "utf-8")
    with pytest.raises(QuizgenError, match=r":3:1: This paragraph has 24999 characters"):
        read_source(tmp_path / name)


def test_headings_in_a_row_take_no_stack(tmp_path):
    """As many as a file has, each is found once."""
    lines = "".join(f"# Heading {number}\n" for number in range(3000))
    (tmp_path / "a.md").write_text(f"{lines}{LONG}", "utf-8")
    source = read_source(tmp_path / "a.md")
    assert len(source.pieces) == 3001
    assert source.pieces[2999].line == 3000
