"""What quizgen is measured against: the script one would write with WeasyPrint alone.

It reads the bank, shuffles, and renders each worksheet as a document of its own with the same
fonts, style sheet and tags; then one document with the keys. It does what the WeasyPrint
documentation advises for speed: one process, and style sheet and fonts loaded only once.

    python bench/plain.py BANK VERSIONS FOLDER
"""

import sys
from html import escape
from pathlib import Path
from typing import Any

from papers import DIRECTIONS, QUESTIONS, Item, Papers, read_papers
from rendercv_fonts import path_of
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration

STYLE = Path(__file__).parents[1] / "templates" / "classic" / "style.css"
# What quizgen itself adds to a look: its language, and what it does where plates become pages.
PAGES = """
:root { --text-fallback: serif; --label-fallback: sans-serif }
@counter-style letters { system: extends upper-alpha }
@page { size: letter; margin: 42pt 54pt 64pt }
@page {
  @bottom-left { content: string(code); font: 11pt "Source Sans 3" }
  @bottom-right { content: "page " counter(page) " of " counter(pages);
                  font: 11pt "Source Sans 3" }
}
html, body { margin: 0; padding: 0 }
.question, .key-row, .key-entry { break-inside: avoid }
.header, .version-title h2 { string-set: code attr(data-code) }
.header { position: relative }
h2 { break-after: avoid }
.key-version, .annotated { break-before: page }
.key-head { margin-bottom: 8pt }
"""


def faces() -> str:
    """Return @font-face rules for the two families."""
    rules = []
    for family in ("Gentium Book Plus", "Source Sans 3"):
        for path in sorted(path_of[family].glob("*.ttf")):
            cut = path.stem.partition("-")[2]
            rules.append(
                f'@font-face{{font-family:"{family}";src:url("{path.as_uri()}");'
                f"font-style:{'italic' if 'Italic' in cut else 'normal'};"
                f"font-weight:{'bold' if 'Bold' in cut else 'normal'}}}"
            )
    return "".join(rules)


def page(title: str, body: str) -> str:
    """Return a whole document."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title></head><body>{body}</body></html>"
    )


def worksheet(papers: Papers, version: str, paper: list[Item]) -> str:
    """Return a version's worksheet as HTML."""
    article = papers.bank["article"]
    items = "".join(_question(papers, number, item) for number, item in enumerate(paper, 1))
    return page(
        papers.bank["title"],
        f'<div class="header" data-code="BENCH-{version}"><p class="pupil">'
        '<span class="blank name">Name</span> <span class="blank class">Class</span> '
        f'<span class="blank date">Date</span></p><div class="version">{version}</div>'
        f'<h1>{escape(papers.bank["title"])}</h1><p class="article">Article: '
        f"<cite>{escape(article['title'])}</cite> by {escape(article['author'])}, "
        f"{escape(article['source'])}, {escape(article['published'])}</p>"
        '<div class="directions"><p class="score">Points: <span class="earned"></span> of '
        f"{QUESTIONS}</p><p>{DIRECTIONS}</p></div></div>{items}",
    )


def _question(papers: Papers, number: int, item: Item) -> str:
    question = papers.questions[item.question]
    options = "".join(f"<li><p>{escape(question.options[one])}</p></li>" for one in item.order)
    return (
        f'<div class="question"><div class="number">{number}.</div>'
        f'<div class="stem"><p>{escape(question.stem)}</p></div>'
        f'<ol class="options">{options}</ol></div>'
    )


def answer_key(papers: Papers) -> str:
    """Return the key as HTML: a grid, each version's answers, every question explained."""
    head = "".join(f"<th>{number}</th>" for number in range(1, QUESTIONS + 1))
    grid = "".join(
        f'<tr><th class="corner">{version}</th>'
        f"{''.join(f'<td>{item.letter}</td>' for item in paper)}</tr>"
        for version, paper in papers.papers.items()
    )
    answers = "".join(_version(papers, *version) for version in papers.papers.items())
    entries = "".join(_entry(question) for question in papers.drawn)
    title = papers.bank["title"]
    return page(
        f"Answer key: {title}",
        '<div class="key-head"><span class="left">Answer key</span></div>'
        f'<div class="key-title"><h1>{escape(title)}</h1><h2>Answer grid</h2></div>'
        f'<table class="grid"><tr><th class="corner">Version</th>{head}</tr>{grid}</table>'
        f'{answers}<div class="annotated"><h2>Annotated key</h2>{entries}</div>',
    )


def _version(papers: Papers, version: str, paper: list[Item]) -> str:
    """Return a version's answers: number, letter, words and paragraph."""
    rows = "".join(
        f'<div class="key-row"><div class="number">{number}.</div>'
        f'<div class="letter">{item.letter}</div>'
        f'<div class="where">¶ {papers.drawn[item.question]["evidence"][0]["paragraph"]}</div>'
        f'<div class="answer"><p>{escape(papers.questions[item.question].options[0])}</p></div>'
        "</div>"
        for number, item in enumerate(paper, start=1)
    )
    return (
        f'<div class="key-version"><div class="version-title"><h2 data-code="BENCH-{version}">'
        f"Version {version}</h2></div>{rows}</div>"
    )


def _entry(question: dict[str, Any]) -> str:
    """Return a question with its answer, its evidence and why its distractors tempt."""
    evidence = question["evidence"][0]
    distractors = "".join(
        f"<li>{escape(d['text'])} "
        f'<em class="misconception">{escape(d["misconception"])}</em></li>'
        for d in question["distractors"]
    )
    return (
        f'<div class="key-entry"><p class="about">{escape(question["skill"])} · '
        f"{question['difficulty']} · {question['standards'][0]}</p>"
        f'<div class="stem"><p>{escape(question["stem"])}</p></div><div class="right-answer">'
        f"<strong>Answer:</strong> <p>{escape(question['answer'])}</p></div>"
        f'<p class="evidence"><strong>Evidence:</strong> paragraph {evidence["paragraph"]}, '
        f'“{escape(evidence["quote"])}”</p><div class="rationale"><strong>Why:</strong> '
        f'<p>{escape(question["rationale"])}</p></div><ul class="distractors">'
        f"{distractors}</ul></div>"
    )


def main(bank: str, versions: str, folder: str) -> None:
    """Print the worksheets and the key, and say how many pages that took."""
    papers = read_papers(Path(bank), int(versions))
    known = {"font_config": FontConfiguration(), "counter_style": CounterStyle()}
    styles = [
        CSS(string=faces(), **known),
        CSS(filename=STYLE, **known),
        CSS(string=PAGES, **known),
    ]
    pages = 0

    def write(html: str, name: str) -> None:
        nonlocal pages
        layout = HTML(string=html).render(stylesheets=styles, pdf_variant="pdf/ua-1", **known)
        layout.write_pdf(Path(folder, name), pdf_variant="pdf/ua-1")
        pages += len(layout.pages)

    for version, paper in papers.papers.items():
        write(worksheet(papers, version, paper), f"worksheet-{version}.pdf")
    write(answer_key(papers), "answer-key.pdf")
    print(f"{pages} pages")


if __name__ == "__main__":
    main(*sys.argv[1:])
