"""Papers in every language: its words, its letters, its direction, its line breaks."""

import re
import subprocess

import languages
import pikepdf
import pytest
from reading import page_texts, structure, words
from running import BANKS, quizgen

from quizgen.base import system_libraries
from quizgen.base.language import FALLBACKS, LANGUAGES, LATIN, wording
from quizgen.base.system_libraries import LETTERS, in_a_font, missing_letters
from quizgen.printing.pdf import typeset

EVERY_KIND = (BANKS / "any-language.txt").read_text("utf-8")
WORDS = {
    "en": "lamp",
    "es": "El faro señaló",
    "fr": "Le phare s’éteint",
    "de": "Der Leuchtturm",
    "pt": "O farol não",
    "zh": "灯塔照亮了海岸",
    "ja": "灯台は海を照らす",
    "ko": "등대가 바다를 비춘다",
    "ar": "منارة الساحل",
    "he": "המגדלור על החוף",
    "uk": "Маяк світить їм ґречно",
    "vi": "Ngọn hải đăng sáng tỏ",
}
MISSING = [letters for letters in LETTERS if not in_a_font(letters)]
RIGHT_TO_LEFT = ("ar", "he")
needs_letters = pytest.mark.skipif(
    bool(MISSING), reason=f"no font has {' or '.join(MISSING)}: install fonts-noto-core"
)


def marked(code):
    """Return a language as a parameter that is left out where no font has its letters."""
    return pytest.param(code, marks=needs_letters) if code in RIGHT_TO_LEFT else code


EVERY = [marked(code) for code in LANGUAGES]


def bank_in(code):
    """Return a bank with every kind of question in a language."""
    return EVERY_KIND.replace("WORD", WORDS[code]).replace("CODE", code)


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Print a language's bank when it is first asked for."""
    made = {}

    def outcome(code):
        if code not in made:
            made[code] = quizgen(
                tmp_path_factory.mktemp(code), "make", "--count", "13", "--versions", "2",
                "--seed", "x", "--keep-order", bank=bank_in(code),
            )  # fmt: skip
            assert (made[code].status, made[code].err) == (0, "")
        return made[code]

    return outcome


# Words


def english(language):
    """Return the words that an English paper has and one in this language has not."""
    texts = languages.extracted()
    ours = {word for message in texts if message.id for word in latin_words(message.id)}
    catalog = languages.read_catalogue(
        languages.LOCALES / language / "LC_MESSAGES" / "quizgen.po", language
    )
    theirs = {word for each in catalog if each.id for word in latin_words(each.string)}
    return ours - theirs


def latin_words(text):
    joined = text if isinstance(text, str) else " ".join(text)
    bare = re.sub(r"%\(\w+\)s|\{\w+\}", " ", joined)
    return {word.casefold() for word in re.findall(r"[A-Za-zÀ-ɏ]{3,}", bare)}


@pytest.mark.parametrize("code", [each for each in EVERY if each != "en"])
@pytest.mark.parametrize("file", ["worksheets", "keys"])
def test_no_word_of_a_paper_stays_english(printed, code, file):
    """Every kind of question, and all that stands around them."""
    pages = page_texts(getattr(printed(code), file))
    said = set().union(*map(latin_words, pages))

    wrong = english(code)
    assert {"name", "answer", "page", "choose"} - wrong <= {"name", "page"}, "words to look for"
    assert not said & (wrong - {"bank"}), "bank.yaml is the file's name"


@pytest.mark.parametrize("code", EVERY)
def test_the_papers_say_what_their_language_does(printed, code):
    """Name, class, date, page numbers, points, choices: each in the language's own words."""
    outcome = printed(code)
    said = (
        spoken(outcome.worksheets) if code in RIGHT_TO_LEFT else page_texts(outcome.worksheets)
    )
    text = squeezed(" ".join(said))
    say = wording(code)

    for shown in (
        say.pgettext("of a student", "Name"), say.pgettext("of a student", "Class"),
        say.gettext("Date"), say.gettext("True"), say.gettext("Not given"),
        say.gettext("Part A"), say.pgettext("of steps", "Order:"), say.points(2), say.points(5),
        say.ngettext("Choose %(num)s.", "Choose %(num)s.", 2) % {"num": 2},
        say.place(7, {}),
    ):  # fmt: skip
        assert squeezed(shown) in text, shown


