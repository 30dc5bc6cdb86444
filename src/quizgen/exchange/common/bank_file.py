"""Makes a bank of what was imported: YAML that prints, the article's text, pictures."""

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from quizgen.article.text import paragraph_count
from quizgen.bank.fields import UNPRINTABLE, is_blank
from quizgen.bank.find import FOLDER
from quizgen.bank.load import parse_bank
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.pictures import picture_of
from quizgen.bank.yaml_text import comment, commented, yaml_lines
from quizgen.base.choices import BANK_SUFFIXES
from quizgen.base.data_class import dataclass, field, replace
from quizgen.base.errors import BankError, Problem, QuizgenError, shown
from quizgen.base.files import MOST_CHARACTERS, replacing
from quizgen.base.language import known_language
from quizgen.exchange.common.drafts import Draft, Read, Stimulus
from quizgen.exchange.common.losses import Loss, unique

DEFAULT_SKILL = "evidence"
MOST_IN_ID = 40
MOST_SHOWN = 2000
"""Characters of a piece that was not understood that its comment shows."""
NAMED_FIRST = ("id", "type", "skill", "stem")
NAMED_LAST = (
    *("points", "difficulty", "rationale", "evidence", "standards"),
    *("group", "excerpt", "image"),
)
NO_ARTICLE = "Answer every question."
"""What students are told where nothing says that the questions are about an article."""
MOST_ROUNDS = 50


@dataclass(frozen=True)
class BankFiles:
    """The files of an imported bank by name, its questions, and all losses."""

    files: Mapping[str, bytes]
    questions: int
    losses: tuple[Loss, ...]
    passages: int = 0
    formats: tuple[str, ...] = ()
    """The titles of the formats that were read."""


@dataclass
class _Bank:
    """A bank that is being put together; rows are its questions in their order."""

    name: str
    read: Read
    skill: str | None
    origin: str
    rows: list["_Row"] = field(default_factory=list)
    groups: dict[str, dict[str, Any]] = field(default_factory=dict)
    skills: dict[str, str] = field(default_factory=dict)
    article: dict[str, Any] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    losses: list[Loss] = field(default_factory=list)
    passages: int = 0
    unnamed: set[str] = field(default_factory=set)
    """The questions whose source names no skill."""


@dataclass
class _Row:
    draft: Draft
    data: dict[str, Any] | None
    why: str = ""
    """Why a bank cannot hold it: it stands in comments."""


def bank_files(read: Read, name: str, skill: str | None, origin: str) -> BankFiles:
    """Return the files of a bank with all that was read; no question, and there are none.

    skill is for questions whose source names none. origin says where they come from, for
    the first comment. Every question that the bank cannot hold stands in it as a comment.
    """
    bank = _Bank(name, read, skill, origin)
    bank.losses += read.losses
    _take_pictures(bank)
    _take_texts(bank)
    _take_questions(bank)
    text = _settled(bank)
    used = [row for row in bank.rows if row.data is not None and not row.why]
    losses = [*bank.losses, *(loss for row in bank.rows for loss in _row_losses(row))]
    if not used:
        return BankFiles({}, 0, unique([*losses, *_texts_alone(read)]), bank.passages)
    files = {f"{name}.yaml": text.encode(), **bank.files}
    return BankFiles(files, len(used), unique(losses), bank.passages)


def _texts_alone(read: Read) -> Iterator[Loss]:
    """Report the texts of a source without a question: no bank holds them."""
    texts = [(each.text or each.introduction, each.line) for each in read.stimuli.values()]
    for text, line in [*texts, (read.instructions, 0)]:
        if text and text != NO_ARTICLE:
            message = f"A text without questions makes no bank. It begins: {shown(text)}"
            yield Loss("", "passage", message, line=line)


def _row_losses(row: _Row) -> Iterator[Loss]:
    draft = row.draft
    name = row.data.get("id", "") if row.data else draft.name
    yield from (replace(loss, question=str(name)) for loss in draft.losses)
    if row.why:
        message = f"The question stands in the bank as a comment: {row.why}"
        yield Loss(str(name), "question", message, draft.path, draft.line)


