"""Compiled templates kept from one run to the next, in the user's cache folder.

They are code, so only a folder that nobody else can write to is trusted with them.
"""

from contextlib import suppress

import jinja2
from jinja2.bccache import Bucket

from quizgen import __version__
from quizgen.base.cache_files import CacheFiles, cache_folder, is_private


def compiled_templates() -> jinja2.BytecodeCache | None:
    """Return where compiled templates are kept, or None if nothing is to be kept."""
    folder = cache_folder()
    return _Compiled(CacheFiles(folder)) if folder else None


class _Compiled(jinja2.BytecodeCache):
    """Jinja's own format, in the cache's files: it tells other Pythons and other sources."""

    def __init__(self, files: CacheFiles) -> None:
        self._files = files

    def load_bytecode(self, bucket: Bucket) -> None:
        if is_private(self._files.folder) and (data := self._files.get(_name(bucket))):
            bucket.bytecode_from_string(data)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            self._files.put(_name(bucket), bucket.bytecode_to_string())


def _name(bucket: Bucket) -> str:
    return f"template-{__version__}-{jinja2.__version__}-{bucket.key}-{bucket.checksum}"