def squeezed(text):
    """Return text without blanks, vowel points and marks, which stand anywhere in a PDF."""
    return re.sub(
        r"[\s\u200e\u200f\u202a-\u202e\u064b-\u0652\u2066-\u2069]", "", text
    ).casefold()


@pytest.mark.parametrize("code", EVERY)
def test_the_files_say_their_language(printed, code):
    """A screen reader chooses its voice by it."""
    for path in (printed(code).worksheets, printed(code).keys):
        with pikepdf.open(path) as pdf:
            assert str(pdf.Root.Lang) == code


def test_the_command_line_goes_before_the_bank(tmp_path):
    """One run in another language; its plan says so, and prints it again so."""
    outcome = quizgen(
        tmp_path, "make", "--language", "de-AT", "--count", "3", bank=bank_in("fr")
    )

    assert outcome.plan.language == "de-AT"
    assert "Klasse" in page_texts(outcome.worksheets)[0]
    again = quizgen(tmp_path, "make", "--plan", str(outcome.plan_file), "-o", "again")
    assert again.status == 0
    [path] = (tmp_path / "again").glob("*-worksheets.pdf")
    assert path.read_bytes() == (tmp_path / "worksheets" / path.name).read_bytes()


def test_a_language_that_is_not_there_is_named(tmp_path):
    """On the command line it is an error that lists what there is; in a bank a warning."""
    refused = quizgen(tmp_path, "make", "--language", "tlh", bank=bank_in("fr"))
    assert refused.status == 1
    assert "--language tlh: there are no printed words in it." in refused.err
    assert all(f"{code} ({LANGUAGES[code].name})" in refused.err for code in LANGUAGES)

    outcome = quizgen(
        tmp_path,
        "make",
        "--count",
        "3",
        bank=bank_in("fr").replace("language: fr", "language: tlh"),
    )
    assert outcome.status == 0
    assert outcome.err.startswith("Warning: language: tlh: Name, Date and all other words")
    first, *_ = page_texts(outcome.worksheets)
    assert "Name" in first
    with pikepdf.open(outcome.worksheets) as pdf:
        assert str(pdf.Root.Lang) == "tlh"


# Letters


@pytest.mark.parametrize("code", EVERY)
def test_key_and_sheet_call_an_option_the_same(printed, code):
    """In the language's letters, on each version; the plan keeps A, B and C."""
    outcome = printed(code)
    _, versions, _ = structure(outcome.keys).kids[0].kids
    for version, sheet, key in zip(
        outcome.plan.versions,
        structure(outcome.worksheets).kids[0].kids,
        versions.find("L"),
        strict=True,
    ):
        questions = sheet.find("L")[0].kids
        rows = key.kids
        for item, question, row in zip(version.items, questions, rows, strict=True):
            shown = letters_of(question)
            for name, own in right_options(item):
                letter = wording(code).letter(name)
                assert name in LATIN
                assert shown[own] == letter, (item.question, own, shown)
                assert f"{letter} " in f"{row.all_text()} " or letter in row.all_text()


def letters_of(question):
    """Return the letter of each numbered option of a question, by its number."""
    options = [option for own in question.find("L") for option in own.kids]
    options += [deeper for option in options for own in option.find("L") for deeper in own.kids]
    found = {}
    for option in options:
        numbers = re.findall(r"\d+", option.find("LBody")[0].all_text())
        if numbers and option.find("Lbl"):
            found[numbers[0]] = option.find("Lbl")[0].text.strip()
    return found


def right_options(item):
    """Yield the letter, in the plan, and the number of each right option."""
    for options, answer in [
        (item.options, item.answer), *((part.options, part.answer) for part in item.parts)
    ]:  # fmt: skip
        if item.question in ("mc", "ms", "tp", "ma", "or"):
            for name in answer:
                yield name, re.findall(r"\d+", options[LATIN.index(name)])[0]


