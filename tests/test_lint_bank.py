"""What the rules about a bank as a whole promise beyond their examples."""

from collections import Counter

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st
from linting import advice_of, example_bank, messages_of

from quizgen.authoring.rules import advise, all_rules
from quizgen.authoring.rules.coverage import in_ranges
from quizgen.authoring.rules.items import RuleView
from quizgen.authoring.rules.pairs import MOST_WITH_A_WORD, RAREST, _candidates
from quizgen.authoring.rules.readability import grade
from quizgen.authoring.rules.words import _KEPT_LETTERS, content, root, words

# Coverage


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([1], "1"),
        ([1, 2], "1 and 2"),
        ([1, 2, 3], "1 to 3"),
        ([1, 3, 4, 5, 9], "1, 3 to 5 and 9"),
        ([1, 5, 7, 8], "1, 5, 7 and 8"),
    ],
)
def test_paragraphs_are_named_in_ranges(numbers, said):
    """A long article makes no long sentence."""
    assert in_ranges(numbers) == said


def test_a_paragraph_counts_wherever_a_question_names_it():
    """In the evidence, in Part B, and as the place to underline."""
    bank = """
article: {paragraphs: 4}
questions:
  - {type: true_false, stem: It burned., answer: true, evidence: [{paragraph: 1}]}
  - {type: underline, stem: Underline the turn., paragraph: 2, answer: but}
  - type: two_part
    part_a: {stem: What?, answer: This., distractors: [That., Both.]}
    part_b: {answer: {quote: a lamp, paragraph: 3}, distractors: [The title., The end.]}
"""

    [message] = messages_of("paragraph-without-question", bank)

    assert "in paragraph 4. Ask" in message


def test_a_limit_of_the_bank_is_the_rules_limit():
    """What stands under check is what the rule goes by."""
    bank = """
check: {paragraph-without-question: {allowed: 8}}
questions:
  - {type: true_false, stem: It burned., answer: true, evidence: [{paragraph: 1}]}
"""

    assert messages_of("paragraph-without-question", bank) == []
    assert messages_of("paragraph-without-question", bank.replace("8", "7"))


def test_a_bank_with_skills_of_its_own_needs_no_others():
    """The built-in skills are asked for only where a bank uses some of them."""
    bank = """
skills: {tone: Tone}
questions:
  - {skill: tone, type: true_false, stem: It is sad., answer: true}
"""

    assert messages_of("skill-without-question", bank) == []


# Guessers


def choice_bank(rule, *questions, extra=""):
    listed = "\n".join(
        f"  - {{stem: {stem}, answer: {answer}, distractors: [{', '.join(wrong)}]}}"
        for stem, answer, *wrong in questions
    )
    return f"check: {{{rule}: {{questions: 3{extra}}}}}\nquestions:\n{listed}\n"


def test_a_guessers_score_is_stated_beside_chance():
    """Four of four where one in four is chance; ties are shared."""
    long = ("What?", "A rather long answer", "Short", "Brief", "Terse")
    tied = ("What?", "Same length", "Also eleven"[:11], "No", "Or")
    bank = choice_bank("guess-by-length", long, long, long, tied)

    [message] = messages_of("guess-by-length", bank)

    assert message.startswith(
        "A student who always picks the longest option scores 88 % in 4 questions without "
        "reading (blind picking: 25 %)."
    )


def test_the_shortest_answer_betrays_itself_too():
    """A pattern is a pattern either way."""
    short = ("What?", "Brief", "A rather long one", "Another long one", "The longest of all")

    [message] = messages_of(
        "guess-by-length", choice_bank("guess-by-length", short, short, short)
    )

    assert "always picks the shortest option scores 100 %" in message


