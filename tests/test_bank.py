"""A bank is loaded whole, or everything wrong with it is said at the place to mend."""

import gc
import hashlib
import os
import re
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.bank import load
from quizgen.bank.document import Position
from quizgen.bank.error_messages import _WORDS
from quizgen.bank.load import load_bank, parse_bank
from quizgen.base.errors import BankError, QuizgenError
from quizgen.base.files import MAX_BYTES

LIGHTHOUSE = (Path(__file__).parent / "data" / "lighthouse.yaml").read_text("utf-8")
STEM = "stem: Which statement comes closest?"
KEEPERS = "- The last keepers should return."
EVIDENCE = "evidence:\n      - {paragraph: 2, quote: safer and lonelier}"


def problems_of(text):
    """Return what is wrong with a bank, without its name."""
    with pytest.raises(BankError) as caught:
        parse_bank(text, "bank.yaml")
    return [str(problem).removeprefix("bank.yaml:") for problem in caught.value.problems]


def changed(written, instead):
    """Return the bank with one of its texts, which must be there, changed."""
    assert written in LIGHTHOUSE
    return LIGHTHOUSE.replace(written, instead, 1)


def test_the_bank_is_read_as_it_stands():
    """Everything in the file is in the bank, as typed or as the number it is."""
    bank = parse_bank(LIGHTHOUSE, "bank.yaml")

    assert bank.article.published == "2019-04-02"
    assert bank.article.paragraphs == 9
    assert [question.type for question in bank.questions] == [
        "multiple_choice",
        "true_false",
        "short_answer",
        "open_response",
    ]
    assert bank.questions[0].distractors[1].misconception == "Turns one example into the claim."
    assert bank.questions[3].points == 2


TYPED = "No 1.10 007 12:30 0 ~ 2019-04-02 yes null 1e3 0x10 .5 1_000 = true off".split()  # noqa: SIM905


@pytest.mark.parametrize("typed", TYPED)
def test_an_answer_is_what_was_typed(typed):
    """Answers, options and stems print exactly as they stand in the file."""
    text = changed("answer: Automation made the coast safer.", f"answer: {typed}")
    text = text.replace(KEEPERS, f"- {typed}?").replace(STEM, f"stem: {typed}")
    text = text.replace("answer: That lights fail", f"answer: {typed}")
    choice, _, short, _ = parse_bank(text, "bank.yaml").questions

    assert (choice.stem, choice.options[:2]) == (typed, (typed, f"{typed}?"))
    assert short.accepted[0] == typed


