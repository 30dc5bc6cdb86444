"""Understands a closing note on the author in eleven languages beside English.

Such a note begins with a name, or with words for the author, and says what he or she is or
does. The place of work is a name with a word in it such as museum, which is looked for by
itself: what stands around it differs more among the languages than the names do.
"""

import re
from collections.abc import Iterator
from itertools import islice

from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex

_LATIN = r"A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_CAPITAL = "[A-ZÀ-ÖØ-ÞĂĐƠƯẠ-Ỹ]"
_LATIN_NAME = rf"{_CAPITAL}[{_LATIN}.’'-]{{0,40}}"
_PARTICLE = r"(?:de|del|della|der|den|da|dos|du|la|le|van|von|y|e)"
_CYRILLIC_NAME = r"[А-ЯІЇЄҐ][а-яіїєґА-ЯІЇЄҐ’'.-]*"
_CYRILLIC = "[а-яіїєґ’'-]"
_ARABIC_NAME, _HEBREW_NAME = r"[\u0621-\u064a]+\.?", r"[א-ת][א-ת’'״\".-]*"
_HAN = r"[\u4e00-\u9fff\u3040-\u30ff·・＝=]"


@dataclass(frozen=True)
class ForeignNote:
    """What a note says: its people, or None for the author, where they work, what they do."""

    people: str | None
    affiliation: str | None
    has_work: bool
    """Whether it names a profession or an occupation."""


@dataclass(frozen=True)
class _Notes:
    """How notes of a language begin, the professions in them, and the names of places."""

    begins: str
    works: str
    places: str


def _begins(name: str, the_author: str, does: str) -> str:
    """Return the pattern of a name of two to five words, or of the author, and a verb."""
    names = rf"{name}(?:\s+(?:{_PARTICLE}\s+)?{name}){{1,4}}?"
    return rf"(?:(?:{the_author})|(?P<people>{names}))(?:,\s[^.,]{{3,80}},)?\s+(?:{does})"


def _place(nouns: str, joiners: str) -> str:
    """Return the pattern of a name with one of the nouns in it; the noun alone is none."""
    word = rf"(?:{_LATIN_NAME}|\w{{0,30}}(?:{nouns})\b)"
    joined = rf"\s+(?:(?:{joiners})\s+|[dl][’'])?{word}"
    begins = (
        rf"(?:{_LATIN_NAME}\s+){{1,3}}\w{{0,30}}(?:{nouns})\b",
        rf"\w{{1,30}}(?:{nouns})\b",
        rf"(?:{nouns})\b(?={joined})",
    )
    return rf"(?:{'|'.join(begins)})(?:{joined})*"


