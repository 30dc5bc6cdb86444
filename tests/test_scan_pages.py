"""Files of scans as grey pages: whatever they are in, the same pixels come out."""

import io
import struct
import zlib

import numpy as np
import pikepdf
import pillow_heif
import pytest
from PIL import Image, ImageFile

from quizgen.grading.scan.pages import (
    LONGEST,
    PageError,
    PageSource,
    grey_page,
    pages_of,
    scans_in,
)


def drawing(width=700, height=1000):
    """Return a picture that is different under every turn and mirroring."""
    pixels = np.full((height, width), 255, np.uint8)
    pixels[100:300, 50:150] = 0
    pixels[600:640, 300:600] = 0
    return pixels


def read(path):
    return [grey_page(source).pixels for source in pages_of(path)]


def turned(pixels, orientation):
    """Return what a device stores that says its picture has this orientation (TIFF 6.0)."""
    back = {
        1: pixels,
        2: pixels[:, ::-1],
        3: pixels[::-1, ::-1],
        4: pixels[::-1],
        5: pixels.T,
        6: np.rot90(pixels),
        7: pixels[::-1, ::-1].T,
        8: np.rot90(pixels, -1),
    }
    return np.ascontiguousarray(back[orientation])


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("compression", ["raw", "tiff_lzw", "tiff_deflate", "group4"])
def test_a_tiff_of_any_compression_is_upright(tmp_path, compression, orientation):
    """Pages of it too: what Pillow makes of an orientation depends on how a file is opened."""
    stored = Image.fromarray(turned(drawing(), orientation))
    stored = stored.convert("1") if compression == "group4" else stored
    tags = {274: orientation}
    stored.save(tmp_path / "a.tif", compression=compression, tiffinfo=tags, save_all=True,
                append_images=[stored])  # fmt: skip

    one, other = read(tmp_path / "a.tif")
    assert np.array_equal(one, drawing())
    assert np.array_equal(other, drawing())


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "LA", "P", "I;16", "CMYK"])
def test_a_picture_of_any_kind_is_grey(tmp_path, mode):
    """Deep ones and those with a palette too; what is transparent is paper."""
    plain = Image.fromarray(drawing())
    if mode == "I;16":
        picture = Image.fromarray(drawing().astype(np.uint16) * 257)
    elif mode in ("RGBA", "LA"):
        picture = Image.new(mode, plain.size, 0)
        picture.putalpha(Image.fromarray(255 - drawing()))
    else:
        picture = plain.convert(mode)
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    picture.save(path)

    [found] = read(path)
    assert np.abs(found.astype(int) - drawing()).max() <= 1


def test_photos_lie_as_their_camera_says(tmp_path):
    """JPEG by EXIF, and HEIC."""
    exif = Image.Exif()
    exif[274], exif[272] = 6, "Phone 12"
    stored = Image.fromarray(turned(drawing(), 6))
    stored.save(tmp_path / "a.jpg", exif=exif, quality=95)
    pillow_heif.from_pillow(Image.fromarray(drawing()).convert("RGB")).save(tmp_path / "a.heic")

    for name in ("a.jpg", "a.heic"):
        [source] = pages_of(tmp_path / name)
        page = grey_page(source)
        assert page.is_photo
        assert np.abs(page.pixels.astype(int) - drawing()).mean() < 2, name


@pytest.mark.parametrize(
    ("mode", "options"), [("1", {}), ("L", {"quality": 90}), ("RGB", {"quality": 90})]
)
def test_the_picture_of_a_scanned_page_is_taken_out_of_its_pdf(tmp_path, mode, options):
    """Bit by bit as the scanner stored it: nothing is rendered."""
    scan = Image.fromarray(drawing()).convert(mode)
    scan.save(
        tmp_path / "a.pdf", resolution=200, save_all=True, append_images=[scan], **options
    )

    for found in read(tmp_path / "a.pdf"):
        if mode == "1":
            assert np.array_equal(found, drawing())
        else:
            file = io.BytesIO()
            scan.save(file, "JPEG", **options)
            same = Image.open(file)
            same.draft("L", same.size)
            assert np.array_equal(found, np.asarray(same.convert("L")))


