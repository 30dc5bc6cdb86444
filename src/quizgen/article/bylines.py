"""Finds an article's author and their affiliation in its text.

English only. Uncertain guesses are left out: a name may look like other words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

MOST_WORDS_IN_BYLINE = 25
"""Most words of a byline; a longer line is a paragraph."""

_PARTICLES = "de|del|della|der|den|di|da|dos|du|la|le|van|von|bin|ibn|al|el|ben|ter|ten|y|e"
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_PART = rf"(?:(?!The\b){_CAPITAL}[^\W\d_]*(?:[’'-][^\W\d_]+)*\.?(?:{_CAPITAL}\.)*)"
_PERSON = rf"{_PART}(?:\s+(?:(?:{_PARTICLES})\s+){{0,3}}{_PART}){{1,4}}"
_DEGREE = r"(?:,?\s+(?:Ph\.?\s?D\.?|M\.?D\.?|J\.?D\.?|Ed\.?D\.?|Jr\.?|Sr\.?))?"
_PEOPLE = rf"{_PERSON}(?:(?:,\s+{_PERSON})*,?\s+(?:and|&)\s+{_PERSON})?"

_BY = re.compile(
    r"(?:(?:opinion|commentary|analysis|column|guest (?:column|essay|opinion)|essay|story|words"
    r"|text|written|reported)\s*[|:/—–-]?\s*)?by:?\s+(?P<rest>\S.*)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:authors?|writers?)\s*:\s*(?P<rest>\S.*)", re.IGNORECASE)
_SIGNATURE = re.compile(r"[—–-]{1,2}\s*(?P<rest>\S.*)")
_HEAD = re.compile(
    rf"(?P<people>{_PEOPLE}){_DEGREE}(?P<rest>$|\s*[|,•·—–(/].*|\s+(?:-\s|The\s).*)"
)
_PARTED = re.compile(r"\s*[|,•·—–()/]\s*|(?:^|\s+)-\s+")

_MONTH = (
    r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?"
    r"|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+)?"
_DATE = re.compile(
    r"(?:(?:first |last )?(?:published|posted|updated|modified|date)\s*(?:on|:)?\s*)?"
    rf"(?P<date>{_DAY}(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4}))"
    r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}.{0,12})?",
    re.IGNORECASE,
)

_DATE_IN_LINE = re.compile(rf"[\s,|•·]*{_DATE.pattern}[\s,|•·]*", re.IGNORECASE)

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
_NOTE = re.compile(
    rf"(?P<people>{_PEOPLE}){_DEGREE}(?P<rest>(?:,\s[^.]{{3,80}},)?\s+(?:{_IS}|{_WORKS}|{_LIVES})\b.*)",
    re.DOTALL,
)
_ABOUT = re.compile(r"(?:about the authors?|the authors?)\s*:\s*", re.IGNORECASE)
_THE_WRITER = re.compile(rf"The (?:author|writer)s?,?\s.*?\b(?:{_IS}|{_WORKS})\b", re.DOTALL)
_AS_ROLE = re.compile(rf"\b{_IS}\s+(?:an?\s|the\s|[\w’'-]+\s){{0,7}}?{_ROLE}\b")
_MOST_WORDS_IN_NOTE = 90
_MOST_IN_NOTE = 1000

_AFFILIATED = re.compile(
    rf"""(?:
        (?:\bat|\b(?:{_ROLE}|{_WORKS})(?:\s+[a-z][\w-]*){{0,4}}?\s+(?:for|with))
        | \b{_HEAD_OF}\s+(?:and\s+\S+\s+)?of
        | \b(?:directs?|directed|heads?|leads?|led|runs?|ran|edits?|chairs?|manages?
             |(?:co-)?founded)
    )\s+(?:the\s+)?(?P<where>(?!Large\b){_ORGANISATION})""",
    re.VERBOSE,
)
_PLACE_OF_WORK = re.compile(
    r"(?i)\b(?:universit\w+|college|school|institut\w*|cent(?:er|re)|museum|foundation|council"
    r"|association|society|academy|agency|department|ministry|laborator\w+|library|hospital"
    r"|times|post|news|tribune|herald|journal|gazette|review|magazine|press|radio|network)\b"
)
_NO_PLACE_OF_WORK = re.compile(
    r"(?i)\b(?:special to|for the|guest|staff|opinion|contribut\w+|columnist|writer|reporter"
    r"|correspondent|editor)\b"
)


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
    found = _DATE.fullmatch(bare(line))
    return found["date"] if found else None


def byline(line: str, *, signed: bool = False) -> Byline | None:
    """Parse a line that begins with By, or if signed with a dash.

    >>> byline("By Ana de la Cruz, Harbour Museum | April 2, 2019").affiliation
    'Harbour Museum'
    """
    text = bare(line)
    patterns = (_SIGNATURE,) if signed else (_BY, _LABEL)
    found = next(filter(None, (pattern.fullmatch(text) for pattern in patterns)), None)
    if found is None or len(text.split()) > MOST_WORDS_IN_BYLINE:
        return None
    date = _DATE_IN_LINE.search(found["rest"])
    rest = _DATE_IN_LINE.sub(" | ", found["rest"])
    head = _HEAD.fullmatch(rest.strip(" |"))
    return _byline(head, date["date"] if date else None) if head else None


def bare_name(line: str) -> str | None:
    """Return the line if it looks like a name; it may be other words."""
    text = bare(line)
    return text if re.fullmatch(_PERSON, text) and len(text.split()) <= 4 else None


def _byline(head: re.Match[str], published: str | None) -> Byline:
    affiliation = unsure = None
    for part in filter(None, map(str.strip, _PARTED.split(head["rest"].strip()))):
        if place := _place_in(part):
            affiliation = affiliation or place
        elif not _NO_PLACE_OF_WORK.search(part):
            unsure = unsure or part
    return Byline(head["people"].strip(), affiliation, published, unsure)


def _place_in(part: str) -> str | None:
    if found := _AFFILIATED.search(part):
        return found["where"]
    whole = re.fullmatch(rf"(?:the\s+|The\s+)?({_ORGANISATION})", part)
    is_place = _PLACE_OF_WORK.search(part) and not _NO_PLACE_OF_WORK.search(part)
    return whole[1] if whole and is_place else None


def author_note(text: str, body: str, author: str | None) -> Note | None:
    """Parse a closing paragraph about the author, if it is one.

    It is surely one if it begins with the name in the byline, or with a name and a profession
    that the body does not mention.
    """
    plain = _ABOUT.sub("", bare(text))
    if len(plain) > _MOST_IN_NOTE or len(plain.split()) > _MOST_WORDS_IN_NOTE:
        return None
    if _ABOUT.match(bare(text)) or _THE_WRITER.match(plain):
        named = _NOTE.fullmatch(plain)
        return Note(named["people"] if named else None, affiliation_in(plain), sure=True)
    found = _NOTE.fullmatch(plain)
    if found is None:
        return None
    people = found["people"]
    sure = _same_person(people, author) if author else _is_profession(people, plain, body)
    return Note(people, affiliation_in(plain), sure)


def _same_person(people: str, author: str) -> bool:
    """Return whether two texts share a last name."""
    return bool({word.casefold() for word in _last_names(people)} & set(_words(author)))


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
