"""Blocks are laid out by another process too, with the same plates, and nothing is lost."""

import errno
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import EVERY_COUNT, EVERY_KIND, LIGHTHOUSE, quizgen

from quizgen.bank.load import parse_bank
from quizgen.base import cache_files
from quizgen.base.errors import QuizgenError
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.printing.html.run import make_blocks
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.pdf import layout_process, workers
from quizgen.printing.pdf.layout_process import compositor_for, cores
from quizgen.printing.pdf.typeset import typeset
from quizgen.printing.pdf.workers import typeset_by

serve = layout_process._serve

# Where all is cached, no other process is called.
pytestmark = pytest.mark.usefixtures("no_cache")


@pytest.fixture
def material(tmp_path):
    """Return a material of a few blocks."""
    plan = make_plan(
        parse_bank(LIGHTHOUSE, "x.yaml"), Request(seed="s"), file="x.yaml", sha256="0"
    )
    [material] = make_blocks(plan, template_folders(tmp_path), {}).materials
    return material


@pytest.fixture
def sharing(monkeypatch):
    """Let two processes share what is otherwise not worth it."""
    monkeypatch.setattr(layout_process, "FEWEST_JOBS", 2)
    monkeypatch.setattr(workers, "WORTH_SHARING", 2)
    monkeypatch.setattr(workers, "BEGINNING", 0)


@pytest.fixture(params=["copied", "started"])
def begun(request, monkeypatch):
    """Have processes copied from this one, or started anew.

    The threads of what runs the tests only wait for the next one, and do not matter.
    """
    copies = request.param == "copied"
    if copies and sys.platform != "linux":
        pytest.skip("no process can be copied here")
    monkeypatch.setattr(layout_process, "_may_divide", lambda: copies)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def test_all_processors_are_used_unless_a_number_is_given():
    assert cores() == len(os.sched_getaffinity(0))


# Who lays out how much


@given(
    st.integers(0, 300),
    st.lists(st.integers(0, 40), min_size=1, max_size=9).map(lambda lags: [0, *lags]),
)
def test_every_block_is_dealt_and_nobody_gets_next_to_nothing(count, lags):
    shares = workers._shares(count, lags)
    assert sum(shares) == count
    busy = [place for place, share in enumerate(shares) if share]
    assert all(shares[place] >= workers.WORTH_SHARING for place in busy) or len(busy) <= 1


@given(st.integers(100, 300), st.lists(st.integers(0, 20), min_size=2, max_size=4))
def test_all_have_done_at_one_time(count, lags):
    """As far as whole blocks and what is worth a process's while allow."""
    shares = workers._shares(count, lags)
    ends = [lag + share for lag, share in zip(lags, shares, strict=True)]
    assert max(ends) - min(ends) <= len(lags)


def test_a_few_blocks_are_laid_out_at_once():
    assert workers._shares(11, [0, 35]) == [11, 0]


# What comes back


@pytest.mark.parametrize("jobs", [2, 3])
@pytest.mark.parametrize("ready", [True, False], ids=["ready", "called late"])
def test_several_processes_make_the_same_plates(
    material, sharing, begun, tmp_path, ready, jobs
):
    alone = typeset([material])
    source = tmp_path / "bank.yaml"
    source.write_text("x")

    with compositor_for(source, 2 if ready else 1) as other:
        assert (other is not None) == ready
        together = typeset_by(material, jobs, other)

    assert together == alone
    assert list(together.blocks) == list(alone.blocks)


def test_the_files_are_the_same(tmp_path, sharing):
    """Whoever laid the blocks out."""
    for jobs in ("1", "2"):
        asked = ("--seed", "a", "--count", EVERY_COUNT, "--jobs", jobs, "-o", jobs)
        outcome = quizgen(tmp_path, "make", *asked, bank=EVERY_KIND)
        assert outcome.status == 0, outcome.err
    for path in (tmp_path / "1").iterdir():
        assert path.read_bytes() == (tmp_path / "2" / path.name).read_bytes()


def test_what_fails_there_is_told_here(material, sharing):
    """A template that hides its block, for one."""
    [*_, last] = material.blocks
    blocks = {**material.blocks, last: "<style>section { display: none !important }</style>"}
    hidden = replace(material, blocks=blocks)
    template = re.escape(Path(material.templates[last]).name)

    with (
        layout_process.compositor() as other,
        pytest.raises(QuizgenError, match=rf"look at .*{template}.*none may be hidden"),
    ):
        typeset_by(hidden, 2, other)


