"""The papers of classrooms, as pages are set on them by default."""

from quizgen.bank.paper import paper_of
from quizgen.bank.print_settings import PrintSettings

PAPERS = {name: paper_of(PrintSettings(paper=name)) for name in ("letter", "a4")}
