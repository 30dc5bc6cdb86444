"""Whole small articles in each language but English: who wrote them, and for whom."""

import pytest

from quizgen.article.bylines import author_note
from quizgen.article.foreign_notes import foreign_note
from quizgen.article.readers import read_source
from quizgen.article.recognise import new_article
from quizgen.authoring.new_bank import bank_text

# Title, byline, date, paragraph, closing note; then what is found: author, affiliation, date.
ARTICLES = {
    "es": (
        "Un puente amarillo",
        "Por Ida Falk",
        "12 de mayo de 2021",
        "El viejo puente del puerto se pintó de amarillo en una semana, y nadie sabe por qué.",
        "Ida Falk es historiadora en el Museo del Puerto.",
        ("Ida Falk", "Museo del Puerto", "12 de mayo de 2021"),
    ),
    "fr": (
        "Un pont jaune",
        "Par Ida Falk, à Northport",
        "Publié le 12 mai 2021",
        "Le vieux pont du port a été peint en jaune en une semaine, et nul ne sait pourquoi.",
        "Ida Falk est historienne au musée du Port.",
        ("Ida Falk", "Musée du Port", "12 mai 2021"),
    ),
    "de": (
        "Eine gelbe Brücke",
        "Von Ida Falk",
        "12. Mai 2021",
        "Die alte Brücke im Hafen wurde in einer Woche gelb, und niemand weiß warum.",
        "Ida Falk ist Historikerin am Hafenmuseum.",
        ("Ida Falk", "Hafenmuseum", "12. Mai 2021"),
    ),
    "pt": (
        "Uma ponte amarela",
        "Por Ida Falk",
        "12 de maio de 2021",
        "A velha ponte do porto foi pintada de amarelo em uma semana, e não se sabe por que.",
        "Ida Falk é historiadora no Museu do Porto.",
        ("Ida Falk", "Museu do Porto", "12 de maio de 2021"),
    ),
    "uk": (
        "Жовтий міст",
        "Автор: Іда Фальк",
        "12 травня 2021",
        "Старий міст у порту пофарбували в жовтий колір за тиждень, і ніхто не знає чому.",
        "Іда Фальк — історикиня в Музеї порту.",
        ("Іда Фальк", "Музей порту", "12 травня 2021"),
    ),
    "vi": (
        "Cây cầu màu vàng",
        "Tác giả: Nguyễn Văn An",
        "Ngày 12 tháng 5 năm 2021",
        "Cây cầu cũ ở cảng đã được sơn vàng trong một tuần, và không ai biết tại sao.",
        "Nguyễn Văn An là nhà sử học tại Bảo tàng Cảng Sài Gòn.",
        ("Nguyễn Văn An", "Bảo tàng Cảng Sài Gòn", "12 tháng 5 năm 2021"),
    ),
    "ar": (
        "جسر أصفر",
        "بقلم: سارة الحداد",
        "12 مايو 2021",
        "طُلي جسر الميناء القديم باللون الأصفر في أسبوع واحد، ولا أحد يعرف لماذا حدث ذلك.",
        "سارة الحداد مؤرخة في متحف الميناء.",
        ("سارة الحداد", "متحف الميناء", "12 مايو 2021"),
    ),
    "he": (
        "גשר צהוב",
        "מאת: דנה לוי",
        "12 במאי 2021",
        "הגשר הישן בנמל נצבע בצהוב בתוך שבוע אחד, ואיש אינו יודע מדוע נעשה הדבר.",
        "דנה לוי היא היסטוריונית במוזיאון הנמל.",
        ("דנה לוי", "מוזיאון הנמל", "12 במאי 2021"),
    ),
    "zh": (
        "黄色的桥",
        "作者：玛拉·林奎斯特",
        "2021年5月12日",
        "海港的旧桥在一周之内被漆成了黄色，没有人知道这是为什么。",
        "玛拉·林奎斯特是海港博物馆的历史学家。",
        ("玛拉·林奎斯特", "海港博物馆", "2021年5月12日"),
    ),
    "ja": (
        "黄色い橋",
        "文：田中花子",
        "2021年5月12日",
        "港の古い橋は一週間で黄色に塗られたが、なぜそうなったのかは誰も知らない。",
        "田中花子は港博物館の学芸員。",
        ("田中花子", "港博物館", "2021年5月12日"),
    ),
    "ko": (
        "노란 다리",
        "글: 김민수",
        "2021년 5월 12일",
        "항구의 오래된 다리는 일주일 만에 노란색으로 칠해졌고 아무도 그 이유를 모른다.",
        "김민수는 항구박물관 역사학자이다.",
        ("김민수", "항구박물관", "2021년 5월 12일"),
    ),
}


