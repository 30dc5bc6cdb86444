"""The catalogues of printed words: whole, and true to the English texts."""

import gettext
import re
from html.parser import HTMLParser

import languages
import pytest

from quizgen.base.language import LANGUAGES, LATIN, LOCALES, known_language, wording
from quizgen.base.resources import shipped

TRANSLATED = sorted(LANGUAGES.keys() - {"en"})
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
# A form for exactly one, or two, may say so in words.
COUNT = "%(num)s"


@pytest.fixture(scope="module")
def texts():
    found = languages.extracted()
    assert len(found) > 80, "the extraction finds the texts"
    return found


def test_the_languages_that_were_promised_are_there():
    """Twelve languages or more, each but English with a catalogue."""
    promised = "en es fr de pt zh ja ko ar he uk vi"
    assert set(promised.split()) <= LANGUAGES.keys()
    assert [language for language, _ in languages.catalogue_files()] == TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_printed_text_is_translated(texts, language):
    """No text is missing in a catalogue, none is left of those that are gone, none unsure."""
    catalog = languages.read_catalogue(_file(language), language)
    assert _keys(catalog) == _keys(texts), "bring it up to date: make languages"
    for message in _messages(catalog):
        assert all(_forms(message)), f"{message.id!r} is not translated"
        assert not message.fuzzy, f"{message.id!r} is marked as unsure"


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_loses_what_is_filled_in(language):
    """Each translation has the places of its English text, no more and no fewer."""
    catalog = languages.read_catalogue(_file(language), language)
    for message in _messages(catalog):
        wanted = set(PLACEHOLDER.findall(_english(message)))
        for form in _forms(message):
            found = set(PLACEHOLDER.findall(form))
            assert found in (wanted, wanted - {COUNT}), (message.id, form)
            assert found == wanted or form in _for_one_or_two(catalog, message), message.id
            assert form.count("%") == form.count("%("), f"{form!r} has a lone %"


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_catalogue_says_what_its_source_says(language):
    """The program reads the .mo file; it is as new as the .po file."""
    catalog = languages.read_catalogue(_file(language), language)
    compiled = gettext.translation("quizgen", LOCALES, [language])
    for message in _messages(catalog):
        if isinstance(message.id, tuple):
            said = {compiled.ngettext(*message.id, number) for number in range(200)}
            assert said == set(message.string)
        elif message.context:
            assert compiled.pgettext(message.context, message.id) == message.string
        else:
            assert compiled.gettext(message.id) == message.string


def test_plurals_follow_the_number():
    """Ukrainian and Arabic have forms of their own for few and for many."""

    def points(code, number):
        return wording(code).ngettext("%(num)s point", "%(num)s points", number)

    assert [points("uk", number) for number in (1, 2, 5, 11, 21, 22)] == [
        "%(num)s бал", "%(num)s бали", "%(num)s балів", "%(num)s балів", "%(num)s бал",
        "%(num)s бали",
    ]  # fmt: skip
    assert [points("ar", number) for number in (1, 2, 3, 10, 11, 100)] == [
        "درجة واحدة", "درجتان", "%(num)s درجات", "%(num)s درجات", "%(num)s درجة",
        "%(num)s درجة",
    ]  # fmt: skip


def test_an_adapted_version_counts_its_options_in_words():
    """Arabic has a dual, and another form from eleven on."""
    one, many = (
        f"As version %(name)s, with %(num)s option{s} in a question." for s in ("", "s")
    )
    counted = [wording("ar").ngettext(one, many, number) for number in (2, 3, 11)]
    assert "خيارين" in counted[0]
    assert "3 خيارات" in counted[1] % {"name": "A", "num": 3}
    assert len({*counted}) == 3


def test_a_region_has_words_of_its_own_and_the_others_of_its_language(texts):
    """Spanish in Latin America is told to circle as it is said there."""
    circle = (
        "Read the article, then answer every question. Circle the letter of the best answer."
    )
    assert [name for name, _ in languages.region_files()] == ["es_419"]
    for region, path in languages.region_files():
        catalog = languages.read_catalogue(path, region)
        assert {message.id for message in _messages(catalog)} <= {
            message.id for message in _messages(texts)
        }
    for code in ("es-MX", "es-419", "es-US"):
        assert "Encierra en un círculo la letra" in wording(code).gettext(circle)
        assert wording(code).gettext("Date") == wording("es").gettext("Date")
    for code in ("es", "es-ES"):
        assert "Rodea con un círculo la letra" in wording(code).gettext(circle)


