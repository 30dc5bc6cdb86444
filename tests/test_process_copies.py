"""Work that copies of this process do is as if it were done here."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import EVERY_KIND

from quizgen.bank.load import parse_bank
from quizgen.base import process_copies
from quizgen.base.errors import QuizgenError
from quizgen.base.process_copies import dealt
from quizgen.plan import make
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request

pytestmark = pytest.mark.skipif(
    not process_copies.CAN_COPY, reason="no process can be copied here"
)


@settings(max_examples=20)
@given(st.lists(st.integers(), max_size=12), st.integers(1, 4), st.integers(1, 5))
def test_parts_are_all_that_there_is_in_order(things, jobs, least):
    """However it is dealt, nothing is lost, doubled or out of place."""
    parts = dealt(lambda part: [*part], things, jobs, least)
    assert [thing for part in parts for thing in part] == things
    assert len(parts) <= jobs
    assert len(parts) == 1 or min(map(len, parts[:-1])) >= least


def test_the_first_part_is_done_here_and_others_elsewhere():
    processes = dealt(lambda _: os.getpid(), range(6), 3, 2)
    assert processes[0] == os.getpid()
    assert len({*processes}) == 3


def test_where_none_can_be_copied_all_is_done_here(monkeypatch):
    monkeypatch.setattr(process_copies, "CAN_COPY", False)
    assert dealt(lambda part: (os.getpid(), [*part]), range(6), 3, 2) == [
        (os.getpid(), [*range(6)])
    ]


def test_only_the_main_thread_makes_copies():
    """A lock that another thread holds would be held in the copy for ever."""
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(dealt, lambda part: (os.getpid(), [*part]), range(6), 3, 2).result()
    assert done == [(os.getpid(), [*range(6)])]


def test_what_is_raised_in_a_copy_is_raised_here():
    def work(part):
        if 5 in part:
            raise LookupError("five")

    with pytest.raises(LookupError, match="five"):
        dealt(work, range(6), 2, 1)


def test_a_copy_that_is_lost_is_told():
    here = os.getpid()

    def work(part):
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(QuizgenError, match="ended before its time"):
        dealt(work, range(6), 2, 1)


def test_no_copy_is_left_where_this_process_fails():
    """It is ended, though it would sleep on."""
    here, begun = os.getpid(), []
    fork = os.fork

    def work(part):
        if os.getpid() != here:
            signal.pause()
        raise LookupError("here")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fork", lambda: begun.append(fork()) or begun[-1])
        with pytest.raises(LookupError, match="here"):
            dealt(work, range(6), 2, 1)
    with pytest.raises(ProcessLookupError):
        os.kill(begun[0], 0)


SECTIONS = """
sections:
  - {title: One, count: 3}
  - {title: Two, count: 4}
"""


@pytest.mark.parametrize("more", ["", SECTIONS])
@pytest.mark.parametrize("wishes", [{}, {"keep_options": True}])
def test_a_plan_is_the_same_whoever_makes_it(more, wishes, monkeypatch):
    """Forms are numbered as they come, wherever they were found."""
    monkeypatch.setattr(make, "WORTH_HELP", 5)
    bank = parse_bank(EVERY_KIND + more, "x.yaml")
    request = Request(count=None if more else 7, versions=31, seed="spring", **wishes)
    plans = [
        make_plan(bank, request, file="x.yaml", sha256="0", jobs=jobs) for jobs in (1, 2, 3)
    ]
    assert plans[0] == plans[1] == plans[2]
    assert len(plans[0].rows) == 31
