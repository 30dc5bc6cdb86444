"""The letters of options: paper and key have the same ones, whatever a student's language."""

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from reading import version_keys
from running import quizgen
from test_languages import bare, needs_letters

from quizgen.bank.load import parse_bank
from quizgen.base.errors import QuizgenError
from quizgen.base.language import LANGUAGES, LATIN, wording
from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan
from quizgen.plan.read import parse_plan
from quizgen.plan.request import Request
from quizgen.plan.roster import Student
from quizgen.printing.make import print_plan
from quizgen.printing.pdf.read_back import Verified, verify_worksheets
from quizgen.printing.pdf.read_back_keys import verify_keys
from quizgen.printing.resolve_settings import folders_of

BANK = """
article: {title: The lamp, author: Ada, paragraphs: 3}
questions:
  - id: mc
    skill: evidence
    stem: Which lamp?
    answer: The lamp one
    distractors: [The lamp two, The lamp three, The lamp four]
  - id: ms
    type: multiple_select
    skill: evidence
    stem: Which of these?
    answers: [First choice, Second choice]
    distractors: [Third choice, Fourth choice, Fifth choice]
  - id: ma
    type: matching
    skill: evidence
    stem: Match them.
    pairs: [{left: A ship, right: It sails}, {left: A train, right: It rolls}]
    extra: [It flies]
"""


def planned(language, languages, seed="s"):
    """Return a plan for a class with a student for each of some languages."""
    students = [
        (Student(name=f"Pupil {number}.", language=code, line=number), "ABC"[number % 3])
        for number, code in enumerate(languages, start=1)
    ]
    request = Request(count=3, seed=seed, versions=3, language=language)
    return make_plan(
        parse_bank(BANK, "bank.yaml"), request, file="bank.yaml", sha256="0" * 64,
        students=students,
    )  # fmt: skip


def printed(plan, folder):
    """Print a plan; return the files of its worksheets and keys."""
    print_plan(plan, "bank", folder, folders_of(plan.settings, folder), lambda *_: None)
    return folder / "bank-worksheets.pdf", folder / "bank-answer-keys.pdf"


LANGUAGE = st.sampled_from(list(LANGUAGES))


@needs_letters
@pytest.mark.parametrize("languages", [list(LANGUAGES)[start::3] for start in range(3)])
@settings(max_examples=1, phases=[Phase.generate])
@given(language=LANGUAGE, seed=st.sampled_from("abcdef"))
def test_a_paper_and_its_key_have_the_same_letters(tmp_path_factory, languages, language, seed):
    """Each of twelve languages is a student's, with a bank in any."""
    plan = planned(language, languages, seed)
    worksheets, keys = printed(plan, tmp_path_factory.mktemp("papers"))

    found = verify_worksheets([worksheets], plan)
    verify_keys([keys], plan, found)

    assert (found.papers, found.lists, found.unread) == (4, 12, [])
    own = {(each.version, plan.words_for(each).letters) for each in plan.students}
    assert found.keys == len(own)
    read = key_letters(keys)
    for student in plan.students:
        [version] = [each for each in plan.versions if each.name == student.version]
        names = [
            name
            for item in version.items
            for name in item.form.solution_letters(plan.questions[item.question], wording("en"))
        ]
        wanted = [bare(wording(student.language).letter(name)) for name in names]
        assert wanted in read[version.name], student


def key_letters(keys):
    """Return the letters of each key in a PDF, by its version."""
    found = {}
    for key in version_keys(keys):
        code = key.kids[1].all_text()
        short = (each.all_text().strip() for each in key.find("P"))
        letters = [bare(text) for text in short if 0 < len(text) <= 2]
        found.setdefault(code.split("-")[1], []).append(letters)
    return found


def test_a_key_with_a_wrong_letter_is_refused(tmp_path):
    """The message names version, question and both letters."""
    plan = planned("en", ["uk"])
    _, keys = printed(plan, tmp_path)
    other = tuple(
        form.model_copy(update={"options": form.options[::-1]}) for form in plan.forms["mc"]
    )
    wrong = plan.model_copy(update={"forms": {**plan.forms, "mc": other}})
    with pytest.raises(QuizgenError, match=r"the key of version [ABC] .* \(mc\), where"):
        verify_keys([keys], wrong, Verified())


def test_a_key_in_the_letters_of_the_class_alone_is_refused(tmp_path):
    """A Ukrainian paper needs a key in Ukrainian letters."""
    plan = planned("en", ["en", "en"])
    _, keys = printed(plan, tmp_path)
    second = plan.students[1]
    other = second.model_copy(update={"language": "uk"})
    for students, refused in (
        ((other,), r"version C .* has [A-E] .* the paper has [А-Д]"),
        ((second, other), r"version C .* in the letters of Ukrainian is not there"),
    ):
        changed = plan.model_copy(update={"students": students})
        with pytest.raises(QuizgenError, match=refused):
            verify_keys([keys], parse_plan(dump_plan(changed), "plan.json"), Verified())


def test_a_key_of_another_run_is_refused(tmp_path):
    """Each version's key is found by its code, wherever on a page it begins."""
    plan = planned("en", ["en", "en"])
    _, keys = printed(plan, tmp_path)
    other = planned("en", ["en", "uk"])
    with pytest.raises(QuizgenError, match=r"the key of version A \(.*\) is not there"):
        verify_keys([keys], other, Verified())


def test_keys_without_codes_are_not_read_and_said_to_be_so(tmp_path):
    """A look of one's own may leave the code out; then nothing tells keys on a page apart."""
    folder = tmp_path / "templates" / "classic"
    folder.mkdir(parents=True)
    (folder / "version-title.html").write_text("<h2>{{ slot('version') }}</h2>", "utf-8")
    two = quizgen(tmp_path, "make", "--versions", "2", "--verify", bank=BANK)
    assert (two.status, two.err) == (0, "")
    said = " ".join(two.out.split())
    assert "the keys of 'Versions A to B' have no codes above them" in said
    one = quizgen(tmp_path, "make", "--verify", bank=BANK)
    assert "no codes" not in one.out
    assert "1 key" in one.out


def test_the_key_of_a_code_shows_all_its_letters(tmp_path):
    """A column for each alphabet in which the version was printed."""
    (tmp_path / "class.csv").write_text("name,version,language\nAda,A,\nOl,A,uk\nBo,B,\n")
    made = quizgen(tmp_path, "make", "--count", "3", "--roster", "class.csv", bank=BANK)
    assert made.status == 0, made.err
    first, second = made.plan.versions
    shown = quizgen(tmp_path, "key", first.code).out
    assert "English" in shown
    assert "Ukrainian" in shown
    [mc] = [item for item in first.items if item.question == "mc"]
    [row] = [line for line in shown.splitlines() if "The lamp one" in line]
    assert row.split()[1:3] == [mc.answer[0], wording("uk").letter(mc.answer[0])]
    assert "Ukrainian" not in quizgen(tmp_path, "key", second.code).out


@pytest.mark.parametrize("code", ["ja", "ko"])
def test_an_older_plan_keeps_its_letters(code):
    """Papers that were handed out with A, B and C have such a key."""
    plan = planned(code, [])
    assert plan.words.letter("A") != "A"
    older = plan.model_copy(update={"letters": None})
    assert older.words.letters == LATIN
    assert plan.letters == "school"
    assert planned("uk", []).letters is None, "nothing changed: equal runs keep their codes"
