"""What the rules about a question find beyond their examples, and what they let be."""

import json

import pytest
from linting import advice_of, messages_of

PASSAGE = """
    The Harbor Watch of Port Ellery kept a lamp. The old keeper climbed the stairs in the dark
    every night, and nobody thanked him for it.

    Now the lamp is gone.
    """


def question(stem, answer, *distractors, **keys):
    """Return a question's YAML; JSON is YAML."""
    return json.dumps({"stem": stem, "answer": answer, "distractors": distractors, **keys})


WHY = "Why did the keeper stay on the rock?"
WHAT = "What did the keeper do?"
LONG = "He waited there for the one ship that would bring his brother home from the war"
FOUND = {
    "longest-answer": [
        question(WHY, "He liked the birds and the sea there", "He was old", "He was ill"),
    ],
    "unequal-options": [
        question(WHY, "He liked it.", LONG, "He was ill.", "He was old."),
        question(WHY, LONG, "He liked it.", f"{LONG} at last.", f"{LONG} to his mother."),
    ],
    "all-or-none-of-the-above": [
        question(WHAT, "He slept.", "He read.", "All of the above."),
        question(WHAT, "He slept.", "He read.", "None of these"),
        question(WHAT, "He slept.", "He read.", "All the above are correct."),
        question(WHAT, "He slept.", "He read.", "Both of these answers"),
        question(WHAT, "He slept.", "He read.", "Both are correct."),
        question(WHAT, "He slept.", "He read.", "No answer is right"),
        question(WHAT, "He slept.", "He read.", "None of the above reasons"),
    ],
    "k-type": [
        question(WHAT, "A and C only", "B only", "He read."),
        question(WHAT, "Both A and B", "He slept.", "He read."),
        question(WHAT, "I, II, and III", "I and II", "II"),
        question(WHAT, "He slept.", "He read.", "Statements 1 and 3"),
        question("What did he do? (1) sing (2) read (3) sleep", "1 and 2", "2 and 3", "1"),
        question(WHAT, "He slept.", "He read.", "Only the first and second statements"),
    ],
    "true-false-options": [
        question("He slept.", "Yes", "No"),
        question("He slept.", "True.", "False.", "Not given."),
        question("He slept.", "True, because he was tired.", "False, because he was not."),
    ],
    "absolute-words": [
        question(WHAT, "He read.", "He never slept.", "He sang."),
        question(WHAT, "He read.", "He sold all his books.", "He sang."),
        question(WHAT, "He read.", "He ate only fish.", "He sang."),
    ],
    "vague-frequency": [
        question(WHAT, "He read.", "He sometimes sang.", "He slept."),
        json.dumps({"type": "true_false", "stem": "He often sang.", "answer": "true"}),
    ],
    "negative-stem": [
        question("Which of these did he not do?", "Sing", "Read"),
        question("All of these are reasons except", "Rain", "Fog"),
        question("Choose the statement that is not true.", "He sang.", "He read."),
        question("Which conclusion can't be drawn?", "He sang.", "He read."),
        question("What part of the plan does the author not like?", "The cost", "The end"),
    ],
    "doubtful-emphasis": [
        question("What does *this mean?", "Fear", "Love"),
        question("What does this mean?", "**Fear", "Love"),
        question("What does _this_ mean?", "Fear", "Love"),
        question("What does __this__ mean?", "Fear", "Love"),
    ],
    "blank-in-stem": [
        question("The ______ was lit by the keeper.", "lamp", "fire"),
        question("He called it .... and left.", "home", "hell"),
    ],
    "empty-stem": [
        question("Which statement is correct?", "He sang.", "He read."),
        question("Choose the correct answer.", "He sang.", "He read."),
        question("Which of these is true according to [[3]]?", "He sang.", "He read."),
        question("What does the author say?", "He sang.", "He read."),
        question("The keeper", "sang.", "read."),
        question("The keeper was:", "old", "ill"),
    ],
    "stem-word-in-answer": [
        question("Why did he keep counting?", "A count kept him awake.", "He was paid for it."),
        question("What happened in 1912?", "In 1912 the lamp went out.", "The ship sank."),
    ],
    "grammar-clue": [
        question("The story is told by a", "sailor", "eyewitness", "old man"),
        question("The keeper worked for an ____.", "hour", "week", "month"),
        question("What are the causes of the wreck?", "Fog and rain", "A storm", "A rock"),
        question("Which animals were on the rock?", "Seals", "A dog", "A horse"),
        question("The keepers", "were tired", "was tired", "has left"),
    ],
    "duplicate-options": [
        question(WHAT, "He read the log.", "He read a log", "He sang."),
        question(WHAT, "He sang.", "He sang at night.", "He read."),
        question("What did he feel?", "Fear", "Hope and fear", "Pride"),
        question("How many ships came?", "10 to 20", "20 to 30", "31 to 40"),
        question("How many ships came?", "More than 30", "More than 10", "None"),
        question("How many ships came?", "Between 5 and 15", "10 or more", "None"),
    ],
    "numeric-order": [
        question("How many?", "7", "12", "3"),
        question("How much?", "About $1,200", "About $300", "About $90"),
        question("When?", "In 1912.", "In 1887.", "In 1934."),
        question("How many?", "Three", "Seven", "Two"),
        question("How far?", "1 mile", "3 miles", "2 miles"),
        question("How many?", "7", "12", "3", options_kept_last=["3", "12", "7"]),
        question("How many?", "7", "12", "3", options_kept_last=["12"]),
    ],
    "mixed-form": [
        question(WHAT, "He read.", "He slept", "He sang."),
        question(WHAT, "he read", "He slept", "he sang"),
        question(WHY, "To read", "To sleep", "For the birds"),
        question(WHY, "By reading books", "By sleeping", "His old log"),
        question("What was it?", "A lamp", "A rock", "It was a bell"),
        question(WHAT, "Reading", "Sleeping", "To sing", "To sail"),
    ],
    "stem-names-other-paragraph": [
        question("In [[4]], what is lit?", "A lamp", "A fire", evidence=[{"paragraph": 5}]),
        question("See paragraphs 2 to 4.", "Lamp", "Fire", evidence=[{"paragraph": 5}]),
    ],
}
LET_BE = {
    "longest-answer": [
        question(WHY, "He liked the birds and the sea there", "He was old and ill", "No"),
        question(WHY, "He liked it.", LONG, "He was ill."),
    ],
    "unequal-options": [
        question(WHY, LONG, "He liked it.", "He was ill."),
        question(WHY, "He liked the sea and the birds.", "Fear.", "He was ill and tired."),
        question(WHY, LONG, f"{LONG} at last.", f"{LONG} again.", "All of the above"),
        json.dumps(
            {
                "type": "multiple_select",
                "stem": WHY,
                "answers": [LONG, f"{LONG} at last."],
                "distractors": ["He liked it."],
            }
        ),
    ],
    "all-or-none-of-the-above": [
        question(WHY, "None of them came back from the sea.", "All of these men lied to him."),
        question(WHY, "To rise above the fog", "Nothing happened."),
        question("How many ships came?", "Two", "None", "All"),
        question("What did he get?", "No answer", "Both"),
    ],
    "k-type": [
        question("Who is told of?", "I and a friend", "Only I know", "A man and a dog"),
        question("Which paragraphs?", "1 and 2", "3 and 4"),
    ],
    "true-false-options": [
        question(WHAT, "He said no.", "True love kept him.", "No ship came."),
        question(WHAT, "Yes", "Maybe", "He said nothing."),
    ],
    "absolute-words": [
        question(WHAT, "He never sang.", "He never slept."),
        question(WHAT, "He read.", "He slept all day.", "He knew the only ship."),
        question(WHAT, "He read.", "He was not only tired.", "He cared at all hours."),
        question(WHAT, "He said “no”.", "He said “never again”."),
        question(WHAT, "He read.", "He sang.", "None of the above"),
        question("Who came?", "The mayor", "Nobody"),
        question(WHAT, "He read.", "He hid, so that nobody would see him."),
        question(WHAT, "He read.", "He earned only ten coins.", "He saw all three ships."),
    ],
    "vague-frequency": [
        question("How often did he usually sing?", "Once a day", "Once a week"),
        question(WHAT, "He sang more often than before.", "He said “often”."),
        question(WHAT, "He had climbed the stairs many times.", "He sang."),
    ],
    "negative-stem": [
        question("Why did the keeper not leave?", "Fear", "Love"),
        question("Which is **not true**?", "Fear", "Love"),
        question("All of these are reasons EXCEPT", "Fear", "Love"),
        question("Which words show that the plan did not work?", "Alas", "Hooray"),
        question("The author does not mention cost. What does he stress?", "Fear", "Love"),
        question("Why did everyone except the mayor vote?", "Fear", "Love"),
        question("What does “not a soul” mean?", "Nobody", "A ghost"),
        question("Which reason does he give for not selling?", "Fear", "Love"),
    ],
    "doubtful-emphasis": [
        question("What does *this* mean?", "5*6*7", "M*A*S*H"),
        question(r"What is \*this?", "____", "x**2"),
        question("What is snake_case?", "a * b", "(*)"),
    ],
    "blank-in-stem": [
        question("The keeper lit the ____.", "lamp", "fire"),
        question("The keeper lit the ____. Choose the best word.", "lamp", "fire"),
        question("What did he __really__ mean?", "Fear", "Love"),
    ],
    "empty-stem": [
        question("Which statement about the lamp is true?", "It broke.", "It burned."),
        question("The keeper called the lamp", "a friend", "a burden"),
        question("What does the author want?", "More lamps", "Fewer ships"),
        question("What did she do?", "She sang.", "She read."),
        question("What is the main idea of the article?", "Fear", "Love"),
        question("What does the author say in [[3]]?", "Fear", "Love"),
        question("Which is true?", "Fear", "Love", excerpt="He was alone."),
    ],
    "stem-word-in-answer": [
        question("Why did he count?", "A count calmed him.", "He was paid to count."),
        question("What did Ellen want?", "To see Ellen's lamp", "To go home"),
        question("What did the Keeper want?", "A new keeper", "A boat"),
    ],
    "grammar-clue": [
        question("The story is told by a/an", "sailor", "eyewitness"),
        question("What are the causes of the wreck?", "Fog and rain", "Two storms", "A rock"),
        question("What is the keeper's aim?", "Cheaper lamps", "More boats"),
        question("What is the cause?", "The glass", "The compass", "The rocks"),
    ],
    "duplicate-options": [
        question(WHAT, "The dog bit the man.", "The man bit the dog."),
        question("Who was it?", "A lamp maker", "A lamp", "A maker of maps"),
        question("How many?", "Fewer than 10", "10 or more"),
        question("How many?", "10 to 20 ships", "15 to 30 boats"),
        question("How did it change?", "It rose from 3 to 5.", "It rose from 4 to 6."),
    ],
    "numeric-order": [
        question("How many?", "7", "12", "3", options_kept_last=["3", "7", "12"]),
        question("How many?", "7", "12", "3", options_kept_last=["12", "7", "3"]),
        question("How long?", "10 minutes", "2 hours", "3 days"),
        question("How many?", "3", "7"),
        question("What changed?", "Every 5 ships paid the town a coin", "B 1", "C 2"),
    ],
    "mixed-form": [
        question("Who?", "the keeper", "the mayor", "Ellen"),
        question("When?", "At 5 p.m.", "At noon", "At dawn"),
        question(WHY, "To read", "For money", "Out of fear"),
        question(WHAT, "He read.", "He sang.", "All of the above"),
        question("Which?", "The keeper counted", "A lamp that burned", "Ships"),
        question(WHAT, "Reading", "A nap", "Songs"),
    ],
    "stem-names-other-paragraph": [
        question("In [[4]], what?", "A", "B", evidence=[{"paragraph": 5}, {"paragraph": 4}]),
        question("See paragraphs 2 to 4.", "Lamp", "Fire", evidence=[{"paragraph": 3}]),
        question("What comes after paragraph 4?", "A", "B", evidence=[{"paragraph": 5}]),
        question("What does paragraph 4 say?", "A", "B"),
    ],
}