# A line a slip reads best, however long.
# ruff: noqa: E501
SLIPS = [
    # what is written, what instead, where the complaint points, words of it
    (f"    {STEM}\n", "", "15:5", "Question 'main-claim' has no 'stem'. Add it, for example: stem:"),
    ("stem: Which", "steem: Which", "17:5", "no key 'steem' here. Did you mean 'stem'?"),
    ("stem: Which", "Stem: Which", "17:5", "Did you mean 'stem'?"),
    ("stem: Which", "question: Which", "17:5", "Did you mean 'stem'?"),
    ("distractors:", "options:", "19:5", "Did you mean 'distractors'?"),
    ("title: Light", "titel: Light", "2:1", "Did you mean 'title'?"),
    ("difficulty: medium", "x: medium", "26:5", "no key 'x' here. Question 'main-claim' may have"),
    (STEM, "stem:", "17:5", "stem is empty: write its text, for example: stem:"),
    (STEM, 'stem: "  "', "17:11", "stem is empty"),
    (STEM, "stem: >5", "17:5", "'stem' is empty: nothing is indented below it"),
    (STEM, "stem: [sic]", "17:11", "begins with [ must be in quotes. Write: stem: '[sic]'"),
    (STEM, "stem: {x}", "17:11", "begins with { must be in quotes. Write: stem: '{x}'"),
    (STEM, "stem:\n      What: so", "18:7", "must be in quotes. Write: 'What: so'"),
    (STEM, "stem:\n      - Which?", "18:7", "'stem' is one text, not a list"),
    (STEM, "stem: Item # 4", "17:16", "Put the whole text in quotes: 'Item # 4'"),
    (STEM, "stem: # 4", "17:11", "Put the whole text in quotes: '# 4'"),
    (STEM, 'stem: "a\\u0007b"', "17:11", "cannot be printed (U+0007)"),
    (STEM, "stem: &x", "17:11", "begins with & must be in quotes"),
    (STEM, "stem: *x", "17:11", "begins with * must be in quotes"),
    (STEM, "stem: !x", "17:11", "begins with ! must be in quotes"),
    (KEEPERS, "- What: a question", "20:9", "Write: - 'What: a question'"),
    (KEEPERS, "- [a, b]", "20:9", "Write: - '[a, b]'"),
    (KEEPERS, "- - a", "20:9", "needs keys (text), not a list. Delete the dash"),
    (KEEPERS, "- ? a", "20:9", "Write: - '? a'"),
    (KEEPERS, "- # 1 of these", "20:9", "Put the whole text in quotes: '# 1 of these'"),
    (KEEPERS, "-", "20:8", "Item 1 of 'distractors' is empty"),
    (KEEPERS, "- ''", "20:9", "Item 1 of 'distractors' is empty"),
    (KEEPERS, "- misconception: x", "20:9", "Distractor 1 of question 'main-claim' has no 'text'"),
    (KEEPERS, "- {text: a, b}", "20:19", "A comma inside { } ends a text"),
    (KEEPERS, "- Automation made  the coast safer.", "20:9", "This repeats the answer"),
    (KEEPERS, "- Most wrecks happened near lights.", "21:15", "is in the list twice"),
    ("difficulty: medium", "difficulty: Medium", "26:17", "easy, medium, hard, not 'Medium'. Did"),
    ("difficulty: medium", "difficulty: [x]", "26:17", "is one of easy, medium, hard."),
    ("difficulty: medium", "rubric: x", "26:5", "'rubric' belongs to type open_response; this question is a multiple_choice. Delete"),
    ("points: 1\n", "points: 1.0\n", "27:13", "a whole number from 1 to 1000, not '1.0'"),
    ("points: 1\n", "points: [1]\n", "27:13", "a whole number from 1 to 1000."),
    ("type: true_false", "type: truefalse", "30:11", "not 'truefalse'. Did you mean 'true_false'?"),
    ("type: true_false", "type: essay", "30:11", "is one of multiple_choice, multiple_select, true_false"),
    ("    type: true_false\n", "", "29:5", "no 'distractors' (a question without a type is mult"),
    ("    type: short_answer\n", "", "38:5", "Write 'type: short_answer', or delete 'accept'"),
    ("    type: open_response\n", "", "45:5", "Write 'type: open_response', or delete 'rubric'"),
    ("answer: true", "answer: maybe", "33:13", "is true or false, not 'maybe'"),
    ("id: weigh", "id: main-claim", "41:9", "'main-claim' is taken by the question on line 15"),
    ("id: weigh", "id: my weigh!", "41:9", "no spaces. Write my-weigh instead"),
    ("id: weigh", "id: ", "41:5", "id is empty"),
    ("skill: vocabulary", "skill: vocabluary", "43:12", "Did you mean 'vocabulary'? Use one of main_a"),
    ("paragraph: 2", "paragraph: 10", "25:21", "in paragraph 10, but the article has only 9"),
    ("paragraph: 2", "paragraph:2", "25:10", "Put a space after the colon: paragraph: 2"),
    ("quote: safer", "quote: safer, yes,", "25:38", "A comma inside { } ends a text, so 'yes' is"),
    (EVIDENCE, "evidence: {paragraph: 2}", "24:15", "'evidence' is a list. Put a dash"),
    (EVIDENCE, "evidence: page 2", "24:15", "'evidence' is a list of keys. Write: evidence: [{paragraph: …, quote: …}]"),
    (EVIDENCE, "evidence:\n      -page 2", "25:7", "Put a space after each dash"),
    ("paragraphs: 9", "paragraphs: nine", "10:15", "whole number from 1 to 10000, not 'nine'"),
    ("  paragraphs: 9\n", "", "4:1", "The article has no 'paragraphs'. Add it, for example: par"),
    ("  text: the-keeper", "  text: ../the-keeper", "11:9", "must lie in the bank's own folder"),
    ("skills:\n", "skills:\n  my words: W\n", "13:3", "A skill's name holds letters"),
    ("accept: [Lights fail", "accept: [That lights fail", "39:14", "This repeats the answer"),
    ("lines: 2", "lines: 61", "40:12", "a whole number from 1 to 60, not '61'"),
    ("lines: 2", "answer: x", "40:5", "'answer' is there twice; the first is on line 38"),
    ("{points: 2", "{points: two", "47:18", "a whole number from 0 to 1000, not 'two'"),
    ("{points: 2", "{point: 2", "47:10", "no key 'point' here. Did you mean 'points'?"),
    ("lines: 8", "points: 3", "49:13", "worth 3 points, but its rubric's best level is worth 2"),
    ("  - id: weigh\n", "  - id: weigh\n    author: x\n", "42:5", "There is no key 'author' here"),
    ("questions:\n", "questions:\n  - Why?\n", "15:5", "Item 1 of 'questions' needs keys (id, skill"),
    ("questions:\n", "questions:\n  - id:x\n", "15:5", "Put a space after the colon: id: x"),
    ("questions:\n", "question:\n", "14:1", "Did you mean 'questions'?"),
    ("    lines: 8\n", "lines: 8\n", "49:1", "'lines' belongs to question 'weigh'. Indent it"),
    ("skills:\n", "lines: kept\nskills:\n", "12:1", "'lines' belongs to the article. Indent it"),
]  # fmt: skip


