"""Finds an article's author and their affiliation in its text.

Bylines in twelve languages, closing notes in English; foreign_notes has those of the others.
Uncertain guesses are left out: a name may look like other words.
"""

import re
from collections.abc import Sequence

from quizgen.article.dates import DATE, parted_by_date
from quizgen.article.foreign_notes import foreign_affiliation, foreign_note
from quizgen.base.data_class import dataclass, replace
from quizgen.base.regex import regex

MOST_WORDS_IN_GUESS = 12
MOST_WORDS_IN_BYLINE = 25
"""Most words of a byline; a longer line is a paragraph."""
MOST_IN_BYLINE = 2000
"""Most characters that are searched for names: a page's head may list forty authors."""

_PARTICLES = "de|del|della|der|den|di|da|dos|du|la|le|van|von|bin|ibn|al|el|ben|ter|ten|y|e"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_PART = rf"(?:(?!The\b){_CAPITAL}[^\W\d_]*(?:[’'-][^\W\d_]+)*\.?(?:{_CAPITAL}\.)*)"
_PERSON = rf"{_PART}(?:\s+(?:(?:{_PARTICLES})\s+){{0,3}}{_PART}){{1,4}}"
_DEGREE = r"(?:,?\s+(?:Ph\.?\s?D\.?|M\.?D\.?|J\.?D\.?|Ed\.?D\.?|Jr\.?|Sr\.?))?"
_AND = r"(?:and|&|y|et|und|e|і|та|й|và)"
_PEOPLE = rf"{_PERSON}(?:(?:,\s+{_PERSON})*,?\s+{_AND}\s+{_PERSON})?"

_BY = regex(
    r"(?:(?:opinion|commentary|analysis|column|guest (?:column|essay|opinion)|essay|story|words"
    r"|text|written|reported|escrito|escrit|écrit|ein (?:kommentar|gastbeitrag)|texto)"
    r"\s*[|:/—–-]?\s*)?(?:by|por|par|von|di|bởi|بقلم|كتبت?|מאת):?\s+(?P<rest>\S.*)",
    re.IGNORECASE,
)
_LABEL = regex(
    r"(?:authors?|writers?|autor(?:es|in|en|a|as)?|auteure?s?|texte?|texto|автор(?:и|ка)?|текст"
    r"|tác giả|bài viết|bài|作者|撰文|作者名|文|著者|筆者|글|글쓴이|저자|지은이|الكاتبة?"
    r"|تأليف|بقلم|מאת|מחברת?|כתבה?)\s*[:：/／＝]\s*(?P<rest>\S.*)",
    re.IGNORECASE,
)
_HAN = "[\u4e00-\u9fff]"
# A foreign name in Chinese or Japanese letters has a dot between its parts.
_PARTED_NAME = r"[\u4e00-\u9fff\u30a0-\u30fa\u30fc]{1,8}"
_EASTERN = (
    rf"(?:{_PARTED_NAME}(?:[·・＝]{_PARTED_NAME}){{1,3}}"
    rf"|{_HAN}{{1,3}}[\s\u3000]?[\u4e00-\u9fff\u3040-\u30ff]{{1,3}}|[가-힣]{{2,4}})"
)
# A profession stands behind the name, or before it.
_REPORTER = regex(
    rf"(?:(?:本报|本報|新华社)?(?:记者|記者|通讯员)\s*(?P<one>{_EASTERN})"
    rf"|(?P<two>{_EASTERN})\s*(?:기자|특파원|記者|记者|특별기고|지음|著))"
)
_SIGNATURE = regex(r"[—–-]{1,2}\s*(?P<rest>\S.*)")
_HEAD = regex(
    rf"(?P<people>{_PEOPLE}){_DEGREE}(?P<rest>$|\s*[|,•·—–(/，、].*|\s+(?:-\s|The\s).*)"
)
_EASTERN_HEAD = regex(
    rf"(?P<people>{_EASTERN}(?:[、,，]\s?{_EASTERN}|·[가-힣]{{2,4}})*)(?P<rest>$|\s*[|,•·—–(/（，\s].*)"
)
# Behind a name, where nothing parts them: By Mara Lindqvist Staff Writer.
_POST = regex(
    r"(?:\s+(?:staff|senior|contributing|guest|chief|deputy|special|managing|associate|sports"
    r"|political|foreign|education|science|opinion)\b.*)?\s+(?:writers?|reporters?|editors?"
    r"|correspondents?|columnists?|contributors?|journalists?)$",
    re.IGNORECASE,
)
_NOBODY = regex(
    r"(?i)\b(?:staff|admin(?:istrator)?|user(?:name)?|editors?|editorial|board|team|desk"
    r"|newsroom|press|agency|agencies|agencias|reuters|afp|dpa|efe|ap|upi|tass|anonymous"
    r"|guest|contributors?|unknown|authority|control|redaktion|redacción|rédaction|redação"
    r"|редакція|webmaster|wikipedia|inc|llc|ltd|gmbh|group|media|company|corporation)\b"
)
_PARTED = regex(r"\s*[|,•·—–()/（），]\s*|(?:^|\s+)-\s+")

