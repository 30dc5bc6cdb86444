"""What the documents show works, and what they list is complete."""

import os
import re
import runpy
import shlex
import shutil
import subprocess
import sys
from itertools import takewhile
from pathlib import Path
from textwrap import dedent

import click
import jinja2
import pytest
import test_layers
from PIL import Image, ImageChops, ImageStat
from reading import page_texts
from running import EVERY_COUNT, EVERY_KIND, LIGHTHOUSE, quizgen
from scanning import handed_in, save_pdf

import quizgen as package
from quizgen.app.cli.main import main
from quizgen.app.cli.make import make
from quizgen.article.passage import Passage
from quizgen.article.text import Heading
from quizgen.bank.groups import Group
from quizgen.bank.kinds import KINDS
from quizgen.bank.load import parse_bank
from quizgen.base.choices import ARTICLE_SUFFIXES, LOOKS, PAPERS
from quizgen.base.language import LANGUAGES
from quizgen.base.resources import shipped
from quizgen.plan.answer_sheet_rules import with_answer_sheets
from quizgen.plan.model import SectionHeading, with_versions
from quizgen.plan.read import parse_plan
from quizgen.plan.roster import COLUMNS
from quizgen.plan.student import StudentPaper
from quizgen.printing.html.template_folders import template_folders
from quizgen.printing.make import PrintOptions, print_plan

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]
TEMPLATES = shipped("templates", "classic")
KEPT_PICTURES = sorted((DOCS / "pictures").glob("*.png"))
SHIPPED_BANK = "north-korea-coronavirus"

# What the README's broken bank has instead of what the whole one has.
SLIPS = {"stem: Which": "steem: Which", "author_affiliation": "author_afiliation"}
# Commands that need a network or a fresh machine are run by tests of their own.
RUN_ELSEWHERE = {"pip install .": "test_packaging.py"}


def fences(page: Path, language: str) -> list[str]:
    """Return the code blocks of a language in a page, without their indentation."""
    pattern = rf"^( *)```{language}\n(.*?)^ *```$"
    found = re.findall(pattern, page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [dedent(code) for _, code in found]


def spans(page: Path) -> list[str]:
    """Return what stands between backticks within the page's sentences."""
    prose = re.sub(r"^ *```.*?^ *```$", "", page.read_text("utf-8"), flags=re.M | re.S)
    return re.findall(r"`([^`\n]+)`", prose)


def table(page: Path, head: str) -> list[list[str]]:
    """Return the cells of the page's table whose first line begins with `| head |`."""
    lines = page.read_text("utf-8").splitlines()
    [start] = [number for number, line in enumerate(lines) if line.startswith(f"| {head} |")]
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]])
    assert rows, f"{page.name}: the table of {head} is empty"
    return rows


