"""A saved web page gives its article, and says what becomes of all the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.article.readers import read_source
from quizgen.article.recognise import new_article
from quizgen.base.errors import QuizgenError

FIRST = (
    "The mill on the river was sold twice in one summer, and its wheel has not turned since "
    "the second sale, although people in the village still set their clocks by it."
)
SECOND = (
    "A mill that does not grind is a house with a large toy, and the new owner, who knows "
    "this, says that she has always liked toys better than houses."
)
THIRD = (
    "Nobody asked the river, which was there before the mill and will be there when the last "
    "wheel has been carried off to a museum in the capital."
)
BODY = [FIRST, SECOND, THIRD]
PROSE = "".join(f"<p>{text}</p>" for text in BODY)


def article_of(folder, body, head="", title="The Mill"):
    path = folder / "a.html"
    path.write_text(
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"{head}</head><body><nav><a href='/'>Home</a></nav>{body}<footer>Imprint</footer>"
        "</body></html>",
        "utf-8",
    )
    return new_article(read_source(path))


def page(folder, inside, head="", around="", title="The Mill"):
    """Return what is made of a page with a heading, something, and three paragraphs."""
    body = f"<main><article><h1>The Mill</h1>{inside}</article>{around}</main>"
    return article_of(folder, body, head, title)


def texts(article):
    return [each.text for each in article.paragraphs]


def reasons(article):
    """Return why what was left out, without the menu and the footer of every page."""
    return [
        (each.piece.text, each.reason)
        for each in article.left_out
        if each.piece.text not in ("Home", "Imprint")
    ]


# The text


def test_an_article_is_read_and_its_frame_is_named(tmp_path):
    """No word of the page is lost."""
    article = page(tmp_path, PROSE)
    assert article.title == "The Mill"
    assert texts(article) == BODY
    assert [each.reason for each in article.left_out] == ["a menu", "a footer"]
    assert article.words.missing == ()


def test_text_without_a_paragraph_element_is_kept(tmp_path):
    """It stands straight behind a heading, or two line breaks part it."""
    inside = f"<p>{FIRST}</p><h2>The sale</h2>{SECOND}<br><br>It is red.<h2>Now</h2>{THIRD}"
    article = page(tmp_path, f"{inside}<p>{FIRST}</p>")
    assert texts(article) == [FIRST, SECOND, "It is red.", THIRD, FIRST]
    assert [each.heading for each in article.paragraphs] == [
        None,
        "The sale",
        None,
        "Now",
        None,
    ]


def test_text_in_a_table_of_layout_is_read(tmp_path):
    """And a table of figures is one piece that is left out."""
    layout = article_of(tmp_path, f"<div><table><tr><td>{PROSE}</td></tr></table></div>")
    assert texts(layout) == BODY
    figures = "<table><tr><td>1871</td><td>9 days</td></tr></table>"
    beside = page(tmp_path, f"<p>{FIRST}</p>{figures}<p>{SECOND}</p><p>{THIRD}</p>")
    assert texts(beside) == BODY
    assert reasons(beside) == [("1871\n9 days", "a table")]


def test_lines_of_verse_and_items_of_lists_stay(tmp_path):
    """With the marks that Markdown has for them."""
    poem = [
        "The wheel stands still,",
        "The river runs,",
        "The miller left",
        "With both his sons.",
    ]
    inside = f"<p>{'<br>'.join(poem)}</p><ol><li>a <em>wheel</em></li><li>a door</li></ol>"
    quote = f"<blockquote><p>{SECOND}</p><p>{THIRD}</p></blockquote>"
    article = page(tmp_path, f"<p>{FIRST}</p>{inside}{quote}<p>{THIRD}</p>")
    assert texts(article) == [
        FIRST,
        "\\\n".join(poem),
        "1. a *wheel*\n2. a door",
        f"> {SECOND}\n>\n> {THIRD}",
        THIRD,
    ]
    assert article.kept_lines == (2,)


def test_lines_of_text_that_is_set_as_it_was_typed_stay(tmp_path):
    """An empty one parts two stanzas."""
    poem = "The wheel stands still,\nThe river runs,\n\nAnd no one\nComes."
    article = page(tmp_path, f"<p>{FIRST}</p><pre>{poem}</pre><p>{SECOND}</p><p>{THIRD}</p>")
    assert texts(article)[1:3] == [
        "The wheel stands still,\\\nThe river runs,",
        "And no one\\\nComes.",
    ]


def test_marks_of_notes_and_of_editing_are_taken_off(tmp_path):
    """A power is none; the list of references is left out."""
    mark = '<sup><a href="#r">[1]</a></sup>'
    inside = (
        f"{PROSE}<h2>History[edit]</h2><p>{FIRST}{mark} It has 10<sup>2</sup> steps.</p>"
        "<h2>References</h2><ol><li>Falk, Ida (1999). Mills. p. 14.</li></ol>"
    )
    article = page(tmp_path, inside)
    assert texts(article) == [*BODY, f"{FIRST} It has 10² steps."]
    assert article.words.missing == ()
    assert article.paragraphs[3].heading == "History"
    assert {reason for _, reason in reasons(article)} == {
        "an edit link",
        "a reference mark",
        "the references",
    }
    assert article.settled["published"].text is None


FRAMES = {
    "a caption": "<figure><img src='w.png'><figcaption>The wheel at noon</figcaption></figure>",
    "an aside": "<aside>Five mills to see this year</aside>",
    "a teaser": "<div class='related-stories'><p>A ferry is never on time</p></div>",
    "a button": "<div class='social-share'>Send it to a friend</div>",
    "an advertisement": "<div class='newsletter'><p>Get all mills by mail</p></div>",
    "a notice": "<div class='paywall'>To continue reading, create a free account</div>",
    "a pull quote": "<p class='pullquote'>Nobody asked the river</p>",
    "a form": "<form>Your name <input name='n'></form>",
    "a link": "<p><a href='/x'>The mill in pictures, a year before the sale</a></p>",
}


@pytest.mark.parametrize("reason", FRAMES)
def test_what_stands_among_the_paragraphs_is_named(tmp_path, reason):
    """By its element, its class, or because it only leads elsewhere."""
    inside = f"<p>{FIRST}</p>{FRAMES[reason]}<p>{SECOND}</p><p>{THIRD}</p>"
    article = page(tmp_path, inside)
    assert texts(article) == BODY
    assert [each for _, each in reasons(article)] == [reason]
    assert article.words.missing == ()


def test_a_class_that_holds_the_whole_article_says_nothing(tmp_path):
    """A page's frame may be called anything."""
    assert texts(page(tmp_path, f"<div class='sidebar-right related'>{PROSE}</div>")) == BODY