def bank_path(first: Path, wanted: Path | None, here: Path) -> Path:
    """Return where a bank is written: the file wished, or one named after the source."""
    if wanted is not None:
        ending = wanted.suffix.lower()
        return wanted if ending in BANK_SUFFIXES else wanted.with_name(f"{wanted.name}.yaml")
    name = first.resolve().name if first.name in ("", ".", "..") else first.name
    return here / FOLDER / f"{slug(name.partition('.')[0]) or 'imported'}.yaml"


def bank_paths(path: Path, made: BankFiles) -> dict[Path, bytes]:
    """Return the files of a bank by their paths; raise QuizgenError where one is there."""
    folder = path.parent
    names = {
        path if name == f"{path.stem}.yaml" else folder / name: content
        for name, content in made.files.items()
    }
    for each in names:
        # A link that leads nowhere is somebody's file too.
        if os.path.lexists(each):
            raise QuizgenError(
                f"{each} is there already, and quizgen overwrites no file. Choose another "
                "name (-o BANK.yaml), or move the old file elsewhere. Nothing was written."
            )
    return names


def write_bank(path: Path, made: BankFiles) -> None:
    """Write a bank's files, all or none; raise QuizgenError where one is there already."""
    if not made.questions:
        return
    with replacing(path.parent) as batch:
        # Here, where no other import can write meanwhile.
        for each, content in bank_paths(path, made).items():
            batch.create(each).write(content)


# Pictures


def _take_pictures(bank: _Bank) -> None:
    """Keep the pictures that can be printed; forget the others wherever they are named."""
    bad: dict[str, str] = {}
    renamed: dict[str, str] = {}
    for name, raw in bank.read.pictures.items():
        try:
            picture_of(raw)
        except QuizgenError as error:
            bad[name] = str(error)
            continue
        path = f"{bank.name}-pictures/{_file_name(name, renamed.values())}"
        renamed[name] = path
        bank.files[path] = raw
    names = _PictureNames(renamed, bad)
    for draft in bank.read.drafts:
        _rename_pictures(draft, names, bank)
    for stimulus in bank.read.stimuli.values():
        _rename_pictures(stimulus, names, bank)


def _file_name(name: str, taken: Iterable[str]) -> str:
    stem, dot, ending = Path(name).name.rpartition(".")
    safe = re.sub(r"[^a-zA-Z0-9_-]+", "-", stem or ending).strip("-")[:40] or "picture"
    ending = re.sub(r"[^a-z0-9]", "", ending.lower())[:5] if dot else "png"
    used = {path.rpartition("/")[2] for path in taken}
    number, found = 1, f"{safe}.{ending}"
    while found in used:
        number += 1
        found = f"{safe}-{number}.{ending}"
    return found


def _rename_pictures(owner: Draft | Stimulus, names: "_PictureNames", bank: _Bank) -> None:
    """Put the pictures' new names where a question or a shared text names them."""
    wrong: list[str] = []
    if isinstance(owner, Draft):
        data = names.renamed_in(owner.data, wrong)
        owner.data = {name: value for name, value in data.items() if value is not None}
    elif owner.image:
        owner.image = names.renamed_in({"image": owner.image}, wrong)["image"]
    for message in wrong:
        if isinstance(owner, Draft):
            owner.lose("image", message)
        else:
            bank.losses.append(Loss("", "groups", message, line=owner.line))


@dataclass(frozen=True)
class _PictureNames:
    """What pictures are called in the bank, and why others cannot be printed."""

    known: Mapping[str, str]
    bad: Mapping[str, str]

    def renamed_in(self, value: Any, wrong: list[str]) -> Any:
        """Return data with the new names; words stand for a picture that is not there."""
        if isinstance(value, list):
            return [self.renamed_in(each, wrong) for each in value]
        if not isinstance(value, dict):
            return value
        found = {name: self.renamed_in(each, wrong) for name, each in value.items()}
        for name in ("file", "image"):
            file = found.get(name)
            if isinstance(file, str) and file in self.known:
                found[name] = self.known[file]
            elif isinstance(file, str):
                why = self.bad.get(file, "is not among what was imported.")
                seen = shown(str(found.get("alt") or "nothing that is said"))
                wrong.append(f"The picture {shown(file)} {why} It shows: {seen}")
                return None if name == "file" else self._words(found)
        return found

    @staticmethod
    def _words(option: dict[str, Any]) -> str:
        return str(option.get("text") or option.get("alt") or "A picture.")