def test_what_chance_may_do_is_no_pattern():
    """Two of three, or two of five, are what blind picking gets now and then."""
    long = ("What?", "A rather long answer", "Short", "Brief", "Terse")
    short = ("What?", "Mid size", "A rather long one", "Brief", "Terse")

    for questions in ([long, long, short], [long, long, short, short, short]):
        bank = choice_bank("guess-by-length", *questions)
        assert messages_of("guess-by-length", bank) == []
    assert messages_of("guess-by-length", choice_bank("guess-by-length", long, long, long))


def test_few_questions_make_no_pattern():
    """The limit keeps a bank of three questions from being called predictable."""
    long = ("What?", "A rather long answer", "Short", "Brief", "Terse")
    bank = choice_bank("guess-by-length", long, long, long)

    assert messages_of("guess-by-length", bank)
    assert messages_of("guess-by-length", bank.replace("questions: 3", "questions: 4")) == []


# Pairs

GIVING = """
article: {paragraphs: 2000}
questions:
  - id: cause
    stem: Why did the harbor lose its beacon in 1912?
    answer: The town sold it.
    distractors: [A storm took it., The crew left.]
  - id: year
    stem: When did the light go out?
    answer: In 1912.
    distractors: [In 1887., In 1934.]
"""


def test_the_stem_that_tells_is_the_one_to_change():
    """The finding stands there and names the other question and the words."""
    [advice] = advice_of("gives-away", GIVING)

    assert advice.finding.place == ("questions", 0, "stem")
    assert "“1912” in this stem tells the answer of 'year'." in advice.finding.message


@pytest.mark.parametrize("key", ["enemies", "allow_with"])
@pytest.mark.parametrize("owner", ["cause", "year"])
@pytest.mark.parametrize("rule", ["gives-away", "same-fact-twice"])
def test_pairs_that_never_meet_or_may_meet_are_let_be(key, owner, rule):
    """Whichever of the two says so."""
    bank = {"gives-away": GIVING, "same-fact-twice": TWICE}[rule]
    other = {"cause": "year", "year": "cause"}[owner]
    assert messages_of(rule, bank)

    apart = bank.replace(f"id: {owner}\n", f"id: {owner}\n    {key}: [{other}]\n")

    assert messages_of(rule, apart) == []


@pytest.mark.parametrize(
    "stem",
    [
        "Why does paragraph 1912 begin so?",
        "Why does [[1912]] begin so?",
        "What happened in 1887?",
    ],
)
def test_numbers_of_paragraphs_and_of_distractors_tell_nothing(stem):
    """Only a figure of the answer does."""
    bank = GIVING.replace("Why did the harbor lose its beacon in 1912?", f'"{stem}"')

    assert messages_of("gives-away", bank) == []


def test_words_that_everybody_reads_tell_nothing():
    """The title and the author's affiliation stand at the head of the article."""
    bank = GIVING.replace("In 1912", "The museum").replace("in 1912", "to the museum")
    assert messages_of("gives-away", bank)

    known = bank.replace("2000", "2000, affiliation: Harbor Museum")

    assert messages_of("gives-away", known) == []


def test_a_word_that_a_distractor_has_too_tells_nothing():
    """It does not single out the answer."""
    bank = GIVING.replace("In 1887", "Before 1912")

    assert messages_of("gives-away", bank) == []


WHO = """
questions:
  - id: kept
    stem: What did Ellen bring to the harbor?
    answer: A lamp
    distractors: [A rope, A bell]
  - id: friend
    stem: Who was the best friend of the keeper?
    answer: Ellen
    distractors: [Tom, Ann]
"""


def test_a_name_alone_does_not_tell_who_it_was():
    """Unless both stems speak of the same thing."""
    assert messages_of("gives-away", WHO) == []

    same = WHO.replace("bring to the harbor", "bring to her friend")

    assert messages_of("gives-away", same)


TWICE = """
questions:
  - id: cause
    stem: What did the keeper count every night?
    answer: The ships that passed.
    distractors: [The stars above the rock., His coins.]
  - id: year
    stem: What was it that the keeper counted each night?
    answer: Passing ships.
    distractors: [The steps of the tower., The waves.]
"""


