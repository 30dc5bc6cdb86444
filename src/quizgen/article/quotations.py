"""Looks up quotations in the article, and finds the nearest words if one is missing."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from quizgen.article.text import ArticleText
from quizgen.bank.load import LoadedBank
from quizgen.bank.model import Bank
from quizgen.bank.place import Place
from quizgen.bank.placeholders import is_unwritten
from quizgen.bank.yaml_advice import quoted
from quizgen.base.data_class import dataclass
from quizgen.base.errors import Problem, shown
from quizgen.base.text_match import (
    MOST_WORDS_QUOTED,
    Folded,
    fold,
    is_letter,
    quoted_parts,
    quoted_words,
    visible,
    word_pattern,
)
from quizgen.base.words import numbered

# Below this similarity in percent, the nearest words are no help.
LEAST_ALIKE = 60
# If at least this many quotations are all missing, it is another text.
SURELY_ENOUGH = 5


class Span(NamedTuple):
    """Words of the article: paragraphs[paragraph - 1][start:end] of an ArticleText."""

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True)
class Found:
    """Where a quotation was found: in the given paragraph, or anywhere."""

    places: tuple[Span, ...]


@dataclass(frozen=True)
class Near:
    """The words of the article that most resemble a quotation, or the part that is not there.

    wanted is the folded part, alike the similarity in percent, below 100.
    """

    place: Span
    wanted: str
    alike: int


@dataclass(frozen=True)
class NotFound:
    """A quotation that is not where it should be.

    elsewhere has the places in other paragraphs. If there are none, parts has the first place
    of each part between ellipses, if all are found; otherwise nearest has the most similar
    words, if any.
    """

    elsewhere: tuple[Span, ...] = ()
    parts: tuple[Span, ...] = ()
    nearest: Near | None = None


def locate(quote: str, paragraph: int | None, text: ArticleText) -> Found | NotFound:
    """Find a quotation in a paragraph, or in any where paragraph is None.

    Punctuation, blanks, emphasis and case are normalised (see fold); an ellipsis, in brackets
    or not, matches any words of one paragraph; no part begins or ends within a word.
    """
    parts = quoted_parts(quote)
    if not parts:
        return NotFound()
    if paragraph is not None:
        places = tuple(_places(parts, [paragraph], text))
        if places:
            return Found(places)
    elsewhere = tuple(_places(parts, range(1, len(text.paragraphs) + 1), text))
    if elsewhere:
        return Found(elsewhere) if paragraph is None else NotFound(elsewhere=elsewhere)
    if len(parts) > 1:
        scattered = [_first_place(part, paragraph, text) for part in parts]
        if all(scattered):
            return NotFound(parts=tuple(place for place in scattered if place))
    return NotFound(nearest=_nearest(parts, paragraph, text))


def _places(
    parts: Sequence[str], paragraphs: Iterable[int], text: ArticleText
) -> Iterator[Span]:
    for number in paragraphs:
        if not 0 < number <= len(text.paragraphs):
            continue
        folded = text.folded[number - 1]
        position = 0
        while span := folded.stretch(parts, position):
            yield Span(number, *folded.origin(*span))
            position = span[1]


def _first_place(part: str, paragraph: int | None, text: ArticleText) -> Span | None:
    """Return the first occurrence of words in the paragraph, else in the others."""
    return next(_places([part], _in_turn(paragraph, text), text), None)


def _in_turn(paragraph: int | None, text: ArticleText) -> list[int]:
    """Return the paragraphs' numbers, the given one first."""
    return sorted(range(1, len(text.paragraphs) + 1), key=lambda number: number != paragraph)


def _nearest(parts: Sequence[str], paragraph: int | None, text: ArticleText) -> Near | None:
    """Return the words nearest to the quotation; of several parts, to the worst match."""
    best, best_number = 0.0, 0
    for number in _in_turn(paragraph, text):
        score = _similarity(parts, text.folded[number - 1].text, best)
        if score > best:
            best, best_number = score, number
        if number == paragraph and score >= LEAST_ALIKE:
            break
    if not best_number:
        return None
    folded = text.folded[best_number - 1]
    worst = min(parts, key=lambda part: _similarity([part], folded.text, 0))
    start, end = _similar_words(worst, folded)
    alike = min(99, int(_ratio(worst, folded.text[start:end])))
    if alike < LEAST_ALIKE:
        return None
    return Near(Span(best_number, *folded.origin(start, end)), worst, alike)


