"""A class on paper: a worksheet for each student, the lists, the room, the key."""

import json
import re
import zipfile

import pikepdf
import pytest
from reading import page_texts, words
from running import EVERY_KIND, LIGHTHOUSE, quizgen

from quizgen.plan.read import load_plan
from quizgen.plan.sheet_code import read_code

CLASS = """\
Name,ID,Class,Seat,Notes
Zoë Adams,17,8b,A1,
Ben Brown,9,8b,A2,near the board
Chloé Dupont,23,8b,B1,
Jonas Weiß,4,8b,B2,
"""


def make(folder, *options, roster=CLASS, bank=LIGHTHOUSE):
    (folder / "class.csv").write_text(roster, "utf-8")
    return quizgen(folder, "make", "--seed", "s", "--roster", "class.csv", *options, bank=bank)


def plain(text):
    """Return text with single blanks only."""
    return " ".join(text.split())


def close(text):
    """Return text without blanks: names stand in slots, which are read without any."""
    return "".join(text.split())


def first_pages(path):
    """Return the text of the first page of each paper."""
    return [text for each in page_texts(path) if "page 1 of" in (text := plain(each))]


def names(plan):
    return [student.name for student in plan.students]


# Worksheets


def test_each_student_has_a_paper_in_the_rosters_order(tmp_path):
    """The name stands on it, with id and class, and the code of the student's version."""
    outcome = make(tmp_path, "--versions", "2")
    pages = first_pages(outcome.worksheets)

    assert len(pages) == 4
    codes = {version.name: version.code for version in outcome.plan.versions}
    for page, student in zip(pages, outcome.plan.students, strict=True):
        assert close(f"Name {student.name} · {student.id} Class 8b Date") in close(page)
        assert codes[student.version] in page


def test_the_papers_are_those_of_their_versions(tmp_path):
    """Two with one version have the same questions, neighbours have not."""
    outcome = make(tmp_path, "--versions", "2")
    zoe, ben, chloe, jonas = (student.version for student in outcome.plan.students)
    assert zoe == jonas != ben == chloe
    bodies = [page.partition("Article:")[2] for page in first_pages(outcome.worksheets)]
    assert bodies[0] == bodies[3] != bodies[1] == bodies[2]


def test_without_a_number_each_has_their_own_version(tmp_path):
    """A to D, in the roster's order."""
    plan = make(tmp_path).plan
    assert [student.version for student in plan.students] == ["A", "B", "C", "D"]


def test_without_a_roster_the_name_is_left_blank(tmp_path):
    """Then there is a line to write on, and no list."""
    outcome = quizgen(tmp_path, "make", bank=LIGHTHOUSE)
    [page] = first_pages(outcome.worksheets)
    assert "Name Class Date" in page
    assert not list(outcome.folder.rglob("*-sign-off.pdf"))


@pytest.mark.parametrize(
    "name",
    [
        "李小龍",
        "Дмитрий Шостакович",
        "Nguyễn Thị Hoa",
        "Αθηνά Παπαδοπούλου",
        "O’Neill, Ann-Marie",
        "Quentin de la Rochefoucauld-Montmorency y Alvarez de Toledo",
        "<b>& \\ % {{ name }} | ’slot’",
    ],
)
def test_a_name_prints_as_it_is_written(tmp_path, name):
    """In whatever letters, however long, and without meaning anything else."""
    roster = f'name,id\n"{name}",7\nBen,8\n'
    outcome = make(tmp_path, "--count", "1", roster=roster)

    assert outcome.err == ""
    for path in (outcome.worksheets, *outcome.folder.rglob("*-sign-off.pdf"), outcome.keys):
        assert close(name) in close("".join(page_texts(path))), path.name


def test_a_long_name_stays_within_its_line(tmp_path):
    """It goes on below, and into no other blank."""
    outcome = make(tmp_path, "--count", "1", roster=f"name,class\n{'Anna ' * 20},8b\n")
    found = words(outcome.worksheets)
    [start] = [left for page, left, *_, word in found if word == "Class"]
    assert max(right for _, _, _, right, _, word in found if word == "Anna") < start


# What some need otherwise


WISHES = """\
name,large print,fewer options,extra space,language
Ann,,,,
Ben,yes,,,
Cleo,,yes,,
Dan,,,x,
Eva,,,,es
"""


