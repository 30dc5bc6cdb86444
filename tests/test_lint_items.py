"""What the rules about a question find beyond their examples, and what they let be."""

import json

import pytest
from linting import advice_of, messages_of

PASSAGE = """
    The Harbor Watch of Port Ellery kept a lamp. The old keeper climbed the stairs in the dark
    every night, and nobody thanked him for it.

    Now the lamp is gone.
    """


def question(stem, answer, *distractors, **keys):
    """Return a question's YAML; JSON is YAML."""
    return json.dumps({"stem": stem, "answer": answer, "distractors": distractors, **keys})


def in_order(options):
    """Return a question about numbers whose options stay as they are."""
    return question("How many?", options[0], *options[1:], options_kept_last=options)


WHY = "Why did the keeper stay on the rock?"
WHAT = "What did the keeper do?"
WHEN = "When did the keeper sing?"
LONG = "He waited there for the one ship that would bring his brother home from the war"
FOUND = {
    "longest-answer": [
        question(WHY, "He liked the birds and the sea there", "He was old", "He was ill"),
        question(WHY, "He counted passing steamships", "He was old and ill", "No"),
    ],
    "unequal-options": [
        question(WHY, "He liked it.", LONG, "He was ill.", "He was old."),
        question(WHY, LONG, "He liked it.", f"{LONG} at last.", f"{LONG} to his mother."),
        question(WHY, "He was old.", "He was ill and tired of it.", "He left."),
    ],
    "all-or-none-of-the-above": [
        question(WHAT, "He slept.", "He read.", "All of the diseases above"),
        question(WHAT, "He slept.", "He read.", "All of the above."),
        question(WHAT, "He slept.", "He read.", "None of these"),
        question(WHAT, "He slept.", "He read.", "All the above are correct."),
        question(WHAT, "He slept.", "He read.", "Both of these answers"),
        question(WHAT, "He slept.", "He read.", "Both are correct."),
        question(WHAT, "He slept.", "He read.", "No answer is right"),
        question(WHAT, "He slept.", "He read.", "None of the above reasons"),
        question("What was the cause?", "Fog", "A rock", "None"),
        question("What was the cause?", "Fog", "A rock", "Both"),
        question("What was the cause?", "Fog", "A rock", "All these reasons"),
        question("What was the cause?", "Fog", "A rock", "All the answers are correct"),
        question("What was the cause?", "Fog", "A rock", "More than one of these"),
        question("What was the cause?", "Fog", "A rock", "None of the given options"),
        question("What was the cause?", "Fog", "A rock", "Neither"),
        question("What was the cause?", "Fog", "A rock", "They are all correct"),
        question("What was the cause?", "Fog", "A rock", "All of the previous"),
        question("What was the cause?", "Fog", "A rock", "Each of these"),
        question("What was the cause?", "Fog", "A rock", "A combination of the above"),
        question("What was the cause?", "Fog", "A rock", "There is no correct answer"),
        question("What was the cause?", "Fog", "A rock", "None of the above mentioned"),
    ],
    "not-stated-option": [
        question("When did he leave?", "At noon", "At dawn", "Not mentioned."),
        question("When did he leave?", "At noon", "At dawn", "We don't know"),
        question("When did he leave?", "At noon", "At dawn", "The passage does not say."),
        question("When did he leave?", "At noon", "At dawn", "It cannot be determined"),
        question("When did he leave?", "At noon", "At dawn", "It isn’t stated in the text."),
    ],
    "k-type": [
        question(WHAT, "A and C only", "B only", "He read."),
        question(WHAT, "Both A and B", "He slept.", "He read."),
        question(WHAT, "I, II, and III", "I and II", "II"),
        question(WHAT, "He slept.", "He read.", "Statements 1 and 3"),
        question("What did he do? (1) sing (2) read (3) sleep", "1 and 2", "2 and 3", "1"),
        question(WHAT, "He slept.", "He read.", "Only the first and second statements"),
        question(WHAT, "A,B,C are correct", "He slept.", "He read."),
        question(WHAT, "(i) and (ii) only", "He slept.", "He read."),
        question(WHAT, "both a and b", "He slept.", "He read."),
        question(WHAT, "Options A and C", "He slept.", "He read."),
        question(WHAT, "I. and III.", "He slept.", "He read."),
        question(WHAT, "Only statement 1", "Statement 2 only", "Neither statement"),
        question(WHAT, "Both statements are true", "He slept.", "He read."),
        question(WHAT, "Only I is true", "He slept.", "He read."),
        question(WHAT, "I is true but II is false", "He slept.", "He read."),
        question(WHAT, "Statement 1 is true, statement 2 is false", "He slept.", "He read."),
        question(WHAT, "Only the first statement is true", "He slept.", "He read."),
        question("Is it so? 1: He sang. 2: He read.", "True, False", "False, True"),
        question("Is it wrong? 1: He sang. 2: He read.", "Wrong, Not wrong", "Wrong, Wrong"),
    ],
    "true-false-options": [
        question("He slept.", "Yes", "No"),
        question("He slept.", "True.", "False.", "Not given."),
        question("He slept.", "True, because he was tired.", "False, because he was not."),
        question("Did he sleep?", "Yes, because he was tired.", "No, he had to keep watch."),
        question("Did he sleep?", "Yes because he was tired", "No since he kept watch"),
    ],
    "absolute-words": [
        question(WHAT, "He read.", "He never slept.", "He sang."),
        question(WHAT, "He read.", "He sold all his books.", "He sang."),
        question(WHAT, "He read.", "He ate only fish.", "He sang."),
        question(WHAT, "He read.", "He was afraid of all dogs.", "He sang."),
    ],
    "vague-frequency": [
        question(WHAT, "He read.", "He sometimes sang.", "He slept."),
        question(WHAT, "He read.", "He generally sang.", "He slept."),
        json.dumps({"type": "true_false", "stem": "He often sang.", "answer": "true"}),
    ],
    "negative-stem": [
        question("The keeper did all of these except ____", "He slept.", "He read."),
        question("Which statement about the lamp is false?", "He slept.", "He read."),
        question("Which of the following is wrong?", "He slept.", "He read."),
        question("Which of these statements are false?", "He slept.", "He read."),
        question("Which of the following is an incorrect statement?", "He slept.", "No."),
        question("Read it again. Find the wrong sentence.", "He slept.", "He read."),
        question("He did all of it with the exception of:", "singing", "reading"),
        question("Except for which of these did he pay?", "The lamp", "The pier"),
        question("All of these are reasons but ____", "He slept.", "He read."),
        question("The keeper did all of these but ____", "He slept.", "He read."),
        question("All but which of these were his work?", "The lamp", "The pier"),
        question("According to Ann, everything is new but the ____", "lamp", "pier"),
        question("Which of these did he not do?", "Sing", "Read"),
        question("All of these are reasons except", "Rain", "Fog"),
        question("Choose the statement that is not true.", "He sang.", "He read."),
        question("Which conclusion can't be drawn?", "He sang.", "He read."),
        question("What part of the plan does the author not like?", "The cost", "The end"),
        question("Which of these is not to be found on the rock?", "A tree", "A lamp"),
        question("Which is **not true**?", "Fear", "Love"),
        question("All of these are reasons EXCEPT", "Fear", "Love"),
    ],
    "doubtful-emphasis": [
        question("What does *this mean?", "Fear", "Love"),
        question("What does this mean?", "**Fear", "Love"),
        question("What does _this_ mean?", "Fear", "Love"),
        question("What does __this__ mean?", "Fear", "Love"),
    ],
    "blank-in-stem": [
        question("The ______ was lit by the keeper.", "lamp", "fire"),
        question("He called it .... and left.", "home", "hell"),
        question("The (?) was lit by the keeper.", "lamp", "fire"),
        question("The [blank] was lit by the keeper.", "lamp", "fire"),
        question("The____of the rock was lit.", "lamp", "fire"),
        question("A _ was lit by the keeper.", "lamp", "fire"),
        question("He lit the . . . . of the rock.", "lamp", "fire"),
        question("Keepers are what to sailors at sea?", "friends", "enemies"),
        question("The keeper lit what every night?", "A lamp", "A fire"),
        question("A what was lit by the keeper?", "lamp", "fire"),
    ],
    "empty-stem": [
        question("Which of the following statements is true?", "He slept.", "He read."),
        question("What can we learn from the passage?", "He slept.", "He read."),
        question("What can be inferred from the text?", "He slept.", "He read."),
        question("It can be inferred that ____", "He slept.", "He read."),
        question("We can know from the story that ____", "He slept.", "He read."),
        question("From the passage we can learn that ____", "He slept.", "He read."),
        question("Which of these can be inferred from the text?", "He slept.", "He read."),
        question("What is true according to the passage?", "He slept.", "He read."),
        question("Based on the text, what can you conclude?", "He slept.", "He read."),
        question("The author tells us that ____", "He slept.", "He read."),
        question("Which statement is correct?", "He sang.", "He read."),
        question("Choose the correct answer.", "He sang.", "He read."),
        question("Which of these is true according to [[3]]?", "He sang.", "He read."),
        question("What does the author say?", "He sang.", "He read."),
        question("The keeper", "sang.", "read."),
        question("The keeper was:", "old", "ill"),
    ],
    "convergence": [
        question(
            WHAT, "He lit a big red lamp", "He lit a big red fire", "He hid a big red lamp"
        ),
    ],
    "implausible-distractor": [question(WHAT, *["She", "sang", "all", "of", "it", "today"])],
    "unfocused-stem": [
        question("The lamp of the rock.", "It was old.", "It was new."),
        question("The keeper lit a lamp every night.", "He was lonely.", "He was paid."),
        question("The keeper lit a lamp. The ships", "came in", "went by"),
        question("At night he lit a lamp. First the keeper", "climbed up", "sat down"),
        question("How to light a lamp", "With a match", "With a stone"),
        question("1: He sang. 2: He read.", "True, True", "True, False", "False, False"),
        question("The keeper counted every night", "ships", "coins"),
        question("Keepers are generally", "old", "ill"),
        question("The keeper put the lamp on", "a table", "a rock"),
        question("At night the keeper counted what?", "Ships", "Coins"),
    ],
    "stem-word-in-answer": [
        question("Why did he keep counting?", "A count kept him awake.", "He was paid for it."),
        question("What happened in 1912?", "In 1912 the lamp went out.", "The ship sank."),
    ],
    "grammar-clue": [
        question("The story is told by a", "sailor", "eyewitness", "old man"),
        question("The keeper worked for an ____.", "hour", "week", "month"),
        question("What are the causes of the wreck?", "Fog and rain", "A storm", "A rock"),
        question("Which animals were on the rock?", "Seals", "A dog", "A horse"),
        question("The keepers", "were tired", "was tired", "has left"),
        question("What are the keeper's two fears?", "Fog and ice", "A storm", "A rock"),
    ],
    "duplicate-options": [
        question(WHAT, "He read the log.", "He read a log", "He sang."),
        question(WHAT, "He sang.", "He sang at night.", "He read."),
        question("What did he feel?", "Fear", "Hope and fear", "Pride"),
        question("How many ships came?", "10 to 20", "20 to 30", "31 to 40"),
        question("How many ships came?", "10 to 20", "10 to 30", "31 to 40"),
        question("How many ships came?", "More than 30", "More than 10", "None"),
        question("How many ships came?", "Between 5 and 15", "10 or more", "None"),
        question("How long did it last?", "A week", "7 days", "A month"),
        question("What was his name?", "His name was Elvin Moss", "Elvin Moss", "Abel Hart"),
        question("What did he hear?", "It was a bell", "A bell", "A dog"),
    ],
    "numeric-order": [
        question("How many?", "7", "12", "3"),
        question("How much?", "About $1,200", "About $300", "About $90"),
        question("When?", "In 1912.", "In 1887.", "In 1934."),
        question("How many?", "Three", "Seven", "Two"),
        question("How far?", "1 mile", "3 miles", "2 miles"),
        question("How many?", "7", "12", "3", options_kept_last=["3", "12", "7"]),
        question("How many?", "7", "12", "3", options_kept_last=["12"]),
        question("How many?", "7", "12", "3", "None of these"),
        question("How many?", "7", "12", "3", "The article does not say."),
        question("How many?", "7", "12", "3", "As many as there were days"),
        question("When?", "8:50", "7:15", "9:30"),
        question("When?", "At 8 a.m.", "At noon", "At 6:30 p.m."),
        question("When?", "At nine o'clock", "At six o'clock", "At ten o'clock"),
        question("When?", "May 3", "April 30", "May 12"),
        question("When?", "On 3 May 1912", "On 7 March 1887", "On 1 May 1912"),
        question("When?", "In June", "In March", "In October"),
        question("Which floor?", "The third floor", "The first floor", "The tenth floor"),
        question("Which floor?", "The 3rd", "The 1st", "The 22nd"),
        question("How much?", "One third", "A half", "Three quarters", "A quarter"),
        question("How much?", "1/3 of it", "1/2 of it", "1/4 of it"),
        question("How much?", "2½ cups", "½ cup", "1 cup"),
        question("How many?", "About 30", "Nearly 50", "Only 20"),
        question("How long?", "10 minutes", "2 hours", "3 days"),
        question("How long?", "Two weeks", "A month", "Three years", "Half a year"),
        question("How long?", "An hour and a half", "Half an hour", "Two hours"),
        question("How far?", "500 m", "2 km", "1 km"),
        question("How cold?", "−5 degrees", "−2 degrees", "3 degrees"),
        question("How many?", "10 to 20", "1 to 9", "21 to 30"),
        question("How many?", "Two hundred", "Twenty-five", "One hundred and five"),
        question("How many?", "1.5 million", "900", "2 thousand"),
        question("How many?", "Two dozen", "Twenty", "A hundred"),
        question("How many?", ".5", "0.25", "0.75"),
        question("How much?", "Rs. 1,25,000/-", "Rs. 900/-", "Rs. 40,000/-"),
        question("How long?", "4 hr 20 min", "50 min", "1 hr"),
        question("How many?", "$3$", "$-7$", "$\\frac{3}{4}$"),
        question("How many?", "2 x 10^3", "10^4", "50"),
        question("How much?", "Two-thirds", "One-fourth", "One-half"),
        question("How much?", "1 in 4", "1 in 10", "1 out of 2"),
        question("How much?", "1.0/6.0", "5.0/6.0", "3.0/6.0"),
        question("How much?", "$5", "50 cents", "Ten dollars"),
        question("How much?", "10 percent", "5 %", "50 per cent"),
        question("How often?", "Twice a week", "Once a week", "Three times a week"),
        question("When?", "In 44 BC", "In 200 BC", "In AD 79"),
        question("When?", "In June 2010", "In May 2011", "In March 2009"),
        question("When?", "At half past three", "At a quarter to three", "At 4:10"),
        question("When?", "At ten minutes to six", "At five o'clock", "At ten past five"),
        question("How long?", "2 hours and 10 minutes", "90 minutes", "3 hours"),
        question("How long?", "More than a decade", "A year", "About a century"),
        question("How tall?", "5 ft 3 inches", "2 yards", "4 feet"),
    ],
    "mixed-form": [
        question(WHY, "To read", "To sleep", "For the birds"),
        question(WHY, "By reading books", "By sleeping", "His old log"),
        question("What was it?", "A lamp", "A rock", "It was a bell"),
        question(WHAT, "Reading", "Sleeping", "To sing", "To sail"),
    ],
    "uneven-punctuation": [
        question(WHAT, "He read.", "He slept", "He sang."),
        question(WHAT, "he read", "He slept", "he sang"),
    ],
    "stem-names-other-paragraph": [
        question("In [[4]], what is lit?", "A lamp", "A fire", evidence=[{"paragraph": 5}]),
        question("See paragraphs 2 to 4.", "Lamp", "Fire", evidence=[{"paragraph": 5}]),
    ],
}
LET_BE = {
    "longest-answer": [
        question(WHY, "He liked the birds there", "He was very old and ill", "No"),
        question(WHY, "He was ill.", "He died.", "No."),
        question(WHY, "He liked it.", LONG, "He was ill."),
    ],
    "unequal-options": [
        question(WHY, LONG, "He liked it.", "He was ill."),
        question(WHY, "He liked the sea and the birds.", "Fear.", "He was ill and tired."),
        question(WHY, LONG, f"{LONG} at last.", f"{LONG} again.", "All of the above"),
        json.dumps(
            {
                "type": "multiple_select",
                "stem": WHY,
                "answers": [LONG, f"{LONG} at last."],
                "distractors": ["He liked it."],
            }
        ),
    ],
    "all-or-none-of-the-above": [
        question(WHAT, "None of the ships came.", "He read."),
        question(WHY, "None of them came back from the sea.", "All of these men lied to him."),
        question(WHY, "To rise above the fog", "Nothing happened."),
        question("How many ships came?", "Two", "None", "All"),
        question("Who answered?", "Ann", "Both"),
        question("Who of the two is taller?", "Tom", "Neither of them"),
        question("Was it the fog or the rock?", "The fog", "Both"),
    ],
    "k-type": [
        question("Who is told of?", "I and a friend", "Only I know", "A man and a dog"),
        question("Which paragraphs?", "1 and 2", "3 and 4"),
        question("Was he glad?", "Yes and no", "He did not say."),
        question("How many came?", "Only 1", "2", "3"),
        question("What did he say?", "The statement was true", "He is right, and Ann too"),
    ],
    "not-stated-option": [
        question("When did he leave?", "Not mentioned.", "At noon", "At dawn"),
        question("He left at noon.", "True", "False", "Not given"),
        question("What did he say of it?", "That it was old", "He did not say."),
        question("What did Ann say?", "That we don't know the way", "That it was late"),
    ],
    "true-false-options": [
        question(WHAT, "He said no.", "True love kept him.", "No ship came."),
        question(WHAT, "Yes", "Maybe", "He said nothing."),
        question("What did Ann answer?", "No, thank you.", "Good morning."),
    ],
    "absolute-words": [
        question(WHAT, "He never sang.", "He never slept."),
        question(WHAT, "He read.", "He slept all day.", "He knew the only ship."),
        question(WHAT, "He read.", "He was not only tired.", "He cared at all hours."),
        question(WHAT, "He said “no”.", "He said “never again”."),
        question(WHAT, "He read.", "He sang.", "None of the above"),
        question("Who came?", "The mayor", "Nobody"),
        question(WHAT, "He read.", "He hid, so that nobody would see him."),
        question(WHAT, "He read.", "He earned only ten coins.", "He saw all three ships."),
        question("Who came?", "The mayor", "No one", "All of them"),
        question(WHY, "He was old.", "Nobody came.", "They were never on the ship."),
        question(WHEN, "At noon.", "Only after the war.", "Only when it rained."),
        question("Who came?", "The mayor", "All but one", "The cook"),
        question(WHAT, "He read.", "He never got his shoe back.", "He never came home again."),
        question("Who counts?", "Ann does.", "Of all animals, dogs count best.", "Tom."),
        question("What did all his friends do?", "Sing", "See all his books", "Sleep"),
        question(WHAT, "He read.", f"{LONG}, for all he knew, again.", "He sang."),
        question(WHAT, "He read.", "The lamp is not always lit.", "He forgot all about it."),
        question(WHAT, "He read.", "He only has two lamps.", "He came only to rest."),
        question(WHY, "He was old.", "He thought of all the times he slept.", "It was cold."),
        question("Which of these is **not** true?", "He sang.", "He never slept.", "He read."),
    ],
    "vague-frequency": [
        question("How often did he usually sing?", "Once a day", "Once a week"),
        question(WHAT, "He sang more often than before.", "He said “often”."),
        question(WHAT, "He usually sang.", "He usually slept."),
        question(WHAT, "He had climbed the stairs many times.", "He sang."),
    ],
    "negative-stem": [
        question("He did not tell his mother because ____", "He slept.", "He read."),
        question("The keeper did not sell the lamp because he ____", "slept", "read"),
        question("The lamp wasn't lit until the ____", "fog came", "bell rang"),
        question("What was one reason he did not sleep?", "He slept.", "He read."),
        question("Why did the keeper think that the map is wrong?", "He slept.", "He read."),
        question("Why did the keeper not leave?", "Fear", "Love"),
        question("Which words show that the plan did not work?", "Alas", "Hooray"),
        question("The author does not mention cost. What does he stress?", "Fear", "Love"),
        question("Why did everyone except the mayor vote?", "Fear", "Love"),
        question("What did he tell them not to be?", "Afraid", "Late"),
        question("What does “not a soul” mean?", "Nobody", "A ghost"),
        question("Which reason does he give for not selling?", "Fear", "Love"),
        question("Who made the false statement?", "Ann", "Tom"),
        question("What did the wrong answer in the log lead to?", "Fear", "Love"),
        question("What is Never Look Back about?", "Fear", "Love"),
        question("Who wrote Don't Sell the Lamp?", "Ann", "Tom"),
        question("All the ships came home, but ____", "late", "empty"),
        question("All that he wanted was nothing but ____", "peace", "money"),
    ],
    "doubtful-emphasis": [
        question("What does *this* mean?", "5*6*7", "M*A*S*H"),
        question(r"What is \*this?", "____", "x**2"),
        question("What is snake_case?", "a * b", "(*)"),
    ],
    "blank-in-stem": [
        question("The keeper lit the ____.", "lamp", "fire"),
        question("The keeper lit the ____. Choose the best word.", "lamp", "fire"),
        question("What did he __really__ mean?", "Fear", "Love"),
        question("The keeper lit what?", "A lamp", "A fire"),
        question("He lit a lamp. What was it for?", "The ships", "The town"),
        question("Which words tell what the keeper did?", "He lit it", "At night"),
        question("Do you know what he lit?", "A lamp", "A fire"),
    ],
    "empty-stem": [
        question("By how much is the clock wrong?", "An hour", "A day"),
        question("What is the text about?", "A lamp", "A rock"),
        question("What did he see?", "He slept.", "He read."),
        question("Which came first?", "He slept.", "He read."),
        question("What will they do?", "Mend the lamp.", "Leave the rock."),
        question("What can we learn about the lamp?", "He slept.", "He read."),
        question("What can be inferred about the keeper?", "He slept.", "He read."),
        question("From the text we can learn that the lamp ____", "broke.", "burned."),
        question("The author tells us that the lamp ____", "broke.", "burned."),
        question("Which statement about the lamp is true?", "It broke.", "It burned."),
        question("The keeper called the lamp", "a friend", "a burden"),
        question("What does the author want?", "More lamps", "Fewer ships"),
        question("What did she do?", "She sang.", "She read."),
        question("What is the main idea of the article?", "Fear", "Love"),
        question("What does the author say in [[3]]?", "Fear", "Love"),
        question("Which is true?", "Fear", "Love", excerpt="He was alone."),
    ],
    "convergence": [
        question(
            WHAT,
            "a lamp and a bell",
            "a lamp and a rope",
            "a boat and a bell",
            "a boat and a rope",
        ),
        question(WHAT, "He sang.", "She read.", "They slept."),
        question(WHAT, "a red lamp and a bell", "a red lamp"),
    ],
    "implausible-distractor": [
        question(WHAT, *["He", "sang", "it", "well", "today"]),
        question("Which paragraph?", *(f"paragraph {n}" for n in range(1, 8))),
    ],
    "unfocused-stem": [
        question("What did he count?", "Ships", "Coins"),
        question("The keeper counted ____", "ships", "coins"),
        question("The keeper counted:", "ships", "coins"),
        question("The keeper counted ...", "ships", "coins"),
        question("Choose the best title.", "The Keeper", "The Lamp"),
        question("In what year did it end?", "1912", "1887"),
        question("According to the text, what did he count?", "Ships", "Coins"),
        question("He lit a lamp. What was it for?", "The ships", "The town"),
        question("He lit a lamp, but why?", "For ships", "For the town"),
        question("In the story of the lamp how many ships did he count?", "Two", "Six"),
        question("Why did he count them", "For ships", "For the town"),
        question("Did he count ships?", "At night he did.", "At noon he did."),
        question("“What did he count?” asks Ann. What does she mean?", "Ships", "Coins"),
        question("The keeper was old", "True", "False", excerpt="He was old."),
        question("He lit a lamp. Explain why.", "For ships", "For the town"),
    ],
    "stem-word-in-answer": [
        question("Why did he count?", "A count calmed him.", "He was paid to count."),
        question("What did he go to see?", "Where to go next", "A friend"),
        question("What did he think of it?", "I think it was late", "It was cold"),
        question("How old was he in 1912, if 20 in 1900?", "20", "32", "44"),
        question("What did Ellen want?", "To see Ellen's lamp", "To go home"),
        question("What did the Keeper want?", "A new keeper", "A boat"),
    ],
    "grammar-clue": [
        question("The story is told by a/an", "sailor", "eyewitness"),
        question("The story is told by a/an", "eyewitness", "sailor", "keeper"),
        question("The story is told by a(n) ____", "eyewitness", "sailor", "keeper"),
        question("The first things he saw is/are ____", "a rock", "two seals", "three boats"),
        question("The first things he saw is/are ____", "two seals", "a rock", "a boat"),
        question("The mayor says that", "he would come", "the lamp broke", "fog is near"),
        question("What are they waiting for?", "Two boats", "A train", "A bus"),
        question("What are they doing?", "Two puzzles", "A dance", "A race"),
        question("What is she going to buy?", "A lamp", "Books", "Maps"),
        question("What are the children playing with?", "Stones", "A ball", "A rope"),
        question("Which boats do the men like best?", "The ferries", "The red one", "A tug"),
        question("What are the causes of the wreck?", "Fog and rain", "Two storms", "A rock"),
        question("What is the keeper's aim?", "Cheaper lamps", "More boats"),
        question("What is the cause?", "The glass", "The compass", "The rocks"),
    ],
    "duplicate-options": [
        question(WHAT, "The dog bit the man.", "The man bit the dog."),
        question("Who was it?", "A lamp maker", "A lamp", "A maker of maps"),
        question("How many?", "Fewer than 10", "10 or more"),
        question("How much?", "£5", "$5", "€5"),
        question("How cold?", "−5", "5", "0"),
        question("How much?", "10", "10 %", "100"),
        question("Which is so?", "a > b", "a < b", "a = b"),
        question("How long?", "One hour and a half", "One hour", "Two hours"),
        question("How long?", "About a week", "Over a week", "A month"),
        question("Who was taller?", "Tom was taller than Ann", "Ann was taller than Tom"),
        question("What did he say?", "He came?", "He came!"),
        question("How many?", "10 to 20 ships", "15 to 30 boats"),
        question("How did it change?", "It rose from 3 to 5.", "It rose from 4 to 6."),
        question("When did he sing?", "Before 6 p.m.", "After 6 p.m.", "At noon"),
    ],
    "numeric-order": [
        question("How many?", "7", "12", "3", options_kept_last=["3", "7", "12"]),
        question("How many?", "7", "12", "3", options_kept_last=["12", "7", "3"]),
        *map(
            in_order,
            [
                ["In 200 BC", "In 44 BC", "In AD 79"],
                ["900", "2 thousand", "1.5 million"],
                ["In March 2009", "In June 2010", "In May 2011"],
                [".5", "0.75", "1"],
                ["1 in 10", "1 in 4", "1 in 2"],
                ["At a quarter to three", "At half past three", "At 4:10"],
                ["90 minutes", "2 hours and 10 minutes", "3 hours"],
            ],
        ),
        question(
            "How long?",
            "2 hours",
            "10 minutes",
            "3 days",
            "None of these",
            options_kept_last=["10 minutes", "2 hours", "3 days", "None of these"],
        ),
        question("How much?", "3 dollars", "2 goats", "5 sheep"),
        question("How many?", "7", "3", "As many as before", "Half a boat"),
        question("When?", "On Monday", "On Friday", "On Tuesday"),
        question("How many?", "3", "7"),
        question("What changed?", "Every 5 ships paid the town a coin", "B 1", "C 2"),
    ],
    "mixed-form": [
        question("When?", "In May.", "In June.", "In the fall."),
        question("For whom?", "To patients at night", "To children", "To the guard"),
        question("When?", "On the day of the will", "At noon", "At dawn"),
        question(WHAT, "He read.", "He slept", "he sang."),
        question(WHY, "To read", "For money", "Out of fear"),
        question(WHAT, "He read.", "He sang.", "All of the above"),
        question("Which?", "The keeper counted", "A lamp that burned", "Ships"),
        question(WHAT, "Reading", "A nap", "Songs"),
        question("What was he told?", "To rest.", "To eat.", "Not to smoke."),
        question("How did he learn?", "By reading", "By asking", "With a friend's help"),
        question("What is it about?", "Fog can kill.", "He is old.", "To live, we must eat."),
    ],
    "uneven-punctuation": [
        question("Who?", "the keeper", "the mayor", "Ellen"),
        question("What grew?", "US trade", "the town", "the harbor"),
        question("When?", "At 5 p.m.", "At noon", "At dawn"),
        question(WHAT, "He read.", "He sang.", "All of the above"),
        question("What was it?", "A lamp", "A rock", "It was a bell."),
    ],
    "stem-names-other-paragraph": [
        question("In [[4]], what?", "A", "B", evidence=[{"paragraph": 5}, {"paragraph": 4}]),
        question("See paragraphs 2 to 4.", "Lamp", "Fire", evidence=[{"paragraph": 3}]),
        question("What comes after paragraph 4?", "A", "B", evidence=[{"paragraph": 5}]),
        question("What does paragraph 4 say?", "A", "B"),
    ],
}


