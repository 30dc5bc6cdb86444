"""A library that another one imports and seldom uses: loaded where it is first used."""

import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from types import ModuleType
from typing import Any

Names = Mapping[str, Set[str]]
"""What may be loaded late: of each module some names, of which it asks by `from … import`."""


@contextmanager
def imported_late(names: Names) -> Iterator[None]:
    """Give stand-ins for some names of modules to whoever imports these in this block.

    They are replaced by what they stand for where one of them is first used. Any other name
    of these modules, and `import` without `from`, loads them at once.
    """
    finder = _Finder(names)
    if any(name in sys.modules for name in names):  # nothing is to be gained
        yield
        return
    before = {*sys.modules}
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        finder.end()
        finder.users += [sys.modules[name] for name in sys.modules.keys() - before]


class _Finder(MetaPathFinder, Loader):
    """Finds modules that give stand-ins."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.users: list[ModuleType] = []
        """The modules that may have stand-ins."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the caller gives it
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """Return a module of stand-ins for one that may be loaded late."""
        return spec_from_loader(fullname, self) if fullname in self.names else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return a module of stand-ins."""
        return _LateModule(spec.name, self)

    def exec_module(self, module: ModuleType) -> None:
        """Leave the module as it is."""

    def end(self) -> None:
        """Find no more modules, and let the true ones be found."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
        for name in self.names:
            if isinstance(sys.modules.get(name), _LateModule):
                del sys.modules[name]

    def true_value(self, module: str, name: str) -> Any:
        """Load a module and return what it has by a name, or its submodule of that name."""
        self.end()
        loaded = import_module(module)
        if hasattr(loaded, name):
            return getattr(loaded, name)
        return import_module(f"{module}.{name}")

    def settle(self) -> None:
        """Replace all stand-ins by what they stand for."""
        for user in self.users:
            for name, value in [*vars(user).items()]:
                if isinstance(value, _StandIn) and value._finder is self:
                    setattr(user, name, value._true())


class _LateModule(ModuleType):
    """A module whose names are stand-ins."""

    def __init__(self, name: str, finder: _Finder) -> None:
        super().__init__(name)
        self.__path__ = []  # it may have submodules
        self._finder = finder

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        finder = self._finder
        if name in finder.names[self.__name__]:
            return _StandIn(finder, self.__name__, name)
        return finder.true_value(self.__name__, name)


class _StandIn:
    """What a module has by a name: loaded when it is called, or asked for what it has."""

    def __init__(self, finder: _Finder, module: str, name: str) -> None:
        self._finder, self._place = finder, (module, name)

    def _true(self) -> Any:
        return self._finder.true_value(*self._place)

    def _used(self) -> Any:
        self._finder.settle()
        return self._true()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._used(), name)

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self._used()(*args, **named)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self._used(),)