_JOINER = r"(?:of(?:\s+the)?|for(?:\s+the)?|in(?:\s+the)?|on|and|&|de|du|des|la)"
_WORD = rf"{_CAPITAL}[^\W_]*(?:[’'.&-]+[^\W_]+)*"
_ORGANISATION = rf"{_WORD}(?:\s+(?:{_JOINER}\s+)?{_WORD})*"
_ROLE = (
    r"(?:professor|lecturer|instructor|teacher|scholar|fellow|researcher|scientist|historian"
    r"|economist|analyst|writer|author|columnist|reporter|journalist|correspondent|critic"
    r"|editor|editor-in-chief|director|co-director|founder|co-founder|chair|chairman"
    r"|chairwoman|dean|head|president|principal|superintendent|manager|adviser|advisor"
    r"|attorney|lawyer|physician|doctor|nurse|engineer|student|candidate|consultant|curator"
    r"|librarian|activist|contributor|novelist|poet|essayist|biologist|physicist|psychologist"
    r"|sociologist|philosopher|counsel|officer|strategist|commentator|producer|publisher)s?"
)
# After these, but not after a professor, "of" begins an organisation.
_HEAD_OF = (
    r"(?:editor|editor-in-chief|director|co-director|founder|co-founder|chair|chairman"
    r"|chairwoman|dean|head|president|principal|superintendent|manager|publisher|curator)s?"
)
_WORKS = (
    r"(?:works|work|worked|writes|write|wrote|teaches|teach|taught|studies|study|directs|direct"
    r"|directed|heads|head|leads|lead|led|runs|run|ran|edits|edit|covers|cover|serves|serve"
    r"|served|chairs|chair|manages|manage|founded|co-founded|researches|practices)"
)
_IS = r"(?:is|are|was|were|has been|have been)"
# These fit any person, so the name must be known.
_LIVES = r"(?:lives?|lived|has|have|grew|holds?|won|received|blogs?|can be)"
_NOTE = regex(
    rf"(?P<people>{_PEOPLE}){_DEGREE}(?P<rest>(?:,\s[^.]{{3,80}},)?\s+"
    rf"(?:(?:currently|now|also|formerly|previously)\s+)?(?:{_IS}|{_WORKS}|{_LIVES})\b.*)",
    re.DOTALL,
)
_ABOUT_AUTHOR = (
    r"about\s+the\s+(?:authors?|writers?)|about\s+(?:him|her|them)|meet\s+the\s+(?:authors?|writers?)"
    r"|sobre\s+[eo]l?\s+autora?|sobre\s+[l]?a\s+autora|acerca\s+del\s+autor"
    r"|(?:à\s+propos\s+de\s+)l[’']aut(?:eure?|rice)|über\s+(?:den\s+autor|die\s+autorin)"
    r"|(?:про|об)\s+автор(?:а|ку)|về\s+tác\s+giả|عن\s+الكاتبة?|عن\s+المؤلفة?|על\s+המחברת?|על\s+הכותבת?"
    r"|作者(?:简介|簡介|介绍)|关于作者|關於作者|(?:著者|筆者)(?:について|紹介|プロフィール)"
    r"|(?:저자|글쓴이|필자)\s*소개"
)
_ABOUT = regex(rf"(?:{_ABOUT_AUTHOR}|the authors?)\s*[:：]\s*", re.IGNORECASE)
ABOUT_AUTHOR = regex(_ABOUT_AUTHOR, re.IGNORECASE)
"""A heading above a note on the author."""
_THE_WRITER = regex(rf"The (?:author|writer)s?,?\s.*?\b(?:{_IS}|{_WORKS})\b", re.DOTALL)
_AS_ROLE = regex(rf"\b{_IS}\s+(?:an?\s|the\s|[\w’'-]+\s){{0,7}}?{_ROLE}\b")
_MOST_WORDS_IN_NOTE = 90
_MOST_IN_NOTE = 1000

