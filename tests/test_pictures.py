"""A bank's pictures are read from its folder, checked, and kept in the plan."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageFile
from running import GROUPED, quizgen

from quizgen.bank.load import load_bank
from quizgen.bank.pictures import MOST_MEGAPIXELS, picture_of
from quizgen.base.errors import BankError, QuizgenError
from quizgen.plan.make import make_plan
from quizgen.plan.model import dump_plan
from quizgen.plan.read import PlanError, parse_plan
from quizgen.plan.request import Request

BANK = """article: {title: T, author: A, paragraphs: 9}
questions:
  - id: a
    type: true_false
    skill: evidence
    stem: So?
    answer: true
    image:
      file: lamp.png
      alt: A lamp.
"""


def drawn(kind="PNG", size=(40, 30), mode="RGB"):
    """Return the bytes of a picture."""
    file = io.BytesIO()
    Image.new(mode, size, 128 if mode == "L" else None).save(file, kind)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a picture in it, and another beside it."""
    own = tmp_path / "own"
    own.mkdir()
    (own / "lamp.png").write_bytes(drawn())
    (tmp_path / "secret.png").write_bytes(drawn())
    return own


def problems_of(folder, text):
    """Return what is wrong with a bank in a folder, without its name."""
    path = folder / "bank.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BankError) as caught:
        load_bank(path)
    return [str(problem).removeprefix(f"{path}:") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
    ],
)
def test_a_picture_is_known_by_its_content(kind, media):
    """Whatever its file is called; the bytes are kept as they are."""
    raw = drawn(kind)
    picture = picture_of(raw)
    assert (picture.type, picture.content) == (media, raw)


def test_a_jpeg_with_a_second_picture_in_it_is_a_jpeg():
    """Cameras write such files."""
    file = io.BytesIO()
    first, second = Image.new("RGB", (9, 9)), Image.new("RGB", (9, 9), "white")
    first.save(file, "MPO", save_all=True, append_images=[second])
    assert picture_of(file.getvalue()).type == "image/jpeg"


