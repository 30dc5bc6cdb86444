"""The benchmark runs and says what it found; how fast anything is, no test asserts."""

import importlib
import json
import os
import re
import subprocess
import sys
import time
import zlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from reading import page_texts

from quizgen.bank.load import parse_bank

ROOT = Path(__file__).parents[1]
BENCH = ROOT / "bench"
NUMBER = r"-?[\d,]+(?:\.\d+)?"
SVG = "{http://www.w3.org/2000/svg}"


def rows(text: str, head: str) -> list[list[str]]:
    """Return the cells of the table whose first column is called `head`."""
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if re.match(r"\| :?-", line)]
    [start] = [number - 1 for number in heads if lines[number - 1].startswith(f"| {head} |")]
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


@pytest.fixture
def bench(monkeypatch):
    """Return the benchmark's modules by name."""
    monkeypatch.syspath_prepend(str(BENCH))
    names = (
        "aims",
        "bank",
        "earlier",
        "edits",
        "exchange",
        "floor",
        "measuring",
        "papers",
        "peers",
        "plot",
        "results",
        "run",
    )
    more = ("peer_amc", "peer_latex", "peer_rexams", "peer_typst", "tables")
    modules = {name: importlib.import_module(name) for name in (*names, *more)}
    return SimpleNamespace(
        **modules, write_performance=importlib.import_module("write_performance")
    )


@pytest.fixture
def bank(bench, tmp_path):
    """Return the file of the bank that is measured with."""
    path = tmp_path / "crossing.yaml"
    path.write_text(bench.bank.bank_text(), "utf-8")
    return path


@pytest.fixture
def found(bench):
    """Return results as a run might have found them."""
    row = bench.results.Row
    return bench.results.Results(
        date="2026-01-02",
        command="bench/run.py",
        machine="a machine",
        versions={"quizgen": "1.0", "AMC": "1.6"},
        rows=(
            row("quizgen", 1, 1.0, 0.5, 50e6, 1e4, 5),
            row("quizgen", 151, 1.3, 0.65, 55e6, 1.21e6, 5),
            row("quizgen", 1151, 3.3, 1.85, 60e6, 1.021e7, 5),
            row("AMC", 1, 2.0, 2.0, 60e6, 3e4, 5),
            row("AMC", 151, 5.0, 5.0, 60e6, 9.3e5, 1),
            row("AMC", 1151, 25.0, 25.0, 60e6, 6.93e6, 0),
        ),
        skipped={"R/exams": "R is not here"},
    )


# Whole runs


