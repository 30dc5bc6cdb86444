"""One value of a bank's text is changed, and every other character stays as it is."""

import re

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st
from running import EVERY_KIND, LIGHTHOUSE

from quizgen.authoring.edit_yaml import (
    CannotEditError,
    difference,
    insert_item,
    lines_of_item,
    move,
    remove,
    set_value,
)
from quizgen.bank.yaml_reader import read_yaml
from quizgen.base.errors import BankError

FEW = settings(max_examples=25, phases=[Phase.explicit, Phase.generate])
SOME_WORDS = ("lamp", "Why?", "it's", "7", "يشرح المنارة", "a,b", "[x]", "{y}", "#", "-")
SOME_WORDS += ("key:", "*sea*", "&c", '"so"', "😀")
WORDS = st.lists(st.sampled_from(SOME_WORDS), min_size=1, max_size=5).map(" ".join)
IN_LINES = st.lists(WORDS, min_size=2, max_size=3).map("\n".join)
UNREADABLE = re.compile(r"[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe]|\r")
ANYTHING = st.text(max_size=8).filter(lambda text: not UNREADABLE.search(text))
FIXED = st.sampled_from(["", "Two words and more", "One\nTwo\n"])
TEXTS = st.one_of(WORDS, WORDS, IN_LINES, FIXED, ANYTHING)
KEYS = st.sampled_from(["id", "stem", "answer", "quote", "left", "right"])
VALUES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)


class Written:
    """A text that says something, and the lines on which each of its parts stands."""

    def __init__(self, draw):
        self.draw, self.lines, self.places = draw, [], {}
        self.deep, self.kept, self.is_repeating = "", {}, False

    def chance(self, of=3):
        """Whether something that is seldom is so."""
        return self.draw(st.integers(0, of)) == 0

    def comment(self):
        """Give what stands behind a value."""
        return self.draw(st.sampled_from(["", "", "", " # note", "  # 'x: y' - [z", "\t#"]))

    def gap(self, indent):
        """Write a line that says nothing, or none."""
        if self.chance():
            self.lines.append(
                self.draw(st.sampled_from(["", " " * indent + "# a note", "# left"]))
            )

    def scalar(self, text):
        """Return a text as it may be written on a line."""
        styles = ["double"]
        if "\n" not in text and text.isprintable():
            styles.append("single")
            plain = re.fullmatch(r"[A-Za-z7ء-ي][\w ?*'😀]*[\w?*😀]", text)
            styles += ["plain", "plain"] if plain and text == text.strip() else []
        style = self.draw(st.sampled_from(styles))
        if style == "plain":
            return text
        if style == "single":
            return "'" + text.replace("'", "''") + "'"
        coded = "".join(
            f"\\U{ord(each):08X}" if not each.isprintable() or each in '"\\' else each
            for each in text
        )
        return f'"{coded}"'

    def in_flow(self, value):
        """Return a value in brackets, perhaps on several lines."""
        if isinstance(value, str):
            return self.scalar(value)
        breaks = [", ", ", ", f",\n{self.deep}", f", # note\n{self.deep}"]
        between = self.draw(st.sampled_from(breaks))
        if isinstance(value, dict):
            inner = between.join(f"{key}: {self.in_flow(each)}" for key, each in value.items())
            return f"{{{inner}}}"
        return f"[{between.join(map(self.in_flow, value))}]"

    def in_lines(self, text):
        """Return ways to write a text on lines of its own."""
        rows = text.removesuffix("\n").split("\n")
        if not all(row == row.strip(" ") and row.isprintable() and row for row in rows):
            return []
        sign = "|" if text.endswith("\n") else "|-"
        ways = [[sign, *rows], [f"{sign} # note", *rows]]
        words = text.split(" ")
        if re.fullmatch("[A-Za-z]+( [A-Za-z]+)+", text):
            ways += [[">-", words[0], " ".join(words[1:])]]
            ways += [
                [words[0], " ".join(words[1:])],
                [f"'{words[0]}", f"{' '.join(words[1:])}'"],
            ]
        return ways

    def put(self, head, value, indent, place):
        """Write a value behind a key or a dash, which stands at an indentation."""
        first = len(self.lines)
        self.deep = " " * (indent + self.draw(st.integers(1, 4)))
        if isinstance(value, str) and (ways := self.in_lines(value)) and self.chance():
            begin, *rows = self.draw(st.sampled_from(ways))
            self.lines += [f"{head} {begin}", *(self.deep + row for row in rows)]
        elif isinstance(value, str) or not value or self.chance():
            blank = self.draw(st.sampled_from([" ", "  ", "\t"])) if head[-1] == ":" else " "
            written = self.in_flow(value) + self.comment()
            self.lines += f"{head}{blank}{self.repeated(value, written)}".split("\n")
        elif isinstance(value, dict):
            self.keys(head, value, indent, place)
        else:
            self.items(head, value, indent, place)
        self.places[place] = (first, len(self.lines))

    def repeated(self, value, written):
        """Return a text as it is written, or with what repeats it, or what repeats another."""
        if not isinstance(value, str) or not self.is_repeating:
            return written
        if value in self.kept:
            return f"*{self.kept[value]}"
        self.kept[value] = f"t{len(self.kept)}"
        return f"&{self.kept[value]} {written}"

    def keys(self, head, value, indent, place):
        """Write keys, the first one behind a dash."""
        deeper = indent + 2
        if head.endswith("-"):
            start = head + " "
        else:
            self.lines.append(head + self.comment())
            start = " " * deeper
        for key, each in value.items():
            if start.strip() == "":
                self.gap(deeper)
            self.put(f"{start}{key}:", each, deeper, (*place, key))
            start = " " * deeper

    def items(self, head, value, indent, place):
        """Write items, the first one behind another dash."""
        deeper = (
            indent + 2 if head.endswith("-") else indent + self.draw(st.sampled_from([0, 2, 4]))
        )
        if head.endswith("-"):
            start = head + " "
        else:
            self.lines.append(head + self.comment())
            start = " " * deeper
        for index, each in enumerate(value):
            if start.strip() == "":
                self.gap(deeper)
            self.put(f"{start}-", each, deeper, (*place, index))
            start = " " * deeper


