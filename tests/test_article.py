"""An article is read paragraph by paragraph, and titled as its bank says."""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.article.text import find_article, read_article
from quizgen.bank.model import Article, Bank
from quizgen.base.errors import QuizgenError
from quizgen.base.files import MAX_BYTES
from quizgen.base.text_match import fold

TITLE = "The Keeper’s Last Lamp"
FIRST = "Nobody asked the keeper – he simply stayed."
SECOND = "Lamps that run alone are safer, and lonelier."
THIRD = "So let one tower keep its man."
WHOLE = f"{TITLE}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}\n"


def about(paragraphs=3, title=TITLE, **fields):
    """Return what a bank says of the article."""
    return Article(title=title, author="A", paragraphs=paragraphs, **fields)


@pytest.fixture
def read(tmp_path):
    """Return what reads a text as an article's file."""

    def read(text, name="lamp.txt", **fields):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_article(path, about(**fields))

    return read


def refusal_of(read, text, *arguments, **fields):
    """Return what the reading of a text is refused with, without the folder's name."""
    with pytest.raises(QuizgenError) as caught:
        read(text, *arguments, **fields)
    return str(caught.value).rpartition("/")[2]


def test_an_article_is_its_title_and_its_paragraphs(read):
    """The title is no paragraph; each paragraph knows the line where it begins."""
    article = read(WHOLE)

    assert article.title == TITLE
    assert article.paragraphs == (FIRST, SECOND, THIRD)
    assert article.lines == (3, 5, 7)
    assert article.warnings == ()
    assert article.path.name == "lamp.txt"
    assert article.sha256 == hashlib.sha256(WHOLE.encode()).hexdigest()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte-order mark"])
def test_systems_differ_in_marks_and_line_ends(read, end, mark):
    """A file from any system reads the same, at the same lines."""
    article = read(mark + WHOLE.replace("\n", end))

    assert (article.title, article.paragraphs) == (TITLE, (FIRST, SECOND, THIRD))
    assert article.lines == (3, 5, 7)


@pytest.mark.parametrize("blank", ["", "  ", "\t", "\xa0", "\u200b", "\ufeff \xad", "\x0c"])
def test_a_line_that_shows_nothing_is_blank(read, blank):
    """White space of any kind parts paragraphs, and so do characters without a width."""
    article = read(f"{blank}\n{FIRST}\n{blank}\n{blank}\n{SECOND}", paragraphs=2)

    assert article.paragraphs == (FIRST, SECOND)
    assert article.lines == (2, 5)


@pytest.mark.parametrize("ornament", ["***", "* * *", "-----", "⁂", "———"])
def test_an_ornament_is_no_paragraph(read, ornament):
    """A line between sections moves no paragraph's number."""
    assert read(f"{FIRST}\n\n{ornament}\n\n{SECOND}", paragraphs=2).paragraphs == (
        FIRST,
        SECOND,
    )


def test_the_lines_of_a_paragraph_become_one(read):
    """Line breaks, and what word processors leave instead of them, are blanks."""
    text = "He  \n   stayed \\\n\tall\x0bwinter\u2028long\x85and\x0clonger."

    assert read(text, paragraphs=1).paragraphs == ("He stayed \\ all winter long and longer.",)


def test_markdown_keeps_the_line_breaks_it_asks_for(read):
    """Two blanks or a backslash at the end of a line break it; anything else does not."""
    text = "One  \ntwo\\\n  three \nfour\\\\\nfive  \n\n*Six*"

    article = read(text, "lamp.md", paragraphs=2)

    assert article.paragraphs == ("One  \ntwo\\\nthree four\\\\ five", "*Six*")


TITLES = [
    # the file's beginning, its name, what the bank calls the article
    (f"{TITLE}\n{FIRST}", "lamp.txt", TITLE),
    ("the keeper's LAST\n lamp\n\n" + FIRST, "lamp.txt", TITLE),
    (f"{TITLE}\n======\n{FIRST}", "lamp.txt", TITLE),
    (f"# {TITLE} #\n\n{FIRST}", "lamp.md", TITLE),
    (f"## *{TITLE}*\n{FIRST}", "lamp.MD", TITLE),
    (f"{TITLE}\n---\n\n{FIRST}", "lamp.md", TITLE),
    (f"# C\n\n{FIRST}", "lamp.md", "C"),
]


