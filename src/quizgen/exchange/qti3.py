"""QTI 3.0: the passage is one stimulus that all its questions name."""

from quizgen.exchange.common.drafts import Read
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.items import Export, Written
from quizgen.exchange.common.qti_read import is_item, read_package
from quizgen.exchange.common.qti_write import THREE, write_package
from quizgen.exchange.common.sources import Source


def write(export: Export) -> Written:
    """Return an export as a package of QTI 3.0."""
    return write_package(export, THREE)


def read(source: Source) -> Read:
    """Return the questions of an item, a package or its folder, with the texts they share."""
    return read_package(source, three=True)


def recognises(source: Source) -> bool:
    """Whether a file or a package holds items or texts of QTI 3."""
    raws = [*source.files.values()] if source.files else [source.raw]
    return any(is_item(raw, three=True) for raw in raws)


FORMAT = Format(
    name="qti3",
    title="QTI 3.0",
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
            "gaps in a text": "yes",
            "gaps in a table": "a cloze",
            "a few words": "yes",
            "an essay": "yes",
            "marked words": "an essay",
        },
        passage="shared",
        keys=frozenset(
            {"id", "skill", "difficulty", "standards", "evidence", "rationale", "excerpt"}
            | {"image", "points", "group", "accept", "extra", "word_bank", "extra_words"}
            | {"rubric", "single_point_rubric", "options_kept_last"}
        ),
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