def test_every_program_that_is_here_is_measured(tmp_path):
    """Every number of papers has a row with a figure in each cell, and so has a paper more."""
    kept = tmp_path / "figures.json"
    options = ["--quick", "--papers", "1,2", "--peers", "WeasyPrint,R/exams"]
    command = [sys.executable, str(BENCH / "run.py"), *options, "--json", str(kept)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    for head in ("1 paper", "2 papers"):
        measured = rows(ran.stdout, head)
        assert {"quizgen", "WeasyPrint"} <= {row[0] for row in measured}
        assert all(re.fullmatch(NUMBER, cell) for row in measured for cell in row[1:])
    assert {"quizgen", "WeasyPrint"} <= {row[0] for row in rows(ran.stdout, "a further paper")}
    assert re.search(rf"quizgen --help: {NUMBER} s.*does not load weasyprint", ran.stdout)
    assert re.search(r"The floor: of a further paper \d+ bytes", ran.stdout)
    programs = {row["program"] for row in json.loads(kept.read_text("utf-8"))["rows"]}
    assert programs >= {"quizgen", "WeasyPrint"}
    if "R/exams" not in programs:
        assert "Skipped: R/exams: R is " in ran.stderr


def test_checking_is_measured_on_banks_that_grow():
    """Every number of questions has a row with a figure in each cell, and growth is told."""
    command = [sys.executable, str(BENCH / "check.py"), "--runs", "1", "--questions", "20,40"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    measured = rows(ran.stdout, "questions")
    assert [row[0] for row in measured] == ["20", "40"]
    assert all(re.fullmatch(NUMBER, cell) for row in measured for cell in row)
    assert re.search(rf"^2.0 times the questions take {NUMBER} times", ran.stdout, re.MULTILINE)


def test_reading_is_measured_against_the_libraries_alone():
    """A Word file and a web page have a row each with a figure in every cell."""
    command = [sys.executable, str(BENCH / "articles.py"), "--runs", "1", "--paragraphs", "8"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stderr
    measured = rows(ran.stdout, "file")
    assert [row[0] for row in measured] == ["large.docx", "large.html"]
    assert all(re.fullmatch(NUMBER, cell) for row in measured for cell in row[1:])


def test_an_interrupted_run_ends_with_a_message(bench, monkeypatch, capsys):
    """Ctrl-C is no error to trace."""

    def interrupt(*arguments):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "wait4", interrupt)

    assert bench.run.main(["--quick", "--peers", "none"]) == 130
    assert "Interrupted" in capsys.readouterr().err


def test_figures_have_a_place_before_anything_is_measured(bench, capsys):
    """Half an hour must not end with a folder that is not there."""
    with pytest.raises(SystemExit):
        bench.run.main(["--json", "no/such/folder/figures.json"])

    assert "there is no folder no/such/folder" in capsys.readouterr().err


# What is printed


def test_the_bank_holds_forty_good_questions(bench):
    """Ten for each skill, with nothing to complain of."""
    bank = parse_bank(bench.bank.bank_text(), "crossing.yaml")

    assert len(bank.questions) == 40
    assert {question.type for question in bank.questions} == {"multiple_choice"}
    skills = [question.skill for question in bank.questions]
    assert {skills.count(skill) for skill in skills} == {10}


def test_every_paper_is_different_and_has_the_same_questions(bench, bank):
    """All programs do the same work, and none can print one paper many times."""
    papers = bench.papers.read_papers(bank, 300)

    assert len(papers.papers) == 300
    assert len({tuple(paper) for paper in papers.papers.values()}) == 300
    for paper in papers.papers.values():
        assert sorted(item.question for item in paper) == list(range(10))
        assert all(sorted(item.order) == [0, 1, 2, 3] for item in paper)
    command = bench.peers.PROGRAMS[0].command(bench.peers.Task(bank, 300, bank.parent))
    included = {word for word in command if word.startswith("--include=")}
    assert included == {f"--include={question.id}" for question in papers.questions}


PEERS = ("quizgen", "WeasyPrint", "pdflatex", "Typst", "AMC", "R/exams")


@pytest.mark.parametrize("name", PEERS)
def test_every_program_prints_the_text(bench, bank, tmp_path, name):
    """Two papers of ten questions, with all their options, and their keys but for AMC."""
    [program] = [program for program in bench.peers.PROGRAMS if program.name == name]
    if why := program.missing():
        pytest.skip(why)
    folder = tmp_path / "out"
    folder.mkdir()
    task = bench.peers.Task(bank, 2, folder)
    program.prepare(task)
    bench.measuring.measure(program.command(task), tmp_path)

    pages = [text for pdf in sorted(folder.rglob("*.pdf")) for text in page_texts(pdf)]
    # Ligatures and hyphens at the ends of lines are the programs' own affair.
    letters = re.compile(r"[^a-z0-9]")
    text = letters.sub("", " ".join(pages).replace("ﬁ", "fi").replace("ﬂ", "fl").lower())
    for question in bench.papers.read_papers(bank, 2).questions:
        for part in (question.stem, *question.options):
            assert text.count(letters.sub("", part.lower())) >= 2, part
    if name not in ("AMC", "R/exams"):
        assert "annotatedkey" in text


def test_the_plain_script_prints_what_quizgen_prints(bench, bank, tmp_path):
    """In the same fonts, with letters at the options: it would be no comparison otherwise."""
    looks = {}
    for program in bench.peers.PROGRAMS:
        if program.name in ("quizgen", "WeasyPrint"):
            folder = tmp_path / program.name
            folder.mkdir()
            command = program.command(bench.peers.Task(bank, 1, folder))
            bench.measuring.measure(command, tmp_path)
            looks[program.name] = _look(sorted(folder.glob("*worksheet*.pdf"))[0])

    fonts, letters = looks["quizgen"]
    assert fonts >= {"Gentium-Book-Plus", "Source-Sans-3-Bold"}
    assert sum(letters.values()) == 40
    assert looks["WeasyPrint"] == (fonts, letters)


def _look(pdf):
    """Return a PDF's fonts, and how often each letter stands where an option begins."""
    listed = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True)
    names = {line.split()[0].rpartition("+")[2] for line in listed.stdout.splitlines()[2:]}
    run = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], capture_output=True, text=True, check=True
    )
    return names, Counter(re.findall(r"^ +([A-D]) +[A-Z]", run.stdout, re.MULTILINE))


