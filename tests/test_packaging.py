"""What is built is whole: metadata, templates, banks, and a program that works anywhere."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import venv
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

import quizgen
from quizgen.base.resources import shipped

ROOT = Path(__file__).parent.parent
# What git does not keep, and an article that someone keeps beside a bank.
LEFT_OUT = shutil.ignore_patterns(
    ".*", "__pycache__", "worksheets", "dist", "build", "node_modules"
)
ARTICLES = ("question_banks/the-article.txt", "question_banks/the-article.md")
SHIPPED = ("templates", "question_banks", "schema")
BANK = "north-korea-coronavirus"


def build(source, target, *kinds):
    """Build from source into target, without a network: the tests bring the backend."""
    command = [sys.executable, "-m", "build", "--no-isolation", *kinds, "--outdir", target]
    # The hook that builds the page's editor fetches packages; what it built is carried.
    settings = {**os.environ, "HATCH_BUILD_NO_HOOKS": "true"}
    subprocess.run([*command, source], check=True, stdout=subprocess.DEVNULL, env=settings)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """Return a copy of this checkout in which an article lies beside its bank."""
    folder = tmp_path_factory.mktemp("source") / "quizgen"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    for article in ARTICLES:
        (folder / article).write_text("Its publisher's own words.", "utf-8")
    return folder


@pytest.fixture(scope="module")
def built(source, tmp_path_factory):
    """Return the folder with the sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("built")
    build(source, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    [path] = built.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def metadata(wheel) -> Message:
    with ZipFile(wheel) as file:
        [name] = [name for name in file.namelist() if name.endswith(".dist-info/METADATA")]
        return message_from_bytes(file.read(name))


def files(folder, *tops):
    """Return the files under the top folders of a source, articles left out."""
    return {
        path.relative_to(folder).as_posix()
        for top in tops
        for path in (folder / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    } - set(ARTICLES)


def contents(wheel):
    with ZipFile(wheel) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_the_metadata_is_complete(metadata):
    """What a package index shows, and what pip obeys."""
    classifiers = metadata.get_all("Classifier")

    assert metadata["Name"] == "quizgen"
    assert metadata["Version"] == quizgen.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Summary"]
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "Programming Language :: Python :: 3.11" in classifiers
    assert "Typing :: Typed" in classifiers
    assert not any(classifier.startswith("License") for classifier in classifiers)


def test_the_wheel_brings_the_program(wheel):
    """`quizgen` is a command once the wheel is installed."""
    [points] = [text for name, text in contents(wheel).items() if "entry_points" in name]

    assert points.decode().split() == [
        "[console_scripts]",
        "quizgen",
        "=",
        "quizgen.__main__:main",
    ]


def test_the_wheel_carries_all_that_ships_and_no_more(source, wheel):
    """Code, templates, banks and the schema; no tests, and never an article's text."""
    code = {name.removeprefix("src/") for name in files(source, "src/quizgen")}
    data = {f"quizgen/data/{name}" for name in files(source, *SHIPPED)}
    assert f"quizgen/data/question_banks/{BANK}.yaml" in data
    assert any(name.endswith(".css") for name in data)

    carried = {name for name in contents(wheel) if ".dist-info/" not in name}

    assert carried == code | data


FAKE_NPM = """#!/bin/sh
mkdir -p node_modules/@esbuild/linux/bin
cd node_modules/@esbuild/linux/bin
printf '#!/bin/sh\\nfor last; do :; done; echo made > "${last#--outfile=}"' > esbuild
chmod +x esbuild
"""


def test_a_wheel_brings_the_editor_of_the_page(source, tmp_path, monkeypatch):
    """The hook builds it where there is npm; git ignores it all the same."""
    folder = shutil.copytree(source, tmp_path / "source")
    editor = folder / "src" / "quizgen" / "app" / "web" / "static" / "editor.js"
    editor.unlink(missing_ok=True)
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(FAKE_NPM, "utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{npm.parent}:{os.environ['PATH']}")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir"]

    subprocess.run([*command, tmp_path, folder], check=True, stdout=subprocess.DEVNULL)

    [made] = tmp_path.glob("*.whl")
    inside = contents(made)
    assert inside["quizgen/app/web/static/editor.js"] == b"made\n"
    assert not any("node_modules" in name for name in inside)
    assert "static/editor.js" in (ROOT / ".gitignore").read_text("utf-8")


def test_the_packages_of_the_editor_are_pinned():
    """Exact versions, so that the same script is built; no file of addresses beside them."""
    folder = ROOT / "src" / "quizgen" / "app" / "web" / "editor"
    named = json.loads((folder / "package.json").read_text("utf-8"))
    versions = [*named["dependencies"].values(), *named["devDependencies"].values()]

    assert len(versions) > 8
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    assert not (folder / "package-lock.json").exists()


def test_no_article_leaves_with_the_source(source, built):
    """An article lies beside its bank on this disk only."""
    [path] = built.glob("*.tar.gz")
    with tarfile.open(path) as file:
        names = {name.partition("/")[2] for name in file.getnames()}

    assert all((source / article).exists() for article in ARTICLES)
    assert not names & set(ARTICLES)
    assert {"pyproject.toml", "LICENSE", f"question_banks/{BANK}.yaml"} <= names
    assert files(source, "src", "templates", "tests") <= names


def test_the_sdist_builds_the_wheel_of_the_checkout(source, wheel, tmp_path):
    """Whichever way it is installed, it is the same."""
    build(source, tmp_path, "--wheel")

    [direct] = tmp_path.glob("*.whl")
    assert contents(direct) == contents(wheel)


def test_what_ships_is_found_in_a_checkout():
    """An edited bank or template counts at once, with nothing installed anew."""
    assert shipped("question_banks", f"{BANK}.yaml").is_file()
    assert shipped("templates", "classic").is_dir()
    if shipped() == ROOT:  # not where the tests run against an installed wheel
        assert shipped("templates") == ROOT / "templates"


# ---------------------------------------------------------------- installed


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """Return the folder of programs of a new, empty environment."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=True)
    return folder / ("Scripts" if os.name == "nt" else "bin")


def run(program, *arguments, cwd):
    """Run an environment's program, with nothing of this checkout in reach."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        [program, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def installed(programs, wheel, tmp_path_factory):
    """Return the `quizgen` of an environment into which only the wheel was installed."""
    ran = run(programs / "pip", "install", "--quiet", wheel, cwd=wheel.parent)
    assert ran.returncode == 0, ran.stderr
    return programs / "quizgen"


@pytest.mark.parametrize(
    ("more", "versions"), [((), ["A"]), (("--versions", "2", "--seed", "x"), ["A", "B"])]
)
def test_the_installed_wheel_makes_a_quiz_anywhere(installed, more, versions, tmp_path):
    """From an empty folder: worksheets, answer keys and the plan."""
    ran = run(installed, "make", "--count", "10", *more, cwd=tmp_path)

    assert ran.returncode == 0, ran.stderr
    made = tmp_path / "worksheets"
    assert sorted(path.name for path in made.iterdir()) == [
        f"{BANK}-answer-keys.pdf",
        f"{BANK}-plan.json",
        f"{BANK}-worksheets.pdf",
    ]
    plan = json.loads((made / f"{BANK}-plan.json").read_text("utf-8"))
    rows = [row.split(" ") for row in plan["versions"]]
    assert [name for name, *_ in rows] == versions
    assert {len(questions) for _, *questions in rows} == {10}
    for path in made.glob("*.pdf"):
        assert path.read_bytes().startswith(b"%PDF-")


def test_an_editable_install_finds_what_ships_where_it_is_edited(source, installed, tmp_path):
    """`make quiz` installs the checkout itself, so that an edited template counts."""
    pip = installed.with_name("pip")
    editable = run(pip, "install", "--quiet", "--no-deps", "--editable", source, cwd=tmp_path)
    assert editable.returncode == 0, editable.stderr
    look = "from quizgen.base.resources import shipped; print(shipped('templates'))"

    found = run(installed.with_name("python"), "-c", look, cwd=tmp_path).stdout.strip()

    assert Path(found).samefile(source / "templates")
