"""What real systems store of such files: Moodle 4.5, the reader of Canvas, other players."""

import pytest
from test_moodle import imported, xml
from test_qti import zipped

from quizgen.exchange import format_named, recognised
from quizgen.exchange.common.bank_file import bank_files
from quizgen.exchange.common.sources import Source, unzipped


def imported_package(files):
    content = zipped(**files)
    source = Source("x.zip", content, unzipped(content, "x.zip"))
    return bank_files(recognised(source).read(source), "x", None, "")


def said(made, field):
    return [loss.message for loss in made.losses if loss.field == field]


# GIFT and Aiken


def test_an_entry_without_a_left_side_is_an_extra_one():
    """Moodle stores four pairs and one answer more; each text has a format of its own."""
    text = (
        "::lamps::[html]Match the <b>lamp</b>.{\n=[html]The <i>old</i> one -> red\n"
        "=[plain]*The* new one -> green\n= -> blue\n}\n"
    )
    bank, made = imported(text, "gift")

    [question] = bank.questions
    assert (question.id, question.stem) == ("lamps", "Match the **lamp**.")
    assert [pair.left for pair in question.pairs] == ["The *old* one", "\\*The\\* new one"]
    assert [pair.right for pair in question.pairs] == ["red", "green"]
    assert question.extra == ("blue",)
    assert not made.losses


def test_weights_of_several_answers_are_those_of_moodle():
    """50 % each for two right ones; a wrong one that costs 100 % is told."""
    text = "::c::Which?{~%50%red#Well.~%-100%[html]blue#No.~%50%green#Well.~%-100%grey#No.}\n"
    bank, made = imported(text, "gift")

    [question] = bank.questions
    assert question.accepted == ("red", "green")
    assert question.scoring == "each"
    assert [each.misconception for each in question.distractors] == ["No.", "No."]
    assert "cost 100 %" in said(made, "scoring")[0]


def test_numbers_and_answers_that_earn_a_part_are_told():
    """{#3:2} is 3 with a tolerance of 2; %50% is half the points; what is behind is a gap."""
    text = (
        "::n::How many?{#3:2~#No.} in all\n\n"
        "::s::Who?{=The keeper#Yes.=%50%A man#Nearly.=%0%*#No.}\n\n::e::Why? {}\n"
    )
    bank, made = imported(text, "gift")
    number, short, essay = bank.questions

    assert (number.stem, number.answer) == ("How many?_____ in all", "3")
    assert number.rationale == "After a wrong answer: No."
    assert (short.answer, short.accept, short.rationale) == ("The keeper", (), "Yes.")
    assert [message[:20] for message in said(made, "accept")[1:]] == [
        "“A man” earned 50 % ",
        "“*” earned 0 % there",
    ]
    assert essay.type == "open_response"


@pytest.mark.parametrize(
    ("answers", "is_true", "rationale"),
    [
        (
            "FALSE#after true#after false",
            False,
            "after false\n\nAfter a wrong answer: after true",
        ),
        ("TRUE#after false", True, "After a wrong answer: after false"),
        ("TRUE##after true", True, "after true"),
        ("F", False, None),
    ],
)
def test_feedback_of_true_false_is_for_wrong_then_right(answers, is_true, rationale):
    """Not for true, then false."""
    bank, _ = imported(f"::t::Lit.{{{answers}}}\n", "gift")

    [question] = bank.questions
    assert (question.answer, question.rationale) == (is_true, rationale)


def test_a_category_is_a_path_behind_the_course():
    """Its colon is not escaped; the question's comment names it."""
    _, made = imported("$CATEGORY: $course$/top/Unit 1: Lamps\n\n::t::Lit.{T}\n", "gift")

    assert "line 3; category Unit 1: Lamps" in made.files["m.yaml"].decode()


