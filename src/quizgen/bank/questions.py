"""A question of any kind, as the tuple of kinds makes it."""

import re
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Union

from quizgen.bank.fields import field_of, is_blank
from quizgen.bank.kinds import KINDS
from quizgen.bank.kinds.base import BaseQuestion, Kind
from quizgen.bank.record import read_record
from quizgen.base.errors import nearest_name

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

MODELS: dict[str, type[BaseQuestion]] = {kind.name: kind.model for kind in KINDS}
TITLES = {kind.name: kind.title for kind in KINDS}
DEFAULT = KINDS[0].name
"""What a question is that names no type."""


def kind_of(question: object) -> str:
    """Return which kind of question is meant, even where its type is slightly misspelt.

    The misspelling is still an error, but the rest can be checked for what it is.
    """
    if isinstance(question, BaseQuestion):
        return question.type
    written = field_of(question, "type", "") or ""
    if is_blank(written) or not isinstance(written, str):
        return DEFAULT
    return nearest_name(re.sub(r"[\W_]+", "_", written), MODELS) or written


class _OfItsKind:
    """Reads each question with the model of its kind.

    What reads a kind is built when the first question of the kind comes. To build those of all
    kinds takes longer than to read a bank, which has few of them.
    """

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._models = {kind.name: kind.model for kind in kinds}
        self.union: Any = Union[tuple(self._models.values())]  # noqa: UP007 - of a tuple

    def core_schema(self, _: object) -> "CoreSchema":
        """Return a schema that takes a question of any kind."""
        from pydantic_core.core_schema import (
            no_info_plain_validator_function,
            tagged_union_schema,
        )

        readers: dict[Hashable, CoreSchema] = {
            name: no_info_plain_validator_function(model.model_validate)
            for name, model in self._models.items()
        }
        return tagged_union_schema(readers, kind_of)

    def __get_pydantic_core_schema__(self, _: object, handler: object) -> "CoreSchema":
        return self.core_schema(handler)

    def __get_pydantic_json_schema__(self, _: object, handler: Callable[[Any], Any]) -> Any:
        from pydantic import Discriminator, Tag, TypeAdapter

        tagged = tuple(Annotated[model, Tag(name)] for name, model in self._models.items())
        union: Any = Annotated[Union[tagged], Discriminator(kind_of)]  # noqa: UP007 - of a tuple
        return handler(TypeAdapter(union).core_schema)


def question_of(kinds: Sequence[Kind]) -> Any:
    """Return what pydantic reads a question with: the union of the kinds' models."""
    reader = _OfItsKind(kinds)
    return Annotated[reader.union, reader]


if TYPE_CHECKING:
    Question = BaseQuestion
else:
    Question = question_of(KINDS)


def read_question(written: object) -> BaseQuestion | None:
    """Return a question as written, or None if something is wrong with it by itself."""
    model = MODELS.get(kind_of(written))
    return read_record(model, written)[0] if model else None
