"""What real PDF readers give for a fixed set of sheets, kept as text files.

python tests/readers.py          compares, and says what differs
python tests/readers.py --renew  writes tests/data/readers anew

Each reader is asked for a page's text as a person copies it. One that is not installed is left
out, and says how to get it.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from everything import PASSAGE, laid_out, plan_of_everything, printed
from running import BANKS

from quizgen.article.passage import Passage
from quizgen.bank.load import parse_bank
from quizgen.plan.make import make_plan
from quizgen.plan.model import Plan
from quizgen.plan.request import Request

KEPT = Path(__file__).parent / "data" / "readers"
ROOT = Path(__file__).resolve().parents[1]
PDFJS = ROOT / "node_modules" / "pdfjs-dist"

Reader = Callable[[Path], list[str]]


def by_pdfium(path: Path) -> list[str]:
    """Return what Chrome gives."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded().replace("\r", "") for page in pdf]


def by_poppler(path: Path) -> list[str]:
    """Return what pdftotext gives, and Evince and Okular with it."""
    return _output("pdftotext", "-enc", "UTF-8", str(path), "-").split("\f")[:-1]


def by_mupdf(path: Path) -> list[str]:
    """Return what MuPDF gives, and SumatraPDF with it."""
    import pymupdf

    with pymupdf.open(path) as pdf:
        return [page.get_text() for page in pdf]


def by_pypdf(path: Path) -> list[str]:
    """Return what pypdf gives, and many a tool that reads PDFs for a language model."""
    import pypdf

    return [page.extract_text() for page in pypdf.PdfReader(path).pages]


def by_pdfminer(path: Path) -> list[str]:
    """Return what pdfminer.six gives."""
    from pdfminer.high_level import extract_text

    return extract_text(path).split("\f")[:-1]


def by_pdfjs(path: Path) -> list[str]:
    """Return what Firefox gives."""
    library = PDFJS / "legacy" / "build" / "pdf.mjs"
    pages = json.loads(
        _output("node", str(ROOT / "tests" / "pdfjs.mjs"), str(library), str(path))
    )
    return [str(page) for page in pages]


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


READERS: dict[str, Reader] = {
    "pdfium": by_pdfium,
    "poppler": by_poppler,
    "mupdf": by_mupdf,
    "pypdf": by_pypdf,
    "pdfminer": by_pdfminer,
    "pdfjs": by_pdfjs,
}
PACKAGES = {
    "pdfium": "pypdfium2",
    "mupdf": "pymupdf",
    "pypdf": "pypdf",
    "pdfminer": "pdfminer.six",
}


def version_of(reader: str) -> str:
    """Return which version of a reader is installed; an empty text if none is."""
    if reader in PACKAGES:
        try:
            return version(PACKAGES[reader])
        except PackageNotFoundError:
            return ""
    if reader == "poppler":
        if not shutil.which("pdftotext"):
            return ""
        command = ["pdftotext", "-v"]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
        return said.split()[2]
    package = PDFJS / "package.json"
    if not shutil.which("node") or not package.exists():
        return ""
    return str(json.loads(package.read_text())["version"])


def missing(reader: str) -> str:
    """Return how to get a reader that is not installed."""
    if reader == "pdfjs":
        return "pdf.js is not installed: npm install --no-save pdfjs-dist@5"
    if reader == "poppler":
        return "pdftotext is not installed: it is in the package poppler-utils"
    return f"{PACKAGES[reader]} is not installed: pip install {PACKAGES[reader]}"


# The sheets


def sheets(folder: Path) -> Iterator[tuple[str, Path]]:
    """Print the fixed set of sheets; yield each file with its name."""
    for name, plan in plans():
        files = printed(plan, folder / name)
        yield f"{name}-worksheets", files["worksheets"]
        if name == "before":
            yield f"{name}-answer-keys", files["answer-keys"]


def plans() -> Iterator[tuple[str, Plan]]:
    """Yield plans of all kinds of question, in five scripts, in columns, two on a sheet."""
    short = PASSAGE.model_copy(update={"paragraphs": PASSAGE.paragraphs[:4], "headings": ()})
    yield "before", plan_of_everything(short)
    yield "columns", laid_out(plan_of_everything(None, count=8), columns="2")
    yield "two-up", laid_out(plan_of_everything(None, versions=2, count=6), n_up="2")
    yield "exam", laid_out(plan_of_everything(None, count=6), look="exam")
    for language, (title, paragraphs, bank) in TEXTS.items():
        yield language, _plan(bank or choice(language, title, paragraphs), paragraphs)


