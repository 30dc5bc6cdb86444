"""A plain text file is read as it was meant, however it was wrapped, and no word is lost."""

from textwrap import wrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.article.line_joins import Hyphens, one_line
from quizgen.article.readers import read_source
from quizgen.article.recognise import new_article
from quizgen.base.errors import QuizgenError

FIRST = (
    "The mill on the river was sold twice in one summer, and its wheel has not turned since "
    "the second sale. People in the village still set their clocks by it."
)
SECOND = (
    "A mill that does not grind is a house with a large toy. The new owner knows this, and "
    "says that she likes toys."
)
THIRD = "Nobody asked the river."


def article_of(folder, text, name="a.txt"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return new_article(read_source(path))


def texts(article):
    return [each.text for each in article.paragraphs]


def reasons(article):
    return [each.reason for each in article.left_out]


def wrapped(text, width=64, first="", others=""):
    return "\n".join(wrap(text, width, initial_indent=first, subsequent_indent=others))


# Paragraphs


def test_indented_paragraphs_are_told_apart(tmp_path):
    """As books have them, without an empty line between them."""
    body = "\n".join(wrapped(text, first="   ") for text in (FIRST, SECOND, THIRD))
    article = article_of(tmp_path, f"The Mill\nby Ida Falk\n\n{body}\n")
    assert texts(article) == [FIRST, SECOND, THIRD]
    assert (article.title, article.author) == ("The Mill", "Ida Falk")


def test_paragraphs_that_only_end_early_are_told_apart_and_asked_about(tmp_path):
    """Where neither an empty line nor a blank says where one begins."""
    body = "\n".join(wrapped(text) for text in (FIRST, SECOND, FIRST))
    article = article_of(tmp_path, f"The Mill\n\n{body}\n")
    assert texts(article) == [FIRST, SECOND, FIRST]
    assert "no empty lines" in article.unsure[0]


def test_a_couplet_with_indentation_is_no_prose(tmp_path):
    """Its lines are not full."""
    stanza = (
        "The wheel stands still,\n   The river runs,\nThe miller's gone\n   With both his sons."
    )
    article = article_of(tmp_path, f"The Mill\n\n{stanza}\n\n{wrapped(FIRST)}\n")
    assert texts(article) == [stanza, FIRST]
    assert article.kept_lines == (1,)


def test_a_speaker_above_a_speech_keeps_the_line(tmp_path):
    """And the speech, which was wrapped, is one line."""
    said = (
        "Who has sold the mill again, and why was nobody told of it before the wheel stopped?"
    )
    article = article_of(tmp_path, f"The Mill\n\n{FIRST}\n\nMILLER.\n{wrapped(said, 40)}\n")
    assert texts(article)[1] == f"MILLER.\n{said}"


def test_items_of_a_list_are_lines(tmp_path):
    """Each with its sign, whatever was wrapped in it."""
    article = article_of(
        tmp_path,
        f"The Mill\n\n{FIRST}\n\n1. a wheel that was\n   mended\n2. a door\n\n{SECOND}",
    )
    assert texts(article) == [FIRST, "1. a wheel that was mended\n2. a door", SECOND]


@pytest.mark.parametrize("heading", ["II.", "CHAPTER 2", "THE SALE", "What came of it"])
def test_a_line_above_a_paragraph_is_its_heading(tmp_path, heading):
    """It runs into the paragraph, since students number paragraphs."""
    article = article_of(tmp_path, f"The Mill\n\n{FIRST}\n\n{heading}\n\n{SECOND}\n")
    assert texts(article) == [FIRST, SECOND]
    assert article.paragraphs[1].heading == heading
    mark = "" if heading.endswith(".") else ":"
    assert article.printed[1] == f"{heading}{mark} {SECOND}"


@pytest.mark.parametrize(
    ("line", "author", "reason"),
    [
        ("By Ida Falk Staff Writer", "Ida Falk", "the byline"),
        ("Ida Falk | Harbor Gazette", None, "perhaps the author"),
        ("Ida Falk, Senior Historian", None, "perhaps the author"),
    ],
)
def test_a_line_under_the_title_is_no_paragraph(tmp_path, line, author, reason):
    """Without a word such as By, the author is asked for."""
    article = article_of(tmp_path, f"The Mill\n\n{line}\n\n{FIRST}\n\n{SECOND}\n")
    assert texts(article) == [FIRST, SECOND]
    assert (article.author, reasons(article)) == (author, [reason])
    asked = [each.text for each in article.doubts if each.about == "author"]
    assert bool(asked) == (author is None)
    assert all("“Ida Falk”" in text for text in asked)


def test_a_subtitle_stands_above_the_byline(tmp_path):
    """As on the first page of a play."""
    article = article_of(tmp_path, f"The Mill\nA play\nby Ida Falk\n\n{FIRST}\n\n{SECOND}\n")
    assert (article.title, article.author) == ("The Mill", "Ida Falk")
    assert texts(article) == [FIRST, SECOND]
    assert reasons(article) == ["the subtitle", "the byline"]


def test_a_chapter_has_a_number_and_a_name(tmp_path):
    """Both stand above its first paragraph, and the last words are no paragraph."""
    article = article_of(
        tmp_path,
        f"The Mill\n\nCHAPTER I.\n\nThe Sale\n\n{FIRST}\n\nCHAPTER II\n\nThe Ropes\n\n"
        f"{SECOND}\n\nTHE END\n",
    )
    assert [each.heading for each in article.paragraphs] == [
        "CHAPTER I. The Sale",
        "CHAPTER II: The Ropes",
    ]
    assert reasons(article) == ["the words at its end"]
    assert article.words.missing == ()


# Lines


def test_a_poem_keeps_its_stanzas(tmp_path):
    """Its title and its byline stand on consecutive lines."""
    stanzas = [
        "The wheel stands still,\nThe river runs,\nThe miller left\nWith both his sons.",
        "And no one comes\nTo buy or grind,\nAnd no one knows\nWhat he may find.",
    ]
    poem = "\n\n".join(stanzas)
    article = article_of(tmp_path, f"The Mill\nby Ida Falk\n\n{poem}\n")
    assert (article.title, article.author) == ("The Mill", "Ida Falk")
    assert texts(article) == stanzas
    assert article.text == f"The Mill\n\n{poem}\n"


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "whole"),
    [
        ("a hand-", "made wheel", "", "a hand-made wheel"),
        ("a hand-", "made wheel", "handmade", "a handmade wheel"),
        ("the impor-", "tance of it", "importance", "the importance of it"),
        ("a well-", "known mill", "well-known", "a well-known mill"),
        ("the Anglo-", "Saxon mill", "", "the Anglo-Saxon mill"),
        ("the im\u00ad", "portance", "", "the importance"),
    ],
)
def test_a_hyphen_at_a_line_end_is_judged_by_the_words_of_the_text(
    before, after, elsewhere, whole
):
    """Without a blank behind it in any case."""
    assert Hyphens([before, after, elsewhere]).joined(before, after) == whole