@pytest.mark.parametrize(("beginning", "name", "title"), TITLES)
def test_a_title_is_known_however_it_is_set(read, beginning, name, title):
    """Over two lines, in capitals, underlined, as a heading, right above the text."""
    article = read(beginning, name, title=title, paragraphs=1)

    assert fold(article.title).text == fold(title).text
    assert article.paragraphs == (FIRST,)
    assert article.lines == (beginning.replace("\r", "").split("\n").index(FIRST) + 1,)


@pytest.mark.parametrize("beginning", ["The Keeper", f"{TITLE}s", f"# {TITLE}"])
def test_what_is_not_the_title_is_a_paragraph(read, beginning):
    """Only the title itself is taken away; plain text has no headings."""
    article = read(f"{beginning}\n\n{FIRST}", paragraphs=2)

    assert article.title is None
    assert article.paragraphs == (beginning, FIRST)


def test_debris_is_left_out_and_named(read):
    """What a web page leaves behind the article is quoted by six words at most."""
    article = read(WHOLE + "\nThe author keeps bees, goats and a boat.\n\n*Related*\n")

    assert article.paragraphs == (FIRST, SECOND, THIRD)
    [warning] = map(str, article.warnings)
    assert warning.endswith(
        "lamp.txt:9:1: 2 paragraphs are left out after paragraph 3, because the bank says "
        "'paragraphs: 3': “The author keeps bees, goats and…” (line 9), “Related” (line 11)."
    )


def test_much_debris_is_counted(read):
    """A hundred lines of debris make no screenful of warnings."""
    article = read(WHOLE + "\nShare this\n" * 100)

    [warning] = map(str, article.warnings)
    assert warning.count("“Share this”") == 10
    assert warning.endswith(", and 90 more.")


def test_without_its_title_an_article_with_debris_tells_its_beginning(read):
    """A headline or a name that counts as paragraph 1 moves all others: that must show."""
    article = read(f"By A. N. Author\n\n{WHOLE}")

    assert article.paragraphs == ("By A. N. Author", TITLE, FIRST)
    left_out, beginning = map(str, article.warnings)
    assert "2 paragraphs are left out" in left_out
    assert "lamp.txt:1:1: The file does not begin with the article's title" in beginning
    assert "paragraph 1 is the one that begins “By A. N. Author”." in beginning


MARKDOWN = f"""\
# {TITLE}

### How it began

{FIRST}

What he had to do
-----------------
- wind
  the *clockwork*

- ring the bell
#### And then
> {SECOND}
>
> One line\\
> breaks.

* * *
{THIRD}
"""


def test_markdown_is_headings_paragraphs_lists_and_quotations(read):
    """Each list and each quotation is one paragraph, a heading stands above one."""
    article = read(MARKDOWN, "lamp.md", paragraphs=4)

    assert article.title == TITLE
    assert article.paragraphs == (
        FIRST,
        "- wind the *clockwork*\n\n- ring the bell",
        f"> {SECOND}\n>\n> One line\\\n> breaks.",
        THIRD,
    )
    assert article.set_apart == (2, 3)
    assert article.lines == (5, 9, 14, 20)
    assert [(heading.above, heading.level, heading.text) for heading in article.headings] == [
        (1, 1, "How it began"),
        (2, 1, "What he had to do"),
        (3, 2, "And then"),
    ]
    assert article.warnings == ()


def test_plain_text_has_no_headings_and_no_lists(read):
    """What looks like Markdown there was typed so."""
    article = read("# One\n\n- two\n- three\n\n> four", paragraphs=3)

    assert article.paragraphs == ("# One", "- two\n- three", "> four")
    assert (article.headings, article.set_apart) == ((), ())


def test_a_heading_after_the_last_paragraph_is_debris(read):
    """It heads nothing that is printed, and is no paragraph that the bank could count."""
    article = read(f"# {TITLE}\n\n{FIRST}\n\n## Related *news*\n\n- one", "a.md", paragraphs=1)

    assert article.headings == ()
    [warning] = map(str, article.warnings)
    assert "a.md:5:1: 1 paragraph and 1 heading are left out after paragraph 1" in warning
    assert "“Related news” (line 5), “one” (line 7)." in warning


