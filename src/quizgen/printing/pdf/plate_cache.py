"""Plates kept from one run to the next, in the user's cache folder.

A plate is found by a hash of all that it was made from. What is missing is made again.
"""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from quizgen import __version__
from quizgen.base.cache_files import FORMAT, CacheFiles, cache_folder
from quizgen.base.data_class import field_values
from quizgen.base.kept_objects import KeptObjects
from quizgen.base.own_code import installed
from quizgen.printing.pdf.fields import Glyph, Slot
from quizgen.printing.pdf.plate import (
    AllGlyphs,
    Asset,
    Element,
    Face,
    Mark,
    Piece,
    Plate,
    Plates,
    Resource,
    depends_on_others,
)
from quizgen.printing.sheets import Material, SlotMark

# What decides how a block is laid out, beside the block. Versions of what has no Python
# package are told by the files themselves.
PACKAGES = ("weasyprint", "tinycss2", "tinyhtml5", "pyphen", "rendercv-fonts", "pillow")
LIBRARIES = ("libpango-1.0", "libharfbuzz.", "libfontconfig")
LIBRARY_FOLDERS = ("/usr/lib", "/usr/local/lib", "/opt/homebrew/lib")
"""Where they are, and in folders of these that are named after the machine."""
FONT_FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"),
    *("~/.fonts", "~/.local/share/fonts", "~/Library/Fonts"),
)


def user_store() -> "Store | None":
    """Return the user's store, or None where nothing is to be kept."""
    folder = cache_folder()
    return Store(CacheFiles(folder)) if folder else None


class Store:
    """Plates by what they were made from. Never fails: what cannot be kept is not kept."""

    def __init__(self, files: CacheFiles) -> None:
        self.files, self.objects = files, KeptObjects(files)

    def split(self, material: Material) -> tuple[Plates, Material]:
        """Return what is known of a material's blocks, and the material of the others."""
        blocks: dict[str, tuple[Plate, ...]] = {}
        faces: dict[bytes, Face] = {}
        assets: dict[bytes, Asset] = {}
        for name, key in keys(material).items():
            if (plates := self._plates(key)) is None:
                continue
            own_faces = {font: self._face(font, faces) for font in _fonts(plates)}
            own_assets = {asset: self._asset(asset, assets) for asset in _assets(plates)}
            if None in own_faces.values() or None in own_assets.values():
                continue
            blocks[name] = plates
            faces |= own_faces  # type: ignore[arg-type]
            assets |= own_assets  # type: ignore[arg-type]
        return Plates(blocks, faces, assets), material.without(blocks)

    def keep(self, material: Material, plates: Plates) -> None:
        """Keep plates that were made from a material, if layout had nothing to say of it."""
        if plates.warnings:
            return  # they must be said again
        if not plates.blocks:
            return
        with suppress(OSError):
            for name, face in plates.faces.items():
                self.files.put(_name(name), _face_data(face))
            for name, asset in plates.assets.items():
                self.files.put(_name(name), _asset_data(asset))
            for block, key in keys(material).items():
                if _is_kept_whole(plates, block):
                    self._put(key, plates.blocks[block])
            self.files.tidy()

    def _put(self, key: str, plates: tuple[Plate, ...]) -> None:
        """Keep plates as data, which nobody need trust, and as objects, which come at once."""
        data = [_plate_data(plate) for plate in plates]
        self.files.put(key, json.dumps(data).encode())
        self.objects.put(plates, "plates", key)

    def _plates(self, key: str) -> tuple[Plate, ...] | None:
        known: tuple[Plate, ...] | None = self.objects.get("plates", key)
        if known is None and (data := self.files.get(key)) is not None:
            known = tuple(map(_plate, json.loads(data)))
            self.objects.put(known, "plates", key)
        return known

    def _face(self, name: bytes, known: Mapping[bytes, Face]) -> Face | None:
        if name in known:
            return known[name]
        data = self.files.get(_name(name))
        return None if data is None else _face(data)

    def _asset(self, name: bytes, known: Mapping[bytes, Asset]) -> Asset | None:
        if name in known:
            return known[name]
        data = self.files.get(_name(name))
        return None if data is None else _asset(data)


def _name(resource: bytes) -> str:
    return f"of-{resource.decode()}"


def _fonts(plates: Iterable[Plate]) -> set[bytes]:
    return {font for plate in plates for font in plate.glyphs if font not in plate.assets}


def _assets(plates: Iterable[Plate]) -> set[bytes]:
    return {asset for plate in plates for asset in plate.assets}


def _is_kept_whole(plates: Plates, block: str) -> bool:
    """Whether all that a block draws with is the same in every typesetting."""
    is_whole = _fonts(plates.blocks[block]) <= plates.faces.keys()
    return is_whole and not depends_on_others(plates, block)


# Keys


def keys(material: Material) -> dict[str, str]:
    """Return the hash of all that decides how each block of a material comes out."""
    common = sha256(
        json.dumps(
            [
                *(__version__, *circumstances()),
                *(material.paper, [style.text for style in material.styles]),
                *(material.classes, material.font, material.ideographs),
                *(material.language, material.lettering),
                [_folder_state(folder) for folder in material.folders],
            ]
        ).encode()
    )
    found = {}
    for name, digest in material.digests.items():
        own = common.copy()
        own.update(
            json.dumps([digest, name in material.in_lines, name in material.wide]).encode()
        )
        found[name] = own.hexdigest()
    return found