def test_a_page_that_is_more_than_a_picture_is_rendered(tmp_path):
    """A pen drew into it in another program: what was drawn is on the page."""
    scan = Image.fromarray(drawing(1654, 2339))
    scan.save(tmp_path / "a.pdf", resolution=200)
    with pikepdf.open(tmp_path / "a.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"q 0 g 300 300 100 100 re f Q")
        pdf.save(tmp_path / "a.pdf")

    [found] = read(tmp_path / "a.pdf")
    assert found[2339 - 950, 900] < 50


def test_a_large_page_is_averaged(tmp_path):
    """600 dpi in black and white become grey: a page never has more than 300 dpi."""
    Image.fromarray(drawing(4960, 7016)).convert("1").save(
        tmp_path / "a.tif", compression="group4"
    )

    [found] = read(tmp_path / "a.tif")
    assert max(found.shape) == LONGEST
    assert len(np.unique(found)) > 2


def test_a_negative_is_turned_round(tmp_path):
    """Some scanners write their pages so."""
    Image.fromarray(255 - drawing()).save(tmp_path / "a.png")

    [found] = read(tmp_path / "a.png")
    assert np.array_equal(found, drawing())


def png_of(width, height):
    """Return the beginning of a PNG that claims a size."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    data = b"IDAT" + zlib.compress(b"")
    return b"\x89PNG\r\n\x1a\n" + chunk + struct.pack(">I", 8) + data


def locked(path):
    Image.fromarray(drawing()).save(path)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="o", user="u"))


MOVIE = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(5000)

BAD = {
    "empty.pdf": (b"", "It is empty: 0 bytes."),
    "movie.mp4": (MOVIE, "It is no scan"),
    "movie.heic": (MOVIE, "It is no scan"),
    "text.pdf": (b"Minutes of the meeting", "It is no scan"),
    "broken.pdf": (b"%PDF-1.7\n1 0 obj", "It is a PDF that is damaged."),
    "huge.png": (png_of(25_000, 20_000), "It has 500 megapixels, more than 150."),
    "cut.png": (png_of(1000, 1400), "It is damaged"),
    "stamp.png": (png_of(100, 140), "It is damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_says_what_is_wrong(tmp_path, name, monkeypatch):
    """Before it is decoded, where it is too large; also where WeasyPrint was at work before."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    content, message = BAD[name]
    (tmp_path / name).write_bytes(content)

    with pytest.raises(PageError) as caught:
        read(tmp_path / name)
    assert str(caught.value).startswith(message)


def test_a_locked_pdf_says_so(tmp_path):
    """It is not damaged, and what to do is another thing."""
    locked(tmp_path / "a.pdf")

    with pytest.raises(PageError, match="locked with a password"):
        pages_of(tmp_path / "a.pdf")


def test_a_page_of_few_pixels_is_refused(tmp_path):
    """Nothing on it could be read."""
    Image.fromarray(drawing(350, 500)).save(tmp_path / "a.png")

    with pytest.raises(PageError, match="only 350 × 500 pixels"):
        read(tmp_path / "a.png")


def test_folders_are_read_in_the_order_in_which_people_count(tmp_path):
    """Page 2 before page 10, without what a system hides in folders."""
    hidden = (".DS_Store", ".thumbnails/page3.png")
    written = ("results/marked-copies.pdf", "results/pages/ab-1.json")
    for name in ("page10.png", "page2.png", "more/page1.png", *hidden, *written):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    found = [path.name for path in scans_in([tmp_path], tmp_path / "results")]
    assert found == ["page1.png", "page2.png", "page10.png"]
    named = [tmp_path / f"page{number}.png" for number in (1, 10, 11, 2)]
    ordered = [path.name for path in scans_in(named, tmp_path / "results")]
    assert ordered == ["page1.png", "page2.png", "page10.png", "page11.png"]


@pytest.mark.parametrize("output", [".", "..", "other"])
def test_scans_beside_or_above_their_results_are_read(tmp_path, output):
    """Also where a teacher keeps them in the folder of the results."""
    folder = tmp_path / "scans"
    folder.mkdir()
    (folder / "a.png").write_bytes(b"x")

    assert list(scans_in([folder], folder / output)) == [folder / "a.png"]


def test_a_page_is_known_by_its_content(tmp_path):
    """Whatever its file is called."""
    for name in ("a.png", "b.png"):
        Image.fromarray(drawing()).save(tmp_path / name)

    [one], [other] = pages_of(tmp_path / "a.png"), pages_of(tmp_path / "b.png")
    assert one.key == other.key
    assert isinstance(one, PageSource)
    assert str(one) == "a.png, page 1"
