"""quizgen new: a bank that loads whatever is uncommented, and never in place of a file."""

import json
import re
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reading import page_texts
from running import quizgen

from quizgen.article.claims import Claim
from quizgen.article.readers.common import Source, SourcePiece
from quizgen.article.recognise import NewParagraph, new_article
from quizgen.article.text import read_article
from quizgen.authoring.new_bank import bank_text, safe_name
from quizgen.bank.load import load_bank, parse_bank
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.placeholders import MARKER, has_unwritten
from quizgen.base.errors import BankError

ARTICLE = """The Keeper Who Stayed
By A. N. Author

Nobody lives on the point now, and that is a pity for all of us who remember it.

Advertisement

Of course the lamps are safer: 72% of the wrecks are gone. However, the coast is lonelier.

He wrote down every ship by name, as the log in the Harbour Museum shows to this day.

We must light one lamp again. In other words, somebody has to stay.

A. N. Author is a historian at the Harbour Museum.

Related Content
"""


def examples_of(text: str) -> dict[str, str]:
    """Return each commented example of a bank under its id, as it stands in the file."""
    found = re.findall(r"^  # - id: (\S+)\n(?:  # .*\n)+", text, re.MULTILINE)
    blocks = re.finditer(r"^  # - id: \S+\n(?:  # .*\n)+", text, re.MULTILINE)
    return {name: block[0] for name, block in zip(found, blocks, strict=True)}


def uncommented(text: str, *names: str) -> str:
    """Return a bank in which these examples are questions, as a teacher makes them."""
    blocks = examples_of(text)
    for name in names:
        question = re.sub(r"^  # ", "  ", blocks[name], flags=re.MULTILINE)
        text = text.replace(blocks[name], question)
    return text


def new(folder: Path, *options: str, name: str = "keeper.txt", article: str = ARTICLE):
    (folder / name).write_text(article, "utf-8")
    return quizgen(folder, "new", name, *options)


def bank_of(folder: Path, name: str = "keeper") -> str:
    return (folder / "question_banks" / f"{name}.yaml").read_text("utf-8")


# What it holds


def test_what_the_text_shows_is_filled_in(tmp_path):
    """Title, author, affiliation and number of paragraphs, the author's note among them."""
    new(tmp_path)

    article = parse_bank(uncommented(bank_of(tmp_path), "main-claim"), "b").article
    assert article.title == "The Keeper Who Stayed"
    assert article.author == "A. N. Author"
    assert article.affiliation == "Harbour Museum"
    assert article.paragraphs == 5


def test_what_is_not_there_is_left_to_the_teacher(tmp_path):
    """An author must be there, so the place is marked; an affiliation may be left blank."""
    new(tmp_path, article="The lamps went out.\n\nNobody knows why they did.\n")

    text = bank_of(tmp_path)
    article = parse_bank(uncommented(text, "main-claim"), "b").article
    assert article.title.startswith(MARKER)
    assert article.author.startswith(MARKER)
    assert article.affiliation is None
    assert "affiliation:  # not found in the text" in text


def test_the_map_shows_each_paragraph(tmp_path):
    """Its number, six words at most, its figures, its names, and words that make a move."""
    new(tmp_path)

    text = bank_of(tmp_path)
    assert "#    1  “Nobody lives on the point now,…”" in text
    assert "#       figures  72%" in text
    assert "#       names    Harbour Museum" in text
    assert "of course (grants a point), however (turns)" in text
    for words in re.findall(r"^# +\d+  “(.*)”", text, re.MULTILINE):
        assert len(words.split()) <= 6


def test_no_sentence_of_the_article_is_in_the_bank(tmp_path):
    """It belongs to its publisher: seven words in a row are nowhere."""
    new(tmp_path)

    bank = " ".join(["", *re.findall(r"\w+", bank_of(tmp_path)), ""])
    words = re.findall(r"\w+", ARTICLE.partition("\n\n")[2])
    for start in range(len(words) - 7):
        assert f" {' '.join(words[start : start + 7])} " not in bank


def test_every_skill_has_examples_of_the_kinds_that_suit_it(tmp_path):
    """With the article's own paragraphs, figures and connectives in them."""
    new(tmp_path)

    text = bank_of(tmp_path)
    bank = parse_bank(uncommented(text, *examples_of(text)), "b")
    kinds = {
        skill: {question.type for question in bank.questions if question.skill == skill}
        for skill in BUILT_IN_SKILLS
    }
    assert kinds == {
        "main_argument": {"multiple_choice", "open_response"},
        "evidence": {"two_part", "multiple_choice", "true_false_not_given"},
        "author_affiliation": {"multiple_choice", "true_false", "open_response"},
        "rhetorical_moves": {"multiple_choice", "ordering", "underline"},
    }
    stems = " ".join(getattr(question, "stem", None) or "" for question in bank.questions)
    for words in (
        "“The Keeper Who Stayed”",
        "72% in [[2]]",
        "“of course” do in [[2]]",
        "[[5]]",
    ):
        assert words in stems
    assert all(has_unwritten(question.model_dump()) for question in bank.questions)