def codes(cell: str) -> list[str]:
    """Return what stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


SHELL = [
    (p.name, line) for p in PAGES for code in fences(p, "sh") for line in code.splitlines()
]
CONSOLE = [(page.name, block) for page in PAGES for block in fences(page, "console")]
INLINE = [
    (page.name, span)
    for page in PAGES
    for span in spans(page)
    if re.match(r"(quizgen|make) [^\[]+$", span)
]
[README_BANK] = fences(README, "yaml")


def test_there_is_something_to_check():
    """The tests below would pass on pages without commands."""
    assert {"README.md", "architecture.md", "command-line.md"} <= {page.name for page in PAGES}
    assert ("README.md", "make quiz") in SHELL
    assert ("README.md", "quizgen make --count 10") in SHELL
    assert len(SHELL) >= 10
    assert len(INLINE) >= 3
    assert len(CONSOLE) == 4


# Commands


def furnish(folder: Path, command: str) -> None:
    """Put into a folder what a command in the documents speaks of."""
    banks = folder / "question_banks"
    if command.startswith("quizgen new"):
        (folder / "lighthouse.txt").write_text("The Lamp\n\nIt burns.", "utf-8")
    elif "lighthouse" in command:
        banks.mkdir()
        (banks / "lighthouse.yaml").write_text(README_BANK, "utf-8")
    if SHIPPED_BANK in command:
        banks.mkdir()
        shutil.copy(shipped("question_banks", f"{SHIPPED_BANK}.yaml"), banks)
    if "--look harbour" in command:
        (folder / "templates" / "harbour").mkdir(parents=True)
    if "--line " in command:
        banks.mkdir()
    if "--line-numbers" in command or "--passage" in command:
        (banks / "lighthouse.txt").write_text("\n\n".join(["It burns."] * 9), "utf-8")
    if "--roster" in command or "--add-student" in command:
        [roster] = fences(DOCS / "class-sets.md", "csv")
        (folder / "class.csv").write_text(roster, "utf-8")
    furnish_questions(folder, command)
    furnish_papers(folder, command)
    furnish_files(folder, command)


def furnish_files(folder: Path, command: str) -> None:
    """Put sheets that readers filled in beside a command that reads them."""
    if "anna.txt" in command:
        assert quizgen(folder, "check", "lighthouse", "--blind", "anna.txt").status == 0
        shutil.copy(folder / "anna.txt", folder / "ben.txt")


MOODLE = DOCS / "pictures" / "questions.xml"


def furnish_questions(folder: Path, command: str) -> None:
    """Export questions as Moodle does, and import them where a command speaks of the bank."""
    if "questions.xml" in command or command.split()[2:3] == ["questions"]:
        (folder / "questions.xml").write_bytes(MOODLE.read_bytes())
    if command.split()[2:3] == ["questions"]:
        assert quizgen(folder, "import", "questions.xml").status == 0


def test_the_report_of_an_import_is_the_one_that_the_docs_show(tmp_path):
    """Word by word, of the file that is shown printed."""
    page = (DOCS / "exchange.md").read_text("utf-8")
    [shown] = re.findall(r"```text\n(.*?)```", page, re.DOTALL)

    (tmp_path / "questions.xml").write_bytes(MOODLE.read_bytes())
    said = quizgen(tmp_path, "import", "questions.xml").out

    assert dedent(shown).strip() == said.strip().replace("\\", "/")


# What must have been done before a command of marking, in this order.
MARKING = {
    "quizgen mark": ["make", "lighthouse"],
    "quizgen grade": ["mark"],
    "quizgen report": ["grade", "marks.csv"],
    "quizgen history": ["grade", "marks.csv"],
    "quizgen show lighthouse --history": ["history", "results"],
}


def furnish_papers(folder: Path, command: str) -> None:
    """Print the papers that a command speaks of, and mark them."""
    if "lighthouse-plan.json" in command and not command.startswith(tuple(MARKING)):
        a_class = ["--roster", "class.csv"] if "--add-student" in command else []
        assert quizgen(folder, "make", "lighthouse", *a_class).status == 0
    if not command.startswith(tuple(MARKING)):
        return
    banks = folder / "question_banks"
    banks.mkdir(exist_ok=True)
    (banks / "lighthouse.yaml").write_text(README_BANK, "utf-8")
    done: list[list[str]] = []
    for name, before in MARKING.items():
        if before not in done:
            assert quizgen(folder, *before).status == 0
            done.append(before)
        if command.startswith(name):
            break
    if "scans.pdf" in command:
        furnish_scans(folder)


def furnish_scans(folder: Path) -> None:
    """Print answer sheets, fill in the first, and scan it."""
    assert quizgen(folder, "make", "lighthouse", "--answer-sheet").status == 0
    [path] = (folder / "worksheets").glob("*-plan.json")
    plan = parse_plan(path.read_bytes(), "plan")
    pile = handed_in(plan, [(plan.versions.names[0], None)], 1, style="pen")
    save_pdf(pile.pages, folder / "scans.pdf")
    (folder / "marks.csv").unlink()
    assert quizgen(folder, "mark").status == 0


def run_quizgen(folder: Path, command: str) -> None:
    furnish(folder, command)

    outcome = quizgen(folder, *shlex.split(command)[1:])

    assert outcome.status == 0, outcome.err
    prints_nothing = "--help" in command or "--show-settings" in command
    if command.startswith("quizgen make") and not prints_nothing:
        assert "--split" in command or "--zip" in command or outcome.worksheets.exists()
        assert outcome.keys.exists()


def run_make(folder: Path, command: str) -> None:
    """Ask make what it would do, in a copy that has no environment to spoil."""
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)

    words = shlex.split(command)
    subprocess.run([*words, "--dry-run"], cwd=folder, capture_output=True, check=True)


def run_shell(folder: Path, command: str) -> None:
    """Run the lines that make and enter an environment."""
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    lines = ["python3 -m venv --without-pip quizgen-env", command]

    subprocess.run(["sh", "-ec", "\n".join(lines)], cwd=folder, env=environment, check=True)


def run_pytest(command: str) -> None:
    """Collect one file's tests with the command's options."""
    environment = {name: text for name, text in os.environ.items() if "PYTEST" not in name}
    words = [sys.executable, *shlex.split(command)[1:], "--collect-only", "-q", __file__]

    subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=True)


@pytest.mark.parametrize(("page", "command"), SHELL)
def test_every_command_works(page, command, tmp_path):
    """A command that a reader copies does what it is there for."""
    if command.startswith("quizgen "):
        run_quizgen(tmp_path, command)
    elif command.startswith("make "):
        run_make(tmp_path, command)
    elif command.startswith(".venv/bin/python -m pytest "):
        run_pytest(command)
    elif command in RUN_ELSEWHERE:
        assert '"pip", "install"' in (ROOT / "tests" / RUN_ELSEWHERE[command]).read_text(
            "utf-8"
        )
    else:
        assert "quizgen-env" in command, f"{page}: no test knows how to run {command!r}"
        run_shell(tmp_path, command)


@pytest.mark.parametrize(("page", "command"), INLINE)
def test_every_command_in_a_sentence_is_one(page, command, tmp_path, monkeypatch):
    """Commands in the text, and in pictures' captions, have no misspelt options."""
    monkeypatch.chdir(tmp_path)
    Path("results").mkdir()
    if command.startswith("make "):
        run_make(tmp_path, command)
    elif len(command.split()) == 2:
        commands = {"quizgen --help", *(f"quizgen {name}" for name in main.commands)}
        assert command in commands, page
    else:
        name, *arguments = [word for word in shlex.split(command)[1:] if word != "--help"]
        # A sentence may tell where what is printed goes.
        arguments = list(takewhile(lambda each: each not in (">", "|"), arguments))
        main.commands[name].make_context(f"quizgen {name}", arguments)