_AFFILIATED = regex(
    rf"""(?:
        (?:\bat|\b(?:{_ROLE}|{_WORKS})(?:\s+[a-z][\w-]*){{0,4}}?\s+(?:for|with))
        | \b{_HEAD_OF}\s+(?:and\s+\S+\s+)?of
        | \b(?:directs?|directed|heads?|leads?|led|runs?|ran|edits?|chairs?|manages?
             |(?:co-)?founded)
    )\s+(?:the\s+)?(?P<where>(?!Large\b){_ORGANISATION})""",
    re.VERBOSE,
)
_PLACE_OF_WORK = regex(
    r"(?i)\b(?:universit\w+|college|school|institut\w*|cent(?:er|re)|museum|foundation|council"
    r"|association|society|academy|agency|department|ministry|laborator\w+|library|hospital"
    r"|times|post|news|tribune|herald|journal|gazette|review|magazine|press|radio|network"
    r"|universidade?|université|universität|hochschule|schule|escuela|école|escola|colegio"
    r"|museo|museu|musée|fundación|fondation|fundação|stiftung|zeitung|diario|diário|revista"
    r"|revue|університет\w*|музе\w*|інститут\w*|газет\w*|جامعة|معهد|متحف|صحيفة|אוניברסיטת"
    r"|מכון|מוזיאון|đại học|viện|bảo tàng|báo)\b|大学|大學|研究所|研究院|新聞|新闻|日报|日報"
    r"|博物馆|博物館|学院|대학교?|연구소|신문|일보|박물관"
)
_NO_PLACE_OF_WORK = regex(
    r"(?i)\b(?:special to|for the|guest|staff|opinion|contribut\w+|columnist|writer|reporter"
    r"|correspondent|editor)\b"
)
# Neither names a place of work: a profession, and a town that one writes from.
_POST_OR_TOWN = regex(rf"(?i)\b{_ROLE}\b|^(?:à|en|in|aus|desde|em|from|de)\s")


@dataclass(frozen=True)
class Byline:
    """A byline's content; unsure is what may be part of it."""

    author: str | None = None
    affiliation: str | None = None
    published: str | None = None
    unsure: str | None = None


@dataclass(frozen=True)
class Note:
    """A note about the author; sure means that it cannot be a paragraph."""

    author: str | None
    affiliation: str | None
    sure: bool


def bare(text: str) -> str:
    """Return a line without emphasis and brackets around it."""
    text = re.sub(r"^[\s*_(\[]+", "", text.replace("\\", ""))
    # Backwards, as a search for the end would try each of many signs within the line.
    return re.sub(r"^[\s*_)\]]+", "", text[::-1])[::-1]


