"""YAML becomes text, exactly as typed, with the place of everything in it."""

import re
import sys
from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from quizgen.bank import yaml_reader
from quizgen.bank.document import Position, decode
from quizgen.bank.load import parse_bank
from quizgen.bank.yaml_reader import MAX_DEPTH, MAX_REPEATED, MAX_VALUES, read_yaml
from quizgen.base.errors import BankError

# Where libyaml is missing, the parser written in Python does the same work.
LOADERS = [getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader]
# What a file cannot hold as itself; in double quotes it is written as a code.
SPECIAL = re.compile(yaml_reader._UNREADABLE)


@pytest.fixture(params=LOADERS, ids=lambda loader: loader.__name__)
def either_parser(request, monkeypatch):
    monkeypatch.setattr(yaml_reader, "_Loader", request.param)


def problems_of(text):
    """Return what is wrong with a text, without its name."""
    try:
        found = read_yaml(text, "bank.yaml").problems
    except BankError as error:
        found = error.problems
    return [str(problem).removeprefix("bank.yaml:") for problem in found]


def in_double_quotes(text):
    """Write text as YAML lets double quotes hold it."""
    coded = "".join(
        f"\\U{ord(character):08X}"
        if SPECIAL.match(character) or character in '"\\\n\t\x85\u2028\u2029'
        else character
        for character in text
    )
    return f'"{coded}"'


PLAIN = (
    "No 1.10 007 12:30 0 ~ 2019-04-02 yes null 1e3 0x10 .5 1_000 = True .inf 50% a#b".split()  # noqa: SIM905
)


@pytest.mark.parametrize("typed", PLAIN)
def test_nothing_is_guessed(either_parser, typed):
    """What YAML would turn into a number, a date or nothing stays the text it is."""
    assert read_yaml(f"answer: {typed}", "").data == {"answer": typed}
    assert read_yaml(f"- {typed}\n- [{typed}]", "").data == [typed, [typed]]
    assert read_yaml(f"{typed}: x", "").data == {typed: "x"}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_out_of_double_quotes_as_it_went_in(text):
    """Quotes are the way to type anything at all."""
    assert read_yaml(f"answer: {in_double_quotes(text)}", "").data == {"answer": text}


@given(
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff")
    )
)
def test_any_line_comes_out_of_single_quotes_as_it_went_in(text):
    """A line needs no more than its apostrophes doubled, odd line ends included."""
    written = text.replace("'", "''")

    assert read_yaml(f"- '{written}'", "").data == [text]


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "a\u2028b\ue000c\u2029"])
def test_an_odd_line_end_is_a_character(either_parser, odd):
    """Pasted text may hold line ends that no editor shows; they move no line number."""
    document = read_yaml(f"a: 'x{odd}y'\nb: z", "")

    assert document.data == {"a": f"x{odd}y", "b": "z"}
    assert document.spots["b",].key == Position(2, 1)


def test_every_key_and_value_has_its_place(either_parser):
    """Lines and columns count from 1, in characters, wherever a value stands."""
    text = "a: 😀\nbé:\n  - x\n  -   c: 'y'\n      d: {e: f, 𠀀: [h, i]}\n"

    spots = read_yaml(text, "").spots

    assert {place: (spot.key, spot.value) for place, spot in spots.items()} == {
        (): (None, (1, 1)),
        ("a",): ((1, 1), (1, 4)),
        ("bé",): ((2, 1), (3, 3)),
        ("bé", 0): (None, (3, 5)),
        ("bé", 1): (None, (4, 7)),
        ("bé", 1, "c"): ((4, 7), (4, 10)),
        ("bé", 1, "d"): ((5, 7), (5, 10)),
        ("bé", 1, "d", "e"): ((5, 11), (5, 14)),
        ("bé", 1, "d", "𠀀"): ((5, 17), (5, 20)),
        ("bé", 1, "d", "𠀀", 0): (None, (5, 21)),
        ("bé", 1, "d", "𠀀", 1): (None, (5, 24)),
    }


@given(st.lists(st.text("aé😀𠀀", min_size=1), min_size=1, unique=True))
def test_the_mark_is_where_the_text_is(names):
    """Reading the file again at a mark finds the text, whatever stands before it."""
    text = "{" + ", ".join(f"{name}: <{name}>" for name in names) + "}"

    for (name,), spot in list(read_yaml(text, "").spots.items())[1:]:
        assert text[spot.value.column - 1 :].startswith(f"<{name}>")
        assert text[spot.key.column - 1 :].startswith(f"{name}: ")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["", "byte-order mark"])
