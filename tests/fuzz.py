"""Feeds quizgen spoilt banks for some minutes, and keeps every input that it cannot take.

python tests/fuzz.py [--minutes 10] [--inputs N] [--seed 0] [--finds fuzz-finds]

Whatever a file holds, quizgen either works with it or says what to mend. So any other
exception is a find, and so are a message without a place in its file, an input that takes
more than SECONDS, and one that needs more than a gigabyte.
"""

import argparse
import base64
import faulthandler
import re
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from mutations import Case, banks, case, spoilt

from quizgen.authoring.check import check_bank, chosen_rules
from quizgen.bank.load import parse_bank
from quizgen.base.errors import BankError, Problem, QuizgenError
from quizgen.exchange import bank_of_files, formats
from quizgen.exchange.common.exporting import exported
from quizgen.exchange.common.formats import Format
from quizgen.exchange.common.items import Export, item_of
from quizgen.plan.model import dump_plan
from quizgen.plan.read import parse_plan
from quizgen.plan.request import Request
from quizgen.printing.html.run import make_blocks
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.prepare import PassageRequest, prepare

SECONDS = 10
GIGABYTE = 1_000_000_000
BATCH = 500
"""So many inputs go to one process."""
LAMP = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


def foreign_file(seed: int) -> tuple[Format, bytes]:
    """Return a format and a file of it that was spoilt: its text, or the bytes of a package."""
    random = Random(f"foreign {seed}")
    form = random.choice([each for each in formats() if each.read and each.write])
    bank = parse_bank(random.choice(banks())[0], "bank.yaml")
    items = tuple(item_of(question) for question in bank.questions)
    raw, _ = exported(Export("T", items, bank.article, groups=bank.groups), form)
    if raw[:4] == b"PK\x03\x04":
        return form, flipped(random, raw)
    text = spoilt(random, raw.decode(), random.choice((0, 1, 1, 2, 8)))
    return form, flipped(random, text.encode("utf-8", "surrogatepass"))


def flipped(random: Random, raw: bytes) -> bytes:
    """Return bytes with some of them changed, or cut off."""
    changed = bytearray(raw)
    if not raw:
        return raw
    for _ in range(random.choice((0, 0, 1, 5))):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed[: random.choice((None, None, None, random.randrange(len(changed))))])


def feed_import(seed: int, folder: Path) -> str:
    """Import a spoilt file of another system; what comes of it must be a bank that loads."""
    form, raw = foreign_file(seed)
    path = folder / f"foreign{form.suffix}"
    path.write_bytes(raw)
    try:
        made = bank_of_files([path], "bank", form.name)
    except QuizgenError as error:
        return "refused" if str(error).strip() else "refused without words"
    if made.questions:
        parse_bank(made.files["bank.yaml"].decode(), "bank.yaml")
    return "imported"


def feed(given: Case, seed: int, folder: Path) -> str:
    """Check a bank and plan its worksheets; raises what no teacher should ever see.

    Returns how far it came: "refused", "checked" or "planned". Every fourth input is a file
    of another system to import: "imported".
    """
    if seed % 4 == 3:
        return feed_import(seed, folder)
    bank = written(given, folder)
    checked = check_bank(bank, chosen_rules((), ()))
    hold(checked.findings, given, bank)
    try:
        prepared = prepare(
            bank, request_of(seed), PassageRequest(draft=True), {}, Path("nowhere")
        )
    except BankError as error:
        hold(error.problems, given, bank)
        return "refused"
    except QuizgenError:
        return "refused" if checked.questions is None else "checked"
    assert parse_plan(dump_plan(prepared.plan), "plan") == prepared.plan
    make_blocks(prepared.plan, template_folders(folder))
    return "planned"


def written(given: Case, folder: Path) -> Path:
    """Write an input as files; return the bank's."""
    for old in folder.glob("bank.*"):
        old.unlink()
    bank = folder / "bank.yaml"
    bank.write_bytes(given.bank)
    (folder / "lamp.png").write_bytes(LAMP)
    if given.article is not None:
        bank.with_suffix(given.suffix).write_bytes(given.article)
    return bank


