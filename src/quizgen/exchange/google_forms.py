"""Google Forms: an Apps Script that makes a quiz with its key and its feedback."""

import json
from collections.abc import Iterator
from typing import Any

from quizgen.bank.kinds import shapes
from quizgen.bank.option_text import picture_in
from quizgen.base.data_class import replace
from quizgen.exchange.common.formats import Format, Holds
from quizgen.exchange.common.html import html_of, plain_of, plain_text
from quizgen.exchange.common.items import Ask, Export, Item, Written
from quizgen.exchange.common.stems import passage_html, stem_html

SCRIPT = """\
// Open https://script.google.com, make a new project, put this text into it and run makeQuiz.
// The form is then in your Google Drive; the log shows its address.

var QUIZ = %s;

function makeQuiz() {
  var form = FormApp.create(QUIZ.title);
  form.setIsQuiz(true);
  if (QUIZ.description) form.setDescription(QUIZ.description);
  if (QUIZ.passage) {
    form.addSectionHeaderItem().setTitle(QUIZ.passage.title).setHelpText(QUIZ.passage.text);
  }
  QUIZ.questions.forEach(function (question) { addQuestion(form, question); });
  Logger.log(form.getEditUrl());
  return form;
}

function addQuestion(form, question) {
  var item;
  if (question.kind === 'one' || question.kind === 'some') {
    item = question.kind === 'one' ? form.addMultipleChoiceItem() : form.addCheckboxItem();
    item.setChoices(question.options.map(function (option) {
      return item.createChoice(option.text, option.right);
    }));
    setFeedback(item, question.feedback);
  } else if (question.kind === 'grid') {
    item = form.addGridItem().setRows(question.rows).setColumns(question.columns);
  } else {
    item = question.kind === 'short' ? form.addTextItem() : form.addParagraphTextItem();
    if (question.feedback) {
      item.setGeneralFeedback(FormApp.createFeedback().setText(question.feedback).build());
    }
  }
  item.setTitle(question.title);
  if (question.help) item.setHelpText(question.help);
  if (question.kind !== 'grid') item.setPoints(question.points);
}

function setFeedback(item, text) {
  if (!text) return;
  var feedback = FormApp.createFeedback().setText(text).build();
  item.setFeedbackForCorrect(feedback);
  item.setFeedbackForIncorrect(feedback);
}
"""


def write(export: Export) -> Written:
    """Return an export as a script."""
    quiz: dict[str, Any] = {
        "title": export.title,
        "description": plain_of(export.instructions) if export.instructions else "",
        "questions": [
            _question(export, item, ask) for item in export.items for ask in item.asks
        ],
    }
    if export.passage and export.place != "repeat":
        text = plain_text(passage_html(export.passage))
        quiz["passage"] = {"title": export.article.title, "text": text}
    return Written((SCRIPT % json.dumps(quiz, indent=1)).encode())


def _question(export: Export, item: Item, ask: Ask) -> dict[str, Any]:
    title, more = _texts(export, item, ask)
    question = {"title": title, "help": more, "points": ask.points}
    question["feedback"] = "\n\n".join(_feedback(item, ask))
    match ask.shape:
        case shapes.OneOf() | shapes.SomeOf():
            options = [{"text": _said(o.text), "right": o.is_right} for o in ask.options]
            kind = "one" if isinstance(ask.shape, shapes.OneOf) else "some"
            return question | {"kind": kind, "options": options}
        case shapes.Match(left, right):
            rows = [_said(text) for text in left]
            return question | {"kind": "grid", "rows": rows, "columns": [*map(_said, right)]}
        case shapes.Order(items):
            places = [str(number) for number in range(1, len(items) + 1)]
            rows = [_said(text) for text in items]
            return question | {"kind": "grid", "rows": rows, "columns": places}
        case _:
            return question | {"kind": "short" if ask.is_short else "long"}


def _texts(export: Export, item: Item, ask: Ask) -> tuple[str, str]:
    """Return a question's title, and the text below it, with what its group shares."""
    other = plain_text(stem_html(export, item, replace(ask, stem=""), None))
    if not ask.stem:
        title, _, other = other.partition("\n\n")
        return title, other
    title, _, more = plain_text(html_of(ask.stem, export.words)).partition("\n\n")
    return title, "\n\n".join(filter(None, [more, other]))


def _feedback(item: Item, ask: Ask) -> Iterator[str]:
    """Yield why the answer is right, and where there is no key, what is right."""
    if not ask.options:
        yield " / ".join(_said(text) for text in ask.right)
    if item.question.rationale:
        yield plain_of(item.question.rationale)


def _said(text: str) -> str:
    picture = picture_in(text)
    return " ".join(plain_of(picture.said if picture else text).split())


FORMAT = Format(
    name="google-forms",
    title="Google Forms",
    suffix=".gs",
    holds=Holds(
        forms={
            "one choice": "yes",
            "several choices": "yes",
            "true or false": "multiple choice",
            "true, false or not given": "multiple choice",
            "linked choices": "two linked questions",
            "pairs": "a grid without a key",
            "order": "a grid without a key",
            "gaps in a text": "a long answer with numbered gaps",
            "gaps in a table": "a long answer with a table",
            "a few words": "a short answer, marked by hand",
            "an essay": "a long answer",
            "marked words": "a long answer",
        },
        passage="separate",
        keys=frozenset({"rationale", "points", "excerpt", "group"}),
        scoring=frozenset({"options: all"}),
        groups=True,
    ),
    write=write,
)
