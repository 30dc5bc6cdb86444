"""Every quotation stands in the article where the bank says, or the message mends the bank."""

import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.article.quotations import Found, NotFound, Span, check_quotations, locate
from quizgen.article.text import ArticleText
from quizgen.bank.load import load_bank
from quizgen.base.resources import shipped
from quizgen.base.text_match import fold

PARAGRAPHS = (
    "In the *spring* of 1911 the harbour board sent its first lamp without a keeper — a lamp "
    "that burned gas, and needed nobody. The tower’s party left within the week.",
    "Automation, the board argued, made the coast safer. It also made it lonelier: “a coast "
    "of clocks,” one pilot wrote, safer and lonelier than his father’s.",
    "Not every tower obeyed. On Grey Holm the keeper stayed, unpaid, and rang his bell in "
    "every fog… and in some that were none.",
    "What he kept alive was more than a light. Pilots steered by the bell, children learned "
    "their letters in the kitchen, and the village had somebody to ask.",
    "A coast can be safe and still be poor. Let one tower keep its man; the bell costs less "
    "than the clocks, and the village had somebody to ask.",
)


def article(*paragraphs):
    """Return an article's text as it is read."""
    lines = tuple(range(3, 3 + 2 * len(paragraphs), 2))
    return ArticleText("The Bell", paragraphs, lines, Path("bell.txt"), "0")


TEXT = article(*PARAGRAPHS)


def words_at(place, text=TEXT):
    """Return the original's words at a place."""
    return text.paragraphs[place.paragraph - 1][place.start : place.end]


def only(outcome):
    """Return the one place where a quotation was found."""
    assert isinstance(outcome, Found)
    [place] = outcome.places
    return place


# A line a quotation reads best, however long.
# ruff: noqa: E501

# What is found.

FOUND = [
    # the quotation, its paragraph, the words it stands for
    ("safer and lonelier", 2, "safer and lonelier"),
    ("SAFER  and\nlonelier", 2, "safer and lonelier"),
    ("the spring of 1911", 1, "the *spring* of 1911"),
    ("*spring*", 1, "spring"),
    ("a keeper - a lamp", 1, "a keeper — a lamp"),
    ("a keeper--a lamp", 1, "a keeper — a lamp"),
    ("tower's party", 1, "tower’s party"),
    ('"a coast of clocks," one', 2, "“a coast of clocks,” one"),
    ("its man; the\xa0bell", 5, "its man; the bell"),
    ("automation … lonelier", 2, "Automation, the board argued, made the coast safer. It also made it lonelier"),
    ("…safer and lonelier...", 2, "safer and lonelier"),
    ("one pilot . . . his father", 2, "one pilot wrote, safer and lonelier than his father"),
    ("the keeper [...] bell", 3, "the keeper stayed, unpaid, and rang his bell"),
    ("fog (…) none", 3, "fog… and in some that were none"),
    ("fog… and in some", 3, "fog… and in some"),
    ("keeper … stayed", 3, "keeper stayed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("wind the clockwork", "wind the clockwork"),
        ("the clockwork ring the bell", "the clockwork\n- ring the bell"),
        ("wind … bell", "wind the clockwork\n- ring the bell"),
        ("bell in fog", "bell\n  > in fog"),
    ],
)
def test_the_marks_of_lists_and_quotations_are_no_words(quote, words):
    """They are found as they are printed, and told so where they are not."""
    listed = "- wind the clockwork\n- ring the bell\n  > in fog"
    text = replace(article("Do this:", listed), set_apart=(2,))

    assert words_at(only(locate(quote, 2, text)), text) == words
    nearest = locate("wind the clocks and ring the bell", 2, text).nearest
    assert nearest.place.paragraph == 2


@pytest.mark.parametrize(("quote", "paragraph", "words"), FOUND)
def test_a_quotation_is_found_however_it_is_typed(quote, paragraph, words):
    """Quotes, dashes, blanks, emphasis and capitals do not matter; ellipses bridge words."""
    for given_paragraph in (paragraph, None):
        place = only(locate(quote, given_paragraph, TEXT))

        assert place.paragraph == paragraph
        assert words_at(place) == words


NOT_FOUND = [
    "part",  # in party
    "arty left",
    "he board argued",
    "19",  # in 1911
    "safer lonelier",
    "lonelier … automation",  # the wrong order
    "keeper … Grey Holm",  # over two paragraphs
    "spr … ing of",  # an ellipsis is no part of a word
    "made … mad",
    "the towers party",
]