@pytest.mark.parametrize("kind", ["BMP", "TIFF", "PPM", "ICO"])
def test_other_kinds_of_pictures_are_refused(kind):
    """Only what any machine prints alike."""
    with pytest.raises(QuizgenError, match="Save it as PNG, JPEG, GIF or WebP"):
        picture_of(drawn(kind))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_picture_that_is_cut_short_is_refused(kind, monkeypatch):
    """Half a picture is no picture; WeasyPrint, when it is loaded, tells Pillow otherwise."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    raw = drawn(kind, (300, 300))
    with pytest.raises(QuizgenError, match=r"damaged|holds no picture"):
        picture_of(raw[: len(raw) // 2])


def test_a_picture_too_large_for_memory_is_refused():
    """A few bytes may claim to be any number of pixels."""
    side = 100_000
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b"")]
    raw = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    for size in (raw, drawn("PNG", (MOST_MEGAPIXELS * 1000, 1001), "1")):
        with pytest.raises(QuizgenError, match=f"more than {MOST_MEGAPIXELS} megapixels"):
            picture_of(size)


SLIPS = [
    ("lamp.png", "lmap.png", "9:13", "no file 'lmap.png' in the bank's folder. Did you mean 'lamp.png'?"),
    ("lamp.png", "Lamp.PNG", "9:13", "Did you mean 'lamp.png'?"),
    ("lamp.png", "pictures/lamp.png", "9:13", "Put the picture there, or correct its name."),
    ("lamp.png", "../secret.png", "9:13", "must lie in the bank's own folder"),
    ("lamp.png", "/etc/passwd", "9:13", "must lie in the bank's own folder"),
    ("lamp.png", "https://example.org/lamp.png", "9:13", "no file 'https://example.org/lamp.png'"),
    ("lamp.png", "linked.png", "9:13", "this leads out of it. Put the file itself there."),
    ("lamp.png", "circle.png", "9:13", "this leads out of it"),
    ("lamp.png", "bank.yaml", "9:13", "The file 'bank.yaml' holds no picture that can be printed."),
    ("lamp.png", "broken.png", "9:13", "The file 'broken.png' is damaged. Save or copy the picture"),
    ("lamp.png", "nothing.png", "9:13", "holds no picture"),
    ("lamp.png", "below", "9:13", "is a folder. Name the picture's file in it."),
    ("lamp.png", "'  '", "9:13", "file is empty"),
    ("\n      file: lamp.png\n      alt: A lamp.", " lamp.png", "8:12", "needs keys (file, alt), not only text"),
    ("\n      alt: A lamp.", "", "8:5", "Image of question 'a' has no 'alt'. Add it, for example: alt: A"),
    ("alt: A lamp.", "alt:", "10:7", "alt is empty: write its text"),
]  # fmt: skip
# ruff: noqa: E501


@pytest.mark.parametrize(("written", "instead", "place", "said"), SLIPS)
def test_a_slip_is_told_at_its_place(folder, written, instead, place, said):
    """One complaint, at the words to change, that says what to do."""
    (folder / "linked.png").symlink_to(folder.parent / "secret.png")
    (folder / "circle.png").symlink_to(folder / "circle.png")
    (folder / "broken.png").write_bytes(drawn()[:-30])
    (folder / "nothing.png").write_bytes(b"")
    (folder / "below").mkdir()
    assert BANK.count(written) == 1
    [problem] = problems_of(folder, BANK.replace(written, instead))
    assert problem.startswith(f"{place}: ")
    assert said in problem


def test_pictures_are_told_with_everything_else(folder):
    """A misspelt key does not hide a missing picture, and each place is named once."""
    second = BANK.partition("questions:\n")[2].replace("id: a", "id: b")
    text = (BANK + second).replace("lamp.png", "gone.png").replace("stem: So?", "stem:", 1)
    assert [problem.partition(" ")[0] for problem in problems_of(folder, text)] == [
        "6:5:",
        "9:13:",
        "17:13:",
    ]


def test_a_picture_may_lie_below_the_bank(folder):
    """Many pictures are kept in a folder of their own."""
    (folder / "below").mkdir()
    (folder / "lamp.png").rename(folder / "below" / "lamp.png")
    path = folder / "bank.yaml"
    path.write_text(BANK.replace("lamp.png", "below/lamp.png"), "utf-8")
    assert load_bank(path).pictures["below/lamp.png"].content == drawn()


@pytest.fixture
def plan(folder):
    """Return the plan of a bank in which a group and a question show the same picture."""
    path = folder / "bank.yaml"
    path.write_text(GROUPED, "utf-8")
    loaded = load_bank(path)
    return make_plan(
        loaded.bank, Request(), file="bank.yaml", sha256="0", pictures=loaded.pictures
    )


def test_a_plan_holds_each_picture_once(plan):
    """It prints without the bank, and is no longer than it must be."""
    picture = plan.images["lamp.png"]
    text = dump_plan(plan).decode()
    assert list(plan.images) == ["lamp.png"]
    assert text.count(picture.data) == 1
    assert parse_plan(text.encode(), "x") == plan


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"images": {}}, "the picture 'lamp.png' of 'keepers-log' is not there."),
        ({"groups": {}}, "the group 'keepers-log' of "),
        ({"images": {"lamp.png": "aGVsbG8="}}, "the picture 'lamp.png' is damaged."),
        ({"images": {"lamp.png": "?"}}, "the picture 'lamp.png' is damaged."),
    ],
)
def test_a_plan_that_lacks_what_it_names_is_refused(plan, change, said):
    """A damaged plan is told from a whole one before anything is printed."""
    for name, data in change.get("images", {}).items():
        change = {"images": {name: plan.images[name].model_copy(update={"data": data})}}
    with pytest.raises(PlanError) as caught:
        parse_plan(dump_plan(plan.model_copy(update=change)), "x")
    assert said in str(caught.value)


def test_a_plan_prints_without_its_bank_and_pictures(tmp_path):
    """`quizgen make --plan` needs the plan alone."""
    bank = tmp_path / "question_banks"
    bank.mkdir()
    (bank / "lamp.png").write_bytes(drawn())
    first = quizgen(tmp_path, "make", "--seed", "a", bank=BANK)
    assert first.status == 0, first.err
    pages = first.worksheets.read_bytes()
    (bank / "bank.yaml").unlink()
    (bank / "lamp.png").unlink()
    again = quizgen(tmp_path, "make", "--plan", str(first.plan_file))
    assert again.status == 0, again.err
    assert again.worksheets.read_bytes() == pages


def test_a_scan_in_sixteen_bits_keeps_its_greys():
    """Layout knows eight bits a grey only; half as dark as black stays so."""
    file = io.BytesIO()
    Image.new("I;16", (4, 4), 32_768).save(file, "PNG")
    with Image.open(io.BytesIO(picture_of(file.getvalue()).content)) as image:
        assert (image.mode, image.getpixel((0, 0))) == ("L", 128)
