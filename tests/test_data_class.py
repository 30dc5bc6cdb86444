"""Data classes without compiled methods do what the standard library's do."""

import copy
import dataclasses
import operator
import pickle
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizgen.base import data_class

# What a field may be written as: none of it, a default, or a call of field().
DEFAULTS: dict[str, Any] = {
    "": {},
    "plain": {"default": 7},
    "list": {"default_factory": list},
    "unseen": {"default": 8, "repr": False, "compare": False},
    "unhashed": {"default": 9, "hash": False},
    "own": {"default_factory": int, "init": False},
    "named": {"default": 5, "kw_only": True},
}
FIELDS = st.lists(st.sampled_from(list(DEFAULTS)), max_size=4).map(
    lambda kinds: sorted(kinds, key=bool)  # what has no default comes first
)
FLAGS = st.fixed_dictionaries(
    {name: st.booleans() for name in ("frozen", "eq", "order", "kw_only")}
).filter(lambda flags: flags["eq"] or not flags["order"])
NUMBERS = st.integers(0, 2) | st.just([])
ARGUMENTS = st.tuples(
    st.lists(NUMBERS, max_size=5),
    st.dictionaries(st.sampled_from(["a", "b", "c", "d", "z"]), NUMBERS, max_size=4),
)


def made(maker: Any, kinds: list[str], flags: dict[str, bool], base: type = object) -> Any:
    """Return a class of such fields, named a, b and so on, made by one of the two."""
    names = "abcd" if base is object else "efgh"
    body: dict[str, Any] = {"__annotations__": {"shared": ClassVar[int]}, "shared": 3}
    for name, kind in zip(names, kinds, strict=False):
        body["__annotations__"][name] = int
        if kind == "plain":
            body[name] = 7
        elif kind:
            body[name] = dataclasses.field(**DEFAULTS[kind])
    return maker(**flags)(type("Made", (base,), body))


def outcome(act: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Return the text of what a call returns, or the type of what it raises."""
    try:
        return repr(act(*given, **named))
    except Exception as error:  # whatever it is, both must raise it
        return type(error)


def facts(kind: Any, given: list[Any], named: dict[str, Any]) -> list[Any]:
    """Return what can be seen of a class and of an instance of it."""
    known = [kind.__match_args__, outcome(kind, *given, **named), outcome(getattr, kind, "a")]
    known.append([field.name for field in dataclasses.fields(kind)])
    known.append(
        [getattr(kind.__dataclass_params__, name) for name in ("frozen", "eq", "order")]
    )
    if isinstance(known[1], str):
        first, again = kind(*given, **named), kind(*given, **named)
        known += [outcome(hash, first) == outcome(hash, again), type(outcome(hash, first))]
        known += [outcome(dataclasses.asdict, first), first == object()]
        known += [outcome(setattr, first, "a", 4), outcome(lambda: first.a)]
        known += [outcome(delattr, first, "a"), outcome(lambda: first.a)]
    return known


def relations(kind: Any, *both: tuple[list[Any], dict[str, Any]]) -> list[Any]:
    """Return how two instances compare; nothing where one cannot be made."""
    if not all(isinstance(outcome(kind, *given, **named), str) for given, named in both):
        return []
    first, second = (kind(*given, **named) for given, named in both)
    return [
        outcome(getattr(operator, name), first, second)
        for name in ("eq", "ne", "lt", "le", "gt", "ge")
    ]


MAKERS = (dataclasses.dataclass, data_class.dataclass)


@given(FIELDS, FLAGS, ARGUMENTS, ARGUMENTS)
def test_an_instance_is_what_the_standard_library_makes(kinds, flags, one, other):
    """It is made, shown, compared, hashed and frozen alike, or refused alike."""
    standard, own = (made(maker, kinds, flags) for maker in MAKERS)

    assert facts(own, *one) == facts(standard, *one)
    assert relations(own, one, other) == relations(standard, one, other)


@given(FIELDS, FIELDS, FLAGS, ARGUMENTS)
def test_a_class_takes_over_the_fields_of_its_base(kinds, more, flags, arguments):
    """They come first, and each may be given."""
    standard, own = (
        made(maker, [kind or "plain" for kind in more], flags, base)
        for maker in MAKERS
        for base in [made(maker, [kind or "plain" for kind in kinds], flags)]
    )

    assert facts(own, *arguments) == facts(standard, *arguments)


@given(FIELDS, FLAGS, st.sampled_from("abz"), st.integers(0, 5))
def test_a_copy_differs_in_what_is_changed(kinds, flags, name, value):
    """And is otherwise the same; what no field is, or is not given, is refused."""
    standard, own = (
        made(maker, [kind or "plain" for kind in kinds], flags)() for maker in MAKERS
    )
    expected = outcome(dataclasses.replace, standard, **{name: value})
    if expected is ValueError:  # a field that is not given
        expected = TypeError

    assert outcome(data_class.replace, own, **{name: value}) == expected


def test_a_copy_of_another_data_class_is_made_too():
    """Those with slots are the standard library's."""
    kind = dataclasses.make_dataclass("Kind", [("a", int)], slots=True)

    assert data_class.replace(kind(1), a=2) == kind(2)


@data_class.dataclass(frozen=True)
class Pair:
    """Two numbers."""

    left: int
    right: int = 2

    def __post_init__(self) -> None:
        if self.left > 100:
            raise ValueError(self.left)

    def __repr__(self) -> str:
        return f"{self.left}:{self.right}"

    @cached_property
    def total(self) -> int:
        """Their sum."""
        return self.left + self.right


def test_what_a_class_defines_itself_stays():
    """Its own methods are called, and a property is kept in a frozen instance."""
    pair = Pair(1)

    assert (repr(pair), pair.total, pair.total) == ("1:2", 3, 3)
    assert pair == Pair(1)
    with pytest.raises(ValueError, match="101"):
        Pair(101)


def test_an_instance_goes_to_another_process():
    """It is pickled and copied without being made anew."""
    pair = Pair(1, 5)

    for copied in (pickle.loads(pickle.dumps(pair)), copy.deepcopy(pair)):
        assert copied == pair
        assert hash(copied) == hash(pair)


def test_names_and_values_are_listed():
    """In the order in which they are written."""
    assert data_class.field_names(Pair) == ("left", "right")
    assert data_class.field_values(Pair(4)) == {"left": 4, "right": 2}


def test_an_instance_that_holds_itself_is_shown():
    """The text ends where it would begin again."""

    @data_class.dataclass
    class Chain:
        """Holds anything."""

        next: Any = None

    chain = Chain()
    chain.next = chain

    assert repr(chain).endswith("Chain(next=...)")


def test_a_base_made_elsewhere_is_refused():
    """Its fields would be lost."""

    @dataclasses.dataclass
    class Base:
        """One field."""

        name: str

    with pytest.raises(TypeError, match="Base"):

        @data_class.dataclass
        class Other(Base):
            """Another field."""

            number: int
