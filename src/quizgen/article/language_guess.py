"""Tells in which language a text is, among those that quizgen has words in.

Scripts decide for most of them. Languages in Latin letters are told apart by their commonest
words, of which every text of some length has many; a library that knows a hundred languages
would bring a model of several megabytes for five.
"""

import re
from collections import Counter
from collections.abc import Iterable

from quizgen.base.regex import regex

FEWEST_WORDS = 12
"""A shorter text is not judged by its words."""
FEWEST_COMMON = 0.08
"""Least part of a text's words that are among the commonest of its language."""
LEAD = 1.4
"""How many times as many as of any other language."""

_SCRIPTS = {
    "ar": regex(r"[\u0620-\u064a]"),
    "he": regex(r"[\u05d0-\u05ea]"),
    "ko": regex(r"[\uac00-\ud7a3]"),
    "kana": regex(r"[\u3041-\u30fa]"),
    "han": regex(r"[\u3400-\u4dbf\u4e00-\u9fff]"),
    "cyrillic": regex(r"[\u0400-\u04ff]"),
    "latin": regex(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
}
# Letters of other languages in the same script.
_NOT_ARABIC = regex(r"[پچژگکیٹڈےں]")
_UKRAINIAN, _NOT_UKRAINIAN = regex(r"[іїєґ]", re.I), regex(r"[ыэъёўјљњћђ]", re.I)
_VIETNAMESE = regex(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.I)
_COMMON = {
    "en": "the of and to in is was that it for on with as his her he she they be at by this "
    "had not are but from or have an which one you were their there been has when who "
    "will no if",
    "es": "de la que el en y los se del las un por con no una su para es al lo como más pero "
    "sus le ya este porque muy sin sobre también hasta hay donde desde todo nos durante "
    "ella",
    "fr": "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se "
    "ce il sont avec ils son aux elle mais cette ou leur ses été nous même ces comme "
    "sans dont",
    "de": "der die und das ist in den von zu mit sich des auf für nicht dem ein eine als auch "
    "es an war er sie hat wird aus bei einer nach wie im noch einen aber über sind vor "
    "oder",
    "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao "
    "ele das à seu sua ou quando muito nos já eu também só pelo pela até isso ela entre "
    "era depois",
    # These have no words in quizgen, and would be taken for one of the others.
    "it": "di che e la il un per è una in del non si da con le dei nel alla sono al della più "
    "come ma ha anche gli lo questo nella dal suo essere delle tra",
    "nl": "de het een van en in is dat op te zijn met voor niet die aan er om ook als maar "
    "bij nog naar uit door wordt hij was over zo dan hebben heeft worden",
    "sv": "och i att det som en på är av för med den till inte om ett han men var jag sig "
    "från vi så kan de har under",
    "pl": "w i na z się nie do to że jest o jak po co tak od za przez był ale ich dla jego",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
_WORD = regex(r"[^\W\d_]+")
MOST_READ = 50_000
"""Characters that are enough to tell."""


def language_of(texts: Iterable[str]) -> str | None:
    """Return the code of a text's language, or None where it is not clear.

    >>> language_of(["A ponte foi pintada de amarelo, e ninguém sabe por que não de verde."])
    'pt'
    """
    text = "\n".join(texts)[:MOST_READ]
    counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    # Chinese and Japanese signs are words; a Latin name among them has many letters.
    counts["han"] *= 3
    script = max(counts, key=counts.__getitem__)
    if not counts[script]:
        return None
    if script in ("han", "kana"):
        return "ja" if counts["kana"] * 3 > 0.1 * counts["han"] else "zh"
    if script == "ar":
        return None if len(_NOT_ARABIC.findall(text)) > 0.02 * counts["ar"] else "ar"
    if script == "cyrillic":
        ours, others = len(_UKRAINIAN.findall(text)), len(_NOT_UKRAINIAN.findall(text))
        return "uk" if ours > 3 * others and ours > 0.02 * counts["cyrillic"] else None
    return _latin(text, counts["latin"]) if script == "latin" else script


def _latin(text: str, letters: int) -> str | None:
    if len(_VIETNAMESE.findall(text)) > 0.05 * letters:
        return "vi"
    words = Counter(_WORD.findall(text.casefold()))
    total = words.total()
    found = {
        language: sum(words[word] for word in common) for language, common in _WORDS.items()
    }
    best, second = sorted(found, key=found.__getitem__, reverse=True)[:2]
    is_clear = found[best] >= LEAD * found[second] and found[best] >= FEWEST_COMMON * total
    return best if total >= FEWEST_WORDS and is_clear else None
