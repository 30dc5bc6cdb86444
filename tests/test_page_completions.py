"""What the editor offers while a bank is written: keys, values, and the bank's own names."""

import page_browser
import pytest
from page_browser import look
from running import LIGHTHOUSE, lighthouse_in

from quizgen.bank.json_schema import bank_schema
from quizgen.bank.kinds import KINDS
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.base.choices import PAPERS

pytest.importorskip("starlette", reason="the page's libraries are not there: quizgen[web]")

from quizgen.app.web import pages
from quizgen.app.web.completions import completions

in_a_browser = pytest.mark.skipif(
    bool(page_browser.MISSING) or not pages.EDITOR.is_file(),
    reason=str(page_browser.MISSING or "the page's editor was not built: make page"),
)

HEAD = """\
article:
  title: The Lamp
  paragraphs: 3
skills:
  vocabulary: Words in context
groups:
  log: {introduction: So.}
  chart:
    introduction: A chart.
questions:
  - id: first
    skill: evidence
    stem: What?
    answer: A lamp
    distractors: [A ship]
  - id: second
    type: two_part
    skill: evidence
    part_a:
      stem: What?
      answer: A lamp
      distractors: [A ship]
"""
SKILLS = [*BUILT_IN_SKILLS, "vocabulary"]
PART_OPTION = "paragraph text misconception last"
DIFFICULTIES = ["easy", "medium", "hard"]


def test_the_table_says_what_the_schema_says():
    """Every key of every record has its meaning, and leads where the schema leads."""
    offered = completions()
    schema = bank_schema()
    records = {"Bank": schema, **schema["$defs"]}
    assert len(offered["records"]) > 20
    for name, keys in offered["records"].items():
        record = records[name].get("then", records[name])
        assert keys.keys() == record["properties"].keys()
        assert all(key["info"] for key in keys.values()), name
        below = {key["of"] for key in keys.values() if "of" in key} - {"Question"}
        assert below <= offered["records"].keys()
    assert offered["kinds"].keys() == {kind.name for kind in KINDS}
    question = offered["records"]["MultipleChoice"]
    assert question["evidence"]["of"] == "Evidence"
    assert list(question["difficulty"]["values"]) == DIFFICULTIES
    assert offered["records"]["Cloze"]["gaps"]["is_map"]
    assert list(offered["records"]["TrueFalse"]["answer"]["values"]) == ["true", "false"]
    assert "too-few-questions" in offered["names"]["rules"]
    assert list(offered["limits"]["too-few-questions"]) == ["count"]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = lighthouse_in(tmp_path_factory.mktemp("completions"))
    with page_browser.chromium() as browser, page_browser.served(path.parents[1]) as server:
        yield look(browser, server, f"/bank/{path.name}")


ASK = """async (text) => {
  const { codeEditor, completer } = await import("/static/editor.js");
  const { completions } = JSON.parse(document.getElementById("data").textContent);
  const at = text.indexOf("|");
  const { view } = codeEditor({
    parent: document.createElement("div"), text: text.replace("|", ""), label: "", nonce: "",
    completions, onChange() {}, onCursor() {},
  });
  const found = completer(completions)({ state: view.state, pos: at, explicit: true });
  return found ? [found.from, found.options.map(({ label }) => label)] : [at, []];
}"""


def offered(page, text):
    """Return what is offered where a text has a stroke."""
    _, labels = page.evaluate(ASK, text)
    return labels


@in_a_browser
@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (HEAD + "    enemies: [|", ["first", "second"]),
        (HEAD + "    enemies: [first, se|]", ["second"]),
        (HEAD + "    enemies:\n      - first\n      - |", ["second"]),
        (HEAD + "    allow_with: [|]", ["first", "second"]),
        (HEAD + "    group: |", ["log", "chart"]),
        (HEAD + "    skill: |", SKILLS),
        (HEAD + "    difficulty: |", DIFFICULTIES),
        (HEAD + "    evidence: [{|", ["paragraph", "quote"]),
        (HEAD + "    evidence: [{paragraph: 2}, {paragraph: |}]", ["1", "2", "3"]),
        (HEAD + "    evidence:\n      - paragraph: 1\n        q|", ["quote"]),
        (HEAD + "    evidence:\n    - |", ["paragraph", "quote"]),
        (HEAD + "    part_b:\n      answer: {quote: so, |", PART_OPTION),
        (HEAD + "    part_b:\n      |", ["stem", "answer", "distractors"]),
        (HEAD + "    ignore: {neg|", None),
        (HEAD.replace("article:", "check: {too-few-questions: {|}}\narticle:"), ["count"]),
        (HEAD.replace("article:", "sections:\n  - skill: [|]\narticle:"), SKILLS),
        (HEAD.replace("article:", "print: {paper: |}\narticle:"), PAPERS),
        (HEAD.replace("introduction: A", "|\n    introduction: A"), "excerpt image pick order"),
        (HEAD + "  - {id: third, type: true_false, answer: |", ["true", "false"]),
        (HEAD + "  - id: third\n    stem: A |", []),
        (HEAD + '  - id: third\n    stem: "[a|', []),
        (HEAD + "  # a |", []),
    ],
)  # fmt: skip
def test_what_may_come_next_is_offered(page, text, wanted):
    """From the schema and from the bank, however it is written, but nothing that is there."""
    found = offered(page, text)
    if wanted is None:
        assert "negative-stem" in found
    elif isinstance(wanted, str):
        assert set(found) == set(wanted.split())
    else:
        assert sorted(found) == sorted(wanted)


@in_a_browser
def test_each_kind_offers_its_keys(page):
    """In a question, but for those that it has."""
    for kind in KINDS:
        text = f"{HEAD}  - id: third\n    type: {kind.name}\n    |"
        there = {"id", "type"}
        assert set(offered(page, text)) == set(kind.model.model_fields) - there


@in_a_browser
def test_keys_of_every_example_are_known(page):
    """Wherever a key of an example begins, its own name is offered."""
    checked = 0
    for kind in KINDS:
        example = HEAD + "".join(f"  {line}\n" for line in kind.example.splitlines())
        for key in ("skill", "stem", "answer", "text", "paragraph", "quote", "distractors"):
            begin = len(HEAD)
            while (at := example.find(f" {key}: ", begin)) >= 0:
                begin = at + 1
                cut = f"{example[:begin]}|"
                assert key in offered(page, cut), cut[len(HEAD) :]
                checked += 1
    assert checked > 30


@in_a_browser
def test_the_lighthouse_offers_its_questions(page):
    """A bank as teachers write it."""
    text = LIGHTHOUSE.replace("    evidence: [{paragraph: 4}]", "    enemies: [|]")
    assert len(offered(page, text)) == 9