@pytest.mark.parametrize(("written", "instead", "place", "words"), SLIPS)
def test_one_slip_gets_one_complaint_at_its_place(written, instead, place, words):
    """Each slip is reported once, where the teacher must edit, and nothing follows from it."""
    [problem] = problems_of(changed(written, instead))

    assert problem.startswith(f"{place}: ")
    assert words in problem


def test_keys_that_slid_out_of_the_article_are_one_slip():
    """Forgotten indentation is told once, not key by key."""
    text = changed("  title: The", "title2: The").split("\n")
    text = [line for line in text if not line.startswith("title")]
    for number, line in enumerate(text):
        if line.startswith("  ") and number < 9:
            text[number] = line[2:]

    [problem] = problems_of("\n".join(text))

    assert problem.startswith("3:1: article is empty: write its keys (title, paragraphs)")


WHOLE = [
    ("Why?\n", "1:1", "The file holds text without keys"),
    ("- id: a\n", "1:1", "The file holds a list"),
    ("", "1:1", "The file is empty"),
    ("article:\n  title: T\n  author: A\n  paragraphs: 1\n", "1:1", "no 'questions'"),
    (
        "article: {title: T, author: A, paragraphs: 1}\nquestions:\n",
        "2:1",
        "has no question yet",
    ),
    ("article: {title: T, author: A, paragraphs: 1}\nquestions: []\n", "2:12", "an empty list"),
    ("article: {title: T, author: A, paragraphs: 1}\nquestions: [a]\n", "2:13", "needs keys"),
]


@pytest.mark.parametrize(("text", "place", "words"), WHOLE)
def test_a_file_that_is_no_bank_says_how_one_begins(text, place, words):
    """An empty file, a letter or a list ends in advice."""
    [problem] = problems_of(text)

    assert problem.startswith(f"{place}: ")
    assert words in problem


def test_all_problems_are_told_at_once():
    """Fields, options, ids, skills, evidence and YAML's own slips in one list, by line."""
    text = changed("paragraph: 2", "paragraph: 77")
    for written, instead in [
        ("author: A", "autor: A"),
        (STEM, ""),
        (KEEPERS, "- Automation made the coast safer."),
        ("difficulty: medium", "difficulty: average"),
        ("skill: author_affiliation", "skill: guessing"),
        ("id: concession", "id: affiliation"),
        ("lines: 2", "lines: two"),
        ("lines: 8", "answer: twice"),
    ]:
        text = text.replace(written, instead, 1)

    places = [problem.split(": ")[0] for problem in problems_of(text)]

    assert places == "6:3 15:5 20:9 25:21 26:17 31:12 34:9 40:12 49:5".split()  # noqa: SIM905


