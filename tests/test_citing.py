"""Words of the article written into a bank: the right field, and nothing else changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.article.shown_words import whole_words
from quizgen.authoring.citing import Cited, Taken, Words, cite
from quizgen.authoring.edit_yaml import marks_of
from quizgen.bank.kinds import KINDS
from quizgen.bank.yaml_reader import read_yaml
from quizgen.bank.yaml_text import in_brackets
from quizgen.base.errors import QuizgenError

HEAD = """\
# A note.
article:
  title: The Lamp
  paragraphs: 9
questions:
"""
CLAIM = """\
  - id: claim
    skill: evidence
    stem: What burned?  # on the point
    answer: A lamp
    distractors: [A ship, A house]
"""
LAMP = Words(3, "a lamp burned")


def done(text, words=LAMP, how="ask", at="|"):
    """Cite words where the text has a stroke; return the text."""
    place = text.index(at)
    plain = text.replace(at, "", 1)
    answer = cite(plain, place, words, how)
    assert isinstance(answer, Cited), answer
    assert read_yaml(answer.text, "bank").problems == read_yaml(plain, "bank").problems
    return answer.text


def test_a_question_without_evidence_gets_some():
    """Behind its last key; comments and all other questions stay as they are."""
    text = HEAD + CLAIM + "\n  # The next one.\n" + CLAIM.replace("claim", "other")
    cursor = text.replace("What burned", "What |burned", 1)

    after = done(cursor)

    added = '    evidence: [{paragraph: 3, quote: "a lamp burned"}]\n'
    assert after == text.replace(CLAIM, CLAIM + added, 1)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "evidence: [{paragraph: 2}]",
            "evidence: [{paragraph: 2}, {paragraph: 3, quote: a lamp burned}]",
        ),
        ("evidence: []", 'evidence: [{paragraph: 3, quote: "a lamp burned"}]'),
        ("evidence:  # none", 'evidence: [{paragraph: 3, quote: "a lamp burned"}]  # none'),
        (
            "evidence: [{paragraph: 3}]",
            "evidence: [{paragraph: 3, quote: a lamp burned}]",
        ),
        (
            "evidence:\n      - {paragraph: 2}  # so\n    points: 2",
            "evidence:\n      - {paragraph: 2}  # so\n"
            '      - {paragraph: 3, quote: "a lamp burned"}\n    points: 2',
        ),
        (
            "evidence:\n    - paragraph: 2\n      quote: |-\n        so\n    points: 2",
            "evidence:\n    - paragraph: 2\n      quote: |-\n        so\n"
            '    - {paragraph: 3, quote: "a lamp burned"}\n    points: 2',
        ),
        (
            "evidence:\n    - paragraph: 3\n      # the year\n    points: 2",
            "evidence:\n    - paragraph: 3\n      quote: a lamp burned\n      # the year\n"
            "    points: 2",
        ),
    ],
)
def test_evidence_is_added_to(before, after):
    """However the list is written; a paragraph without words gets them."""
    text = HEAD + CLAIM.replace("What", "|What") + "    "
    assert done(text + before) == text.replace("|", "") + after


def test_evidence_at_the_cursor_is_replaced_only_after_asking():
    """The answer says what is there; a note behind it and what the words do not touch stay."""
    text = HEAD + CLAIM + "    evidence:\n      - {paragraph: 2, quote: so |it was}  # see\n"
    plain = text.replace("|", "")

    asked = cite(plain, text.index("|"), LAMP)
    assert asked == Taken("“so it was”", can_add=True)

    assert done(text, how="replace") == plain.replace(
        "paragraph: 2, quote: so it was", "paragraph: 3, quote: a lamp burned"
    )
    assert done(text, how="add") == plain.removesuffix("\n") + (
        '\n      - {paragraph: 3, quote: "a lamp burned"}\n'
    )


def test_a_paragraph_alone_has_none_of_the_words_before():
    """They stand in another paragraph."""
    text = HEAD + CLAIM + "    evidence: [{paragraph: 2, quote: so |it was}, {paragraph: 4}]\n"
    assert done(text, Words(3), "replace") == text.replace("2, quote: so |it was", "3")


def test_lines_end_as_they_do_elsewhere_in_the_bank():
    """The mark at the beginning of a Windows file stays, too, and counts as a character."""
    text = "\ufeff" + (HEAD + CLAIM + "    evidence:\n      - |paragraph: 3\n").replace(
        "\n", "\r\n"
    )
    plain = text.replace("|", "")
    assert done(text) == plain + "        quote: a lamp burned\r\n"
    assert done(text, Words(4, "so"), "add") == plain + "      - {paragraph: 4, quote: so}\r\n"
    begun = text[: text.index("    evidence")].replace("What", "|What")
    assert done(begun) == begun.replace("|", "") + (
        '    evidence: [{paragraph: 3, quote: "a lamp burned"}]\r\n'
    )


def test_keys_that_are_refused_are_left_where_they_are():
    """They hold nothing; words come behind them, where they can."""
    text = HEAD + CLAIM.replace("What", "|What") + "    evidence:\n      - <<: so\n"
    assert done(text) == text.replace("|", "") + (
        '      - {paragraph: 3, quote: "a lamp burned"}\n'
    )


TWO_PART = """\
  - id: lonelier
    type: two_part
    skill: evidence
    part_a:
      stem: What burned?
      answer: A lamp
      distractors: [A ship, A house]
