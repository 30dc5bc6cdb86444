"""Data classes as `dataclasses` makes them, without compiling code for each class.

`dataclasses` writes and compiles up to six methods for a class, which takes 0.4 ms. A print
run loads ninety such classes. Here they share their methods. Type checkers see the standard
library's functions, whose arguments `dataclass` takes but for `slots` and the like.
"""

import dataclasses
import operator
from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, field, make_dataclass
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, ClassVar, get_origin

__all__ = ["dataclass", "field", "field_names", "field_values", "is_data_class", "replace"]


def field_names(kind: Any) -> tuple[str, ...]:
    """Return the names that a class made here, or an instance, is made with, in order."""
    layout: _Layout = kind.__layout__
    return layout.accepted


def is_data_class(value: object) -> bool:
    """Whether a value is an instance of a class made here."""
    return hasattr(type(value), "__layout__")


def field_values(instance: Any) -> dict[str, Any]:
    """Return what an instance of a class made here can be made with again, by name."""
    return {name: getattr(instance, name) for name in field_names(instance)}


if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(kind=None, /, *, frozen=False, eq=True, order=False, kw_only=False):
        """Give a class the methods of a data class; what it defines itself stays."""

        def made(kind: type) -> type:
            kind.__layout__ = layout = _Layout(_fields_of(kind, kw_only))
            kind.__match_args__ = layout.positional
            for name in _STANDARD:
                setattr(kind, name, _Standard(name, frozen=frozen, eq=eq, order=order))
            for name, method in _methods(frozen, eq, order).items():
                # Python itself puts None for __hash__ beside an __eq__.
                if kind.__dict__.get(name) is None:
                    setattr(kind, name, method)
            return kind

        return made if kind is None else made(kind)

    def replace(instance, /, **changes):
        """Return a copy of an instance of a data class with some fields changed."""
        if not hasattr(instance, "__layout__"):  # one with slots
            return dataclasses.replace(instance, **changes)
        return type(instance)(**field_values(instance) | changes)


class _Layout:
    """The fields of a class, and what its methods need of them."""

    def __init__(self, fields: "dict[str, Field[Any]]") -> None:
        self.fields = fields
        each = fields.items()
        self.accepted = tuple(name for name, field in each if field.init)
        # Where all of these are given there is no more to do.
        self.whole = frozenset(fields) if len(self.accepted) == len(fields) else None
        self.positional = tuple(n for n, field in each if field.init and not field.kw_only)
        self.defaults = {n: f.default for n, f in each if f.default is not MISSING}
        self.factories = {
            n: f.default_factory for n, f in each if f.default_factory is not MISSING
        }
        self.compared = _getter(name for name, field in each if field.compare)
        self.hashed = _getter(n for n, f in each if (f.compare if f.hash is None else f.hash))


def _getter(names: Iterable[str]) -> Callable[[Any], Any]:
    """Return what gets the attributes of such names from an instance."""
    listed = tuple(names)
    return operator.attrgetter(*listed) if listed else lambda _instance: ()


def _fields_of(kind: type, kw_only: bool) -> "dict[str, Field[Any]]":
    """Return the fields of a class by name, those of its bases first."""
    fields: dict[str, Field[Any]] = {}
    for base in reversed(kind.__mro__[1:]):
        if layout := base.__dict__.get("__layout__"):
            fields |= layout.fields
        elif "__dataclass_fields__" in base.__dict__:
            raise TypeError(f"{kind.__name__} is made here, and {base.__name__} elsewhere")
    for name, annotation in kind.__annotations__.items():
        if ClassVar in (annotation, get_origin(annotation)):
            continue
        default = kind.__dict__.get(name, MISSING)
        own: Field[Any] = default if isinstance(default, Field) else field(default=default)
        if own.default is not MISSING:
            setattr(kind, name, own.default)
        elif default is own:
            delattr(kind, name)
        own.name, own.type = name, annotation
        own.kw_only = kw_only if own.kw_only is MISSING else own.kw_only
        fields[name] = own
    return fields


_STANDARD = ("__dataclass_fields__", "__dataclass_params__")
"""What the functions of `dataclasses`, and libraries, look for in a data class."""


class _Standard:
    """One of those; all are made when one of them is asked for."""

    def __init__(self, name: str, **how: Any) -> None:
        self._name, self._how = name, how

    def __get__(self, _instance: object, kind: Any) -> Any:
        layout: _Layout = kind.__layout__
        fields = [(each.name, each.type, each) for each in layout.fields.values()]
        made: Any = make_dataclass(kind.__name__, fields, **self._how)
        for name in _STANDARD:
            setattr(kind, name, getattr(made, name))
        return getattr(made, self._name)


def _init(self: Any, /, *given: Any, **named: Any) -> None:
    layout = self.__layout__
    values = self.__dict__
    values.update(zip(layout.positional, given, strict=False))
    values.update(named)
    if len(given) + len(named) != len(values) or values.keys() != layout.whole:
        _complete(self, layout, given, named)
    if after := getattr(self, "__post_init__", None):
        after()


def _complete(
    self: Any, layout: _Layout, given: tuple[Any, ...], named: dict[str, Any]
) -> None:
    """Add the defaults, or raise TypeError as Python does where the arguments do not fit."""
    values, name = self.__dict__, type(self).__qualname__
    if len(given) > len(layout.positional):
        most = len(layout.positional)
        raise TypeError(f"{name}() takes {most} positional arguments, not {len(given)}")
    if unknown := [each for each in named if each not in layout.accepted]:
        raise TypeError(f"{name}() got an unexpected keyword argument {unknown[0]!r}")
    if len(values) < len(given) + len(named):
        twice = [each for each in layout.positional[: len(given)] if each in named]
        raise TypeError(f"{name}() got multiple values for argument {twice[0]!r}")
    for key, default in layout.defaults.items():
        values.setdefault(key, default)
    for key, factory in layout.factories.items():
        if key not in values:
            values[key] = factory()
    if missing := [each for each in layout.accepted if each not in values]:
        raise TypeError(f"{name}() misses the arguments {missing}")


@recursive_repr()
def _repr(self: Any) -> str:
    shown = [name for name, field in self.__layout__.fields.items() if field.repr]
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
    return f"{type(self).__qualname__}({values})"


def _compares(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def method(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        compared = self.__layout__.compared
        return compare(compared(self), compared(other))

    return method


def _hash(self: Any) -> int:
    return hash(self.__layout__.hashed(self))


def _refuse_to_set(_self: Any, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_FROZEN = {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
_EQ = _compares(operator.eq)
_ORDER = {
    f"__{each}__": _compares(getattr(operator, each)) for each in ("lt", "le", "gt", "ge")
}


def _methods(frozen: bool, eq: bool, order: bool) -> dict[str, Any]:
    methods: dict[str, Any] = {"__init__": _init, "__repr__": _repr}
    if eq:
        methods |= {"__eq__": _EQ, "__hash__": _hash if frozen else None}
    return methods | (_ORDER if order else {}) | (_FROZEN if frozen else {})