@pytest.mark.parametrize("quote", NOT_FOUND)
def test_what_only_resembles_the_article_is_not_found(quote):
    """Parts of words, other words, another order: each is told apart."""
    for paragraph in (None, 1, 2, 3):
        assert isinstance(locate(quote, paragraph, TEXT), NotFound)


def test_a_later_whole_word_counts_where_an_earlier_one_is_cut():
    """The search goes on behind `party`."""
    text = article("The party played its part.")

    assert only(locate("part", 1, text)) == Span(1, 21, 25)


def test_every_place_is_told():
    """In order; within the paragraph that is given, or anywhere."""
    quote = "the village had somebody to ask"

    anywhere = locate(quote, None, TEXT)

    assert [place.paragraph for place in anywhere.places] == [4, 5]
    assert only(locate(quote, 5, TEXT)) == anywhere.places[1]
    assert [words_at(place) for place in locate("made", 2, TEXT).places] == ["made", "made"]


@pytest.mark.parametrize("paragraph", [1, 9, 0, -3])
def test_another_paragraph_is_named(paragraph):
    """A paragraph that the article does not have is one where the quotation is not."""
    outcome = locate("safer and lonelier", paragraph, TEXT)

    assert isinstance(outcome, NotFound)
    assert [place.paragraph for place in outcome.elsewhere] == [2]


def test_scripts_without_spaces_are_searched_by_characters():
    """There is no boundary of words that a quotation could cross."""
    text = article("灯台守は島に残った。", "Маяк стоял один.")

    assert only(locate("島に残った", None, text)) == Span(1, 4, 9)
    assert only(locate("маяк стоял", None, text)).paragraph == 2
    assert isinstance(locate("Мая", None, text), NotFound)


def test_a_vowel_sign_holds_a_word_together():
    """In Devanagari and its kin a sign in the middle of a word is no end of it."""
    text = article("यह किताब है।")

    assert only(locate("किताब", None, text)) == Span(1, 3, 8)
    assert isinstance(locate("कि", None, text), NotFound)


# Laws.

WORDS = st.lists(
    st.builds(
        lambda before, word, behind: before + word + behind,
        st.sampled_from(["", "", "“", "*", "("]),
        st.text("aAbcéßñ7жΣ", min_size=1, max_size=5)
        | st.sampled_from(["well-kept", "keeper’s", "co\xadast", "n\u0303a"]),
        st.sampled_from(["", "", ",", ".", "*", "”", "…", " —"]),
    ),
    min_size=4,
    max_size=12,
)


@st.composite
def retyped(draw, text):
    """Draw another way to type the same words."""
    swaps = {
        "“": '“"«„',
        "”": '”"»',
        "’": "’'‘",
        "—": "—–-−",
        "-": "-\u2011\u2010",
        " ": " \xa0\u2009\n\t",
        "*": "*_",
        "é": ["é", "e\u0301"],
        "…": "…",
    }
    typed = [draw(st.sampled_from(list(swaps.get(sign, sign)))) for sign in text]
    change = draw(st.sampled_from([str, str.upper, str.lower, str.swapcase]))
    hidden = draw(st.sampled_from(["", "\u200b", "\xad"]))
    return change(hidden.join(typed) if "\u0303" not in text else "".join(typed))


@given(st.data(), WORDS)
def test_any_run_of_words_is_found_however_it_is_typed(data, words):
    """And what is found folds, in the original, to the quotation folded."""
    text = article("A first paragraph.", " ".join(words))
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    plain = " ".join(words[start:end])
    quote = data.draw(retyped(plain))

    outcome = locate(quote, 2, text)

    assert isinstance(outcome, Found)
    if "…" not in plain:
        for place in outcome.places:
            assert fold(words_at(place, text)).text == fold(quote).text


@given(st.data(), WORDS, st.sampled_from(["…", " … ", "... ", " [...] ", " (…) ", " . . . "]))
def test_an_ellipsis_bridges_any_words_in_their_order(data, words, ellipsis):
    """None, one or many; the place goes from the first word to the last."""
    words = [word.strip("“”(…—. ") for word in words]
    text = article(" ".join(words))
    a, b, c, d = sorted(data.draw(st.integers(0, len(words))) for _ in range(4))
    parts = [" ".join(part) for part in (words[a:b], words[c:d]) if part]
    if not any(parts):
        return

    outcome = locate(ellipsis.join(parts), 1, text)

    assert isinstance(outcome, Found)
    found = fold(words_at(outcome.places[0], text)).text
    assert found.startswith(fold(parts[0]).text)
    assert found.endswith(fold(parts[-1]).text)