def test_a_question_broken_in_several_ways_says_all():
    """Every missing key is named, beside what is wrong with those that are there."""
    found = problems_of(changed("  - id: weigh\n", "  - points: x\n  - id: weigh\n"))

    assert sorted(problem.split(". ")[0] for problem in found) == [
        "41:13: 'points' must be a whole number from 1 to 1000, not 'x'.",
        "41:5: Question 4 has no 'answer'",
        "41:5: Question 4 has no 'distractors' (a question without a type is multiple_choice)",
        "41:5: Question 4 has no 'id'",
        "41:5: Question 4 has no 'skill'",
        "41:5: Question 4 has no 'stem'",
    ]


def test_what_an_alias_repeats_is_wrong_once():
    """A slip in repeated text is mended in one place, so it is told once."""
    text = changed(EVIDENCE, "evidence: &place\n      - {paragraph: x}")
    text = text.replace("answer: true", "answer: true\n    evidence: *place")

    [problem] = problems_of(text)

    assert problem.startswith("25:21: 'paragraph' must be")


@pytest.mark.parametrize(
    "line",
    ["difficulty: medium # easy", "points: 1 # default", f"{STEM}  # a note", "# a note"],
)
def test_a_note_is_welcome_where_nothing_is_lost(line):
    """A # behind a number, a name or two spaces is nobody's half sentence."""
    key = line.split(":")[0]
    text = "\n".join(
        f"    {line}"
        if found.startswith(f"    {key}: Which") or found[4:] == line.split(" #")[0]
        else found
        for found in LIGHTHOUSE.split("\n")
    )

    assert parse_bank(text, "bank.yaml") == parse_bank(LIGHTHOUSE, "bank.yaml")


def test_messages_are_one_line_each():
    """Editors jump to path:line:column, so a message never breaks over lines."""
    text = changed("skill: vocabulary", 'skill: "a\\nb\\u2028c"')
    text = text.replace("id: weigh", 'id: "x\\ny"').replace(
        "skills:\n", 'skills:\n  "v\\nw": W\n'
    )

    assert len(problems_of(text)) == 3
    assert all(len(problem.splitlines()) == 1 for problem in problems_of(text))


def test_messages_stay_short():
    """A message quotes the beginning of what was typed, however much that is."""
    text = changed("skill: vocabulary", f"skill: {'vocabulary ' * 1_000}")

    [problem] = problems_of(text.replace("id: weigh", f"id: {'w' * 10_000}"))

    assert "no skill 'vocabulary vocabulary" in problem
    assert "Did you mean" not in problem
    assert len(problem) < 400


def test_no_complaint_is_left_in_pydantics_words():
    """Each type of error that a bank can cause has a wording of its own."""
    own = {
        "unknown_skill",
        "beyond_article",
        "reference_beyond",
        "repeats_answer",
        "repeats_other",
        "points_differ",
    }

    assert not own & set(_WORDS)
    assert {"missing", "extra_forbidden", "string_type", "tuple_type"} <= set(_WORDS)


def test_a_bank_is_loaded_with_its_file(tmp_path):
    """The plan keeps the file's hash, and advice points into the file."""
    path = tmp_path / "bank.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + LIGHTHOUSE.replace("\n", "\r\n").encode())

    loaded = load_bank(path)

    assert loaded.bank == parse_bank(LIGHTHOUSE, "")
    assert loaded.path == path
    assert loaded.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert loaded.mark("questions", 0, "stem") == Position(17, 11)
    assert loaded.mark("questions", 0, "distractors", 0, "text") == Position(20, 9)


