"""However many make the pages, and wherever, the files are the same bytes."""

import io
import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

import pikepdf
import pytest
from running import EVERY_COUNT, EVERY_KIND, LIGHTHOUSE, quizgen

from quizgen.bank.load import parse_bank
from quizgen.base import process_copies
from quizgen.base.errors import QuizgenError
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.printing import lay_out, make
from quizgen.printing.html.run import make_blocks
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.pdf import cluster, forked, workers
from quizgen.printing.pdf.cluster import cluster_crew
from quizgen.printing.pdf.forked import Copies
from quizgen.printing.pdf.press import SLICE, Press, print_booklet, sliced, slices_in_turn
from quizgen.printing.pdf.shared_streams import Start
from quizgen.printing.pdf.typeset import typeset
from quizgen.printing.pdf.workers import Alone, Helpers, crew_of, drawn_with

VERSIONS = 12 * SLICE + 3
MANY = 10**6


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Many versions of a bank with every kind of question."""
    bank = parse_bank(EVERY_KIND, "x.yaml")
    request = Request(count=int(EVERY_COUNT), versions=VERSIONS, seed="spring")
    plan = make_plan(bank, request, file="x.yaml", sha256="0")
    return make_blocks(plan, template_folders(tmp_path_factory.mktemp("templates")), {})


@pytest.fixture(scope="module")
def press(run):
    return Press(typeset(run.materials))


@pytest.fixture(scope="module")
def alone(run, press):
    """Return what each file holds that one process makes."""
    return {name: made(each, press, Alone()) for name, each in run.booklets.items()}


def made(booklet, press, helpers):
    output = io.BytesIO()
    print_booklet(booklet, press, output, helpers.slices)
    return output.getvalue()


def test_a_slice_begins_where_it_is_said_to(run, press):
    """What is counted beforehand is what is written: else numbers would clash."""
    for name, booklet in run.booklets.items():
        shared = press.shared(booklet)
        extents = [press.laid(bundles, shared).extent for bundles in sliced(booklet)]
        slices = [*slices_in_turn(booklet, press, shared)]
        made = [(each.segment.count, each.pages) for each in slices]
        assert made == [(extent.objects, extent.pages) for extent in extents]
        # Keys of many versions stand on a sheet.
        assert len(made) > (10 if name == "worksheets" else 1)
        starts = [each.segment.first for each in slices]
        assert starts == [
            shared.following + sum(each.objects for each in extents[:place])
            for place in range(len(extents))
        ]


def test_what_recurs_is_written_once(run, press):
    """Not with every slice: those bring what is on no other paper."""
    booklet = run.booklets["worksheets"]
    shared = press.shared(booklet)
    slices = [*slices_in_turn(booklet, press, shared)]
    assert len(slices[0].shared) > 100
    own = [len(press.laid(bundles, shared).streams) for bundles in sliced(booklet)]
    papers = [len(each.sections) for each in slices]
    assert own[0] == 0
    for streams, count, made in zip(own[1:], papers[1:], slices[1:], strict=True):
        assert 0 < streams <= 8 * count
        assert {*made.shared} <= {*shared.streams.values()}


@pytest.fixture(params=["copies", "started"])
def begun(request, monkeypatch):
    """Let helpers be copies of this process, or begin by themselves as where none can be."""
    if request.param == "copies" and not process_copies.CAN_COPY:
        pytest.skip("no process can be copied here")
    monkeypatch.setattr(process_copies, "CAN_COPY", request.param == "copies")
    monkeypatch.setattr(forked, "WORTH_HELP", 1)
    monkeypatch.setattr(workers, "WORTH_HELP", 10)
    return request.param


def test_two_processes_make_the_same_bytes(run, press, alone, begun):
    with crew_of(2, press, MANY) as helpers:
        assert isinstance(helpers, Copies if begun == "copies" else Helpers)
        assert helpers.count == 2
        for name, booklet in run.booklets.items():
            assert made(booklet, press, helpers) == alone[name]


def test_a_thread_calls_helpers_that_begin_by_themselves(run, press, alone, monkeypatch):
    """It makes the same bytes; a copy of it could wait for ever."""
    monkeypatch.setattr(workers, "WORTH_HELP", 10)

    def in_a_thread():
        with crew_of(2, press, MANY) as helpers:
            assert isinstance(helpers, Helpers)
            return made(run.booklets["worksheets"], press, helpers)

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(in_a_thread).result() == alone["worksheets"]


def test_a_few_papers_are_not_worth_calling_others(press, monkeypatch):
    monkeypatch.setattr(process_copies, "CAN_COPY", False)
    for jobs, sheets in ((1, MANY), (8, 100)):
        with crew_of(jobs, press, sheets) as helpers:
            assert isinstance(helpers, Alone)


def test_a_few_papers_are_not_worth_a_copy(run, press, alone, monkeypatch):
    monkeypatch.setattr(forked, "WORTH_HELP", 1000)
    monkeypatch.setattr(os, "fork", None)
    with crew_of(2, press, MANY) as helpers:
        assert made(run.booklets["worksheets"], press, helpers) == alone["worksheets"]


@pytest.mark.skipif(not process_copies.CAN_COPY, reason="no process can be copied here")
@pytest.mark.parametrize("slow", ["this", "the other"])
def test_a_slow_process_gets_fewer_slices(run, press, alone, slow, monkeypatch):
    """Who waits for it makes more of them, and the file is the same."""
    here, draw = os.getpid(), Press.slice
    done = []

    def slowly(press, *given):
        done.append(given)
        if (os.getpid() == here) == (slow == "this"):
            time.sleep(0.05)
        return draw(press, *given)

    monkeypatch.setattr(forked, "WORTH_HELP", 1)
    monkeypatch.setattr(Press, "slice", slowly)
    with crew_of(2, press, MANY) as helpers:
        assert made(run.booklets["worksheets"], press, helpers) == alone["worksheets"]
    count = -(-VERSIONS // SLICE)
    assert (len(done) > count / 2) == (slow == "the other")


@pytest.mark.skipif(not process_copies.CAN_COPY, reason="no process can be copied here")
def test_what_goes_wrong_in_a_copy_is_told_here(run, press, monkeypatch):
    here, draw = os.getpid(), Press.slice

    def failing(press, *given):
        if os.getpid() != here:
            raise LookupError("in a copy")
        return draw(press, *given)

    monkeypatch.setattr(forked, "WORTH_HELP", 1)
    monkeypatch.setattr(Press, "slice", failing)
    with pytest.raises(LookupError, match="in a copy"), crew_of(2, press, MANY) as helpers:
        made(run.booklets["worksheets"], press, helpers)


def test_more_papers_than_a_pdf_holds_go_to_several(tmp_path, monkeypatch):
    """No object has a number that a reader cannot take, and all papers are there."""
    monkeypatch.setattr(lay_out, "FEW", 10)
    monkeypatch.setattr(make, "in_files", partial(lay_out.in_files, most=MOST))
    asked = ("--versions", "41", "--n-up", "2", "--verify")
    outcome = quizgen(tmp_path, "make", *asked, bank=LIGHTHOUSE)

    assert outcome.status == 0, outcome.err
    assert "41 papers" in outcome.out
    files = sorted((tmp_path / "worksheets").glob("*-worksheets-*.pdf"))
    assert len(files) > 1
    for path in files:
        with pikepdf.open(path) as pdf:
            assert len(pdf.objects) <= MOST
            assert len(pdf.pages) > 1


MOST = 1500
"""So many objects hold some papers and not all."""


def test_jobs_change_nothing_about_the_files(tmp_path, begun):
    for jobs in ("1", "2"):
        asked = ("--versions", "40", "--seed", "a", "--jobs", jobs, "-o", jobs)
        asked += ("--answer-sheet", "--order", "shuffled")  # a symbol of its own on each paper
        outcome = quizgen(tmp_path, "make", *asked, bank=LIGHTHOUSE)
        assert outcome.status == 0, outcome.err
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


def test_a_process_that_dies_is_told_and_nothing_is_written(tmp_path, begun, monkeypatch):
    """Memory may run out in it."""
    here, draw = os.getpid(), Press.slice

    def dying(press, *given):
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return draw(press, *given)

    monkeypatch.setattr(Press, "slice", dying)
    monkeypatch.setattr(workers, "_draw", killed)
    outcome = quizgen(tmp_path, "make", "--versions", "40", "--jobs", "2", bank=LIGHTHOUSE)

    assert outcome.status == 1
    assert "A process that helped to print ended before its time" in outcome.err
    assert "--jobs 1" in outcome.err
    assert not list(tmp_path.glob("worksheets/*"))


def killed(number, start):
    os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def local_cluster():
    """Start a cluster of two workers, each a process of its own."""
    distributed = pytest.importorskip("distributed", reason="distributed is not installed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_loses_a_worker_makes_the_same_bytes(run, press, alone):
    """Half-way through a file one of two workers is killed; the other takes over."""
    booklet = run.booklets["worksheets"]
    with local_cluster() as cluster:
        victim = cluster.workers[0].pid

        def losing(slices):
            for number, each in enumerate(slices):
                if number == 4:
                    os.kill(victim, signal.SIGKILL)
                yield each

        with cluster_crew(cluster.scheduler_address, press) as helpers:
            output = io.BytesIO()
            print_booklet(booklet, press, output, lambda *known: losing(helpers.slices(*known)))

    assert output.getvalue() == alone["worksheets"]


def test_a_slice_is_drawn_by_a_worker_that_did_not_lay_it_out(run, press):
    """What is laid out stays where it is; only what can travel is sent."""
    bundles, *_ = sliced(run.booklets["worksheets"])
    shared = press.shared(run.booklets["worksheets"])
    laid = press.laid(bundles, shared)
    start = Start(shared.following)
    sent = pickle.dumps((drawn_with(press.plates), 0, bundles, shared, start))

    drawn = cluster._drawn_there("a run", *pickle.loads(sent))

    assert pickle.dumps(drawn) == pickle.dumps(press.slice(laid, start))


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_is_an_option_of_make(tmp_path):
    """With the same files as without."""
    with local_cluster() as cluster:
        for name, how in (("there", ("--scheduler", cluster.scheduler_address)), ("here", ())):
            asked = ("--versions", "20", "--seed", "a", *how, "-o", name)
            outcome = quizgen(tmp_path, "make", *asked, bank=LIGHTHOUSE)
            assert outcome.status == 0, outcome.err
    for path in (tmp_path / "here").iterdir():
        assert path.read_bytes() == (tmp_path / "there" / path.name).read_bytes()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "http://"])
def test_a_cluster_that_does_not_answer_is_told(press, address, monkeypatch):
    pytest.importorskip("distributed", reason="distributed is not installed")
    monkeypatch.setattr(cluster, "PATIENCE", 0.2)
    with (
        pytest.raises(QuizgenError, match=f"No cluster answers at {address}: .*dask scheduler"),
        cluster_crew(address, press),
    ):
        pass


def test_without_the_package_its_name_is_told(press, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)

    with (
        pytest.raises(QuizgenError, match=r"pip install 'quizgen\[cluster\]'"),
        cluster_crew("tcp://127.0.0.1:1", press),
    ):
        pass


def test_helpers_end_with_the_run_that_called_them(tmp_path):
    """Ctrl-C ends all of them, and none of them says a word."""
    (tmp_path / "bank.yaml").write_text(LIGHTHOUSE)
    command = [sys.executable, "-m", "quizgen", "make", "bank.yaml"]
    process = subprocess.Popen(
        [*command, "--versions", "60000", "--jobs", "2"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    while not list(tmp_path.glob("worksheets/.*.part")):
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)

    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert said.startswith("Stopped.")
    assert "Traceback" not in said
    assert not list(tmp_path.glob("worksheets/.*.part"))
