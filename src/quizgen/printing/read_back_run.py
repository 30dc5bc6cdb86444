"""The files of a run read back before they replace the old ones."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from quizgen.base.data_class import dataclass
from quizgen.base.files import Files
from quizgen.printing.html.run import KEYS, WORKSHEETS
from quizgen.printing.lay_out import LaidOut
from quizgen.printing.pdf.fields import Slot
from quizgen.printing.pdf.measure import Measure, measure_files
from quizgen.printing.pdf.read_back import Verified, verify_worksheets
from quizgen.printing.pdf.read_back_keys import verify_keys
from quizgen.printing.sheets import Booklet
from quizgen.printing.split_files import Split, booklets_in, papers_in


@dataclass(frozen=True)
class Written:
    """A booklet that was written: to a file, or several, or one for each of its sheets."""

    ending: str
    booklets: Sequence[Booklet]
    targets: Sequence[Path]
    split: Split | None = None
    names: Sequence[str] = ()

    def papers(self, batch: Files) -> Iterator[Path | bytes]:
        """Yield its PDF files."""
        for target in self.targets:
            yield from papers_in(target, batch.parts)

    @property
    def printed(self) -> Sequence[Booklet]:
        """What each of them prints."""
        return booklets_in(self.booklets[0], self.names) if self.split else self.booklets


def read_back(
    laid_out: LaidOut, written: Sequence[Written], batch: Files, read: Callable[[int], object]
) -> Verified:
    """Read all files back, worksheets first; raise QuizgenError where one is not as planned.

    Worksheets and keys are held against the plan, and the text of all files against the places
    of its blocks.
    """
    plan, press = laid_out.plan, laid_out.press
    worksheets, *others = written
    verified = verify_worksheets(
        worksheets.papers(batch),
        plan,
        read,
        coded=shows_code(laid_out),
        measure=Measure(worksheets.printed, press),
    )
    for each in others:
        if each.ending == KEYS:
            verify_keys(
                each.papers(batch),
                plan,
                verified,
                coded=shows_key_codes(laid_out),
                measure=Measure(each.printed, press),
            )
        else:
            measure_files(each.papers(batch), each.printed, press)
    return verified


def shows_code(laid_out: LaidOut) -> bool:
    """Whether the running foot of worksheets has a place for the code; a look may lack it."""
    return _has_code(laid_out, laid_out.booklets[WORKSHEETS].sheets[0].foot.block)


def shows_key_codes(laid_out: LaidOut) -> bool:
    """Whether the title of a version's key has a place for the code; a look may lack it."""
    sheets = laid_out.booklets[KEYS].sheets
    titles = (entry.block for sheet in sheets for entry in sheet.entries if entry.heads)
    return _has_code(laid_out, next(titles))


def _has_code(laid_out: LaidOut, block: str) -> bool:
    plates = laid_out.press.plates.blocks[block]
    parts = (part for plate in plates for part in plate.parts)
    slots = (piece for part in parts for piece in part if isinstance(piece, Slot))
    return any(slot.name == "code" for slot in slots)
