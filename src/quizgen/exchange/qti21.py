"""QTI 2.1, and 2.2 to read: one interaction an item, the passage in the item's body."""

from quizgen.exchange.common.drafts import Read
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.items import Export, Written
from quizgen.exchange.common.qti_read import is_item, read_package
from quizgen.exchange.common.qti_write import TWO, write_package
from quizgen.exchange.common.sources import Source

KEYS = frozenset(
    {"id", "skill", "difficulty", "standards", "evidence", "rationale", "excerpt", "image"}
    | {"points", "group", "accept", "extra", "rubric", "single_point_rubric"}
    | {"options_kept_last"}
)


def write(export: Export) -> Written:
    """Return an export as a package of QTI 2.1."""
    return write_package(export, TWO)


def read(source: Source) -> Read:
    """Return the questions of an item, a package or its folder."""
    return read_package(source, three=False)


def recognises(source: Source) -> bool:
    """Whether a file or a package holds items of QTI 2."""
    raws = [*source.files.values()] if source.files else [source.raw]
    return any(is_item(raw, three=False) for raw in raws)


FORMAT = Format(
    name="qti21",
    title="QTI 2.1",
    suffix=".zip",
    takes=(".zip", ".xml"),
    holds=Holds(
        forms={
            "one choice": "yes",
            "several choices": "yes",
            "true or false": "yes",
            "true, false or not given": "multiple choice",
            "linked choices": "two linked questions",
            "pairs": "yes",
            "order": "yes",
            "gaps in a text": "an essay with numbered gaps",
            "gaps in a table": "an essay with a table",
            "a few words": "yes",
            "an essay": "yes",
            "marked words": "an essay",
        },
        passage="repeated",
        keys=KEYS,
        scoring=frozenset(
            {"options: all", "options: each", "pairs: all", "pairs: each", "order: all"}
        ),
        feedback=True,
        pictures=True,
        groups=True,
        markup=True,
        stays_last=True,
    ),
    write=write,
    read=read,
    recognises=recognises,
)