def test_another_title_is_told(read):
    """It would stand under the bank's title, as a heading of the article."""
    article = read(f"# The Last Lamp\n\n{FIRST}", "a.md", paragraphs=1)

    [warning] = map(str, article.warnings)
    assert "a.md:1:1: The file does not begin with the article's title" in warning
    assert "its heading “The Last Lamp” is printed under that title." in warning


def test_too_few_paragraphs_may_be_headings_that_were_counted(read):
    """The message says how they count."""
    refusal = refusal_of(read, MARKDOWN, "lamp.md", paragraphs=5)

    assert "ends here with 4 paragraphs, and the bank says 5" in refusal
    assert "A list or a quotation counts as one paragraph, a heading as none." in refusal


def test_what_a_heading_holds_is_printed_too(read):
    """A control character is refused there as well."""
    refusal = refusal_of(read, "# \x07a\n\nb", "a.md", paragraphs=1)

    assert "a.md:1:3: Here is an invisible" in refusal


@given(st.text("ab#>-*_=1.) \\\n\t|~\u200b", max_size=60))
def test_any_markdown_is_split(text):
    """Whatever it is, no line is in two paragraphs, and no level of headings is left out."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.md"
        path.write_text(f"{text}\n\nend", "utf-8", newline="")
        article = read_article(path, about(paragraphs=1))

    assert list(article.lines) == sorted(set(article.lines))
    assert len(article.words[0]) == len(article.paragraphs[0])
    depth = 0
    for heading in article.headings:
        assert heading.level <= depth + 1
        depth = heading.level


FEW = [
    (WHOLE, 4, "7:31", "ends here with 3 paragraphs, and the bank says 4"),
    (f"{FIRST}\n\n \n", 2, "1:44", "ends here with 1 paragraph, and the bank says 2"),
    (f"{FIRST}\n{SECOND}\n{THIRD}", 3, "3:31", "Put an empty line between paragraphs"),
    ("", 1, "1:1", "ends here with no paragraphs, and the bank says 1"),
]


@pytest.mark.parametrize(("text", "paragraphs", "place", "words"), FEW)
def test_too_few_paragraphs_are_refused_at_the_end(read, text, paragraphs, place, words):
    """Both numbers are named, and the place where more was expected."""
    refusal = refusal_of(read, text, paragraphs=paragraphs)

    assert refusal.startswith(f"lamp.txt:{place}: The article ends here with ")
    assert words in refusal


OTHER_ENCODINGS = [
    (WHOLE.encode("cp1252"), "1:11", "Windows-1252, where this character is ’"),
    ("A\r\nCafé".encode("latin-1"), "2:4", "Latin-1 or Windows-1252"),
    (WHOLE.encode("utf-16"), "1:1", "UTF-16"),
    (WHOLE.encode("utf-16-be"), "1:1", "UTF-16"),
]


@pytest.mark.parametrize(("raw", "place", "words"), OTHER_ENCODINGS)
def test_another_encoding_is_named(read, raw, place, words):
    """The first character that is not UTF-8, what it looks like, and how to save as UTF-8."""
    refusal = refusal_of(read, raw)

    assert refusal.startswith(f"lamp.txt:{place}: The file is not saved as UTF-8.")
    assert words in refusal
    assert "save it again with the encoding UTF-8" in refusal


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"PK\x03\x04\x14\x00", "lamp.txt"),
        (b"%PDF-1.7", "lamp.md"),
        (b"{\\rtf1", "lamp.txt"),
        (WHOLE.encode(), "lamp.docx"),
        (WHOLE.encode(), "lamp"),
    ],
)
def test_what_is_no_plain_text_is_refused(read, raw, name):
    """A word processor's file is told from text by its name and by how it begins."""
    refusal = refusal_of(read, raw, name)

    assert refusal.startswith(f"{name} is not a plain text file")
    assert "save it as plain text (.txt)" in refusal


def test_a_control_character_is_refused_at_its_place(read):
    """No page can print it; every line that has one is told, what is left out is not."""
    refusal = refusal_of(read, "a\n\nb\x07c\nd\x00\n\n\x01", paragraphs=2)

    assert refusal.startswith("lamp.txt:4:2: Here is an invisible character (U+0000)")
    with pytest.raises(QuizgenError, match=r"lamp.txt:3:2: Here is .* \(U\+0007\)"):
        read("a\n\nb\x07c\nd\x00\n\n\x01", paragraphs=2)


