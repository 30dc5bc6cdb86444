"""How soon the teachers' page answers: advice and pictures after a key; and its memory.

python bench/page.py [--runs N] [--edits N]

Starts `quizgen open` as a teacher does and asks it what the browser asks after a pause; beside
each, in turns, the command that does the same. All times are medians of the same run.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from bank import bank_text

NAME = "bank.yaml"
SMALL, LARGE = 60, 1000
DRAWN = 10
WIDTH = 900
"""Of a picture, in pixels."""


def bank_of(questions: int) -> str:
    """Return the bench's bank, repeated to so many questions."""
    bank = yaml.load(bank_text(), yaml.CSafeLoader)
    own = bank["questions"]
    # A copy of each: the same list twice would be written as an anchor and its alias.
    bank["questions"] = [
        deepcopy(own[number % len(own)]) | {"id": f"q{number}"} for number in range(questions)
    ]
    return yaml.safe_dump(bank, sort_keys=False, allow_unicode=True)


def edited(text: str, number: int) -> str:
    """Return a bank with other words in its first question."""
    return re.sub(r"stem: ", f"stem: Edit {number}. ", text, count=1)


class Browser:
    """What a browser asks, without a browser."""

    def __init__(self, link: str) -> None:
        place = urlsplit(link)
        self.host = place.netloc
        self._cookie = ""
        answer = self.get(place.path)
        self._cookie = answer[1].split(";")[0]

    def get(self, path: str, body: object = None) -> tuple[bytes, str]:
        """Return an answer and its cookie; with a body it is posted."""
        headers = {"Origin": f"http://{self.host}", "Cookie": self._cookie}
        sent = None if body is None else json.dumps(body)
        # A new connection: the server has closed the last one while a command ran.
        connection = HTTPConnection(self.host, timeout=600)
        connection.request("GET" if body is None else "POST", path, sent, headers)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        assert answer.status < 400, content
        return content, answer.headers.get("Set-Cookie", "")

    def check(self, text: str, number: int) -> None:
        """Ask for advice, as after a key."""
        self.get(f"/bank/{NAME}/check", {"revision": number, "text": text})

    def picture(self, text: str, number: int) -> None:
        """Ask for the sheet and for the picture of its first page."""
        wishes = {"count": DRAWN, "passage": "none"}
        body = {"revision": number, "text": text, "wishes": wishes}
        answer = json.loads(self.get(f"/bank/{NAME}/sheet", body)[0])
        assert "error" not in answer, answer["error"]
        self.get(f"/picture/{answer['paper']}/0?width={WIDTH}")


@contextmanager
def opened(folder: Path) -> Iterator[tuple[Browser, int, float]]:
    """Open a folder; give a browser, the server's process, and seconds to the first answer."""
    start = time.perf_counter()
    settings = {**os.environ, "PYTHONUNBUFFERED": "1", "XDG_STATE_HOME": str(folder / "state")}
    command = [sys.executable, "-m", "quizgen", "open", str(folder), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=settings, text=True) as server:
        try:
            assert server.stdout is not None
            [link] = re.findall(r"http://\S+", server.stdout.readline())
            browser = Browser(link)
            browser.get("/")
            yield browser, server.pid, time.perf_counter() - start
        finally:
            server.terminate()


def took(work: Callable[..., object], *given: Any) -> float:
    """Return the seconds that something takes."""
    start = time.perf_counter()
    work(*given)
    return time.perf_counter() - start


def quizgen(folder: Path, *words: str) -> None:
    """Run the command."""
    command = [sys.executable, "-m", "quizgen", *words]
    subprocess.run(command, cwd=folder, check=False, stdout=subprocess.DEVNULL)


def memory(process: int) -> float:
    """Return the megabytes that a process and its children hold (Linux)."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    family = {process, *(child for child, parent in parents.items() if parent == process)}
    held = 0.0
    for each in family:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{each}/status").read_text())
        held += int(found[1]) / 1024 if found else 0
    return held


def advice(questions: int, runs: int) -> tuple[float, float]:
    """Return the seconds to new advice on the page, and of a check."""
    with folder_with(bank_of(questions)) as folder, opened(folder) as (browser, _, _):
        text = bank_of(questions)
        browser.check(text, 0)
        page, command = [], []
        for number in range(runs):
            page.append(took(browser.check, edited(text, number), number))
            command.append(took(quizgen, folder, "check", "bank"))
        return statistics.median(page), statistics.median(command)


def pictures(runs: int) -> tuple[float, float, float]:
    """Return the median and the 95th percentile of seconds to a picture, and of a make."""
    text = bank_of(SMALL)
    with folder_with(text) as folder, opened(folder) as (browser, _, _):
        for number in range(3):
            browser.picture(edited(text, -number - 1), 0)
        make = ("make", "bank", "--count", str(DRAWN), "--seed", "x", "--replace")
        quizgen(folder, *make)
        page, command = [], []
        for number in range(runs):
            page.append(took(browser.picture, edited(text, number), number))
            command.append(took(quizgen, folder, *make))
        worst = sorted(page)[min(len(page) - 1, int(0.95 * len(page)))]
        return statistics.median(page), worst, statistics.median(command)


def first_answer(runs: int) -> tuple[float, float]:
    """Return the seconds of `quizgen open` to the first answer, and of importing weasyprint."""
    answers, imports = [], []
    command = [sys.executable, "-c", "import weasyprint"]
    for _ in range(runs):
        with folder_with(bank_of(SMALL)) as folder, opened(folder) as (_, _, seconds):
            answers.append(seconds)
        imports.append(took(subprocess.run, command))
    return statistics.median(answers), statistics.median(imports)


def growth(edits: int) -> tuple[float, float]:
    """Return the megabytes after a tenth of some edits, and after all."""
    text = bank_of(SMALL)
    with folder_with(text) as folder, opened(folder) as (browser, process, _):
        early = 0.0
        for number in range(edits):
            browser.check(edited(text, number), number)
            browser.picture(edited(text, number), number)
            if number == max(edits // 10 - 1, 0):
                early = memory(process)
        return early, memory(process)


@contextmanager
def folder_with(text: str) -> Iterator[Path]:
    """Give a folder that holds a bank."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "question_banks" / NAME
        path.parent.mkdir()
        path.write_text(text, "utf-8")
        yield Path(name)


def rows(runs: int, edits: int) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of the table: what, the page, what it is held to, the aim."""
    for questions, most in ((SMALL, "1/8"), (LARGE, "1/3")):
        page, command = advice(questions, runs)
        what = f"from the last key to new advice, {questions:,} questions"
        yield what, f"{page:.3f} s", f"check {command:.2f} s", f"at most {most}"
    page, worst, command = pictures(runs)
    what = "from the last key to the new picture, ten questions, one edited"
    yield (
        what,
        f"{page:.3f} s (95 %: {worst:.3f} s)",
        f"warm make {command:.2f} s",
        "at most 1/3",
    )
    answer, imported = first_answer(runs)
    what = "`quizgen open` to the first answer"
    yield what, f"{answer:.2f} s", f"importing weasyprint {imported:.2f} s", "at most 1.0"
    early, late = growth(edits)
    what = f"memory after {edits:,} edits"
    yield what, f"{late:.0f} MB", f"after a tenth of them {early:.0f} MB", "at most 1.1"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=9, help="of each, in turns")
    parser.add_argument("--edits", type=int, default=1000, help="for the memory")
    options = parser.parse_args()
    print("| What | Page | Beside it | Aim |\n| --- | --- | --- | --- |")
    for row in rows(options.runs, options.edits):
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
