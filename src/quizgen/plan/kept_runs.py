"""Earlier runs: what stays of a run when the next one of its bank replaces its files.

Papers that were handed out need their key. A folder of runs has the newest run of each bank in
it, and of earlier ones the plan and the keys, in `kept/BANK-CODE`.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError
from quizgen.base.files import Files, settle
from quizgen.base.regex import regex
from quizgen.base.words import counted, or_list
from quizgen.plan.request import CODE_ALPHABET
from quizgen.plan.sheet_code import RUN_LENGTH

if TYPE_CHECKING:
    from quizgen.plan.model import Plan

KEPT = "kept"
PLAN = "-plan.json"
KEPT_ENDINGS = (PLAN, "-answer-keys.pdf")
"""How the names of the files end that are kept; the plan prints all others again."""

MOST_NAMED = 12


@dataclass(frozen=True)
class Run:
    """A run in a folder, as its plan's file tells."""

    path: Path
    """The plan's file."""
    code: str
    bank: str
    versions: int
    students: int
    classes: tuple[str, ...]
    printed: datetime
    is_kept: bool
    """Whether a newer run of its bank has replaced its worksheets."""


def runs_in(folder: Path) -> Iterator[Run]:
    """Yield the runs of a folder: the newest of each bank, then those that are kept."""
    settle(folder)
    found = set()
    for path in (*_files(folder, f"*{PLAN}"), *_files(folder, f"{KEPT}/*/*{PLAN}")):
        run = _run(path)
        # Of a run that was printed twice the kept copy says nothing new.
        if run and (run.code, run.bank) not in found:
            found.add((run.code, run.bank))
            yield run


def keep_earlier(folder: Path, name: str, plan: "Plan", batch: Files) -> Path | None:
    """Keep the run that a new one replaces; return its folder, or None if there is none."""
    earlier = _run(folder / f"{name}{PLAN}")
    if earlier is None or earlier.code == plan.code:
        return None
    target = folder / KEPT / f"{name}-{earlier.code}"
    for ending in KEPT_ENDINGS:
        source = folder / f"{name}{ending}"
        if source.is_file():
            path = target / source.name
            with source.open("rb") as old, batch.create(path) as file:
                shutil.copyfileobj(old, file)
            part = batch.parts[path]
            if isinstance(part, Path):
                at = source.stat()
                os.utime(part, ns=(at.st_atime_ns, at.st_mtime_ns))
    return target


def code_of(path: Path) -> str | None:
    """Return the code of the run of a plan's file, or None for a file that is none."""
    run = _run(path)
    return run.code if run else None


def taken_by(plan: "Plan", folder: Path) -> Path | None:
    """Return the plan of another run in a folder that has the code of this one."""
    with suppress(QuizgenError):  # where nobody can look, writing fails and says why
        paths = (
            *_files(folder, f"*{PLAN}"),
            *_files(folder, f"{KEPT}/*-{plan.code}/*{PLAN}"),
        )
        return next((path for path in paths if _is_other(path, plan)), None)
    return None


def refuse_taken(plan: "Plan", folder: Path) -> None:
    """Raise QuizgenError if another run in the folder has the plan's code."""
    if path := taken_by(plan, folder):
        raise QuizgenError(
            f"The code {plan.code} is already that of another run, {path}. Two runs with one "
            "code cannot be told apart: choose another --seed or another folder."
        )


def run_code(code: str) -> str:
    """Return the run's part of a code as it may be typed: `4k7z` or `4K7Z-A-B`."""
    return "".join(filter(str.isalnum, code)).upper()[:RUN_LENGTH]


def forget(code: str, folder: Path) -> Run:
    """Delete the plan and the keys of an earlier run; raise QuizgenError if there is none."""
    wanted = run_code(code)
    settle(folder)
    kept = [run for path in _files(folder, f"{KEPT}/*/*{PLAN}") if (run := _run(path))]
    chosen = [run for run in kept if run.code == wanted]
    if not chosen:
        raise QuizgenError(_not_kept(wanted, kept, folder))
    for run in chosen:
        name = run.path.name.removesuffix(PLAN)
        for ending in KEPT_ENDINGS:
            (run.path.parent / f"{name}{ending}").unlink(missing_ok=True)
        with suppress(OSError):  # whoever put something else there keeps it
            run.path.parent.rmdir()
            run.path.parent.parent.rmdir()
    return chosen[0]


