"""Templates to HTML, and the message where a template fails."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten
from typing import Any

import jinja2
from markupsafe import Markup

from quizgen.article.passage import LineRanges
from quizgen.bank.option_text import picture_in
from quizgen.base.bidi import isolated, isolated_html, isolated_inline
from quizgen.base.errors import QuizgenError
from quizgen.base.language import ENGLISH, Wording
from quizgen.base.markdown import block_html, inline_html, referred
from quizgen.printing.html.compiled_templates import compiled_templates
from quizgen.printing.html.question_places import BEGINNING
from quizgen.printing.html.template_folders import TemplateFolders

MOST_STEPS = 1_000_000
"""Limit on the numbers that `range` yields in all templates of a layout together."""
ENDLESS = (
    "the template does not end. Look for a loop over a very large range, and for a template "
    "or a macro that includes or calls itself."
)

PICTURE = Markup('<p class="choice-picture"><img src="{}" alt="{}"></p>')
CAPTION = Markup('<p class="choice-text">{}</p>')
"""What an option that is a picture is printed as."""
MOST_ABREAST = 3
"""Most pictures side by side; four stand two by two."""
WIDE = 4
"""Pictures so many times wider than high, such as timelines, stand below one another."""


class Renderer:
    """Makes HTML from templates, in a language.

    `written` is the language of the bank's texts, if it is another. `most` limits the
    characters of a text. `names` and `filters` serve all templates.
    """

    def __init__(
        self,
        templates: TemplateFolders,
        words: Wording = ENGLISH,
        lines: LineRanges | None = None,
        most: int | None = None,
        written: Wording | None = None,
    ) -> None:
        self._templates, self._most = templates, most
        self._environment = _environment(templates)
        _speak(self._environment, words, lines or {}, written or words)
        self.names, self.filters = self._environment.globals, self._environment.filters

    def show_pictures(
        self, address: Callable[[str], str], proportion: Callable[[str], float]
    ) -> None:
        """Give templates the bank's pictures by their files' addresses and proportions.

        `option` prints an option, be it a text or a picture; `block` prints a picture's words;
        `arranged` is the class of a list with pictures.
        """
        block, inline = self.filters["block"], self.filters["inline"]

        def option(text: str) -> Markup:
            picture = picture_in(text)
            if picture is None:
                return block(text)  # type: ignore[no-any-return]
            image = PICTURE.format(address(picture.image), picture.alt)
            return image + (CAPTION.format(inline(picture.text)) if picture.text else "")

        def arranged(options: Sequence[str]) -> str:
            pictures = list(filter(None, map(picture_in, options)))
            if not pictures:
                return ""
            if any(proportion(picture.image) > WIDE for picture in pictures):
                return " pictured in-rows"
            even = len(options) in (2, 4)
            return f" pictured abreast-{2 if even else MOST_ABREAST}"

        self.filters.update(picture=address, option=option, arranged=arranged)

    def __call__(self, template: str, context: Mapping[str, object], **more: object) -> str:
        """Return a template's HTML; raise QuizgenError where the template fails."""
        with _explained(template, self._templates):
            html = self._environment.get_template(template).render(context, **more)
            if self._most is not None and len(html) > self._most:
                raise ValueError(ENDLESS)
            return html


def _environment(templates: TemplateFolders) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=_loader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        bytecode_cache=compiled_templates(),
    )
    environment.globals["range"] = _Range()
    return environment


def _loader(templates: TemplateFolders) -> jinja2.BaseLoader:
    kinds = templates.kinds()

    def of_kind(name: str) -> tuple[str, str, None] | None:
        path = kinds.get(name)
        return (path.read_text("utf-8"), str(path), None) if path else None

    folders = jinja2.FileSystemLoader(templates.folders)
    return jinja2.ChoiceLoader([folders, jinja2.FunctionLoader(of_kind)])


