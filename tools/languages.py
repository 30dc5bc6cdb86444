"""Keep the catalogues of printed words in step with the code and the templates.

    make languages            bring every catalogue up to date
    make languages ARGS=it    begin a new one, for Italian

Every text that is printed and not the teacher's stands in English in src/ or templates/. The
catalogues in src/quizgen/locale translate it; what is new there has to be filled in by hand.
Then the same command compiles them.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "src" / "quizgen" / "locale"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"**.html": {"silent": "false", "newstyle_gettext": "true"}}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "printed": None,
}
# Without a date of today, or every run would change every file.
THEN = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    """Return every text that is to be translated, with the files it stands in."""
    catalog = Catalog(project="quizgen", creation_date=THEN)
    for folder in ("src", "templates"):
        found = extract_from_dir(
            ROOT / folder, METHODS, OPTIONS, KEYWORDS, directory_filter=lambda _: True
        )
        for file, _, message, _, context in found:
            catalog.add(message, locations=[(f"{folder}/{file}", 0)], context=context)
    return catalog


def catalogue_files() -> Iterator[tuple[str, Path]]:
    """Yield each language that has a catalogue, and its file."""
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/quizgen.po")):
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


def _is_whole(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


if __name__ == "__main__":
    main()