@pytest.mark.parametrize("code", ["ar", "he"])
def test_a_reference_from_right_to_left_is_not_torn(code):
    """Its blanks are ones at which no line ends."""
    place = wording(code).place(2, {2: (4, 9)})
    assert " " not in place
    assert "\N{NO-BREAK SPACE}" in place
    assert " " in wording("en").place(2, {2: (4, 9)})


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_letters_for_all_options(code):
    """Twenty-six, each another."""
    letters = LANGUAGES[code].letters
    assert len(letters) == len(set(letters)) == len(LATIN) == 26
    assert [wording(code).letter(name) for name in LATIN] == list(letters)


def test_a_region_gets_the_words_of_its_language():
    """pt-BR prints as pt does, in any case; what is not known is said to be so."""
    assert [known_language(code) for code in ("pt-BR", "PT", "zh-Hant", "tlh", "pta")] == [
        "pt", "pt", "zh", None, None,
    ]  # fmt: skip
    assert wording("pt-BR").gettext("Date") == "Data"
    assert wording("tlh").gettext("Date") == "Date"
    assert wording("pt-BR").code == "pt-BR"


def test_spanish_is_quoted_as_in_its_region():
    """Angle quotes are Spain's."""
    codes = ("es", "es-ES", "es-MX", "es-419")
    assert [wording(code).quoted("a") for code in codes] == ["«a»", "«a»", "“a”", "“a”"]


# Templates

SHIPPED = shipped("templates")
WORKSHEETS = sorted(
    path for path in SHIPPED.glob("*/*.html") if path.parent.name not in ("report", "review")
)


def test_no_template_holds_words_of_its_own():
    """What a template prints in words goes through _(), or it stays English everywhere."""
    assert len(WORKSHEETS) > 30
    found = {path.name: words for path in WORKSHEETS if (words := literal_words(path))}
    assert found == {}


def test_literal_words_are_found_where_there_are_some(tmp_path):
    """The test above would see a word in text, in an attribute and in an expression."""
    page = tmp_path / "page.html"
    page.write_text(
        '<p class="a">{# no #}{{ _("Name") }} Pupil</p><img alt="A lamp">'
        '<p>{{ x|join(" or ") }}'
        '{% if a == "b" %}{{ "first" if a else "" }}{% endif %}</p>'
    )
    assert literal_words(page) == ["Pupil", "A lamp", " or ", "first"]


CLASSES = re.compile(r'class="(?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*"')
CALL = re.compile(r'\b(?:_|n?p?gettext)\((?:[^()"]|"[^"]*"|\([^()]*\))*\)')
NAMED = re.compile(r"\b(?:slot|map|attribute\s*=|include|extends|block|caller|macro)\b[^}]*")


def literal_words(path):
    """Return what a template would print in English whatever the language."""
    source = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    source = CLASSES.sub("", source)
    source = re.sub(r"(</?)\{\{ tag \}\}", r"\1div", source)
    reader = _Texts()
    reader.feed(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", source, flags=re.DOTALL))
    found = [text for text in reader.texts if re.search(r"[^\W\d_]", text)]
    for expression in re.findall(r"\{\{(.*?)\}\}", source, re.DOTALL):
        bare = NAMED.sub("", CALL.sub("", expression))
        found += [text for text in re.findall(r'"([^"]*)"', bare) if _is_prose(text)]
    return found


def _is_prose(text):
    # Names of ways to round, or of filters: what is never printed as text.
    return bool(re.search(r"[^\W\d_]", text)) and text.strip() not in NEVER_PRINTED


NEVER_PRINTED = {"set-apart", "hyphenate", "wide", "ceil", "length", "radio", "checkbox"}
NEVER_PRINTED |= {"name", "class", "date"}


class _Texts(HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts = []

    def handle_data(self, data):
        if data.strip():
            self.texts.append(data.strip())

    def handle_starttag(self, tag, attrs):
        self.texts += [
            value for name, value in attrs if value and name in ("alt", "title", "aria-label")
        ]


def _file(language):
    return LOCALES / language / "LC_MESSAGES" / "quizgen.po"


def _messages(catalog):
    return [message for message in catalog if message.id]


def _keys(catalog):
    return {(message.context, message.id) for message in _messages(catalog)}


def _english(message):
    return " ".join(message.id) if isinstance(message.id, tuple) else message.id


def _forms(message):
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _for_one_or_two(catalog, message):
    """Return the forms that no other number than one, or two, has."""
    if not isinstance(message.id, tuple):
        return ()
    plural = gettext.c2py(catalog.plural_expr)
    used = {}
    for number in range(1000):
        used.setdefault(plural(number), []).append(number)
    return [message.string[form] for form, numbers in used.items() if numbers in ([1], [2])]
