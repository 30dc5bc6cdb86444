"""Prints the plans of an earlier build again, and writes down what is on paper.

python tests/plan_samples.py   writes tests/data/plans/*.txt anew, after a change on purpose
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from reading import page_texts
from running import parse_plan, quizgen

PLANS = Path(__file__).parent / "data" / "plans"


def reprinted(plan: Path, folder: Path) -> str:
    """Print a plan again in an empty folder; return the words and the keys of all codes."""
    shutil.copy(plan, folder / "plan.json")
    outcome = quizgen(folder, "make", "--plan", "plan.json", "-o", "papers")
    assert outcome.status == 0, outcome.err
    pages = {path.stem: page_texts(path) for path in sorted(folder.glob("papers/*.pdf"))}
    codes = [version.code for version in parse_plan(plan.read_bytes(), plan.name).versions]
    return "\n".join([*_words(pages), *_keys(codes, folder)])


def _words(pages: dict[str, list[str]]) -> Iterator[str]:
    for name, texts in pages.items():
        yield f"# {name}"
        yield from (" ".join(text.split()) for text in texts)


def _keys(codes: list[str], folder: Path) -> Iterator[str]:
    """Yield what `quizgen key` says of each code."""
    for code in codes:
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
