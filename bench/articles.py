"""Measures reading long articles against the libraries that open them, and memory.

python bench/articles.py [--runs N] [--paragraphs N]
"""

import argparse
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import median

from check import Writer

from quizgen.article.readers import read_source
from quizgen.article.recognise import new_article

WORDS = 200
"""Words of a paragraph; nine hundred of them are about 400 pages."""
PARAGRAPHS = 900

Walk = Callable[[Path], object]
"""What one would do with a library alone."""


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--paragraphs", type=int, default=PARAGRAPHS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for line in table(Path(folder), options.paragraphs, options.runs):
            print(line)


def table(folder: Path, paragraphs: int, runs: int) -> Iterator[str]:
    """Yield the lines of a table: times as ratios in one run, since machines differ."""
    yield "| file | MB | library s | read, times | whole, times | peak MB | of a quarter |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    for name, (write, walk) in FILES.items():
        path, few = folder / name, folder / f"few-{name}"
        write(path, paragraphs)
        write(few, max(1, paragraphs // 4))
        # Taking turns, so that whatever else the machine does hits all alike.
        works = (walk, read_source, begun)
        taken = [[cpu(work, path) for work in works] for _ in range(runs)]
        library, read, whole = (median(each) for each in zip(*taken, strict=True))
        times = (library, read / library, whole / library)
        figures = (path.stat().st_size / 1e6, *times, peak(path), peak(few))
        yield f"| {name} | {' | '.join(f'{each:.2f}' for each in figures)} |"


def begun(path: Path) -> object:
    """Make of a file all that a new bank needs."""
    return new_article(read_source(path))


def cpu(work: Walk, path: Path) -> float:
    """Return the seconds of the processor that something takes."""
    start = time.process_time()
    work(path)
    return time.process_time() - start


def peak(path: Path) -> float:
    """Return the most megabytes that Python holds while a file is read."""
    tracemalloc.start()
    try:
        begun(path)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def write_word(path: Path, paragraphs: int) -> None:
    """Write a Word document: an eighth of its runs in italics, a heading now and then."""
    import docx

    writer, document = Writer(1), docx.Document()
    document.add_heading("Large", 0)
    for number in range(paragraphs):
        paragraph = document.add_paragraph()
        for part in range(8):
            paragraph.add_run(f"{writer.text(WORDS // 8)}. ").italic = part == number % 8
        if number % 20 == 0:
            document.add_heading(writer.text(4), 1)
    document.save(str(path))


def walk_word(path: Path) -> object:
    """Open a document with python-docx and look at each run."""
    import docx

    document = docx.Document(str(path))
    return [
        (run.text, run.italic, run.bold) for each in document.paragraphs for run in each.runs
    ]


def write_page(path: Path, paragraphs: int) -> None:
    """Write a web page, of which half is marks: links, spans, teasers and scripts."""
    writer = Writer(1)
    path.write_text(
        "<!doctype html><html lang='en'><head><title>Large</title></head><body><nav>"
        + "".join(f"<a href='/{n}'>{writer.text(2)}</a>" for n in range(100))
        + "</nav><main><article><h1>Large</h1>"
        + "".join(_page_part(writer, number) for number in range(paragraphs))
        + "</article></main></body></html>",
        "utf-8",
    )


def _page_part(writer: Writer, number: int) -> str:
    parts = (
        f"<span class='word word-{part}' id='n{number}'>{writer.text(WORDS // 8)}</span> "
        f"<a href='/read/{number}/{part}' rel='nofollow'>{writer.text(1)}</a>, "
        for part in range(8)
    )
    caption = f"<figcaption>{writer.text(6)}</figcaption>"
    figure = f"<figure><img src='{number}.jpg'>{caption}</figure>"
    teaser = f"<div class='related'><a href='/{number}'>{writer.text(6)}</a></div>"
    return f"<p>{''.join(parts)}.</p>{figure if number % 5 == 0 else teaser}"


def walk_page(path: Path) -> object:
    """Let trafilatura find the article of a page."""
    import trafilatura

    return trafilatura.bare_extraction(path.read_bytes(), include_comments=False)


FILES: Mapping[str, tuple[Callable[[Path, int], None], Walk]] = {
    "large.docx": (write_word, walk_word),
    "large.html": (write_page, walk_page),
}


if __name__ == "__main__":
    main()