def _cases(table):
    return [(rule, yaml) for rule, listed in table.items() for yaml in listed]


@pytest.mark.parametrize(("rule", "yaml"), _cases(FOUND))
def test_what_is_weak_is_found(rule, yaml):
    """Once for each question, or once for each option at fault."""
    assert messages_of(rule, yaml)


@pytest.mark.parametrize(("rule", "yaml"), _cases(LET_BE))
def test_what_only_looks_weak_is_let_be(rule, yaml):
    """A teacher who sees three false alarms stops reading."""
    assert messages_of(rule, yaml) == []


@pytest.mark.parametrize(
    ("options", "is_found"),
    [
        (["He climbed the stairs in the dark.", "He sang.", "He read."], True),
        (["He climbed the stairs in the dark.", "Nobody thanked him for it.", "No."], False),
        (["“climbed the stairs in the dark”", "He sang.", "He read."], False),
        (["The Harbor Watch of Port Ellery", "The mayor", "The town"], False),
        (["He went up in the dark.", "He sang.", "He read."], False),
    ],
)
def test_only_words_that_a_reader_knows_again_are_a_quotation(options, is_found):
    """Not a common phrase, not a name, and not where distractors quote as well."""
    assert bool(messages_of("quoted-answer", question("Which?", *options), PASSAGE)) is is_found