def _cases(table):
    return [(rule, yaml) for rule, listed in table.items() for yaml in listed]


@pytest.mark.parametrize(("rule", "yaml"), _cases(FOUND))
def test_what_is_weak_is_found(rule, yaml):
    """Once for each question, or once for each option at fault."""
    assert messages_of(rule, yaml)


@pytest.mark.parametrize(("rule", "yaml"), _cases(LET_BE))
def test_what_only_looks_weak_is_let_be(rule, yaml):
    """A teacher who sees three false alarms stops reading."""
    assert messages_of(rule, yaml) == []


@pytest.mark.parametrize(
    ("options", "is_found"),
    [
        (["He climbed the stairs in the dark.", "He sang.", "He read."], True),
        (["He climbed the stairs in the dark.", "Nobody thanked him for it.", "No."], False),
        (["“climbed the stairs in the dark”", "He sang.", "He read."], False),
        (["The Harbor Watch of Port Ellery", "The mayor", "The town"], False),
        (["He went up in the dark.", "He sang.", "He read."], False),
        (["He climbed the stairs in haste.", "He sang.", "He read."], False),
    ],
)
def test_only_words_that_a_reader_knows_again_are_a_quotation(options, is_found):
    """Not a common phrase, not a name, and not where distractors quote as well."""
    assert bool(messages_of("quoted-answer", question("Which?", *options), PASSAGE)) is is_found


