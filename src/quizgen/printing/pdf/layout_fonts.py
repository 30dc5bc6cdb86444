"""The fonts that WeasyPrint lays out with: those that come with quizgen, and installed ones.

They may be made ready before it is known what is laid out. What one layout has used is not
used by another: what Pango remembers of characters that no font has must not show.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from quizgen.base.data_class import dataclass
from quizgen.base.system_libraries import libraries_explained

# The reading face and the face of everything else, the same on every machine.
FACES = ("Gentium Book Plus", "Source Sans 3")
# Scripts that those two lack; loaded only for text that needs them, they are large.
FALLBACK_FACES = ("Noto Sans",)


@dataclass(frozen=True)
class _Fonts:
    """A font configuration, and the shipped families that it has."""

    families: tuple[str, ...]
    configuration: Any

    def let_go(self) -> None:
        """Free what Pango keeps of it.

        Pango (1.50) keeps Fontconfig's description of every font, a quarter of a megabyte,
        even when the font map that it belongs to is no more; taking it from the map frees it.
        """
        with libraries_explained():
            from weasyprint.text.ffi import ffi, pangoft2
        font_map = ffi.cast("PangoFcFontMap *", self.configuration.font_map)
        pangoft2.pango_fc_font_map_set_config(font_map, ffi.NULL)


_ready: list[_Fonts] = []
"""The fonts that the next layout takes, if these are the ones that it needs."""

_used: list[_Fonts] = []
"""Fonts that were ready and are used. Their files are gone with them, for copies too."""


@contextmanager
def font_configuration(families: Iterable[str] = FACES) -> Iterator[Any]:
    """Give a font configuration with shipped families, which is let go of at the end."""
    wanted = tuple(families)
    is_ready = _ready and _ready[0].families == wanted
    fonts = _ready.pop() if is_ready else _loaded(wanted)
    try:
        yield fonts.configuration
    finally:
        if is_ready:
            _used.append(fonts)
        else:
            fonts.let_go()


def let_go_of_used() -> None:
    """Let go of fonts that were ready and are used: no copy of this process reads them."""
    while _used:
        _used.pop().let_go()


def make_ready(is_fit: Callable[[Any], bool], families: tuple[str, ...] = FACES) -> None:
    """Load the next layout's fonts; they are let go of again if a trial finds them unfit."""
    while _ready:
        _ready.pop().let_go()
    fonts = _loaded(families)
    if is_fit(fonts.configuration):
        _ready.append(fonts)
    else:
        fonts.let_go()


def _loaded(families: tuple[str, ...]) -> _Fonts:
    with libraries_explained():
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    configuration = FontConfiguration()
    weasyprint.CSS(string=face_rules(families), font_config=configuration)
    return _Fonts(families, configuration)


def face_rules(families: Iterable[str]) -> str:
    """Return the @font-face rules of the families, from the files of the font package."""
    from rendercv_fonts import path_of

    return "".join(
        _face(family, path)
        for family in families
        for path in sorted(path_of[family].glob("*.ttf"))
    )


def _face(family: str, path: Path) -> str:
    base, _, cut = path.stem.partition("-")
    # Noto's Japanese, Korean and Chinese faces lie in one folder; each is its own family.
    name = f"{family} {base[-2:]}" if base.endswith(("JP", "KR", "SC")) else family
    style = "italic" if "Italic" in cut else "normal"
    weight = "bold" if "Bold" in cut else "normal"
    return (
        f'@font-face{{font-family:"{name}";font-style:{style};font-weight:{weight};'
        f'src:url("{path.as_uri()}")}}'
    )
