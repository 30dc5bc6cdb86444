"""The words of a text, and those of them that mean something."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from quizgen.base.regex import regex

WORD = regex(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,:]\d+)*")
"""A word, with the apostrophes and hyphens in it, or a figure."""

# The languages whose endings snowballstemmer takes off.
STEMMED = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
# Words that say nothing of what an English sentence is about, and those that every question
# about an article uses.
EMPTY = frozenset(
    """
    a about above according after again against all almost also although am among an and
    another any anyone anything are around as at author author's away be because become been
    before being below best between both but by came can cannot claim come could did do does
    done down during each either else even ever every few first for from further gave get give
    given gives go goes had has have having he her here hers herself him himself his how
    however i if in instead into is it its itself just last least less let like made make makes
    many may me might mine more most much must my myself neither never no nobody none nor not
    nothing now of off often on once one only or other others our ours out over own passage
    paragraph paragraphs part perhaps put quite rather really said same say says see seem seems
    she should show shows since so some someone something statement still such take tell tells
    text than that the their theirs them themselves then there these they thing things this
    those though three through to together too toward towards two under until up upon us use
    used uses using very want wants was way we well went were what when where whether which
    while who whole whom whose why will with within without word words would write writes yet
    you your yours article article's sentence question answer choose following describe
    describes explain explains mean means support supports suggest suggests
    """.split()  # noqa: SIM905 -- a list of two hundred lines would not be read
)


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that is written with blanks between them."""
    return frozenset(text.split())


def words(text: str) -> tuple[str, ...]:
    """Return the words and figures of a text in small letters.

    >>> words("Kim’s *own* words: 1,000 of them")
    ("kim's", 'own', 'words', '1,000', 'of', 'them')
    """
    plain = text.casefold().replace("’", "'").replace("*", "")
    return tuple(WORD.findall(plain))


def content(found: Iterable[str], language: str) -> frozenset[str]:
    """Return the roots of the words that mean something, and the figures."""
    roots = _roots(language.casefold().split("-")[0])
    return frozenset(map(roots.__getitem__, found)) - _NOTHING


_NOTHING = frozenset([""])
_MOST_ROOTS = 50_000


class _Roots(dict[str, str]):
    """The roots of words in a language; "" for words that mean nothing."""

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code = code

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_ROOTS:
            self.clear()
        found = self[word] = "" if is_empty(word, self._code) else root(word, self._code)
        return found


@lru_cache(maxsize=4)
def _roots(code: str) -> _Roots:
    return _Roots(code)


def is_empty(word: str, code: str) -> bool:
    """Return whether a word says nothing of what its sentence is about."""
    if word[0].isdigit():
        return False
    return word in EMPTY if code == "en" else len(word) < 4


# No rule of the English stemmer takes or changes an ending with one of these letters.
_KEPT_LETTERS = frozenset("abfhjkopquvwxz")


def root(word: str, code: str) -> str:
    """Return a word without its endings, where its language is known.

    >>> root("sanctions", "en"), root("sanctions", "xx")
    ('sanction', 'sanctions')
    """
    if code == "en":
        word = word.removesuffix("'s")
        if word[-1] in _KEPT_LETTERS:
            return word
    stemmer = _stemmer(code)
    return stemmer.stemWord(word) if stemmer and word[0].isalpha() else word


@lru_cache(maxsize=1)
def _stemmer(code: str) -> Any:
    if code not in STEMMED:
        return None
    import snowballstemmer

    return snowballstemmer.stemmer(STEMMED[code])
