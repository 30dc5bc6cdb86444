"""The papers of classrooms, as pages are set on them by default."""

from quizgen.bank.print_settings import PrintSettings, paper_of

PAPERS = {name: paper_of(PrintSettings(paper=name)) for name in ("letter", "a4")}
