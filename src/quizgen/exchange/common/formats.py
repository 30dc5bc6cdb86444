"""What a format is: a name, what it can hold, and how it is read and written."""

from collections.abc import Callable, Mapping
from typing import Literal

from quizgen.base.data_class import dataclass, field
from quizgen.exchange.common.drafts import Read
from quizgen.exchange.common.items import Export, Written
from quizgen.exchange.common.sources import Source

PassageHeld = Literal["shared", "repeated", "separate", "no"]
"""One text for all its questions, a copy in each, an item of its own, or none."""

TEXT_KEYS = ("rationale", "evidence", "difficulty", "standards", "skill", "id")
NEVER = {
    "enemies": "Which questions never meet is known to the bank alone; nothing replaces it.",
    "allow_with": "Which questions may meet is known to the bank alone; nothing replaces it.",
    "place": "A question's fixed place is known to the bank alone; put the question there.",
    "ignore": "Rules that are ignored are known to the bank alone; nothing replaces them.",
}
"""Keys that no other system has."""


@dataclass(frozen=True)
class Holds:
    """What a format can hold, as a row of the table.

    forms has for each form of answer "yes", or what stands for it; questions of one that is
    missing are left out. keys are those of a question that come back unchanged; scoring the
    rules that do. Pictures are those of stems, option_pictures those of options.
    """

    forms: Mapping[str, str]
    passage: PassageHeld = "no"
    keys: frozenset[str] = frozenset()
    scoring: frozenset[str] = frozenset()
    feedback: bool = False
    """Whether a wrong option has a text of its own: the misconception."""
    pictures: bool = False
    groups: bool = False
    hints: bool = False
    markup: bool = False
    """Whether emphasis, lists and tables come back."""
    stays_last: bool = False
    quotes: bool = False
    """Whether the evidence's words come back beside its paragraphs."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """What is done with a key that is not held, where there is more to say than its name."""

    @property
    def points(self) -> bool:
        """Whether it says what a question is worth."""
        return "points" in self.keys

    @property
    def tags(self) -> bool:
        """Whether skill and difficulty come back."""
        return "skill" in self.keys


@dataclass(frozen=True)
class Format:
    """A foreign format; read or write is None where there is only one way."""

    name: str
    title: str
    suffix: str
    holds: Holds
    write: Callable[[Export], Written] | None = None
    read: Callable[[Source], Read] | None = None
    recognises: Callable[[Source], bool] | None = None
    comes_back: bool = True
    """Whether it reads what it writes: a printed worksheet is not read again."""
    takes: tuple[str, ...] = ()
    """Endings of files that may be of this format."""