def test_systems_differ_in_marks_and_line_ends(either_parser, end, mark):
    """A file from any system reads the same, at the same places."""
    document = read_yaml(mark + end.join(["a: x", "b:", "  - y", ""]), "")

    assert document.data == {"a": "x", "b": ["y"]}
    assert document.spots["a",].key == Position(1, 1)
    assert document.spots["b", 0].value == Position(3, 5)


SLIPS = [
    # what is typed, where the complaint points, words of it
    (
        "a:\n\tb: x\n\tc: y\n",
        "2:1",
        "begins with a tab (so do 1 more lines, the next is line 3)",
    ),
    ("a:\n  - b: x\n  \tc: y\n", "3:3", "Indent with spaces"),
    ("stem: What: a question", "1:11", "Write: stem: 'What: a question'"),
    ("stem: As follows:", "1:17", "Write: stem: 'As follows:'"),
    ("a:\n  - What: is: it", "2:13", "Write: - 'What: is: it'"),
    ("stem: [sic] is used", "1:7", "Write: stem: '[sic] is used'"),
    ("stem: {x} is used", "1:7", "begins with { must be in quotes"),
    ("stem: *Emphasis* first", "1:7", "Write: stem: '*Emphasis* first'"),
    ("stem: **Strong** first", "1:7", "begins with * must be in quotes"),
    ("a:\n  - *Emphasis* first", "2:5", "Write: - '*Emphasis* first'"),
    ("stem: *Emphasis", "1:7", "Write: stem: '*Emphasis'"),
    ("a: [x, *y]", "1:8", "Write: '*y'"),
    ("stem: &Son and", "1:7", "Write: stem: '&Son and'"),
    ("stem: & son", "1:7", "Write: stem: '& son'"),
    ("stem: @home it's", "1:7", 'Write: stem: "@home it\'s"'),
    ("stem: `code` first", "1:7", "begins with ` must"),
    ("stem: % of what", "1:7", "begins with % must"),
    ("a: b\n% of what", "2:1", "begins with % must"),
    ("stem: !important", "1:7", "begins with ! must"),
    ("stem: !!python/object:os.system x", "1:7", "begins with ! must"),
    ("stem: !a!b c", "1:7", "begins with ! must"),
    ("stem: | x", "1:7", "begins with | must"),
    ("stem: > x", "1:7", "begins with > must"),
    ("stem: ? x", "1:7", "begins with ? must"),
    ("a:\n  - ? x", "2:5", "begins with ? must"),
    ("stem: , x", "1:7", "begins with , must"),
    ("stem: ] x", "1:7", "begins with ] must"),
    ("stem: - x", "1:7", "each item of a list on a line of its own"),
    ('stem: "Foo" bar', "1:13", "Put the whole text in quotes: stem: '\"Foo\" bar'"),
    ('a:\n  - "Foo" and more\n  - x', "2:11", "- '\"Foo\" and more'"),
    ("stem: 'What's up'", "1:13", "an apostrophe ends text in single quotes"),
    ("stem: 'What's up'", "1:13", 'stem: "What\'s up"'),
    ('stem: "What is\nb: x\n', "1:7", 'The quote " that opens here is not closed'),
    ('stem: "What is\nb: "x"\nc: y\n', "1:7", 'The quote " that opens here is not closed'),
    ("a:\n  - 'tis so\n", "2:5", "if it is an apostrophe"),
    ('stem: "\\q"', "1:8", "\\q is none. Write \\\\ for a backslash"),
    ("a: [b, c\nd: e\n", "1:4", "The [ that opens here is not closed. Put ] at its end"),
    ("a: {b: c\nd: e\n", "1:4", "The { that opens here is not closed"),
    ("a:\n  - b: x\n     c: y\n", "3:6", "begins in column 6, but line 2 in column 5"),
    ("a:\n  - b: x\n   c: y\n", "3:4", "begins in column 4, but line 2 in column 5"),
    ("a:\n  - b: x\n  c: y\n", "3:3", "begins in column 3, but line 2 in column 5"),
    ("a:\n  - b: x\n c: y\n", "3:2", "begins in column 2, but line 2 in column 5"),
    ("a:\n  - b: x\n    c: y\n - b: z\n", "4:2", "begins in column 2, but line 2 in column 3"),
    (" a: x\nb: y\n", "2:1", "begins in column 1, but line 1 in column 2"),
    ("a: x\nstem:What\nb: y\n", "2:5", "Put a space after the colon: stem: What"),
    ("a:\n  - id:x\n    b: y\n", "2:7", "Put a space after the colon: id: x"),
    ("a:\n  - x\n  -y\nb: z\n", "3:3", "Put a space after the dash: - y"),
    ("stem: x # 4\n  more\nb: y\n", "1:9", "begins a note that is not printed"),
    ("a: b\njust words\nc: d\n", "2:1", "This line has no 'key: value'"),
    ("a: 'b'\nbroken o", "2:1", "This line has no 'key: value'"),
    ('a: [x, "4"]\nbroken o', "2:1", "This line has no 'key: value'"),
    ("a: x\nb: y\na: z\n", "3:1", "'a' is there twice; the first is on line 1"),
    ("a: {b: x, b: y}\n", "1:11", "'b' is there twice; the first is on line 1"),
    ("? [a]\n: x\n", "1:1", "begins with ? must"),
    ("[a]: x\n", "1:1", "begins with [ must"),
    ("{a: b}: x\n", "1:1", "begins with { must"),
    (": x\n", "1:1", "There is nothing before the colon"),
    ("'': x\n", "1:1", "There is nothing before the colon"),
    ("a: &b {c: d}\ne:\n  <<: *b\n", "3:3", "cannot take over keys"),
    ("a: &b [x, *b]\n", "1:11", "stands inside what it repeats"),
    ("a: x\n---\nb: y\n", "2:1", "A second part begins here"),
    ("a: x\x01y\x02z\nb: \x00\n", "1:5", "invisible character (U+0001)"),
    ("a: x\nb: y\ufeffz\n", "2:5", "invisible character (U+FEFF)"),
    ("a: \ud800\n", "1:4", "invisible character (U+D800)"),
    ("", "1:1", "The file is empty"),
    (" \n\n", "1:1", "The file is empty"),
    ("# only\n  # notes\n", "1:1", "The file is empty"),
    ("\ufeff", "1:1", "The file is empty"),
    ("---\n", "1:4", ""),
]
JARGON = ("mapping", "scalar", "token", "block", "sequence", "node", "indicator", "parser")