# Right to left


def bare(word):
    """Return a word's letters, in whatever order a PDF has them, to know it again by."""
    return "".join(sorted(word)) if re.search("[\u0590-\u06ff]", word) else word


def boxes_of(path, page=0):
    return [(*box[:5], bare(box[5])) for box in words(path) if box[0] == page]


@needs_letters
@pytest.mark.parametrize("code", RIGHT_TO_LEFT)
def test_a_page_begins_on_the_right(printed, code):
    """Numbers right of the stems, letters right of the options, the version at the left."""
    boxes = boxes_of(printed(code).worksheets)
    by_text = {box[5]: box for box in boxes}
    letters = [wording(code).letter(name) for name in "ABCD"]

    [number] = [box for box in boxes if box[5] in ("1.", ".1")]
    stem = by_text["10"]
    assert number[1] > stem[3]
    for at in ("11", "12", "13", "14"):
        row = [box for box in boxes if abs(box[2] - by_text[at][2]) < 4]
        assert max(row, key=lambda box: box[3])[5] in letters
    assert by_text["A"][3] < 150
    name = by_text[bare(wording(code).pgettext("of a student", "Name"))]
    assert name[3] > 540


@needs_letters
@pytest.mark.parametrize("code", RIGHT_TO_LEFT)
def test_the_answer_grid_counts_from_the_right(printed, code):
    """Question 1 stands in the column next to the versions' names, at the right."""
    boxes = boxes_of(printed(code).keys)
    corner = bare(wording(code).pgettext("of a worksheet", "Version"))
    title = next(box for box in boxes if box[5] == corner)
    head = [box for box in boxes if abs(box[2] - title[2]) < 4 and box[5].isdigit()]
    lefts = [box[1] for box in sorted(head, key=lambda box: int(box[5]))]

    assert len(lefts) == 13
    assert lefts == sorted(lefts, reverse=True)
    assert lefts[0] < title[1]


@needs_letters
def test_a_table_is_mirrored(printed):
    """The first column stands at the right."""
    outcome = printed("he")
    places = {box[5]: box[:2] for box in words(outcome.worksheets)}

    assert places["91"][0] == places["92"][0]
    assert places["91"][1] > places["92"][1]


@needs_letters
def test_words_in_slots_keep_their_shapes(printed):
    """`page 1 of 3` in Arabic: letters joined, read from the right, on every page."""
    for page in range(6):
        foot = [box for box in boxes_of(printed("ar").worksheets, page) if box[2] > 720]
        said = [box[5] for box in sorted(foot, key=lambda box: -box[1])]
        assert said[1:] == [*map(bare, ("صفحة", str(page % 3 + 1), "من", "3"))]


@needs_letters
def test_a_class_set_speaks_each_student_s_language(tmp_path):
    """A Hebrew and an Arabic paper among English ones, each with its student's name."""
    rows = ["name,class,language", "Ada Lovelace,8b,", "דנה כהן,8b,he", "محمد علي,8b,ar"]
    (tmp_path / "class.csv").write_text("\n".join(rows), "utf-8")
    outcome = quizgen(
        tmp_path, "make", "--roster", "class.csv", "--count", "2", "--seed", "x",
        bank=bank_in("en"),
    )  # fmt: skip
    assert (outcome.status, outcome.err) == (0, "")

    firsts = [box for box in words(outcome.worksheets) if box[2] < 80]
    for name, label in (("דנה", "שם"), ("محمد", "الاسم")):
        [said] = [box for box in firsts if bare(box[5]) == bare(name)]
        [before] = [box for box in firsts if box[0] == said[0] and bare(box[5]) == bare(label)]
        assert said[3] < before[1], "the name follows its label, at its left"


ARTICLE = "\n\n".join(
    [
        "الحارس الذي بقي",
        *(
            f"هذه هي الفقرة رقم {number}، وفيها كلام عن Harbour Office (لندن) وعن المنارة. " * 4
            for number in range(1, 5)
        ),
    ]
)


