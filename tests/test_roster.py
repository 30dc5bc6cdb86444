"""A class from a table."""

import csv
import io
import sys
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import quizgen.plan.table_file as table_module
from quizgen.base.errors import QuizgenError, RosterError
from quizgen.plan.roster import Student, read_roster
from quizgen.plan.seating import Seat, read_seat

CLASS = """\
Name,ID,Class,Seat,Notes
Zoë Adams,17,4b,A1,
"Brown, Ben",9,4b,A2,sits near the door
Chloé Dupont,23,4b,B1,
"""


def read(folder, text, encoding="utf-8", languages=("en", "es")):
    path = folder / "class.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return read_roster(path, languages)


def problems(folder, text):
    with pytest.raises(RosterError) as caught:
        read(folder, text)
    return [
        str(each).removeprefix(f"{folder / 'class.csv'}:") for each in caught.value.problems
    ]


def warnings(folder, text):
    found = read(folder, text).warnings
    return [each.removeprefix(f"{folder / 'class.csv'}:") for each in found]


def workbook(folder, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / "class.xlsx"
    book.save(path)
    return path


# What is read


def test_a_class_is_read_in_its_order(tmp_path):
    """Each line is a student, sorted as the roster, with all that its columns say."""
    first, second, third = read(tmp_path, CLASS).students

    assert first == Student(
        name="Zoë Adams", line=2, id="17", class_name="4b", seat="A1", place=Seat(1, 1)
    )
    assert (second.name, second.notes) == ("Brown, Ben", "sits near the door")
    assert (third.name, third.line, third.place) == ("Chloé Dupont", 4, Seat(2, 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_what_excel_writes_is_read(tmp_path, encoding, separator, newline):
    """Commas, semicolons and tabs, with and without a byte-order mark."""
    rows = csv.reader(io.StringIO(CLASS))
    written = io.StringIO()
    csv.writer(written, delimiter=separator, lineterminator=newline).writerows(rows)

    assert read(tmp_path, written.getvalue(), encoding) == read(tmp_path, CLASS)


def test_a_first_line_that_names_the_separator_is_no_heading(tmp_path):
    """Excel's sep=; is followed."""
    [student] = read(tmp_path, "sep=;\nname;id\nAnn, B;7\n").students
    assert (student.name, student.id, student.line) == ("Ann, B", "7", 3)


@pytest.mark.parametrize(
    ("heading", "line"),
    [
        ("NAME", "Ann Lee"),
        ("Full Name", "Ann Lee"),
        ("First Name,Last Name", "Ann,Lee"),
        ("Surname,given_name", "Lee,Ann"),
        ("Name;Vorname", "Lee;Ann"),
        ("Nombre;Apellidos", "Ann;Lee"),
        ("Prénom;Nom", "Ann;Lee"),
        ("first", "Ann Lee"),
    ],
)
def test_names_are_found_by_their_headings(tmp_path, heading, line):
    """In any case, in one column or in two, in several languages."""
    roster = read(tmp_path, f"{heading}\n{line}\n")
    assert [student.name for student in roster.students] == ["Ann Lee"]
    assert roster.warnings == ()


def test_a_workbook_is_read_like_a_table_of_text(tmp_path):
    """Numbers are written as Excel shows them, yes and no are what they say."""
    rows = [
        ["Name", "Id", "Seat", "Large print", "Extra space", "Language"],
        ["Zoë", 17.0, "B4", True, None, "es"],
        [None] * 6,
        ["Ben", 9, "4C", False, "x", None],
        [None, None, " ", None, None, None],
    ]
    roster = read_roster(workbook(tmp_path, rows), ("en", "es"))

    zoe, ben = roster.students
    assert (zoe.id, zoe.place, zoe.large_print, zoe.language) == ("17", Seat(2, 4), True, "es")
    assert (ben.line, ben.place, ben.large_print, ben.extra_space) == (
        4,
        Seat(3, 4),
        None,
        True,
    )
    assert [each.split(": ")[1] for each in roster.warnings] == [
        "This line is empty; it was skipped."
    ]


def test_a_workbook_needs_its_extra(tmp_path, monkeypatch):
    """Without openpyxl the message has the command that installs it."""
    path = workbook(tmp_path, [["name"], ["Ann"]])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(QuizgenError, match=r"quizgen\[xlsx\].*pip install openpyxl.*CSV UTF-8"):
        read_roster(path)


@pytest.mark.parametrize("damage", [b"PK\x03\x04 and nothing more", None])
def test_a_damaged_workbook_is_no_traceback(tmp_path, damage):
    """A file that only begins like a workbook is refused in words."""
    whole = workbook(tmp_path, [["name"], ["Ann"]]).read_bytes()
    (tmp_path / "class.xlsx").write_bytes(damage or whole[: len(whole) // 2])
    with pytest.raises(QuizgenError, match="cannot be read: it is damaged"):
        read_roster(tmp_path / "class.xlsx")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *[(word, True) for word in ("yes", "Y", "x", "TRUE", "1", "ja", "Sí", "oui")],
        *[(word, False) for word in ("", "no", "N", "false", "0", "nein")],
    ],
)
def test_yes_and_no_are_understood(tmp_path, said, meant):
    """In several languages, and a blank is no."""
    [student] = read(tmp_path, f"name,large_print,Fewer Options\nAnn,{said},{said}\n").students
    assert bool(student.large_print) is bool(student.fewer_options) is meant


@pytest.mark.parametrize(
    ("text", "seat"),
    [
        ("B4", (2, 4)),
        ("b 4", (2, 4)),
        ("4B", (2, 4)),
        ("B-4", (2, 4)),
        ("2-4", (2, 4)),
        ("2/4", (2, 4)),
        ("12-30", (12, 30)),
        *[(text, None) for text in ("B", "4", "B0", "0-1", "AA4", "4th row", "2-4-6", "B4C")],
    ],
)
def test_a_seat_is_row_and_column(text, seat):
    """A letter is the row wherever it stands."""
    assert read_seat(text) == (seat and Seat(*seat))


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs", "Cf"],
                  exclude_characters="\ufffe\uffff"), min_size=1, max_size=12
)  # fmt: skip


@given(st.lists(st.tuples(NAMES, st.integers(0, 99)), min_size=1, max_size=12),
       st.sampled_from(",;\t"))  # fmt: skip
def test_every_name_comes_back(tmp_path_factory, rows, separator):
    """Whatever a spreadsheet writes, quotation marks and separators too, is read as it was."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=separator)
    table.writerows([("name", "notes"), *rows])

    students = read(tmp_path_factory.mktemp("roster"), written.getvalue()).students

    assert [(each.name, each.notes) for each in students] == [(n, str(i)) for n, i in rows]


# What is wrong


def test_everything_wrong_is_said_at_once(tmp_path):
    """Each slip is told with its line and column, and nothing hides another."""
    text = """\
name,id,seat,version,large print,language
Ann,1,A1,,yes,en
,2,A2,,,
Ben,1,A1,,maybe,fr
"Cox, Di",3,row 4,7,,EN
Eve, 4,A5,B,,,extra
"""
    assert problems(tmp_path, text) == [
        "3:1: This line has no name. Add it, or delete the line.",
        "4:5: The id 1 is also in line 2 (Ann). Each student needs another one.",
        "4:7: The seat A1 is also in line 2 (Ann). Each student needs another one.",
        "4:11: 'maybe' is neither yes nor no. Write yes, or leave it blank.",
        "4:17: Sheets are not printed in 'fr'. There are en, es.",
        "5:13: 'row 4' is not a seat. Write row and column, such as B4 or 2-4.",
        "5:19: '7' is not a version. Versions are called A, B, C …",
        "6:15: This line has 7 cells, and there are 6 headings. Put a cell with a separator in "
        'it between quotation marks: "Doe, Jane".',
    ]


def test_lines_are_those_of_the_file(tmp_path):
    """A cell of several lines does not put the count out."""
    text = 'name,notes,seat\nAnn,"one\ntwo\nthree",A1\nBen,,?\n'
    assert problems(tmp_path, text)[0].startswith("5:6: '?' is not a seat.")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "1:1: This roster is empty."),
        ("\n\n,,\n", "1:1: This roster is empty."),
        ("name,id\n", "1:1: Below these headings there is no student."),
        ("id,seat\n1,A1\n", "1:1: No column is called name, or first and last."),
        ("name,ID,Number\nAnn,1,2\n", "1:9: There are two columns for id"),
        ("name\nA\x07b\n", "2:1: This holds a character that cannot be printed (U+0007)."),
        (f"name\n{'x' * 501}\n", "2:1: This has 501 characters; 500 have room on a page."),
        ('name,id\n"Ann,1\nBen,2', "2:1: The table cannot be read from here on"),
    ],
)
def test_a_roster_that_is_none_is_refused(tmp_path, text, problem):
    """The message says what a roster has."""
    assert problems(tmp_path, text)[0].startswith(problem)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"name\nChlo\x81\n", "2:5: .*Windows-1252.*CSV UTF-8"),
        ("name\nAnn\n".encode("utf-16"), "1:1: .*UTF-16.*CSV UTF-8"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Excel .*CSV UTF-8"),
    ],
)  # fmt: skip
def test_other_encodings_are_recognised(tmp_path, raw, words):
    """What Excel writes otherwise is named, with what to choose there."""
    with pytest.raises(QuizgenError, match=words):
        read(tmp_path, raw)


def test_a_seat_that_became_a_date_is_recognised(tmp_path):
    """Excel takes 2-4 for a day in April."""
    path = workbook(tmp_path, [["name", "seat"], ["Ann", date(2026, 4, 2)]])
    with pytest.raises(
        RosterError, match=r"2:2: '2026-04-02' is not a seat.* Excel made a date"
    ):
        read_roster(path)


# What is only said


def test_two_students_of_one_name_are_said(tmp_path):
    """Both get a paper, and how they are told apart is said."""
    assert warnings(tmp_path, "id,name\n1,Ann\n2,Ben\n3,ann\n") == [
        "4:3: ann is also in line 2. Both get a paper; they are told apart by their ids."
    ]
    assert warnings(tmp_path, "name\nAnn\nAnn\n")[0].endswith(
        "only by their order in the roster."
    )


def test_an_empty_line_is_said_with_its_line(tmp_path):
    """It is skipped, several in a row are said once, and those at the end do not matter."""
    assert warnings(tmp_path, "name,id\nAnn,1\n\nBen,2\n,\n\n\nCox,3\n\n\n") == [
        "3:1: This line is empty; it was skipped.",
        "5:1: This line is empty (to line 7); it was skipped.",
    ]


def test_a_column_that_is_not_used_is_said_once(tmp_path):
    """A slip in a heading is recognised."""
    assert warnings(tmp_path, "name,Shoe size,larg print\nAnn,38,yes\nBen,40,no\n") == [
        "1:6: The column 'Shoe size' is not used.",
        "1:16: The column 'larg print' is not used. Did you mean 'large print'?",
    ]


def test_a_school_is_read_too(tmp_path):
    """Fifty thousand lines, each with an id, are read like thirty."""
    lines = [f"Student {number},{number},{number // 30}" for number in range(50_000)]
    roster = read(tmp_path, "\n".join(["name,id,class", *lines]))
    assert len(roster.students) == 50_000
    assert roster.students[-1].line == 50_001


# Tables of other programs


def test_a_table_in_ansi_is_read_with_a_note(tmp_path):
    """Excel saves CSV so unless told otherwise; the note shows a name to look at."""
    (tmp_path / "class.csv").write_bytes("name,id\nAnn,1\nChloé Núñez,2\n".encode("cp1252"))
    roster = read_roster(tmp_path / "class.csv")
    assert [student.name for student in roster.students] == ["Ann", "Chloé Núñez"]
    [note] = roster.warnings
    assert note.endswith(
        "class.csv:3:5: The file is not UTF-8; it was read as Windows-1252. Look at its names, "
        "such as Chloé."
    )


def test_a_gradebook_is_a_roster(tmp_path):
    """Its headings are understood, and the line with the points of tasks is no student."""
    text = 'Student Name,ID,Period\n    Points Possible,,\nAnn,7,3rd\n"Student, Test",9,3rd\n'
    roster = read(tmp_path, text)
    assert [(each.name, each.id, each.class_name) for each in roster.students] == [
        ("Ann", "7", "3rd")
    ]
    points, test = roster.warnings
    assert "class.csv:2:1: Points Possible is no student; it was skipped." in points
    assert "class.csv:4:1: Student, Test is no student; it was skipped." in test


@pytest.mark.parametrize(
    ("written", "code"),
    [("es", "es"), ("ES", "es"), ("Spanish", "es"), ("es-mx", "es-MX"), ("es_419", "es-419")],
)
def test_a_language_is_named_as_teachers_do(tmp_path, written, code):
    """By its code, with a region, or in English."""
    [student] = read(tmp_path, f"name,language\nAnn,{written}\n").students
    assert student.language == code


@pytest.mark.parametrize("written", ["xx", "Klingon", "es-", "es-?", "-es", "de", "de-AT"])
def test_a_language_that_papers_are_not_in_is_refused(tmp_path, written):
    """Of a test's two languages here; the message names them."""
    with pytest.raises(RosterError, match="There are en, es"):
        read(tmp_path, f"name,language\nAnn,{written}\n")


def test_many_warnings_of_a_kind_are_counted(tmp_path):
    """The first few are shown, and how many more there are."""
    roster = read(tmp_path, "name\n" + "Ann\n" * 50 + "\nBea\n" * 9)
    named = [each for each in roster.warnings if "is also in line" in each]
    assert len(named) == 5
    assert f"{tmp_path / 'class.csv'}: 52 more students have a name that others have." in (
        roster.warnings
    )


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_table_without_end_is_refused_at_a_line(tmp_path, monkeypatch, suffix):
    """Its empty lines count too, and nothing below the limit is read."""
    monkeypatch.setattr(table_module, "MOST_LINES", 20)
    if suffix == "csv":
        path = tmp_path / "class.csv"
        path.write_text("name\nAnn\n" + "\n" * 30)
    else:
        path = workbook(tmp_path, [["name"], ["Ann"], *[[None]] * 30, ["Bea"]])
    with pytest.raises(RosterError, match=r":21:1: A roster has at most 20 lines"):
        read_roster(path)


def test_a_table_of_very_many_columns_is_refused(tmp_path):
    """Each cell takes memory in each line."""
    with pytest.raises(RosterError, match=r":1:1: A roster has at most 100 columns"):
        read(tmp_path, "name" + "," * 200 + "\nAnn\n")
    with pytest.raises(RosterError, match=r":1:1: A roster has at most 100 columns"):
        read_roster(workbook(tmp_path, [["name", *["x"] * 200], ["Ann"]]))
