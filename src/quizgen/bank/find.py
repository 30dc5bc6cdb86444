"""Finds the bank of a run, named briefly or not at all."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from quizgen.base.choices import BANK_SUFFIXES
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError, for_shell
from quizgen.base.files import is_file
from quizgen.base.resources import shipped

FOLDER = "question_banks"


@dataclass(frozen=True)
class FoundBank:
    """A bank's file, and whether it is the shipped one."""

    path: Path
    shipped: bool = False


def find_bank(
    name: str | None,
    here: Path,
    choose: Callable[[Sequence[Path]], Path] | None,
    command: str = "make",
) -> FoundBank:
    """Return the bank called `name`: a path, or a file in ./question_banks of the folder here.

    Without a name it is the only bank there; of several, `choose` picks one, and without it a
    QuizgenError lists them. Without such a folder the shipped bank is used.
    """
    folder = here / FOLDER
    if name is not None:
        return FoundBank(_named(name, here))
    if not folder.is_dir():
        return FoundBank(banks_in(shipped(FOLDER))[0], shipped=True)
    banks = [path.relative_to(here) for path in banks_in(folder)]
    if not banks:
        raise _no_bank(command)
    if len(banks) == 1:
        return FoundBank(banks[0])
    if choose is None:
        listed = "\n".join(f"  quizgen {command} {for_shell(path.stem)}" for path in banks)
        raise QuizgenError(f"{FOLDER}/ holds several banks; say which one:\n{listed}")
    return FoundBank(choose(banks))


def find_banks(names: Sequence[str], here: Path, command: str) -> list[FoundBank]:
    """Return the named banks, each once; without names, all that a run here may use.

    Those are the banks in ./question_banks of the folder here, or else the shipped bank.
    """
    if names:
        return [FoundBank(path) for path in dict.fromkeys(_named(name, here) for name in names)]
    if not (here / FOLDER).is_dir():
        return [find_bank(None, here, None, command)]
    banks = [FoundBank(path.relative_to(here)) for path in banks_in(here / FOLDER)]
    if not banks:
        raise _no_bank(command)
    return banks


def _no_bank(command: str) -> QuizgenError:
    return QuizgenError(
        f"There is no bank in {FOLDER}/. A bank is a file that ends in .yaml; put one there, "
        f"or name one: quizgen {command} path/to/bank.yaml"
    )


def _named(name: str, here: Path) -> Path:
    """Return the path that a name means, as the teacher would write it."""
    candidates = [Path(name), *(Path(FOLDER, name + ending) for ending in ("", *BANK_SUFFIXES))]
    for path in candidates:
        if is_file(here / path, unseen=True):  # whoever reads it says why it cannot be read
            return path
    if os.path.isdir(here / name):  # noqa: PTH112 - for any name, however long
        raise QuizgenError(f"{name} is a folder; name the bank's file in it.")
    if Path(name).name != name:
        raise QuizgenError(f"There is no file {name}.")
    from difflib import get_close_matches

    banks = [path.stem for path in banks_in(here / FOLDER)]
    near = get_close_matches(Path(name).stem, banks, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    known = f" {FOLDER}/ has: {', '.join(banks)}." if banks and not near else ""
    raise QuizgenError(f"There is no bank {name}, here or in {FOLDER}/.{hint}{known}")


def banks_in(folder: Path) -> list[Path]:
    """Return the banks in a folder by name; hidden files are an editor's."""
    if not folder.is_dir():
        return []
    try:
        files = sorted(folder.iterdir())
    except OSError as error:
        raise QuizgenError(f"The folder {folder} cannot be read: {error.strerror}.") from error
    return [
        path
        for path in files
        if path.suffix in BANK_SUFFIXES and is_file(path) and not path.name.startswith(".")
    ]