def test_other_articles_behind_it_are_left_out(tmp_path):
    """Their teasers are sentences, and stand below a heading that says what they are."""
    teasers = (
        "<h2>Other Opinion Columns</h2><h3>Noise</h3><p>HOW is it that people who live beside "
        "a mill complain of the wheel?</p>"
    )
    article = page(tmp_path, PROSE + teasers)
    assert texts(article) == BODY
    assert {reason for _, reason in reasons(article)} == {"behind the article"}


def test_a_page_of_captions_is_no_article(tmp_path):
    """A program may load its text."""
    figure = f"<figure><img src='w.png'><p>{FIRST} Photo: HG</p></figure><div id='app'></div>"
    with pytest.raises(QuizgenError, match="a script may load its text"):
        page(tmp_path, figure)


def test_a_single_paragraph_is_asked_about(tmp_path):
    """The others may be where the page loads them from."""
    article = page(tmp_path, f"<p>{FIRST}</p>")
    assert "Only one paragraph was found" in article.unsure[0]


# Title, author, affiliation, date


@pytest.mark.parametrize(
    ("title", "head", "found"),
    [
        ("The Mill | Coast Review", "", "The Mill"),
        ("Coast Review – The Mill", "", "The Mill"),
        ("Mills - and Men", "", "Mills - and Men"),
        (
            "Mills - and Men - Coast Review",
            "<meta property='og:site_name' content='Coast Review'>",
            "Mills - and Men",
        ),
    ],
)
def test_a_title_loses_the_name_of_the_site_and_not_its_own(tmp_path, title, head, found):
    """A heading that the page's head repeats is the title."""
    heading = "The Mill" if "The Mill" in title else ""
    body = f"<article><h1>{heading}</h1>{PROSE}</article>"
    assert article_of(tmp_path, body, head, title).title == found


