"""A Markdown article of another program is read whole, with the marks that matter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.article.readers import read_source
from quizgen.article.recognise import new_article
from quizgen.article.text import read_article
from quizgen.bank.model import Article

LONG = "The mill on the river was sold twice in one summer, and its wheel has not turned since."
SECOND = "A mill that does not grind is a house with a large toy, and the new owner likes toys."


def article_of(folder, text):
    path = folder / "a.md"
    path.write_text(text, "utf-8")
    return new_article(read_source(path))


def texts(article):
    return [each.text for each in article.paragraphs]


def left_out(article):
    return [(each.piece.text, each.reason) for each in article.left_out]


# Front matter


@pytest.mark.parametrize(
    "head",
    [
        "---\ntitle: The Mill\nauthors:\n  - Ida Falk\n  - Jo Wu\ndate: 2021-05-12\n---",
        '+++\ntitle = "The Mill"\nauthors = ["Ida Falk", "Jo Wu"]\ndate = 2021-05-12\n'
        'language = "en"\n[extra]\nteam = "x"\n+++',
        '{\n "title": "The Mill",\n "author": [{"name": "Ida Falk"}, {"name": "Jo Wu"}],\n'
        ' "date": "2021-05-12", "lang": "en"\n}',
        "% The Mill\n% Ida Falk; Jo Wu\n% 2021-05-12",
        "Title: The Mill\nAuthor: Ida Falk and Jo Wu\nDate: 2021-05-12\n",
        "---\ntitle: The Mill\nauthor: Ida Falk and Jo Wu\ndate: 2021-05-12\nbad: [\n---",
    ],
    ids=["YAML", "TOML", "JSON", "pandoc", "pairs", "broken YAML"],
)
def test_front_matter_is_read_and_named(tmp_path, head):
    """In each form that site generators have; nothing of it is a paragraph."""
    article = article_of(tmp_path, f"{head}\n\n{LONG}\n")
    assert (article.title, article.author) == ("The Mill", "Ida Falk and Jo Wu")
    assert article.published == "2021-05-12"
    assert texts(article) == [LONG]
    assert [each.reason for each in article.left_out] == ["the front matter"]


def test_an_author_may_bring_an_affiliation(tmp_path):
    """As papers have it."""
    head = "---\ntitle: T\nauthor:\n  - name: Ida Falk\n    affiliation: Mill Museum\n---"
    article = article_of(tmp_path, f"{head}\n\n{LONG}\n")
    assert (article.author, article.affiliation) == ("Ida Falk", "Mill Museum")


def test_an_ornament_above_is_no_front_matter(tmp_path):
    """Two of them are not either."""
    assert texts(article_of(tmp_path, f"---\n\n{LONG}\n\n---\n\n{SECOND}\n")) == [LONG, SECOND]


# Blocks and lines


def test_marks_that_matter_stay_and_others_go(tmp_path):
    """Lists, quotations, emphasis and line breaks stay; links keep their words."""
    article = article_of(
        tmp_path,
        f"# The Mill {{#top}}\n\n{LONG[:40]}\n{LONG[40:]}[^n] See [the *sale*][s].\n\n"
        "* a wheel\n* a door\n  1. with a key\n\n"
        "> It is a toy,\n> she says.\n>\n> A large one.\n\n"
        "Caf&eacute; &amp; <b>mill</b><br>reopen {{< x >}}\n\n"
        "    she says that it was meant to be indented\n\n"
        "```js\nlet x = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![The wheel](w.png)\n\n"
        "[s]: https://example.org 'x'\n[^n]: In a letter\n    of hers.\n",
    )
    assert article.title == "The Mill"
    assert texts(article) == [
        f"{LONG} See the *sale*.",
        "- a wheel\n- a door\n   1. with a key",
        "> It is a toy,\n> she says.\n>\n> A large one.",
        "Café & **mill**\\\nreopen",
        "she says that it was meant to be indented",
    ]
    assert left_out(article) == [
        ("{{< x >}}", "a tag of a site"),
        ("js let x = 1;", "a block of code"),
        ("a | b | 1 | 2", "a table"),
        ("The wheel", "a picture"),
        ("[s]: https://example.org 'x'", "the address of a link"),
        ("In a letter of hers.", "a footnote"),
    ]
    assert article.words.missing == ()


def test_tags_are_taken_off_and_an_aside_is_left_out(tmp_path):
    """Also where the text between its tags is Markdown."""
    article = article_of(
        tmp_path,
        f"<p align='center'>{LONG}</p>\n\n<aside>\n\nA *box*.\n\n</aside>\n\n{SECOND}\n\n"
        "<!-- no word -->\n\n<script>\nlet y;\n</script>\n",
    )
    assert texts(article) == [LONG, SECOND]
    assert left_out(article) == [("A *box*.", "an aside")]
    assert article.words.missing == ()


def test_a_poem_without_marks_keeps_its_lines(tmp_path):
    """Who typed it did not know that Markdown joins them."""
    poem = "The wheel stands still,\nThe river runs,\nThe miller left\nWith both his sons."
    article = article_of(tmp_path, f"# The Mill\n\n{poem}\n\n{LONG}\n")
    assert texts(article) == [poem.replace("\n", "\\\n"), LONG]
    assert article.kept_lines == (1,)


def test_hard_line_breaks_are_kept(tmp_path):
    """Two blanks or a backslash at a line's end, below front matter."""
    lines = ["The wheel stands still,  ", "The river runs,\\", "The miller left  ", "His sons."]
    article = article_of(tmp_path, "---\ntitle: The Mill\n---\n\n" + "\n".join(lines) + "\n")
    poem = "The wheel stands still,\\\nThe river runs,\\\nThe miller left\\\nHis sons."
    assert (article.title, texts(article)) == ("The Mill", [poem])
    assert article.text == f"The Mill\n\n{poem}\n"


# The laws

WORDS = st.text("abcdefgh", min_size=1, max_size=8)
PHRASES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
SHAPES = st.sampled_from(
    [
        "{}.",
        "# {}",
        "- {}\n- x",
        "* {}\n  * y",
        "3. {}",
        "> {}",
        "> {}\n> - z",
        "| {} | b |\n|---|---|\n| c | d |",
        "```\n{}\n```",
        "    {}",
        "<div>{}</div>",
        "<aside>\n\n{}\n\n</aside>",
        "[^x]: {}",
        "[{}](http://x 'y') w.",
        "![{}](x.png) v.",
        "*{}*  \nu",
        "**{}** <i>t</i>",
        "{}[^x]\\\n- s",
        "{}\n---",
        "1) {}\n\n   r",
        "{} {{{{ q }}}}.",
    ]
)
BLOCKS = st.builds(lambda shape, phrase: shape.format(phrase), SHAPES, PHRASES)


@given(st.lists(BLOCKS, min_size=1, max_size=8))
def test_every_word_is_in_the_article_or_named(tmp_path_factory, blocks):
    """And the text that is written has the paragraphs that were counted."""
    folder = tmp_path_factory.mktemp("markdown")
    article = article_of(folder, "\n\n".join(blocks))
    assert article.words.missing == ()
    if not article.paragraphs:
        return
    path = folder / f"written{article.suffix}"
    path.write_text(article.text, "utf-8")
    count = len(article.paragraphs)
    known = Article(title=article.title or "-", author="-", paragraphs=count)
    written = read_article(path, known)
    assert written.warnings == () or not article.title
    assert len(written.paragraphs) == count