def test_the_path_is_shown_as_it_was_given(tmp_path, monkeypatch):
    """A relative path stays relative, so that an editor finds it from where one is."""
    monkeypatch.chdir(tmp_path)
    Path("banks").mkdir()
    Path("banks/a.yaml").write_text("Why?", "utf-8")

    with pytest.raises(BankError) as caught:
        load_bank(Path("banks/a.yaml"))

    assert str(caught.value).startswith(f"{Path('banks/a.yaml')}:1:1: ")


def test_a_large_file_is_refused_with_its_size(tmp_path):
    """What is far too long to be a bank is not even read."""
    path = tmp_path / "bank.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 2_500_000)

    with pytest.raises(QuizgenError, match=r"bank\.yaml is 12\.5 MB long\. .* 10 MB at most"):
        load_bank(path)


def test_the_largest_bank_is_read(tmp_path):
    """The limit is where it is said to be."""
    path = tmp_path / "bank.yaml"
    raw = LIGHTHOUSE.encode()
    path.write_bytes(raw + b"#" * (MAX_BYTES - len(raw)))

    assert len(load_bank(path).bank.questions) == 4


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no endless file")
def test_an_endless_file_is_refused():
    """A file whose size is unknown is read no further than a bank may go."""
    with pytest.raises(QuizgenError, match="longer than 10 MB"):
        load_bank(Path("/dev/zero"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("missing.yaml", "There is no file"),
        (".", "is a folder. Name the bank's file in it"),
        ("a\0b", "this name has an invisible character"),
        ("x" * 5000, "cannot be read"),
        ("file.txt/bank.yaml", "cannot be read"),
    ],
)
def test_a_path_that_is_no_file_is_explained(tmp_path, name, words):
    """A wrong path ends in a sentence."""
    (tmp_path / "file.txt").write_text("x", "utf-8")

    with pytest.raises(QuizgenError, match=words):
        load_bank(tmp_path / name)


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="here every file can be read"
)
def test_a_locked_file_is_explained(tmp_path):
    """A file without permission ends in a sentence."""
    path = tmp_path / "bank.yaml"
    path.write_text(LIGHTHOUSE, "utf-8")
    path.chmod(0)

    with pytest.raises(QuizgenError, match="cannot be read: Permission denied"):
        load_bank(path)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
@pytest.mark.parametrize("target", ["../secret.txt", "/etc/passwd", "missing/../../x", "loop"])
def test_a_link_out_of_the_banks_folder_is_refused(tmp_path, target):
    """A bank from a stranger reads no other file, not through a link either."""
    folder = tmp_path / "banks"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("secret", "utf-8")
    (folder / "loop").symlink_to("loop")
    (folder / "the-keeper-who-stayed.txt").symlink_to(target)
    path = folder / "bank.yaml"
    path.write_text(LIGHTHOUSE, "utf-8")

    with pytest.raises(BankError, match=r"bank\.yaml:11:9: .* leads out of it"):
        load_bank(path)


@pytest.mark.parametrize("there", [True, False])
def test_the_articles_text_need_not_be_there(tmp_path, there):
    """A bank works without the article's words."""
    path = tmp_path / "bank.yaml"
    path.write_text(LIGHTHOUSE, "utf-8")
    if there:
        (tmp_path / "the-keeper-who-stayed.txt").write_text("words", "utf-8")

    assert load_bank(path).bank.article.text == "the-keeper-who-stayed.txt"


def test_a_thousand_questions_are_read():
    """A publisher's bank is a bank."""
    head, rest = LIGHTHOUSE.split("questions:\n")
    first = rest.split("  - id: affiliation")[0]
    many = "".join(first.replace("main-claim", f"q{number}") for number in range(1000))

    assert len(parse_bank(f"{head}questions:\n{many}", "bank.yaml").questions) == 1000


PYDANTIC = re.compile(
    "Input should|[Vv]alid |should have|Field required|Extra inputs|Value error"
)


def outcome(text):
    """Return what is wrong with a bank; nothing where it has questions."""
    try:
        assert parse_bank(text, "bank.yaml").questions
    except BankError as error:
        return error.problems
    return ()


