"""A PDF file written as it goes: objects are numbered, packed and forgotten.

Memory holds one object stream and what is written next, however long the file becomes.
References to sections are to ISO 32000-1 (PDF 1.7).
"""

import zlib
from collections.abc import Iterator, Sequence
from hashlib import sha256
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Self

import deflate

from quizgen.base.data_class import dataclass, field
from quizgen.base.errors import QuizgenError

PACKED = 200
"""How many objects share an object stream (7.5.7)."""

LEVEL = 5
"""Of libdeflate: a third of the time that zlib takes, and fewer bytes."""

TABLE_LEVEL = 4
"""Of zlib, which takes a table of any length piece by piece."""

SHORT = 300
"""Streams of so few bytes are left as they are: what is on one page only, at most a line of
text. To compress them would save a twentieth of a paper's bytes, and take as much of its time.
"""

MOST_OBJECTS = 8_388_607
"""MuPDF reads no object with a higher number."""

IN_MEMORY = 1_000_000
"""Of what is kept beside a file, so many bytes are held in memory; the rest on the disk."""

CHUNK = 1 << 16
"""So many bytes of a table are worked on at a time, which takes ten times as many."""

_PLAIN, _IN_STREAM = b"\1", b"\2"
ROW = 8
"""Bytes of a row in the cross-reference table: type, offset or stream, index in the stream."""

FREE_LIST = b"\0\0\0\0\0\0\xff\xff"
"""The row of object 0, the head of an empty list of free numbers (7.5.4)."""

INDICES = [index.to_bytes(2, "big") for index in range(1000)]
"""The first places in an object stream, as rows write them."""


@dataclass
class Pack:
    """Objects that are waiting to be written as one object stream (7.5.7)."""

    numbers: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    """Where each object begins."""
    bodies: list[bytes] = field(default_factory=list)
    length: int = 0

    def __len__(self) -> int:
        return len(self.numbers)

    def add(self, number: int, body: bytes) -> None:
        """Add an object."""
        self.numbers.append(number)
        self.starts.append(self.length)
        self.bodies += body, b"\n"  # a long one is not copied
        self.length += len(body) + 1

    def add_run(self, first: int, starts: Sequence[int], bodies: bytes) -> None:
        """Add objects that are numbered from `first`, given where each begins."""
        at = self.length
        self.numbers += range(first, first + len(starts))
        self.starts += map(at.__add__, starts)
        self.bodies.append(bodies)
        self.length += len(bodies)

    def stream(self) -> tuple[bytes, bytes]:
        """Return the entries of the stream's dictionary, and its content."""
        pairs = [0] * (2 * len(self))
        pairs[::2], pairs[1::2] = self.numbers, self.starts
        head = b"%d %d " * len(self) % tuple(pairs)
        entries = b"/Type/ObjStm/N %d/First %d" % (len(self), len(head))
        return entries, head + b"".join(self.bodies)

    def rows(self, stream: int) -> Iterator[tuple[int, bytes]]:
        """Yield each object's number and its row, for the number of the stream."""
        start = _IN_STREAM + stream.to_bytes(5, "big")
        for index, number in enumerate(self.numbers):
            yield number, start + index.to_bytes(2, "big")


def run_of_rows(stream: int, count: int) -> bytes:
    """Return the rows of objects that are numbered and packed in the same order."""
    start = _IN_STREAM + stream.to_bytes(5, "big")
    places = INDICES[:count]
    places += [index.to_bytes(2, "big") for index in range(len(INDICES), count)]
    return start + start.join(places)


def stream_object(number: int, entries: bytes, data: bytes, *, compress: bool = True) -> bytes:
    """Return a stream as it stands in a file (7.3.8)."""
    if compress and len(data) > SHORT:
        data = bytes(deflate.zlib_compress(data, LEVEL))
        entries += b"/Filter/FlateDecode"
    head = b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, len(data))
    return b"%b%b\nendstream\nendobj\n" % (head, data)


@dataclass
class Segment:
    """Objects that are numbered one after another, as they will stand in a file.

    They are added in the order of their numbers, but for the first few, which are `reserved`.
    """

    first: int
    reserved: int = 0
    data: list[bytes] = field(default_factory=list)
    length: int = 0
    rows: list[bytes | int] = field(default_factory=list)
    """Rows of the cross-reference table; a number is where an object stands in the segment."""
    count: int = 0
    """How many objects it has."""

    def __post_init__(self) -> None:
        self.rows.append(b"")
        self.count = self.reserved

    @property
    def following(self) -> int:
        """Return the number that its next object will have."""
        return self.first + self.count

    def put_reserved(self, pack: Pack) -> None:
        """Add what was left out at the beginning."""
        self.rows[0] = run_of_rows(self.put_stream(*pack.stream()), len(pack))

    def put_stream(self, entries: bytes, data: bytes) -> int:
        """Add a stream; return its number."""
        number = self.following
        self.rows.append(self.length)
        self.data.append(stream_object(number, entries, data))
        self.length += len(self.data[-1])
        self.count += 1
        return number

    def put_pack(self, pack: Pack) -> None:
        """Add an object stream, and the objects in it, which are numbered after it."""
        number = self.put_stream(*pack.stream())
        self.rows.append(run_of_rows(number, len(pack)))
        self.count += len(pack)

    def placed_rows(self, position: int) -> bytes:
        """Return the rows of all its objects, where it stands at a position in the file."""
        return b"".join(
            [row if isinstance(row, bytes) else plain_row(position + row) for row in self.rows]
        )