"""


def test_a_question_in_two_parts_has_them_as_its_answer():
    """Where that is empty or missing; an option's misconception is kept."""
    text = HEAD + TWO_PART
    assert done(text.replace("What", "|What")) == text + (
        '    part_b:\n      answer: {quote: "a lamp burned", paragraph: 3}\n'
    )
    option = "        - text: My words|\n          misconception: Why.  # so\n"
    more = (
        "    part_b:\n      answer: {quote: one, paragraph: 1}\n      distractors:\n" + option
    )
    asked = cite((text + more).replace("|", ""), (text + more).index("|"), LAMP)
    assert asked == Taken("“My words”", can_add=False)
    assert done(text + more, how="replace") == (text + more).replace(
        "- text: My words|\n          misconception: Why.",
        "- quote: a lamp burned\n          misconception: Why.",
    ).replace("# so\n", "# so\n          paragraph: 3\n")
    filled = (text + more).replace("|", "").replace("What", "|What", 1)
    assert done(filled).endswith('    evidence: [{paragraph: 3, quote: "a lamp burned"}]\n')


def test_words_to_underline_stand_in_the_article():
    """They are its answer, unless the question prints an excerpt of its own."""
    text = HEAD + "  - id: turn\n    type: underline\n    skill: evidence\n    stem: Where|?\n"
    assert done(text) == text.replace("|", "") + (
        "    paragraph: 3\n    answer: a lamp burned\n"
    )
    assert "evidence:" in done(text + "    excerpt: My own.\n")


def test_an_excerpt_at_the_cursor_is_quoted():
    """In a question and in a group, which has no other evidence."""
    text = HEAD + CLAIM + "    excerpt:|\n"
    assert done(text) == text.replace("|", "\n      text: a lamp burned\n      paragraph: 3")
    group = "groups:\n  log:\n    introduction: So.|\n" + HEAD + CLAIM
    assert done(group) == group.replace(
        "|", "\n    excerpt:\n      text: a lamp burned\n      paragraph: 3"
    )


def test_a_question_in_brackets():
    """The words come into the same brackets."""
    text = HEAD + "  - {id: a|, skill: evidence, stem: Why?, answer: So, distractors: [No]}\n"
    assert done(text) == text.replace("|", "").replace(
        "[No]}", "[No], evidence: [{paragraph: 3, quote: a lamp burned}]}"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD.replace("A note", "A |note") + CLAIM, "Put the cursor into a question first"),
        (HEAD + CLAIM + '    rationale: "|so\n', "Mend line"),
        (
            HEAD + CLAIM.replace("What", "|What") + "    evidence: [{paragraph: 3, quote: a "
            "lamp burned}]\n",
            "names these words as its evidence already",
        ),
        (HEAD + "  - [a|]\n", "Put the cursor into a question first"),
        (HEAD + "  - &all {id: a|}\n  - *all\n", "Write it by hand: {paragraph: 3,"),
        (HEAD + "  - {id: a, evidence: &all []}\n  - {id: b|, evidence: *all}\n", "by hand"),
    ],
)
def test_where_words_cannot_be_cited(text, said):
    """Nothing is written, and one sentence says why."""
    with pytest.raises(QuizgenError, match=said):
        cite(text.replace("|", ""), text.index("|"), LAMP)


NAUGHTY = "'\":#&*!|>%@`{}[],-? aé🜁yes\\"


@given(st.text(NAUGHTY, min_size=1), st.integers(1, 9), st.integers(0, 200), st.data())
def test_whatever_is_quoted_is_read_again_as_it_was(quote, paragraph, at, data):
    """For every kind, at every place of its example, nothing else in the bank changes."""
    kind = data.draw(st.sampled_from(KINDS))
    text = HEAD + "".join(f"  {line}\n" for line in kind.example.splitlines())
    place = min(text.index("  - id") + 4 + at, len(text))
    words = Words(paragraph, quote)

    answer = cite(text, place, words, "replace")

    assert isinstance(answer, Cited)
    before, after = (read_yaml(each, "b") for each in (text, answer.text))
    found = after.value(answer.place)
    values = list(found.values())
    assert quote in values
    assert str(paragraph) in values
    assert before.value(("article",)) == after.value(("article",))
    changed = [
        key
        for key in after.value(("questions", 0))
        if before.value(("questions", 0, key)) != after.value(("questions", 0, key))
    ]
    assert (
        set(changed) <= {answer.place[2]} if len(answer.place) > 2 else {"answer", "paragraph"}
    )


NESTED = st.recursive(
    st.text(NAUGHTY),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("ab", min_size=1), inner),
)


@given(NESTED)
def test_a_value_on_one_line_is_read_again(value):
    """Whatever texts, lists and keys it has, within brackets and outside."""
    text = in_brackets(value)
    assert "\n" not in text
    assert read_yaml(f"a: {text}", "b").data == {"a": value}
    assert read_yaml(f"[{text}, b]", "b").data == [value, "b"]


def test_values_end_where_their_texts_end():
    """Not behind comments and blank lines, whatever the style."""
    text = "a: b  # c\nd: |\n  e\n\n# f\ng:\n- h\n\ni: [j,\n  k]  # l\nm: n\n  o\n"
    marks = marks_of(text)
    assert {key: text[marks.start((key,)) : marks.end((key,))] for key in "adgim"} == {
        "a": "b", "d": "|\n  e", "g": "- h", "i": "[j,\n  k]", "m": "n\n  o",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("chosen", "quoted"),
    [
        ("coast is saf", "coast is safer"),
        (" safer,", "safer"),
        ("safer,\n and", "safer, and"),
        (" ", ""),
        ("lonelier.", "lonelier."),
    ],
)
def test_chosen_words_are_whole(chosen, quoted):
    """No quotation begins or ends within a word, or with a comma."""
    text = "The coast is safer,\n and lonelier."
    start = text.index(chosen)
    assert whole_words(text, start, start + len(chosen)) == quoted