def test_aiken_as_moodle_reads_it():
    """Options without a blank; True and False; a sign of HTML is text."""
    text = "Lit?\nA) True\nB) False\nANSWER: B\n\nIs <b> > & ?\nA)One\nB)Two\nANSWER: A\n"
    bank, made = imported(text, "aiken")
    truth, tight = bank.questions

    assert truth.answer is False
    assert (tight.stem, tight.answer) == ("Is <b> > & ?", "One")
    assert not made.losses


def test_each_fault_of_aiken_has_its_line_and_nothing_is_guessed():
    """The good question between them is read."""
    text = (
        "Too few\nA) One\nANSWER: A\n\nA) No stem\n\nANSWER: none\n\n"
        "Good?\nA) Yes\nB) No\nANSWER: A\n\nNo end\nA) One\nB) Two\n"
    )
    bank, made = imported(text, "aiken")

    assert [question.stem for question in bank.questions] == ["Good?"]
    assert [loss.line for loss in made.losses] == [1, 5, 7, 14]


# Moodle XML


def test_two_of_five_at_half_each_and_the_hints():
    """A wrong option cost nothing there; hints have no place, so they are told."""
    answers = "".join(
        f'<answer fraction="{share}"><text>lamp {n}</text></answer>'
        for n, share in enumerate(("50", "0", "50", "0", "0"))
    )
    hints = "<hint><text>Look at two.</text></hint><hint><text>Again.</text></hint>"
    bank, made = imported(xml("multichoice", answers + hints, "false"))

    assert bank.questions[0].accepted == ("lamp 0", "lamp 2")
    assert "cost 0 %" in said(made, "scoring")[0]
    assert [message.partition("was: ")[2] for message in said(made, "hints")] == [
        "Look at two.",
        "Again.",
    ]


def test_a_description_is_no_question():
    """A short one is read as instructions."""
    text = xml("description", "<generalfeedback><text>So.</text></generalfeedback>")
    bank, made = imported(text)

    assert len(bank.questions) == 1
    assert bank.instructions == "Who lit the **lamp**?"
    assert "There was: So." in said(made, "passage")[0]


def test_a_text_alone_makes_no_bank_but_is_told():
    """Nothing of a source is lost without a line."""
    text = '<quiz><question type="description"><questiontext><text>Read this.</text>'
    text += "</questiontext></question></quiz>"
    read = format_named("moodle-xml").read(Source("m.xml", text.encode()))
    made = bank_files(read, "m", None, "")

    assert not made.files
    assert any("Read this." in message for message in said(made, "passage"))


# Canvas


CANVAS = (
    '<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment '
    'ident="a" title="Lamps"><section ident="root_section">{}</section></assessment>'
    "</questestinterop>"
)


def canvas_item(kind, presentation, more="", fields="", ident="i"):
    entries = f"question_type {kind} points_possible 2.0 {fields}".split()
    metadata = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry>"
        "</qtimetadatafield>"
        for label, entry in zip(entries[::2], entries[1::2], strict=True)
    )
    return (
        f'<item ident="{ident}" title="Question"><itemmetadata><qtimetadata>{metadata}'
        "</qtimetadata></itemmetadata><presentation><material><mattext texttype="
        '"text/html">&lt;p&gt;Who lit it?&lt;/p&gt;</mattext></material>'
        f"{presentation}</presentation>{more}</item>"
    )


def choices(*texts, cardinality="Single"):
    labels = "".join(
        f'<response_label ident="{n}"><material><mattext texttype="text/plain">{text}</mattext>'
        "</material></response_label>"
        for n, text in enumerate(texts, 1)
    )
    return (
        f'<response_lid ident="response1" rcardinality="{cardinality}"><render_choice>{labels}'
        "</render_choice></response_lid>"
    )


def when(condition, action='<setvar action="Set" varname="SCORE">100</setvar>', goes_on="No"):
    return (
        f'<respcondition continue="{goes_on}"><conditionvar>{condition}</conditionvar>{action}'
        "</respcondition>"
    )


def equal(name):
    return f'<varequal respident="response1">{name}</varequal>'


def feedback(name):
    return f'<displayfeedback feedbacktype="Response" linkrefid="{name}_fb"/>'