# Passages and groups


def _take_texts(bank: _Bank) -> None:
    """Make the one passage the article's text, and every other shared text a group's."""
    read = bank.read
    used = {draft.stimulus for draft in read.drafts if draft.is_read}
    passages = [each for each in read.stimuli.values() if each.is_passage and each.text]
    whole = passages[0] if len(passages) == 1 else None
    bank.passages = len(passages)
    for stimulus in read.stimuli.values():
        if stimulus is whole:
            continue
        if stimulus.id not in used:
            message = (
                "A text that no question refers to was read as instructions."
                if stimulus.text and not stimulus.is_passage
                else "A text that no question refers to is left out."
            )
            bank.losses.append(Loss("", "passage", message, line=stimulus.line))
            continue
        group: dict[str, Any] = {}
        if stimulus.introduction:
            group["introduction"] = stimulus.introduction
        if stimulus.excerpt or stimulus.text:
            group["excerpt"] = stimulus.excerpt or stimulus.text[:MOST_CHARACTERS]
        if stimulus.image:
            group["image"] = stimulus.image
        bank.groups[_group_name(stimulus, bank.groups)] = group
    bank.article = _article(bank, whole)
    if whole and whole.introduction and not read.instructions:
        read.instructions = whole.introduction
    missing = {
        draft.stimulus
        for draft in read.drafts
        if draft.stimulus and draft.stimulus not in read.stimuli
    }
    for draft in read.drafts:
        if draft.stimulus in missing:
            draft.lose(
                "passage",
                f"The text that it is about ({shown(draft.stimulus)}) was not among what was "
                "read. Name its file, too.",
            )


def _group_name(stimulus: Stimulus, taken: Iterable[str]) -> str:
    name = slug(stimulus.id.removeprefix("group-")) if stimulus.id.startswith("group-") else ""
    return _free(name or slug(stimulus.title) or "text", set(taken))


def _article(bank: _Bank, passage: Stimulus | None) -> dict[str, Any]:
    read = bank.read
    title = (passage.title if passage else "") or read.title or bank.name
    article: dict[str, Any] = {"title": _clean(title) or bank.name}
    if read.author:
        article["author"] = _clean(read.author)
    article["paragraphs"] = 1
    if passage:
        text = article_text(passage.text)
        name = f"{bank.name}.md"
        bank.files[name] = text.encode()
        count = paragraph_count(text, str(article["title"]), markdown=True)
        article["paragraphs"] = max(1, count)
        article["text"] = name
    return article


def article_text(markdown: str) -> str:
    """Return a passage as a Markdown file; what is no emphasis in a bank is none there."""
    lines = re.sub(r"(?<!\\)_", r"\\_", markdown).split("\n")
    # In an article a line break is one only where it is asked for.
    kept = [
        f"{line}\\" if line and nxt and not line.startswith("|") else line
        for line, nxt in zip(lines, [*lines[1:], ""], strict=True)
    ]
    guarded = (re.sub(r"^(\s*)(#|=+\s*$)", r"\1\\\2", line) for line in kept)
    return "\n".join(guarded).strip() + "\n"


# Questions


def _take_questions(bank: _Bank) -> None:
    taken: set[str] = set()
    stimuli = _stimulus_groups(bank)
    for draft in bank.read.drafts:
        if not draft.is_read:
            bank.rows.append(_Row(draft, None))
            continue
        data = dict(_cleaned(draft.data))
        data["id"] = _free(_id(draft, data), taken)
        taken.add(data["id"])
        data["skill"] = _skill(bank, draft, data)
        if draft.stimulus in stimuli:
            data["group"] = stimuli[draft.stimulus]
        bank.rows.append(_Row(draft, _sorted(data)))
    last = max(map(_last_paragraph, (row.data for row in bank.rows)), default=0)
    if last > bank.article["paragraphs"] and "text" not in bank.article:
        bank.article["paragraphs"] = last
    if not (last or bank.groups or "text" in bank.article or bank.read.instructions):
        bank.read.instructions = NO_ARTICLE


