"""Zipped packages with a manifest, the same bytes for the same questions."""

import re
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip archive without dates."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as zipped:
        for name, content in files.items():
            about = ZipInfo(name, EARLIEST)
            about.compress_type = ZIP_DEFLATED
            zipped.writestr(about, content)
    return archive.getvalue()


def identifier(name: str) -> str:
    """Return a name as XML allows it for an identifier: it begins with no digit."""
    return f"q_{re.sub(r'[^A-Za-z0-9_-]', '-', name)}"


def own_name(name: str) -> str:
    """Return the name that `identifier` was given; any other identifier as it is."""
    return name.removeprefix("q_")