@needs_letters
def test_the_passage_has_its_numbers_on_the_right(tmp_path):
    """The paragraphs' numbers stand right of the text, those of the lines left of it."""
    banks = tmp_path / "question_banks"
    banks.mkdir()
    (banks / "bank.txt").write_text(ARTICLE, "utf-8")
    bank = (
        bank_in("ar")
        .replace("paragraphs: 9", "paragraphs: 4")
        .replace("paragraph: 7", "paragraph: 3")
    )
    outcome = quizgen(tmp_path, "make", "--count", "3", "--line-numbers", "--draft", bank=bank)
    assert outcome.status == 0, outcome.err
    boxes = boxes_of(outcome.worksheets)

    text = [box for box in boxes if box[5] == bare("الفقرة")]
    assert len(text) > 4
    left, right = min(box[1] for box in text), max(box[3] for box in text)
    numbers = [box for box in boxes if box[5] in ("1", "2", "3", "4") and box[1] > right]
    lines = [box for box in boxes if box[5] in ("5", "10", "15") and box[3] < left]
    assert [box[5] for box in numbers] == ["1", "2", "3", "4"]
    assert {"5", "10"} <= {box[5] for box in lines}


@needs_letters
def test_a_name_in_latin_letters_keeps_its_direction(tmp_path):
    """Within a line from right to left: `NASA (2019).` is not turned around its full stop."""
    bank = (BANKS / "arabic.yaml").read_text("utf-8")
    outcome = quizgen(
        tmp_path, "make", "--include", "main-claim", "--count", "1", "--seed", "x", bank=bank
    )
    boxes = words(outcome.worksheets)
    [name] = [box for box in boxes if box[5] == "NASA"]
    row = sorted(box[1:] for box in boxes if abs(box[2] - name[2]) < 4)

    assert row[0][4] == "NASA"
    assert set(row[1][4]) == set("(2019)."), "a reader may turn the brackets of a number"
    office = {box[5]: box[1] for box in boxes}
    assert office["Harbour"] < office["Office"]


@needs_letters
def test_a_reader_hears_words_as_they_are_written(printed):
    """Layout draws Hebrew from left to right; the structure says it in its own order."""
    for code in RIGHT_TO_LEFT:
        for path in (printed(code).worksheets, printed(code).keys):
            said = " ".join(spoken(path))
            assert f"{WORDS[code]} 11" in said
            assert WORDS[code][::-1] not in said
            assert wording(code).gettext("True") in said
            assert wording(code).points(2) in said


def spoken(path):
    """Yield what stands in a PDF's structure in place of what is drawn, in reading order."""
    with pikepdf.open(path) as pdf:
        todo = [pdf.Root.StructTreeRoot]
        while todo:
            element = todo.pop()
            if "/ActualText" in element:
                yield str(element.ActualText)
            kids = element.get("/K", [])
            kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            todo += [kid for kid in reversed(kids) if isinstance(kid, pikepdf.Dictionary)]


# Fonts


def has_family(face):
    """Tell whether the system has a family of fonts, named without blanks."""
    run = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True)
    return face in run.stdout.replace(" ", "")


def test_the_set_up_looks_for_the_fonts_that_a_page_asks_for():
    """What a run warns of, the set-up of the tests installs."""
    for letters, families in LETTERS.items():
        asked = ", ".join(FALLBACKS[letters.split()[0]])
        assert set(families) == set(re.findall('"([^"]+)"', asked))


@needs_letters
@pytest.mark.parametrize(
    ("code", "face"),
    [
        ("zh", "NotoSansSC"), ("ja", "NotoSansJP"), ("ko", "NotoSansKR"),
        ("ar", "NotoNaskhArabic"), ("he", "NotoSerifHebrew"),
    ],
)  # fmt: skip
def test_a_language_has_the_fonts_of_its_script(printed, code, face):
    """The same characters have other shapes in Chinese and in Japanese."""
    if code in RIGHT_TO_LEFT and not has_family(face):
        pytest.skip(f"{face} is not installed; other fonts have these letters")
    others = {"NotoSansSC", "NotoSansJP", "NotoSansKR"} - {face}
    run = subprocess.run(
        ["pdffonts", printed(code).worksheets], capture_output=True, text=True, check=True
    )
    bare = run.stdout.replace("-", "").replace(" ", "")
    assert face in bare
    assert not any(other in bare for other in others)