NASTY = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40
) | st.sampled_from(
    [
        'a "b" \\c',
        "it's: # no",
        "{x} [[9]] *y*",
        "- a",
        "|",
        "***",
        "WRITE: x",
        "But 5%",
        "\x85",
    ]
)
PIECES = st.lists(
    st.builds(SourcePiece, NASTY, st.just(0), st.booleans()), min_size=1, max_size=6
)


@given(PIECES, NASTY, NASTY, st.data())
@example([SourcePiece("But it was 5 % of it.")], "T", "A", None)
def test_any_examples_together_make_a_bank_that_loads(pieces, title, author, data):
    """Whatever the article is, and whichever of them a teacher chooses."""
    claims = (Claim("author", author, "the head"),)
    article = new_article(Source(tuple(pieces), title=title, claims=claims))
    article = replace(article, author="".join(filter(str.isprintable, author)).strip() or None)
    if not article.paragraphs:
        return
    text = bank_text(article, "x")
    names = sorted(examples_of(text))
    assert len(names) >= 8
    chosen = data.draw(st.sets(st.sampled_from(names), min_size=1)) if data else set(names)

    bank = parse_bank(uncommented(text, *chosen), "x.yaml")

    assert {question.id for question in bank.questions} == chosen


def test_every_pair_of_examples_loads(tmp_path):
    """In the plain case, gone through one by one."""
    new(tmp_path)
    text = bank_of(tmp_path)
    names = examples_of(text)

    for chosen in chain(combinations(names, 1), combinations(names, 2), [tuple(names)]):
        assert len(parse_bank(uncommented(text, *chosen), "b").questions) == len(chosen)


def test_all_lines_of_the_questions_may_be_uncommented_at_once(tmp_path):
    """The notes between the examples have two signs, so they stay notes."""
    new(tmp_path)
    head, questions = re.split(r"(?<=^questions:\n)", bank_of(tmp_path), flags=re.MULTILINE)

    plain = re.sub(r"^  #(?: (?!#)|(?=#))", "  ", questions, flags=re.MULTILINE)

    assert len(parse_bank(head + plain, "b").questions) == len(examples_of(questions))


def test_a_bank_of_comments_says_how_to_begin(tmp_path):
    """In words for somebody who does not know what a list is."""
    new(tmp_path)

    outcome = quizgen(tmp_path, "make", "keeper")

    line = bank_of(tmp_path).splitlines().index("questions:") + 1
    assert outcome.status == 1
    assert f"keeper.yaml:{line}:1: The bank has no question yet" in outcome.err
    assert "delete the # and the space after it" in outcome.err


def test_an_empty_list_without_examples_says_so():
    """Nothing is said of examples where there are none."""
    with pytest.raises(BankError, match=r"no question yet\. Write one below 'questions:'"):
        parse_bank("article: {title: t, author: a, paragraphs: 1}\nquestions:\n", "b")


# With make


PARAGRAPHS = st.lists(st.builds(NewParagraph, NASTY, st.just(0), st.none() | NASTY), min_size=1)


@given(PARAGRAPHS, st.none() | NASTY, st.booleans())
def test_the_text_has_as_many_paragraphs_as_the_bank_says(
    tmp_path_factory, paragraphs, title, plain
):
    """What --with-text writes is counted by make as it was counted here."""
    pieces = []
    for paragraph in paragraphs:
        pieces += [SourcePiece(paragraph.heading, is_heading=True)] if paragraph.heading else []
        pieces.append(SourcePiece(paragraph.text))
    article = new_article(Source(tuple(pieces), title=title, plain=plain))
    if not article.paragraphs:
        return
    path = tmp_path_factory.mktemp("text") / f"x{article.suffix}"
    path.write_bytes(article.text.encode())
    bank = parse_bank(uncommented(bank_text(article, "x"), "main-claim"), "x")

    found = read_article(path, bank.article)

    assert found.warnings == ()
    assert len(found.paragraphs) == len(article.paragraphs)


PLAIN = (
    "A Title\n\nThe lamps burned low.\n\nNobody came. In their place, somebody has to stay.\n"
)


def examples_for(article: str) -> list[tuple[str, str]]:
    """Return the article with the name of each example that it gets."""
    title, *paragraphs = article.split("\n\n")
    found = new_article(Source(tuple(map(SourcePiece, [title, *paragraphs]))))
    return [(article, name) for name in examples_of(bank_text(found, "x"))]