@pytest.mark.parametrize(("page", "block"), CONSOLE)
def test_every_output_is_what_quizgen_says(page, block, tmp_path):
    """What a page shows below a command is what the command prints, but for drawn codes."""
    command, _, shown = block.removeprefix("$ ").partition("\n")
    furnish(tmp_path, command)
    if "steem" in shown:
        bank = tmp_path / "question_banks" / "lighthouse.yaml"
        bank.write_text(with_slips(README_BANK), "utf-8")

    outcome = quizgen(tmp_path, *shlex.split(command)[1:])

    drawn = re.compile(r"\b[0-9A-Z]{4}-(?=[A-Z]-)|(?<=-[A-Z]-)[0-9A-Z]\b")
    assert drawn.sub("", outcome.out + outcome.err) == drawn.sub("", shown), page


def with_slips(bank: str) -> str:
    for right, wrong in SLIPS.items():
        assert bank.count(right) == 1
        bank = bank.replace(right, wrong)
    return bank


def test_the_bank_in_the_readme_prints(tmp_path):
    """Its ten lines are a whole bank, and its words come out on the paper."""
    assert len(README_BANK.splitlines()) == 10
    bank = parse_bank(README_BANK, "README.md")
    furnish(tmp_path, "lighthouse")

    outcome = quizgen(tmp_path, "make")

    [page] = page_texts(outcome.worksheets)
    for question in bank.questions:
        assert question.stem in page
        assert all(option in page for option in question.options)


# Links and pictures


LINKS = [
    (page, target)
    for page in PAGES
    for target in re.findall(r'(?:\]\(|src=")([^)"]+)[)"]', page.read_text("utf-8"))
    if not target.startswith("https://") and target != "logo.png"
]


