"""The tests' own reader of a PDF's structure reads what poppler reads."""

import pytest
from reading import pdfinfo_structure, structure
from running import BANKS, LIGHTHOUSE, quizgen


@pytest.mark.parametrize("bank", [LIGHTHOUSE, (BANKS / "arabic.yaml").read_text("utf-8")])
def test_the_structure_is_what_poppler_reads(tmp_path, bank):
    """A fast reader may stand in for an established one, since they agree."""
    outcome = quizgen(tmp_path, "make", "--seed", "s", "--count", "2", bank=bank)

    for path in (outcome.worksheets, outcome.keys):
        found = structure(path)
        assert found == pdfinfo_structure(path)
        assert len(found.all_text().split()) > 20
