"""The words on paper that are not the teacher's, in the language of the paper.

Each word is in English in the code or in a template, and translated in a gettext catalogue:
locale/<language>/LC_MESSAGES/quizgen.po, compiled to a .mo beside it.
"""

import gettext
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal
from unicodedata import normalize

from quizgen.base.bidi import Direction
from quizgen.base.data_class import dataclass, field

DOMAIN = "quizgen"
LOCALES = Path(__file__).parents[1] / "locale"

LATIN = tuple("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
# The abjad order, as schools use it; heh with its tail, or it looks like a five.
ARABIC = (*"أبجد", "هـ", *"وزحطيكلمنسعفصقرشتثخذض")
# Letters as numbers: the eleventh is ten and one; fifteen and sixteen are avoided.
HEBREW = (
    *"אבגדהוזחטי",
    *("יא", "יב", "יג", "יד", "טו", "טז", "יז", "יח", "יט"),
    *("כ", "כא", "כב", "כג", "כד", "כה", "כו"),
)
# Without letters that look like others or like digits, or that begin no word.
UKRAINIAN = tuple("АБВГДЕЖЗИКЛМНОПРСТУФХЦШЩЮЯ")
KATAKANA = tuple("アイウエオカキクケコサシスセソタチツテトナニヌネノハ")
# Egypt, the Levant, Iraq, the Gulf, Sudan; west of them schools write 0 to 9.
EASTERN = {
    *("ar-eg", "ar-sd", "ar-ps", "ar-jo", "ar-lb", "ar-sy", "ar-iq"),
    *("ar-sa", "ar-kw", "ar-bh", "ar-qa", "ar-ae", "ar-om", "ar-ye"),
}
EASTERN_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
CIRCLED = tuple("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖")

Lettering = Literal["school"] | None
"""Which letters name the options: those of schools, or None for those of older plans."""


def printed(text: str) -> str:
    """Return the text; the call marks it for translation."""
    return text


@dataclass(frozen=True)
class Language:
    """What a language needs beyond its words."""

    name: str
    direction: Direction = "ltr"
    letters: Sequence[str] = LATIN
    """The letters of the options A to Z, in order."""
    older_letters: Sequence[str] | None = None
    """Those of plans that do not say that they have the letters of schools."""
    quotes: tuple[str, str] = ("“", "”")
    class_first: bool = False
    """Whether a student's class is written before the name."""
    whole_words: bool = False
    """Whether lines break between words only, although they may after any character."""


# The fonts of each script that the text and label fonts lack.
FALLBACKS: Mapping[str, tuple[str, str]] = {
    "JP": ('"Noto Sans JP"', '"Noto Sans JP"'),
    "SC": ('"Noto Sans SC"', '"Noto Sans SC"'),
    "KR": ('"Noto Sans KR"', '"Noto Sans KR"'),
    "Arabic": (
        '"Noto Naskh Arabic", "Scheherazade New", "Amiri", "Geeza Pro", "Sakkal Majalla"',
        '"Noto Sans Arabic", "Noto Naskh Arabic", "Geeza Pro", "Segoe UI"',
    ),
    "Hebrew": (
        '"Noto Serif Hebrew", "Frank Ruehl CLM", "New Peninim MT", "David"',
        '"Noto Sans Hebrew", "Noto Serif Hebrew", "Arial Hebrew", "Segoe UI"',
    ),
}
FONTS = {"zh": ("SC",), "ko": ("KR",), "ar": ("Arabic",), "he": ("Hebrew",)}
"""The script of a language that takes precedence, because they share characters."""

LANGUAGES: Mapping[str, Language] = {
    "en": Language(printed("English")),
    "es": Language(printed("Spanish"), quotes=("«", "»")),
    "fr": Language(printed("French"), quotes=("«\N{NO-BREAK SPACE}", "\N{NO-BREAK SPACE}»")),
    "de": Language(printed("German"), quotes=("„", "“")),
    "pt": Language(printed("Portuguese")),
    "zh": Language(printed("Chinese"), class_first=True),
    "ja": Language(printed("Japanese"), "ltr", KATAKANA, LATIN, ("「", "」"), class_first=True),
    "ko": Language(
        printed("Korean"), "ltr", CIRCLED, LATIN, class_first=True, whole_words=True
    ),
    "ar": Language(printed("Arabic"), "rtl", ARABIC, quotes=("«", "»")),
    "he": Language(printed("Hebrew"), "rtl", HEBREW, quotes=('"', '"')),
    "uk": Language(printed("Ukrainian"), letters=UKRAINIAN, quotes=("«", "»")),
    "vi": Language(printed("Vietnamese")),
}


def known_language(code: str) -> str | None:
    """Return the language that a code is printed in: `pt` for `pt-BR`."""
    base = code.casefold().partition("-")[0]
    return base if base in LANGUAGES else None


def code_of(written: str) -> str | None:
    """Return the code of a language that is called by its code or by its English name.

    >>> code_of("Spanish"), code_of("AR-EG"), code_of("xx")
    ('es', 'ar-EG', None)
    """
    for code, language in LANGUAGES.items():
        if written.casefold() in (code, language.name.casefold()):
            return code
    code, *region = written.replace("_", "-").split("-")
    own = known_language(code)
    is_one = all(re.fullmatch("[A-Za-z0-9]{2,8}", part) for part in region)
    return "-".join([own, *map(str.upper, region)]) if own and region and is_one else None


def _in_latin_america(code: str) -> bool:
    """Return whether a code of Spanish names a region beyond Spain and Africa."""
    _, _, region = code.casefold().partition("-")
    return region not in ("", "es", "gq", "ea", "ic")


def other_region(code: str) -> str | None:
    """Return what a code's words print as, where its region writes the language otherwise."""
    language, *region = code.casefold().replace("_", "-").split("-")
    if language == "pt" and region and "br" not in region:
        return "Brazilian Portuguese"
    if language == "zh" and {"tw", "hk", "mo", "hant"} & {*region}:
        return "Simplified Chinese"
    return None


def lettering(codes: Iterable[str]) -> Lettering:
    """Return how a plan of papers in some languages says which letters they have.

    None where older plans have the same letters, so that equal runs keep their codes.
    """
    known = {code for each in codes if (code := known_language(each))}
    return "school" if any(LANGUAGES[code].older_letters for code in known) else None


def languages_listed() -> str:
    """Return all languages as a list: `en (English), es (Spanish) …`."""
    return ", ".join(f"{code} ({language.name})" for code, language in LANGUAGES.items())


@dataclass(frozen=True)
class Wording:
    """The printed words of a language. A code without a catalogue prints English ones."""

    code: str = "en"
    catalogue: gettext.NullTranslations = field(
        default_factory=gettext.NullTranslations, compare=False
    )
    lettering: Lettering = "school"

    @property
    def language(self) -> Language:
        """What the language needs beyond its words."""
        return LANGUAGES[known_language(self.code) or "en"]

    @property
    def style(self) -> str:
        """The base style sheet: the options' letters and the fallback fonts."""
        own = FONTS.get(known_language(self.code) or "", ())
        order = (*own, *(script for script in FALLBACKS if script not in own))
        text, label = (
            ", ".join(faces)
            for faces in zip(*(FALLBACKS[script] for script in order), strict=True)
        )
        digits = "\nol { list-style-type: arabic-indic }" if self.has_own_digits else ""
        return (
            f":root {{ --text-fallback: {text}; --label-fallback: {label} }}\n"
            f"@counter-style letters {{ {_counter(self.letters)} }}{digits}"
        )

    @property
    def direction(self) -> Direction:
        """The direction of its lines."""
        return self.language.direction

    def gettext(self, message: str) -> str:
        """Return a text in the language."""
        return self.catalogue.gettext(message)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the text that fits a number."""
        return self.catalogue.ngettext(one, many, number)

    def pgettext(self, context: str, message: str) -> str:
        """Return a text whose English word has several meanings."""
        return self.catalogue.pgettext(context, message)

    @property
    def has_own_digits(self) -> bool:
        """Whether numbers are not in 0 to 9."""
        return self.code.casefold().replace("_", "-") in EASTERN

    def digits(self, text: object) -> str:
        """Return a number, or a text of the paper's own, in the digits of the region.

        >>> Wording("ar-EG").digits(12), Wording("ar-MA").digits(12)
        ('١٢', '12')
        """
        return str(text).translate(EASTERN_DIGITS) if self.has_own_digits else str(text)

    def letter(self, name: str) -> str:
        """Return the printed letter of an option that the plan calls A, B and so on."""
        return self.letters[LATIN.index(name)] if name in LATIN else name

    def in_circle(self, name: str) -> str:
        """Return the same letter as it stands in a circle: ① without its own."""
        letter = self.letter(name)
        return normalize("NFKC", letter) if letter in CIRCLED else letter

    @property
    def letters(self) -> Sequence[str]:
        """The printed letters of the options A to Z, in order."""
        older = None if self.lettering else self.language.older_letters
        return older or self.language.letters

    @property
    def name(self) -> str:
        """The English name of the language, or its code if it is not known."""
        known = known_language(self.code)
        return LANGUAGES[known].name if known else self.code

    def name_of(self, code: str) -> str:
        """Return the name of a language in this one, or its code if it is not known."""
        known = known_language(code)
        return self.gettext(LANGUAGES[known].name) if known else code

    def version(self, name: str, letters_of: str | None = None) -> str:
        """Return the title of a version; `letters_of` is the language of its letters."""
        title = self.gettext("Version %(name)s") % {"name": name}
        return f"{title} · {self.name_of(letters_of)}" if letters_of else title

    def quoted(self, text: str) -> str:
        """Return a text in the language's quotation marks."""
        is_american = known_language(self.code) == "es" and _in_latin_america(self.code)
        opening, closing = ("“", "”") if is_american else self.language.quotes
        return f"{opening}{text}{closing}"

    def points(self, number: int) -> str:
        """Return a number of points in words."""
        message = self.ngettext("%(num)s point", "%(num)s points", number)
        return message % {"num": self.digits(number)}

    @property
    def comma(self) -> str:
        """The separator of a list's items."""
        return self.pgettext("between items of a list", ", ")

    @property
    def semicolon(self) -> str:
        """The separator of items that may contain commas."""
        return self.pgettext("between items of a list", "; ")

    def place(self, number: int, lines: Mapping[int, tuple[int, int]]) -> str:
        """Return a reference to a paragraph: `paragraph 3 (lines 21–27)`.

        `lines` has the first and the last line of each paragraph whose lines are numbered.
        From right to left it stays on one line: torn apart, its numbers change sides.
        """
        place = self.digits(self._place(number, lines))
        return place.replace(" ", "\N{NO-BREAK SPACE}") if self.direction == "rtl" else place

    def _place(self, number: int, lines: Mapping[int, tuple[int, int]]) -> str:
        if number not in lines:
            return self.gettext("paragraph %(number)s") % {"number": number}
        first, last = lines[number]
        if first == last:
            message = self.gettext("paragraph %(number)s (line %(line)s)")
            return message % {"number": number, "line": first}
        message = self.gettext("paragraph %(number)s (lines %(first)s–%(last)s)")
        return message % {"number": number, "first": first, "last": last}


ENGLISH = Wording()


def _counter(letters: Sequence[str]) -> str:
    """Return the descriptors of a counter style that counts in letters."""
    if letters == LATIN:
        return "system: extends upper-alpha"
    quoted = " ".join(f'"{letter}"' for letter in letters)
    return f"system: fixed; symbols: {quoted}"


@cache
def wording(code: str, lettering: Lettering = "school") -> Wording:
    """Return a language's words, or English ones if it has no catalogue."""
    language = known_language(code)
    if language in (None, "en"):
        return Wording(code, lettering=lettering)
    regions = ["es_419"] if language == "es" and _in_latin_america(code) else []
    # A region has only those words that it has otherwise than its language.
    catalogue = gettext.translation(DOMAIN, LOCALES, [*regions, str(language)])
    return Wording(code, catalogue, lettering)
