"""The folder that is open: its banks, by their names, and nothing else of the disk."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from quizgen.app import api
from quizgen.app.web.pages import Refusal
from quizgen.bank.find import FOLDER, banks_in
from quizgen.bank.kinds import KINDS
from quizgen.base.data_class import dataclass
from quizgen.base.errors import BankError, QuizgenError

WORKSHEETS = "worksheets"


@dataclass(frozen=True)
class BankSummary:
    """A bank in the list: what is in it, or how many problems it has."""

    name: str
    title: str
    questions: int
    kinds: Mapping[str, int]
    skills: Mapping[str, int]
    problems: int
    printed: datetime | None


class WorkFolder:
    """A teacher's folder."""

    def __init__(self, here: Path) -> None:
        self.here = here.resolve()

    @property
    def banks_folder(self) -> Path:
        """Where its banks lie: in question_banks, or in the folder itself if they are there."""
        inside = self.here / FOLDER
        return self.here if not inside.is_dir() and banks_in(self.here) else inside

    @property
    def worksheets(self) -> Path:
        """Where its runs lie."""
        return self.here / WORKSHEETS

    def banks(self) -> list[Path]:
        """Return the files of its banks; a link that leads out of the folder is none."""
        found = banks_in(self.banks_folder)
        return [path for path in found if path.resolve().is_relative_to(self.here)]

    def bank(self, name: str) -> Path:
        """Return the bank of a name; only names in the list lead to a file."""
        for path in self.banks():
            if path.name == name:
                return path
        raise Refusal(404, f"There is no bank {name} in this folder.")

    def summaries(self) -> list[BankSummary]:
        """Return what the list says of each bank."""
        try:
            runs = api.runs_in(self.worksheets)
        except QuizgenError:
            runs = []
        last: dict[str, datetime] = {}
        for run in runs:
            last[run.bank] = max(run.printed, last.get(run.bank, run.printed))
        return [_summary(path, last.get(path.name)) for path in self.banks()]


def _summary(path: Path, printed: datetime | None) -> BankSummary:
    try:
        bank = api.load_bank(path).bank
    except BankError as error:
        return BankSummary(path.name, path.stem, 0, {}, {}, len(error.problems), printed)
    except QuizgenError:
        return BankSummary(path.name, path.stem, 0, {}, {}, 1, printed)
    types = Counter(question.type for question in bank.questions)
    skills = Counter(question.skill for question in bank.questions)
    return BankSummary(
        path.name,
        bank.title or bank.article.title,
        len(bank.questions),
        {kind.title: types[kind.name] for kind in KINDS if types[kind.name]},
        {label: skills[name] for name, label in bank.skill_labels.items() if skills[name]},
        0,
        printed,
    )
