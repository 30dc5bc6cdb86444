"""Where the files that come with quizgen lie: its templates and its question banks."""

from pathlib import Path

PACKAGE = Path(__file__).parent


def shipped(*parts: str) -> Path:
    """Return the path of what ships under a name such as "templates", "worksheet".

    A wheel carries them in the package; a checkout, and an editable install of one, has
    them at its top, where they are edited.
    """
    data = PACKAGE / "data"
    top = data if data.is_dir() else PACKAGE.parents[1]
    return top.joinpath(*parts)
