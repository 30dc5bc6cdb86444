"""What a record says of its fields, in words of our own: `validation` puts them to pydantic."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args, get_origin

from quizgen.base.data_class import dataclass, field

if TYPE_CHECKING:
    from pydantic_core import PydanticCustomError

AS_TEXT, AS_PICTURE = "<text>", "<picture>"
"""What pydantic calls the two ways to write an option; no bank has such keys."""


class After(NamedTuple):
    """A function that checks or changes what a field holds, once its type is right."""

    function: Callable[[Any], Any]


class Before(NamedTuple):
    """A function that checks or changes what is written, before its type is looked at."""

    function: Callable[[Any], Any]


@dataclass(frozen=True, eq=False)
class FieldSpec:
    """What a record says of a field; `told` is for pydantic's own Field."""

    annotation: Any = None
    default: Any = ...
    factory: Callable[[], Any] | None = None
    alias: str | None = None
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def type(self) -> Any:
        """What it holds, without what is said of that."""
        is_told = get_origin(self.annotation) is Annotated
        return get_args(self.annotation)[0] if is_told else self.annotation

    @property
    def examples(self) -> list[str]:
        """What a bank may have there."""
        return self.told.get("examples") or []

    @property
    def is_required(self) -> bool:
        """Whether it has no default."""
        return self.default is ... and self.factory is None

    @property
    def start(self) -> Any:
        """What it holds where nothing is given."""
        return self.factory() if self.factory else self.default

    @cached_property
    def as_data(self) -> Callable[[str], Any] | None:
        """How its texts are written as data, where a text may be more than its letters."""
        return _as_data(self.annotation)


def _as_data(annotation: Any) -> Callable[[str], Any] | None:
    found = [getattr(part, "as_data", None) for part in getattr(annotation, "__metadata__", ())]
    found += map(_as_data, get_args(annotation))
    return next(filter(None, found), None)


def Field(  # noqa: N802 - as in pydantic
    default: Any = ...,
    *,
    default_factory: Callable[[], Any] | None = None,
    alias: str | None = None,
    **told: Any,
) -> Any:
    """Say what a field is without a value, and its limits, description and examples.

    The arguments are those of pydantic's Field.
    """
    return FieldSpec(None, default, default_factory, alias, told)


def flaw(
    kind: str, message: str, context: Mapping[str, Any] | None = None
) -> "PydanticCustomError":
    """Return what is wrong with a value, for a function that checks one to raise.

    kind names it for messages; message has places in braces for what context holds.
    """
    from pydantic_core import PydanticCustomError

    return PydanticCustomError(kind, message, dict(context) if context else None)
