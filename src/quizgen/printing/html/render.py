"""Templates to HTML, and the message where a template fails."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from textwrap import shorten

import jinja2
from markupsafe import Markup

from quizgen.base.bidi import isolated, isolated_html, isolated_inline
from quizgen.base.errors import QuizgenError
from quizgen.base.language import ENGLISH, Wording
from quizgen.base.markdown import block_html, inline_html, referred
from quizgen.printing.html.template_folders import TemplateFolders

LineRanges = Mapping[int, tuple[int, int]]
"""The first and the last line of each paragraph of the printed passage."""

MOST_STEPS = 1_000_000
"""Limit on the numbers that `range` yields in all templates of a layout together."""
MOST_CHARACTERS = 2_000_000
"""Limit on the HTML of a block."""
ENDLESS = (
    "the template does not end. Look for a loop over a very large range, and for a template "
    "or a macro that includes or calls itself."
)

BEGINNING = 160
"""Characters of an excerpt that the annotated key repeats."""


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
    environment.globals.update(comma=words.comma, semicolon=words.semicolon)
    environment.filters.update(
        block=block,
        inline=inline,
        place=lambda number: words.place(number, lines),
        beginning=lambda text: isolated(_beginning(block(text)), base, own),
        isolated=lambda text: isolated(str(text), base, own),
        quoted=lambda text: isolated(words.quoted(text), base, own),
        sentence=lambda text: text[:1].upper() + text[1:],
    )


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