@pytest.mark.parametrize(("text", "place", "words"), SLIPS)
def test_a_slip_is_explained_where_it_stands(either_parser, text, place, words):
    """Every classic slip gets its place and a way out, in words a teacher knows."""
    found = problems_of(text)
    if words:
        assert found[0].startswith(f"{place}: ")
        assert words in found[0]
        assert not [word for word in JARGON if word in found[0].casefold()]
    else:
        assert found == []


def test_an_unknown_escape_says_so_to_both_parsers(either_parser):
    """Half a character has no place in any file."""
    found = problems_of('a: "\\ud800"')

    assert found == [] or "\\ud800 is none" in found[0]


def test_duplicates_before_a_syntax_error_are_told_too():
    """What was found before reading stopped is not lost."""
    assert [problem[:3] for problem in problems_of("a: x\na: y\nb: @z\n")] == ["2:1", "3:4"]


def test_every_line_with_an_invisible_character_is_named():
    """One look at the messages is enough to clean a file."""
    assert [problem[:3] for problem in problems_of("a: \x01\nb: c\nd: \x02\n")] == [
        "1:4",
        "3:4",
    ]


def test_an_alias_repeats_a_value(either_parser):
    """An alias has its own place; what it repeats is mended where it was written."""
    document = read_yaml("a: &x {b: y}\nc: *x\nd: &t text\ne: *t\n", "")

    assert document.data == {"a": {"b": "y"}, "c": {"b": "y"}, "d": "text", "e": "text"}
    assert document.problems == ()
    assert document.spots["c",].value == Position(2, 4)
    assert document.spots["c", "b"].value == Position(1, 11)


def alias_bomb(first, width, depth):
    levels = [
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]"
        for level in range(1, depth)
    ]
    return "\n".join([f"a0: &a0 {first}", *levels])


@pytest.mark.parametrize(
    "bomb",
    [
        alias_bomb("x", 10, 30),
        alias_bomb("[x, x, x, x]", 2, 39),
        f"a: &a {'x' * (MAX_REPEATED // 10)}\nb: [{', '.join(['*a'] * 11)}]",
    ],
    ids=["wide", "deep", "long text"],
)
def test_an_alias_bomb_is_refused(bomb):
    """A kilobyte of aliases cannot become a gigabyte of text."""
    assert "repeats too much text" in problems_of(bomb)[-1]


def test_aliases_cannot_deepen_without_end():
    """Every alias may add a level; the sum is bounded too."""
    assert "nested more than" in problems_of(alias_bomb("x", 1, MAX_DEPTH + 1))[-1]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, "a:\n " + "[" * 50 + "]" * 50]
)
def test_deep_nesting_is_refused(either_parser, text):
    """A file of brackets ends in a message, not in a full stack."""
    assert f"nested more than {MAX_DEPTH} deep" in problems_of(text)[0]