@pytest.mark.parametrize(("article", "name"), [*examples_for(ARTICLE), *examples_for(PLAIN)])
def test_a_bank_with_its_text_prints(tmp_path, article, name):
    """Each example as it stands, with the passage; what is still to write is told."""
    new(tmp_path, "--with-text", article=article)
    path = tmp_path / "question_banks" / "keeper.yaml"
    path.write_text(uncommented(path.read_text("utf-8"), name), "utf-8")

    outcome = quizgen(tmp_path, "make", "keeper")

    assert outcome.status == 0, outcome.err
    assert f"still to be written where {MARKER} stands" in outcome.err
    assert name in outcome.err
    assert ("in: article, " in outcome.err) == (article == PLAIN)
    page = " ".join(" ".join(page_texts(outcome.worksheets)).split())
    assert "somebody has to stay." in page


def test_what_make_counts_is_what_the_bank_says(tmp_path):
    """Paragraph 5 is the author's note, in the file beside the bank too."""
    new(tmp_path, "--with-text")
    path = tmp_path / "question_banks" / "keeper.yaml"
    path.write_text(uncommented(path.read_text("utf-8"), "works-for"), "utf-8")

    loaded = load_bank(path)
    found = read_article(path.with_suffix(".txt"), loaded.bank.article)

    assert found.title == "The Keeper Who Stayed"
    assert found.warnings == ()
    assert found.paragraphs[4].startswith("A. N. Author is")


def test_a_finished_bank_is_not_warned_about(tmp_path):
    """Only what is printed counts."""
    new(tmp_path)
    path = tmp_path / "question_banks" / "keeper.yaml"
    text = uncommented(path.read_text("utf-8"), "works-for")
    path.write_text(re.sub(r'rationale: "WRITE.*|quote: "[^"]*"', "", text), "utf-8")

    outcome = quizgen(tmp_path, "make", "keeper")

    assert (outcome.status, outcome.err) == (0, "")


def test_check_says_what_is_still_to_write(tmp_path):
    """A bank of comments is told how to begin, a question begun how to go on."""
    new(tmp_path, "--with-text")
    path = tmp_path / "question_banks" / "keeper.yaml"
    empty = quizgen(tmp_path, "check", "keeper")
    path.write_text(uncommented(path.read_text("utf-8"), "works-for"), "utf-8")

    begun = quizgen(tmp_path, "check", "keeper", "--select", "still-to-write")

    assert empty.status == 1
    assert "The bank has no question yet" in " ".join(empty.out.split())
    line = (
        path.read_text("utf-8")
        .splitlines()
        .index('    rationale: "WRITE: what the note says of it"')
    )
    assert begun.status == 0
    assert f"keeper.yaml:{line + 1}:16" in begun.out
    assert "2 texts still to be written" in " ".join(begun.out.split())


def test_the_examples_draw_no_advice_but_to_write_them(tmp_path):
    """What quizgen wrote itself is no teacher's weakness; not even with --pedantic."""
    new(tmp_path, "--with-text")
    path = tmp_path / "question_banks" / "keeper.yaml"
    text = path.read_text("utf-8")
    path.write_text(uncommented(text, *examples_of(text)), "utf-8")

    outcome = quizgen(tmp_path, "check", "keeper", "--pedantic", "--format", "json")

    [bank] = json.loads(outcome.out)["banks"]
    said = {(each["rule"], bool(each["question"])) for each in bank["findings"]}
    assert ("still-to-write", True) in said
    of_the_bank = {"too-few-questions", "paragraph-without-question", "still-to-write"}
    assert said - {("still-to-write", True)} <= {(rule, False) for rule in of_the_bank}


def test_an_article_without_its_author_is_still_to_write(tmp_path):
    """The advice stands at the author."""
    new(tmp_path, article="A Title\n\nThe lamps went out.\n\nNobody knows why they did.\n")
    path = tmp_path / "question_banks" / "keeper.yaml"
    path.write_text(uncommented(path.read_text("utf-8"), "main-claim"), "utf-8")

    outcome = quizgen(tmp_path, "check", "keeper", "--select", "still-to-write")

    line = path.read_text("utf-8").splitlines().index('  author: "WRITE: who wrote it"')
    assert f"keeper.yaml:{line + 1}:11" in outcome.out


# Files


def test_nothing_is_overwritten(tmp_path):
    """Neither a bank nor a text, and then nothing is written at all."""
    banks = tmp_path / "question_banks"
    banks.mkdir()
    for name in ("keeper.yaml", "keeper.yml", "keeper.txt"):
        (banks / name).write_text("mine", "utf-8")

        outcome = new(tmp_path, "--with-text")

        assert outcome.status == 1
        assert f"{name} is there already" in outcome.err
        assert "--name NAME" in outcome.err
        assert [path.name for path in banks.iterdir()] == [name]
        assert (banks / name).read_text("utf-8") == "mine"
        (banks / name).unlink()


