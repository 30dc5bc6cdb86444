"""Records: what banks and plans are made of, as plain objects.

A record's fields say what a file may hold. What reads a file and checks it by them is built in
`validation`, with pydantic's core; that is loaded with the first file that is read. A record
itself knows nothing of it, so a program that has its records already does without.

The methods have the names that pydantic gives them.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    NamedTuple,
    Self,
    TypeVar,
    dataclass_transform,
    get_origin,
)

from quizgen.bank.field_spec import Field, FieldSpec
from quizgen.base.data_class import replace

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic.fields import FieldInfo
    from pydantic_core import CoreSchema, ValidationError

Excluded = AbstractSet[str] | Mapping[str, Any]
"""Fields to leave out; a mapping says True, or what to leave out within the field."""

_R = TypeVar("_R", bound="BaseRecord")


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(Field,))
class RecordType(type):
    """The type of records: it gathers the fields that a class and its bases declare."""

    record_fields: dict[str, FieldSpec]
    """Every field by its name: those of the bases first."""

    def __new__(  # noqa: D102
        cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]
    ) -> "RecordType":
        made = super().__new__(cls, name, bases, namespace)
        fields: dict[str, FieldSpec] = {}
        for base in reversed(made.__mro__[1:]):
            fields |= getattr(base, "record_fields", {})
        for key, annotation in made.__annotations__.items():
            if _is_field(annotation):
                fields[key] = _spec(annotation, namespace.get(key, ...))
                if key in namespace:
                    delattr(made, key)
        made.record_fields = fields
        return made

    @property
    def model_fields(cls) -> dict[str, "FieldInfo"]:
        """Every field as pydantic describes it, by its name."""
        from quizgen.bank.json_models import model_of

        return model_of(cls).model_fields


def _is_field(annotation: Any) -> bool:
    return get_origin(annotation) is not ClassVar


def _spec(annotation: Any, default: Any) -> FieldSpec:
    if isinstance(default, FieldSpec):
        return replace(default, annotation=annotation)
    return FieldSpec(annotation, default)


class BaseRecord(metaclass=RecordType):
    """An object whose fields are given once; equal if its class and its fields are.

    Its own values are not checked: whoever makes it has them right. `model_validate` checks.
    """

    model_fields_set: ClassVar[AbstractSet[str]] = frozenset()
    """The fields that were given, rather than left to their defaults."""

    def __init__(self, **values: Any) -> None:
        """Take a value for each field; a field that is missing or unknown is a TypeError."""
        own = self.__dict__
        given = set()
        for name, spec in type(self).record_fields.items():
            key = spec.alias or name
            if key in values:
                own[name] = values.pop(key)
                given.add(name)
            elif spec.is_required:
                raise TypeError(f"{type(self).__name__} needs {key}")
            else:
                own[name] = spec.start
        if values:
            raise TypeError(f"{type(self).__name__} has no {', '.join(values)}")
        own["model_fields_set"] = given

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: others may hold the same record."""
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __delattr__(self, name: str) -> None:
        """Refuse: others may hold the same record."""
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __getstate__(self) -> dict[str, Any]:
        """Return the fields and which were given: what functions have found out stays here."""
        return {**self._values, "model_fields_set": self.model_fields_set}

    @property
    def _values(self) -> dict[str, Any]:
        own = self.__dict__
        return {name: own[name] for name in type(self).record_fields}

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        mine, others = self.__dict__, other.__dict__
        return all(mine[name] == others[name] for name in type(self).record_fields)

    def __hash__(self) -> int:
        return hash((type(self), *self._values.values()))

    def __repr__(self) -> str:
        fields = (f"{name}={value!r}" for name, value in self._values.items())
        return f"{type(self).__name__}({', '.join(fields)})"

    @property
    def texts(self) -> list[str]:
        """Every text in it, however deep; a name that a mapping gives is none."""
        found: list[str] = []
        _gather_texts(self, found)
        return found

    # Reading

    @classmethod
    def model_validate(cls, data: object) -> Self:
        """Return what data says, checked; raises pydantic's ValidationError with all errors."""
        from quizgen.bank.validation import reader_of

        record: Self = reader_of(cls).validate_python(data)
        return record

    @classmethod
    def model_json_schema(cls, **how: Any) -> dict[str, Any]:
        """Return the JSON Schema of what model_validate accepts, as pydantic has it."""
        from quizgen.bank.json_models import model_of

        return model_of(cls).model_json_schema(**how)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        """Tell pydantic how it reads a field that holds such a record."""
        from quizgen.bank.json_models import model_of

        return handler.generate_schema(model_of(cls))

    @classmethod
    def of_checked(cls, values: dict[str, Any], given: AbstractSet[str]) -> Self:
        """Return a record of values that have been checked, a value for each field."""
        record = cls.__new__(cls)
        record.__dict__.update(values)
        record.__dict__["model_fields_set"] = given
        return record

    # Writing

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """Return a copy with other values; a cached property is worked out anew from them."""
        changes = dict(update or {})
        return self.of_checked(self._values | changes, self.model_fields_set | changes.keys())

    def model_dump(
        self,
        *,
        include: AbstractSet[str] | None = None,
        exclude: Excluded = frozenset(),
        by_alias: bool = False,
        exclude_none: bool = False,
        exclude_defaults: bool = False,
    ) -> dict[str, Any]:
        """Return the fields as data: dicts, tuples, texts, numbers.

        What is said of None, defaults and aliases holds for the records within it too.
        """
        how = _How(by_alias, exclude_none, exclude_defaults)
        return dict(self._dumped(include, exclude, how))

    def _dumped(
        self, include: AbstractSet[str] | None, exclude: Excluded, how: "_How"
    ) -> Iterator[tuple[str, Any]]:
        own = self.__dict__
        for name, spec in type(self).record_fields.items():
            value = own[name]
            left_out = exclude.get(name) if isinstance(exclude, Mapping) else name in exclude
            if left_out is True or (include is not None and name not in include):
                continue
            if value is None and how.exclude_none:
                continue
            if how.exclude_defaults and not spec.is_required and value == spec.start:
                continue
            key = (spec.alias or name) if how.by_alias else name
            yield key, _data(value, spec.as_data, left_out or frozenset(), how)

    def model_dump_json(self, *, indent: int | None = None, **options: Any) -> str:
        """Return model_dump's data as JSON: compact, or with a line for each value."""
        separators = (",", ":") if indent is None else None
        data = self.model_dump(**options)
        return json.dumps(data, ensure_ascii=False, indent=indent, separators=separators)


