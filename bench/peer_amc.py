r"""The questions as Auto Multiple Choice reads them; it shuffles and numbers the copies itself.

    python bench/peer_amc.py BANK FOLDER

writes questions.tex. Measured is `auto-multiple-choice prepare` as far as it makes the copies
(mode s without solution and catalogue): a PDF with boxes to fill in and marks for its scanner,
and the list of where the boxes stand. It prints no key, and its own questions are checked
while it runs.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from papers import DIRECTIONS, QUESTIONS, Papers, Question, read_papers
from peer_latex import escaped

SETUP = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{charter}
\usepackage[letterpaper,margin=54pt,headsep=14pt]{geometry}
\usepackage[lang=EN,box,completemulti]{automultiplechoice}
\parindent0pt
\def\blank#1#2{#1 \hbox to #2{\hrulefill}\hfill}
"""

COPY = r"""\onecopy{2}{\fontsize{11.5}{15.5}\selectfont
\hbox to\hsize{\blank{Name}{160pt}\blank{Class}{50pt}\blank{Date}{80pt}}
\section*{%s}Article: %s\par\vskip6pt\hrule\vskip6pt
%s\hfill Points: \hbox to 30pt{\hrulefill} of %s
\par\vskip6pt\hrule\vskip14pt
\shufflegroup{all}\insertgroup{all}}
"""


def document(papers: Papers) -> str:
    """Return the questions as AMC's LaTeX."""
    questions = "\n".join(line for one in papers.questions for line in _question(one))
    texts = (papers.bank["title"], papers.heading, DIRECTIONS)
    copy = COPY % (*map(escaped, texts), QUESTIONS)
    body = f"\\AMCrandomseed{{1}}\n{questions}\n{copy}"
    return f"{SETUP}\\begin{{document}}\n{body}\\end{{document}}\n"


def _question(question: Question) -> Iterator[str]:
    right, *wrong = map(escaped, question.options)
    yield rf"\element{{all}}{{\begin{{question}}{{{question.id}}}{escaped(question.stem)}"
    yield rf"\begin{{choices}}\correctchoice{{{right}}}"
    yield from (rf"\wrongchoice{{{text}}}" for text in wrong)
    yield r"\end{choices}\end{question}\vskip14pt}"


if __name__ == "__main__":
    bank, folder = sys.argv[1:]
    Path(folder, "questions.tex").write_text(document(read_papers(Path(bank), 1)), "utf-8")