pieces = st.sampled_from(
    [
        *"-:#'\"[]{}&*!|>%@`,? \n\t",
        ": ",
        "- ",
        "  ",
        "\n  ",
        "\0",
        "\ufeff",
        "é",
        "~",
        "<<: *a",
        "1",
    ]
)


@given(
    st.lists(st.tuples(st.integers(0, len(LIGHTHOUSE)), st.integers(0, 40), pieces), max_size=4)
)
def test_a_spoilt_bank_is_a_bank_or_has_problems_inside_the_file(cuts):
    """Whatever happens to a bank's text, the outcome is questions or places to mend."""
    text = LIGHTHOUSE
    for start, length, piece in cuts:
        text = text[:start] + piece + text[start + length :]
    lines = text.split("\n")

    for problem in outcome(text):
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.message
        assert not PYDANTIC.search(problem.message)


values = st.recursive(
    st.sampled_from(["''", "x", "true", "3", "evidence", "short_answer", "'# a'", "*a"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(
            st.sampled_from(["id", "text", "points", "type", "a: b", "zz"]), inner, max_size=3
        ).map(
            lambda keys: (
                "{" + ", ".join(f'"{key}": {value}' for key, value in keys.items()) + "}"
            )
        )
    ),
    max_leaves=6,
)
KEYS = "title article skills questions id type skill stem answer distractors evidence rubric "
KEYS += "accept lines points paragraph quote standards difficulty paragraphs author"


@given(st.sampled_from(KEYS.split()), values)
def test_any_value_behind_any_key_is_fine_or_explained(key, value):
    """A list, keys or text in the wrong place end in advice, never in pydantic's words."""
    lines = LIGHTHOUSE.split("\n")
    number = next(n for n, line in enumerate(lines) if re.search(rf"(^|[ {{]){key}:", line))
    before = lines[number].split(f"{key}:")[0]
    end = "}" if "{" in before else ""
    text = "\n".join([*lines[:number], f"{before}{key}: {value}{end}", *lines[number + 1 :]])

    assert not [problem for problem in outcome(text) if PYDANTIC.search(problem.message)]


@pytest.mark.parametrize(
    ("begin", "words"),
    [(b"PK\x03\x04", "Word or zip"), (b"{\\rtf1", "RTF"), (b"%PDF-1.7", "PDF")],
)
def test_a_word_processor_file_is_called_what_it_is(tmp_path, begin, words):
    """A teacher who saved from Word hears how to save it instead."""
    path = tmp_path / "bank.yaml"
    path.write_bytes(begin + b"anything")
    with pytest.raises(BankError) as caught:
        load_bank(path)
    [problem] = caught.value.problems
    assert f"This is a {words} file, not plain text." in problem.message


def test_evidence_in_one_sentence_is_shown_as_keys():
    """The advice is what the bank accepts."""
    bank = (Path(__file__).parent / "banks" / "lighthouse.yaml").read_text("utf-8")
    assert "evidence: [{paragraph: 9}]" in bank
    with pytest.raises(BankError) as caught:
        parse_bank(
            bank.replace("evidence: [{paragraph: 9}]", "evidence: paragraph 9"), "x.yaml"
        )
    [problem] = caught.value.problems
    assert "Write: evidence: [{paragraph: …, quote: …}]" in problem.message


@pytest.mark.parametrize("text", ["questions: []", LIGHTHOUSE])
@pytest.mark.parametrize("is_on", [True, False])
def test_python_looks_for_garbage_after_a_bank_as_before(tmp_path, monkeypatch, text, is_on):
    """While a bank is read it does not, or a page would wait for it at every other edit."""
    path = tmp_path / "bank.yaml"
    path.write_text(text, "utf-8")
    seen = []
    read = load.read_whole
    monkeypatch.setattr(
        load, "read_whole", lambda *given: seen.append(gc.isenabled()) or read(*given)
    )
    was_on = gc.isenabled()
    try:
        (gc.enable if is_on else gc.disable)()
        with suppress(BankError):
            load.load_bank(path)
        assert (seen, gc.isenabled()) == ([False], is_on)
    finally:
        (gc.enable if was_on else gc.disable)()
