"""Objects of quizgen kept from one run to the next, in the user's cache folder.

They are pickled. A pickle may ask for any code, so one is read only from a folder that nobody
else can write to, and only if it asks for quizgen's own classes and for nothing else.
"""

import io
import json
import pickle
from contextlib import suppress
from hashlib import sha256
from typing import Any

from quizgen.base.cache_files import CacheFiles, is_private
from quizgen.base.own_code import installed, own_code

MOST_BYTES = 20_000_000
"""An object of more bytes is not kept."""

PACKAGES = ("pydantic", "pydantic-core", "pyyaml", "markdown-it-py", "pillow")
"""What reads and checks a bank's files, beside quizgen itself."""


class KeptObjects:
    """Objects by what they were made from: texts, hashes of files.

    Never fails: what cannot be kept is not kept.
    """

    def __init__(self, files: CacheFiles) -> None:
        self._files = files

    def get(self, *sources: str) -> Any | None:
        """Return what was made from these sources, or None if that is not known."""
        if not is_private(self._files.folder):
            return None
        data = self._files.get(_name(sources))
        if data is None:
            return None
        try:
            return _OwnClasses(io.BytesIO(data)).load()
        except Exception:
            return None

    def put(self, made: object, *sources: str) -> None:
        """Keep what was made from these sources."""
        with suppress(OSError, pickle.PicklingError, RecursionError, TypeError):
            data = pickle.dumps(made, protocol=5)
            if len(data) <= MOST_BYTES:
                self._files.put(_name(sources), data)

    def tidy(self) -> None:
        """Drop what was used least lately, if there is too much."""
        with suppress(OSError):
            self._files.tidy()


class _OwnClasses(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        """Return a class of quizgen; a pickle that asks for anything else is refused."""
        found = super().find_class(module, name) if module.startswith("quizgen.") else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no class of quizgen")
        return found


def _name(sources: tuple[str, ...]) -> str:
    text = json.dumps([own_code(), *installed(PACKAGES), *sources])
    return f"object-{sha256(text.encode()).hexdigest()}"
