"""What other programs make of our files; each test is skipped where its program is not here."""

import json
import re
import shutil
import subprocess
from functools import cache, partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from readers import by_pypdf
from running import EVERY_KIND
from strategies import TYPES, banks
from test_exchange_laws import export_of, printed
from test_exchange_tables import imported as from_table
from test_moodle import ARTICLE, BASE
from test_qti import imported

from quizgen.article.passage import Passage
from quizgen.bank.load import parse_bank
from quizgen.bank.model import Bank
from quizgen.exchange import format_named
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.html import markdown_of, plain_of
from quizgen.exchange.common.items import item_of
from quizgen.exchange.common.packages import packed
from quizgen.exchange.common.sources import unzipped

ROOT = Path(__file__).parents[1]
PASSAGE = Passage(paragraphs=("The *lamp* was lit at 5.", "Nobody saw it."))


def written(form, bank=None, **more):
    """Return a bank, else one with every kind, in a format."""
    bank = bank or parse_bank(EVERY_KIND, "bank.yaml")
    return exported(export_of(bank, **more), format_named(form))[0]


# GIFT, by gift-pegjs

NO_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""Each example is a process of its own."""
PARSE = (
    "const all = require(process.argv[1]).parse(require('fs').readFileSync(0, 'utf8'));"
    "console.log(JSON.stringify(all));"
)


@cache
def pegjs():
    """Return the command that parses GIFT; skip where there is none."""
    library = ROOT / "node_modules" / "gift-pegjs"
    node = shutil.which("node")
    if node is None or not library.exists():
        pytest.skip("gift-pegjs is not installed: npm install --no-save gift-pegjs@1.0.2")
    return [node, "-e", PARSE, str(library)]


@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], phases=NO_SHRINKING)
@given(banks(types=tuple(name for name in TYPES if name != "ordering")))
def test_gift_pegjs_reads_every_question(bank):
    """Its options with their weights. It knows no ordering, and errs in true/false feedback."""
    export = export_of(bank)
    content, _ = exported(export, format_named("gift"))
    ran = subprocess.run(pegjs(), input=content, capture_output=True, check=True)
    found = [each for each in json.loads(ran.stdout) if each["type"] != "Description"]
    asks = [ask for item in export.items for ask in item.asks]

    assert len(found) == len(asks)
    for theirs, ask in zip(found, asks, strict=True):
        assert theirs["title"] == ask.id
        if not ask.options or theirs["type"] == "TF":
            continue
        texts = [shown(choice["text"]["text"]) for choice in theirs["choices"]]
        assert texts == [printed("", str(option.text)) for option in ask.options]
        rights = [
            choice["isCorrect"] or (choice["weight"] or 0) > 0 for choice in theirs["choices"]
        ]
        assert rights == [option.is_right for option in ask.options]


def shown(html):
    return printed("", markdown_of(html).text)


# QTI 1.2, by text2qti


def test_the_package_of_text2qti_is_laid_out_as_ours(tmp_path):
    """It makes one of our Markdown, whose files and questions are those of our own package."""
    qti = pytest.importorskip("text2qti.qti", reason="text2qti is not installed")
    quiz = pytest.importorskip("text2qti.quiz")
    config = pytest.importorskip("text2qti.config")
    types = "one choice", "several choices", "true or false", "a few words", "an essay"
    bank = parse_bank(EVERY_KIND, "bank.yaml")
    kept = [each for each in bank.questions if each.answer_form in types]
    bank = bank.model_copy(update={"questions": tuple(kept)})
    path = tmp_path / "theirs.zip"
    text = written("text2qti", bank).decode()
    qti.QTI(quiz.Quiz(text, config=config.Config())).save(path)
    ours, theirs = written("qti12", bank), path.read_bytes()

    assert places(ours) == places(theirs)
    again, own = imported(theirs, "qti12")[0], imported(ours, "qti12")[0]
    assert [answered_by(each) for each in again.questions] == [
        answered_by(each) for each in own.questions
    ]


def places(content):
    """Return the names of a package's files, without those that stand for its quiz."""
    names = unzipped(content, "x.zip")
    return sorted(re.sub("[^/]+/[^/]+[.]xml", "quiz/quiz.xml", name) for name in names)