def _gather_texts(value: object, found: list[str]) -> None:
    inside: Iterable[Any] = ()
    if isinstance(value, BaseRecord):
        inside = value._values.values()
    elif isinstance(value, list | tuple):
        inside = value
    elif isinstance(value, dict):
        inside = value.values()
    elif isinstance(value, Sequence):  # made as it is asked for
        inside = value
    for each in inside:
        if isinstance(each, str):
            found.append(each)
        elif each:
            _gather_texts(each, found)


class _How(NamedTuple):
    by_alias: bool
    exclude_none: bool
    exclude_defaults: bool


def _data(
    value: Any,
    text: Callable[[str], Any] | None,
    exclude: Excluded,
    how: "_How",
) -> Any:
    """Return a value as data; text writes a text that may be more than its letters."""
    if isinstance(value, str):
        return text(value) if text else value
    if isinstance(value, BaseRecord):
        return dict(value._dumped(None, exclude, how))
    if isinstance(value, Mapping):
        dumped = {key: _data(each, text, frozenset(), how) for key, each in value.items()}
        if how.exclude_none:
            return {key: each for key, each in dumped.items() if each is not None}
        return dumped
    if isinstance(value, Sequence):
        made = [_data(each, text, frozenset(), how) for each in value]
        return made if isinstance(value, list) else tuple(made)
    return value


def read_record(
    record: type[_R], data: object
) -> tuple[_R, None] | tuple[None, "ValidationError"]:
    """Return what data says as a record, or all that is wrong with it."""
    from pydantic_core import ValidationError

    try:
        return record.model_validate(data), None
    except ValidationError as error:
        return None, error