def test_what_is_written_for_the_peers_holds_every_text_once(bench, bank):
    """Longer files for no reason would make a peer slower than it is."""
    papers = bench.papers.read_papers(bank, 50)
    texts = {
        bench.peer_latex: bench.peer_latex.escaped,
        bench.peer_typst: lambda text: text,
        bench.peer_amc: bench.peer_amc.escaped,
    }

    for module, written in texts.items():
        document = module.document(papers)
        stems = [written(question.stem) for question in papers.questions]
        assert {document.count(stem) for stem in stems} == {1}, module.__name__
    exercises = [bench.peer_rexams.exercise(question) for question in papers.questions]
    assert all(r"\exsolution{1000}" in one and one.count(r"\item") == 4 for one in exercises)


def test_texts_are_escaped_for_latex(bench):
    """A sign that means something to LaTeX is printed as itself."""
    assert bench.peer_latex.escaped(r"50 % of {a_b} & \c ~ ^") == (
        r"50 \% of \{a\_b\} \& \textbackslash{}c \textasciitilde{} \textasciicircum{}"
    )


# Installing


def test_missing_peers_are_installed_without_what_they_recommend(bench, monkeypatch):
    """One command brings them all, and not a gigabyte of LaTeX that nobody needs."""
    typed = []
    machine = bench.peers.Machine(
        "Linux", bench.peers.MANAGERS["apt-get"], is_root=True, has_sudo=False
    )
    monkeypatch.setattr(bench.peers, "this_machine", lambda: machine)
    monkeypatch.setattr(
        bench.peers.Machine, "_run", lambda _, command, _log: typed.append(command)
    )
    monkeypatch.setattr(bench.peers, "runs", lambda program: False)
    monkeypatch.setattr(bench.peers, "imports", lambda module: False)
    monkeypatch.setattr(
        bench.peers.subprocess, "run", lambda command, check: typed.append(command)
    )
    lacking = bench.peers.Component(
        "nothing", {"apt-get": "some-package other"}, lambda _: False
    )
    absent = bench.peers.Program(
        "Absent", bench.peers.plain, missing=lambda: "so", parts=(lacking,)
    )
    monkeypatch.setattr(bench.peers, "PROGRAMS", (absent, absent))

    bench.peers.install()

    refresh, install, pip = typed
    assert refresh == ["apt-get", "update"]
    assert install[:2] == ["apt-get", "install"]
    assert "--no-install-recommends" in install
    assert install[-2:] == ["some-package", "other"]
    assert pip[1:4] == ["-m", "pip", "install"]
    assert pip[-1].startswith("typst")


def test_nothing_is_installed_unless_asked_for(bench, monkeypatch, capsys):
    """A benchmark changes nothing on a teacher's machine by itself."""
    monkeypatch.setattr(bench.run, "install", lambda: pytest.fail("installed"))
    monkeypatch.setattr(bench.run, "PROGRAMS", ())
    monkeypatch.setattr(bench.run.Bench, "help", lambda runner: None)
    monkeypatch.setattr(bench.run.Bench, "floor", lambda runner: None)

    assert bench.run.main(["--quick"]) == 0


# Programs that are not here, fail or take too long


class Fakes:
    """Programs that do as they are told, and note what they were asked to print."""

    def __init__(self, bench, monkeypatch):
        self.bench, self.asked = bench, Counter()
        monkeypatch.setattr(bench.run, "measure", self.measure)
        self.monkeypatch, self.memory = monkeypatch, 1e4

    def use(self, **seconds):
        """Let these be the programs, each with its seconds for so many papers."""
        self.seconds = {"quizgen": lambda papers: 1 + papers / 1000} | seconds
        programs = [
            self.bench.peers.Program(
                name, self.command(name), ours=name == "quizgen", missing=lambda: ""
            )
            for name in self.seconds
        ]
        self.monkeypatch.setattr(self.bench.run, "PROGRAMS", programs)
        self.monkeypatch.setattr(self.bench.run, "QUIZGEN", programs[0])

    def command(self, name):
        """Return what prints with this program."""
        return lambda task: [name, str(task.papers)]

    def measure(self, command, folder, settings=None, limit=None):
        """Take as long as was said, fail, or be stopped."""
        name, papers = command[0], int(command[1])
        self.asked[name, papers] += 1
        wall = self.seconds[name](papers)
        if wall is None:
            raise self.bench.measuring.FailedError(f"This failed: {name}\nno paper left")
        if limit and wall > limit:
            raise self.bench.measuring.TooLongError(name)
        return self.bench.measuring.Sample(wall, wall, self.memory * papers)

    def run(self, tmp_path, **options):
        """Measure them all and return the runner."""
        chosen = {"papers": (1, 100, 1000), "runs": 3, "warm_up": False} | options
        names = tuple(self.seconds)
        settings = self.bench.run.Options(peers=names, **chosen)
        runner = self.bench.run.Bench(tmp_path, settings, lambda doing: None)
        runner.measure_all()
        return runner