def answered_by(question):
    right = [] if question.type == "open_response" else question.solutions
    return question.type, question.stem, question.points, right


# QTI, by citolab-qti-convert


def converted(content, function):
    """Return a package after a function of the converter took it to the other version."""
    convert = pytest.importorskip("qti_convert", reason="citolab-qti-convert is not installed")
    files = getattr(convert, function)(unzipped(content, "x.zip")).files
    as_bytes = {
        name: raw.encode() if isinstance(raw, str) else raw for name, raw in files.items()
    }
    return packed(as_bytes)


@pytest.mark.parametrize(
    ("form", "function", "other"),
    [
        ("qti21", "upgrade_package_files", "qti3"),
        ("qti3", "downgrade_package_files", "qti21"),
    ],
)
def test_a_converter_takes_qti_to_its_other_version(form, function, other):
    """With the passage, and every question with its key."""
    content = written(form, passage=PASSAGE)
    before, _ = imported(content, form)
    after, made = imported(converted(content, function), other)

    assert made.passages == 1
    assert made.files["x.md"].decode() == "The *lamp* was lit at 5.\n\nNobody saw it.\n"
    assert list(map(facts, after.questions)) == list(map(facts, before.questions))


def facts(question):
    return question.id, question.type, question.stem, question.solutions


# QTI 3.0, in a browser