def test_a_heading_within_the_article_is_not_its_title(tmp_path):
    """An office program's page says nothing of its title, which is a line in large letters."""
    lines = "<p><font size=6>The Mill</font></p><p><i>A sale</i></p><p>By Ida Falk</p>"
    caption = "<p><b>Table 1: What a wheel costs</b></p>"
    body = f"{lines}<p>{FIRST}</p><h1>What it costs</h1><p>{SECOND}</p>{caption}<p>{THIRD}</p>"
    article = article_of(tmp_path, body, title="")
    assert (article.title, article.author, texts(article)) == ("The Mill", "Ida Falk", BODY)
    assert article.paragraphs[1].heading == "What it costs"
    assert ("**Table 1: What a wheel costs**", "a caption") in reasons(article)


def test_a_title_that_stands_twice_is_taken_once(tmp_path):
    """With a label between the two."""
    article = page(tmp_path, f"<p>Long read</p><h2>The Mill</h2>{PROSE}")
    assert texts(article) == BODY
    assert article.paragraphs[0].heading is None
    assert reasons(article) == [("Long read", "a label"), ("The Mill", "the title again")]


META = "<meta name='author' content='{}'>"


@pytest.mark.parametrize(
    ("head", "inside", "author", "how"),
    [
        (META.format("Ida Falk"), "", "Ida Falk", "the page's head"),
        ("", "<p>By Ida Falk</p>", "Ida Falk", "the byline"),
        ("", "<div class='author'>Ida Falk May 20, 2019</div>", "Ida Falk", "a line marked as"),
        (
            META.format("Ida Falk"),
            "<p>By IDA FALK</p>",
            "Ida Falk",
            "the byline and the page's",
        ),
        (META.format("AFP"), "<p>Par Ida Falk, à Northport</p>", "Ida Falk", "the byline"),
        (META.format("HARBOR GAZETTE, Northport, Norway"), "", None, ""),
        (META.format("admin"), "", None, ""),
        (META.format("Jo Wu"), "<p>By Ida Falk</p>", None, ""),
        ("", "<p>Ida Falk | Harbor Gazette</p>", None, ""),
        (META.format("Ida Falk"), "<p>Ida Falk | Harbor Gazette</p>", "Ida Falk", "the page's"),
        (
            "",
            "<p>By <a rel='author' href='/i'>Ida Falk</a></p>",
            "Ida Falk",
            "a mark in the page",
        ),
    ],
)
def test_the_author_is_who_all_places_name(tmp_path, head, inside, author, how):
    """Where they differ, or name no person, the teacher is asked."""
    article = page(tmp_path, inside + PROSE, head)
    assert texts(article) == BODY
    assert article.author == author
    assert how in article.settled["author"].how
    assert author or any("author" in doubt.about for doubt in article.doubts)


def test_a_box_of_links_names_no_author(tmp_path):
    """Nor does anything else but a byline, a mark or the page's head."""
    article = page(
        tmp_path, f"{PROSE}<div class='navbox authority-control'>Authority control</div>"
    )
    assert article.author is None
    assert not any(doubt.about == "author" for doubt in article.doubts)


