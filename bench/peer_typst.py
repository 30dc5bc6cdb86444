"""The papers and their key as one Typst file, and its one compilation.

    python bench/peer_typst.py write BANK PAPERS FOLDER
    python bench/peer_typst.py compile FOLDER

The first writes papers.typ, which holds every text once; a paper is a row of numbers. What the
second does is measured. It uses the fonts that come with Typst and looks for no others, and
leaves tagging switched on, as Typst does unless told otherwise. Pages are numbered
through the whole file: to begin anew with every paper, and to say of how many, would take it
time and memory that grow with the square of the papers.
"""

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from papers import DIRECTIONS, Papers, read_papers

SETUP = """
#set text(size: 11.5pt, font: "Libertinus Serif", lang: "en")
#set par(leading: 0.62em)
#let title = [#heading(bank) Article: #article]
#let lines(width, body) = [#body #box(width: width, line(length: 100%, stroke: 0.5pt))]
#let question(number, question, order) = block(breakable: false, above: 18pt, {
  par(hanging-indent: 18pt)[#box(width: 18pt, strong[#number.])#stems.at(question)]
  for (n, one) in order.enumerate(start: 1) {
    pad(left: 18pt, par(hanging-indent: 18pt)[#box(width: 18pt, strong(numbering("A", n)))#{
      options.at(question).at(one)
    }])
  }
})
#let foot(text) = [#text #h(1fr) page #context counter(page).display()]
#let sheet(name, items) = page(footer: foot[BENCH-#name])[
  #grid(columns: (1fr, auto), align: bottom,
    [#lines(160pt)[Name] #h(1fr) #lines(50pt)[Class] #h(1fr) #lines(80pt)[Date] #h(1fr)],
    rect(inset: 8pt, text(20pt, strong(name))))
  #title
  #line(length: 100%, stroke: 0.5pt)
  #directions #h(1fr) #lines(30pt)[Points:] of #items.len()
  #line(length: 100%, stroke: 0.5pt)
  #for (number, (one, order)) in items.enumerate(start: 1) {
    question(number, one, order)
  }
]
#let key(about, body) = page(footer: foot(about))[
  #strong[Answer key #h(1fr) for the teacher: do not hand out]
  #body
]
#let letter(order) = numbering("A", order.position(one => one == 0) + 1)
#let version(name, items) = key([Version #name])[
  #heading(level: 2)[Version #name]
  #for (number, (one, order)) in items.enumerate(start: 1) {
    par(hanging-indent: 44pt)[#box(width: 22pt, strong[#number.])#box(width: 22pt,
      strong(letter(order)))#options.at(one).at(0) #h(1fr) ¶ #where.at(one)]
  }
]
#let entry(question) = block(breakable: false, above: 14pt)[
  #text(8pt, about.at(question)) \\
  #stems.at(question) \\
  *Answer:* #options.at(question).at(0) \\
  *Evidence:* paragraph #where.at(question), #quotes.at(question) \\
  *Why:* #why.at(question)
  #list(..range(3).map(n =>
    [#options.at(question).at(n + 1) #emph(tempting.at(question).at(n))]))
]
#set page(paper: "us-letter", margin: (top: 42pt, bottom: 64pt, x: 54pt))
#for (name, items) in papers { sheet(name, items) }
#key([Answer grid])[
  #title
  #table(columns: 11, stroke: 0.5pt, [Version], ..range(1, 11).map(n => [#n]),
    ..papers.pairs().map(((name, items)) => (strong(name), ..items.map(item =>
      letter(item.at(1))))).flatten())
]
#for (name, items) in papers { version(name, items) }
#key([Annotated key])[
  #heading(level: 2)[Annotated key]
  #for question in range(10) { entry(question) }
]
"""


def document(papers: Papers) -> str:
    """Return the papers and their key as Typst."""
    drawn = papers.drawn
    evidence = [question["evidence"][0] for question in drawn]
    values = {
        "bank": papers.bank["title"],
        "article": papers.heading,
        "directions": DIRECTIONS,
        "stems": [question.stem for question in papers.questions],
        "options": [question.options for question in papers.questions],
        "where": [str(one["paragraph"]) for one in evidence],
        "quotes": [f"“{one['quote']}”" for one in evidence],
        "why": [question["rationale"] for question in drawn],
        "about": [_about(question) for question in drawn],
        "tempting": [[d["misconception"] for d in one["distractors"]] for one in drawn],
    }
    texts = "\n".join(f"#let {name} = {literal(value)}" for name, value in values.items())
    rows = "\n".join(
        f"  {name}: {literal(_row(paper))}," for name, paper in papers.papers.items()
    )
    return f"{texts}\n#let papers = (\n{rows}\n)\n{SETUP}"


def _about(question: dict) -> str:
    return " · ".join((question["skill"], question["difficulty"], *question["standards"]))


def _row(paper: Iterable) -> list[list]:
    return [[item.question, item.order] for item in paper]


def literal(value: object) -> str:
    """Return a text, a number or a list as Typst writes it; its texts escape as JSON's do."""
    if isinstance(value, (list, tuple)):
        return f"({''.join(f'{literal(one)},' for one in value)})"
    return json.dumps(value, ensure_ascii=False)


def compile_papers(folder: Path) -> None:
    """Turn papers.typ into papers.pdf."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False)
    typst.compile(folder / "papers.typ", output=folder / "papers.pdf", font_paths=fonts)


def write(bank: Path, number: int, folder: Path) -> None:
    """Write papers.typ."""
    (folder / "papers.typ").write_text(document(read_papers(bank, number)), "utf-8")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", bank, number, folder]:
            write(Path(bank), int(number), Path(folder))
        case ["compile", folder]:
            compile_papers(Path(folder))