def test_an_emphasized_negation_may_be_let_be():
    """It is reported, but cannot be overlooked; a bank may be content with it."""
    bold = json.loads(question("Which of these did he **not** do?", "Sing", "Read", "Row"))
    several = bold | {"type": "multiple_select", "answers": ["Sing", "Dig"]}
    del several["answer"]

    [message] = messages_of("negative-stem", json.dumps(bold))
    assert message.startswith("The stem asks for the exception, by “not”.")
    assert messages_of("negative-stem", json.dumps(several)) == []
    content = {"check": {"negative-stem": {"emphasized": "0"}}, "questions": [bold]}
    assert messages_of("negative-stem", json.dumps(content)) == []


def test_options_that_are_all_the_same_are_told_once():
    """Six pairs of four options are one thing to mend."""
    same = question(
        WHAT, "He read a log.", "He read the log", "He read the log.", "He read log"
    )

    [message] = messages_of("duplicate-options", same)

    assert message.startswith("“He read the log” says the same as “He read a log.”")
    assert "So it is with 5 more pairs." in message


def test_messages_name_the_words_at_fault():
    """One says what, and one what to do."""
    [echo] = messages_of("stem-word-in-answer", FOUND["stem-word-in-answer"][0])
    [absolute] = messages_of("absolute-words", FOUND["absolute-words"][0])
    [order] = messages_of("numeric-order", FOUND["numeric-order"][1])

    assert echo.startswith("“count” is in the stem and in the answer")
    assert absolute.startswith("“never” is in “He never slept.”")
    assert 'options_kept_last: ["About $90", "About $300", "About $1,200"]' in order