def date_in(line: str) -> str | None:
    """Return the date if the line is one."""
    found = DATE.fullmatch(_bare_line(line))
    return found["date"] if found else None


def _bare_line(text: str) -> str:
    """Return a line that may be a byline, with single blanks; nothing where it is too long."""
    line = " ".join(bare(text).split())
    return line if len(line) <= MOST_IN_BYLINE else ""


def byline(line: str, *, signed: bool = False) -> Byline | None:
    """Parse a line that begins with By, or if signed with a dash.

    >>> byline("By Ana de la Cruz, Harbour Museum | April 2, 2019").affiliation
    'Harbour Museum'
    """
    text = _bare_line(line)
    if len(text.split()) > MOST_WORDS_IN_BYLINE:
        return None
    if not signed and (reporter := _REPORTER.fullmatch(text)):
        return Byline(reporter["one"] or reporter["two"])
    patterns = (_SIGNATURE,) if signed else (_LABEL, _BY)
    found = next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)
    return _told(found["rest"]) if found else None


def named(text: str) -> Byline | None:
    """Parse a text that begins with names, as a page's head has them.

    >>> named("Tom Okoye, Senior Historian, Ferry Museum")
    Byline(author='Tom Okoye', affiliation='Ferry Museum', published=None, unsure=None)
    """
    return _told(_bare_line(text))