def request_of(seed: int) -> Request:
    """Return wishes for a run."""
    random = Random(f"request {seed}")
    return Request(
        count=random.choice((None, None, None, 1, 4)),
        versions=random.choice((1, 2, 4)),
        seed=str(seed),
        draw_each=random.random() < 0.3,
    )


def hold(found: Iterable[Problem], given: Case, bank: Path) -> None:
    """Hold each message to its promise: one printable line, at a place that its file has."""
    lines = {str(bank): _lines(given.bank)}
    for problem in found:
        there = lines.get(problem.path) or _lines(given.article or b"")
        assert 1 <= problem.line <= there, problem
        assert problem.column >= 1, problem
        assert problem.message.isprintable(), problem
        assert problem.message.strip(), problem


def _lines(raw: bytes) -> int:
    return len(re.split(rb"\r\n|\r|\n", raw))


def work(seeds: Sequence[int], finds: Path) -> None:
    """Feed the inputs of some seeds, each with a guard against hanging."""
    reached: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        for seed in seeds:
            given = case(seed)
            # Ends the process, whatever it is busy with; the caller learns the seed from this.
            print(f"seed {seed}", flush=True)
            faulthandler.dump_traceback_later(SECONDS, exit=True, file=sys.__stderr__)
            try:
                reached[feed(given, seed, Path(folder))] += 1
            except Exception:
                keep(seed, given, traceback.format_exc(), finds)
                print(f"find {seed}", flush=True)
            faulthandler.cancel_dump_traceback_later()
    print("reached", *(f"{name}={number}" for name, number in reached.items()), flush=True)


def keep(seed: int, given: Case, said: str, finds: Path) -> None:
    """Save an input and what came of it."""
    folder = finds / str(seed)
    folder.mkdir(parents=True, exist_ok=True)
    written(given, folder)
    (folder / "said.txt").write_text(said, "utf-8", "backslashreplace")


def limit_memory() -> None:
    """Let this process have a gigabyte, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (GIGABYTE, GIGABYTE))


def batch(seeds: range, finds: Path) -> tuple[int, Counter[str], list[int]]:
    """Feed some inputs in a process of their own.

    Returns the next seed, how far the inputs came, and the seeds of the finds.
    """
    command = [sys.executable, __file__, "--finds", str(finds), "--work"]
    command += [str(seeds.start), str(seeds.stop)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    found = list(map(int, re.findall(r"^find (\d+)$", ran.stdout, re.MULTILINE)))
    if ran.returncode == 0:
        pairs = re.findall(r" (\w+)=(\d+)", ran.stdout.splitlines()[-1])
        return seeds.stop, Counter({name: int(number) for name, number in pairs}), found
    begun = re.findall(r"^seed (\d+)$", ran.stdout, re.MULTILINE)
    if not begun:
        sys.exit(ran.stderr)
    seed = int(begun[-1])
    keep(seed, case(seed), f"{ran.stderr}\nThe process ended with {ran.returncode}.", finds)
    return seed + 1, Counter(), [*found, seed]


def run(first: int, inputs: int | None, seconds: float, finds: Path) -> int:
    """Feed batch after batch until the time is up; return 1 where something was found."""
    end, seed = time.monotonic() + seconds, first
    reached, found = Counter[str](), list[int]()
    last = first + inputs if inputs else sys.maxsize
    while seed < last and time.monotonic() < end:
        seed, further, more = batch(range(seed, min(seed + BATCH, last)), finds)
        reached += further
        found += more
        print(f"{seed - first} inputs, {len(found)} finds", flush=True)
    print(", ".join(f"{name}: {number}" for name, number in sorted(reached.items())))
    for number in found:
        folder = finds / str(number)
        print(f"{folder}: {(folder / 'said.txt').read_text('utf-8').splitlines()[-1]}")
    return 1 if found else 0


def main() -> None:
    """Feed inputs, and tell what was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--inputs", type=int, help="stop after so many")
    parser.add_argument("--seed", type=int, default=0, help="that of the first input")
    parser.add_argument("--finds", type=Path, default=Path("fuzz-finds"))
    parser.add_argument("--work", type=int, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        limit_memory()
        work(range(*options.work), options.finds)
    else:
        sys.exit(run(options.seed, options.inputs, options.minutes * 60, options.finds))


if __name__ == "__main__":
    main()