def _similarity(parts: Sequence[str], text: str, beaten: float) -> float:
    """Return the parts' similarity to a text in percent, weighted by length.

    A similarity below `beaten` may be returned as 0, which is faster.
    """
    from rapidfuzz.fuzz import partial_ratio

    cutoff = beaten if len(parts) == 1 else 0
    scores = [partial_ratio(part, text, score_cutoff=cutoff) * len(part) for part in parts]
    return sum(scores) / sum(map(len, parts))


def _ratio(one: str, other: str) -> float:
    from rapidfuzz.fuzz import ratio

    return ratio(one, other)


def _similar_words(part: str, folded: Folded) -> tuple[int, int]:
    """Return the whole words most similar to a part.

    Letters are aligned, so the alignment may begin and end within words, or a word off; the
    words around its ends are tried.
    """
    from rapidfuzz.fuzz import partial_ratio_alignment

    text = folded.text
    found = partial_ratio_alignment(part, text)
    words = [_trimmed(part, text, *word.span()) for word in word_pattern().finditer(text)]
    first = bisect_left(words, (found.dest_start if found else 0, 0))
    behind = bisect_left(words, (found.dest_end if found else 0, 0))
    stretches = [
        (words[begin][0], words[end][1])
        for begin in range(max(0, first - 3), min(len(words), first + 3))
        for end in range(max(begin, behind - 3), min(len(words), behind + 3))
    ]
    return max(stretches, key=lambda span: (_ratio(part, text[slice(*span)]), span[0]))