def test_there_are_links():
    """The next test would pass on pages without any."""
    targets = {target for page, target in LINKS if page == README}

    assert {"docs/bank-format.md", "docs/pictures/worksheet.png", "LICENSE"} <= targets


@pytest.mark.parametrize(("page", "target"), LINKS)
def test_every_link_leads_somewhere(page, target):
    """Every file that a page refers to is there, and so is every heading."""
    name, _, heading = target.partition("#")
    there = page.parent / name if name else page
    assert there.is_file(), f"{page.name} refers to {target}"
    if heading:
        titles = re.findall(r"^#+ (.+)", there.read_text("utf-8"), re.M)
        assert heading in [title.lower().replace(" ", "-") for title in titles]


def test_pictures_show_what_is_printed(tmp_path):
    """The docs' pictures resemble what is printed; docs/pictures/make.py makes them anew."""
    script = runpy.run_path(str(DOCS / "pictures" / "make.py"))

    made = script["make_pictures"](tmp_path)

    assert {path.name for path in made} == {path.name for path in KEPT_PICTURES}
    for path in made:
        kept = DOCS / "pictures" / path.name
        assert kept.stat().st_size < 150_000
        # Small enough that another letter is no difference, and another layout is.
        now, then = (Image.open(each).convert("L").resize((34, 44)) for each in (path, kept))
        [difference] = ImageStat.Stat(ImageChops.difference(now, then)).mean
        assert difference < 3, f"{kept.name} is out of date: run docs/pictures/make.py"


def test_every_kind_is_shown_by_its_picture():
    """Each section of the page of kinds has one, under its example."""
    page = (DOCS / "question-types.md").read_text("utf-8")

    shown = re.findall(
        r"^## (\w+)\n(?:(?!^## ).*\n)*?!\[.+\]\(pictures/(.+)\.png\)", page, re.M
    )

    assert shown == [(kind.name, kind.name) for kind in KINDS]


# Options


OPTIONS = {name: option for option in make.params for name in option.opts if name[0] == "-"}


def test_readme_shows_options_that_exist():
    """The table for beginners promises nothing else."""
    cells = " ".join(" ".join(row) for row in table(README, "Type"))
    shown = re.findall(r"--[a-z-]+", cells)

    assert len(set(shown)) >= 8
    assert set(shown) <= set(OPTIONS)


OPTIONLESS = {"init"}


def names_in(cell: str) -> tuple[str, ...]:
    """Return the names of the option that a row explains."""
    return tuple(re.findall(r"(?<![\w-])--?[a-z-]+", cell))


def make_tables() -> dict[str, list[list[str]]]:
    """Return the rows about the options of make, by the headings above them."""
    page = (DOCS / "command-line.md").read_text("utf-8")
    [part] = re.findall(r"^## Options\n(.*?)^## ", page, re.M | re.S)
    tables = {}
    for section in re.split(r"^### ", part, flags=re.M)[1:]:
        heading, *lines = section.splitlines()
        rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line[:3] == "| `"]
        if rows:
            tables[heading] = [[cell.strip() for cell in row] for row in rows]
    return tables


def listed_options(name: str) -> list[list[str]]:
    if name == "make":
        return [row for rows in make_tables().values() for row in rows]
    return table(DOCS / "command-line.md", f"Option of {name}")


@pytest.mark.parametrize("name", sorted(main.commands.keys() - OPTIONLESS))
def test_every_option_is_explained(name):
    """The tables of options have a row for each, with its default and its choices."""
    listed = listed_options(name)
    rows = {names_in(row[0]): row for row in listed}
    params = [each for each in main.commands[name].params if isinstance(each, click.Option)]

    assert len(rows) == len(listed)
    assert set(rows) == {tuple(option.opts) for option in params} | {("-h", "--help")}
    for option in params:
        name, default, _ = rows[tuple(option.opts)]
        assert name.endswith(" *") == option.multiple
        assert ("TEXT" in name or "N" in name) <= (not option.is_flag)
        if option.show_default:
            assert default == str(option.default)
        if isinstance(option.type, click.Choice):
            assert f"[{'|'.join(option.type.choices)}]" in name.replace("\\|", "|")


