"""What sheets write into slots is found whole, however many processes look for it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import EVERY_KIND

from quizgen.bank.load import parse_bank
from quizgen.base import process_copies
from quizgen.plan.make import make_plan
from quizgen.plan.request import Request
from quizgen.plan.roster import Student
from quizgen.printing.html import used_slots
from quizgen.printing.html.run import make_blocks
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.html.used_slots import used_by

BANK = parse_bank(EVERY_KIND, "x.yaml")
NAMES = ["Ann", "Zoë", "Łukasz", "李明", "علی رضا", "जया", "Anna " * 20, "M" * 40, "o'Brien 3"]
STUDENTS = st.lists(
    st.tuples(
        st.sampled_from(NAMES),
        st.sampled_from(["A", "B", "C"]),
        st.sampled_from([None, True]),
        st.sampled_from([None, True]),
        st.sampled_from([None, "es", "ar", "ja"]),
    ),
    max_size=9,
)


@pytest.fixture(scope="module")
def templates(tmp_path_factory):
    return template_folders(tmp_path_factory.mktemp("templates"))


def plan_of(students):
    """Return a plan of three versions for students by name, version and wishes."""
    roster = [
        (
            Student(
                name=f"{name}{line}",
                line=line,
                large_print=large,
                fewer_options=fewer,
                language=language,
            ),
            version,
        )
        for line, (name, version, large, fewer, language) in enumerate(students)
    ]
    request = Request(count=6, versions=3, seed="spring")
    return make_plan(BANK, request, students=roster, file="x.yaml", sha256="0")


@pytest.mark.skipif(not process_copies.CAN_COPY, reason="no process can be copied here")
@settings(max_examples=15, deadline=None)
@given(STUDENTS)
def test_blocks_are_the_same_whoever_looks_for_them(templates, students):
    """In the same order, which pages are numbered by: those of one student's name too."""
    plan = plan_of(students)
    alone = make_blocks(plan, templates).materials
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(used_slots, "WORTH_HELP", 1)
        shared = make_blocks(plan, templates, jobs=3).materials
    assert len(shared) == len(alone)
    for one, other in zip(shared, alone, strict=True):
        assert list(one.blocks.items()) == list(other.blocks.items())
        assert (one.in_lines, one.wide) == (other.in_lines, other.wide)


@pytest.mark.skipif(not process_copies.CAN_COPY, reason="no process can be copied here")
def test_others_look_at_their_share_and_none_is_made_again_in_vain(templates, monkeypatch):
    """Here each sheet of its own part is made, and of others the first with a new block."""
    monkeypatch.setattr(used_slots, "WORTH_HELP", 10)
    sheets = make_blocks(plan_of([]), templates).booklets["worksheets"].sheets
    made = []

    class Watched(list):
        def __getitem__(self, place):
            made.append(place)
            return super().__getitem__(place)

    assert used_by(Watched([*sheets] * 20), 2) == used_by(sheets)
    assert made == [*range(30)]