def test_linked_data_has_authors_and_where_they_work(tmp_path):
    """As search engines read it."""
    head = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": '
        '"The Mill", "datePublished": "2021-05-12T08:00:00Z", "author": [{"@type": "Person", '
        '"name": "Ida Falk", "affiliation": {"name": "Mill Museum"}}, {"name": "Jo Wu"}], '
        '"publisher": {"name": "Coast Review"}}]}</script>'
    )
    article = page(tmp_path, PROSE, head)
    assert (article.author, article.affiliation) == ("Ida Falk and Jo Wu", "Mill Museum")
    assert (article.publication, article.published) == ("Coast Review", "2021-05-12")
    assert article.settled["published"].how == "the page's linked data"


def test_a_byline_has_an_affiliation(tmp_path):
    """Behind the name and the post."""
    byline = "<p class='byline'>By <a href='/t'>Ida Falk</a>, Senior Historian, Mill Museum</p>"
    article = page(tmp_path, byline + PROSE)
    assert (article.author, article.affiliation) == ("Ida Falk", "Mill Museum")


def test_a_note_below_the_article_is_its_last_paragraph(tmp_path):
    """Where it stands in an element of its own, too."""
    note = "Ida Falk is a historian at the Mill Museum."
    around = f"<div class='author-bio'><p>{note}</p></div>"
    article = page(tmp_path, PROSE, META.format("Ida Falk"), around)
    assert texts(article) == [*BODY, note]
    assert (article.note, article.affiliation) == (4, "Mill Museum")


def test_two_dates_are_asked_about_and_none_is_guessed(tmp_path):
    """Neither from an address nor from a year in the text."""
    links = "<p><a href='/2013/town/8/3/bridge.html'>The mill in pictures</a></p>"
    none = page(tmp_path, PROSE + links)
    assert none.published is None
    head = "<meta property='article:published_time' content='2021-05-12T10:00:00'>"
    one = page(tmp_path, f"<p>May 12, 2021</p>{PROSE}", head)
    assert one.published == "May 12, 2021"
    two = page(tmp_path, f"<p>May 20, 2019</p>{PROSE}", head)
    assert two.published is None
    assert any(doubt.about == "published" for doubt in two.doubts)


# The law

WORDS = st.text("abcdefgh", min_size=1, max_size=8)
PHRASES = st.lists(WORDS, min_size=1, max_size=40).map(" ".join)
SHAPES = st.sampled_from(
    [
        "<p>{}.</p>",
        "<p>{}</p>",
        "<div>{}. <span>x</span></div>",
        "{}<br><br>y.",
        "<h2>{}</h2>",
        "<ul><li>{}</li><li><p>z</p></li></ul>",
        "<nav>{}</nav>",
        "<table><tr><td>{}</td><td>w</td></tr></table>",
        "<figure>{}</figure>",
        "<p>{}<sup><a href='#n'>[1]</a></sup></p>",
        "<blockquote>{}</blockquote>",
        "<p hidden>unseen</p><p>{}.</p><script>unseen()</script>",
        "<p><a href='/'>{}</a></p>",
        "<pre>{}\n  v</pre>",
        "<pre>{},\n\n \nV,\nW</pre>",
        "<div class='share'>{}</div>",
        "<!-- unseen --><button>{}</button>",
        "<p>{}<em>t<b>u</b></em>s</p>tail",
        "<aside><p>{}</p><p>r.</p></aside>",
    ]
)
BLOCKS = st.builds(lambda shape, phrase: shape.format(phrase), SHAPES, PHRASES)


@given(st.lists(BLOCKS, min_size=1, max_size=9), st.sampled_from(["div", "article", "body"]))
def test_every_word_that_a_browser_shows_is_read_or_named(tmp_path_factory, blocks, around):
    """Wherever it stands, whatever trafilatura makes of it."""
    folder = tmp_path_factory.mktemp("web")
    body = f"<{around}>{PROSE}{''.join(blocks)}</{around}>"
    assert article_of(folder, body).words.missing == ()