@st.composite
def banks(draw, repeating=False):
    """Give a text, its data, and the lines of each of its parts."""
    data = draw(st.dictionaries(KEYS, VALUES, min_size=1, max_size=3))
    data["questions"] = draw(st.lists(VALUES, min_size=1, max_size=3))
    written = Written(draw)
    written.is_repeating = repeating
    for key, value in data.items():
        written.gap(0)
        written.put(f"{key}:", value, 0, (key,))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    mark = draw(st.sampled_from(["", "", "\ufeff"]))
    last = draw(st.sampled_from(["", end, end + end + "# the end" + end]))
    if any(" |" in line for line in written.lines):
        last = last or end  # or the last text would end without the line feed it is to have
    text = mark + end.join(written.lines) + last
    assert read_yaml(text, "bank").data == data, text
    assert repeating or not written.kept
    return text, data, written.places


def lines_of(text):
    return re.split("(?<=\r\n)|(?<=\r)(?!\n)|(?<=\n)", text)


def all_outside_is_equal(before, after, first, last):
    """Whether lines before a first one and from a last one on are equal, byte for byte."""
    old, new = lines_of(before), lines_of(after)
    behind = old[last:]
    assert new[:first] == old[:first]
    assert not behind or new[-len(behind) :] == behind


def with_value(data, place, value):
    if not place:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[place[0]] = with_value(data[place[0]], place[1:], value)
    return copy