PLAYER = ROOT / "node_modules" / "@citolab" / "qti-components" / "cdn" / "index.global.js"
SHOWN = """\
setTimeout(function () {
  var shown = [].map.call(document.querySelectorAll('item-container'), function (container) {
    return container.shadowRoot.querySelector('qti-assessment-item').textContent;
  });
  document.body.replaceChildren(JSON.stringify(shown));
}, 4000);
"""
"""Puts the text of every item into the page, when all are loaded."""


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that tells nobody what was asked for."""

    def log_message(self, *_):
        """Say nothing."""


def in_browser(folder, names):
    """Return the text of each item as qti-components shows it in Chromium."""
    browser = shutil.which("chromium")
    if browser is None or not PLAYER.exists():
        pytest.skip(
            "Debian's chromium is not installed, or not the player: "
            "npm install --no-save @citolab/qti-components@7"
        )
    shutil.copy(PLAYER, folder / "player.js")
    items = "".join(
        f'<qti-item><item-container item-url="{name}"></item-container></qti-item>'
        for name in names
    )
    script = f'<script src="player.js"></script><script>{SHOWN}</script>'
    (folder / "page.html").write_text(f"<!DOCTYPE html><body>{items}{script}", "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    command = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += ["--virtual-time-budget=15000", f"--user-data-dir={folder / 'profile'}"]
    command.append(f"http://127.0.0.1:{server.server_port}/page.html")
    try:
        ran = subprocess.run(command, capture_output=True, check=True, timeout=300)
    finally:
        server.shutdown()
        server.server_close()
    [shown] = re.findall(r"<body>(.*)</body>", ran.stdout.decode(), re.DOTALL)
    texts: list[str] = json.loads(unescape(shown))
    return texts


def test_a_player_shows_the_passage_beside_each_question(tmp_path):
    """With its stem and all its options."""
    files = unzipped(written("qti3", passage=PASSAGE), "x.zip")
    for name, raw in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(raw)
    bank = parse_bank(EVERY_KIND, "bank.yaml")
    asks = {f"items/q_{ask.id}.xml": ask for q in bank.questions for ask in item_of(q).asks}

    for text, ask in zip(in_browser(tmp_path, asks), asks.values(), strict=True):
        assert "The lamp was lit at 5." in text
        assert plain_of(ask.stem).split("\n")[0] in text
        assert all(plain_of(str(option.text)) in text for option in ask.options)


# Anki

NOON = 1_800_000_000


def imported_notes(collection, content, folder):
    """Return how many notes are new and how many were changed by a package."""
    path = folder / "deck.apkg"
    path.write_bytes(content)
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    options = ImportAnkiPackageOptions(update_notes=0, update_notetypes=0)
    request = ImportAnkiPackageRequest(package_path=str(path), options=options)
    log = collection.import_anki_package(request).log
    return len(log.new), len(log.updated)


def test_anki_replaces_a_corrected_card(tmp_path, monkeypatch):
    """A second import brings no second card beside the old one."""
    pytest.importorskip("anki", reason="anki is not installed: pip install anki")
    from anki.collection import Collection

    questions = [BASE | {"answer": "a <keeper>", "distractors": ["the mayor"]}]
    questions += [BASE | {"id": "r", "type": "true_false", "answer": False}]
    corrected = [questions[0] | {"stem": "Who then?"}, questions[1]]
    packages = []
    for minute, each in enumerate((questions, corrected)):
        monkeypatch.setattr("time.time", lambda now=NOON + 60 * minute: now)
        bank = Bank.model_validate({"article": ARTICLE, "questions": each})
        packages.append(written("anki", bank))
    monkeypatch.undo()
    collection = Collection(str(tmp_path / "all.anki2"))
    try:
        first, second = (imported_notes(collection, each, tmp_path) for each in packages)
        fields = [note.values() for note in map(collection.get_note, collection.find_notes(""))]
    finally:
        collection.close()

    assert (first, second) == ((2, 0), (0, 2))
    assert len(fields) == 2
    assert any("Who then?" in each[0] for each in fields)
    assert any("a &lt;keeper&gt;" in each[1] for each in fields)


# LibreOffice


UTF_8 = "--infilter=CSV:44,34,76,1"
"""Commas, quotation marks, UTF-8, from the first line; without it nobody asks in a script."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Return a function that converts files by LibreOffice, with a profile of its own."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip(
            "LibreOffice is not installed: Debian's libreoffice-writer, libreoffice-calc"
        )
    folder = tmp_path_factory.mktemp("office")
    profile = (folder / "profile").as_uri()

    def convert(target, *options, **files):
        for name, content in files.items():
            (folder / name.replace("_", ".")).write_bytes(content)
        paths = [str(folder / name.replace("_", ".")) for name in files]
        command = [program, f"-env:UserInstallation={profile}", "--headless", *options]
        command += ["--convert-to", target, "--outdir", str(folder), *paths]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        suffix = target.partition(":")[0]
        return [(folder / Path(path).with_suffix(f".{suffix}").name) for path in paths]

    return convert


def test_libreoffice_reads_our_tables(office):
    """What it makes of our workbook and of our CSV is read as the same questions."""
    content, raw = written("xlsx"), written("csv")
    as_csv, as_workbook = office("csv", a_xlsx=content), office("xlsx", UTF_8, b_csv=raw)
    questions, _ = from_table(content, "a.xlsx")

    for [path] in (as_csv, as_workbook):
        again, made = from_table(path.read_bytes(), path.name)
        assert [q.solutions for q in again] == [q.solutions for q in questions]
        assert [q.stem for q in again] == [q.stem for q in questions]
        assert not made.losses


def test_libreoffice_prints_our_worksheet(office):
    """Options have their letters from A on under each question, and the key is behind."""
    [path] = office("pdf", c_docx=written("docx"))
    text = "\n".join(by_pypdf(path))

    questions, _, key = text.rpartition("Answer key")
    for letters in ("A.", "B.", "C."):
        assert questions.count(f"\n{letters}") + questions.count(f" {letters}") > 2, text
    assert "Question 1" in questions
    assert key.strip()
