"""One bank of all that a page can hold: every kind of question, and all that stands around."""

from pathlib import Path

import yaml
from running import EVERY_KIND, GROUPED

from quizgen.article.passage import Passage
from quizgen.article.text import Heading
from quizgen.bank.load import parse_bank
from quizgen.bank.model import Bank
from quizgen.bank.pictures import picture_of
from quizgen.bank.print_settings import PrintSettings
from quizgen.plan.make import make_plan
from quizgen.plan.model import Plan
from quizgen.plan.request import Request
from quizgen.printing.make import print_plan
from quizgen.printing.resolve_settings import folders_of

LONG = (
    "The light on the point has been turning by itself for many years, and most of those who"
    " steer by it have never asked who wound the clockwork before the motor came. "
)
PARAGRAPHS = (
    LONG * 2,
    f"The coast is safer and lonelier. {LONG}",
    f"He knew every ship by name, and the Trinity lamp was his. {LONG * 6}",
    "> They took the men,\n> and left the light.",
    f"It is a lamp that never asks who passes. {LONG}",
    "- a lamp\n- a lens, which is *older*\n- a log",
    f"The harbour is hollow now; a beacon is no company. {LONG * 3}",
    LONG,
    LONG,
)
PASSAGE = Passage(
    paragraphs=PARAGRAPHS,
    headings=(
        Heading(above=3, text="The *work*", level=1),
        Heading(above=7, text="Now", level=2),
    ),
    set_apart=(4, 6),
    line_numbers=True,
    hyphenate=True,
)
INSTRUCTIONS = """Read *all* of it:

1. the article,
2. then the questions.

| Points | For |
| --- | --- |
| 2 | both parts |
"""


def picture() -> bytes:
    """Return a small picture."""
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (40, 30), (120, 160, 90)).save(file, "PNG")
    return file.getvalue()


def everything() -> str:
    """Return a bank of every kind with groups, sections, tables and pictures, as YAML."""
    data, grouped = yaml.safe_load(EVERY_KIND), yaml.safe_load(GROUPED)
    data["instructions"] = INSTRUCTIONS
    group = grouped["groups"]["keepers-log"]
    data["groups"] = {"keepers-log": {k: v for k, v in group.items() if k != "pick"}}
    data["questions"] += [
        {**each, "id": f"log-{each['id']}", "allow_with": []}
        for each in grouped["questions"]
        if each.get("group") or each.get("image")
    ]
    data["sections"] = [
        {"title": "Part 1: *Choose*", "instructions": "One letter each.", "type": list(CHOSEN)},
        {"title": "Part 2: Write"},
    ]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


CHOSEN = ("multiple_choice", "multiple_select", "true_false_not_given", "two_part")


def plan_of_everything(passage: Passage | None = PASSAGE, **wishes: object) -> Plan:
    """Return a plan that prints every question of that bank."""
    bank = parse_bank(everything(), "every.yaml")
    return make_plan(
        bank,
        Request(**{"seed": "spring", "count": len(bank.questions)} | wishes),
        file="every.yaml",
        sha256="0" * 64,
        passage=passage,
        pictures={"lamp.png": picture_of(picture())},
    )


def tall_plan() -> Plan:
    """Return a plan with questions that are taller than a page, and so cut into lines."""
    long = "many words that go on and on over the line's end " * 30
    options = [f"{word} {long}" for word in ("One", "Two", "Three", "Four")]
    words = {"gaps": {"x": "b"}, "word_bank": True, "extra_words": [f"u{n}" for n in range(30)]}
    common = {"skill": "evidence", "stem": f"Why? {long}"}
    wrong = [{"text": text} for text in options[1:]]
    data = {
        "article": {"title": "T", "author": "A", "paragraphs": 3},
        "instructions": f"{long}\n\n1. one\n2. two",
        "questions": [
            {"id": "q", "answer": options[0], "distractors": wrong} | common,
            {"id": "r", "type": "cloze", "text": f"a {{{{x}}}} {long}"} | words | common,
        ],
    }
    bank = Bank.model_validate(data)
    return make_plan(bank, Request(seed="s", count=2), file="x.yaml", sha256="0" * 64)


def laid_out(plan: Plan, **settings: object) -> Plan:
    """Return a plan with other settings of the page."""
    return plan.model_copy(update={"settings": PrintSettings.model_validate(settings)})


def printed(plan: Plan, folder: Path) -> dict[str, Path]:
    """Print a plan without a warning; return its files by the ends of their names."""
    result = print_plan(plan, "x", folder, folders_of(plan.settings, folder), lambda *_: None)
    assert result.warnings == ()
    return {file.path.stem.removeprefix("x-"): file.path for file in result.files}
