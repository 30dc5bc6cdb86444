"""What quizgen is measured against: the script one would write with WeasyPrint alone.

It reads the bank, shuffles, and renders each worksheet as a document of its own with the same
fonts, style sheet and tags; then one document with the keys. It does what the WeasyPrint
documentation advises for speed: one process, and style sheet and fonts loaded only once.

    python bench/plain.py BANK VERSIONS FOLDER
"""

import random
import sys
from html import escape
from itertools import chain, count, islice, product
from pathlib import Path
from string import ascii_uppercase
from typing import Any

import yaml
from rendercv_fonts import path_of
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration

STYLE = Path(__file__).parents[1] / "templates" / "classic" / "style.css"
QUESTIONS = 10

# What quizgen itself does where plates become pages.
PAGES = """
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

Paper = list[tuple[dict[str, Any], list[str]]]
"""A version's questions in order, each with its options in order."""


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


def names(versions: int) -> list[str]:
    """Return the versions' names: A, B, … Z, AA and so on."""
    every = (product(ascii_uppercase, repeat=letters) for letters in count(1))
    return ["".join(name) for name in islice(chain.from_iterable(every), versions)]


def shuffled(questions: list[dict[str, Any]], draw: random.Random) -> Paper:
    """Return the questions in a new order, each with its options in a new order."""
    return [
        (question, draw.sample(options, len(options)))
        for question in draw.sample(questions, len(questions))
        for options in [[question["answer"], *(d["text"] for d in question["distractors"])]]
    ]


def letter(question: dict[str, Any], options: list[str]) -> str:
    """Return the right option's letter."""
    return ascii_uppercase[options.index(question["answer"])]


def page(title: str, body: str) -> str:
    """Return a whole document."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}'
        f"</title></head><body>{body}</body></html>"
    )


def worksheet(bank: dict[str, Any], version: str, paper: Paper) -> str:
    """Return a version's worksheet as HTML."""
    article = bank["article"]
    items = "".join(
        f'<div class="question"><div class="number">{number}.</div>'
        f'<div class="stem"><p>{escape(question["stem"])}</p></div><ol class="options">'
        f"{''.join(f'<li><p>{escape(option)}</p></li>' for option in options)}</ol></div>"
        for number, (question, options) in enumerate(paper, start=1)
    )
    return page(
        bank["title"],
        f'<div class="header" data-code="BENCH-{version}"><p class="pupil">'
        '<span class="blank name">Name</span> <span class="blank class">Class</span> '
        f'<span class="blank date">Date</span></p><div class="version">{version}</div>'
        f'<h1>{escape(bank["title"])}</h1><p class="article">Article: '
        f"<cite>{escape(article['title'])}</cite> by {escape(article['author'])}, "
        f"{escape(article['source'])}, {escape(article['published'])}</p>"
        '<div class="directions"><p class="score">Points: <span class="earned"></span> of '
        f"{len(paper)}</p><p>Read the article, then answer every question. Circle the letter of"
        f" the best answer.</p></div></div>{items}",
    )


def answer_key(bank: dict[str, Any], papers: dict[str, Paper]) -> str:
    """Return the key as HTML: a grid, each version's answers, every question explained."""
    first = next(iter(papers.values()))
    head = "".join(f"<th>{number}</th>" for number in range(1, len(first) + 1))
    grid = "".join(
        f'<tr><th class="corner">{version}</th>'
        f"{''.join(f'<td>{letter(*item)}</td>' for item in paper)}</tr>"
        for version, paper in papers.items()
    )
    answers = "".join(key_version(version, paper) for version, paper in papers.items())
    entries = "".join(key_entry(question) for question, _ in first)
    return page(
        f"Answer key: {bank['title']}",
        '<div class="key-head"><span class="left">Answer key</span></div>'
        f'<div class="key-title"><h1>{escape(bank["title"])}</h1><h2>Answer grid</h2></div>'
        f'<table class="grid"><tr><th class="corner">Version</th>{head}</tr>{grid}</table>'
        f'{answers}<div class="annotated"><h2>Annotated key</h2>{entries}</div>',
    )


def key_version(version: str, paper: Paper) -> str:
    """Return a version's answers: number, letter, words and paragraph."""
    rows = "".join(
        f'<div class="key-row"><div class="number">{number}.</div>'
        f'<div class="letter">{letter(question, options)}</div>'
        f'<div class="where">¶ {question["evidence"][0]["paragraph"]}</div>'
        f'<div class="answer"><p>{escape(question["answer"])}</p></div></div>'
        for number, (question, options) in enumerate(paper, start=1)
    )
    return (
        f'<div class="key-version"><div class="version-title"><h2 data-code="BENCH-{version}">'
        f"Version {version}</h2></div>{rows}</div>"
    )


def key_entry(question: dict[str, Any]) -> str:
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


def main(bank_path: str, versions: str, folder: str) -> None:
    """Print the worksheets and the key, and say how many pages that took."""
    with Path(bank_path).open("rb") as file:
        bank = yaml.load(file, yaml.CSafeLoader)
    draw = random.Random("bench")
    chosen = draw.sample(bank["questions"], QUESTIONS)
    papers = {name: shuffled(chosen, draw) for name in names(int(versions))}
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

    for version, paper in papers.items():
        write(worksheet(bank, version, paper), f"worksheet-{version}.pdf")
    write(answer_key(bank, papers), "answer-key.pdf")
    print(f"{pages} pages")


if __name__ == "__main__":
    main(*sys.argv[1:])