def processed(*conditions):
    return f"<resprocessing>{''.join(conditions)}</resprocessing>"


def test_the_type_of_canvas_decides():
    """A choice of True and False is none where the type says multiple choice."""
    right = processed(when(equal(1)))
    both = processed(when(f"<and>{equal(1)}{equal(2)}<not>{equal(3)}</not></and>"))
    essay = (
        '<response_str ident="response1"><render_fib><response_label ident="answer1"/>'
        "</render_fib></response_str>"
    )
    items = [
        canvas_item("true_false_question", choices("True", "False"), right),
        canvas_item("multiple_choice_question", choices("True", "S", "False"), right),
        canvas_item(
            "multiple_answers_question", choices("a", "b", "c", cardinality="Multiple"), both
        ),
        canvas_item("essay_question", essay),
    ]
    bank, made = imported(CANVAS.format("".join(items)), "qti12")
    truth, choice, several, written = bank.questions

    assert (truth.type, truth.answer, truth.points) == ("true_false", True, 2)
    assert (choice.type, choice.answer) == ("multiple_choice", "True")
    assert several.accepted == ("a", "b")
    assert written.type == "open_response"
    assert bank.article.title == "Lamps"
    assert not [loss for loss in made.losses if not loss.is_note]


def test_all_feedback_of_canvas_is_kept():
    """Three texts for the question, and one for each option."""
    names = ("general", "correct", "general_incorrect", "1", "2")
    texts = "".join(
        f'<itemfeedback ident="{name}_fb"><flow_mat><material><mattext texttype="text/plain">'
        f"said {name}</mattext></material></flow_mat></itemfeedback>"
        for name in names
    )
    process = processed(
        when("<other/>", feedback("general"), "Yes"),
        when(equal(1), feedback("1"), "Yes"),
        when(equal(2), feedback("2"), "Yes"),
        when(
            equal(1), feedback("correct") + '<setvar action="Set" varname="SCORE">100</setvar>'
        ),
        when("<other/>", feedback("general_incorrect"), "Yes"),
    )
    item = canvas_item("multiple_choice_question", choices("a", "b"), process + texts)
    bank, _ = imported(CANVAS.format(item), "qti12")

    [question] = bank.questions
    kept = f"{question.rationale} {question.distractors[0].misconception}"
    assert all(f"said {name}" in kept for name in names)
    assert question.distractors[0].misconception == "said 2"


def test_a_question_names_the_passage_that_it_is_about():
    """The passage is an item of its own."""
    passage = canvas_item("text_only_question", "", ident="p")
    item = canvas_item(
        "multiple_choice_question",
        choices("a", "b"),
        processed(when(equal(1))),
        "parent_stimulus_item_ident p",
    )
    bank, made = imported(CANVAS.format(passage + item), "qti12")

    assert made.passages == 1
    assert made.files["m.md"].decode() == "Who lit it?\n"
    assert [question.answer for question in bank.questions] == ["a"]


def test_a_group_from_which_canvas_draws_is_told():
    """Its questions are worth what the group says; a bank elsewhere is named as missing."""
    item = canvas_item("multiple_choice_question", choices("a", "b"), processed(when(equal(1))))
    drawn = (
        '<section ident="g"><selection_ordering><selection><selection_number>1'
        "</selection_number>{}</selection></selection_ordering>{}</section>"
    )
    points = "<selection_extension><points_per_item>3.0</points_per_item></selection_extension>"
    text = CANVAS.format(
        drawn.format(points, item + item.replace("Who lit it", "Who put it out"))
        + drawn.format("<sourcebank_ref>b</sourcebank_ref>", "")
    )
    bank, made = imported(text, "qti12")

    assert [question.points for question in bank.questions] == [3, 3]
    assert ["1 were drawn" in said(made, "groups")[0], "not in" in said(made, "groups")[1]] == [
        True,
        True,
    ]


# QTI 2 and 3