def test_fonts_do_not_depend_on_what_is_laid_out_together(tmp_path, sharing, monkeypatch):
    """A sign that several fonts have is drawn by one, whether a share has ideographs or not."""
    starred = EVERY_KIND.replace("Lighthouse reading check", "★ reading check")
    mixed = starred.replace("rationale: ", "rationale: 漢字 ")
    assert EVERY_KIND != starred != mixed
    monkeypatch.setenv(cache_files.VARIABLE, str(tmp_path / "kept"))
    asked = ("make", "--seed", "a", "--count", "14")
    assert quizgen(tmp_path, *asked, "-o", "before", bank=starred).status == 0
    half_kept = quizgen(tmp_path, *asked, "-o", "half", bank=mixed)
    monkeypatch.setenv(cache_files.VARIABLE, "")
    shared = quizgen(tmp_path, *asked, "--jobs", "2", "-o", "shared", bank=mixed)
    alone = quizgen(tmp_path, *asked, "--jobs", "1", "-o", "alone", bank=mixed)

    assert (half_kept.status, shared.status, alone.status) == (0, 0, 0)
    for path in (tmp_path / "alone").iterdir():
        for other in ("half", "shared"):
            assert path.read_bytes() == (tmp_path / other / path.name).read_bytes()


def test_where_no_process_can_be_started_one_does_it_all(tmp_path, sharing, monkeypatch):
    """So many run already, or memory is short."""

    def refused(_):
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(BaseProcess, "start", refused)
    outcome = quizgen(tmp_path, "make", "--count", EVERY_COUNT, bank=EVERY_KIND)
    assert outcome.status == 0, outcome.err
    assert outcome.err == ""


def test_what_cannot_be_sent_is_not_waited_for(sharing):
    with layout_process.compositor() as other:
        assert other.ask([lambda: "no data"])() == [None]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists a process's children")