def test_options_are_explained_under_the_headings_of_the_help():
    """The page has the same headings as `make --help`, with the same options in their order."""
    explained = {
        heading: [names_in(row[0]) for row in rows] for heading, rows in make_tables().items()
    }

    assert explained == {
        **{
            heading: [tuple(option.opts) for option in options]
            for heading, options in make.headings.items()
        },
        "Help": [("-h", "--help")],
    }


def test_what_ships_is_named_where_one_chooses_it():
    """The rows about languages, looks and kinds of file name each that there is."""
    rows = {names_in(row[0]): row[2] for row in listed_options("make")}

    assert ", ".join(LANGUAGES) in rows["--language",]
    assert all(f"`{look}`" in rows["--look",] for look in LOOKS)
    new_bank = (DOCS / "new-bank.md").read_text("utf-8")
    assert all(f"`{suffix}`" in new_bank for suffix in ARTICLE_SUFFIXES if suffix != ".htm")


@pytest.mark.parametrize(
    ("page", "head", "names"),
    [
        ("languages.md", "Code", LANGUAGES),
        ("templates.md", "Look", LOOKS),
        ("class-sets.md", "Column", [each.name for each in COLUMNS.values()]),
    ],
)
def test_what_ships_has_a_row_of_its_own(page, head, names):
    """A language, a look and a column of the roster are explained, and no other is."""
    rows = [codes(row[0])[0] for row in table(DOCS / page, head)]

    assert sorted(set(rows) - {"name"}) == sorted(names)


def test_every_paper_is_named_among_the_settings():
    """In the order of the choice."""
    rows = {codes(row[0])[0]: row[1] for row in table(DOCS / "page.md", "Setting")}

    assert codes(rows["paper"]) == list(PAPERS)
    assert set(codes(rows["look"])) == set(LOOKS)


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_is_explained(name):
    """The page of commands speaks of each."""
    assert f"`quizgen {name} [" in (DOCS / "command-line.md").read_text("utf-8")


# Modules


def test_the_table_of_rooms_is_the_one_that_is_checked():
    """Every room is in the table, in the order to which imports are held, with its sentence."""
    rows = table(DOCS / "architecture.md", "Room")

    assert [codes(room)[0].strip("/") for room, _ in rows] == list(test_layers.ROOMS)
    for room, sentence in rows:
        text = (test_layers.SOURCE / codes(room)[0] / "__init__.py").read_text("utf-8")
        assert text.startswith(f'"""{sentence}'), room


