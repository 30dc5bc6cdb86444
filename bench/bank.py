"""A bank of forty multiple-choice questions about an article that nobody wrote."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

STANDARDS = {
    "main_argument": "CCSS.ELA-LITERACY.RI.8.2",
    "evidence": "CCSS.ELA-LITERACY.RI.8.1",
    "author_affiliation": "CCSS.ELA-LITERACY.RI.8.6",
    "rhetorical_moves": "CCSS.ELA-LITERACY.RI.8.8",
}
LEVELS = ("easy", "medium", "hard")


@dataclass(frozen=True)
class Subject:
    """What one paragraph of the article is about, and how it can be misread."""

    topic: str
    claim: str
    too_much: str
    beside_it: str
    reversed: str
    figure: str
    quote: str
    move: str


SUBJECTS = (
    Subject(
        "the winter timetable",
        "The boat should go on sailing in winter, even on days when few people travel.",
        "The boat should sail every hour of the night, in winter as in summer.",
        "Winter storms have become worse since the harbour wall was raised.",
        "The winter sailings should be given up until more people ask for them.",
        "The port's own log counts 412 passengers in the emptiest week of January.",
        "empty seats still carry someone",
        "She grants that the boats are nearly empty, and then asks who is on them.",
    ),
    Subject(
        "the price of a ticket",
        "A fare that covers every cost would drive away the people who depend on the boat.",
        "Nobody on either shore should ever have to pay for a crossing.",
        "Tickets ought to be sold in shops instead of at the pier.",
        "The fare is so low that the town should raise it at once.",
        "A crossing cost 90 cents in 1974 and costs four dollars today.",
        "a toll on visiting your mother",
        "She names one small, homely journey in the place of an abstract sum.",
    ),
    Subject(
        "the proposed bridge",
        "A bridge would solve a problem that the town does not have.",
        "Bridges have ruined every town on the coast that has built one.",
        "A bridge would be finished sooner if it were built of steel.",
        "The bridge is the only way to keep the two shores together.",
        "The engineers' report puts the bridge at 61 times the ferry's yearly cost.",
        "an answer looking for its question",
        "She turns the plan's own cost estimate against those who ordered it.",
    ),
    Subject(
        "the older passengers",
        "For the oldest people in the town, the boat is the way to a doctor.",
        "Older people are the only ones who use the boat any more.",
        "The hospital should be moved to the eastern shore.",
        "Older people have long since found other ways to cross.",
        "In the clinic's survey, two patients in three had come by boat.",
        "a waiting room that floats",
        "She lets a patient speak before she gives a number.",
    ),
    Subject(
        "the school run",
        "Without the morning boat, pupils would spend two hours a day on a bus.",
        "Without the boat, the school would have to close within the year.",
        "Pupils learn more on a boat than they do in a classroom.",
        "Pupils would be glad to change from the boat to the bus.",
        "By road the school is 38 miles away; by water it is one and a half.",
        "thirty-eight miles of homework",
        "She sets two distances side by side and leaves the sum to the reader.",
    ),
    Subject(
        "the crew",
        "The crew's skill took decades to gather and cannot be bought back later.",
        "No other crew anywhere on the coast could steer this boat.",
        "The crew should be paid as much as the harbour pilots are.",
        "Any crew with a licence could take over the boat tomorrow.",
        "The four deckhands have served 87 years on this crossing between them.",
        "they know the tide by name",
        "She writes of the crew's knowledge as if the sea were a neighbour.",
    ),
    Subject(
        "the accident of 1998",
        "One accident in a century is a reason for care, not for closing the crossing.",
        "The accident never happened in the way that the papers told it.",
        "After the accident the newspapers lost interest in the harbour.",
        "The accident proved that the crossing can never be made safe.",
        "The inquiry found that a loose cable, not the weather, caused the collision.",
        "one morning in a hundred years",
        "She brings up the strongest point against her before anyone else can.",
    ),
    Subject(
        "the summer visitors",
        "Visitors pay for the summer and so keep the boat alive for the rest of the year.",
        "Visitors bring in all the money that the town ever earns.",
        "Visitors would stay longer if there were a hotel by the pier.",
        "Visitors crowd out the people for whom the boat was built.",
        "Seven of every ten tickets in August are sold to people from elsewhere.",
        "July pays for February",
        "She puts a whole year's accounts into four words.",
    ),
    Subject(
        "the council's vote",
        "The council decided too fast, on figures that nobody outside it had seen.",
        "The council meant from the beginning to deceive the town.",
        "The council should meet in the evening, when people can come.",
        "The council listened to everyone for longer than it had to.",
        "The minutes show eleven minutes between the motion and the vote.",
        "less time than a crossing takes",
        "She measures the debate by a thing that every reader has lived through.",
    ),
    Subject(
        "the town's own boatyard",
        "Keeping the ferry keeps a trade in the town that would not come back.",
        "Every family in the town lives from building boats.",
        "The boatyard should build its next boat out of aluminium.",
        "The boatyard would do better without the ferry's orders.",
        "The yard's order book lists the ferry for 19 of its last 30 jobs.",
        "a slipway is not a museum",
        "She rejects the picture of the town that her opponents admire.",
    ),
)

AFFILIATION = (
    "She works for the museum, so she knows the records on {topic} and has a stake in them.",
    "She works for the museum, so nothing that she says about {topic} can be trusted.",
    "She speaks for the council, so what she says about {topic} is the official view.",
    "She has no tie to the harbour, so her view of {topic} is that of a stranger.",
)
MISREADINGS = (
    "Takes a limited claim in this paragraph for an absolute one.",
    "Answers from what one knows of such towns, not from the paragraph.",
    "Mistakes the view that the author quotes for the one that she holds.",
)


def bank_text() -> str:
    """Return the bank as YAML: ten questions for each of the four skills."""
    bank = {
        "title": "Reading check: The Crossing",
        "article": {
            "title": "The Crossing We Would Miss",
            "author": "A. N. Author",
            "affiliation": "Harbour Museum",
            "source": "Coast Review",
            "published": "2019-04-02",
            "paragraphs": len(SUBJECTS),
        },
        "questions": list(_questions()),
    }
    return yaml.safe_dump(bank, sort_keys=False, allow_unicode=True, width=96)


def _questions() -> Iterator[dict[str, Any]]:
    for number, subject in enumerate(SUBJECTS, start=1):
        others = [SUBJECTS[(number + step) % len(SUBJECTS)] for step in range(3)]
        for skill, stem, options in (
            (
                "main_argument",
                f"Which statement comes closest to what the author argues about {subject.topic}"
                f" in paragraph {number}?",
                [subject.claim, subject.too_much, subject.beside_it, subject.reversed],
            ),
            (
                "evidence",
                f"Which detail from the article best supports the author’s point about"
                f" {subject.topic}?",
                [subject.figure, *(other.figure for other in others)],
            ),
            (
                "author_affiliation",
                f"The note below the article says that the author works for the Harbour Museum."
                f" How does that bear on what she says about {subject.topic}?",
                [option.format(topic=subject.topic) for option in AFFILIATION],
            ),
            (
                "rhetorical_moves",
                f"Writing about {subject.topic}, the author says “{subject.quote}”."
                " What is she doing there?",
                [subject.move, *(other.move for other in others)],
            ),
        ):
            yield _question(number, skill, stem, options, subject.quote)


def _question(
    number: int, skill: str, stem: str, options: list[str], quote: str
) -> dict[str, Any]:
    answer, *distractors = options
    return {
        "id": f"{skill.replace('_', '-')}-{number}",
        "skill": skill,
        "stem": stem,
        "answer": answer,
        "distractors": [
            {"text": text, "misconception": why}
            for text, why in zip(distractors, MISREADINGS, strict=True)
        ],
        "rationale": f"Paragraph {number} says so in its first sentence, and the example that"
        " follows bears it out; no other paragraph takes it back.",
        "evidence": [{"paragraph": number, "quote": quote}],
        "difficulty": LEVELS[number % len(LEVELS)],
        "standards": [STANDARDS[skill]],
    }