def _stimulus_groups(bank: _Bank) -> dict[str, str]:
    """Return the group that each shared text has become."""
    found, names = {}, list(bank.groups)
    used = {draft.stimulus for draft in bank.read.drafts if draft.is_read}
    passages = [each for each in bank.read.stimuli.values() if each.is_passage and each.text]
    whole = passages[0] if len(passages) == 1 else None
    for stimulus in bank.read.stimuli.values():
        if stimulus is not whole and stimulus.id in used:
            found[stimulus.id] = names.pop(0)
    return found


def _last_paragraph(data: Any) -> int:
    """Return the highest paragraph that data names."""
    if isinstance(data, dict):
        own = data.get("paragraph", "")
        number = int(own) if re.fullmatch("[0-9]{1,5}", str(own)) else 0
        return max([number, *map(_last_paragraph, data.values())])
    if isinstance(data, list):
        return max(map(_last_paragraph, data), default=0)
    return 0


def _cleaned(value: Any) -> Any:
    """Return data with texts that a bank can hold: no control characters, no blank keys."""
    if isinstance(value, dict):
        found = {name: _cleaned(each) for name, each in value.items()}
        return {name: each for name, each in found.items() if not _is_empty(each)}
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    return UNPRINTABLE.sub("", value).strip() if isinstance(value, str) else value


def _is_empty(value: Any) -> bool:
    return value is None or is_blank(value) or (isinstance(value, list | dict) and not value)


def _clean(text: str) -> str:
    return " ".join(UNPRINTABLE.sub("", text).split())


def _sorted(data: dict[str, Any]) -> dict[str, Any]:
    """Return a question's keys in the order in which teachers write them."""
    middle = [name for name in data if name not in (*NAMED_FIRST, *NAMED_LAST)]
    order = (*NAMED_FIRST, *middle, *NAMED_LAST)
    return {name: data[name] for name in order if name in data}


def _id(draft: Draft, data: Mapping[str, Any]) -> str:
    given = data.get("id", "")
    if isinstance(given, str) and re.fullmatch(r"[A-Za-z0-9_-]+", given):
        return given
    text = draft.name or str(data.get("stem") or data.get("text") or "")
    return slug(text) or "question"


def slug(text: str) -> str:
    """Return a short name of letters, digits and hyphens; may be empty.

    >>> slug("What's between orange and green?")
    'whats-between-orange-and-green'
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = re.sub(r"['’\u0300-\u036f]", "", plain).lower()
    words = re.findall(r"[a-z0-9]+", plain)
    name = ""
    for word in words:
        if name and len(name) + len(word) + 1 > MOST_IN_ID:
            break
        name = f"{name}-{word}" if name else word[:MOST_IN_ID]
    return name


def _free(name: str, taken: set[str]) -> str:
    """Return a name that is not taken: the name itself, or with a number."""
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found


def skill_named(text: str) -> str | None:
    """Return the built-in skill that a tag or a category names, if it names one.

    >>> skill_named("Main argument"), skill_named("top/Evidence")
    ('main_argument', 'evidence')
    """
    for part in (text, *text.split("/")[::-1]):
        name = re.sub(r"[\W_]+", "_", part.casefold()).strip("_")
        for skill, label in BUILT_IN_SKILLS.items():
            if name in (skill, re.sub(r"[\W_]+", "_", label.casefold())):
                return skill
    return None


def _skill(bank: _Bank, draft: Draft, data: Mapping[str, Any]) -> str:
    """Return a question's skill; one of the bank's own is declared."""
    known = {label.casefold(): name for name, label in bank.skills.items()}
    written = str(data.get("skill") or "")
    if written:
        built_in = skill_named(written)
        if built_in:
            return built_in
        name = re.sub(r"[^A-Za-z0-9_-]+", "_", written).strip("_") or f"skill_{len(known) + 1}"
        bank.skills.setdefault(name, written)
        return name
    for text in (*draft.tags, draft.category):
        found = skill_named(text)
        if found:
            return found
    if bank.skill:
        found = skill_named(bank.skill)
        if not found:
            bank.skills.setdefault(bank.skill, bank.skill)
        return found or bank.skill
    bank.unnamed.add(data["id"])
    return DEFAULT_SKILL


# The text


def _settled(bank: _Bank) -> str:
    """Return the bank's text; what it cannot hold is put into comments until it loads."""
    for _ in range(MOST_ROUNDS):
        if not any(row.data and not row.why for row in bank.rows):
            return ""
        _drop_empty_groups(bank)
        text, lines = _text(bank)
        try:
            parse_bank(text, f"{bank.name}.yaml")
        except BankError as error:
            if not _put_aside(bank, error.problems, lines):
                raise
            continue
        return text
    return _text(bank)[0]