@FEW
@given(banks(), st.data())
def test_a_value_is_changed_and_every_other_line_stays(bank, data):
    """What is read is the old bank with that one value changed, however it is written."""
    text, said, places = bank
    place = data.draw(st.sampled_from(sorted(places, key=str)))
    value = data.draw(VALUES)
    note(text)
    note(f"{place} {value!r}")

    after = set_value(text, place, value)

    note(after)
    assert read_yaml(after, "bank").data == with_value(said, place, value)
    all_outside_is_equal(text, after, *places[place])


@FEW
@given(banks(repeating=True), st.data())
def test_what_repeats_another_part_is_never_changed_with_it(bank, data):
    """One value is changed and no other, or the form says that it cannot."""
    text, said, places = bank
    place = data.draw(st.sampled_from(sorted(places, key=str)))
    value = data.draw(VALUES)
    try:
        after = set_value(text, place, value)
    except CannotEditError:
        return
    assert read_yaml(after, "bank").data == with_value(said, place, value)
    all_outside_is_equal(text, after, *places[place])


@FEW
@given(banks(), st.data())
def test_what_is_removed_is_gone_and_every_other_line_stays(bank, data):
    """A key, or an item of a list."""
    text, said, places = bank
    below = [each for each in sorted(places, key=str) if each[1:]]
    place = data.draw(st.sampled_from(below or [("questions", 0)]))
    note(f"{text}\n{place}")

    after = remove(text, place)

    note(after)
    copy = with_value(said, place, None)
    holder = copy
    for step in place[:-1]:
        holder = holder[step]
    del holder[place[-1]]
    assert read_yaml(after, "bank").data == copy
    all_outside_is_equal(text, after, *places[place[:-1]])


@FEW
@given(banks(), st.data())
def test_items_change_places_with_all_that_is_written_in_them(bank, data):
    """A list in another order; each item keeps its quotation marks and its comments."""
    text, said, places = bank
    lists = [each for each in sorted(places, key=str) if isinstance(value_at(said, each), list)]
    place = data.draw(st.sampled_from([each for each in lists if value_at(said, each)]))
    items = value_at(said, place)
    index, to = (data.draw(st.integers(0, len(items) - 1)) for _ in range(2))
    note(f"{text}\n{place} {index} {to}")

    after = move(text, (*place, index), to)

    note(after)
    items = list(items)
    items.insert(to, items.pop(index))
    assert read_yaml(after, "bank").data == with_value(said, place, items)
    assert sorted(after) == sorted(text)
    all_outside_is_equal(text, after, *places[place])


@FEW
@given(banks(), st.data(), VALUES)
def test_what_is_added_changes_no_line_that_was_there(bank, data, value):
    """An item behind the others, or a key behind those that come before it."""
    text, said, places = bank
    holders = [each for each in sorted(places, key=str) if not is_text(value_at(said, each))]
    place = data.draw(st.sampled_from(holders))
    there = value_at(said, place)
    step = len(there) if isinstance(there, list) else "new"
    note(f"{text}\n{place} {step} {value!r}")

    after = set_value(text, (*place, step), value)

    note(after)
    whole = [*there, value] if isinstance(there, list) else {**there, "new": value}
    assert read_yaml(after, "bank").data == with_value(said, place, whole)
    all_outside_is_equal(text, after, *places[place])


def is_text(value):
    return isinstance(value, str)


def value_at(data, place):
    for step in place:
        data = data[step]
    return data


BEFORE = """\
# A bank.
questions:
  # first
  - id: lamp   # the lamp
    stem: 'Why?'
    distractors: [One, "Two, too"]  # two
    rationale: >-
      Paragraph 2 says
      so.

  - id: log
    note: &kept The log.
    answer: *kept
    # left as it was
    evidence:
      - {paragraph: 2}
"""


