"""Records as pydantic's models, which pydantic describes in JSON Schema."""

import types
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

import pydantic
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    create_model,
    model_validator,
)

from quizgen.bank.field_spec import After, Before, FieldSpec


class _Model(BaseModel):
    """Describes a record, and leaves reading to it."""

    makes: ClassVar[Any]

    model_config = ConfigDict(extra="forbid", defer_build=True)

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, data: Any, _: ModelWrapValidatorHandler[Any]) -> Any:
        return cls.makes.model_validate(data)


@cache
def model_of(record: Any) -> type[_Model]:
    """Return the model of a record: what it validates is the record itself."""
    fields: dict[str, Any] = {
        name: (annotation_of(spec.annotation), _field(spec))
        for name, spec in record.record_fields.items()
    }
    model = create_model(
        record.__name__,
        __base__=_Model,
        __module__=record.__module__,
        __doc__=record.__doc__,
        **fields,
    )
    model.makes = record
    return model


def _field(spec: FieldSpec) -> Any:
    told = dict(spec.told)
    if spec.alias:
        told["alias"] = spec.alias
    if spec.factory:
        return pydantic.Field(default_factory=spec.factory, **told)
    return pydantic.Field(spec.default, **told)


def annotation_of(annotation: Any) -> Any:
    """Return a field's type with pydantic's own marks in place of ours."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner, *marks = parts
        return Annotated[(annotation_of(inner), *map(_mark, marks))]
    if origin is None or origin is Literal:
        return annotation
    inside = tuple(map(annotation_of, parts))
    return Union[inside] if origin in (Union, types.UnionType) else origin[inside]  # noqa: UP007


def _mark(mark: Any) -> Any:
    match mark:
        case FieldSpec():
            return _field(mark)
        case After(function):
            return AfterValidator(function)
        case Before(function):
            return BeforeValidator(function)
    return mark