@pytest.fixture
def fakes(bench, monkeypatch):
    return Fakes(bench, monkeypatch)


def test_a_program_that_is_not_here_is_skipped_aloud(bench, fakes, tmp_path, capsys):
    """And the others are measured all the same."""
    fakes.use()
    absent = bench.peers.Program(
        "Absent", fakes.command("Absent"), missing=lambda: "it is not here"
    )
    bench.run.PROGRAMS.append(absent)
    fakes.seconds["Absent"] = None

    runner = fakes.run(tmp_path)

    assert "Skipped: Absent: it is not here." in capsys.readouterr().err
    assert runner.skipped == {"Absent": "it is not here"}
    assert [row.papers for row in runner.rows["quizgen"]] == [1, 100, 1000]
    assert not fakes.asked["Absent", 1]


def test_a_peer_that_fails_is_skipped_with_what_it_said(fakes, tmp_path, capsys):
    """A figure for a run that printed nothing would mislead."""
    fakes.use(Broken=lambda papers: None)

    runner = fakes.run(tmp_path)

    assert "no paper left" in capsys.readouterr().err
    assert not runner.rows.get("Broken")
    assert fakes.asked["Broken", 1] == 1


def test_quizgen_that_fails_ends_the_run(fakes, bench, capsys):
    """There is nothing to compare then."""
    fakes.use(quizgen=lambda papers: None)

    assert bench.run.main(["--quick", "--peers", "none"]) == 1
    assert "no paper left" in capsys.readouterr().err


def test_what_would_take_too_long_is_extrapolated(fakes, tmp_path):
    """From the last two that were measured, and marked as such."""
    fakes.use(Slow=lambda papers: 1 + papers / 10)

    rows = fakes.run(tmp_path, budget=60).rows["Slow"]

    assert [(row.papers, row.extrapolated) for row in rows] == [
        (1, False),
        (100, False),
        (1000, True),
    ]
    assert rows[-1].wall == pytest.approx(101)
    assert not fakes.asked["Slow", 1000]


def test_a_program_too_slow_even_for_the_second_number_prints_fewer(fakes, tmp_path):
    """Two measured runs are needed to tell what is fixed from what grows."""
    fakes.use(Slow=lambda papers: 5 + 2 * papers)

    rows = fakes.run(tmp_path, budget=60).rows["Slow"]

    by = {row.papers: row for row in rows}
    assert fakes.asked["Slow", 100] == 1
    assert by[5].runs == 3
    assert by[100].extrapolated
    assert by[100].wall == pytest.approx(205)
    assert by[1000].wall == pytest.approx(2005)


def test_what_would_fill_the_memory_is_extrapolated(fakes, bench, tmp_path):
    """A machine that swaps measures nothing, and annoys whoever uses it."""
    fakes.use()
    fakes.memory = bench.measuring.memory() / 1000

    rows = fakes.run(tmp_path).rows["quizgen"]

    assert [row.extrapolated for row in rows] == [False, False, True]
    assert not fakes.asked["quizgen", 1000]


def test_a_run_that_takes_far_longer_than_expected_is_stopped(fakes, tmp_path):
    """And is then extrapolated from what was measured."""
    fakes.use(Sudden=lambda papers: 1 if papers <= 100 else 1000)

    last = fakes.run(tmp_path, budget=60).rows["Sudden"][-1]

    assert fakes.asked["Sudden", 1000] == 1
    assert last.extrapolated