@pytest.fixture(scope="module")
def wishes(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wishes")
    return make(folder, "--versions", "1", "--seed", "t", roster=WISHES, bank=EVERY_KIND)


def paper_of(outcome, name):
    """Return the pages of a student's paper, as numbers from 0."""
    feet = [re.search(r"(?:page|página) (\d+) (?:of|de)", plain(text))
            for text in page_texts(outcome.worksheets)]  # fmt: skip
    starts = [number for number, foot in enumerate(feet) if foot[1] == "1"]
    index = names(outcome.plan).index(name)
    return range(starts[index], [*starts, len(feet)][index + 1])


def sizes(outcome, name):
    """Return the heights of the words on a student's paper, the most frequent first."""
    pages = paper_of(outcome, name)
    heights = [round(bottom - top) for page, _, top, _, bottom, _ in words(outcome.worksheets)
               if page in pages]  # fmt: skip
    return sorted(set(heights), key=heights.count, reverse=True)


def test_large_print_is_for_that_student_alone(wishes):
    """The letters are half as large again, and the others' stay as they are."""
    ann, ben = (sizes(wishes, name)[0] for name in ("Ann", "Ben"))
    assert ben >= 1.4 * ann
    assert sizes(wishes, "Eva")[0] == ann


def test_the_words_of_one_paper_are_in_another_language(wishes):
    """Name, date and all that is not the bank's; the questions stay as they are."""
    pages = page_texts(wishes.worksheets)
    eva, ann = (plain(pages[paper_of(wishes, name)[0]]) for name in ("Eva", "Ann"))
    assert "Nombre y apellidos Eva" in eva
    assert "Name Ann" in ann
    assert plain(wishes.plan.title) in eva
    boxes = {
        box[5]: box for box in words(wishes.worksheets) if box[0] == paper_of(wishes, "Eva")[0]
    }
    assert boxes["Clase"][1] - boxes["Eva"][3] > 20, (
        "points between the name and the next blank"
    )


def test_extra_space_gives_more_room(wishes):
    """The same questions take more pages."""
    assert len(paper_of(wishes, "Dan")) > len(paper_of(wishes, "Ann"))


def test_fewer_options_are_the_same_questions_with_three(wishes):
    """The key has a page of its own for it, and says what it was made of and for whom."""
    assert wishes.plan.versions.names == ["A", "A3"]
    [page] = [plain(text) for text in page_texts(wishes.keys) if "As version A" in plain(text)]
    [code] = [version.code for version in wishes.plan.versions if version.name == "A3"]
    assert f"Version A3 {code} As version A, with 3 options in a question." in page
    assert "Cleo" in page
    numbers = {n for n, text in enumerate(page_texts(wishes.worksheets)) if "-A3-" in text}
    assert numbers == set(paper_of(wishes, "Cleo"))


def letters_of(item):
    return " ".join([*item.answer, *(letter for part in item.parts for letter in part.answer)])


def test_the_key_says_which_letters_are_others(tmp_path):
    """Those that were D or later in the version that it was made of."""
    for seed in "abcdefgh":
        roster = "name,fewer options\nCleo,x\n"
        outcome = make(tmp_path, "--versions", "1", "--seed", seed, roster=roster)
        pairs = zip(*(version.items for version in outcome.plan.versions), strict=True)
        changed = [pair for pair in pairs if letters_of(pair[0]) != letters_of(pair[1])]
        if changed:
            break
    assert changed
    told = ", ".join(
        f"{one.number} {letters_of(one)} → {letters_of(other)}" for one, other in changed
    )
    assert all("D" in letters_of(one) for one, _ in changed)
    assert f"Other letters than there: {told}" in plain(" ".join(page_texts(outcome.keys)))


def test_the_key_says_what_is_set_otherwise(wishes):
    """Behind each name, with the version."""
    [page] = [plain(text) for text in page_texts(wishes.keys) if "Students" in text]
    for row in ("Ann A ", "Ben A ", "Cleo A3 ", "Dan A ", "Eva A "):
        assert row in page
    assert "large print" in page
    assert "extra space" in page


# Lists


def test_the_sign_off_list_has_every_student_once(tmp_path):
    """In the roster's order, with seat, id and code, and no notes for others to read."""
    outcome = make(tmp_path, "--versions", "2")
    [path] = outcome.folder.rglob("*-sign-off.pdf")
    [page] = map(plain, page_texts(path))
    codes = {version.name: version.code for version in outcome.plan.versions}
    rows = [f"{each.seat} {each.name} {each.id} {codes[each.version]}"
            for each in outcome.plan.students]  # fmt: skip
    assert [page.index(row) for row in rows] == sorted(page.index(row) for row in rows)
    assert "board" not in page
    assert "near the board" in plain("".join(page_texts(outcome.keys)))


def test_lists_have_no_blank_backs(tmp_path):
    """On two-sided paper only the worksheets begin on a right-hand page each."""
    outcome = make(tmp_path, "--versions", "2", "--seating", "--duplex", roster=CLASS)
    for ending in ("sign-off", "seating"):
        [path] = outcome.folder.rglob(f"*-{ending}.pdf")
        assert len(page_texts(path)) == 1
    assert len(page_texts(outcome.worksheets)) % 2 == 0


def test_each_class_signs_a_list_of_its_own(tmp_path):
    """Several classes in one roster have a page each."""
    roster = CLASS.replace("8b,B", "8c,B")
    outcome = make(tmp_path, "--versions", "2", "--seating", roster=roster)
    [path] = outcome.folder.rglob("*-sign-off.pdf")
    first, second = map(plain, page_texts(path))
    assert "Sign-off list: 8b" in first
    assert "Zoë" in first
    assert "Sign-off list: 8c" in second
    assert "Jonas" in second


def test_the_seating_plan_shows_the_room(tmp_path):
    """Everybody at their seat, beside their neighbours, with their version."""
    outcome = make(tmp_path, "--versions", "2", "--seating")
    [path] = outcome.folder.rglob("*-seating.pdf")
    place = {word: (left, top) for _, left, top, _, _, word in words(path)}
    assert place["Zoë"][0] < place["Ben"][0]
    assert abs(place["Zoë"][1] - place["Ben"][1]) < 1
    assert place["Chloé"][1] > place["Zoë"][1]
    assert abs(place["Chloé"][0] - place["Zoë"][0]) < 1
    for student in outcome.plan.students:
        assert f"{student.version} {student.seat} {student.name}" in plain(page_texts(path)[0])


def test_the_seating_plan_names_a_students_language(tmp_path):
    """In words, for whoever hands the papers out; a code says nothing."""
    roster = "name,seat,language\nAnn,A1,\nBen,A2,es\n"
    outcome = make(tmp_path, "--versions", "2", "--seating", roster=roster)
    [path] = outcome.folder.rglob("*-seating.pdf")
    [page] = map(plain, page_texts(path))
    assert "Spanish" in page
    assert " es" not in page


def test_seats_of_one_name_in_two_classes_are_two_rooms(tmp_path):
    """Each has its plan, and neighbours are those in one room."""
    roster = "name,class,seat\nAnn,8b,A1\nBen,8b,A2\nCleo,8c,A1\nDan,8c,A2\n"
    outcome = make(tmp_path, "--versions", "2", "--seating", roster=roster)
    assert outcome.err == ""
    [path] = outcome.folder.rglob("*-seating.pdf")
    first, second = map(plain, page_texts(path))
    assert ("Ann" in first, "Cleo" in first) == (True, False)
    assert ("Ann" in second, "Cleo" in second) == (False, True)
    ann, ben, cleo, dan = (student.version for student in outcome.plan.students)
    assert ann != ben
    assert cleo != dan


@pytest.mark.parametrize("roster", ["name\nAnn\nBen\n", None])
def test_a_seating_plan_needs_seats(tmp_path, roster):
    """Without them the message says which column to add, and nothing is printed."""
    if roster:
        outcome = make(tmp_path, "--seating", roster=roster)
    else:
        outcome = quizgen(tmp_path, "make", "--seating", bank=LIGHTHOUSE)
    assert outcome.status == 1
    assert "--seating" in outcome.err
    assert "seat" in outcome.err.replace("--seating", "")
    assert not (tmp_path / "worksheets").exists()


# Files


def test_a_file_for_each_student(tmp_path):
    """Named as they are, each with that student's paper and no other."""
    outcome = make(tmp_path, "--versions", "2", "--split")
    files = sorted((tmp_path / "worksheets" / "bank-worksheets").iterdir())
    assert [path.name for path in files] == [
        "Ben-Brown.pdf", "Chloé-Dupont.pdf", "Jonas-Weiß.pdf", "Zoë-Adams.pdf",
    ]  # fmt: skip
    for path in files:
        [page] = first_pages(path)
        assert close(f"Name {path.stem.replace('-', ' ')} ·") in close(page)
    assert not (tmp_path / "worksheets" / "bank-worksheets.pdf").exists()
    assert f"worksheets/bank-worksheets ({len(files)} files" in plain(outcome.out)


def test_the_zip_holds_the_same_files_and_no_date(tmp_path):
    """The same run gives the same bytes."""
    folders = [tmp_path / name for name in ("split", "zip", "again")]
    for folder, option in zip(folders, ("--split", "--zip", "--zip"), strict=True):
        folder.mkdir()
        assert make(folder, option).status == 0
    split, zipped, again = (folder / "worksheets" for folder in folders)
    with zipfile.ZipFile(zipped / "bank-worksheets.zip") as bundle:
        found = {name: bundle.read(name) for name in bundle.namelist()}
        assert bundle.namelist() == sorted(found)
        assert {info.date_time for info in bundle.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert found == {
        path.name: path.read_bytes() for path in (split / "bank-worksheets").iterdir()
    }
    one, other = ((each / "bank-worksheets.zip").read_bytes() for each in (zipped, again))
    assert one == other


def test_without_a_roster_each_version_has_a_file(tmp_path):
    """Named by the version."""
    quizgen(tmp_path, "make", "--versions", "3", "--split", bank=LIGHTHOUSE)
    files = sorted((tmp_path / "worksheets" / "bank-worksheets").iterdir())
    assert [path.name for path in files] == ["version-A.pdf", "version-B.pdf", "version-C.pdf"]


def test_two_of_one_name_have_two_files(tmp_path):
    """Told apart by id where there is one, else by number."""
    make(tmp_path, "--split", roster="name,id\nAnn,1\nann,\nAnn,3\nCON,4\n")
    files = {path.name for path in (tmp_path / "worksheets" / "bank-worksheets").iterdir()}
    assert files == {"Ann-1.pdf", "ann.pdf", "Ann-3.pdf", "CON-student.pdf"}


def test_a_plan_prints_the_class_again(tmp_path):
    """Without roster and bank, the same bytes, in one file or in several."""
    outcome = make(tmp_path, "--versions", "2", "--seating")
    before = {path.name: path.read_bytes() for path in (tmp_path / "worksheets").iterdir()}
    plan = str(outcome.plan_file)
    assert quizgen(tmp_path, "make", "--plan", plan, "--seating", "-o", "again").status == 0
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()}
    assert quizgen(tmp_path, "make", "--plan", plan, "--zip", "-o", "third").status == 0
    assert (tmp_path / "third" / "bank-worksheets.zip").exists()


def test_a_broken_roster_prints_nothing(tmp_path):
    """Its problems stand by themselves, so that an editor can jump to them."""
    outcome = make(tmp_path, roster="name,id\nAnn,1\nBen,1\n,2\n")
    assert outcome.status == 1
    assert outcome.err.splitlines() == [
        "class.csv:3:5: The id 1 is also in line 2 (Ann). Each student needs another one.",
        "class.csv:4:1: This line has no name. Add it, or delete the line.",
        "2 problems in the roster. Nothing was printed.",
    ]
    assert not (tmp_path / "worksheets").exists()


def test_a_roster_that_is_not_there_is_said(tmp_path):
    """By its name."""
    outcome = quizgen(tmp_path, "make", "--roster", "clas.csv", bank=LIGHTHOUSE)
    assert outcome.status == 1
    assert "There is no file clas.csv." in outcome.err


def test_names_go_into_papers_and_plan_and_nowhere_else(tmp_path):
    """The summary does not have them, nor do files of other kinds."""
    outcome = make(tmp_path, "--versions", "2", "--seating")
    assert not any(name in outcome.out + outcome.err for name in names(outcome.plan))
    files = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {".csv", ".pdf", ".json", ".yaml"}
    assert json.loads(outcome.plan_file.read_bytes())["students"][0]["name"] == "Zoë Adams"


# The key of one sheet


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    return make(tmp_path_factory.mktemp("key"), "--versions", "2")


def key(outcome, *arguments):
    return quizgen(outcome.folder, "key", *arguments)


def test_a_sheets_key_is_shown(printed):
    """Number, letter, words and points of each question, and whose sheet it is."""
    version = printed.plan.versions[0]
    shown = key(printed, version.code)

    assert shown.status == 0, shown.err
    assert shown.err == ""
    lines = shown.out.splitlines()
    assert lines[0] == f"{version.code}  version A of {printed.plan.title}"
    assert all(len(line) <= 80 for line in lines)
    for student in printed.plan.students:
        assert (student.name in shown.out) == (student.version == "A")
    for item in version.items:
        row = next(line for line in lines if line.startswith(f"{item.number:>3}  "))
        assert row.split()[-1].startswith("point")
        if printed.plan.questions[item.question].lists:
            assert row.split()[1 : 1 + len(item.answer)] == list(item.answer)


def test_a_code_may_be_typed_carelessly(printed):
    """Small letters, no hyphens."""
    code = printed.plan.versions[1].code
    assert key(printed, code.replace("-", "").lower()).out == key(printed, code).out


def test_a_mistyped_code_is_noticed_and_the_right_one_offered(printed):
    """The message says what kind of slip it is, and with a plan what it may be."""
    code = printed.plan.versions[0].code
    wrong = code[:-1] + ("2" if code[-1] != "2" else "3")
    refused = key(printed, wrong)
    assert refused.status == 1
    assert "its check character does not fit" in refused.err
    offered = key(printed, wrong, "--plan", str(printed.plan_file))
    assert f"it may be {code}" in plain(offered.err)


def test_a_code_of_another_run_is_recognised(printed, tmp_path):
    """It is right, but of other sheets; the plan that has it is named."""
    other = quizgen(tmp_path, "make", "--seed", "z", bank=LIGHTHOUSE)
    code = other.plan.versions[0].code
    refused = key(printed, code, "--plan", str(printed.plan_file))
    assert "is right, but it is of another run" in refused.err
    assert f"No plan in worksheets is of run {read_code(code).run}" in plain(
        key(printed, code).err
    )


def test_a_changed_bank_is_warned_about(printed, tmp_path):
    """The key shown is that of the sheets."""
    outcome = make(tmp_path, "--versions", "2")
    code = outcome.plan.versions[0].code
    before = key(outcome, code).out
    bank = tmp_path / "question_banks" / "bank.yaml"
    bank.write_text(bank.read_text("utf-8") + "# more\n", "utf-8")
    shown = key(outcome, code)
    assert "question_banks/bank.yaml has changed since these sheets were printed" in plain(
        shown.err
    )
    assert shown.out == before


def test_a_version_that_the_run_does_not_have_is_said(printed):
    """The code is right in itself, so the versions are named."""
    from quizgen.plan.sheet_code import sheet_code

    refused = key(printed, sheet_code(load_plan(printed.plan_file).code, "E"))
    assert "has versions A to B, and no version E" in plain(refused.err)


def test_a_paper_in_another_language_says_so_to_a_screen_reader(tmp_path):
    """The file has the class's language, and one student's section of it her own."""
    (tmp_path / "class.csv").write_text("name,language\nMia,\nEmma,es\nNoah,\n", "utf-8")
    outcome = quizgen(tmp_path, "make", "--roster", "class.csv", bank=LIGHTHOUSE)
    assert outcome.status == 0, outcome.err

    with pikepdf.open(outcome.worksheets) as pdf:
        [document] = pdf.Root.StructTreeRoot.K
        spoken = [str(section.get("/Lang", pdf.Root.Lang)) for section in document.K]

    assert spoken == ["en", "es", "en"]


def test_a_seating_plan_is_of_a_class(tmp_path):
    """Without a list of it, the message names the option that is missing."""
    outcome = quizgen(tmp_path, "make", "--seating", bank=LIGHTHOUSE)
    assert outcome.status == 1
    assert "--seating: a seating plan is of a class. Name its list with --roster" in outcome.err


WIDE = (
    "MAXIMILIAN WOLFGANG MEMMINGER,WWWWWWWWWWWW,B7,123456789012",
    "WILHELMINA MCGOWAN-WHITMAN,Mathematics8,C1,MMMMMMMMMMMM",
    "ММММММММММММ ШЩЮЖЖЖЖЖЖЖЖЖЖ,8b,D1,7",
    f"{'木村' * 7},8b,D2,8",
    f"{'W' * 30},8b,D3,9",
    f"{'N' * 120},c{'x' * 100},A1,{'7' * 60}",
)


@pytest.mark.parametrize(
    "options",
    [(), ("--paper", "a5"), ("--font-size", "24"), ("--large-print",), ("--look", "exam")],
    ids=" ".join,
)
def test_wide_names_fit_their_lines(tmp_path, options):
    """Capitals, other scripts and long numbers leave no cell, on small pages and in large type.

    A paper whose texts run over one another is refused, so that the run would end.
    """
    roster = "\n".join(["name,class,seat,id", *WIDE, "Ann,8b,A1,4", ""])
    outcome = make(tmp_path, "--count", "2", "--seating", *options, roster=roster)
    assert outcome.status == 0, outcome.err