def _told(text: str) -> Byline | None:
    text = re.sub(r"\s@\w+", "", text)  # a name on a social network
    parts, date = parted_by_date(text)
    rest = " | ".join(parts)
    first, parting, others = re.match(r"([^|,(/]*)(.?)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    rest = f"{_POST.sub('', first.rstrip())}{parting}{others}"
    head = _HEAD.fullmatch(rest) or _EASTERN_HEAD.fullmatch(rest)
    return _byline(head, date) if head else None


def is_person(name: str) -> bool:
    """Whether a text can be somebody's name, and not an agency's or a paper's.

    >>> is_person("Mara Lindqvist"), is_person("Harbor Gazette"), is_person("AFP")
    (True, False, False)
    """
    if _NOBODY.search(name) or _PLACE_OF_WORK.search(name):
        return False
    return bool(re.fullmatch(_PERSON, name) or re.fullmatch(_EASTERN, name))


def names_of(people: str) -> list[str]:
    """Return the names in a list of them, as a sentence has it.

    >>> names_of("Jane Doe, John Roe and Ann Poe")
    ['Jane Doe', 'John Roe', 'Ann Poe']
    """
    return [
        name
        for part in re.split(rf"[,;、，]\s*|\s+{_AND}\s+", people)
        if (name := part.strip())
    ]


def bare_name(line: str) -> str | None:
    """Return the line if it looks like a name; it may be other words."""
    text = _bare_line(line)
    words = text.split()
    is_cased = all(word[0].isupper() or re.fullmatch(_PARTICLES, word) for word in words)
    is_name = 2 <= len(words) <= 4 and is_cased and is_person(text)
    return text if is_name else None


def guessed_byline(line: str) -> Byline | None:
    """Parse a line with a name and a paper or a post, without a word such as By.

    >>> guessed_byline("Mara Lindqvist | Harbor Gazette")
    Byline(author='Mara Lindqvist', affiliation='Harbor Gazette', published=None, unsure=None)
    """
    text = _bare_line(line)
    if name := bare_name(text):
        return Byline(name)
    parts = re.split(r"\s+[|•·–—-]\s+|,\s+|\s*[|•·]\s*", text, maxsplit=1)
    if len(parts) < 2 or re.search(r"[.!?…:;]$", text) or not bare_name(parts[0]):
        return None
    is_post = len(text.split()) <= MOST_WORDS_IN_GUESS and (
        _PLACE_OF_WORK.search(parts[1]) or re.search(rf"(?i)\b{_ROLE}\b", parts[1])
    )
    return _told(text) if is_post or DATE.fullmatch(parts[1]) else None


def _byline(head: re.Match[str], published: str | None) -> Byline:
    affiliation = unsure = None
    for part in filter(None, map(str.strip, _PARTED.split(head["rest"].strip()))):
        if place := _place_in(part):
            affiliation = affiliation or place
        elif not _NO_PLACE_OF_WORK.search(part) and not _POST_OR_TOWN.search(part):
            unsure = unsure or part
    return Byline(head["people"].strip(), affiliation, published, unsure)


def _place_in(part: str) -> str | None:
    if found := _AFFILIATED.search(part):
        return found["where"]
    if place := foreign_affiliation(part):
        return place
    whole = re.fullmatch(rf"(?:the\s+|The\s+)?({_ORGANISATION})", part)
    is_place = _PLACE_OF_WORK.search(part) and not _NO_PLACE_OF_WORK.search(part)
    return whole[1] if whole and is_place else None


def author_note(text: str, body: str, author: str | None) -> Note | None:
    """Parse a closing paragraph about the author, if it is one.

    It is surely one if it begins with the name in the byline, or with a name and a profession
    that the body does not mention.
    """
    plain = _ABOUT.sub("", bare(text)[: 2 * _MOST_IN_NOTE])
    if len(plain) > _MOST_IN_NOTE or len(plain.split()) > _MOST_WORDS_IN_NOTE:
        return None
    if _ABOUT.match(bare(text)) or _THE_WRITER.match(plain):
        named = _NOTE.fullmatch(plain)
        if named or not (note := _foreign_note(plain, body, author)):
            note = Note(named["people"] if named else None, affiliation_in(plain), sure=True)
        return replace(note, sure=True)
    found = _NOTE.fullmatch(plain)
    if found is None:
        return _foreign_note(plain, body, author)
    people = found["people"]
    sure = _same_person(people, author) if author else _is_profession(people, plain, body)
    return Note(people, affiliation_in(plain), sure)


def _foreign_note(text: str, body: str, author: str | None) -> Note | None:
    """Parse a note in another language; one that says less than English needs is none."""
    found = foreign_note(text)
    if not found or not (found.has_work or found.people is None):
        return None
    if found.people is None:
        return Note(None, found.affiliation, sure=True)
    if author:
        is_sure = _same_person(found.people, author)
    else:
        is_sure = bool(found.affiliation) and is_person(found.people)
        is_sure = is_sure and not set(_words(body)) & set(_last_names(found.people))
    return Note(found.people, found.affiliation, sure=True) if is_sure else None


def _same_person(people: str, author: str) -> bool:
    """Return whether two texts share a last name, or all letters where nothing parts names."""
    same = {word.casefold() for word in _last_names(people)} & set(_words(author))
    return bool(same) or "".join(_words(people)) in "".join(_words(author))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", text.casefold())


def _last_names(people: str) -> Sequence[str]:
    names = re.split(r",\s+|,?\s+(?:and|&)\s+", people)
    return [_words(name)[-1] for name in names if _words(name)]


def _is_profession(people: str, text: str, body: str) -> bool:
    named_before = set(_words(body)) & set(_last_names(people))
    if named_before:
        return False
    works = re.match(rf"{re.escape(people)}{_DEGREE}\s+{_WORKS}\b", text)
    return bool(_AS_ROLE.search(text) or (works and affiliation_in(text)))


def affiliation_in(note: str) -> str | None:
    """Return the employer that a note's first sentence names.

    >>> affiliation_in("A. N. Author teaches history at the Harbour Museum.")
    'Harbour Museum'
    """
    sentence = re.split(r"(?<=[^\W\d_]{3}[.!?])\s+", note)[0]
    places = (re.sub(r"\.$", "", found["where"]) for found in _AFFILIATED.finditer(sentence))
    return "; ".join(dict.fromkeys(places)) or None