@given(st.data(), st.integers(1, len(PARAGRAPHS)))
def test_a_changed_word_is_found_nearest_in_its_paragraph(data, number):
    """Wherever the bank says that it stands, and whichever word was changed."""
    words = PARAGRAPHS[number - 1].split()
    start = data.draw(st.integers(0, len(words) - 6))
    run = words[start : start + 6]
    run[data.draw(st.integers(0, 5))] = "xyzzy"
    paragraph = data.draw(st.sampled_from([None, 1, number]))
    if "…" in " ".join(run) or "had somebody to" in " ".join(words[start : start + 6]):
        return

    outcome = locate(" ".join(run), paragraph, TEXT)

    assert isinstance(outcome, NotFound)
    assert outcome.elsewhere == outcome.parts == ()
    assert outcome.nearest.place.paragraph == number
    assert 60 <= outcome.nearest.alike < 100
    assert set(fold(words_at(outcome.nearest.place)).text.split()) & set(
        fold(" ".join(run)).text.split()
    )


# What the teacher is told.

BANK = """\
article:
  title: The Bell
  author: A. N. Author
  paragraphs: 5
questions:
  - id: claim
    type: true_false
    skill: evidence
    stem: The coast is lonelier.
    answer: true
    evidence:
      - {paragraph: 2, quote: "safer and lonelier"}
      - {paragraph: 4, quote: the bell}
      - {paragraph: 5}
"""


def messages(tmp_path, bank, text=TEXT):
    """Return the problems of a bank without its folder."""
    path = tmp_path / "bell.yaml"
    path.write_text(bank, "utf-8")
    problems = check_quotations(load_bank(path), text)
    assert all(problem.path == str(path) for problem in problems)
    return [str(problem).rpartition("/")[2].removeprefix("bell.yaml:") for problem in problems]


def quoting(quote, paragraph=2):
    """Return the bank with another quotation in its first place."""
    written = '{paragraph: 2, quote: "safer and lonelier"}'
    assert written in BANK
    return BANK.replace(written, f'{{paragraph: {paragraph}, quote: "{quote}"}}')


def test_a_bank_whose_quotations_hold_is_not_complained_about(tmp_path):
    """A place without a quotation has nothing to look for."""
    assert messages(tmp_path, BANK) == []


SAID = [
    (quoting("safer but lonelier"), "“safer but lonelier” is not in the article. Paragraph 2 has “safer and lonelier” (83 % alike). If that is meant, write quote: 'safer and lonelier'"),
    (quoting("safer but lonelier", 4), "Paragraph 2 has “safer and lonelier” (83 % alike). If that is meant, write paragraph: 2 and quote: 'safer and lonelier'"),
    (quoting("towers party"), "Paragraph 1 has “tower’s party” (96 % alike). If that is meant, write paragraph: 1 and quote: 'tower’s party'"),
    (quoting("the Spring in 1911", 1), "Paragraph 1 has “the spring of 1911” (88 % alike)"),
    (quoting("safer and lonelier", 3), "“safer and lonelier” is not in paragraph 3; it is in paragraph 2. Write paragraph: 2."),
    (quoting("the village had somebody"), "is not in paragraph 2; it is in paragraphs 4 and 5. Write the one that is meant, such as paragraph: 4."),
    (quoting("the village had someone to ask.", 5), "Paragraph 5 has “the village had somebody to ask.” ("),
    (quoting("the village had someone to ask", 4), "Paragraph 4 has “the village had somebody to ask” ("),
    (quoting("argued, made the safer. It"), "Paragraph 2 has “argued, made the coast safer. It” ("),
    (quoting("a coast or clocks"), "Paragraph 2 has “a coast of clocks” ("),
    (quoting("part", 1), "“part” is not in the article. Paragraph 1 has “party” (88 % alike)"),
    (quoting("zebras quiz jazz"), "“zebras quiz jazz” is not in the article, and nothing there is like it. Quote other words."),
    (quoting("…"), "“…” has no words to look for. Quote words of the article."),
    (quoting("the board argued … it lonelyer"), "For its part “it lonelyer”, paragraph 2 has “it lonelier” (90 % alike). If that is meant, write the words there."),
    (quoting("Grey Holm … first lamp"), "is not in the article as one: its parts are in paragraphs 1 and 3. An ellipsis bridges words of one paragraph, in their order."),
    (quoting("lonelier … Automation"), "its parts are in paragraph 2."),
    (quoting("the bell costs far less than all the ticking clocks do", 5), "Paragraph 5 has “the bell costs less than the…” ("),
    (quoting("Pilots steered by the bell, and children learned their letters there", 4), "Paragraph 4 has “…by the bell, children learned their…” ("),
]  # fmt: skip


