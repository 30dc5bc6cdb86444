"""One bank's file, as the editor reads and saves it: whole, and never over what nobody saw."""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shutil import copymode

from quizgen.app.web.bank_text import saved_bytes, shown_text
from quizgen.app.web.kept_states import KeptStates
from quizgen.base.data_class import dataclass
from quizgen.base.files import read_whole, replacing


@dataclass(frozen=True)
class OnDisk:
    """What the file holds, and the hash by which the next save tells that it still does."""

    text: str
    hash: str


class ChangedError(Exception):
    """The file holds something else than what the editor last read."""

    def __init__(self, now: OnDisk) -> None:
        self.now = now
        super().__init__("The file has changed on the disk meanwhile.")


class BankFile:
    """A bank's file."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.kept = KeptStates(path)

    def read(self) -> OnDisk:
        """Return what the file holds; raises BankError if it is no text."""
        return self._on_disk(read_whole(self.path, "bank"))

    def bytes_of(self, text: str) -> bytes:
        """Return a browser's text as the file would hold it."""
        return saved_bytes(text, self._raw())

    def save(self, text: str, known: str, keep: bool = False) -> OnDisk:
        """Write a text if the file is as it was; raise ChangedError if it is not.

        What is replaced is kept as an earlier state, with `keep` even if one was just kept.
        """
        with replacing(self.path.parent) as batch:
            before = self._raw()
            if sha256(before).hexdigest() != known:
                raise ChangedError(self._on_disk(before))
            content = saved_bytes(text, before)
            if content != before:
                self.kept.keep(before, datetime.now(), always=keep)
                with batch.create(self.path) as file:
                    file.write(content)
                if self.path.exists():
                    copymode(self.path, batch.parts[self.path])
        self.kept.drop_draft()
        return self._on_disk(content)

    def draft(self) -> str | None:
        """Return a draft that says something else than the file."""
        raw = self.kept.draft()
        if raw is None or raw == self._raw():
            return None
        return shown_text(raw, "draft")

    def keep_draft(self, text: str) -> None:
        """Keep what is being written, if it is not what the file holds."""
        content = self.bytes_of(text)
        if content != self._raw():
            self.kept.keep_draft(content)

    def set_aside(self, text: str) -> None:
        """Keep a text that was not chosen as an earlier state; it is no draft any more."""
        self.kept.keep(self.bytes_of(text), datetime.now(), always=True)
        self.kept.drop_draft()

    def _raw(self) -> bytes:
        try:
            return self.path.read_bytes()
        except FileNotFoundError:  # deleted meanwhile
            return b""

    def _on_disk(self, raw: bytes) -> OnDisk:
        return OnDisk(shown_text(raw, str(self.path)), sha256(raw).hexdigest())
