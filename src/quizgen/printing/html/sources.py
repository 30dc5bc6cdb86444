"""What blocks are rendered from, as hashes: HTML that is known need not be rendered again.

A hash is of all that decides how a block's HTML comes out. A look's templates may use whatever
their context holds, so all of it counts; of a plan, what a template names of it.
"""

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from quizgen.bank.fields import Record
from quizgen.bank.option_text import PictureOption
from quizgen.base.cache_files import CacheFiles
from quizgen.base.data_class import dataclass, field_values, is_data_class
from quizgen.base.language import Wording
from quizgen.base.own_code import file_state, installed, own_code
from quizgen.base.regex import regex
from quizgen.plan.model import Plan
from quizgen.plan.rows import Rows
from quizgen.printing.html.template_folders import TemplateFolders

PACKAGES = ("jinja2", "markupsafe", "markdown-it-py", "mdurl")
"""What makes HTML of templates and texts, beside quizgen itself."""

MOST_FILES = 2000
"""A look with more files is rendered each time."""

LARGE = 1_000_000
"""A file of more bytes is told by when it changed, not by its content."""

CHANCE = regex(r"\|\s*random\b|\blipsum\b")
"""What gives another HTML each time."""

NAMED = regex(r"\bplan\b(?:\.([a-z_]+))?")
"""Where a template uses the plan, and what of it."""

SLOT = regex(r"""\bslot\b(?:\(["']([a-z]+)["'])?""")
"""Where a template has a slot, and which."""

INCLUDED = regex(
    r"""\{%[-+]?\s*(?:include|extends|import|from)\s+(?:"([^"]+)"\s|'([^']+)'\s)?"""
)
"""Where a template uses another, by its name or otherwise."""

PLAN = frozenset(Plan.record_fields)
"""What a plan holds."""


class Late:
    """A value of a context that is worked out when its block is rendered, if ever."""

    def __init__(self, function: Callable[..., object], *args: object) -> None:
        self.function, self.args = function, args

    def __call__(self) -> object:
        """Return the value."""
        return self.function(*self.args)


class Facts(NamedTuple):
    """What laying out needs to know of a block's HTML without having it."""

    digest: str
    """Its SHA-256, in hexadecimal."""
    ideographs: bool
    """Whether Chinese, Japanese or Korean is in it."""


class KnownHtml:
    """The facts about HTML that was rendered from a look's templates, in earlier runs."""

    def __init__(self, files: CacheFiles, templates: TemplateFolders) -> None:
        self._files = files
        self.templates = TemplateTexts.read(templates)

    @property
    def can_be_printed(self) -> bool:
        """Whether all of the look was found to be printable before."""
        return self._printable is not None and self._files.get(self._printable) is not None

    def note_printable(self) -> None:
        """Keep that all of the look is printable."""
        if self._printable:
            with suppress(OSError):
                self._files.put(self._printable, b"")

    @cached_property
    def _printable(self) -> str | None:
        if self.templates.digest is None:
            return None
        return _name(sha256(f"{own_code()} {self.templates.digest}".encode()).hexdigest())

    def get(self, key: str | None) -> Facts | None:
        """Return the facts about what a key was rendered to, if they are known."""
        data = self._files.get(_name(key)) if key else None
        return None if data is None else Facts(*json.loads(data))

    def put(self, key: str | None, facts: Facts) -> None:
        """Keep facts, if they may be kept and can be."""
        if key:
            with suppress(OSError):
                self._files.put(_name(key), json.dumps(facts).encode())


def _name(key: str) -> str:
    return f"html-{key}"


@dataclass(frozen=True)
class TemplateTexts:
    """The files that a look's templates can use."""

    texts: Mapping[str, str]
    """What each name stands for."""
    digest: str | None
    """A hash of all; None if what they make may differ from time to time, or are too many."""

    @classmethod
    def read(cls, templates: TemplateFolders) -> "TemplateTexts":
        """Read a look's files; what cannot be read is for the renderer to tell of."""
        try:
            found = [*islice(_files(templates), MOST_FILES + 1)]
        except OSError:
            return cls({}, None)
        texts = {name: content.decode("utf-8", "replace") for name, content in reversed(found)}
        if len(found) > MOST_FILES or any(map(CHANCE.search, texts.values())):
            return cls(texts, None)
        whole = sha256()
        for name, content in found:
            whole.update(f"{name}\n{len(content)}\n".encode() + content)
        return cls(texts, whole.hexdigest())

    def of_plan(self, template: str) -> frozenset[str] | None:
        """Return what a template and those that it uses name of the plan; None is all of it."""
        return self._named(NAMED, template)

    def slots(self, template: str) -> frozenset[str] | None:
        """Return the slots that a template and those that it uses have; None is any."""
        return self._named(SLOT, template)

    def _named(self, pattern: re.Pattern[str], template: str) -> frozenset[str] | None:
        """Return what a pattern finds in a template and in those that it uses.

        None is returned where something is named in another way than the pattern knows.
        """
        names, left, seen = set[str](), [template], set[str]()
        while left:
            if (name := left.pop()) in seen:
                continue
            seen.add(name)
            text = self.texts.get(name)
            if text is None:
                return None
            for used in INCLUDED.finditer(text):
                if not any(used.groups()):
                    return None
                left += filter(None, used.groups())
            names |= {found[1] or "" for found in pattern.finditer(text)}
        return frozenset(names) if "" not in names else None