@pytest.mark.parametrize(("bank", "words"), SAID)
def test_a_wrong_quotation_is_told_at_its_place_with_what_to_write(tmp_path, bank, words):
    """The question, the quotation, where the nearest words are, how near, what to write."""
    [message] = messages(tmp_path, bank)

    assert message.startswith("12:31: Question 'claim': “")
    assert words in message


def test_a_message_shows_no_sign_of_the_article_that_cannot_be_seen(tmp_path):
    """What turns a terminal's line round, or has no shape there, is told as a sign only."""
    odd = TEXT.paragraphs[1].replace("safer and", "sa\uf8ffer and")
    text = replace(TEXT, paragraphs=(TEXT.paragraphs[0], odd, *TEXT.paragraphs[2:]))
    path = tmp_path / "bank.yaml"
    path.write_text(quoting("safer but lonelier"), "utf-8")

    [problem] = check_quotations(load_bank(path), text)

    assert "“sa\ufffder and lonelier”" in problem.message
    assert problem.message.isprintable()


@pytest.mark.parametrize(("bank", "words"), SAID)
def test_no_message_repeats_more_than_six_words_of_the_article(tmp_path, bank, words):
    """The article belongs to its publisher, and messages travel."""
    [message] = messages(tmp_path, bank)

    for repeated in re.findall(" has “(.*?)” \\(", message):
        assert 0 < len(repeated.split()) <= 6


def test_what_a_message_says_mends_the_bank(tmp_path):
    """After the article was edited, what is advised leaves nothing to complain about."""
    edited = replace(
        TEXT,
        paragraphs=tuple(
            text.replace("safer and lonelier", "safer and much lonelier") for text in PARAGRAPHS
        ),
    )
    [message] = messages(tmp_path, BANK, edited)
    advised = message.partition("write quote: ")[2]
    assert advised == "'safer and much lonelier'"

    mended = BANK.replace('"safer and lonelier"', advised)

    assert mended != BANK
    assert messages(tmp_path, mended, edited) == []


def test_the_mark_is_the_quotations_own(tmp_path):
    """On lines of its own, it is pointed at there."""
    bank = BANK.replace(
        '- {paragraph: 2, quote: "safer and lonelier"}',
        "- paragraph: 2\n        quote: >-\n          safer but\n          lonelier",
    )

    [message] = messages(tmp_path, bank)

    assert message.startswith("13:16: ")


MANY = BANK + "".join(
    f"      - {{paragraph: {number}, quote: {quote}}}\n"
    for number, quote in [
        (1, "without a keeper"),
        (3, "Grey Holm"),
        (3, "rang his bell"),
        (5, "still be poor"),
    ]
)


def test_an_added_paragraph_is_told_once_for_all(tmp_path):
    """Beside the corrections, the cause, at the article's number of paragraphs."""
    grown = article(PARAGRAPHS[0], "An added paragraph.", *PARAGRAPHS[1:])

    cause, *corrections = messages(tmp_path, MANY, grown)

    assert cause.startswith(
        "4:15: 5 of the bank's 6 quotations are 1 paragraph later than it says, the first "
        "from paragraph 2. In the text, paragraph 1 begins “In the spring of 1911 the…”"
    )
    assert "If 1 paragraph was added, correct 'paragraphs' here" in cause
    assert len(corrections) == 5
    assert all("Write" in correction for correction in corrections)