_ES = _Notes(
    _begins(_LATIN_NAME, r"El autor|La autora|L[oa]s autor[ea]s", r"es|son|fue"),
    r"historiador|profesora?|catedrátic[oa]|periodista|escritora?|investigador|director"
    r"|economista|abogad[oa]|docente|redactor|editora?|columnista|científic[oa]|médic[oa]"
    r"|estudiante|bibliotecari[oa]|maestr[oa]|socióloga?|filósof[oa]|poeta",
    _place(
        r"(?i:universidad|museo|instituto|escuela|colegio|academia|centro|fundación"
        r"|biblioteca|hospital|diario|revista|periódico|ministerio|asociación)",
        r"de(?:\s+l[ao]s?|l)?|del|y",
    ),
)
_FR = _Notes(
    _begins(_LATIN_NAME, r"L[’']auteure?|L[’']autrice|Les auteur[se]s?", r"est|sont"),
    r"historien|professeur|enseignant|journaliste|écrivain|cherche(?:ur|use)|direct(?:eur|rice)"
    r"|économiste|avocat|rédact(?:eur|rice)|chronique(?:ur|use)|médecin|étudiant"
    r"|bibliothécaire|conservat(?:eur|rice)|maître de conférences|sociologue|philosophe|poète",
    _place(
        r"(?i:université|musée|institut|école|lycée|collège|académie|centre|fondation"
        r"|bibliothèque|hôpital|journal|revue|gazette|ministère|association)",
        r"de(?:\s+la)?|du|des|et",
    ),
)
_DE = _Notes(
    _begins(_LATIN_NAME, r"Der Autor|Die Autorin|Die Autor(?:inn)?en", r"ist|sind|war"),
    r"Historiker|Professor|Lehrer|Journalist|Autor|Schriftsteller|Forscher|Leiter|Direktor"
    r"|Redakteur|Kolumnist|Ökonom|Anwalt|Anwältin|Arzt|Ärztin|Student|Bibliothekar|Dozent"
    r"|Wissenschaftler|wissenschaftlich|Soziolog|Philosoph|Kurator|Dichter",
    _place(
        r"(?i:universität|hochschule|museum|institut|schule|gymnasium|akademie|zentrum"
        r"|stiftung|bibliothek|klinik|zeitung|zeitschrift|verlag|ministerium|rundfunk|blatt)s?",
        r"für|der|des|und|zu",
    ),
)
_PT = _Notes(
    _begins(_LATIN_NAME, r"O autor|A autora|Os autores|As autoras", r"é|são|foi"),
    r"historiador|professora?|jornalista|escritora?|pesquisador|investigador|diretora?"
    r"|economista|advogad[oa]|docente|editora?|colunista|cientista|médic[oa]|estudante"
    r"|bibliotecári[oa]|sociólog[oa]|filósof[oa]|poeta",
    _place(
        r"(?i:universidade|museu|instituto|escola|colégio|faculdade|academia|centro|fundação"
        r"|biblioteca|hospital|jornal|revista|diário|ministério|associação)",
        r"d[aeo]s?|e",
    ),
)
_UK = _Notes(
    _begins(_CYRILLIC_NAME, r"Автор(?:ка)?|Автори", r"[—–-]|є|був|була"),
    r"істори[кч]|професор|викладач|вчител|учител|журналіст|письменни|дослідни|директор"
    r"|економіст|адвокат|редактор|кореспондент|науков|лікар|студент|бібліотекар|соціолог"
    r"|філософ|поет|кандидат|доктор",
    rf"(?:[А-ЯІЇЄҐ]\w{{1,20}}(?:ого|ому|ої|ій)\s+)*(?i:університет|музе|інститут|академі|школ|гімназі|центр|фонд|бібліоте|лікарн|газет"
    rf"|журнал|видавництв){_CYRILLIC}{{0,10}}(?:\s+(?:і\s+|та\s+|імені\s+)?[а-яіїєґА-ЯІЇЄҐ’'-]+){{0,4}}",
)
_VI = _Notes(
    _begins(_LATIN_NAME, r"Tác giả(?:\s+bài viết)?", r"là|hiện là"),
    r"nhà sử học|giáo sư|nhà báo|nhà văn|giảng viên|giáo viên|nhà nghiên cứu|giám đốc|học giả"
    r"|phóng viên|biên tập viên|luật sư|bác sĩ|sinh viên|tiến sĩ|nhà thơ|nhà kinh tế",
    r"(?:Bảo tàng|Đại học|Trường|Viện|Học viện|Báo|Tạp chí|Trung tâm|Quỹ|Bộ|Thư viện)"
    r"(?:\s+(?!(?:và|ở|tại|từ|của)\b)[^\W\d_]+){1,8}",
)
_AR = _Notes(
    _begins(_ARABIC_NAME, r"الكاتبة?|المؤلفة?", r"هو|هي|(?=\S)"),
    r"مؤرخ|أستاذ|صحفي|صحافي|كاتبة?\b|باحث|مدير|محامي?|طبيب|معلم|مدرّ?س|محرر|مراسل|شاعر",
    r"(?:متحف|جامعة|معهد|مركز|مؤسسة|صحيفة|جريدة|مجلة|كلية|مدرسة|وكالة|وزارة|مكتبة)"
    r"(?:\s+(?!و)[\u0621-\u064a]+){1,4}",
)
_HE = _Notes(
    _begins(_HEBREW_NAME, r"המחברת?|הכותבת?|המחברים", r"הוא|היא|הם|(?=\S)"),
    r"היסטוריונ?|פרופ|מורה|עיתונאי|סופרת?|חוקרת?|מנהלת?|עורכת?|מרצה|כתבת?|רופאה?|משוררת?",
    r"(?:מוזיאון|אוניברסיטת|האוניברסיטה|מכון|מכללת|מרכז|בית הספר|עיתון|קרן|ספריית|משרד)"
    r"(?:\s+(?!ו)[א-ת\"״'-]+){1,4}",
)
_ZH = _Notes(
    rf"(?:本文作者|作者|(?P<people>{_HAN}{{2,12}}?))(?:简介)?(?:现?(?:是|为|系|任)|，|：|:)",
    r"教授|历史学|歷史學|研究[员員]|[记記]者|作家|[馆館][长長]|[编編][辑輯]|[讲講][师師]|老师|教师|[学學]者|主任",
    r"[\u4e00-\u9fff·]{1,20}(?:大学|大學|学院|學院|博物[馆館]|研究所|研究院|中心|日[报報]|晚[报報]|基金[会會]|[报報]社"
    r"|[杂雜][志誌]社|中学|小学|中學|小學|[图圖][书書][馆館]|出版社)",
)
_JA = _Notes(
    rf"(?:筆者|著者|(?P<people>{_HAN}{{2,14}}?)(?:氏|さん)?)(?:は|、|：)",
    r"教授|歴史|研究員|研究者|記者|作家|館長|編集|講師|学芸員|教員|教諭|所長|学者|司書",
    r"[\u4e00-\u9fff\u30a0-\u30ff]{1,20}(?:大学|学院|博物館|研究所|センター|新聞社?|財団|学校|高校|図書館|出版社?)",
)
_KO = _Notes(
    r"(?:필자|글쓴이|저자|(?P<people>[가-힣·]{1,8}(?: [가-힣·]{1,8})?))(?:은|는)\s",
    r"교수|역사학자|연구원|연구자|기자|작가|관장|편집|강사|교사|소장|학예사|학자|시인",
    r"(?:[가-힣]{1,10} )?[가-힣]{0,12}(?:대학교|대학|박물관|연구소|연구원|신문사?|일보"
    r"|재단|센터|학교|도서관|출판사)",
)
_LANGUAGES = (_ES, _FR, _DE, _PT, _UK, _VI, _AR, _HE, _ZH, _JA, _KO)
# What somebody does for a place, where no profession is named.
_WORKS = regex(
    r"(?P<people>\S+(?:\s+\S+){0,5}?)\s+(?P<does>trabaja|enseña|dirige|escribe|investiga|preside"
    r"|travaille|enseigne|écrit|arbeitet|lehrt|leitet|schreibt|forscht|unterrichtet|trabalha"
    r"|ensina|leciona|escreve|coordena|працює|викладає|очолює|пише|làm việc|giảng dạy)\s"
)
_AUTHOR_WORDS = regex(
    r"(?:el autor|la autora|l[’']auteure?|l[’']autrice|der autor|die autorin|o autor|a autora"
    r"|автор(?:ка)?|tác giả)",
    re.IGNORECASE,
)
_SENTENCE = regex(r"[^.。！!؟?]*(?:(?<=\b\w)\.[^.。！!؟?]*)*")
_GENITIVE = regex(r"^(\w*(?:museum|institut|zentrum|ministerium))s\b", re.IGNORECASE)
MOST_PLACES = 2
# Ukrainian names a place in the case that its preposition asks for.
_CASES = {
    "університеті": "університет",
    "університету": "університет",
    "музеї": "музей",
    "музею": "музей",
    "інституті": "інститут",
    "інституту": "інститут",
    "центрі": "центр",
    "центру": "центр",
    "академії": "академія",
    "школі": "школа",
    "школи": "школа",
    "газеті": "газета",
    "газети": "газета",
    "бібліотеці": "бібліотека",
    "бібліотеки": "бібліотека",
}