def _files(templates: TemplateFolders) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of a look's files, those first that go before others.

    Links to folders are followed, as the renderer does.
    """
    for folder in templates.folders:
        for path, folders, files in os.walk(folder, followlinks=True):
            folders.sort()
            for file in sorted(files):
                place = Path(path, file)
                yield place.relative_to(folder).as_posix(), _content(place)
    for name, place in templates.kinds().items():
        if place.is_file():
            yield name, _content(place)


def _content(path: Path) -> bytes:
    is_large = path.stat().st_size > LARGE
    return file_state(path).encode() if is_large else path.read_bytes()


class Sources:
    """Hashes of what the blocks of a layout are rendered from.

    `common` is what all of them share, beside the templates.
    """

    def __init__(self, templates: TemplateTexts, common: Mapping[str, object]) -> None:
        self._templates, self._common = templates, common
        self._records: dict[int, tuple[Record, str]] = {}
        self._plans: dict[tuple[int, frozenset[str]], tuple[Plan, str]] = {}

    def key(
        self, template: str, context: Mapping[str, object], slots: Mapping[str, object]
    ) -> str | None:
        """Return the hash of a block's sources; None if something has none."""
        if self._templates.digest is None:
            return None
        try:
            own = [template, self._data(slots), self._data_of(template, context)]
            text = json.dumps([self._shared, *own])
        except _WithoutHashError:
            return None
        return sha256(text.encode()).hexdigest()

    @cached_property
    def _shared(self) -> str:
        parts = [own_code(), *installed(PACKAGES), self._templates.digest]
        text = json.dumps([*parts, self._data(self._common)])
        return sha256(text.encode()).hexdigest()

    def _data_of(self, template: str, context: Mapping[str, object]) -> object:
        return [
            [
                name,
                self._plan(template, value) if isinstance(value, Plan) else self._data(value),
            ]
            for name, value in context.items()
        ]

    def _plan(self, template: str, plan: Plan) -> str:
        """Return the hash of what a template uses of a plan."""
        names = self._templates.of_plan(template)
        if names is None or not names <= PLAN:
            names = PLAN  # or something that is worked out from any of it
        key = id(plan), names
        if key not in self._plans:
            parts = [[name, self._data(getattr(plan, name))] for name in sorted(names)]
            self._plans[key] = plan, sha256(json.dumps(parts).encode()).hexdigest()
        return self._plans[key][1]

    def _data(self, value: Any) -> object:
        """Return a value as data for JSON that is the same for equal values only."""
        kind = type(value)
        if value is None or kind in (str, int, bool, float):
            return value
        if kind in (list, tuple):
            return [self._data(each) for each in value]
        return [kind.__qualname__, self._within(value)]

    def _within(self, value: Any) -> object:
        """Return what a value of another type holds."""
        match value:
            case Mapping():
                return [[self._data(key), self._data(each)] for key, each in value.items()]
            case Record():
                return self._record(value)
            case Rows():  # there may be very many
                return value.digest
            case Late(function=function, args=args):
                return [function.__module__, function.__qualname__, self._data(args)]
            case Wording():
                return [value.code, value.lettering]
            case tuple():
                return [self._data(each) for each in value]
            case PictureOption():
                return [str(value), self._record(value.picture)]
            case Markup() | Decimal():
                return str(value)
            case _ if is_data_class(value):
                return [self._data(each) for each in field_values(value).values()]
        raise _WithoutHashError

    def _record(self, record: Record) -> str:
        """Return the hash of a record; many blocks show the same one."""
        if id(record) not in self._records:
            data = json.dumps([type(record).__qualname__, self._data(record.model_dump())])
            self._records[id(record)] = record, sha256(data.encode()).hexdigest()
        return self._records[id(record)][1]


class _WithoutHashError(Exception):
    """A value has no data that are the same for equal values only."""
