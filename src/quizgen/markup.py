"""A bank's text to safe HTML: a little Markdown, and everything else as it was typed."""

from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup

# Emphasis, strong, typed line breaks, lists and block quotes: what a question needs.
# Links, images, entities and HTML stay text: a stranger's bank must not reach out.
RULES = ("emphasis", "newline", "escape", "list", "blockquote")


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("zero", {"html": False, "breaks": True}).enable(list(RULES))


def inline_html(text: str) -> Markup:
    """Return text as inline HTML; `1.` or `-` at its start is no list, it prints as typed."""
    # markdown-it escapes what it does not understand, so its output is markup.
    return Markup(_markdown().renderInline(text.strip()))  # noqa: S704


def block_html(text: str) -> Markup:
    """Return text as paragraphs, lists and block quotes; one line is always one paragraph."""
    if "\n" not in text.strip():
        return Markup("<p>{}</p>").format(inline_html(text))
    return Markup(_markdown().render(text))  # noqa: S704