def test_long_runs_are_repeated_less_often(fakes, tmp_path):
    """The budget is for all runs of a program together, but one is always made."""
    fakes.use(Long=lambda papers: 1 if papers == 1 else 25)

    rows = fakes.run(tmp_path, papers=(1, 100), budget=60).rows["Long"]

    assert [row.runs for row in rows] == [3, 2]


def test_a_second_run_finds_what_the_first_has_kept(bench, monkeypatch, tmp_path):
    """And a first run finds an empty folder, whatever ran before it."""
    seen = []

    def measure(command, folder, settings=None, limit=None):
        cache = Path(settings["XDG_CACHE_HOME"])
        seen.append((command[0], sorted(one.name for one in cache.iterdir())))
        (cache / "quizgen").mkdir(exist_ok=True)
        return bench.measuring.Sample(1, 1, 1)

    program = bench.peers.Program
    first = program("quizgen", lambda task: ["quizgen"], ours=True)
    again = program("quizgen again", lambda task: ["again"], ours=True, again="quizgen")
    monkeypatch.setattr(bench.run, "measure", measure)
    monkeypatch.setattr(bench.run, "PROGRAMS", [first, again])
    monkeypatch.setattr(bench.run, "QUIZGEN", first)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "none"))

    options = bench.run.Options(papers=(1, 2), runs=2, warm_up=False)
    bench.run.Bench(tmp_path, options, lambda doing: None).measure_all()

    assert [names for program, names in seen if program == "quizgen"] == [[]] * 4
    assert [names for program, names in seen if program == "again"] == [["quizgen"]] * 4


def test_a_process_that_takes_too_long_is_stopped_with_what_it_started(bench, tmp_path):
    """Nothing goes on running after the benchmark has given it up."""
    child = "import time; time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    start = time.monotonic()

    with pytest.raises(bench.measuring.TooLongError):
        bench.measuring.measure([sys.executable, "-c", parent], tmp_path, limit=1)

    assert time.monotonic() - start < 30


def test_what_a_process_starts_is_counted(bench, tmp_path):
    """The memory is that of the largest process."""
    child = "bytearray(100_000_000)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    assert bench.measuring.measure([sys.executable, "-c", parent], tmp_path).memory > 90e6


# Arithmetic


def test_extrapolation_is_a_straight_line(bench):
    """Through the last two measured; noise never makes it fall."""
    row = bench.results.Row
    few, many = row("x", 10, 2.0, 1.0, 5e6, 100, 5), row("x", 20, 3.0, 1.5, 5e6, 200, 5)
    falling = row("x", 20, 1.9, 1.5, 4e6, 200, 5)

    more = bench.results.extrapolated([few, many], 40)

    assert (more.wall, more.cpu, more.memory, more.size) == (5.0, 2.5, 5e6, 400)
    assert more.extrapolated
    assert bench.results.extrapolated([few, falling], 40).wall == 1.9


def test_figures_survive_their_file(bench, found, tmp_path):
    """What is read back is what was measured."""
    floor = bench.results.Floor(1e-4, 1e-6, 5000.0, 1000.0, 4, 1, 151)
    shown = bench.results.Help(0.1, 0.1, 120, False)
    full = replace(found, floor=floor, help=shown)
    kept = tmp_path / "figures.json"
    kept.write_text(bench.results.dumped(full), "utf-8")

    assert bench.results.loaded(kept) == full
    kept.write_text('{"rows": [{"program": "quizgen"}]}', "utf-8")
    with pytest.raises(ValueError, match=r"was not written by bench/run\.py"):
        bench.results.loaded(kept)


def test_the_floor_is_what_a_papers_own_streams_cost(bench, tmp_path):
    """Streams are found one after the other, whatever bytes they hold."""
    plain = [b"first " * 50, b">>\nstream\n" * 30]
    packed = [zlib.compress(data) for data in plain]
    stored = b"\x00endobj 9 0 obj <</Length 3>>\nstream\n"
    objects = [
        *(b"<</Filter/FlateDecode/Length %d>>" % len(data) + _stream(data) for data in packed),
        b"<</Kind/Stored/Length %d>>" % len(stored) + _stream(stored),
        b"<</Type/Catalog>>",
        b"<</Length %d/Filter/FlateDecode>>" % len(packed[0]) + _stream(packed[0]),
    ]
    pdf = b"%PDF-1.7\n" + b"".join(
        b"%d 0 obj\n%b\nendobj\n" % (number, thing) for number, thing in enumerate(objects, 1)
    )

    assert list(bench.floor.streams(pdf)) == [*plain, plain[0]]
    file = tmp_path / "some.pdf"
    file.write_bytes(pdf)
    cost = bench.floor.cost([file])
    assert cost.plain == sum(map(len, [*plain, plain[0]]))
    assert cost.packed == len(pdf)


