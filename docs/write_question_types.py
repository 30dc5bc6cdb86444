"""Writes the kinds of question into question-types.md from their folders.

Run it with the Python of .venv after a change to a kind: .venv/bin/python
docs/write_question_types.py
"""

from pathlib import Path

from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import Kind

PAGE = Path(__file__).with_name("question-types.md")
BEGIN = (
    "<!-- Written by write_question_types.py from the folders of the kinds; "
    "do not edit below. -->\n"
)
END = "<!-- The kinds end here. -->\n"
EXAMPLE = "<!-- example -->\n"


def page_with_kinds(page: str) -> str:
    """Return the page with the kinds as they are now."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    sections = "\n".join(map(section, KINDS))
    return f"{before}{BEGIN}\n{sections}\n{END}{after}"


def section(kind: Kind) -> str:
    """Return a kind's section: its page.md, and in it its example.yaml."""
    example = f"```yaml\n{kind.example}```\n"
    text = (kind.folder / "page.md").read_text("utf-8").replace(EXAMPLE, example)
    return f"## {kind.name}\n\n{text}"


if __name__ == "__main__":
    PAGE.write_text(page_with_kinds(PAGE.read_text("utf-8")), "utf-8")