def test_a_file_of_an_absurd_size_is_not_read(tmp_path):
    """The size is named before anything is loaded."""
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 2_500_000)

    with pytest.raises(QuizgenError, match=r"long\.txt is 12\.5 MB long.* 1 MB at most"):
        read_article(path, about())


def test_a_file_that_cannot_be_read_is_told_plainly(tmp_path):
    """No file, a folder, a name that no system accepts."""
    for path, words in [
        (tmp_path / "none.txt", "There is no file "),
        (tmp_path, "is a folder. Name the article's file in it."),
        (tmp_path / "a\0b.txt", "this name has an invisible character"),
    ]:
        with pytest.raises(QuizgenError) as caught:
            read_article(path, about())
        assert words in str(caught.value)


# Which file is the article's.


def bank_with(**fields):
    """Return a bank with one question."""
    question = {"id": "a", "type": "true_false", "stem": "S", "answer": "true"}
    question["skill"] = "evidence"
    article = about(**fields).model_dump(exclude_none=True)
    return Bank.model_validate({"article": article, "questions": [question]})


def test_the_file_given_wins_over_the_bank(tmp_path):
    """What the teacher names is taken as it is; then the bank's word; then the bank's name."""
    bank = tmp_path / "lamp.yaml"
    given = tmp_path / "elsewhere" / "given.txt"
    assert find_article(bank, bank_with().article, None) is None

    (tmp_path / "lamp.md").touch()
    assert find_article(bank, bank_with().article, None) == tmp_path / "lamp.md"

    (tmp_path / "lamp.txt").touch()
    assert find_article(bank, bank_with().article, None) == tmp_path / "lamp.txt"

    (tmp_path / "named.md").touch()
    assert find_article(bank, bank_with(text="named.md").article, None) == tmp_path / "named.md"
    assert find_article(bank, bank_with(text="named.md").article, given) == given


def test_a_bank_is_not_its_own_article(tmp_path):
    """A bank may end in .txt; it is still a bank."""
    bank = tmp_path / "lamp.txt"
    bank.touch()

    assert find_article(bank, bank_with().article, None) is None


def test_a_named_file_must_be_there(tmp_path):
    """A file of the bank's own name is no stand-in for the one that it names."""
    (tmp_path / "lamp.txt").touch()

    with pytest.raises(QuizgenError, match=r"named\.txt is not there\. Put it beside the bank"):
        find_article(tmp_path / "lamp.yaml", bank_with(text="named.txt").article, None)


@pytest.mark.parametrize("text", [None, "lamp.txt"])
def test_no_link_leads_out_of_the_banks_folder(tmp_path, text):
    """A bank from a stranger cannot have another file printed."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", "utf-8")
    folder = tmp_path / "bank"
    folder.mkdir()
    (folder / "lamp.txt").symlink_to(secret)

    with pytest.raises(QuizgenError, match="leads out of the bank's folder"):
        find_article(folder / "lamp.yaml", bank_with(text=text).article, None)


def test_a_link_within_the_folder_is_followed(tmp_path):
    """Only where it leads to counts."""
    (tmp_path / "real.txt").touch()
    (tmp_path / "lamp.txt").symlink_to(tmp_path / "real.txt")

    assert (
        find_article(tmp_path / "lamp.yaml", bank_with().article, None) == tmp_path / "lamp.txt"
    )


SHARED = Path(__file__).parents[2] / "shared" / "article.txt"


@pytest.mark.skipif(
    not SHARED.is_file(), reason="no article lies beside the checkout: none was read"
)
def test_the_shipped_banks_article_is_read_as_the_bank_counts_it():
    """The title is known, and only what the web page left is left out."""
    from quizgen.bank.load import load_bank
    from quizgen.base.resources import shipped

    bank = load_bank(shipped("question_banks", "north-korea-coronavirus.yaml")).bank

    article = read_article(SHARED, bank.article)

    assert article.title == bank.article.title
    assert len(article.paragraphs) == bank.article.paragraphs
    [warning] = map(str, article.warnings)
    assert warning.count("(line ") == 1
