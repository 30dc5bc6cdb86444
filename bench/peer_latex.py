r"""The papers and their key as one LaTeX file, for a single run of pdflatex.

    python bench/peer_latex.py BANK PAPERS FOLDER

writes papers.tex. Every stem and every option is a macro, so a further paper adds a few short
lines. The fonts are PostScript fonts, which pdflatex reads fastest. The PDF has no tags, and
its pages do not say of how many: that would take a second run.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase

from papers import DIRECTIONS, QUESTIONS, Papers, read_papers

SPECIAL = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}

SETUP = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{charter}
\usepackage[letterpaper,top=42pt,bottom=64pt,left=54pt,right=54pt,headsep=0pt,headheight=0pt]%
  {geometry}
\makeatletter
\def\code{}
\def\@oddhead{}
\def\@oddfoot{\footnotesize\code\hfil page \thepage}
\makeatother
\pdfobjcompresslevel=2
\parindent0pt
\raggedbottom
\newcount\questions
\def\blank#1#2{#1 \hbox to #2{\hrulefill}\hfill}
\def\hang#1#2{\hangindent#1\hangafter1\leavevmode\hbox to #1{#2\hfil}}
\def\option#1#2{\par\vskip3pt\leftskip18pt\hang{18pt}{\textbf{#1}}#2\par\leftskip0pt}
\def\Q#1#2#3#4#5{\vskip14pt\advance\questions1
  \vbox{\hang{18pt}{\textbf{\the\questions.}}#1\vskip2pt
  \option A{#2}\option B{#3}\option C{#4}\option D{#5}}}
\def\sheet#1{\clearpage\setcounter{page}{1}\def\code{BENCH-#1}\questions0
  \hbox to\hsize{\blank{Name}{160pt}\blank{Class}{50pt}\blank{Date}{80pt}%
    \fbox{\Huge\bfseries\kern4pt\strut#1\kern4pt}}
  \heading\par\vskip6pt\hrule\vskip6pt
  \directions\hfill Points: \hbox to 30pt{\hrulefill} of \number\asked
  \par\vskip6pt\hrule}
\def\keyhead#1{\clearpage\def\code{#1}{\bfseries Answer key \hfill for the teacher: do not
  hand out}\par\vskip6pt}
\def\cell#1{\hbox to 43pt{\hfil#1\hfil}\vrule}
\def\G#1#2{\par\hbox{\vrule\hbox to 70pt{\strut\kern4pt\textbf{#1}\hfil}\vrule#2}%
  \hrule\penalty0 }
\def\K#1#2#3{\par\vskip3pt\advance\questions1
  \leavevmode\hbox to 22pt{\textbf{\the\questions.}\hfil}\hbox to 22pt{\textbf{#1}\hfil}%
  \vtop{\hsize400pt#2}\hfill\P\,#3\par}
\def\version#1{\keyhead{Version #1}\setcounter{page}{1}\questions0 \section*{Version #1}}
\def\E#1#2#3#4#5{\par\vskip8pt\vbox{{\footnotesize#1}\par#2\par\textbf{Answer:} #3\par
  \textbf{Evidence:} #4\par\textbf{Why:} #5\par}}
\def\W#1#2{\par\hang{18pt}{\textbullet}#1 \emph{#2}\par}
"""


def escaped(text: str) -> str:
    """Return a text as LaTeX."""
    return "".join(SPECIAL.get(sign, sign) for sign in text)


def document(papers: Papers) -> str:
    """Return the papers and their key as LaTeX."""
    parts = (_definitions(papers), _sheets(papers), _key(papers))
    body = "\n".join(line for part in parts for line in part)
    size = r"\fontsize{11.5}{15.5}\selectfont"
    return f"{SETUP}\\begin{{document}}{size}\n{body}\n\\end{{document}}\n"


def _definitions(papers: Papers) -> Iterator[str]:
    r"""Yield the macros: \SA is the first stem, \OAa the first question's right option."""
    article = escaped(papers.heading)
    yield rf"\def\heading{{\section*{{{escaped(papers.bank['title'])}}}Article: {article}}}"
    yield rf"\def\directions{{{escaped(DIRECTIONS)}}}\def\asked{{{QUESTIONS} }}"
    for name, question in zip(ascii_uppercase, papers.questions, strict=False):
        yield rf"\def\S{name}{{{escaped(question.stem)}}}"
        for option, text in zip(ascii_lowercase, question.options, strict=False):
            yield rf"\def\O{name}{option}{{{escaped(text)}}}"


def _sheets(papers: Papers) -> Iterator[str]:
    for name, paper in papers.papers.items():
        yield rf"\sheet{{{name}}}"
        for item in paper:
            question = ascii_uppercase[item.question]
            options = "".join(rf"\O{question}{ascii_lowercase[one]}" for one in item.order)
            yield rf"\Q\S{question}{options}"


def _key(papers: Papers) -> Iterator[str]:
    yield r"\keyhead{Answer grid}\setcounter{page}{1}\heading\par\vskip6pt\hrule"
    yield rf"\G{{Version}}{{{_cells(range(1, QUESTIONS + 1))}}}"
    for name, paper in papers.papers.items():
        yield rf"\G{{{name}}}{{{_cells(item.letter for item in paper)}}}"
    for name, paper in papers.papers.items():
        yield rf"\version{{{name}}}"
        for item in paper:
            where = papers.drawn[item.question]["evidence"][0]["paragraph"]
            yield rf"\K{{{item.letter}}}\O{ascii_uppercase[item.question]}a{{{where}}}"
    yield r"\keyhead{Annotated key}\section*{Annotated key}"
    for number, question in enumerate(papers.drawn):
        yield from _entry(ascii_uppercase[number], question)


def _cells(texts: object) -> str:
    return "".join(rf"\cell{{{text}}}" for text in texts)


def _entry(name: str, question: dict) -> Iterator[str]:
    evidence = question["evidence"][0]
    about = (question["skill"], question["difficulty"], *question["standards"])
    shown = f"paragraph {evidence['paragraph']}, “{evidence['quote']}”"
    yield rf"\E{{{escaped(' · '.join(about))}}}\S{name}\O{name}a{{{escaped(shown)}}}"
    yield rf"{{{escaped(question['rationale'])}}}"
    for option, distractor in zip("bcd", question["distractors"], strict=True):
        yield rf"\W\O{name}{option}{{{escaped(distractor['misconception'])}}}"


if __name__ == "__main__":
    bank, number, folder = sys.argv[1:]
    text = document(read_papers(Path(bank), int(number)))
    Path(folder, "papers.tex").write_text(text, "utf-8")