def test_a_link_that_leads_nowhere_is_not_replaced(tmp_path):
    """It is somebody's, and what is behind it may come back."""
    banks = tmp_path / "question_banks"
    banks.mkdir()
    (banks / "keeper.yaml").symlink_to(tmp_path / "elsewhere.yaml")

    assert new(tmp_path).status == 1
    assert not (tmp_path / "elsewhere.yaml").exists()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Keeper Who Stayed", "the-keeper-who-stayed"),
        ("Où est l'été? (1)", "ou-est-l-ete-1"),
        ("../../etc/passwd", "etc-passwd"),
        (".hidden", "hidden"),
        ("CON", "con-bank"),
        ("lpt1", "lpt1-bank"),
        ("北朝鮮と協力", "北朝鮮と協力"),
        ("Маяк", "маяк"),
        ("???", "bank"),
        ("", "bank"),
        ("word " * 50, "-".join(["word"] * 12)),
    ],
)
def test_a_name_is_safe_everywhere(text, name):
    """Letters of any script stay; accents on Latin letters, signs and length do not."""
    assert safe_name(text) == name


@given(st.text())
def test_no_name_leads_elsewhere(text):
    """It is one part of a path, short enough for any system, and stays what it is."""
    name = safe_name(text)

    assert Path(f"{name}.yaml").name == f"{name}.yaml"
    assert name == name.strip(" .-")
    assert name
    assert len(f"{name}-worksheets.pdf".encode()) <= 200
    assert safe_name(name) == name


def test_another_name_may_be_given(tmp_path):
    """It is made safe too."""
    outcome = new(tmp_path, "--name", "../Ça alors")

    assert outcome.status == 0
    assert (tmp_path / "question_banks" / "ca-alors.yaml").is_file()


def test_a_book_is_no_article(tmp_path):
    """Its paragraphs are counted, and nothing is written."""
    outcome = new(tmp_path, article="A sentence.\n\n" * 1001)

    assert outcome.status == 1
    assert "keeper.txt has 1001 paragraphs, more than 1000" in outcome.err
    assert not (tmp_path / "question_banks").exists()


@pytest.mark.parametrize("text", ["", "\n\n", "* * *"])
def test_an_article_without_text_is_refused(tmp_path, text):
    """There is nothing to ask about."""
    outcome = new(tmp_path, article=text)

    assert outcome.status == 1
    assert "keeper.txt has no paragraph" in outcome.err
    assert not (tmp_path / "question_banks").exists()


# What it says


def test_it_says_what_was_found_left_out_and_what_is_next(tmp_path):
    """So that a teacher need not compare."""
    outcome = new(tmp_path)

    for line in (
        "Bank        question_banks/keeper.yaml",
        "Author      A. N. Author (from the byline and the closing note)",
        "Paragraphs  5, the last a note on the author",
        "Left out    “By A. N. Author” (the byline, line 2)",
        "Left out    “Related Content” (behind the article, line 16)",
    ):
        assert line in outcome.out.splitlines()
    assert "Print them: quizgen make keeper" in outcome.out
    assert "begin it again with --with-text" in " ".join(outcome.out.split())
    assert max(map(len, outcome.out.splitlines())) <= 80


def test_what_was_not_found_is_asked_for_with_its_line(tmp_path):
    """So that an editor can go there."""
    anonymous = ARTICLE.replace("By A. N. Author\n", "").replace("A. N. Author is", "It is")
    outcome = new(tmp_path, article=anonymous)
    [line] = re.findall(r"Author +not found: write it in line (\d+) of the bank", outcome.out)
    bank = (tmp_path / "question_banks" / "keeper.yaml").read_text("utf-8").split("\n")
    assert bank[int(line) - 1].startswith('  author: "WRITE:')


def test_a_text_that_is_counted_alike_needs_no_advice(tmp_path):
    """What stands behind the last paragraph does no harm."""
    outcome = new(
        tmp_path,
        article=ARTICLE.replace("By A. N. Author\n", "").replace("Advertisement\n", ""),
    )

    assert "Left out    “Related Content”" in outcome.out
    assert "--with-text" not in outcome.out


def test_the_text_that_make_will_read_must_be_mended(tmp_path):
    """Where the article lies beside its bank already, its lines to delete are named."""
    (tmp_path / "question_banks").mkdir()

    outcome = new(tmp_path, name="question_banks/keeper.txt")

    said = " ".join(outcome.out.split())
    assert "question_banks/keeper.txt is what quizgen make will print" in said
    assert "(line 2, 6, 16)" in said