def test_the_table_of_dependencies_is_the_metadata():
    """Nothing is installed without a reason."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    [listed] = re.findall(r"^dependencies = \[(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    wanted = set(re.findall(r'"([\w-]+)', listed))

    assert {row[0] for row in table(DOCS / "dependencies.md", "Dependency")} == wanted


# Templates


TEMPLATE_ROWS = {
    codes(row[0])[0]: row
    for row in table(DOCS / "templates.md", "File")
    if "below" not in row[2]
}


BUILT_UPON = {"question.html", "reading.html", "key-reading.html", "pupil.html"}
"""Templates that others extend or include; they are never used by themselves."""


def test_the_table_of_templates_is_complete():
    """Every file that ships has a row, and no other has one."""
    looks = [shipped("templates", name) for name in LOOKS]
    there = {path.name for look in looks for path in look.iterdir()}
    there |= {kind.template for kind in KINDS}

    assert len(there) > 10
    assert TEMPLATE_ROWS.keys() | BUILT_UPON == there


@pytest.fixture
def seen(tmp_path, monkeypatch):
    """Return what each template is given in a run: its names, and the slots that print."""
    names: dict[str, set[str]] = {}
    slots: dict[str, set[str]] = {}
    render = jinja2.Template.render

    def spied(self, context, *, slot):
        names.setdefault(self.name, set()).update(context)
        slots.setdefault(self.name, set()).update(filter(slot, every_slot()))
        return render(self, context, slot=slot)

    monkeypatch.setattr(jinja2.Template, "render", spied)
    outcome = quizgen(tmp_path, "make", "--count", EVERY_COUNT, bank=EVERY_KIND)
    assert outcome.status == 0
    plan = sectioned(outcome.plan)
    for where, look in (("before", "classic"), ("separate", "exam")):
        passage = Passage(
            paragraphs=("It burns.",) * 9,
            headings=(Heading(above=1, level=1, text="How it burns"),),
            where=where,
            line_numbers=True,
        )
        article = plan.article.model_copy(update={"glossary": {"burns": "gives light"}})
        update = {"passage": passage, "draft": True, "article": article}
        print_plan(
            plan.model_copy(update=update),
            "x",
            tmp_path / where,
            template_folders(tmp_path, look),
            lambda *_: None,
            PrintOptions(seating=True),
        )
    return names, slots


def sectioned(plan):
    """Return a plan with its questions in a section, and one of them in a group."""
    name, question = next(iter(plan.questions.items()))
    questions = plan.questions | {name: question.model_copy(update={"group": "log"})}
    [version] = plan.versions
    items = [item._replace(section=1) for item in version.items]
    sectioned = plan.model_copy(
        update={
            "groups": {"log": Group(introduction="Read this.")},
            "sections": (SectionHeading(title="Part 1"),),
            "settings": plan.settings.model_copy(update={"answer_sheet": True}),
            "questions": questions,
            "students": (
                StudentPaper(
                    name="Ann", version="A", id="1", class_name="4b", seat="A1", notes="!"
                ),
                StudentPaper(name="Оля", version="A", language="uk"),
                StudentPaper(name="Ben", version="A3"),
            ),
        }
    )
    fewer = items[:-1]
    versions = [(version.name, fewer), ("A3", fewer), ("B", items)]
    return with_answer_sheets(with_versions(sectioned, versions))


def listed_slots(name: str) -> set[str]:
    return set(codes(TEMPLATE_ROWS[name][3])) - {"columns", "letters"}


def every_slot() -> set[str]:
    """Return the slots that are listed anywhere, and those that the shipped files use."""
    kinds = (kind.folder / "sheet.html" for kind in KINDS)
    files = [path.read_text("utf-8") for path in (*TEMPLATES.glob("*.html"), *kinds)]
    used = {slot for text in files for slot in re.findall(r'slot\("(\w+)"', text)}
    assert {"number", "page"} <= used
    return used.union(*map(listed_slots, TEMPLATE_ROWS))


def test_templates_are_given_what_is_listed(seen):
    """The names and slots of the table are those of each file, no more and no less."""
    names, slots = seen
    listed = {name: row for name, row in TEMPLATE_ROWS.items() if name.endswith(".html")}

    assert names == {name: set(codes(row[2])) for name, row in listed.items()}
    assert slots == {name: listed_slots(name) for name in names}


def test_the_example_of_a_template_works(tmp_path):
    """The school's name, put in as the page says, stands at the top of the worksheet."""
    page = DOCS / "templates.md"
    before, line = fences(page, "html")
    [look] = fences(page, "css")
    copy, printing = (
        command for where, command in SHELL if where == page.name and "harbour" in command
    )
    assert quizgen(tmp_path, *shlex.split(copy)[1:]).status == 0
    own = tmp_path / "templates" / "harbour"
    header = (own / "header.html").read_text("utf-8")
    assert header.startswith(before)
    (own / "header.html").write_text(header.replace(before, before + line), "utf-8")
    (own / "style.css").write_text(look, "utf-8")

    outcome = quizgen(tmp_path, *shlex.split(printing)[1:], bank=LIGHTHOUSE)
    listed = quizgen(tmp_path, "templates", "list")

    [school] = re.findall(r">([^<]+)<", line)
    assert outcome.err == ""
    first, *_ = page_texts(outcome.worksheets)
    assert first.index(school) < first.index("Name")
    assert "the school's name on top, in larger type" in listed.out
    assert outcome.plan.settings.font_size == "12.5"


def test_the_changes_begin_with_this_version():
    """The newest heading is the version that is told by --version."""
    [newest, *_] = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)

    assert newest == package.__version__
