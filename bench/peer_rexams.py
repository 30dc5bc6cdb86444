r"""The questions as R/exams reads them; it shuffles and prints each paper as a file of its own.

    python bench/peer_rexams.py BANK PAPERS FOLDER

writes a file a question and papers.R. Measured is R running it: `exams2nops`, the command of
R/exams for printed papers that are scanned. R/exams runs LaTeX for every paper.
"""

import sys
from pathlib import Path

from papers import QUESTIONS, Question, read_papers
from peer_latex import escaped

SCRIPT = """library(exams)
set.seed(1)
questions <- list.files(pattern = "[.]Rnw$")
exams2nops(list(questions), n = {number}, nsamp = {questions}, dir = "papers", name = "paper",
  title = "{title}", duplex = FALSE, blank = 0, showpoints = FALSE)
"""


def exercise(question: Question) -> str:
    """Return a question in R/exams' LaTeX, the right option first."""
    items = "\n".join(rf"  \item {escaped(option)}" for option in question.options)
    solution = "1" + "0" * (len(question.options) - 1)
    return (
        f"\\begin{{question}}\n{escaped(question.stem)}\n"
        f"\\begin{{answerlist}}\n{items}\n\\end{{answerlist}}\n\\end{{question}}\n"
        f"\\exname{{{question.id}}}\n\\extype{{schoice}}\n"
        f"\\exsolution{{{solution}}}\n\\exshuffle{{TRUE}}\n"
    )


def write(bank: Path, number: int, folder: Path) -> None:
    """Write the questions and the script that prints so many papers."""
    papers = read_papers(bank, number)
    for question in papers.questions:
        (folder / f"{question.id}.Rnw").write_text(exercise(question), "utf-8")
    title = papers.bank["title"]
    script = SCRIPT.format(number=number, questions=QUESTIONS, title=title)
    (folder / "papers.R").write_text(script, "utf-8")


if __name__ == "__main__":
    bank, number, folder = sys.argv[1:]
    write(Path(bank), int(number), Path(folder))