def _speak(
    environment: jinja2.Environment, words: Wording, lines: LineRanges, written: Wording
) -> None:
    """Give templates the words and filters of a language; the bank's texts have their own."""
    base, own = words.direction, written.direction

    def block(text: str) -> Markup:
        return isolated_html(block_html(referred(text, lines, written)), base, own)

    def inline(text: str) -> Markup:
        return isolated_inline(inline_html(referred(text, lines, written)), base, own)

    environment.install_gettext_callables(  # type: ignore[attr-defined]
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
    )
    for name in ("gettext", "ngettext", "pgettext"):
        function = environment.globals[name]
        environment.globals[name] = _counting(function, words)
    environment.globals.update(
        comma=words.comma,
        semicolon=words.semicolon,
        class_first=words.language.class_first,
        base=base,
    )
    environment.filters.update(
        block=block,
        inline=inline,
        place=lambda number: words.place(number, lines),
        beginning=lambda text: isolated(_beginning(block(text)), base, own),
        isolated=lambda text: isolated(text, base, own),
        quoted=lambda text: isolated(words.quoted(text), base, own),
        label=_label,
        lead=lambda text: _lead(text, inline, words),
        digits=words.digits,
        sentence=lambda text: text[:1].upper() + text[1:],
    )


def _label(text: str) -> Markup:
    """Return what is before an answer; a full-width colon has its own space."""
    return Markup("<strong>{}</strong>{}").format(text, "" if text.endswith("：") else " ")


def _lead(text: str, inline: Callable[[str], Markup], words: Wording) -> Markup:
    """Return what is before one of several answers: a number, or words and a dash or a colon.

    The dash is the paper's own: on a page from right to left it stands left of English words.
    """
    if re.fullmatch(r"\(?[0-9]+[.)]", text):
        return inline(words.digits(text))
    end = next((end for end in (" –", ":") if text.endswith(end)), "")
    return inline(text.removesuffix(end)) + end


def _counting(function: Any, words: Wording) -> Any:
    """Return a gettext function of templates, with numbers in the digits of the language."""

    @jinja2.pass_context
    def said(context: jinja2.runtime.Context, *texts: Any, **values: Any) -> Any:
        shown = {
            name: words.digits(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        if texts and isinstance(texts[-1], int):  # ngettext's number, which chooses the form
            shown.setdefault("num", words.digits(texts[-1]))
        return function(context, *texts, **shown)

    return said


def _beginning(html: Markup) -> str:
    """Return the first words of a text, without its markup."""
    return shorten(html.striptags(), BEGINNING, placeholder=" …")


class _Range:
    """`range` in templates, limited so that a mistake ends."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def __call__(self, *bounds: int) -> Iterator[int]:
        for number in range(*bounds):
            self._left -= 1
            if self._left < 0:
                raise ValueError(ENDLESS)
            yield number


@contextmanager
def _explained(template: str, templates: TemplateFolders) -> Iterator[None]:
    """Turn any error in a template into a QuizgenError with its place."""
    try:
        yield
    except Exception as error:
        said = _template_error(error, template, templates.folders)
        raise QuizgenError(said) from error


def _template_error(error: Exception, template: str, folders: Iterable[Path]) -> str:
    """Return which line of which template failed, and why."""
    if isinstance(error, jinja2.TemplateNotFound):
        places = ", ".join(str(folder) for folder in folders)
        return f"There is no template {error.name} in {places}."
    if isinstance(error, jinja2.TemplateSyntaxError):
        return f"{error.filename or template}:{error.lineno}: {error.message}"
    place = template
    step = error.__traceback__
    while step:  # jinja2 gives the frames of templates their own file and line
        if step.tb_frame.f_code.co_filename.endswith(".html"):
            place = f"{step.tb_frame.f_code.co_filename}:{step.tb_lineno}"
        step = step.tb_next
    return f"{place}: {ENDLESS if isinstance(error, RecursionError) else error}"