def foreign_note(text: str) -> ForeignNote | None:
    """Parse a note in one of eleven languages; None for what does not begin as one.

    >>> foreign_note("Mara Lindqvist ist Historikerin am Hafenmuseum.").affiliation
    'Hafenmuseum'
    """
    for language in _LANGUAGES:
        if found := re.match(language.begins, text):
            rest = _first_sentence(text[found.end() :])
            has_work = bool(re.search(rf"(?:^|\W)(?:{language.works})", rest)) or (
                language in (_ZH, _JA, _KO) and bool(re.search(language.works, rest))
            )
            place = "; ".join(_places(language, rest))
            if has_work or place:
                return ForeignNote(found["people"], place or None, has_work)
    if found := _WORKS.match(text):
        rest = _first_sentence(text[found.end() :])
        people = None if _AUTHOR_WORDS.fullmatch(found["people"]) else found["people"]
        if people is None or people[:1].isupper():
            works_for = foreign_affiliation(rest)
            return ForeignNote(people, works_for, has_work=True) if works_for else None
    return None


def foreign_affiliation(text: str) -> str | None:
    """Return the place of work that a text names with a word such as museum."""
    found = (place for language in _LANGUAGES for place in _places(language, text))
    return next(found, None)


def _first_sentence(text: str) -> str:
    found = _SENTENCE.match(text)
    return found[0] if found else text


def _places(language: _Notes, text: str) -> Iterator[str]:
    for found in islice(re.finditer(language.places, text), MOST_PLACES):
        yield _named(language, found[0].strip())


def _named(language: _Notes, place: str) -> str:
    """Return a place's name as it stands by itself."""
    if language is _UK:
        return " ".join(map(_nominative, place.split()))
    if language is _DE:
        return re.sub(
            r"^(\w*(?:museum|institut|zentrum|ministerium))s\b", r"\1", place, flags=re.I
        )
    return f"{place[:1].upper()}{place[1:]}"


def _nominative(word: str) -> str:
    """Return a Ukrainian noun or adjective of a place's name as a list has it."""
    if found := _CASES.get(word.casefold()):
        return found.capitalize() if word[0].isupper() else found
    if word[0].isupper():
        word = re.sub(r"(?<=\w{3})(?:ого|ому)$", "ий", word)
        return re.sub(r"(?<=\w{3})(?:ої|ій)$", "а", word)
    return word
