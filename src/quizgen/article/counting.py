"""The law of reading: every word of a file is in the article or is named as left out."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex
from quizgen.base.words import counted

# Chinese and Japanese put no blanks between words, so each of their signs counts.
_SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_LETTERS = rf"[^\W_{_SIGNS}]+"
_WORD = regex(rf"[{_SIGNS}]|{_LETTERS}(?:(?:['’-]|(?<=\d)[.,](?=\d)){_LETTERS})*")
MOST_MISSING_SHOWN = 5


@dataclass(frozen=True)
class WordCount:
    """How many words of a file went where; missing are words that went nowhere.

    reasons has the reason of each piece that was left out.
    """

    in_paragraphs: int
    left_out: int
    paragraphs: int
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    has_title: bool = False

    def __str__(self) -> str:
        total = self.in_paragraphs + self.left_out + len(self.missing)
        title = " and the title" if self.has_title else ""
        parts = [f"{self.in_paragraphs:,} in {counted(self.paragraphs, 'paragraph')}{title}"]
        if self.left_out:
            parts.append(f"{self.left_out:,} left out ({_listed(self.reasons)})")
        if self.missing:
            parts.append(f"{len(self.missing):,} in neither")
        return f"{total:,} word{'' if total == 1 else 's'}: {', '.join(parts)}"


def words_in(text: str) -> list[str]:
    """Return the words of a text in order.

    >>> words_in("The *well-known* bridge, 1871.")
    ['The', 'well-known', 'bridge', '1871']
    """
    return _WORD.findall(text)


def count_words(
    seen: str | None,
    paragraphs: Sequence[str],
    title: str,
    left_out: Sequence[tuple[str, str]],
    marks: str = "",
) -> WordCount:
    """Compare what a file shows with what was made of it.

    seen is the file's text by a path of its own, or None where there is none. left_out has
    pairs of text and reason. marks are signs that were read and are no words, as the numbers
    of a list.
    """
    kept = [*paragraphs, title]
    out = [text for text, _ in left_out]
    missing = () if seen is None else _missing(seen, [*kept, *out, marks])
    return WordCount(
        in_paragraphs=sum(len(words_in(text)) for text in kept),
        left_out=sum(len(words_in(text)) for text in out),
        paragraphs=len(paragraphs),
        reasons=tuple(reason for _, reason in left_out),
        missing=missing,
        has_title=bool(title),
    )


def _missing(seen: str, read: Iterable[str]) -> tuple[str, ...]:
    """Return the words that were seen and not read.

    Letters decide: a word may be parted in the file, at a large first letter for instance.
    """
    texts = list(read)
    letters = _letters(seen)
    letters.subtract(_letters("\n".join(texts)))
    letters = +letters
    if not letters:
        return ()
    known = Counter(word for text in texts for word in words_in(text))
    lost = []
    for word in words_in(seen):
        own = _letters(word)
        if known[word]:
            known[word] -= 1
        # A word that was parted otherwise has lost no letter.
        elif own <= letters:
            letters -= own
            lost.append(word)
    return tuple(lost) or ("".join(letters.elements()),)


def _letters(text: str) -> Counter[str]:
    # All signs are counted first, and each by itself where an alphabet has few: looking at one
    # letter after the other takes ten times as long.
    signs = set(text)
    counts = {sign: text.count(sign) for sign in signs} if len(signs) < 200 else Counter(text)
    letters = Counter[str]()
    for sign, number in counts.items():
        # A raised figure may have become a sign of its own.
        for each in sign if sign.isascii() else normalize("NFKC", sign):
            if each.isalnum():
                letters[each] += number
    return letters


def _listed(reasons: Sequence[str]) -> str:
    """Return reasons once each: `a menu, 2 footnotes`."""
    return ", ".join(plural(reason, number) for reason, number in Counter(reasons).items())


def plural(reason: str, number: int) -> str:
    """Return a reason that holds for so many pieces.

    >>> plural("a block of code", 2), plural("the byline", 2), plural("an aside", 1)
    ('2 blocks of code', 'the byline', 'an aside')
    """
    if number == 1:
        return reason
    return re.sub(r"^an? (.+?)(?= of | above | with |$)", rf"{number} \1s", reason)