def _drop_empty_groups(bank: _Bank) -> None:
    used = {row.data.get("group") for row in bank.rows if row.data and not row.why}
    bank.groups = {name: group for name, group in bank.groups.items() if name in used}


def _put_aside(bank: _Bank, problems: Iterable[Problem], lines: list[tuple[int, int]]) -> bool:
    """Put every question with a problem into comments; say whether there was one."""
    found = False
    for problem in problems:
        for (first, last), row in zip(lines, bank.rows, strict=True):
            if first <= problem.line <= last and row.data is not None and not row.why:
                row.why, found = problem.message, True
    if not found and bank.groups:
        # Something is wrong with a group, such as a text that is too long.
        bank.losses.append(Loss("", "groups", "A bank cannot hold the groups as they are."))
        bank.groups, found = {}, True
        for row in bank.rows:
            if row.data:
                row.data.pop("group", None)
    return found


def _text(bank: _Bank) -> tuple[str, list[tuple[int, int]]]:
    """Return the bank as YAML, and the first and the last line of each row."""
    lines = list(_head(bank))
    places = []
    for row in bank.rows:
        first = len(lines) + 1
        lines.append("")
        lines += _row_lines(row, bank)
        places.append((first, len(lines)))
    if not any(row.data and not row.why for row in bank.rows):
        lines.append("  []")
    return "\n".join(lines) + "\n", places


def _head(bank: _Bank) -> Iterator[str]:
    yield from comment(bank.origin)
    yield from comment("Look it through: quizgen check shows what a teacher should still add.")
    yield ""
    read = bank.read
    if read.language and known_language(read.language):
        yield f"language: {read.language}"
    if read.title and read.title != bank.article["title"]:
        yield from yaml_lines({"title": _clean(read.title)}, 0)
    if read.instructions:
        yield from yaml_lines({"instructions": read.instructions[:MOST_CHARACTERS]}, 0)
    if "text" not in bank.article:
        yield from comment(
            "The source has no article. If the questions are about one, write its title, "
            "“author:” and the number of its paragraphs; its text may lie beside this file."
        )
    elif "author" not in bank.article:
        yield from comment("The source names no author. Write “author:”, and paper names both.")
    yield "article:"
    yield from yaml_lines(bank.article, 2)
    if bank.skills:
        yield "skills:"
        yield from yaml_lines(bank.skills, 2)
    if bank.groups:
        yield "groups:"
        yield from yaml_lines(bank.groups, 2)
    yield "questions:"


def _row_lines(row: _Row, bank: _Bank) -> Iterator[str]:
    draft = row.draft
    yield from comment(_origin(draft), 2)
    for note in draft.comments:
        yield from comment(note, 2)
    for loss in draft.losses:
        yield from comment(loss.message, 2)
    if row.data is None:
        yield from comment("Not understood:", 2)
        for line in draft.source[:MOST_SHOWN].split("\n"):
            yield from comment(f"  {line}", 2)
        return
    if not row.why:
        missing = [name for name in ("evidence", "rationale") if name not in row.data]
        if missing:
            yield from comment(f"Still to add: {', '.join(missing)}.", 2)
    unnamed = row.data["id"] in bank.unnamed
    lines = [
        f"{line}  # the source names none"
        if unnamed and line.startswith("    skill: ")
        else line
        for line in yaml_lines([row.data], 2)
    ]
    if row.why:
        yield from comment(f"A bank cannot hold this as it is. {row.why}", 2)
        yield from commented(lines)
    else:
        yield from lines


def _origin(draft: Draft) -> str:
    name = Path(draft.path).name
    parts = [f"{name}, line {draft.line}" if draft.line else name]
    if draft.category:
        parts.append(f"category {draft.category}")
    if draft.tags:
        parts.append(f"tags {', '.join(draft.tags)}")
    return "; ".join(filter(None, parts)) or "imported"
