"""Holds small banks against the rules of quizgen check."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from quizgen.article.text import ArticleText
from quizgen.authoring.rules import Advice, advise, all_rules
from quizgen.bank.model import Bank
from quizgen.bank.yaml_reader import read_yaml

ARTICLE = {"title": "The Keeper Who Stayed", "author": "A. N. Author", "paragraphs": "9"}


def example_bank(yaml: str, passage: str = "") -> Bank:
    """Return a bank from its keys, from a list of its questions, or from one question's keys.

    What a bank needs besides is added: an article, ids, the skill evidence.
    """
    data: Any = read_yaml(yaml, "example").data
    if isinstance(data, list):
        data = {"questions": data}
    elif "questions" not in data:
        data = {"questions": [data]}
    if passage:
        data["article"] = {"paragraphs": str(len(passage.split("\n\n")))} | data.get(
            "article", {}
        )
    data["article"] = ARTICLE | data.get("article", {})
    data["questions"] = [
        {"id": f"q{number}", "skill": "evidence"} | question
        for number, question in enumerate(data["questions"], start=1)
    ]
    return Bank.model_validate(data)


def example_text(passage: str) -> ArticleText | None:
    """Return an article of paragraphs that empty lines part; None where there is none."""
    if not passage:
        return None
    paragraphs = tuple(" ".join(each.split()) for each in passage.split("\n\n"))
    hashed = sha256(passage.encode()).hexdigest()
    lines = tuple(range(1, 2 * len(paragraphs), 2))
    return ArticleText(None, paragraphs, lines, Path("article.txt"), hashed)


def advice_of(rule: str, yaml: str, passage: str = "") -> list[Advice]:
    """Return what one rule says about a bank, given as in example_bank.

    Rules that look back see what all the others found.
    """
    rules = all_rules()
    wanted = rules.values() if rules[rule].looks_back else [rules[rule]]
    found = advise(example_bank(yaml, passage), example_text(passage), wanted)
    return [each for each in found if each.rule.id == rule]


def messages_of(rule: str, yaml: str, passage: str = "") -> list[str]:
    """Return the sentences that one rule says about a bank."""
    return [each.finding.message for each in advice_of(rule, yaml, passage)]
