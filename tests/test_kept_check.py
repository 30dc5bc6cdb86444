"""A bank that is checked after an edit: what is kept of it changes nothing that is said."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import LIGHTHOUSE

from quizgen.app import api
from quizgen.bank.kept_bank import JoinedDocument, KeptBank
from quizgen.bank.yaml_reader import read_yaml
from quizgen.base.errors import BankError

BANKS = Path(__file__).parent / "banks"
ARTICLE = "\n\n".join(
    [
        "Keepers counted.",
        "The coast is safer and lonelier.",
        "He knew every ship by name.",
        *["A lamp burned, to be fair."] * 6,
    ]
)
TEXTS = {
    path.stem: path.read_text("utf-8")
    for path in sorted(BANKS.glob("*.yaml"))
    if len(path.read_bytes()) < 30_000
}
BITS = [
    "", "x", " ", "\n", "  ", '"', "'", "#", " # so", ": ", "- ", "\n  - ", "&a ", "*a ", "[",
    "]", "{", "}", "\t", "\u2028", "é", "|", "|-\n", "\n---\n", "\n\n# note\n", "[[2]]",
    "WRITE: so", "Which is not", "every ship by name", "\nignore: {too-few-questions: why}\n",
    "%", "12",
]  # fmt: skip


@st.composite
def edits(draw):
    """Return what one edit does with a text: another one in place of a part, or parts moved."""
    kind = draw(st.sampled_from(["bit", "bit", "line", "drop", "twice", "swap", "head"]))
    return kind, draw(st.floats(0, 1)), draw(st.integers(0, 12)), draw(st.sampled_from(BITS))


def edited(text, edit):
    kind, share, length, bit = edit
    at = int(share * len(text))
    questions = [each.start() for each in re.finditer(r"^ *- id:", text, re.MULTILINE)]
    if kind == "bit" or len(questions) < 3:
        return text[:at] + bit + text[at + length :]
    if kind == "line":
        start = text.rfind("\n", 0, at) + 1
        return text[:start] + text[max(text.find("\n", at), start) :]
    if kind == "head":
        return text.replace(
            "article:", f"check: {{too-few-questions: {{count: {length}}}}}\narticle:", 1
        )
    number = min(int(share * (len(questions) - 2)), len(questions) - 3)
    start, end, after = questions[number], questions[number + 1], questions[number + 2]
    one, other = text[start:end], text[end:after]
    middle = {
        "drop": other,
        "twice": one + re.sub("id: ", "id: again-", one) + other,
        "swap": other + one,
    }
    return text[:start] + middle[kind] + text[after:]


def whole(text):
    """Return all that a document says, or what is wrong with the text."""
    try:
        document = read_yaml(text, "bank")
    except BankError as error:
        return error.problems
    return document.lines, document.data, dict(document.spots), document.problems


def joined(kept, text):
    try:
        document = kept.read(text, "bank")
    except BankError as error:
        return error.problems
    return document.lines, document.data, dict(document.spots), document.problems


@settings(max_examples=60)
@given(st.sampled_from(sorted(TEXTS)), st.lists(edits(), min_size=1, max_size=5))
def test_a_document_in_pieces_is_the_whole_one(name, changes):
    """Data, places and problems, after any edits one upon the other."""
    kept, text = KeptBank(), TEXTS[name]
    for change in changes:
        assert joined(kept, text) == whole(text)
        text = edited(text, change)
    assert joined(kept, text) == whole(text)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "bank.yaml"
    path.with_suffix(".txt").write_text(ARTICLE, "utf-8")
    return path


@settings(max_examples=30)
@given(st.sampled_from(sorted(TEXTS)), st.lists(edits(), min_size=1, max_size=4))
def test_advice_after_edits_is_that_of_a_whole_check(path, name, changes):
    """Findings, notes and numbers; edits that break the bank and mend it again included."""
    kept, text = api.KeptCheck(), TEXTS[name]
    texts = [text]
    for change in changes:
        texts.append(edited(texts[-1], change))
    for each in [*texts, text]:
        raw = each.encode("utf-8", "replace")
        assert api.check_bank(path, text=raw, kept=kept) == api.check_bank(path, text=raw)


@pytest.mark.parametrize(
    "head",
    [
        "check: {longest-answer: {characters: 0, percent: 0}}\n",
        "language: de\n",
        "ignore: {longest-answer: so}\n",
        "check: {too-few-questions: {count: 2}}\n",
    ],
)
def test_what_the_bank_sets_for_rules_counts_at_once(path, head):
    """Though no question has changed; and its own advice is back without it."""
    kept = api.KeptCheck()
    said = [
        api.check_bank(path, text=text.encode(), kept=kept)
        for text in (LIGHTHOUSE, head + LIGHTHOUSE, LIGHTHOUSE)
    ]
    assert said[0] == said[2]
    assert said[1] == api.check_bank(path, text=(head + LIGHTHOUSE).encode())
    messages = [[(each.rule, each.question) for each in checked.findings] for checked in said]
    assert messages[0] != messages[1]


def test_an_article_that_changed_is_read_again(tmp_path):
    """Its quotations are looked up in the new text."""
    path = tmp_path / "bank.yaml"
    kept = api.KeptCheck()
    raw = LIGHTHOUSE.encode()
    for article in (ARTICLE, ARTICLE.replace("every ship", "each ship"), ARTICLE):
        path.with_suffix(".txt").write_text(article, "utf-8")
        found = api.check_bank(path, text=raw, kept=kept)
        assert found == api.check_bank(path, text=raw)
        said = [each for each in found.findings if "every ship by name" in each.message]
        assert len(said) == ("every ship" not in article)


@pytest.mark.parametrize("name", ["lighthouse", "every-kind"])
def test_only_the_question_that_changed_is_read_again(name, path):
    """All others are the same objects, with what rules know of them."""
    kept, text = KeptBank(), TEXTS[name]
    before = api.load_bank(path, text=text.encode(), kept=kept).bank.questions
    stems = [each.end() for each in re.finditer("stem: ", text)]
    after_edit = text[: stems[1]] + "So: ".replace(":", ",") + text[stems[1] :]

    loaded = api.load_bank(path, text=after_edit.encode(), kept=kept)

    assert isinstance(loaded.document, JoinedDocument)
    changed = [
        one is not other for one, other in zip(before, loaded.bank.questions, strict=True)
    ]
    assert sum(changed) == 1
    assert loaded.bank == api.load_bank(path, text=after_edit.encode()).bank


@pytest.mark.parametrize(
    "questions",
    [
        "questions:\n- id: a\n  stem: b\n- id: c\n",
        "questions:  # so\n\n# more\n    - id: a\n\n    - id: b\n# end\n",
        "questions:\n  -   id: a\n      b: |\n        - c\n  - id: d\n",
    ],
)
def test_a_list_may_be_written_in_many_ways(questions):
    """It is read in pieces all the same."""
    text = "article: {title: a}\n" + questions
    assert isinstance(KeptBank().read(text, "bank"), JoinedDocument)
    assert joined(KeptBank(), text) == whole(text)