def _stream(data):
    return b"\nstream\n" + data + b"\nendstream"


def test_the_floor_of_a_paper_is_a_slope(bench):
    """What all papers share, such as the fonts, is no part of it."""
    fewer = bench.floor.Cost(compress=0.010, write=0.002, plain=1000, packed=500)
    more = bench.floor.Cost(compress=0.110, write=0.012, plain=51000, packed=10500)

    floor = bench.floor.floor(10, fewer, 60, more)

    assert floor.compress == pytest.approx(0.002)
    assert floor.write == pytest.approx(0.0002)
    assert (floor.plain, floor.packed) == (1000, 200)
    assert (floor.few, floor.many) == (10, 60)


def test_ratios_and_slopes_are_what_they_say(bench, found):
    """A ratio is how many times longer a program takes; a slope is for one paper."""
    text = bench.tables.report(found)

    [ours, amc] = rows(text, "151 papers")
    assert ours[:5] == ["quizgen", "1.30", "1.00", "0.65", "1.00"]
    assert amc[:5] == ["AMC", "5.00", "3.85", "5.00", "7.69"]
    assert rows(text, "a further paper") == [
        ["quizgen", "1.00", "1.20", "9000"],
        ["AMC", "20.00", "–", "6000"],
    ]


def test_what_is_extrapolated_is_marked(bench, found):
    """Nobody takes a guess for a measurement."""
    text = bench.tables.report(found)

    by = {row[0]: row for row in rows(text, "seconds for so many papers")}
    assert by["AMC"] == ["AMC", "2.00", "5.00", "25.00*"]
    assert "\\* Not measured" in text
    assert [row[-1] for row in rows(text, "1,151 papers")] == ["5", "extrapolated"]
    assert "Skipped: R/exams: R is not here." in text


def test_aims_say_whether_they_are_reached(bench, found):
    """Reached, missed, or not measured at all."""
    row = bench.results.Row
    build = bench.earlier.BUILD
    more = (
        row("quizgen", 150, 1.0, 1.0, 50e6, 1e6, 5),
        row("Typst", 150, 3.0, 3.0, 50e6, 1e6, 5),
        row(build, 150, 1.25, 1.0, 50e6, 1e6, 5),
    )
    lines = list(bench.aims.aims(replace(found, rows=more)))

    assert "| 150 papers | no slower than Typst | 0.33 times |" in lines
    assert f"| 150 papers | at most 0.6 times {build} | missed: 0.80 times |" in lines
    assert "| 1 paper | at most 0.8 times WeasyPrint | not measured |" in lines


def test_two_processes_are_compared_with_one(bench, found):
    """A further paper's processor time, and how much sooner all are printed."""
    row = bench.results.Row
    build = bench.earlier.BUILD
    few, many = 2000, 10_000
    rows = [
        row("quizgen", few, 3.0, 5.0, 5e7, 1e7, 5),
        row("quizgen", many, 11.0, 21.8, 6e7, 5e7, 5),
        row("quizgen --jobs 1", few, 5.0, 4.0, 5e7, 1e7, 5),
        row("quizgen --jobs 1", many, 21.0, 20.0, 6e7, 5e7, 5),
        row(build, few, 6.0, 9.0, 5e7, 2e7, 5),
        row(build, many, 20.0, 33.0, 6e7, 1e8, 5),
        row(f"{build} --jobs 1", few, 7.0, 7.0, 5e7, 2e7, 5),
        row(f"{build} --jobs 1", many, 31.0, 31.0, 6e7, 1e8, 5),
    ]
    text = "\n".join(bench.aims.aims(replace(found, rows=tuple(rows))))

    assert f"times {build}, CPU, one process | 0.67 times (2.00 ms, 3.00 ms) |" in text
    assert "two processes at most 1.1 times the CPU of one | 1.05 times |" in text
    assert "two processes at least 1.8 times faster than one | 1.91 times |" in text
    assert f"bytes of {build} | 0.50 times (5.0 kB, 10.0 kB) |" in text
    assert "100,000 papers | at most 1.2 times the memory of 10,000 | not measured |" in text


