"""What a look may not use, since paper cannot do it, or layout does it wrong."""

import re
from collections.abc import Iterator
from pathlib import Path

from quizgen.base.errors import Problem, ProblemsError
from quizgen.base.regex import regex
from quizgen.printing.html.template_folders import TemplateFolders

REFUSED = {
    regex(r"<a\s[^<>]*\bhref\b", re.IGNORECASE): (
        "A link leads nowhere on paper. Write the address as text, without <a href=…>."
    ),
    regex(r"\bfloat\s*:\s*footnote\b", re.IGNORECASE): (
        "'float: footnote' has no place: blocks are laid out before there are pages. Put the "
        "note where it belongs, or below its block."
    ),
}
COMMENT = regex(r"\{#.*?#\}|/\*.*?\*/|<!--.*?-->", re.DOTALL)


def refuse_unprintable(templates: TemplateFolders) -> None:
    """Raise ProblemsError with every line of a look's files that cannot be printed."""
    files = (path for folder in templates.folders for path in sorted(folder.glob("*.html")))
    found = [problem for path in (*files, *templates.styles()) for problem in _problems(path)]
    if found:
        raise ProblemsError(dict.fromkeys(found))


def _problems(path: Path) -> Iterator[Problem]:
    source = COMMENT.sub(_blanked, path.read_text("utf-8", errors="replace"))
    for pattern, message in REFUSED.items():
        for match in pattern.finditer(source):
            before = source[: match.start()]
            line, column = before.count("\n") + 1, match.start() - before.rfind("\n")
            yield Problem(str(path), line, column, message)


def _blanked(comment: re.Match[str]) -> str:
    """Return the blank lines of a comment, so that what follows keeps its place."""
    return re.sub(r"[^\n]", " ", comment[0])
