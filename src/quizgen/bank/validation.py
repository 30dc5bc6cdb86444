"""Reads and checks records with pydantic's core, by schemas made of what their fields say.

The rest of pydantic, which describes records in JSON Schema (see json_models), is not needed
for that: to load it, and to have it build a model of each record, takes longer than to read
most banks.
"""

import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic_core import (
    CoreSchema,
    InitErrorDetails,
    PydanticCustomError,
    SchemaValidator,
    ValidationError,
    core_schema,
)

from quizgen.bank.field_spec import AS_PICTURE, AS_TEXT, After, Before, FieldSpec

_PLAIN: Mapping[Any, Callable[[], CoreSchema]] = {
    str: core_schema.str_schema,
    int: core_schema.int_schema,
    float: core_schema.float_schema,
    bool: core_schema.bool_schema,
}
_LIMITS = ("min_length", "max_length", "pattern", "ge", "le", "allow_inf_nan")


@cache
def reader_of(record: Any) -> SchemaValidator:
    """Return what reads a record; its validate_python returns the record itself."""
    return SchemaValidator(schema_of(record), core_schema.CoreConfig(title=record.__name__))


def schema_of(annotation: Any) -> CoreSchema:
    """Return how pydantic's core reads and checks a field of a type."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _annotated(*parts)
    if origin is Literal:
        return core_schema.literal_schema(list(parts))
    if origin in (Union, types.UnionType):
        [inner] = (part for part in parts if part is not types.NoneType)
        return core_schema.nullable_schema(schema_of(inner))
    if origin is tuple:
        items = [schema_of(part) for part in parts if part is not ...]
        return core_schema.tuple_schema(items, variadic_item_index=0 if ... in parts else None)
    if origin is dict:
        return core_schema.dict_schema(*map(schema_of, parts))
    return _PLAIN[annotation]() if annotation in _PLAIN else _record_schema(annotation)


def _annotated(inner: Any, *marks: Any) -> CoreSchema:
    own = next((mark.core_schema for mark in marks if hasattr(mark, "core_schema")), None)
    schema: CoreSchema = own(schema_of) if own else schema_of(inner)
    for mark in marks:
        match mark:
            case FieldSpec():
                schema = _limited(schema, mark)
            case After(function):
                schema = core_schema.no_info_after_validator_function(function, schema)
            case Before(function):
                schema = core_schema.no_info_before_validator_function(function, schema)
    return schema


def _limited(schema: CoreSchema, spec: FieldSpec) -> CoreSchema:
    limits = {key: spec.told[key] for key in _LIMITS if key in spec.told}
    limited: Any = {**schema, **limits}
    return limited  # type: ignore[no-any-return]


@cache
def _record_schema(record: Any) -> CoreSchema:
    fields = {
        name: core_schema.model_field(_field(spec), validation_alias=spec.alias)
        for name, spec in record.record_fields.items()
    }
    # Closed, since a misspelt key is an error and never silently ignored.
    inside = core_schema.model_fields_schema(
        fields, model_name=record.__name__, extra_behavior="forbid"
    )
    return core_schema.no_info_wrap_validator_function(partial(_all_at_once, record), inside)


def _field(spec: FieldSpec) -> CoreSchema:
    schema = _limited(schema_of(spec.annotation), spec)
    if spec.factory:
        return core_schema.with_default_schema(schema, default_factory=spec.factory)
    if spec.is_required:
        return schema
    return core_schema.with_default_schema(schema, default=spec.default)


def _all_at_once(record: Any, data: Any, read_fields: Callable[[Any], Any]) -> Any:
    """Report errors in fields and between them at once; a later validator would not run."""
    if isinstance(data, record):
        return data
    data = record.prepared(data)
    between = list(record.field_errors(data)) if isinstance(data, dict) else []
    errors = [InitErrorDetails(type=each.error, loc=each.place, input=None) for each in between]
    try:
        values, _, given = read_fields(data)
        if not errors:
            return record.of_checked(values, given)
    except ValidationError as error:
        errors = [*_details(error, record.written_at), *errors]
    raise ValidationError.from_exception_data(record.__name__, errors) from None


def _details(
    error: ValidationError,
    written_at: Callable[[tuple[str | int, ...]], tuple[str | int, ...]],
) -> Iterator[InitErrorDetails]:
    for item in error.errors(include_url=False):
        kind = PydanticCustomError(item["type"], item["msg"], item.get("ctx"))
        place = tuple(step for step in item["loc"] if step not in (AS_TEXT, AS_PICTURE))
        yield InitErrorDetails(type=kind, loc=written_at(place), input=item["input"])