def test_the_second_of_two_like_questions_names_the_first():
    """Each pair is told once."""
    [advice] = advice_of("same-fact-twice", TWICE)

    assert advice.finding.place == ("questions", 1, "stem")
    assert "the same as 'cause' (100 % of the words)" in advice.finding.message


def test_questions_are_not_compared_each_with_each():
    """Even where all share their words, each is held against a bounded number of others."""
    questions = "\n".join(
        f"  - {{stem: Why did he count {i} ships?, answer: For pay., distractors: [x, y]}}"
        for i in range(300)
    )
    bank = example_bank(f"questions:\n{questions}\n")
    facts = [RuleView(question, i).asked for i, question in enumerate(bank.questions)]

    pairs = list(_candidates(facts, Counter(word for fact in facts for word in fact)))

    assert len(pairs) == len(set(pairs)) <= 300 * RAREST * MOST_WITH_A_WORD
    assert all(one < other for one, other in pairs)


# Words


def test_words_are_known_again_without_their_endings():
    """In languages that snowballstemmer knows, and as written in others."""
    assert content(words("The sanctions"), "en-GB") == content(words("a sanction"), "en")
    assert content(words("die Häuser"), "de") == content(words("das Hause"), "de")
    assert content(words("abadan abada"), "xx") == {"abadan", "abada"}


@given(
    st.from_regex(r"[a-z][a-z']{0,7}", fullmatch=True), st.sampled_from(sorted(_KEPT_LETTERS))
)
def test_what_ends_in_a_kept_letter_has_no_ending(start, end):
    """Such words are not given to the stemmer, which would return them as they are."""
    word = start + end

    assert root(word, "en") == snowballstemmer.stemmer("english").stemWord(word) == word


def test_reading_grades_grow_with_words_and_sentences():
    """Long words and long sentences are what the index counts."""
    easy = grade(("The lamp was lit. He saw it. It was red.",))
    long_sentence = grade(("The lamp was lit and he saw it and it was red.",))
    long_words = grade(("Illumination commenced. Observers recognized it. It reddened.",))

    assert easy < long_sentence
    assert easy < long_words


def test_signs_in_a_row_end_one_sentence():
    """However many: a page of nothing but dots and colons must not take minutes."""
    assert grade(("The lamp was lit... He saw it?!",)) == grade(
        ("The lamp was lit. He saw it?",)
    )
    assert grade(("He said “no.” (It was red.)",)) == grade(("He said no. It was red.",))
    assert grade(("It cost 1.50 at noon",)) == grade(("It cost 1.50 at noon.",))
    signs = ": " * 100_000 + "." * 100_000
    assert grade((f"The lamp was lit {signs}x",)) < grade(("The lamp was lit x",))


# Any kind of question


def test_every_kind_of_question_can_be_looked_at():
    """A kind without options has none to look at, and no rule stumbles over it."""
    from running import EVERY_KIND

    from quizgen.bank.load import parse_bank

    bank = parse_bank(EVERY_KIND, "every-kind.yaml")
    items = {q.type: RuleView(q, i) for i, q in enumerate(bank.questions)}

    assert [len(items[kind].choices) for kind in ("two_part", "multiple_select", "cloze")] == [
        2,
        1,
        0,
    ]
    assert [stem.place for stem in items["two_part"].stems][1:] == [
        ("part_a", "stem"),
        ("part_b", "stem"),
    ]
    advise(bank, None, all_rules().values())


def test_the_options_of_an_item_know_their_places():
    """So that a finding leads to the option itself."""
    bank = example_bank("stem: What?\nanswer: A\ndistractors: [B, {text: C, last: true}]")
    [choice] = RuleView(bank.questions[0], 0).choices

    assert [(o.text, o.place, o.right, o.last) for o in choice.options] == [
        ("A", ("answer",), True, False),
        ("B", ("distractors", 0), False, False),
        ("C", ("distractors", 1), False, True),
    ]