@pytest.mark.parametrize("letters", LETTERS)
def test_letters_that_no_font_has_are_told_once_with_what_to_install(letters):
    """Not each of them by itself: the fonts' package is named, as this system calls it."""
    machine = system_libraries.Machine(
        "Linux", system_libraries.MANAGERS["apt-get"], is_root=True, has_sudo=False
    )
    script = letters.split()[0]

    said = missing_letters(script, machine)

    assert said.startswith(f"No font here has {letters}: empty boxes are printed.")
    assert said.endswith("apt-get install fonts-noto-core")
    sign = {"Arabic": "ع", "Hebrew": "א"}[script]
    told = f'Unicode string unsupported by fonts: "{sign}" (U+{ord(sign):04X})'
    assert typeset._warning(told, ()).startswith(f"No font here has {letters}")


# Lines


TEXTS = {
    "zh": "灯塔照亮了海岸，船只安全地驶入港口（那时已是深夜）。守夜人写下了船的名字。",
    "ja": "灯台は海を照らし、船は無事に港へ入った（もう真夜中だった）。番人は名前を書いた。",
    "ko": "등대가 바다를 비추고, 배는 항구로 들어왔다(이미 한밤중이었다). 이름을 적었다.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_lines_break_as_in_east_asia(tmp_path, code):
    """Inside a run of characters, and never before a full stop, a comma or a bracket's end.

    Korean lines break between words.
    """
    text = TEXTS[code] * 12
    bank = bank_in(code).replace(f'"{WORDS[code]} 10 ([[2]])"', f'"{text}"')
    outcome = quizgen(tmp_path, "make", "--include", "mc", "--count", "1", bank=bank)
    assert (outcome.status, outcome.err) == (0, "")

    run = subprocess.run(
        ["pdftotext", "-layout", str(outcome.worksheets), "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = run.stdout.split("\n")
    start = next(at for at, line in enumerate(lines) if text[:12] in line)
    long = [line for line in lines[start:] if len(line.strip()) > 20]
    assert len(long) > 8
    assert not any(line.strip()[0] in "。，、）)」』.,！？" for line in long)
    assert not any(line.strip()[-1] in "（(「『" for line in long)
    _, *full = sorted(len(line.strip()) for line in long[1:-1])
    joined = "".join(line.strip() + " " * (code == "ko") for line in long)
    assert text[:200] in joined, "words stay whole where blanks part them"
    assert max(full) - min(full) <= (12 if code == "ko" else 2), "every line is full"


@pytest.mark.parametrize(
    ("code", "signs"),
    [("vi", "Ắ ằ ẵ ế ễ ộ ớ ữ ự Đ đ ỷ"), ("uk", "Ґ ґ Є є І і Ї ї щ’ю"), ("pt", "ã õ ç")],
)
def test_no_sign_of_a_language_is_missing(tmp_path, code, signs):
    """Every letter stands in a font that comes along: nothing is warned of, nothing lost."""
    bank = bank_in(code).replace(
        f'"{WORDS[code]} 10 ([[2]])"', f'"{signs} **{signs}** *{signs}*"'
    )
    outcome = quizgen(tmp_path, "make", "--include", "mc", "--count", "1", bank=bank)

    assert (outcome.status, outcome.err) == (0, "")
    assert signs in page_texts(outcome.worksheets)[0]
    fonts = subprocess.run(
        ["pdffonts", str(outcome.worksheets)], capture_output=True, text=True, check=True
    ).stdout.splitlines()[2:]
    assert fonts
    assert all("Gentium" in row or "Source-Sans" in row for row in fonts)
