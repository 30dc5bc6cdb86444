"""Templates to the pages that a browser shows, in its language where there is a catalogue."""

import gettext
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from quizgen.base.language import LANGUAGES, LOCALES, known_language

DOMAIN = "page"
"""The catalogue of the page's words, beside that of printed ones."""

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
STATIC = HERE / "static"
EDITOR = STATIC / "editor.js"
"""The editor, where it was built; without it there is a plain text area."""


FAULTY = 400
"""The status of a refusal for what is wrong in a file, or in what was sent."""


class Refusal(Exception):  # noqa: N818 - an answer, not a fault
    """What a browser is told instead of what it asked for."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)


def page(
    request: Request, template: str, context: Mapping[str, Any], status: int = 200
) -> Response:
    """Return a template's page in the language that the browser asks for."""
    language = language_of(request)
    common = {
        "nonce": request.scope.get("nonce", ""),
        "path": request.url.path,
        "language": language,
        "direction": LANGUAGES[language].direction,
        "has_editor": EDITOR.is_file(),
    }
    text = _environment(language).get_template(template).render({**common, **context})
    return HTMLResponse(text, status)


def refused(request: Request, refusal: Refusal) -> Response:
    """Return the answer that refuses: a page for people, JSON for a script."""
    if request.method == "POST" or "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": str(refusal)}, refusal.status)
    context = {"text": str(refusal), "bank": _bank_to_mend(request, refusal)}
    return page(request, "refused.html", context, refusal.status)


def _bank_to_mend(request: Request, refusal: Refusal) -> str:
    """Return the bank without which there is no page, such as one with errors to be printed."""
    match request.scope["path"].split("/"):
        case ["", "bank", str(bank), _, *_] if refusal.status == FAULTY:
            return bank
    return ""


def language_of(request: Request) -> str:
    """Return the first language of the browser's that the page speaks, or English."""
    for wish in request.headers.get("accept-language", "").split(","):
        language = known_language(wish.partition(";")[0].strip() or "-")
        if language and (language == "en" or gettext.find(DOMAIN, LOCALES, [language])):
            return language
    return "en"


@cache
def words_of(language: str) -> gettext.NullTranslations:
    """Return the page's words in a language; in English where there is no catalogue."""
    return gettext.translation(DOMAIN, LOCALES, [language], fallback=True)


@cache
def _environment(language: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = words_of(language)
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    return environment