def test_messages_name_the_words_at_fault():
    """One says what, and one what to do."""
    [echo] = messages_of("stem-word-in-answer", FOUND["stem-word-in-answer"][0])
    [absolute] = messages_of("absolute-words", FOUND["absolute-words"][0])
    [order] = messages_of("numeric-order", FOUND["numeric-order"][1])

    assert echo.startswith("“count” is in the stem and in the answer")
    assert absolute.startswith("“never” is in “He never slept.”")
    assert 'options_kept_last: ["About $90", "About $300", "About $1,200"]' in order


KEPT = [("missing-rationale", {"rationale": "It says so."})]
KEPT += [("missing-evidence", {"evidence": [{"paragraph": 2}]})]


@pytest.mark.parametrize(("rule", "keys"), KEPT)
def test_a_bank_without_any_is_told_once(rule, keys):
    """Thirty findings that say the same are not read; where some have it, each is told."""
    bare = [json.loads(question(f"What is {n}?", "A", "B")) for n in range(6)]
    [found] = advice_of(rule, json.dumps(bare))
    assert found.number is None
    bare[0] |= keys

    assert [each.number for each in advice_of(rule, json.dumps(bare))] == [1, 2, 3, 4, 5]


def test_misconceptions_are_counted_and_told_once_where_there_are_none():
    """A bank that has any is told of each question that lacks some."""
    bare = [json.loads(question(f"What is {n}?", "A", "B", "C")) for n in range(6)]
    [found] = advice_of("missing-misconception", json.dumps(bare))
    assert found.number is None
    bare[0]["distractors"][0] = {"text": "B", "misconception": "Confuses the two."}

    found = advice_of("missing-misconception", json.dumps(bare))
    assert [each.number for each in found] == [0, 1, 2, 3, 4, 5]
    assert found[0].finding.place == ("questions", 0, "distractors", 1)
    assert found[0].finding.message.startswith(
        "1 of 2 wrong options does not say why it tempts."
    )
    assert found[1].finding.message.startswith(
        "2 of 2 wrong options do not say why they tempt."
    )