def _trimmed(part: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Strip punctuation from a word, except what the part has at its ends."""
    while end - start > 1 and not is_letter(text[end - 1]) and text[end - 1] != part[-1]:
        end -= 1
    while end - start > 1 and not is_letter(text[start]) and text[start] != part[0]:
        start += 1
    return start, end


class _Quote(NamedTuple):
    """A quotation in the bank: its owner and its place."""

    owner: str
    """Whose it is, as a sentence begins: Question 'main-claim'."""
    place: Place
    words: str
    paragraph: int | None


_Checked = tuple[_Quote, Found | NotFound]
Locate = Callable[[str, int | None, ArticleText], Found | NotFound]


def check_quotations(
    loaded: LoadedBank, text: ArticleText, find: Locate = locate
) -> list[Problem]:
    """Return a problem for each quotation that the article does not have where the bank says.

    If a new paragraph has moved many of them, that is reported too, at the bank's article; if
    none is in the text at all, only that is reported.
    """
    source, quotes = str(loaded.path), list(_quotes(loaded.bank))
    if len(quotes) >= SURELY_ENOUGH and not any(_is_anywhere(quote, text) for quote in quotes):
        mark = loaded.mark("article", "title")
        return [Problem(source, *mark, _another_article(len(quotes), text))]
    checked = [(quote, find(quote.words, quote.paragraph, text)) for quote in quotes]
    problems = [
        Problem(source, *loaded.mark(*quote.place), f"{quote.owner}: {message}")
        for quote, outcome in checked
        if (message := _complaint(quote, outcome, text))
    ]
    if message := _moved(checked, len(problems), text):
        problems.append(Problem(source, *loaded.mark("article", "paragraphs"), message))
    return sorted(problems)


def _quotes(bank: Bank) -> Iterator[_Quote]:
    for index, question in enumerate(bank.questions):
        for place, words, paragraph in question.quotations:
            # A placeholder is no quotation yet.
            if not is_unwritten(words):
                owner = f"Question '{question.id}'"
                yield _Quote(owner, ("questions", index, *place), words, paragraph)
    for name, group in bank.groups.items():
        for place, words, paragraph in group.quotations:
            yield _Quote(f"Group '{name}'", ("groups", name, *place), words, paragraph)


def _is_anywhere(quote: _Quote, text: ArticleText) -> bool:
    return any(_places(quoted_parts(quote.words), _in_turn(quote.paragraph, text), text))


def _another_article(number: int, text: ArticleText) -> str:
    beginning = quoted_words(text.words[0]) if text.paragraphs else "nothing"
    return (
        f"None of the bank's {number} quotations is in {text.path}, which begins with "
        f"{beginning}. It seems to be another article; name the right file."
    )


def _moved(checked: Sequence[_Checked], wrong: int, text: ArticleText) -> str | None:
    """Report if most misplaced quotations are off by the same number of paragraphs."""
    shifted = [
        (outcome.elsewhere[0].paragraph - quote.paragraph, quote.paragraph)
        for quote, outcome in checked
        if isinstance(outcome, NotFound) and outcome.elsewhere and quote.paragraph
    ]
    [(shift, number)] = Counter(shift for shift, _ in shifted).most_common(1) or [(0, 0)]
    if number < 3 or number * 2 <= wrong:
        return None
    first = min(paragraph for by, paragraph in shifted if by == shift)
    by = "1 paragraph" if abs(shift) == 1 else f"{abs(shift)} paragraphs"
    way, change = ("later", "added") if shift > 0 else ("earlier", "taken out")
    beginning = quoted_words(text.words[0])
    return (
        f"{number} of the bank's {len(checked)} quotations are {by} {way} than it says, the "
        f"first from paragraph {first}. In the text, paragraph 1 begins {beginning}: if it "
        f"should not, mend the text. If {by} {'was' if abs(shift) == 1 else 'were'} {change}, "
        "correct 'paragraphs' here and the numbers below."
    )


def _complaint(quote: _Quote, outcome: Found | NotFound, text: ArticleText) -> str | None:
    if isinstance(outcome, Found):
        return _ambiguous(quote, outcome.places)
    words = f"“{shown(quote.words)}”"
    if not quoted_parts(quote.words):
        return f"{words} has no words to look for. Quote words of the article."
    if outcome.elsewhere:
        numbers = _numbers(outcome.elsewhere)
        which = "" if len(numbers) == 1 else "the one that is meant, such as "
        return (
            f"{words} is not in paragraph {quote.paragraph}; it is in "
            f"{numbered('paragraph', numbers)}. Write {which}paragraph: {numbers[0]}."
        )
    if outcome.parts:
        return (
            f"{words} is not in the article as one: its parts are in "
            f"{numbered('paragraph', _numbers(outcome.parts))}. An ellipsis bridges words of "
            "one paragraph, in their order."
        )
    if outcome.nearest is None:
        return (
            f"{words} is not in the article, and nothing there is like it. Quote other words."
        )
    return f"{words} is not in the article. {_advice(quote, outcome.nearest, text)}"


def _ambiguous(quote: _Quote, places: Sequence[Span]) -> str | None:
    """Report a quotation without a paragraph that occurs more than once."""
    if quote.paragraph is not None or len(places) == 1:
        return None
    numbers = _numbers(places)
    times = f"{len(places)} times in " if len(numbers) == 1 else "in "
    return (
        f"“{shown(quote.words)}” is {times}{numbered('paragraph', numbers)}. Quote more "
        "words, so that only one place has them."
    )


def _advice(quote: _Quote, near: Near, text: ArticleText) -> str:
    """Report the nearest words, and what to write."""
    number = near.place.paragraph
    words, whole = _at_most_six(near, text)
    there = f"Paragraph {number} has “{shown(words)}” ({near.alike} % alike)."
    if len(quoted_parts(quote.words)) > 1:
        there = f"For its part “{shown(near.wanted)}”, p{there[1:]}"
    elif whole and shown(words) == words:
        key = quote.place[-1] if isinstance(quote.place[-1], str) else "text"
        instead = f"{key}: {quoted(words)}"
        if quote.paragraph not in (None, number):
            instead = f"paragraph: {number} and {instead}"
        return f"{there} If that is meant, write {instead}"
    if quote.paragraph not in (None, number):
        return f"{there} If that is meant, write paragraph: {number} and the words there."
    return f"{there} If that is meant, write the words there."


def _at_most_six(near: Near, text: ArticleText) -> tuple[str, bool]:
    """Return the nearest words, and whether these are all; else six where they first differ.

    An article belongs to its publisher: no message repeats more of it.
    """
    number, start, end = near.place
    there = visible(text.words[number - 1][start:end])
    spans = [word.span() for word in word_pattern().finditer(there)]
    if len(spans) <= MOST_WORDS_QUOTED:
        return there, True
    wanted = [word[0] for word in word_pattern().finditer(near.wanted)]
    same = 0
    for word, span in zip(wanted, spans, strict=False):
        if fold(there[slice(*span)]).text != word:
            break
        same += 1
    first = min(max(0, same - MOST_WORDS_QUOTED // 2), len(spans) - MOST_WORDS_QUOTED)
    last = first + MOST_WORDS_QUOTED - 1
    before, behind = "…" if first else "", "…" if last + 1 < len(spans) else ""
    return f"{before}{there[spans[first][0] : spans[last][1]]}{behind}", False


def _numbers(places: Iterable[Span]) -> list[int]:
    return sorted({place.paragraph for place in places})