@cache
def circumstances() -> tuple[str, ...]:
    """Return the versions of what lays blocks out, and which fonts there are."""
    found = [FORMAT.decode(), sys.platform]
    found += installed(PACKAGES)
    found += sorted(str(path.resolve()) for path in _libraries())
    found += [state for folder in FONT_FOLDERS for state in _folders_state(Path(folder))]
    return tuple(found)


def _libraries() -> Iterator[Path]:
    for folder in LIBRARY_FOLDERS:
        with suppress(OSError):
            names = os.listdir(folder)  # noqa: PTH208 -- names are all that is wanted
            machines = (f"{folder}/{name}" for name in names if "-linux-" in name)
            for place in (folder, *machines):
                with suppress(OSError):
                    there = os.listdir(place)  # noqa: PTH208
                    yield from (Path(place, name) for name in there if _is_library(name))


def _is_library(name: str) -> bool:
    return name.startswith(LIBRARIES)


def _folders_state(folder: Path) -> Iterator[str]:
    """Yield when each folder below one last changed: fonts come and go with that."""
    for path, folders, _ in os.walk(folder.expanduser()):
        folders.sort()
        yield f"{path} {Path(path).stat().st_mtime_ns}"


def _folder_state(folder: Path) -> list[str]:
    """Return which files a look has, and when each changed: a style sheet may name them."""
    with suppress(OSError), os.scandir(folder) as entries:
        return sorted(
            f"{entry.name} {entry.stat().st_size} {entry.stat().st_mtime_ns}"
            for entry in entries
        )
    return []


# Data out and back: bytes are Latin-1 text, since drawings are nearly all ASCII


def _text(data: bytes) -> str:
    return data.decode("latin-1")


def _bytes(text: str) -> bytes:
    return text.encode("latin-1")


def _plate_data(plate: Plate) -> list[Any]:
    return [
        *(plate.height, plate.top, [[*map(_piece_data, part)] for part in plate.parts]),
        plate.marks,
        *(plate.label, [_element_data(element) for element in plate.tree], plate.begins),
        _glyph_data(plate.glyphs),
        sorted(map(_text, plate.assets)),
        *(plate.wide, plate.table, plate.is_head, plate.opens_line),
    ]


def _plate(data: list[Any]) -> Plate:
    height, top, parts, marks, label, tree, begins, glyphs, assets, *form = data
    return Plate(
        *(height, top, tuple(tuple(map(_piece, part)) for part in parts), marks),
        *(label, tuple(map(_element, tree)), begins),
        _glyphs(glyphs),
        frozenset(map(_bytes, assets)),
        *form,
    )


def _piece_data(piece: Piece) -> Any:
    if isinstance(piece, bytes):
        return _text(piece)
    if isinstance(piece, Mark):
        return [_text(piece.tag), piece.number]
    glyphs = {
        unit: [[_text(font), _text(code), *more] for font, code, *more in own]
        for unit, own in piece.glyphs.items()
    }
    return [
        *(list(piece.mark), piece.left, piece.right),
        *(_text(piece.baseline), piece.size, glyphs),
    ]


def _piece(data: Any) -> Piece:
    if isinstance(data, str):
        return _bytes(data)
    if len(data) == 2:
        return Mark(_bytes(data[0]), data[1])
    mark, left, right, baseline, size, glyphs = data
    known = {
        unit: tuple(Glyph(_bytes(font), _bytes(code), *more) for font, code, *more in own)
        for unit, own in glyphs.items()
    }
    return Slot(SlotMark(*mark), left, right, _bytes(baseline), size, known)


def _glyph_data(glyphs: AllGlyphs) -> dict[str, Any]:
    return {_text(font): [*map(list, each.items())] for font, each in glyphs.items()}


def _glyphs(data: Mapping[str, Any]) -> AllGlyphs:
    return {
        _bytes(font): {number: (advance, shown) for number, (advance, shown) in each}
        for font, each in data.items()
    }


def _element_data(element: Element) -> list[Any]:
    kids = [kid if isinstance(kid, int) else _element_data(kid) for kid in element.kids]
    return [element.tag, kids, _text(element.attributes)]


def _element(data: list[Any]) -> Element:
    tag, kids, attributes = data
    own = tuple(kid if isinstance(kid, int) else _element(kid) for kid in kids)
    return Element(tag, own, _bytes(attributes))


# A line of JSON, and then what is binary.


def _face_data(face: Face) -> bytes:
    facts = [value for name, value in field_values(face).items() if name != "program"]
    return json.dumps(facts).encode() + b"\n" + face.program


def _face(data: bytes) -> Face:
    facts, _, program = data.partition(b"\n")
    return Face(*[*json.loads(facts), program])


def _asset_data(asset: Asset) -> bytes:
    objects = [
        (_text(thing.dictionary), None if thing.stream is None else len(thing.stream))
        for thing in asset.objects
    ]
    streams = b"".join(thing.stream or b"" for thing in asset.objects)
    facts = json.dumps([_text(asset.category), objects, _glyph_data(asset.glyphs)])
    return facts.encode() + b"\n" + streams


def _asset(data: bytes) -> Asset:
    facts, _, streams = data.partition(b"\n")
    category, objects, glyphs = json.loads(facts)
    found, start = [], 0
    for dictionary, length in objects:
        stream = None if length is None else streams[start : start + length]
        found.append(Resource(_bytes(dictionary), stream))
        start += length or 0
    return Asset(_bytes(category), tuple(found), _glyphs(glyphs))