def test_it_ends_with_the_run_that_called_it(tmp_path):
    """Ctrl-C while it gets ready, or lays out, ends all of them, and none says a word."""
    (tmp_path / "bank.yaml").write_text(EVERY_KIND)
    process = subprocess.Popen(
        [sys.executable, "-m", "quizgen", "make", "bank.yaml", "--count", "14", "--jobs", "2"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while not (called := children.read_text().split()):
        assert process.poll() is None
    os.killpg(process.pid, signal.SIGINT)

    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert said == "Stopped. Nothing was written; the old files stay as they were.\n"
    assert not any(Path(f"/proc/{child}/exe").exists() for child in called)
    assert not list(tmp_path.glob("worksheets/*"))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lists a process's children")
def test_its_copies_end_with_it(material):
    share = material.without(set())
    with layout_process.compositor() as other:
        other.ask([share, share])
        own = other._process.pid
        children = Path(f"/proc/{own}/task/{own}/children")
        while not (copies := children.read_text().split()):
            assert other.is_alive

    ended = time.monotonic() + 60
    while any(Path(f"/proc/{copy}/exe").exists() for copy in copies):
        assert time.monotonic() < ended


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it has no copies")
def test_a_copy_that_dies_costs_time_only(material, sharing, begun, monkeypatch):
    monkeypatch.setattr(layout_process, "_serve", with_dying_copies)

    with layout_process.compositor() as other:
        share = material.without(set())
        assert other.ask([share, share])() == [typeset([material]), None]


def with_dying_copies(*ends):
    layout_process._end_with = dying
    serve(*ends)


@pytest.mark.parametrize("jobs", [2, 3])
def test_a_process_with_threads_makes_no_copies(material, sharing, monkeypatch, jobs):
    """A copy would wait in vain for what a thread does that it does not have."""
    monkeypatch.setattr(layout_process, "_serve", with_thread)

    with layout_process.compositor() as other:
        assert typeset_by(material, jobs, other) == typeset([material])


def with_thread(*ends):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    os.fork = None
    serve(*ends)


def test_where_processes_do_not_divide_this_one_lays_out_too(material, sharing, monkeypatch):
    """As on other systems than Linux."""
    monkeypatch.setattr(layout_process.Compositor, "divides", False)
    shares = []
    ask = layout_process.Compositor.ask

    def asked(self, share):
        shares.extend(share)
        return ask(self, share)

    monkeypatch.setattr(layout_process.Compositor, "ask", asked)
    with layout_process.compositor() as other:
        assert typeset_by(material, 2, other) == typeset([material])
    assert 0 < sum(len(share.blocks) for share in shares) < len(material.blocks)


def test_a_process_that_dies_costs_time_only(material, sharing, begun, monkeypatch):
    monkeypatch.setattr(layout_process, "_serve", dying)

    with layout_process.compositor() as other:
        assert typeset_by(material, 2, other) == typeset([material])


def dying(*_):
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is no copy")
def test_it_ends_with_a_caller_that_is_killed(tmp_path):
    """It waits for what its caller sends, and has the end of the line by which that would."""
    caller = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE, text=True)
    assert caller.stdout
    own = caller.stdout.readline().strip()
    caller.kill()
    caller.communicate()
    ended = time.monotonic() + 60
    while Path(f"/proc/{own}/exe").exists():
        assert time.monotonic() < ended


def test_it_leaves_no_files(material, sharing, begun, tmp_path, monkeypatch):
    """Whether it is ended while it gets ready, or after it has laid out."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = {*tmp_path.iterdir()}
    with layout_process.compositor() as other:
        assert len({*tmp_path.iterdir()} - before) == 1
        assert typeset_by(material, 2, other)
    assert {*tmp_path.iterdir()} == before
    with layout_process.compositor():
        pass
    assert {*tmp_path.iterdir()} == before


KILLED = """
import time
from quizgen.printing.pdf.layout_process import compositor
with compositor() as other:
    print(other._process.pid, flush=True)
    time.sleep(60)
"""


BEGUN_TWICE = """
import threading
from quizgen.printing.pdf.layout_process import compositor

def begun():
    with compositor() as other:
        return type(other._process).__name__

over = threading.Event()
thread = threading.Thread(target=over.wait)
thread.start()
print(begun())
over.set()
thread.join()
print(begun())
"""
"""Run apart, since what runs the tests may have threads of its own."""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is no copy")
def test_a_process_with_threads_is_not_copied():
    """A thread might hold what a copy would wait for."""
    said = subprocess.run([sys.executable, "-c", BEGUN_TWICE], capture_output=True, check=True)
    assert said.stdout.split() == [b"SpawnProcess", b"ForkProcess"]


# When it is called


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Return the folder of a cache that this test alone uses."""
    monkeypatch.setenv(cache_files.VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def called(path):
    with compositor_for(path, 2) as process:
        return process is not None


def test_it_is_called_for_what_was_not_printed_yet(tmp_path, kept, sharing):
    """For a new bank and an edited one; not for one whose run went well."""
    bank = tmp_path / "bank.yaml"
    bank.write_text("one")
    assert called(bank)
    assert not called(bank)

    bank.write_text("another")
    with pytest.raises(QuizgenError), compositor_for(bank, 2):
        raise QuizgenError("The bank is no bank.")
    assert called(bank)
    assert not called(bank)

    [marker, _] = sorted(kept.iterdir())
    marker.write_bytes(b"damaged")
    bank.write_text("one")
    first = called(bank)
    bank.write_text("another")
    assert {first, called(bank)} == {True, False}


def test_it_is_not_called_where_one_process_is_allowed(tmp_path, kept, sharing):
    (tmp_path / "bank.yaml").write_text("one")
    with compositor_for(tmp_path / "bank.yaml", 1) as process:
        assert process is None


def test_a_bank_that_cannot_be_read_is_told_by_whoever_reads_it(tmp_path, kept, sharing):
    assert not called(tmp_path / "none.yaml")


# What need not be waited for


def test_what_is_done_aside_is_done_in_the_end(tmp_path):
    """Plates are kept for the next run while this one prints."""
    with layout_process.compositor() as other:
        other.aside(lambda: (time.sleep(0.1), (tmp_path / "kept").write_text("x")))
    assert (tmp_path / "kept").read_text() == "x"


def test_where_no_copy_can_be_made_nothing_is_done_aside(tmp_path, monkeypatch):
    with layout_process.compositor() as other:
        monkeypatch.setattr(os, "fork", refused)
        other.aside(lambda: (tmp_path / "kept").write_text("x"))
        assert (tmp_path / "kept").read_text() == "x"


def refused():
    raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")