def test_a_teachers_waits_are_told(bench, found):
    """An edit printed, an edit drawn by a process that stays, a bank checked."""
    waits = bench.results.Moments(0.6, 1.0, 0.5, 0.3, 0.7, 1.4)
    text = bench.tables.report(replace(found, moments=waits))

    assert "after an edit 1.00 s" in text
    assert "| 1.00 s of 1.15 s |" in text
    assert "at most 0.33 of a run with nothing edited | missed: 0.50 (0.30 s) |" in text
    assert "| at most 0.7 times build b4d0377 | 0.50 times (0.70 s) |" in text


def test_each_edit_makes_another_bank(bench):
    """So that no edit finds its question laid out."""
    (first, name), (second, _) = bench.edits.edited(1), bench.edits.edited(2)

    one, other = parse_bank(first, "one"), parse_bank(second, "other")
    assert len(one.questions) == bench.edits.QUESTIONS
    changed = [a.id for a, b in zip(one.questions, other.questions, strict=True) if a != b]
    assert changed == [name]


# The page and its plot


def test_the_plot_shows_every_program(bench, found):
    """A line for each, named at its end; what is extrapolated is dashed and hollow."""
    picture = ElementTree.fromstring(bench.plot.plot(found))

    texts = [node.text for node in picture.iter(f"{SVG}text")]
    assert {"quizgen", "AMC", "1,000", "10 s", "dashed: extrapolated"} <= set(texts)
    lines = [node.get("class") for node in picture.iter(f"{SVG}path")]
    assert lines.count("line p-quizgen ours") == 2
    assert [look for look in lines if "guessed" in look] == ["line p-AMC guessed"]
    dots = [node.get("class") for node in picture.iter(f"{SVG}circle")]
    assert dots.count("p-AMC hollow") == 1
    assert "prefers-color-scheme: dark" in picture.find(f"{SVG}style").text


def test_names_in_the_plot_do_not_touch(bench, found):
    """Even where all lines end in the same place."""
    row = bench.results.Row
    names = [*bench.plot.COLOURS, "something else"]
    same = tuple(row(name, papers, 1.0, 1, 1, 1, 5) for name in names for papers in (1, 9))

    picture = ElementTree.fromstring(bench.plot.plot(replace(found, rows=same)))

    at = [float(node.get("y")) for node in picture.iter(f"{SVG}text") if node.text in names]
    assert len(at) == len(names)
    gaps = [below - above for above, below in zip(sorted(at), sorted(at)[1:], strict=False)]
    assert min(gaps) >= bench.plot.LABEL_HEIGHT - 0.2
    assert max(at) < bench.plot.HEIGHT


def test_the_page_shows_the_figures_that_are_kept(bench):
    """No figure in docs/performance.md is typed by hand."""
    writing = bench.write_performance
    results = bench.results.loaded(writing.FIGURES)
    page = writing.PAGE.read_text("utf-8")

    assert writing.page_with(page, results) == page, "run bench/write_performance.py"
    assert writing.PICTURE.read_text("utf-8") == bench.plot.plot(results)
    assert results.papers


def test_a_page_without_a_place_for_the_figures_is_refused(bench, found):
    """Figures do not get lost without a word."""
    with pytest.raises(ValueError, match="has no place for: The figures"):
        bench.write_performance.page_with("# Speed\n", found)


def test_exchange_is_measured_with_questions_that_text2qti_takes(bench, capsys):
    """As many as are asked for, and every figure has its row."""
    quiz = pytest.importorskip("text2qti.quiz", reason="text2qti is not installed")
    config = pytest.importorskip("text2qti.config")
    lines = "\n".join(bench.exchange.plain_quiz(7))
    assert len(quiz.Quiz(lines, config=config.Config()).questions_and_delims) == 7

    figures = dict.fromkeys(("text2qti", "export gift", "import gift", "check gift"), (1, 2, 3))
    bench.exchange.tell({5: figures, 10: figures})

    said = capsys.readouterr().out
    assert said.count("| export gift | 1.00 | 2.00 | 0 | 1.00 |") == 2
    assert "2.0 times the questions take 1.0 times the processor's time" in said