@pytest.mark.parametrize(
    ("place", "value", "old", "new"),
    [
        (("stem",), "It's a lamp", "'Why?'", "'It''s a lamp'"),
        (("id",), "lamp-2", "id: lamp ", "id: lamp-2 "),
        (("id",), "7", "id: lamp ", 'id: "7" '),
        (("distractors", 0), "One, or two", "[One,", '["One, or two",'),
        (("distractors", 1), "Three", '"Two, too"', '"Three"'),
        (("distractors", 2), "Three", '"Two, too"]', '"Two, too", Three]'),
        (
            ("distractors", 0),
            {"text": "One", "last": True},
            "[One,",
            "[{text: One, last: true},",
        ),
        (("rationale",), "So.", "      Paragraph 2 says\n      so.\n", "      So.\n"),
        (
            ("stem",),
            "Why?\n\n> So.",
            "'Why?'\n",
            "|-\n      Why?\n\n      > So.\n",
        ),
        (("points",), 2, "      so.\n", "      so.\n    points: 2\n"),
        (("answer",), "A lamp.", "'Why?'\n", "'Why?'\n    answer: A lamp.\n"),
    ],
    ids=str,
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_change_keeps_the_style_of_what_it_changes(place, value, old, new, end):
    """Quotation marks, brackets, folded lines, comments; a new key has its usual place."""
    order = ("id", "stem", "answer", "distractors", "rationale", "points")
    before = BEFORE.replace("    answer: *kept\n    note: &kept The log.\n", "").replace(
        "\n", end
    )
    after = set_value(before, ("questions", 0, *place), value, order)
    assert old in BEFORE
    assert after == before.replace(old.replace("\n", end), new.replace("\n", end), 1)


def test_what_is_written_twice_is_left_to_the_text():
    """A change there would be one of another part too; it is refused in words."""
    for key in ("note", "answer"):
        with pytest.raises(CannotEditError, match="same text in the bank"):
            set_value(BEFORE, ("questions", 1, key), "Another")
    assert "id: key\n" in set_value(BEFORE, ("questions", 1, "id"), "key")


@pytest.mark.parametrize("text", ["a: [1", "a: 'b", "", "\tq: 1\n"])
def test_a_text_that_cannot_be_read_is_not_changed(text):
    """The reader says what is wrong with it."""
    with pytest.raises(BankError):
        set_value(text, ("a",), "b")


def test_an_order_of_questions_changes_with_their_comments():
    """A comment right above a question is its own; blank lines stay between questions."""
    after = move(LIGHTHOUSE, ("questions", 8), 0)
    whole = read_yaml(after, "bank").data["questions"]
    assert [each["id"] for each in whole][:2] == ["weigh-the-evidence", "main-claim"]
    back = move(after, ("questions", 0), 8)
    assert back == LIGHTHOUSE


def test_a_comment_right_above_an_item_goes_with_it():
    """Whether it changes its place or is removed; what stands further up stays."""
    top, first, second = "# A bank.\nquestions:\n", "  # first\n  - a\n    # deep\n", "  - b\n"
    last = "\n# the end\n"
    text = top + first + "\n" + second + last
    assert move(text, ("questions", 0), 1) == top + second + "\n" + first + last
    assert remove(text, ("questions", 0)) == top + second + last
    assert remove(text, ("questions", 1)) == top + first + last


def test_what_reading_again_would_not_find_is_not_written():
    """Blank lines that belong to a text would be another text's with a key between them."""
    text = "a: |+\n  One\n\nb: Two\n"
    with pytest.raises(CannotEditError, match="Change it in the text of the bank"):
        set_value(text, ("c",), "Three", ("a", "c", "b"))
    assert set_value(text, ("c",), "Three") == text + "c: Three\n"


def test_a_copy_of_a_question_is_written_as_it_is():
    """Its lines, behind the others; no other line changes."""
    for index, question in enumerate(read_yaml(EVERY_KIND, "bank").data["questions"]):
        lines = lines_of_item(EVERY_KIND, ("questions", index))
        after = insert_item(EVERY_KIND, ("questions", index + 1), lines)
        found = read_yaml(after, "bank").data["questions"]
        assert found[index] == found[index + 1] == question
        [edit] = difference(EVERY_KIND, after)
        assert edit.start == edit.end
