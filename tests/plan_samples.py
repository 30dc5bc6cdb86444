"""Prints the plans of an earlier build again, and writes down what is on paper.

python tests/plan_samples.py   writes tests/data/plans/*.txt anew, after a change on purpose
"""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reading import page_texts
from running import quizgen

PLANS = Path(__file__).parent / "data" / "plans"
CODE = re.compile(r"\b[0-9A-Z]{4}-[A-Z]\w*-[0-9A-Z]\b")


def reprinted(plan: Path, folder: Path) -> str:
    """Print a plan again in an empty folder; return the words and the keys of all codes."""
    shutil.copy(plan, folder / "plan.json")
    outcome = quizgen(folder, "make", "--plan", "plan.json", "-o", "papers")
    assert outcome.status == 0, outcome.err
    pages = {path.stem: page_texts(path) for path in sorted(folder.glob("papers/*.pdf"))}
    [sheets] = [texts for name, texts in pages.items() if name.endswith("-worksheets")]
    return "\n".join([*_words(pages), *_keys(sheets, folder)])


def _words(pages: dict[str, list[str]]) -> Iterator[str]:
    for name, texts in pages.items():
        yield f"# {name}"
        yield from (" ".join(text.split()) for text in texts)


def _keys(sheets: list[str], folder: Path) -> Iterator[str]:
    """Yield what `quizgen key` says of each code at the foot of a sheet."""
    for code in sorted({code for text in sheets for code in CODE.findall(text)}):
        outcome = quizgen(folder, "key", code, "--plan", "plan.json")
        assert outcome.status == 0, outcome.err
        yield f"# key {code}"
        yield from (" ".join(line.split()) for line in outcome.out.splitlines())


def main() -> None:
    """Write what each plan leaves now."""
    for plan in sorted(PLANS.glob("*.json")):
        with tempfile.TemporaryDirectory() as folder:
            text = reprinted(plan, Path(folder))
        plan.with_suffix(".txt").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
