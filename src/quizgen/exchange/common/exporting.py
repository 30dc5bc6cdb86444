"""A bank or a plan as what a format is handed: one export, or one for each version."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from quizgen.article.passage import Passage
from quizgen.article.text import ArticleText, find_article, read_article
from quizgen.bank.load import LoadedBank
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.questions import Question
from quizgen.base.data_class import replace
from quizgen.base.errors import QuizgenError
from quizgen.base.language import wording
from quizgen.exchange.common.formats import Format
from quizgen.exchange.common.held import export_losses, is_held
from quizgen.exchange.common.items import Export, Written, item_of
from quizgen.exchange.common.losses import Loss, Report, unique
from quizgen.plan.feasibility import Wishes
from quizgen.plan.model import Plan, Version, order_of
from quizgen.plan.request import Request
from quizgen.plan.selection import SelectionError


def bank_export(
    loaded: LoadedBank, filters: Request | None = None, article: Path | None = None
) -> Export:
    """Return the questions of a bank that pass the filters, in the bank's order.

    The article is the one given, else the one that `quizgen make` would find. Raises
    QuizgenError where no question passes.
    """
    bank = loaded.bank
    found = find_article(loaded.path, bank.article, article)
    text = read_article(found, bank.article) if found else None
    words = wording(bank.language)
    return Export(
        title=bank.title or bank.article.title,
        items=tuple(item_of(each, words=words) for each in _chosen(loaded, filters)),
        article=bank.article,
        name=loaded.path.stem,
        instructions=bank.instructions,
        groups=bank.groups,
        pictures=loaded.pictures,
        passage=_passage(text),
        words=words,
        skills={
            name: label for name, label in bank.skills.items() if name not in BUILT_IN_SKILLS
        },
    )


def _own(skills: Mapping[str, str]) -> dict[str, str]:
    return {name: label for name, label in skills.items() if name not in BUILT_IN_SKILLS}


def _chosen(loaded: LoadedBank, filters: Request | None) -> Sequence[Question]:
    if filters is None:
        return loaded.bank.questions
    wishes = Wishes(loaded.bank, filters)
    unknown = [problem for problem in wishes.problems() if "no question" in problem.lower()]
    if unknown or not wishes.pool:
        raise SelectionError("\n".join(unknown) or "No question of the bank is like that.")
    return tuple(wishes.pool)


def _passage(text: ArticleText | None) -> Passage | None:
    if text is None:
        return None
    return Passage(
        paragraphs=text.paragraphs,
        headings=text.headings,
        set_apart=text.set_apart,
        plain=text.plain,
    )


def plan_exports(plan: Plan) -> Iterator[tuple[str, Export]]:
    """Yield each version's name and its questions, as they were printed."""
    versions = list(plan.versions)
    for version in versions:
        named = f" {version.name}" if len(versions) > 1 else ""
        yield version.name, _version_export(plan, version, f"{plan.title}{named}")


def _version_export(plan: Plan, version: Version, title: str) -> Export:
    words = plan.written
    items = []
    for item in version.items:
        question = plan.questions[item.question]
        orders = [
            order_of(options, printed)
            for options, printed in zip(question.lists, item.printed, strict=False)
        ]
        items.append(item_of(question, orders, words))
    return Export(
        title=title,
        items=tuple(items),
        article=plan.article,
        name=Path(plan.bank.file).stem,
        instructions=plan.instructions,
        groups=plan.groups,
        pictures=plan.images,
        passage=plan.passage,
        words=words,
        skills={
            name: label for name, label in plan.skills.items() if name not in BUILT_IN_SKILLS
        },
    )


def exported(export: Export, form: Format, place: str | None = None) -> tuple[bytes, Report]:
    """Return an export in a format, with all that the format cannot hold.

    place is what becomes of the passage where the format shares none: repeat, separate or
    none. Raises QuizgenError where the format has nothing for any of the questions.
    """
    if form.write is None:
        raise QuizgenError(f"{form.title} is only read, not written.")
    losses: list[Loss] = []
    if place == "none" and export.passage:
        export = replace(export, passage=None)
        losses.append(Loss("", "passage", "The passage is left out, as you wished."))
    chosen = place or {"repeated": "repeat"}.get(form.holds.passage, form.holds.passage)
    export = replace(export, place=chosen)
    losses += export_losses(export, form)
    held = tuple(item for item in export.items if is_held(item, form))
    if not held:
        raise QuizgenError(f"{form.title} has nothing for any of these questions.")
    written: Written = form.write(replace(export, items=held))
    heading = f"{form.title}: {len(held)} of {len(export.items)} questions written."
    return written.content, Report(heading, unique([*losses, *written.losses]))


def export_report(
    exports: Sequence[tuple[str, Export]], form: Format, place: str | None, path: Path
) -> tuple[dict[Path, bytes], Report]:
    """Return the files of all versions, each named after its own, and one report."""
    files: dict[Path, bytes] = {}
    losses: list[Loss] = []
    headings = []
    for version, export in exports:
        content, report = exported(export, form, place)
        named = path.with_name(f"{path.stem}-{version}{path.suffix}")
        files[named if len(exports) > 1 else path] = content
        losses += report.losses
        headings.append(report.heading)
    return files, Report("\n".join(dict.fromkeys(headings)), unique(losses))
