"""Families of fonts: those that come with quizgen, and those that are installed."""

from functools import cache
from pathlib import Path

from quizgen.base.errors import QuizgenError, shown

MOST_NAMED = 5


@cache
def shipped_families() -> dict[str, Path]:
    """Return the families that come with quizgen, each with the folder of its files."""
    from rendercv_fonts import path_of

    return {name: Path(folder) for name, folder in path_of.items() if name != "Font Awesome"}


@cache
def families() -> frozenset[str]:
    """Return every family that pages may be set in, as Pango finds them by Fontconfig."""
    from quizgen.base.system_libraries import libraries_explained

    with libraries_explained():
        from weasyprint.text.ffi import ffi, fontconfig
    config = fontconfig.FcInitLoadConfigAndFonts()
    found = fontconfig.FcConfigGetFonts(config, fontconfig.FcSetSystem)
    names = set(shipped_families())
    name = ffi.new("FcChar8 **")
    for number in range(found.nfont if found != ffi.NULL else 0):
        # A family may have a name for each of several languages.
        index = 0
        while not fontconfig.FcPatternGetString(found.fonts[number], b"family", index, name):
            names.add(ffi.string(name[0]).decode("utf-8", "replace"))
            index += 1
    fontconfig.FcConfigDestroy(config)
    return frozenset(names)


def refuse_unknown_font(name: str, origin: str) -> None:
    """Raise QuizgenError for a family that is not there, with those of near names."""
    if name.casefold() in map(str.casefold, shipped_families()):
        return  # without loading what knows about installed ones
    by_small_letters = {family.casefold(): family for family in sorted(families())}
    if name.casefold() in by_small_letters:
        return
    from difflib import get_close_matches

    known = list(by_small_letters)
    near = get_close_matches(name.casefold()[:80], known, n=MOST_NAMED, cutoff=0.5)
    near += [family for family in known if name.casefold() in family and family not in near]
    said = ", ".join(by_small_letters[family] for family in near[:MOST_NAMED])
    instead = (
        f"Near it are: {said}." if said else f"There are {_some(known, by_small_letters)}."
    )
    raise QuizgenError(
        f"{origin}: no font called '{shown(name)}' is installed here. {instead} Install the "
        "font, or choose another."
    )


def _some(known: list[str], names: dict[str, str]) -> str:
    rest = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    return ", ".join(names[family] for family in known[:MOST_NAMED]) + rest
