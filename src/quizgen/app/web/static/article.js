// The article beside the text: what is asked about each paragraph, and its words cited as evidence.

import { asker } from "./asking.js";
import { Refused, byId, data, element, post, word } from "./common.js";

const KEPT = "quizgen-article";

/** Return what shows the article of an editor's text. */
export function articleView(editor) {
  const address = `/bank/${encodeURIComponent(data.name)}`;
  const pane = byId("article");
  const list = byId("paragraphs");
  const state = byId("article-state");
  const problem = byId("article-problem");
  const paint = globalThis.Highlight ? new Highlight() : null;
  if (paint) CSS.highlights.set("chosen", paint);
  let paragraphs = [];
  let questions = [];
  let chosen = null;
  const asking = asker(`${address}/article`, editor, show, { isHidden: () => pane.hidden });

  function tell(text) {
    byId("article-said").textContent = text;
  }

  function complain(text) {
    problem.textContent = text;
    problem.hidden = !text;
  }

  function show(answer) {
    complain(answer.error ?? "");
    if (answer.error) return;
    ({ paragraphs, questions } = answer);
    const missing = paragraphs.filter((each) => !each.questions.length).length;
    state.textContent = missing ? word("coverage", { missing, count: paragraphs.length }) : word("covered");
    // Words that are chosen stay so: only what has changed is written anew.
    while (list.childElementCount > paragraphs.length) list.lastElementChild.remove();
    paragraphs.forEach((each, place) => draw(list.children[place] ?? added(), each));
    if (chosen && textOf(chosen.number) !== chosen.of) choose(null);
    mark(editor.line());
  }

  function added() {
    const item = element(
      "li", {},
      element("div", { className: "heading" }),
      element("button", { type: "button", id: `paragraph-${list.childElementCount + 1}` }),
      element("p", { className: "said" }),
      element("div", { className: "words", tabIndex: -1, role: "group", dir: "auto" }),
    );
    list.append(item);
    item.querySelector("button").addEventListener("click", () => toQuestions(numberOf(item)));
    const text = item.querySelector(".words");
    text.addEventListener("click", () => {
      if (!getSelection().isCollapsed) return;
      choose(null);
      toQuestions(numberOf(item));
    });
    text.addEventListener("focus", () => rove(text));
    text.addEventListener("keydown", (event) => press(event, item));
    if (list.childElementCount === 1) rove(text);
    return item;
  }

  function draw(item, { number, text, headings, questions: own, skills }) {
    const many = own.length === 1 ? "asked-once" : own.length ? "asked" : "not-asked";
    item.classList.toggle("not-asked", !own.length);
    item.querySelector(".heading").replaceChildren(...headings.map((each) => element("h3", { dir: "auto" }, each)));
    const button = item.querySelector("button");
    button.textContent = word(many, { number, count: own.length });
    button.disabled = !own.length;
    button.title = own.map((each) => questions[each].id).join(", ");
    item.querySelector(".said").textContent = skills.map(([label, count]) => `${label} ${count}`).join(" · ");
    const words = item.querySelector(".words");
    words.setAttribute("aria-labelledby", button.id);
    if (words.textContent !== text) words.textContent = text;
  }

  const numberOf = (item) => [...list.children].indexOf(item) + 1;
  const textOf = (number) => list.children[number - 1]?.querySelector(".words").textContent;

  /** Let Tab lead to one paragraph alone. */
  function rove(text) {
    for (const each of list.querySelectorAll(".words")) each.tabIndex = each === text ? 0 : -1;
  }

  const questionAt = (line) => questions.findIndex((each) => each.line <= line && line <= each.last);

  /** Go to the questions of a paragraph: from each to the next. */
  function toQuestions(number) {
    const own = paragraphs[number - 1]?.questions ?? [];
    if (!own.length) return;
    const next = own[(own.indexOf(questionAt(editor.line())) + 1) % own.length];
    editor.goTo({ line: questions[next].line, column: 1 });
  }

  // Choosing words

  function choose(next) {
    chosen = next;
    paint?.clear();
    if (!chosen || !paint) return;
    const node = list.children[chosen.number - 1].querySelector(".words").firstChild;
    const range = new Range();
    range.setStart(node, chosen.start);
    range.setEnd(node, chosen.end);
    paint.add(range);
  }

  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (pane.hidden || !selection.rangeCount || !list.contains(selection.anchorNode)) return;
    const range = selection.getRangeAt(0);
    const first = paragraphOf(range.startContainer);
    if (range.collapsed || !first) return; // a dialog that closes leaves one, too
    const last = paragraphOf(range.endContainer);
    const own = first.querySelector(".words");
    const node = own.firstChild;
    const start = range.startContainer === node ? range.startOffset : 0;
    // A selection of a whole paragraph ends at the beginning of what follows.
    const end = range.endContainer === node ? range.endOffset : node.length;
    const isOver = last !== first && range.endOffset > 0;
    tell(isOver ? word("several") : "");
    choose(isOver || start >= end ? null : { number: numberOf(first), start, end, of: own.textContent });
  });

  const paragraphOf = (node) => {
    const at = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
    return at?.closest(".words")?.parentElement ?? at?.closest("#paragraphs > li");
  };

  function press(event, item) {
    const own = item.querySelector(".words");
    const isLeftwards = getComputedStyle(own).direction === "rtl";
    const ahead = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const step = isLeftwards ? -ahead : ahead;
    const next = {
      ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling,
      Home: list.firstElementChild, End: list.lastElementChild,
    }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) chooseWords(own, step, event.shiftKey);
    else if (event.key === "Enter") cite(numberOf(item));
    else if (event.key in { ArrowDown: 1, ArrowUp: 1, Home: 1, End: 1 }) next?.querySelector(".words").focus();
    else if (event.key === "Escape") { choose(null); getSelection().collapse(own.firstChild, 0); }
    else return;
    event.preventDefault();
  }

  /** Choose the next word or the one before, or one more or less at the end of those chosen. */
  function chooseWords(own, step, isMore) {
    const spans = [...own.textContent.matchAll(/\S+/g)].map((found) => [found.index, found.index + found[0].length]);
    if (!spans.length) return;
    const mine = chosen && chosen.number === numberOf(own.parentElement) ? chosen : null;
    const first = mine ? spans.findLastIndex(([start]) => start <= mine.start) : -1;
    const last = mine ? spans.findIndex(([, end]) => end >= mine.end) : -1;
    const held = (place) => Math.min(Math.max(place, 0), spans.length - 1);
    const from = isMore && mine ? first : held(mine ? (step > 0 ? last : first) + step : 0);
    const to = isMore && mine ? Math.max(held(last + step), first) : from;
    const start = spans[from][0];
    const end = spans[to][1];
    // The browser tells of a selection later, perhaps behind the next key.
    choose({ number: numberOf(own.parentElement), start, end, of: own.textContent });
    getSelection().setBaseAndExtent(own.firstChild, start, own.firstChild, end);
  }

  // Citing

  const caret = () => editor.view ? editor.view.state.selection.main.head : pane.parentElement.querySelector("#text textarea").selectionStart;

  async function cite(number, how = "ask") {
    const text = editor.text();
    const own = chosen && (!number || chosen.number === number) ? chosen : { number, start: 0, end: 0 };
    if (!own.number) return;
    const sent = { text, how, at: caret(), paragraph: own.number, start: own.start, end: own.end };
    try {
      const answer = await post(`${address}/cite`, sent);
      if (editor.text() !== text) { complain(word("typed-on")); return; }
      complain("");
      if ("taken" in answer) decide(answer, own.number);
      else write(answer, own.number);
    } catch (error) {
      if (error instanceof Refused) complain(error.message);
    }
  }

  function decide({ taken, can_add: canAdd }, number) {
    const dialog = byId("taken");
    byId("taken-said").textContent = word("there", { said: taken });
    byId("taken-add").hidden = !canAdd;
    byId("taken-add").onclick = () => dialog.close("add");
    byId("taken-replace").onclick = () => dialog.close("replace");
    dialog.returnValue = "";
    dialog.onclose = () => { if (dialog.returnValue) cite(number, dialog.returnValue); };
    dialog.showModal();
  }

  /** Write what was cited as a change of the editor's, which undo takes back. */
  function write({ edits, at, quote }, number) {
    editor.edit(edits);
    editor.goTo(at);
    choose(null);
    tell(word(quote ? "cited" : "cited-whole", { number, quote }));
  }

  // Showing it

  const button = byId("to-article");
  function toggle(isShown) {
    pane.hidden = !isShown;
    button.setAttribute("aria-pressed", isShown);
    try { localStorage.setItem(KEPT, isShown ? "yes" : ""); } catch { /* a browser that keeps nothing */ }
    asking.now();
  }
  button.addEventListener("click", () => {
    toggle(pane.hidden);
    if (!pane.hidden && !matchMedia("(min-width: 60rem)").matches) pane.scrollIntoView();
  });
  byId("cite").addEventListener("click", () => cite(chosen?.number ?? numberOf(list.querySelector(".words[tabindex='0']")?.parentElement)));
  try { if (localStorage.getItem(KEPT)) toggle(true); } catch { /* keeps nothing */ }

  /** Mark the paragraphs that the question at the cursor is about; it is the one to cite in. */
  function mark(line) {
    const here = questionAt(line);
    paragraphs.forEach((each, place) => list.children[place]?.classList.toggle("here", each.questions.includes(here)));
    const cite = byId("cite");
    cite.disabled = !paragraphs.length;
    cite.textContent = here < 0 ? word("cite") : word("cite-in", { question: questions[here].id });
  }

  return {
    changed: () => asking.changed(),
    mark,
  };
}