def runs_text(runs: list[Run]) -> str:
    """Return a table of runs, newest first."""
    rows = [("Printed", "Code", "Bank", "Versions", "Class", "Plan")]
    for run in sorted(runs, key=lambda run: run.printed, reverse=True):
        printed = run.printed.strftime("%Y-%m-%d %H:%M")
        rows.append(
            (printed, run.code, run.bank, str(run.versions), _class(run), str(run.path))
        )
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, wide, strict=True)).rstrip()
        for row in rows
    )


def _class(run: Run) -> str:
    if not run.students:
        return "-"
    return ", ".join((*run.classes[:3], counted(run.students, "student")))


def _not_kept(code: str, kept: list[Run], folder: Path) -> str:
    there = or_list([run.code for run in kept[:MOST_NAMED]]) if kept else ""
    return f"There is no run {code} in {folder}." + (f" It may be {there}." if there else "")


def _files(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a pattern; raise QuizgenError if the folder cannot be read."""
    try:
        return sorted(folder.glob(pattern))
    except OSError as error:
        raise QuizgenError(f"{folder} cannot be read: {error.strerror}.") from None


_ROW = regex(rb'  "[ !#-\[\]-~]*",\n')
"""A version that another follows, as a plan's file has it: without it the JSON is as valid."""

_BEFORE_ROWS = b' "versions": [\n'


class _Abridged:
    """What a plan's lines say without most of its versions: there may be very many.

    Raises ValueError if they are no JSON.
    """

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._digest, self.left_out = sha256(), 0
        """How many versions are left out."""
        self.content = json.loads(b"".join(self._kept(lines)))

    @property
    def rows(self) -> bytes:
        """The hash of the versions that are left out."""
        return self._digest.digest()

    def _kept(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        among = False
        for line in lines:
            among = among and _ROW.fullmatch(line) is not None
            if among:
                self.left_out += 1
                self._digest.update(line)
            else:
                yield line
                among = line == _BEFORE_ROWS


def _run(path: Path) -> Run | None:
    """Return the run of a plan's file, or None for a file that is none."""
    try:
        with path.open("rb") as file:
            return _described(path, _Abridged(file))
    # Files that are no plan are skipped.
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _described(path: Path, plan: _Abridged) -> Run:
    content = plan.content
    code, bank = str(content["code"]), str(content["bank"]["file"])
    if len(code) != RUN_LENGTH or not set(code) <= set(CODE_ALPHABET):
        raise ValueError(code)
    students = content.get("students", ())
    classes = dict.fromkeys(str(each.get("class_name") or "") for each in students)
    return Run(
        path=path,
        code=code,
        bank=_plainly(bank),
        versions=len(content["versions"]) + plan.left_out,
        students=len(students),
        classes=tuple(_plainly(name) for name in classes if name),
        printed=datetime.fromtimestamp(path.stat().st_mtime),
        is_kept=path.parent.parent.name == KEPT,
    )


def _plainly(text: str) -> str:
    """Return what of a file may be shown in a terminal."""
    return "".join(each for each in text if each.isprintable())


def _is_other(path: Path, plan: "Plan") -> bool:
    """Whether a file is the plan of another run that has the same code."""
    from quizgen.plan.model import dump_plan, plan_parts

    try:
        with path.open("rb") as file:
            there = _Abridged(file)
            if there.content["code"] != plan.code:
                return False
        parts = (part.splitlines(keepends=True) for part in plan_parts(plan))
        own = _Abridged(chain.from_iterable(parts))
        contents = there.content, own.content
        if there.rows != own.rows:  # or one who edited the file has parted its lines elsewhere
            contents = json.loads(path.read_bytes()), json.loads(dump_plan(plan))
        return _differ(*contents)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _differ(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two plans are of different runs.

    A newer quizgen, and a student who came late, make no other run of it.
    """
    names = (one.keys() | other.keys()) - {"quizgen", "students"}
    return any(one.get(name) != other.get(name) for name in names)