def test_what_has_no_evidence_of_its_own_needs_none():
    """Part B is the evidence of a question in two parts; silence has no place."""
    part_b = {"answer": {"quote": "the lamp", "paragraph": 1}, "distractors": ["the sea"]}
    part_a = {"stem": "What?", "answer": "A", "distractors": ["B"]}
    two = {"type": "two_part", "part_a": part_a, "part_b": part_b}
    silent = {"type": "true_false_not_given", "stem": "He sang.", "answer": "not given"}

    assert messages_of("missing-evidence", json.dumps([two, silent])) == []


def test_a_word_of_many_stems_is_no_clue():
    """What the whole article is about stands everywhere."""
    asked = [f"What did the lamp do in the year {n}?" for n in ("one", "two", "three", "four")]
    bank = [json.loads(question(stem, "The lamp shone.", "It broke.")) for stem in asked]

    assert messages_of("stem-word-in-answer", json.dumps(bank[:2]))
    assert messages_of("stem-word-in-answer", json.dumps(bank)) == []


def test_options_that_are_all_in_place_make_no_pinned_key():
    """Numbers in order are not options that always have the last letter."""
    kept = {"options_kept_last": ["1", "2", "3"]}
    bank = [json.loads(question(f"How many {n}?", "2", "1", "3", **kept)) for n in "abcd"]

    assert messages_of("pinned-key", json.dumps(bank)) == []