def _plan(bank: str, paragraphs: tuple[str, ...]) -> Plan:
    passage = Passage(paragraphs=paragraphs, line_numbers=True, hyphenate=True)
    parsed = parse_bank(bank, "x.yaml")
    request = Request(seed="spring", count=len(parsed.questions))
    return make_plan(parsed, request, file="x.yaml", sha256="0" * 64, passage=passage)


def choice(language: str, title: str, paragraphs: tuple[str, ...]) -> str:
    """Return a bank with a question of words from a text."""
    words = " ".join(paragraphs).replace("\u3002", " ").replace("\u3001", " ").split()
    answer, *others = (f'"{word.strip(".,:")}"' for word in dict.fromkeys(words))
    return (
        f'article: {{title: "{title}", author: "{title}", paragraphs: {len(paragraphs)}}}\n'
        f'language: {language}\nquestions:\n  - {{id: q, skill: evidence, stem: "{title}?", '
        f"points: 2, answer: {answer}, distractors: [{', '.join(others[:3])}]}}\n"
    )


TEXTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "ar": (
        "الحارس الذي بقي",
        ("كان الحارس يعرف كل سفينة باسمها، ولا يسأل المنارة أحد من البحارة عن الذي يدير ضوءها. "
         * 3, "صار الساحل أكثر أمانًا وأشد وحدة، ولم يبق في الميناء إلا الآلات والأضواء. " * 2),
        (BANKS / "arabic.yaml").read_text("utf-8"),
    ),
    "he": (
        "השומר שנשאר",
        ("השומר הכיר כל אונייה בשמה, ואיש מן המלחים לא שאל את המגדלור מי מסובב את אורו. " * 3,
         "החוף נעשה בטוח יותר ובודד יותר, ובנמל נשארו רק המכונות והאורות. " * 2),
        "",
    ),
    "ja": (
        "残った灯台守",
        ("灯台守は、どの船の名前も知っていた。光を頼りに進む船乗りたちは、だれがその時計を巻いて"
         "いるのかを、一度もたずねたことがなかった。" * 3,
         "海岸は前より安全になり、前よりさびしくなった。港に残ったのは、機械だけだった。" * 2),
        "",
    ),
    "uk": (
        "Доглядач, що залишився",
        ("Доглядач знав кожен корабель на ім'я, і ніхто з моряків не питав маяк, хто "
         "крутить його світло. " * 3,
         "Узбережжя стало безпечнішим і самотнішим, а в порту залишилися тільки машини. " * 2),
        "",
    ),
}  # fmt: skip
"""A title, a text, and a bank if it is not made from these; the project's own words."""


# Kept texts


def kept_path(reader: str, sheet: str) -> Path:
    """Return the file that holds what a reader gives for a sheet."""
    return KEPT / reader / f"{sheet}.txt"


def as_kept(pages: list[str]) -> str:
    """Return the text of a file: pages one after another, without blanks at their ends."""
    lines = "\n--- page ---\n".join(page.strip("\n") for page in pages).split("\n")
    return "\n".join(line.rstrip(" ") for line in lines) + "\n"


def main(arguments: list[str]) -> int:
    """Compare what readers give with what is kept, or keep it anew."""
    renew = arguments == ["--renew"]
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        made = list(sheets(Path(folder)))
        for reader, read in READERS.items():
            if not (own := version_of(reader)):
                print(missing(reader))
                continue
            if renew:
                shutil.rmtree(KEPT / reader, ignore_errors=True)
                (KEPT / reader).mkdir(parents=True)
                (KEPT / reader / "version").write_text(f"{own}\n")
            for sheet, path in made:
                text, kept = as_kept(read(path)), kept_path(reader, sheet)
                if renew:
                    kept.write_text(text, "utf-8")
                elif not kept.exists() or kept.read_text("utf-8") != text:
                    differing += 1
                    print(f"{kept.relative_to(ROOT)} differs")
    return int(differing > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
