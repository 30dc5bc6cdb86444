"""Reads and checks records with pydantic: a model for each record, built when it is needed."""

import types
from collections.abc import Callable, Iterator
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

import pydantic
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    ModelWrapValidatorHandler,
    ValidationError,
    create_model,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from quizgen.bank.field_spec import AS_PICTURE, AS_TEXT, After, Before, FieldSpec


class _Model(BaseModel):
    """Reads a record: closed, since a misspelt key is an error and never silently ignored."""

    makes: ClassVar[Any]

    model_config = ConfigDict(extra="forbid", defer_build=True)

    @model_validator(mode="wrap")
    @classmethod
    def _all_at_once(cls, data: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        """Report errors in fields and between them at once; a later validator would not run."""
        record = cls.makes
        if isinstance(data, record):
            return data
        data = record.prepared(data)
        between = list(record.field_errors(data)) if isinstance(data, dict) else []
        errors = [
            InitErrorDetails(type=each.error, loc=each.place, input=None) for each in between
        ]
        read = None
        try:
            read = handler(data)
        except ValidationError as error:
            errors = [*_details(error, record.written_at), *errors]
        if errors or read is None:
            raise ValidationError.from_exception_data(cls.__name__, errors)
        return record.of_checked(read.__dict__, read.model_fields_set)


def _details(
    error: ValidationError,
    written_at: Callable[[tuple[str | int, ...]], tuple[str | int, ...]],
) -> Iterator[InitErrorDetails]:
    for item in error.errors(include_url=False):
        kind = PydanticCustomError(item["type"], item["msg"], item.get("ctx"))
        place = tuple(step for step in item["loc"] if step not in (AS_TEXT, AS_PICTURE))
        yield InitErrorDetails(type=kind, loc=written_at(place), input=item["input"])


@cache
def model_of(record: Any) -> type[_Model]:
    """Return the model that reads a record: its model_validate returns the record itself."""
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
