"""Page settings from the command line, the bank, the project and the look, in that order."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from quizgen.bank.load import LoadedBank, load_bank
from quizgen.bank.paper import page_clashes, scaled_margins
from quizgen.bank.print_settings import LARGE, LARGE_FONT, PrintSettings, clashes, given
from quizgen.bank.project_file import ProjectSettings, load_project
from quizgen.bank.record import read_record
from quizgen.base.data_class import dataclass
from quizgen.base.errors import QuizgenError, shown
from quizgen.plan.request import Request
from quizgen.printing.fonts import refuse_unknown_font
from quizgen.printing.html.looks import find_look, look_defaults
from quizgen.printing.html.template_folders import TemplateFolders
from quizgen.printing.resolve_wishes import wish_rows, with_wishes

DEFAULT = "default"
FIXED_BY_LARGE_PRINT = ("columns", "font_size", "font", "n_up")
"""Settings that large print overrides if it is asked for nearer than they are."""


@dataclass(frozen=True)
class Layer:
    """Settings from one source: their values, and the place of each."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]


@dataclass(frozen=True)
class Resolved:
    """The settings of a run, and where each came from."""

    settings: PrintSettings
    origins: Mapping[str, str]


def typed_layer(values: Mapping[str, Any]) -> Layer:
    """Return the options that were typed, by the settings' names."""
    return Layer(values, {key: _option(key, value) for key, value in values.items()})


def _option(key: str, value: object) -> str:
    name = key.replace("_", "-")
    if isinstance(value, bool):
        return f"--{name}" if value else f"--no-{name}"
    return f"--{name} {value}"


def bank_layer(loaded: LoadedBank) -> Layer:
    """Return what a bank has under `print:`."""
    values = given(loaded.bank.print)
    places = {key: loaded.mark("print", key) for key in values}
    origins = {key: f"{loaded.path}:{at.line}:{at.column}" for key, at in places.items()}
    return Layer(values, origins)


def project_layer(project: ProjectSettings | None) -> Layer:
    """Return what ./quizgen.toml has."""
    values = given(project.settings) if project else {}
    places = {key: project.mark("print", key) for key in values} if project else {}
    path = project.path if project else ""
    return Layer(values, {key: f"{path}:{at.line}:{at.column}" for key, at in places.items()})


def shown_settings(typed: Mapping[str, Any], path: Path, here: Path, request: Request) -> str:
    """Return the settings of a bank's file, the language and the wishes for a draw, as a table.

    typed and request are what was typed. Raises BankError if the bank is wrong.
    """
    loaded = load_bank(path)
    code, origin = request.language, f"--language {request.language}"
    if code is None:
        code, origin = loaded.bank.language, DEFAULT
        if "language" in loaded.bank.model_fields_set:
            at = loaded.mark("language")
            origin = f"{loaded.path}:{at.line}:{at.column}"
    language = ("language", str(code), origin)
    wishes = wish_rows(with_wishes(request, loaded, here))
    return settings_table(resolve(typed, loaded, here), language, *wishes)


def planned_settings(settings: PrintSettings, path: str) -> Resolved:
    """Return the settings of a plan's file, which decides all of them."""
    return Resolved(settings, dict.fromkeys(PrintSettings.record_fields, path))


def folders_of(settings: PrintSettings, here: Path) -> TemplateFolders:
    """Return where a plan's templates are; refuse a look or a font that does not exist."""
    if settings.font and settings.font != LARGE_FONT:
        refuse_unknown_font(settings.font, "The plan")
    return find_look(here, settings.look, "The plan")


def resolve(typed: Mapping[str, Any], loaded: LoadedBank, here: Path) -> Resolved:
    """Return the settings of a bank that is printed in the folder `here`.

    Raises QuizgenError, or SettingsError for quizgen.toml, with every contradiction, and for a
    look or a font that does not exist.
    """
    layers = (project_layer(load_project(here)), bank_layer(loaded), typed_layer(typed))
    merged = _merged(layers)
    look = merged.values.get("look", PrintSettings().look)
    _refuse(_problems(merged, merged.values, bool(typed)))
    origin = merged.origins.get("look", DEFAULT)
    folders = find_look(here, look, origin)
    defaults = look_defaults(folders)
    of_look = Layer(defaults, dict.fromkeys(defaults, f"the look {look}"))
    whole = _finished(merged, of_look, bool(typed))
    _refuse(
        f"{_named(clash.keys, whole)}: {clash.said}" for clash in page_clashes(whole.settings)
    )
    if whole.settings.font and "font" in merged.values:
        refuse_unknown_font(whole.settings.font, merged.origins["font"])
    return whole


def _merged(layers: Iterable[Layer]) -> Layer:
    """Return the settings of all layers; a later one overrides those before it."""
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for layer in layers:
        if layer.values.get("large_print") is True:
            for key in FIXED_BY_LARGE_PRINT:
                values.pop(key, None)
                origins.pop(key, None)
        values.update(layer.values)
        origins.update(layer.origins)
    return Layer(values, origins)


def _problems(merged: Layer, values: Mapping[str, Any], typed: bool) -> Iterator[str]:
    """Yield what is wrong with settings together, and with those that were typed."""
    _, error = read_record(PrintSettings, values) if typed else (None, None)
    for item in error.errors(include_url=False) if error else ():
        if item["type"] != "clash":
            yield f"{merged.origins[str(item['loc'][0])]}: {item['msg']}"
    for clash in clashes(values):
        yield f"{_named(clash.keys, merged)}: {clash.said}"


def _named(keys: Iterable[str], where: "Layer | Resolved") -> str:
    """Return the places of settings that contradict one another."""
    known = [key for key in keys if where.origins.get(key, DEFAULT) != DEFAULT]
    places = [
        origin if (origin := where.origins[key]).startswith("--") else f"{key} ({origin})"
        for key in known
    ]
    return " and ".join(places) or "The page"


def _refuse(problems: Iterable[str]) -> None:
    if lines := list(problems):
        raise QuizgenError("\n".join(lines))


def _finished(merged: Layer, look: Layer, typed: bool) -> Resolved:
    """Fill in the settings that nobody gave: from the look, or from large print."""
    values = dict(look.values) | dict(merged.values)
    origins = dict(look.origins) | dict(merged.origins)
    if "margins" in look.values and "margins" not in merged.values:
        paper = _read(merged.values, typed)
        values["margins"] = scaled_margins(str(look.values["margins"]), paper)
    if values.get("large_print") is True:
        for key, value in (("font_size", f"{LARGE:g}"), ("font", LARGE_FONT)):
            if key not in merged.values:
                values[key], origins[key] = value, "large_print"
    settings = _read(values, typed)
    return Resolved(
        settings, {key: origins.get(key, DEFAULT) for key in PrintSettings.record_fields}
    )


def _read(values: Mapping[str, Any], typed: bool) -> PrintSettings:
    """Return settings; a bank's, a project's and a look's were checked as they were read."""
    return PrintSettings.model_validate(values) if typed else PrintSettings(**values)


def settings_table(resolved: Resolved, *others: tuple[str, str, str]) -> str:
    """Return a line for each setting: its value, and where it came from.

    others are further settings: name, value, origin.
    """
    own = [
        (key, _shown_value(getattr(resolved.settings, key)), origin)
        for key, origin in resolved.origins.items()
    ]
    rows = [("Setting", "Value", "From"), *own, *others]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:<{widths[1]}}  {origin}" for name, value, origin in rows
    )


def _shown_value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "as the look has it" if value is None else shown(str(value))