def choice_item(options, shuffle="true", mapping="", right=("A",), cardinality="single"):
    values = "".join(f"<value>{name}</value>" for name in right)
    listed = "".join(
        f'<simpleChoice identifier="{name}">{text}</simpleChoice>' for name, text in options
    )
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="i" '
        f'title="Lamps"><responseDeclaration identifier="R" cardinality="{cardinality}" '
        f'baseType="identifier"><correctResponse>{values}</correctResponse>{mapping}'
        '</responseDeclaration><itemBody><p>Look.</p><p><img src="lamp.png" alt="A LAMP"/></p>'
        f'<choiceInteraction responseIdentifier="R" shuffle="{shuffle}" maxChoices="0">'
        f"<prompt>What?</prompt>{listed}</choiceInteraction></itemBody></assessmentItem>"
    )


ABC = (("A", "one"), ("B", "two"), ("C", "three"))


def test_capitals_of_true_are_read_and_a_missing_picture_is_told():
    """TRUE is no value of the schema, but third parties write it."""
    bank, made = imported(choice_item(ABC, shuffle="TRUE"), "qti21")

    [question] = bank.questions
    assert (question.stem, question.answer) == ("Look.\n\nWhat?", "one")
    assert [loss.field for loss in made.losses] == ["image"]
    assert "A LAMP" in said(made, "image")[0]


def test_weights_of_options_are_told():
    """Those of the mapping, and that of any other."""
    mapping = (
        '<mapping lowerBound="0" defaultValue="-2"><mapEntry mapKey="A" mappedValue="1"/>'
        '<mapEntry mapKey="B" mappedValue="1"/></mapping>'
    )
    text = choice_item(ABC, mapping=mapping, right=("A", "B"), cardinality="multiple")
    bank, made = imported(text, "qti21")

    assert bank.questions[0].accepted == ("one", "two")
    assert "A 1, B 1, any other -2" in said(made, "scoring")[0]


def test_a_rubric_block_is_kept_as_text():
    """A stranger's rubric has no levels that a bank knows."""
    text = (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i">'
        '<itemBody><p>Write.</p><extendedTextInteraction responseIdentifier="R"/>'
        '<rubricBlock view="scorer"><p>Three <b>points</b>.</p></rubricBlock></itemBody>'
        "</assessmentItem>"
    )
    bank, made = imported(text, "qti21")

    [question] = bank.questions
    assert (question.type, question.stem) == ("open_response", "Write.")
    assert question.rationale == "Three **points**."
    assert said(made, "rubric")


def test_one_passage_is_shared_by_items_that_dock_it_or_not():
    """By its reference; the place for it in an item is empty."""
    dock = '<div class="qti-shared-stimulus" data-stimulus-idref="S1"></div>'
    files = {
        f"items/{name}.xml": (
            f'<qti-assessment-item identifier="{name}" title="{name}">'
            '<qti-response-declaration identifier="R" cardinality="single" base-type='
            '"identifier"><qti-correct-response><qti-value>B</qti-value></qti-correct-response>'
            '</qti-response-declaration><qti-assessment-stimulus-ref identifier="S1" href='
            f'"../passages/p.xml"/><qti-item-body>{place}<p>Who?</p><qti-choice-interaction '
            'response-identifier="R"><qti-simple-choice identifier="A">a</qti-simple-choice>'
            '<qti-simple-choice identifier="B">b</qti-simple-choice></qti-choice-interaction>'
            "</qti-item-body></qti-assessment-item>"
        )
        for name, place in (("one", ""), ("two", dock))
    }
    files["passages/p.xml"] = (
        '<qti-assessment-stimulus identifier="S1" title="The Night"><qti-stimulus-body>'
        "<p>It was dark.</p></qti-stimulus-body></qti-assessment-stimulus>"
    )
    made = imported_package(files)
    text = made.files["x.yaml"].decode()

    assert (made.questions, made.passages) == (2, 1)
    assert made.files["x.md"].decode() == "It was dark.\n"
    assert "title: The Night" in text
    assert text.count("stem: Who?") == text.count("answer: b") == 2