KEPT = [("missing-rationale", {"rationale": "It says so."})]
KEPT += [("missing-evidence", {"evidence": [{"paragraph": 2}]})]


@pytest.mark.parametrize(("rule", "keys"), KEPT)
def test_a_bank_without_any_is_told_once(rule, keys):
    """Thirty findings that say the same are not read; where some have it, each is told."""
    bare = [json.loads(question(f"What is {n}?", "A", "B")) for n in range(6)]
    [found] = advice_of(rule, json.dumps(bare))
    assert found.number is None
    bare[0] |= keys

    assert [each.number for each in advice_of(rule, json.dumps(bare))] == [1, 2, 3, 4, 5]


def test_misconceptions_are_counted_and_told_once_where_there_are_none():
    """A bank that has any is told of each question that lacks some."""
    bare = [json.loads(question(f"What is {n}?", "A", "B", "C")) for n in range(6)]
    [found] = advice_of("missing-misconception", json.dumps(bare))
    assert found.number is None
    bare[0]["distractors"][0] = {"text": "B", "misconception": "Confuses the two."}

    found = advice_of("missing-misconception", json.dumps(bare))
    assert [each.number for each in found] == [0, 1, 2, 3, 4, 5]
    assert found[0].finding.place == ("questions", 0, "distractors", 1)
    assert found[0].finding.message.startswith(
        "1 of 2 wrong options does not say why it tempts."
    )
    assert found[1].finding.message.startswith(
        "2 of 2 wrong options do not say why they tempt."
    )


