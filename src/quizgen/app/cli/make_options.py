"""What was typed after `quizgen make`, as records, and the requests that it amounts to.

A field has the name of its option. None means that the option was not given.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from quizgen.base.choices import (
    Difficulty,
    Draw,
    PaperName,
    PassageChoice,
    QuestionOrder,
    Spacing,
)
from quizgen.base.data_class import dataclass, field_names, field_values, replace

if TYPE_CHECKING:
    from quizgen.app.api import PrintRequest
    from quizgen.bank.draw_wishes import Range
    from quizgen.bank.groups import Section
    from quizgen.plan.request import Blueprint, Numbers, Request
    from quizgen.printing.prepare import PassageRequest


class _Record:
    """Options that belong together."""

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Self:
        """Take the record's options out of all that click has read."""
        return cls(**{name: params[name] for name in field_names(cls)})


@dataclass(frozen=True)
class Asked(_Record):
    """Which questions are asked."""

    count: int | None
    skills: tuple[str, ...]
    difficulties: tuple[Difficulty, ...]
    types: tuple[str, ...]
    blueprint: "Blueprint"
    mix: "Numbers"
    at_most: "Numbers"
    points: "Range | None"
    pages: int | None
    sections: "tuple[Section, ...]"
    include: tuple[str, ...]
    exclude: tuple[str, ...]


@dataclass(frozen=True)
class Versions(_Record):
    """How versions differ, and who gets them."""

    versions: int | None
    seed: str | None
    roster: Path | None
    order: QuestionOrder | None
    keep_order: bool
    keep_options: bool
    draw: Draw


@dataclass(frozen=True)
class PageSettings(_Record):
    """The settings that a bank, a project and a look have too."""

    paper: PaperName | None
    columns: int | None
    font_size: str | None
    large_print: bool | None
    font: str | None
    spacing: Spacing | None
    margins: str | None
    duplex: bool | None
    n_up: int | None
    answer_column: bool | None
    answer_sheet: bool | None
    look: str | None

    @property
    def given(self) -> dict[str, Any]:
        """The settings that were given, by name."""
        return {name: value for name, value in field_values(self).items() if value is not None}


@dataclass(frozen=True)
class Texts(_Record):
    """The words on the page that are not questions."""

    title: str | None
    language: str | None
    article: Path | None
    passage: PassageChoice | None
    line_numbers: bool
    hyphenate: bool
    draft: bool

    def passage_request(self) -> "PassageRequest":
        """Return what is asked for about the article."""
        from quizgen.printing.prepare import PassageRequest

        return PassageRequest(
            self.article, self.passage, self.line_numbers, self.hyphenate, self.draft
        )


@dataclass(frozen=True)
class Output(_Record):
    """Which files are written, and by whom."""

    output: Path
    replace: bool
    watch: bool
    copies: int
    only: tuple[str, ...]
    only_page: int | None
    add_student: str | None
    seat: str | None
    show: bool
    html: bool
    seating: bool
    split: bool
    zipped: bool
    verify: bool
    jobs: int | None
    scheduler: str | None

    def print_request(self, jobs: int) -> "PrintRequest":
        """Return what is asked for about the files, with a number of worker processes."""
        from quizgen.app.api import PrintRequest

        return PrintRequest(
            html=self.html,
            seating=self.seating,
            replace=self.replace,
            copies=self.copies,
            sheets_only=bool(self.only),
            page=self.only_page or 0,
            split="zip" if self.zipped else "folder" if self.split else None,
            verify=self.verify,
            jobs=jobs,
            scheduler=self.scheduler,
        )


@dataclass(frozen=True)
class MakeOptions:
    """Everything that was typed."""

    bank: str | None
    plan_file: Path | None
    show_settings: bool
    asked: Asked
    versions: Versions
    settings: PageSettings
    texts: Texts
    output: Output

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Self:
        """Sort all that click has read."""
        return cls(
            bank=params["bank"],
            plan_file=params["plan_file"],
            show_settings=params["show_settings"],
            asked=Asked.of(params),
            versions=Versions.of(params),
            settings=PageSettings.of(params),
            texts=Texts.of(params),
            output=Output.of(params),
        )

    def with_seed(self) -> Self:
        """Return the options with a seed, so that repeated runs draw the same."""
        from quizgen.plan.request import new_seed

        seed = self.versions.seed
        chosen = replace(self.versions, seed=new_seed() if seed is None else seed)
        return replace(self, versions=chosen)

    def again(self) -> Self:
        """Return the options of a run after this one: it replaces it and opens nothing."""
        return replace(self, output=replace(self.output, replace=True, show=False))

    def request(self) -> "Request":
        """Return the questions and versions asked for, with a new seed if none was given."""
        from quizgen.plan.request import Request, new_seed

        asked, versions, texts = self.asked, self.versions, self.texts
        return Request(
            **field_values(asked),
            versions=versions.versions or 1,
            seed=new_seed() if versions.seed is None else versions.seed,
            order="bank" if versions.keep_order else versions.order,
            draw_each=versions.draw == "each",
            keep_options=versions.keep_options,
            title=texts.title,
            language=texts.language,
        )