def test_a_hyphen_without_evidence_is_asked_about(tmp_path):
    """One question for all of them."""
    article = article_of(
        tmp_path, f"The Mill\n\n{wrapped(FIRST)}\nIt is hand-\nmade and water-\nproof.\n"
    )
    assert texts(article)[0].endswith("It is hand-made and water-proof.")
    assert [each for each in article.unsure if "Hyphens" in each] == [
        "Hyphens stood at the ends of lines, and the text does not show whether they belong to "
        "the word: “hand-made” and “water-proof”."
    ]


def test_chinese_lines_are_joined_without_a_blank():
    """A blank there would be printed."""
    assert one_line("河边的磨坊\n卖了两次。\nIt stands\nstill.") == (
        "河边的磨坊卖了两次。 It stands still."
    )


def test_windows_1252_is_read_with_a_note(tmp_path):
    """Curly quotation marks among it, which Latin-1 does not have."""
    text = "The Mill\n\nThe café by the mill is “closed”, and nobody knows for how long.\n"
    article = article_of(tmp_path, text.encode("cp1252"))
    assert texts(article)[0].startswith("The café by the mill is “closed”")
    assert "Windows-1252" in article.unsure[0]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Млин на річці продали двічі.", "cp1251"),
        ("河边的磨坊卖了两次。", "gbk"),
        ("The mill", "utf-16"),
    ],
)
def test_another_encoding_is_refused(tmp_path, text, encoding):
    """It would come out as other letters."""
    with pytest.raises(QuizgenError, match="not saved as UTF-8"):
        article_of(tmp_path, text.encode(encoding))


# Books


def test_what_stands_around_a_book_is_left_out_and_named(tmp_path):
    """Its header knows the title and the author."""
    article = article_of(
        tmp_path,
        "The Project Gutenberg eBook of The Mill\n\nTitle: The Mill\nAuthor: Ida Falk\n\n"
        "*** START OF THE PROJECT GUTENBERG EBOOK THE MILL ***\n\nProduced by Somebody\n\n\n"
        "THE MILL\n\nby Ida Falk\n\n\nCONTENTS\n\nI. The Sale 3\nII. The River 9\n\n\nI.\n\n"
        f"{wrapped(FIRST)}\n\n[Illustration: The wheel]\n\n"
        f"{wrapped('It _is_ so. ' + SECOND)}\n\n"
        "[Footnote 1: So he said.]\n\n"
        "*** END OF THE PROJECT GUTENBERG EBOOK THE MILL ***\n\nYou may copy it.\n",
    )
    assert (article.title, article.author) == ("The Mill", "Ida Falk")
    assert texts(article) == [FIRST, f"It is so. {SECOND}"]
    assert article.paragraphs[0].heading == "I."
    assert sorted(set(reasons(article))) == [
        "a caption",
        "a footnote",
        "a producers' note",
        "a table of contents",
        "the byline",
        "the header of Project Gutenberg",
        "the licence of Project Gutenberg",
    ]
    assert article.words.missing == ()


# The law

WORDS = st.text("abcdefgh", min_size=1, max_size=8)
SENTENCES = st.lists(WORDS, min_size=1, max_size=30).map(lambda them: " ".join(them) + ".")
LAYOUTS = st.sampled_from(
    [
        lambda text: text,
        wrapped,
        lambda text: wrapped(text, 30, "    "),
        lambda text: wrapped(text, 40, "", "  "),
        lambda text: f"- {text}\n- {text}",
        lambda text: f"[Footnote: {text}]",
        lambda text: f"{text[:9]}\n{'=' * 9}",
        str.upper,
        lambda text: f"* * *\n{text[:20]}-\n{text[20:]}",
    ]
)


@given(
    st.lists(st.tuples(SENTENCES, LAYOUTS), min_size=1, max_size=6),
    st.sampled_from(["\n\n", "\n", "\n\n\n"]),
)
def test_every_word_is_in_the_article_or_named(tmp_path_factory, parts, between):
    """In whatever way paragraphs are laid out, and told apart."""
    text = between.join(layout(sentence) for sentence, layout in parts)
    article = article_of(tmp_path_factory.mktemp("text"), text)
    assert article.words.missing == ()
