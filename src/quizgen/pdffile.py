"""A PDF file written as it goes: objects are numbered, packed and forgotten.

Memory holds one object stream and the table of offsets, however long the file becomes.
References to sections are to ISO 32000-1 (PDF 1.7).
"""

import zlib
from array import array
from hashlib import sha256
from typing import BinaryIO

PACKED = 200
"""How many objects share an object stream (7.5.7)."""

LEVEL = 4  # a third of a further sheet's time less than zlib's default, a tenth more bytes

_FREE, _PLAIN, _IN_STREAM = 0, 1, 2


class PdfFile:
    """An open PDF: put objects in any order, refer to them by number, then close it."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._position = 0
        # The cross-reference table (7.5.8): type, offset or stream, index in the stream.
        self._types, self._places, self._indices = array("B"), array("Q"), array("H")
        self._packed: list[tuple[int, bytes]] = []
        self._digest = sha256()
        self.reserve()  # object 0 is the head of the free list
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """Return the number of an object that will be put later."""
        self._types.append(_FREE)
        self._places.append(0)
        self._indices.append(0)
        return len(self._types) - 1

    def put(self, data: bytes, number: int | None = None) -> int:
        """Add an object that is no stream; return its number."""
        number = self.reserve() if number is None else number
        self._packed.append((number, data))
        if len(self._packed) == PACKED:
            self._pack()
        return number

    def put_stream(
        self, entries: bytes, data: bytes, number: int | None = None, *, compress: bool = True
    ) -> int:
        """Add a stream, with the entries of its dictionary but for its length and filter."""
        number = self.reserve() if number is None else number
        if compress:
            data, entries = zlib.compress(data, LEVEL), entries + b"/Filter/FlateDecode"
        self._types[number], self._places[number] = _PLAIN, self._position
        self._write(b"%d 0 obj\n<<%b/Length %d>>\nstream\n" % (number, entries, len(data)))
        self._write(data)
        self._write(b"\nendstream\nendobj\n")
        return number

    def close(self, catalog: int, info: int) -> None:
        """Write what is left and the cross-reference table; the output stays open."""
        self._pack()
        number, start = self.reserve(), self._position
        self._types[number], self._places[number] = _PLAIN, start
        rows = b"".join(
            b"%c%b%b" % (kind, place.to_bytes(5, "big"), index.to_bytes(2, "big"))
            for kind, place, index in zip(self._types, self._places, self._indices, strict=True)
        )
        # The same content has the same identifier, another content another (14.4).
        identifier = self._digest.hexdigest()[:32].encode()
        entries = b"/Type/XRef/W[1 5 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%b><%b>]" % (
            (number + 1, catalog, info, identifier, identifier)
        )
        self.put_stream(entries, rows, number)
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _pack(self) -> None:
        """Write the waiting objects as one object stream."""
        if not self._packed:
            return
        number = self.reserve()
        offset, heads = 0, []
        for index, (member, data) in enumerate(self._packed):
            self._types[member], self._places[member] = _IN_STREAM, number
            self._indices[member] = index
            heads.append(b"%d %d" % (member, offset))
            offset += len(data) + 1
        head = b" ".join(heads) + b"\n"
        body = b"\n".join(data for _, data in self._packed)
        entries = b"/Type/ObjStm/N %d/First %d" % (len(heads), len(head))
        self._packed = []
        self.put_stream(entries, head + body, number)

    def _write(self, data: bytes) -> None:
        self._digest.update(data)
        self._output.write(data)
        self._position += len(data)


def text(string: str) -> bytes:
    """Return a text string (7.9.2.2) as hexadecimal UTF-16."""
    return b"<feff%b>" % string.encode("utf-16-be").hex().encode()