def test_paragraphs_taken_out_are_told_too(tmp_path):
    """The numbers then are too high."""
    shorter = article(*PARAGRAPHS[2:], PARAGRAPHS[1], "Nothing.")
    bank = MANY.replace("quote: the bell}", "quote: steered by the bell}")

    cause, *_ = messages(tmp_path, bank, shorter)

    assert "4 of the bank's 6 quotations are 2 paragraphs earlier than it says" in cause
    assert "If 2 paragraphs were taken out" in cause


def test_single_slips_are_no_shift(tmp_path):
    """Two wrong numbers are two wrong numbers, and so are three among others."""
    two = MANY.replace("3, quote: Grey", "2, quote: Grey").replace("3, quote", "2, quote")
    assert len(messages(tmp_path, two)) == 2

    three = two.replace("4, quote", "3, quote")
    assert len(messages(tmp_path, three)) == 4

    others = three.replace("lonelier", "dearer").replace("1, quote", "5, quote")
    others = others.replace("be poor", "be rich")
    assert len(messages(tmp_path, others)) == 6


def test_a_bank_with_few_quotations_may_miss_them_all(tmp_path):
    """Each then gets a message of its own."""
    bank = quoting("safer but lonelier").replace("quote: the bell", "quote: the gong")

    missing = messages(tmp_path, bank)

    assert [message.partition(":")[0] for message in missing] == ["12", "13"]


def test_advice_is_never_cut_short(tmp_path):
    """Where the words are too long for a message, none is given to copy."""
    text = article(
        "Thoroughly misunderstood lighthousekeepers notwithstanding everybody’s goodwill."
    )
    bank = quoting(
        "Thoroughly misunderstood lighthousekeepers notwithstanding anybody’s goodwill"
    )

    message = messages(tmp_path, bank.replace("quote: the bell", "quote: goodwill"), text)[0]

    assert message.endswith(
        "% alike). If that is meant, write paragraph: 1 and the words there."
    )


def test_another_article_is_told_once(tmp_path):
    """When no quotation is anywhere in it, there is nothing to correct in the bank."""
    other = article(*["Bees dance; nobody taught them, and each hive learns anew."] * 5)

    [message] = messages(tmp_path, MANY, other)

    assert message.startswith(
        "2:10: None of the bank's 6 quotations is in bell.txt, which begi"
    )
    assert "“Bees dance; nobody taught them, and…”" in message


def test_without_a_paragraph_a_quotation_must_tell_its_place(tmp_path, monkeypatch):
    """Options are quotations without a paragraph: what stands twice is no evidence."""
    path = tmp_path / "bell.yaml"
    path.write_text(BANK, "utf-8")
    loaded = load_bank(path)
    [question] = loaded.bank.questions
    place = ("evidence", 0, "quote")
    quotes = ["safer and lonelier", "had somebody to ask", "made", "safer or lonelier"]
    monkeypatch.setattr(
        type(question),
        "quotations",
        property(lambda _: [(place, quote, None) for quote in quotes]),
    )

    said = sorted(problem.message for problem in check_quotations(loaded, TEXT))

    assert [message.removeprefix("Question 'claim': ") for message in said] == [
        "“had somebody to ask” is in paragraphs 4 and 5. Quote more words, so that only "
        "one place has them.",
        "“made” is 2 times in paragraph 2. Quote more words, so that only one place has them.",
        "“safer or lonelier” is not in the article. Paragraph 2 has “safer and lonelier” "
        "(85 % alike). If that is meant, write quote: 'safer and lonelier'",
    ]


def test_what_is_found_needs_no_library(tmp_path, monkeypatch):
    """The search by likeness is loaded, and made, only for what is missing."""
    monkeypatch.setitem(sys.modules, "rapidfuzz.fuzz", None)

    assert messages(tmp_path, MANY) == []
    with pytest.raises(ImportError):
        messages(tmp_path, quoting("safer but lonelier"))


SHARED = Path(__file__).parents[2] / "shared" / "article.txt"


@pytest.mark.skipif(
    not SHARED.is_file(), reason="no article lies beside the checkout: quotations unchecked"
)
def test_the_shipped_banks_quotations_hold():
    """Each is in the paragraph that the bank names."""
    from quizgen.article.text import read_article

    loaded = load_bank(shipped("question_banks", "north-korea-coronavirus.yaml"))
    quotations = [place for question in loaded.bank.questions for place in question.quotations]

    assert len(quotations) >= len(loaded.bank.questions)
    assert check_quotations(loaded, read_article(SHARED, loaded.bank.article)) == []