def plain_row(position: int) -> bytes:
    """Return the row of an object that stands at a position by itself."""
    return _PLAIN + position.to_bytes(5, "big") + INDICES[0]


class PdfFile:
    """An open PDF: put objects in any order, refer to them by number, then close it."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._position = 0
        self._next = 1
        self._rows = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the file
        self._rows.write(FREE_LIST)
        self._pack = Pack()
        self._digest = sha256()
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def __enter__(self) -> Self:
        """Hold what is kept beside the file until it is closed or given up."""
        return self

    def __exit__(self, *_: object) -> None:
        """Drop what was kept."""
        self._rows.close()

    def reserve(self, count: int = 1) -> int:
        """Return the number of an object that will be put later, the first of `count`."""
        number = self._next
        self._next += count
        if self._next > MOST_OBJECTS:
            raise QuizgenError(
                "So many papers do not fit into one PDF. Print them into several with --split."
            )
        return number

    def put(self, data: bytes, number: int | None = None) -> int:
        """Add an object that is no stream; return its number."""
        number = self.reserve() if number is None else number
        self._pack.add(number, data)
        if len(self._pack) == PACKED:
            self._put_pack()
        return number

    def put_stream(
        self, entries: bytes, data: bytes, number: int | None = None, *, compress: bool = True
    ) -> int:
        """Add a stream, with the entries of its dictionary but for its length and filter."""
        number = self.reserve() if number is None else number
        self._put_row(number, plain_row(self._position))
        self._write(stream_object(number, entries, data, compress=compress))
        return number

    def put_segment(self, segment: Segment) -> None:
        """Add objects that were made ready apart; their numbers follow those before."""
        rows = segment.placed_rows(self._position)
        self._rows.seek(self.reserve(len(rows) // ROW) * ROW)
        self._rows.write(rows)
        for data in segment.data:
            self._write(data)

    def close(self, catalog: int, info: int) -> None:
        """Write what is left and the cross-reference table; the output stays open."""
        self._put_pack()
        number, start = self.reserve(), self._position
        self._put_row(number, plain_row(start))
        # The same content has the same identifier, another content another (14.4).
        identifier = self._digest.hexdigest()[:32].encode()
        entries = (
            b"/Type/XRef/W[1 5 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]"
            b"/DecodeParms<</Predictor 12/Columns %d>>"
            % (number + 1, catalog, info, identifier, identifier, ROW)
        )
        with self, SpooledTemporaryFile(IN_MEMORY) as table:
            self._rows.seek(0)
            packer, before = zlib.compressobj(TABLE_LEVEL), bytes(ROW)
            while rows := self._rows.read(CHUNK):
                table.write(packer.compress(predicted(rows, before)))
                before = rows[-ROW:]
            table.write(packer.flush())
            length = table.tell()
            self._write(
                b"%d 0 obj\n<<%b/Filter/FlateDecode/Length %d>>\nstream\n"
                % (number, entries, length)
            )
            table.seek(0)
            while data := table.read(CHUNK):
                self._write(data)
        self._write(b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start)

    def _put_pack(self) -> None:
        """Write the waiting objects as one object stream."""
        if not self._pack:
            return
        pack, self._pack = self._pack, Pack()
        number = self.put_stream(*pack.stream())
        for member, row in pack.rows(number):
            self._put_row(member, row)

    def _put_row(self, number: int, row: bytes) -> None:
        self._rows.seek(number * ROW)
        self._rows.write(row)

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._output.write(data)
        self._position += len(data)


def predicted(rows: bytes, before: bytes) -> bytes:
    """Return by how much rows differ from the ones above them, as PNG's filter Up (7.4.4.4).

    Nearly all differ alike, and take next to nothing when they are compressed.
    """
    above = before + rows[:-ROW]
    high = int.from_bytes(b"\x80" * len(rows))
    one, other = int.from_bytes(rows), int.from_bytes(above)
    # All bytes at once: none borrows from its neighbour, since the highest bits are set apart.
    difference = ((one | high) - (other & ~high)) ^ ((one ^ ~other) & high)
    columns = difference.to_bytes(len(rows))
    table = bytearray(b"\2" * (len(rows) // ROW * (ROW + 1)))
    for column in range(ROW):
        table[column + 1 :: ROW + 1] = columns[column::ROW]
    return bytes(table)


def text(string: str) -> bytes:
    """Return a text string (7.9.2.2) as hexadecimal UTF-16."""
    return b"<feff%b>" % string.encode("utf-16-be").hex().encode()