def test_the_deepest_nesting_that_is_allowed_is_read():
    """The bound is where it is said to be."""
    assert problems_of("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert sys.getrecursionlimit() > 10 * MAX_DEPTH


def test_too_many_values_are_refused():
    """A small file of nothing but dashes cannot fill the memory."""
    assert "Divide it" in problems_of("- \n" * MAX_VALUES)[0]


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("a: Item # 4", (1, 9)),
        ("a: # 4", (1, 4)),
        ("a: one\n  two # 3", (2, 7)),
        ("a: Item  # 4", None),
        ("a: Item", None),
        ("a: Item#4", None),
        ("a: 'Item' # 4", None),
        ("a: |\n  Item # 4", None),
    ],
)
def test_a_note_right_behind_text_is_noticed(either_parser, text, comment):
    """One space before a # may be half a sentence lost; two are a note."""
    assert read_yaml(text, "").spots["a",].comment == comment


@pytest.mark.skipif(len(set(LOADERS)) == 1, reason="the parser in Python stops at this tab")
def test_a_tab_before_a_note_counts_as_one_space():
    """A tab may look like one space, so the text may go on behind it."""
    assert read_yaml("a: Item\t# 4", "").spots["a",].comment == (1, 9)


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        (
            "a: caf\xe9".encode("latin-1"),
            "1:7",
            "Latin-1 or Windows-1252, where this character is é",
        ),
        (b"a: x\r\nb: \x93y\x94", "2:4", "where this character is “"),
        (b"a: x\xa0", "1:5", "where this character is a no-break space. Open it"),
        (b"a: x\x81", "1:5", "It looks like Latin-1 or Windows-1252. Open it"),
        (b"\xef\xbb\xbfa: x\rb: \xe9", "2:4", "not saved as UTF-8"),
        (b"\xef\xbb\xbf\xe9", "1:1", "not saved as UTF-8"),
        ("é: ü\n".encode() + b"\xc3\xa9\xe9", "2:2", "not saved as UTF-8"),
        ("a: x".encode("utf-16"), "1:1", "looks like UTF-16"),
        ("a: x".encode("utf-16-be"), "1:1", "looks like UTF-16"),
        ("a: x".encode("utf-16-le"), "1:1", "looks like UTF-16"),
        ("a: x".encode("utf-32"), "1:1", "looks like UTF-32"),
    ],
)
def test_another_encoding_is_named(raw, place, words):
    """The message names the encoding, the first bad place, and how to save the file."""
    with pytest.raises(BankError) as caught:
        decode(raw, "bank.yaml")

    message = str(caught.value)
    assert message.startswith(f"bank.yaml:{place}: ")
    assert words in message
    assert "save it again with the encoding UTF-8" in message


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_is_read_with_or_without_a_mark(text):
    """A byte-order mark is the business of the program that wrote it."""
    text = text.removeprefix("\ufeff").replace("\0", "")

    assert decode(text.encode(), "") == text
    assert decode(b"\xef\xbb\xbf" + text.encode(), "") == text


@given(st.binary())
def test_any_bytes_are_text_or_a_problem(raw):
    """No file on earth ends in a traceback."""
    with suppress(BankError):
        read_yaml(decode(raw, "bank.yaml"), "bank.yaml")


@given(st.text(st.sampled_from("ab: -\n'\"#*&!|>[]{},?%@`\\\t\x00é\u2028")))
def test_any_text_is_data_or_a_problem_inside_the_file(text):
    """Whatever is typed, a complaint points at a line that is there."""
    for problem in problems_of(text):
        line, column, message = problem.split(":", 2)
        assert 1 <= int(line) <= text.count("\n") + 1
        assert int(column) >= 1
        assert message.strip()


@given(st.text(st.sampled_from("ab: -\n'\"#*&|>[]{},?\t")))
def test_a_place_is_the_same_alone_and_among_all(text):
    """A place that is asked for by itself, and the notes, are those of the whole file."""
    with suppress(BankError):
        document = read_yaml(text, "")
        spots = dict(document.spots)
        assert {place: document.spots[place] for place in spots} == spots
        noted = [(place, spot) for place, spot in spots.items() if spot.comment]
        assert list(document.commented()) == noted


@pytest.mark.parametrize("place", [("b",), ("a", 2), ("a", -1), ("a", "b"), ("a", 0, 0)])
def test_a_place_that_is_not_there_has_no_spot(place):
    """What asks for the nearest place relies on that."""
    document = read_yaml("a: [x, y]", "")

    assert place not in document.spots
    assert document.nearest(place) == document.spots[place[:-1]]


def test_a_right_bank_needs_no_place(monkeypatch):
    """Places cost as much as reading, and nothing asks for them where nothing is wrong."""
    monkeypatch.setattr(yaml_reader._Spots, "_spot", None)
    bank = "article: {title: A, paragraphs: 2}\nquestions:\n  - {id: a, skill: evidence, "

    parse_bank(f"{bank}stem: What?, answer: This, distractors: [That]}}\n", "bank.yaml")
