"""Who wrote an article, when, and in which language: from bylines of twelve languages."""

import pytest
from running import quizgen

from quizgen.article.bylines import byline, date_in, guessed_byline, is_person, named
from quizgen.article.claims import Claim, settled_affiliation, settled_author, settled_date
from quizgen.article.language_guess import language_of


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By Ida Falk Staff Writer", "Ida Falk"),
        ("Por Ana Ruiz y Luis Gil", "Ana Ruiz y Luis Gil"),
        ("Par Sofie Marin, à Northport", "Sofie Marin"),
        ("Von Jürgen Groß", "Jürgen Groß"),
        ("Por João Sá e Rita Melo", "João Sá e Rita Melo"),
        ("بقلم ليلى حداد", "ليلى حداد"),
        ("作者：张三", "张三"),
        ("本报记者 王小明", "王小明"),
        ("山田太郎 記者", "山田太郎"),
        ("김철수 기자", "김철수"),
        ("מאת: דנה לוי", "דנה לוי"),
        ("Автор: Марія Коваль", "Марія Коваль"),
        ("Tác giả: Nguyễn Văn An", "Nguyễn Văn An"),
    ],
)
def test_bylines_of_twelve_languages(line, author):
    """With the words that papers there put before or behind a name."""
    found = byline(line)
    assert found is not None
    assert found.author == author


@pytest.mark.parametrize(
    "date",
    [
        "May 20, 2019",
        "12 de mayo de 2021",
        "le 12 mai 2021",
        "12. Mai 2021",
        "12 de maio de 2021",
        "12 مايو 2021",
        "2021年5月12日",
        "2021년 5월 12일",
        "12 במאי 2021",
        "12 травня 2021 р.",
        "ngày 12 tháng 5 năm 2021",
    ],
)
def test_dates_of_twelve_languages(date):
    """As a line of their own."""
    assert "20" in (date_in(date) or "")


def test_a_name_with_a_paper_or_a_date_is_a_byline():
    """Where a menu's words are none."""
    assert guessed_byline("Ida Falk | Harbor Gazette").affiliation == "Harbor Gazette"
    assert guessed_byline("Ida Falk, Reporter").author == "Ida Falk"
    assert named("Ida Falk May 20, 2019").author == "Ida Falk"
    assert guessed_byline("North Sea, Harbour") is None
    assert guessed_byline("كلمات قليلة هنا") is None


@pytest.mark.parametrize(
    "name", ["AFP", "Harbor Gazette", "admin", "Staff", "Authority control"]
)
def test_an_organisation_is_no_person(name):
    """Nor is what a program writes where it knows no author."""
    assert not is_person(name)


def claim(text, how="the byline"):
    return Claim("author", text, how)


def test_places_that_agree_settle_it():
    """In the best spelling, and with all of them named."""
    found = settled_author([claim("IDA FALK"), claim("Ida Falk", "the page's head")])
    assert (found.text, found.how) == ("Ida Falk", "the byline and the page's head")
    both = settled_author([claim("Ida Falk", "the page's head"), claim("Ida Falk; Jo Wu", "x")])
    assert both.text == "Ida Falk and Jo Wu"


def test_places_that_disagree_leave_it_to_the_teacher():
    """What each says is shown."""
    found = settled_author([claim("Ida Falk"), claim("Jo Wu", "the page's head")])
    assert found.text is None
    assert found.doubt == "the byline says “Ida Falk” and the page's head “Jo Wu”"
    where = [Claim("affiliation", text, text) for text in ("Mill Museum", "the Mill Museum")]
    assert settled_affiliation(where).text == "Mill Museum"
    dates = [Claim("published", text, text) for text in ("May 12, 2021", "2021-05-12")]
    assert settled_date(dates).text == "May 12, 2021"
    assert settled_date([*dates, Claim("published", "2021-06-30", "x")]).text is None


SENTENCES = {
    "en": "The old bridge was painted again last spring, and nobody in the town liked it.",
    "es": "El viejo puente del puerto fue pintado otra vez, y nadie en la ciudad lo quiere.",
    "fr": "Le vieux pont du port a été repeint, et personne dans la ville n'aime ça.",
    "de": "Die alte Brücke am Hafen wurde gestrichen, und niemand in der Stadt ist froh.",
    "pt": "A velha ponte do porto foi pintada de novo, e ninguém na cidade gosta da cor.",
    "ar": "طُلي الجسر القديم في الميناء مرة أخرى في الربيع الماضي.",
    "zh": "港口的旧桥去年春天重新粉刷。",
    "ja": "港の古い橋は去年の春に塗り直された。",
    "ko": "항구의 오래된 다리는 지난 봄에 다시 칠해졌다.",
    "he": "הגשר הישן בנמל נצבע שוב באביב.",
    "uk": "Старий міст у гавані пофарбували навесні, і ніхто не погодився щодо кольору.",
    "vi": "Cây cầu cũ ở cảng được sơn lại vào mùa xuân năm ngoái.",
}
OTHERS = [
    "Старый мост в гавани покрасили весной, и никто не был согласен.",
    "پل قدیمی بندر بهار گذشته دوباره رنگ شد و کسی نگران نیست",
    "Lorem ipsum",
    "1871",
]


@pytest.mark.parametrize("code", SENTENCES)
def test_a_language_is_recognised_by_a_sentence(code):
    """By its letters, or by its commonest words."""
    assert language_of([SENTENCES[code]]) == code


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_in_no_known_language_is_not_guessed(text):
    """Languages with the same letters are others."""
    assert language_of([text]) is None


def test_the_bank_says_its_language_and_where_things_were_found(tmp_path):
    """And the terminal asks for what is unsure at the end, with its line in the bank."""
    (tmp_path / "a.html").write_text(
        "<html><head><meta charset='utf-8'><meta name='author' content='Jo Wu'></head><body>"
        "<article><h1>الجسر</h1><p>By Ida Falk</p>"
        + f"<p>{SENTENCES['ar'] * 3}</p>" * 3
        + "</article></body></html>",
        "utf-8",
    )
    outcome = quizgen(tmp_path, "new", "a.html")
    bank = (tmp_path / "question_banks" / "a.yaml").read_text("utf-8")
    assert "\nlanguage: ar  #" in bank
    comment = "# the byline says “Ida Falk” and the page's head “Jo Wu”"
    line = bank.splitlines().index(f'  author: "WRITE: who wrote it"  {comment}')
    said = " ".join(outcome.out.split())
    assert f"Look at question_banks/a.yaml:{line + 1}: The byline says “Ida Falk”" in said
    assert said.index("Words") < said.index("Look at") < said.index("Next")


def test_short_paragraphs_are_one_message(tmp_path):
    """However many there are, with an example of their numbers."""
    lines = "\n\n".join(f"Few words {'x' * n}" for n in range(1, 39))
    (tmp_path / "a.md").write_text(f"# A Title\n\n{lines}\n", "utf-8")
    outcome = quizgen(tmp_path, "new", "a.md")
    said = " ".join(outcome.out.split())
    assert said.count("very short") == 1
    assert "38 paragraphs are very short, for instance 1, 2, 3" in said
