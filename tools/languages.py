"""Keep the catalogues of printed words in step with the code and the templates.

    make languages            bring every catalogue up to date
    make languages ARGS=it    begin a new one, for Italian

Every text that is printed and not the teacher's stands in English in src/ or templates/. The
catalogues in src/quizgen/locale translate it; what is new there has to be filled in by hand.
Then the same command compiles them.

The words of the teachers' page have catalogues of their own, page.po, which need not be there
for every language: page.pot has the English texts.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from quizgen.bank.form_fields import form_texts

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "src" / "quizgen" / "locale"
PAGE_TEXTS = LOCALES / "page.pot"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {
    "**.html": {"silent": "false", "newstyle_gettext": "true", "trimmed": "true"},
}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "printed": None,
}
PAGE = "src/quizgen/app/web"
"""Where the words of the teachers' page stand; they are in no catalogue of printed ones."""

# Without a date of today, or every run would change every file.
THEN = datetime(2026, 1, 1, tzinfo=UTC)


def extracted(domain: str = "quizgen") -> Catalog:
    """Return every text that is to be translated, with the files it stands in.

    The domain "page" has the texts of the teachers' page, and "quizgen" all printed ones.
    """
    catalog = Catalog(project="quizgen", creation_date=THEN)
    for folder in [PAGE] if domain == "page" else ["src", "templates"]:
        found = extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, KEYWORDS, directory_filter=lambda _: True
        )
        for file, _, message, _, context in found:
            place = f"{folder}/{file}"
            if domain == "page" or not place.startswith(PAGE):
                catalog.add(message, locations=[(place, 0)], context=context)
    if domain == "page":
        for text in form_texts():
            catalog.add(text, locations=[("src/quizgen/bank", 0)])
    return catalog


def catalogue_files(domain: str = "quizgen") -> Iterator[tuple[str, Path]]:
    """Yield each language that has a catalogue, and its file."""
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{domain}.po")):
        if "_" not in path.parents[1].name:
            yield path.parents[1].name, path


def region_files() -> Iterator[tuple[str, Path]]:
    """Yield each region that has words of its own, such as es_419, and their file."""
    for path in sorted(LOCALES.glob("*_*/LC_MESSAGES/quizgen.po")):
        yield path.parents[1].name, path


def read_catalogue(path: Path, language: str) -> Catalog:
    """Return a catalogue as it stands in its file."""
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write_catalogue(path: Path, catalog: Catalog) -> None:
    """Write a catalogue, and what the program reads beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog.revision_date = THEN
    with path.open("wb") as file:
        write_po(file, catalog, width=96, include_lineno=False, ignore_obsolete=True)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def main() -> None:
    """Update all catalogues, and say what is missing in them."""
    texts = extracted()
    for language in sys.argv[1:]:
        path = LOCALES / language / "LC_MESSAGES" / "quizgen.po"
        if not path.exists():
            write_catalogue(path, Catalog(locale=language, project="quizgen"))
    for language, path in catalogue_files():
        catalog = read_catalogue(path, language)
        catalog.update(texts, no_fuzzy_matching=True)
        write_catalogue(path, catalog)
        missing = [each.id for each in catalog if each.id and not _is_whole(each.string)]
        print(f"{language}: {len(catalog)} texts, {len(missing)} to translate")
        for text in missing:
            print(f"    {text}")
    page = extracted("page")
    with PAGE_TEXTS.open("wb") as file:
        write_po(file, page, width=96, include_lineno=False, sort_output=True)
    for language, path in catalogue_files("page"):
        catalog = read_catalogue(path, language)
        catalog.update(page, no_fuzzy_matching=True)
        write_catalogue(path, catalog)
    for region, path in region_files():
        catalog = read_catalogue(path, region)
        write_catalogue(path, catalog)
        gone = [each.id for each in catalog if each.id and each.id not in texts]
        print(f"{region}: {len(catalog)} texts of its own, {len(gone)} of them gone: {gone}")


def _is_whole(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


if __name__ == "__main__":
    main()