def test_what_has_no_evidence_of_its_own_needs_none():
    """Part B is the evidence of a question in two parts; silence has no place."""
    part_b = {"answer": {"quote": "the lamp", "paragraph": 1}, "distractors": ["the sea"]}
    part_a = {"stem": "What?", "answer": "A", "distractors": ["B"]}
    two = {"type": "two_part", "part_a": part_a, "part_b": part_b}
    silent = {"type": "true_false_not_given", "stem": "He sang.", "answer": "not given"}

    underline = {"type": "underline", "stem": "Underline it.", "paragraph": 2, "answer": "but"}

    assert messages_of("missing-evidence", json.dumps([two, silent, underline])) == []


def test_a_word_of_many_stems_is_no_clue():
    """What the whole article is about stands everywhere."""
    asked = [f"What did the lamp do in the year {n}?" for n in ("one", "two", "three", "four")]
    bank = [json.loads(question(stem, "The lamp shone.", "It broke.")) for stem in asked]

    assert messages_of("stem-word-in-answer", json.dumps(bank[:2]))
    assert messages_of("stem-word-in-answer", json.dumps(bank)) == []


def test_options_that_are_all_in_place_make_no_pinned_key():
    """Numbers in order are not options that always have the last letter."""
    kept = {"options_kept_last": ["1", "2", "3"]}
    bank = [json.loads(question(f"How many {n}?", "2", "1", "3", **kept)) for n in "abcd"]

    assert messages_of("pinned-key", json.dumps(bank)) == []
