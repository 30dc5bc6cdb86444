"""No block has white space at its inner edges, where it would break lines early."""

from html.parser import HTMLParser

import pytest
from everything import plan_of_everything

from quizgen.plan.student import StudentPaper
from quizgen.printing.html.looks import LOOKS
from quizgen.printing.html.run import make_blocks
from quizgen.printing.html.template_folders import template_folders

INLINE = {"a", "b", "bdi", "br", "cite", "code", "em", "i", "img"}
INLINE |= {"span", "strong", "sub", "sup"}


class Edges(HTMLParser):
    """Finds the elements that are no part of a line and begin or end with white space."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.seen = 0
        self.begins: str | None = None
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Begin an element, or go on in a line."""
        self.text = ""
        if tag in INLINE:
            self.begins = None
        else:
            self.begins = tag
            self.seen += 1

    def handle_endtag(self, tag):
        """Look at what the element ended with."""
        if tag not in INLINE and self.text[-1:].isspace():
            self.found.append(f"…{self.text[-20:]!r}</{tag}>")
        self.text, self.begins = "", None

    def handle_data(self, data):
        """Look at what an element begins with."""
        if self.begins and data[:1].isspace():
            self.found.append(f"<{self.begins}>{data[:20]!r}…")
        self.text, self.begins = data, None


@pytest.mark.parametrize("look", LOOKS)
def test_no_block_has_white_space_at_its_edges(look, tmp_path):
    """Every block of a run with all that a page can hold begins and ends with its text."""
    students = (
        StudentPaper(name="Ann", version="A", seat="A1", notes="late"),
        StudentPaper(name="Ben", version="A", seat="B3", large_print=True),
        StudentPaper(name="Cem", version="A"),
    )
    plan = plan_of_everything().model_copy(update={"students": students})
    run = make_blocks(plan, template_folders(tmp_path, look), seating_wanted=True)
    edges = {name: Edges(html) for name, html in run.blocks.items()}

    assert sum(each.seen for each in edges.values()) > 200
    assert {name: each.found for name, each in edges.items() if each.found} == {}


def test_a_template_of_ones_own_may_have_it(tmp_path):
    """A teacher who writes a paragraph over three lines has the same line breaks."""
    own = tmp_path / "templates" / "worksheet"
    own.mkdir(parents=True)
    (own / "section.html").write_text('<h2 class="a">\n  {{ section.title }}\n</h2>\n', "utf-8")
    plan = plan_of_everything()
    html = make_blocks(plan, template_folders(tmp_path)).blocks["section-1"]

    assert html.strip() == f'<h2 class="a">{plan.sections[0].title}</h2>'