@pytest.mark.parametrize("language", ARTICLES)
def test_an_article_of_any_language_gives_up_its_author(tmp_path, language):
    """Byline, date and closing note are told apart; the note is the last paragraph."""
    title, byline, date, paragraph, note, found = ARTICLES[language]
    path = tmp_path / "a.txt"
    path.write_text(f"{title}\n\n{byline}\n\n{date}\n\n{paragraph}\n\n{note}\n", "utf-8")
    article = new_article(read_source(path))
    assert (article.title, article.language) == (title, language)
    assert [each.text for each in article.paragraphs] == [paragraph, note]
    assert (article.author, article.affiliation, article.published) == found
    assert article.note == 2
    assert [each.reason for each in article.left_out] == ["the byline", "the date"]
    assert f"\nlanguage: {language}  #" in bank_text(article, "a")
    assert article.words.missing == ()
    assert not any(doubt.about == "affiliation" for doubt in article.doubts)


@pytest.mark.parametrize(
    ("note", "affiliation"),
    [
        ("La autora es profesora de la Universidad de la Ribera.", "Universidad de la Ribera"),
        (
            "L’auteur est professeur d’histoire à l’Université de Marlow.",
            "Université de Marlow",
        ),
        ("Die Autorin ist Leiterin des Instituts für Musik.", "Institut für Musik"),
        ("Der Autor schreibt für die Marlower Zeitung.", "Marlower Zeitung"),
        ("A autora é professora da Universidade de Marlow.", "Universidade de Marlow"),
        (
            "Авторка — професорка Національного університету Марлоу.",
            "Національний університет Марлоу",
        ),
        ("Tác giả là giảng viên của Đại học Quốc gia Hà Nội.", "Đại học Quốc gia Hà Nội"),
        ("الكاتبة أستاذة بجامعة مارلو.", "جامعة مارلو"),
        ("המחבר הוא מרצה באוניברסיטת תל אביב.", "אוניברסיטת תל אביב"),
        ("作者是海港大学教授。", "海港大学"),
        ("筆者は東京大学教授である。", "東京大学"),
        ("필자는 서울대학교 교수다.", "서울대학교"),
        ("Über die Autorin: Ida Falk leitet das Hafenmuseum.", "Hafenmuseum"),
    ],
)
def test_a_note_may_call_its_author_the_author(note, affiliation):
    """It needs no name then."""
    found = author_note(note, "", None)
    assert found is not None
    assert (found.affiliation, found.sure) == (affiliation, True)


@pytest.mark.parametrize(
    "paragraph",
    [
        "Der Hafen ist ein Museum der Stadt, und niemand fragt den Fluss.",
        "Marlow es una ciudad con un Museo del Puerto.",
        "Le Port est un musée.",
        "灯台は港の博物館です。",
        "Ida Falk ist müde.",
        "Las autoras de la ley viven en Marlow.",
    ],
)
def test_a_last_paragraph_is_no_note(paragraph):
    """A note says what somebody is or does, and for whom."""
    assert author_note(paragraph, "", None) is None


def test_a_person_of_the_article_is_not_its_author():
    """Whose name is in the text is its subject."""
    note = "Ida Falk ist Historikerin am Hafenmuseum."
    assert foreign_note(note) is not None
    assert author_note(note, "Falk fragt den Fluss.", None) is None
    assert author_note(note, "", "Jo Wu") is None
