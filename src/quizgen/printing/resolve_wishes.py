"""Wishes for a draw from the command line, the bank and the project, in that order."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quizgen.bank.draw_wishes import DrawWishes, points_range
from quizgen.bank.load import LoadedBank
from quizgen.bank.project_file import load_project
from quizgen.base.data_class import replace
from quizgen.plan.request import Request, range_text

WISHES = tuple(DrawWishes.record_fields)


def with_wishes(request: Request, loaded: LoadedBank, here: Path) -> Request:
    """Return a request with the wishes of its bank, and of the project in the folder `here`.

    What was typed goes before both, the bank before the project; types and their numbers are
    one wish. Raises SettingsError for quizgen.toml.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    if project := load_project(here):
        for wish in _given(project.wishes):
            at = project.mark("draw", wish)
            origins[wish] = f"{project.path}:{at.line}:{at.column}"
        values |= _given(project.wishes)
    own = _given(loaded.bank.draw)
    for wish in own:
        at = loaded.mark("draw", wish)
        origins[wish] = f"{loaded.path}:{at.line}:{at.column}"
    values |= own
    typed = {wish for wish in WISHES if getattr(request, wish)}
    left = {wish: origin for wish, origin in origins.items() if wish not in typed}
    return replace(request, origins=left, **{wish: values[wish] for wish in left})


def _given(wishes: DrawWishes | None) -> Mapping[str, Any]:
    """Return the wishes that there are, as a request has them."""
    if wishes is None:
        return {}
    found = {
        "mix": tuple(wishes.mix.items()),
        "at_most": tuple(wishes.at_most.items()),
        "points": points_range(wishes.points) if wishes.points else None,
        "pages": wishes.pages,
    }
    return {wish: value for wish, value in found.items() if value}


def wish_rows(request: Request) -> list[tuple[str, str, str]]:
    """Return a row for each wish that there is: its name, value and origin."""
    texts = {
        "mix": _numbers(request.mix),
        "at_most": _numbers(request.at_most),
        "points": range_text(request.points) if request.points else "",
        "pages": str(request.pages or ""),
    }
    return [
        (wish, text, request.origins.get(wish) or request.said(wish, text))
        for wish, text in texts.items()
        if text
    ]


def _numbers(pairs: tuple[tuple[str, int], ...]) -> str:
    return ",".join(f"{name}={number}" for name, number in pairs)
