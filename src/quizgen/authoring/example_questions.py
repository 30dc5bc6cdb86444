"""Questions for a new bank to begin from: for each skill those that suit it, to be filled in.

Each is valid, with marks in place of the texts that the teacher has to write.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from textwrap import dedent

from quizgen.article.landmarks import Landmarks
from quizgen.bank.model import BUILT_IN_SKILLS
from quizgen.bank.placeholders import MARKER
from quizgen.base.data_class import dataclass
from quizgen.base.regex import regex

# What Markdown or a reference would read as something else than text.
_SIGNS = regex(r"[*_`\\\[\]<>{}\"]")
_YEAR = regex(r"1[0-9]{3}|20[0-9]{2}")
_SKILLS = dict(zip(BUILT_IN_SKILLS, ("claim", "evidence", "author", "moves"), strict=True))


@dataclass(frozen=True)
class Example:
    """A question as YAML, its first line a dash, and notes on what it is good for."""

    notes: tuple[str, ...]
    yaml: str


@dataclass(frozen=True)
class Subject:
    """What the examples say of the article; note is the paragraph on its author, if any."""

    title: str | None
    author: str | None
    affiliation: str | None
    note: int | None
    landmarks: Sequence[Landmarks]

    @property
    def last(self) -> int:
        """The last paragraph of the argument itself."""
        count = len(self.landmarks)
        return count - 1 if self.note == count and count > 1 else count

    @property
    def who(self) -> str:
        """The author, as a stem may name them."""
        return self.author if self.author and not _SIGNS.search(self.author) else "the author"

    @property
    def what(self) -> str:
        """The article, as a stem may name it."""
        named = self.title and not _SIGNS.search(self.title)
        return f"“{self.title}”" if named else "the article"

    def place_of(self, *moves: str) -> tuple[int, str] | None:
        """Return the first connective that makes one of these moves, with its paragraph."""
        for wanted in moves:
            for number, found in enumerate(self.landmarks[: self.last], 1):
                for word, move in found.moves:
                    if move == wanted:
                        return number, word
        return None

    @property
    def figure(self) -> tuple[int, str] | None:
        """A figure in digits that is no year, with its paragraph."""
        for number, found in enumerate(self.landmarks[: self.last], 1):
            for figure in found.figures:
                if re.match(r"\W?\d", figure) and not _YEAR.fullmatch(figure):
                    return number, figure
        return None


def examples(subject: Subject) -> Mapping[str, tuple[Example, ...]]:
    """Return the examples of each built-in skill."""
    made = {
        "claim": _claim(subject),
        "evidence": _evidence(subject),
        "author": _author(subject),
        "moves": _moves(subject),
    }
    return {skill: tuple(made[name]) for skill, name in _SKILLS.items()}


def _example(*notes: str, yaml: str) -> Example:
    return Example(notes, dedent(yaml).strip("\n").replace("WRITE:", MARKER))


def _claim(subject: Subject) -> Iterator[Example]:
    yield _example(
        "One best answer. Wrong ones that tempt: a reason taken for the claim, the view of the",
        "other side, something wider than the article says. Any option may be a picture beside",
        "the bank: {image: map.png, alt: What the picture shows}.",
        yaml=f"""
        - id: main-claim
          skill: main_argument
          stem: >-
            Which sentence best states what {subject.who} argues in
            {subject.what}?
          answer: "WRITE: the claim, in one sentence of your own"
          distractors:
            - text: "WRITE: a reason or an example, put as if it were the claim"
              misconception: "WRITE: takes a detail of which paragraph for the whole"
            - text: "WRITE: the view that the author argues against"
              misconception: "WRITE: misses which sentence turns against it"
            - text: "WRITE: something wider or stronger than the article says"
              misconception: "WRITE: which limit of the claim it overlooks"
          rationale: "WRITE: where the claim stands, and why no other option covers the whole"
          evidence:
            - {{paragraph: 1, quote: "WRITE: up to six words of it, copied exactly"}}
          difficulty: medium
        """,
    )
    yield _example(
        "For the whole argument in their own words, with points for what must be in it.",
        yaml=f"""
        - id: summary
          type: open_response
          skill: main_argument
          stem: >-
            In two or three sentences, say what {subject.who} wants readers to believe or to do,
            and give the main reason.
          answer: "WRITE: a model answer; the lines to write on are sized from it"
          rubric:
            - {{points: 2, description: "WRITE: what a full answer names"}}
            - {{points: 1, description: "WRITE: what an answer with one half of it names"}}
            - {{points: 0, description: "WRITE: what earns nothing, such as an opinion alone"}}
          rationale: "WRITE: how the reason supports the claim"
          evidence:
            - {{paragraph: 1, quote: "WRITE: up to six words of the claim, copied exactly"}}
          difficulty: hard
        """,
    )


def _evidence(subject: Subject) -> Iterator[Example]:
    yield _example(
        "Part B asks for the words that prove Part A: quotations of like length, copied",
        "exactly.",
        yaml=f"""
        - id: claim-and-proof
          type: two_part
          skill: evidence
          part_a:
            stem: "WRITE: a question that one place in the article answers"
            answer: "WRITE: the right answer"
            distractors:
              - text: "WRITE: an answer that fits another place"
                misconception: "WRITE: which place it is taken from"
              - text: "WRITE: an answer that sounds likely and stands nowhere"
                misconception: "WRITE: what the article says instead"
          part_b:
            answer: {{quote: "WRITE: the words that prove it", paragraph: 1}}
            distractors:
              - quote: "WRITE: words near by that prove something else"
                paragraph: 1
                misconception: "WRITE: what they prove"
              - quote: "WRITE: words on the same subject"
                paragraph: {subject.last}
                misconception: "WRITE: why they do not prove it"
          rationale: "WRITE: how the words prove the answer"
          difficulty: medium
        """,
    )
    if place := subject.figure:
        yield _figure(*place)
    yield _example(
        "What the article says, apart from what one may know: true, false or not given. With",
        "not given, delete the two lines of evidence.",
        yaml="""
        - id: said-or-not
          type: true_false_not_given
          skill: evidence
          stem: "WRITE: a statement that the article confirms, denies or leaves open"
          answer: true
          rationale: "WRITE: what the article says about it"
          evidence:
            - {paragraph: 1, quote: "WRITE: up to six words of it"}
          difficulty: easy
        """,
    )


def _figure(paragraph: int, figure: str) -> Example:
    return _example(
        "A figure and what it is there for.",
        yaml=f"""
        - id: use-of-a-figure
          skill: evidence
          stem: "What is the figure {figure} in [[{paragraph}]] meant to show?"
          answer: "WRITE: the point that it supports"
          distractors:
            - text: "WRITE: a point that another paragraph makes"
              misconception: "WRITE: joins the figure to the wrong point"
            - text: "WRITE: the reverse of what it shows"
              misconception: "WRITE: reads the figure without its sentence"
            - text: "WRITE: more than it can show"
              misconception: "WRITE: what one would have to know besides"
          rationale: "WRITE: how the sentence around it uses the figure"
          evidence:
            - {{paragraph: {paragraph}, quote: "WRITE: up to six words around the figure"}}
          difficulty: medium
        """,
    )


def _author(subject: Subject) -> Iterator[Example]:
    note = subject.note or subject.last
    where = f"the note in [[{note}]]" if subject.note else "what you are told about the author"
    yield _example(
        "What the author's work has to do with the argument.",
        yaml=f"""
        - id: reason-to-ask
          skill: author_affiliation
          stem: >-
            Which fact about {subject.who} matters most to a reader who weighs the
            argument?
          answer: "WRITE: the post or the experience that bears on this very subject"
          distractors:
            - text: "WRITE: a fact that is true and has nothing to do with the subject"
              misconception: "WRITE: takes any title for knowledge of this field"
            - text: "WRITE: a fact about somebody else in the article"
              misconception: "WRITE: whom it mixes up with the author"
          rationale: "WRITE: how that post may help or bend the author's view"
          evidence:
            - {{paragraph: {note}, quote: "WRITE: up to six words about the author"}}
          difficulty: medium
        """,
    )
    if subject.affiliation and not _SIGNS.search(subject.affiliation):
        yield _works_for(subject, note)
    yield _example(
        "Trust and doubt at once: students weigh, and back both with the text.",
        yaml=f"""
        - id: trust-and-care
          type: open_response
          skill: author_affiliation
          stem: >-
            Give one reason to trust {subject.who} on this subject and one reason to be careful.
            Use {where} and one detail from the argument.
          answer: "WRITE: a model answer"
          single_point_rubric:
            - "WRITE: names a reason to trust, with what it rests on"
            - "WRITE: names a reason for care, with what it rests on"
            - "WRITE: ties one of them to a detail from the argument"
          points: 3
          rationale: "WRITE: what the reasons rest on"
          evidence:
            - {{paragraph: {subject.note or 1}, quote: "WRITE: up to six words of a reason"}}
          difficulty: hard
        """,
    )


def _works_for(subject: Subject, note: int) -> Example:
    where = (subject.affiliation or "").split("; ")[-1]
    return _example(
        "Quick to answer. To make it false, name something else and add a correction: the true",
        "sentence, for students to write.",
        yaml=f"""
        - id: works-for
          type: true_false
          skill: author_affiliation
          stem: "As the article tells, {subject.who} works for this organization: {where}."
          answer: true
          rationale: "WRITE: what the note says of it"
          evidence:
            - {{paragraph: {note}, quote: "WRITE: up to six words about the author"}}
          difficulty: easy
        """,
    )


def _moves(subject: Subject) -> Iterator[Example]:
    found = subject.place_of("grants a point", "turns", "says it again", "concludes", "demands")
    yield _connective(*found) if found else _choice_of_words()
    yield _example(
        "The course of the argument, four steps in the right order; quizgen shuffles them.",
        yaml=f"""
        - id: course-of-the-argument
          type: ordering
          skill: rhetorical_moves
          stem: "Put these steps in the order in which {subject.who} takes them."
          steps:
            - "WRITE: what the article does first, such as tells of a problem"
            - "WRITE: what it does next, such as grants a point to the other side"
            - "WRITE: what it does then, such as answers that point"
            - "WRITE: what it does at the end, such as asks readers to act"
          scoring: pairs
          points: 3
          rationale: "WRITE: in which paragraph each step is taken"
          evidence:
            - {{paragraph: 1}}
            - {{paragraph: {subject.last}}}
          difficulty: medium
        """,
    )
    turn = subject.place_of("turns", "demands", "judges") or (subject.last, "")
    yield _example(
        "For finding the very place. The answer is copied from that paragraph exactly.",
        yaml=f"""
        - id: underline-the-place
          type: underline
          skill: rhetorical_moves
          stem: "Underline the words in [[{turn[0]}]] with which {subject.who} WRITE: does what"
          paragraph: {turn[0]}
          answer: "WRITE: the words to underline, copied exactly"
          rationale: "WRITE: what these words do"
          difficulty: medium
        """,
    )


def _connective(paragraph: int, word: str) -> Example:
    return _example(
        "A small word and the work that it does: grants, turns, concludes, says again.",
        yaml=f"""
        - id: work-of-a-word
          skill: rhetorical_moves
          stem: "What do the words around “{word}” do in [[{paragraph}]]?"
          answer: "WRITE: their work, such as: grant a point before answering it"
          distractors:
            - text: "WRITE: another work, such as: sum up what was said before"
              misconception: "WRITE: what makes it look so"
            - text: "WRITE: another work, such as: bring in a new example"
              misconception: "WRITE: which sentence does that instead"
            - text: "WRITE: another work, such as: show that the author is not sure"
              misconception: "WRITE: takes what for doubt"
          rationale: "WRITE: what stands before and behind, and how the two are joined"
          evidence:
            - {{paragraph: {paragraph}, quote: "WRITE: up to six words around it"}}
          difficulty: medium
        """,
    )


def _choice_of_words() -> Example:
    return _example(
        "A word that carries a judgement, and what it makes the reader feel.",
        yaml="""
        - id: choice-of-words
          skill: rhetorical_moves
          stem: "What does the word “WRITE: the word” in [[1]] make the reader feel about it?"
          answer: "WRITE: the feeling, and about what"
          distractors:
            - text: "WRITE: what the word means if it is taken literally"
              misconception: "WRITE: misses what comes along with the word"
            - text: "WRITE: the opposite feeling"
              misconception: "WRITE: which words near by mislead"
          rationale: "WRITE: what a plainer word would have been"
          evidence:
            - {paragraph: 1, quote: "WRITE: up to six words around it"}
          difficulty: medium
        """,
    )
