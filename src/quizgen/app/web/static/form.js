// The form for a question: in step with the text, which it changes by edits from the server.

import { byId, data, element, get, keepView, keptView, post, word } from "./common.js";
import { buildFields, grow, keyOf } from "./form_fields.js";

const PAUSE = 250;
const TYPED = 200;
const PATIENCE = 3000;
const MOST_TRIES = 50;

/** Return the form of an editor's text; it is loaded when it is first shown. */
export function questionForm(editor) {
  const address = `/bank/${encodeURIComponent(data.name)}/form`;
  const page = byId("write");
  const section = byId("form");
  const holder = byId("form-fields");
  const chooser = byId("form-question");
  let kinds = null;
  let marker = "WRITE:";
  let form = null;
  let seenText = null;
  let built = null;
  let skeleton = "";
  let shownQuestion = "";
  let revision = 0;
  let timer = 0;
  let typing = 0;
  let isApplying = false;
  let isComposing = false;
  let findings = [];
  let queue = Promise.resolve();
  const dirty = new Map();
  const problems = new Map();
  const owner = {
    data: () => form.question.data,
    asText: () => form.question.as_text,
    fixed: () => form.question.fixed,
    offered: () => form.offered,
    get marker() { return marker; },
    ghosts: new Set(),
    placed: new Map(),
    opened: new Set(),
    typed, chosen, change, add, shift, forget, toText,
  };

  const isWide = matchMedia("(min-width: 60rem)");
  const view = () => {
    const wanted = page.dataset.view ?? "text";
    return wanted === "both" && !isWide.matches ? "form" : wanted;
  };
  const isShown = () => view() !== "text";
  const index = () => form?.question?.index ?? 0;

  // Which of the two is shown

  function look(wanted, isChosen = true) {
    const before = view();
    page.dataset.view = wanted;
    section.hidden = wanted === "text";
    for (const button of document.querySelectorAll(".views button"))
      button.setAttribute("aria-pressed", button.dataset.view === wanted);
    const area = byId("text").querySelector(":scope > textarea");
    if (area) area.tabIndex = wanted === "form" ? -1 : 0;
    if (isChosen) keepView(wanted);
    if (before === "text" && isShown()) refresh(editor.line()).then(follow);
    if (wanted === "text" && before !== "text") editor.select(editor.line());
  }

  async function load() {
    if (kinds) return;
    const answer = await get("/form-fields");
    ({ kinds, marker } = answer);
    byId("form-kind-list").replaceChildren(...Object.entries(kinds).map(([name, kind]) => {
      const button = element("button", { type: "button" }, element("strong", {}, kind.title), element("span", {}, kind.help));
      button.addEventListener("click", () => { byId("form-kinds").close(); whole({ do: "add", kind: name }, true); });
      return element("li", {}, button);
    }));
  }

  // In step with the text

  function changed() {
    revision++;
    if (isApplying || !isShown()) return;
    clearTimeout(timer);
    timer = setTimeout(() => refresh(), PAUSE);
  }

  function cursor(line) {
    if (!isShown() || isApplying || section.contains(document.activeElement)) return;
    const [first, last] = form?.questions?.[index()]?.lines ?? [0, 0];
    if (line < first || line > last) { clearTimeout(timer); timer = setTimeout(() => refresh(line), PAUSE); }
  }

  /** Ask what the form shows of the text, perhaps of the question on a line or of another one. */
  async function refresh(line, question = index()) {
    clearTimeout(timer);
    const text = editor.text();
    const own = revision;
    try {
      await load();
      const answer = await post(address, { revision: own, text, question, line: line ?? null });
      if (revision === own) take(answer.form, text);
    } catch { /* saving says that the connection is lost */ }
  }

  /** Put the text's cursor into the question that is shown, if it is not there. */
  function follow() {
    const lines = form?.questions?.[index()]?.lines;
    if (lines && (editor.line() < lines[0] || editor.line() > lines[1])) editor.select(lines[0]);
  }

  function take(next, text) {
    seenText = text;
    if (next.problem) {
      tell(word("form-broken", { line: next.line, problem: next.problem }), true);
      holder.inert = true;
      return;
    }
    holder.inert = false;
    tell(next.questions.length ? "" : word("form-empty"));
    form = next;
    render();
  }

  function tell(text, isError = false) {
    const box = byId("form-said");
    if (box.textContent !== text) box.textContent = text;
    box.classList.toggle("error", isError);
  }

  // Drawing it

  function render() {
    const { questions, question } = form;
    const names = questions.map((each, at) => `${at + 1}. ${[each.id, each.stem].filter(Boolean).join(" – ")}`);
    if (chooser.options.length !== names.length) chooser.replaceChildren(...names.map(() => element("option")));
    names.forEach((name, at) => { if (chooser.options[at].textContent !== name) chooser.options[at].textContent = name; });
    chooser.selectedIndex = question?.index ?? -1;
    for (const [id, isOff] of Object.entries({
      "form-previous": !question?.index, "form-up": !question?.index,
      "form-next": !question || question.index >= questions.length - 1,
      "form-down": !question || question.index >= questions.length - 1,
      "form-copy": !question, "form-drop": !question, "form-question": !question,
    })) byId(id).disabled = isOff;
    if (!question) { holder.replaceChildren(); built = null; skeleton = shownQuestion = ""; return; }
    const around = [question.as_text.map(([path]) => path), question.fixed, [...owner.ghosts], { ...form.offered, questions: 0 }];
    const isMarked = (name, value) => (typeof value === "string" ? value.startsWith(marker) : value);
    const shape = JSON.stringify(around) + JSON.stringify(question.data, isMarked);
    const which = `${question.index} ${question.kind} ${questions.length}`;
    if (which !== shownQuestion) { owner.placed.clear(); owner.opened.clear(); owner.ghosts.clear(); problems.clear(); }
    if (shownQuestion.split(" ")[0] !== `${question.index}`) section.scrollTop = 0;
    if (shape !== skeleton || which !== shownQuestion) rebuild(question);
    else for (const [key, control] of built.controls) if (!dirty.has(key)) control.update();
    skeleton = shape;
    shownQuestion = which;
    showFindings();
  }

  function rebuild(question) {
    const active = document.activeElement;
    const key = holder.contains(active) ? active.dataset.key : null;
    const stop = holder.contains(active) && !key ? stopOf(active) : null;
    const selected = key && active.selectionStart !== undefined ? [active.selectionStart, active.selectionEnd] : null;
    const old = built;
    const kind = kinds[question.kind];
    built = buildFields(kind ? kind.fields : [], owner);
    const title = element("h2", {}, kind ? kind.title : question.data?.type ?? "");
    const ids = element("datalist", { id: "form-ids" }, ...Object.keys(form.offered.questions).map((value) => element("option", { value })));
    holder.replaceChildren(title, element("p", { className: "help" }, kind?.help ?? ""), built.node, ids);
    for (const each of dirty.keys()) {
      const [before, now] = [old?.controls.get(each), built.controls.get(each)];
      if (before && now) now.node.value = before.node.value;
      else dirty.delete(each);
    }
    for (const { node } of built.controls.values()) grow(node);
    if (key) focusOn(key, selected);
    if (stop) focusBehind(stop);
  }

  const stops = () => [...holder.querySelectorAll("button, summary, input, select, textarea")];

  /** Return what finds a button again in a form that is built anew: its words, and the field before it. */
  function stopOf(node) {
    const before = stops().slice(0, stops().indexOf(node));
    return { key: before.findLast((each) => each.dataset.key)?.dataset.key, words: node.textContent };
  }

  function focusBehind({ key, words }) {
    const all = stops();
    const at = all.findIndex((each) => each.dataset.key === key);
    const found = all.slice(at + 1).find((each) => !each.dataset.key && each.textContent === words);
    (found ?? all[at])?.focus({ preventScroll: true });
  }

  function focusOn(key, selected) {
    const node = [...holder.querySelectorAll("[data-key]")].find((each) => each.dataset.key === key)
      ?? [...holder.querySelectorAll("[data-key]")].find((each) => each.dataset.key.startsWith(key.replace(/\]$/, ",")));
    node?.focus({ preventScroll: selected !== null && selected !== undefined });
    if (selected && node?.setSelectionRange && node.tagName !== "BUTTON") node.setSelectionRange(...selected);
  }

  // What is done in it

  function typed(key, write) {
    dirty.set(key, write);
    clearTimeout(typing);
    typing = setTimeout(flush, TYPED);
  }

  function chosen(key, write) {
    dirty.set(key, write);
    flush();
  }

  /** Write what was typed into the text; resolves when all is there. */
  function flush() {
    clearTimeout(typing);
    if (isComposing) { typing = setTimeout(flush, TYPED); return queue; }
    queue = queue.then(async () => {
      for (const [key, write] of [...dirty]) {
        const control = built?.controls.get(key)?.node;
        const said = control?.value;
        const made = dirty.has(key) ? write() : null;
        const isDone = made === null || (await run(made, key, true));
        if (isDone && dirty.get(key) === write && (control?.value === said)) dirty.delete(key);
        if (isDone && !dirty.has(key)) built?.controls.get(key)?.update();
      }
    }).catch(() => {
      tell(word("form-lost"), true);
      typing = setTimeout(flush, PATIENCE);
    });
    return queue;
  }

  /** Make a change after what was typed before; then the focus goes to a field. */
  function change(made, focus) {
    flush();
    queue = queue.then(async () => {
      if (made && (await run(made, focus, false)) && focus) focusOn(focus);
    }).catch(() => {});
    return queue;
  }

  /** Make a change of the whole question. */
  async function whole(made, isNew = false) {
    flush();
    queue = queue.then(async () => {
      if (!(await run(made, "[]", false))) return;
      follow();
      if (made.do === "drop") tell(word("form-dropped"));
      if (isNew) holder.querySelector("textarea")?.focus();
    }).catch(() => {});
    return queue;
  }

  /** Post a change of the newest text and make its edits; what was typed meanwhile is kept. */
  async function run(made, key, isTyped) {
    const id = form?.questions?.[index()]?.id || null;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const text = editor.text();
      const answer = await post(`${address}/change`, { revision, text, question: index(), change: { ...made, id } });
      if (editor.text() !== text) continue;
      if (answer.problem) { problems.set(key, answer.problem); showFindings(); return false; }
      problems.delete(key);
      isApplying = true;
      try { if (answer.edits.length) editor.edit(answer.edits, isTyped); } finally { isApplying = false; }
      clearTimeout(timer);
      take(answer.form, editor.text());
      return true;
    }
    return false;
  }

  function add(path) {
    owner.ghosts.add(keyOf(path));
    flush().then(() => {
      owner.ghosts.add(keyOf(path));
      render();
      const there = valueAt(path);
      const at = Array.isArray(there) ? there.length : 0;
      const isNames = holder.querySelector(`[data-key='${keyOf([...path, "", "new"])}']`);
      focusOn(isNames ? keyOf([...path, "", "new"]) : keyOf([...path, at]));
    });
  }

  const valueAt = (path) => path.reduce((value, step) => value?.[step], form.question.data);

  /** Move an item of a list when what was typed is written; nothing is moved beyond an end. */
  function shift(path, at, to) {
    flush().then(() => {
      const count = valueAt(path)?.length ?? 0;
      if (at < count && to >= 0 && to < count) change({ do: "move", path: [...path, at], to }, keyOf([...path, to]));
    });
  }

  function forget(path, isQuiet = false) {
    owner.ghosts.delete(keyOf(path));
    if (!isQuiet) { render(); focusOn(`${keyOf(path)}+`); }
  }

  function toText(path) {
    const spot = form.question.places.find(([each]) => keyOf(each) === keyOf(path));
    look(view() === "form" ? "text" : view(), false);
    editor.goTo(spot ? { line: spot[2][0], column: spot[2][1] } : { line: form.questions[index()].lines[0], column: 1 });
  }

  async function step(back) {
    await flush();
    (back ? editor.undo : editor.redo)();
    await refresh();
  }

  async function goToQuestion(at) {
    await flush();
    await refresh(null, at);
    follow();
  }

  // What is found in it

  function pathOf(finding) {
    const { places } = form.question;
    const here = ([line, column]) => line === finding.line && column === finding.column;
    const exact = places.filter(([, key, value]) => here(key) || here(value)).map(([path]) => path);
    if (exact.length) return exact.sort((one, other) => one.length - other.length)[0];
    const before = places.filter(([, key]) => key[0] < finding.line || (key[0] === finding.line && key[1] <= finding.column));
    return before.at(-1)?.[0] ?? [];
  }

  function boxAt(path) {
    for (let length = path.length; length >= 0; length--) {
      const found = built.boxes.get(keyOf(path.slice(0, length)));
      if (found) return found;
    }
    return null;
  }

  function showFindings() {
    if (!built || !form?.question) return;
    const told = new Map();
    const put = (path, node, isError) => {
      const found = boxAt(path);
      if (!found) return;
      if (!told.has(found)) told.set(found, { nodes: [], isError: false });
      told.get(found).nodes.push(node);
      told.get(found).isError ||= isError;
    };
    const [first, last] = form.questions[index()].lines;
    if (seenText === editor.text())
      for (const each of findings)
        // Advice on the bank as a whole may have the place of its first question.
        if (first <= each.line && each.line <= last && (each.question || each.severity === "error")) {
          const kind = element("strong", { className: "kind" }, word(each.severity));
          put(pathOf(each), element("p", { className: each.severity }, kind, " ", each.message), each.severity === "error");
        }
    for (const [key, problem] of problems) {
      const path = JSON.parse(key.replace(/\+$/, ""));
      const go = element("button", { type: "button" }, word("form-to-text"));
      go.addEventListener("click", () => toText(path));
      put(path, element("p", { className: "error" }, problem, " ", go), true);
    }
    for (const found of new Set(built.boxes.values())) {
      const { nodes = [], isError = false } = told.get(found) ?? {};
      const now = nodes.map((node) => node.textContent).join("\n");
      if (found.box.dataset.now !== now) { found.box.replaceChildren(...nodes); found.box.dataset.now = now; }
      if (isError) found.control?.setAttribute("aria-invalid", "true");
      else found.control?.removeAttribute("aria-invalid");
      if (isError) for (let at = found.box.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    }
  }

  function show(next) {
    findings = next;
    if (isShown()) showFindings();
  }

  /** Show a finding in the form; one that is in no question in the text. */
  async function goTo(place) {
    await flush();
    await refresh(place.line);
    const [first, last] = form?.questions?.[index()]?.lines ?? [0, 0];
    if (place.line < first || place.line > last) { look("text", false); plain.goTo(place); return; }
    editor.select(place.line);
    const found = boxAt(pathOf(place));
    (found?.control ?? found?.box.querySelector("button") ?? chooser).focus();
    found?.box.scrollIntoView({ block: "center" });
  }

  const plain = { goTo: editor.goTo, step: editor.step };
  editor.goTo = (place) => (view() === "form" ? goTo(place) : plain.goTo(place));
  editor.step = (by) => {
    if (view() !== "form") { plain.step(by); return; }
    const here = editor.line();
    const others = by > 0 ? findings.filter((each) => each.line > here) : findings.filter((each) => each.line < here).reverse();
    const next = others[0] ?? (by > 0 ? findings[0] : findings.at(-1));
    if (next) goTo(next);
  };

  for (const button of document.querySelectorAll(".views button"))
    button.addEventListener("click", () => look(button.dataset.view));
  chooser.addEventListener("change", () => goToQuestion(chooser.selectedIndex));
  const does = {
    "form-previous": () => goToQuestion(index() - 1),
    "form-next": () => goToQuestion(index() + 1),
    "form-add": () => byId("form-kinds").showModal(),
    "form-up": () => whole({ do: "shift", to: index() - 1 }),
    "form-down": () => whole({ do: "shift", to: index() + 1 }),
    "form-copy": () => whole({ do: "duplicate" }),
    "form-drop": () => whole({ do: "drop" }),
    "form-undo": () => step(true),
    "form-redo": () => step(false),
  };
  for (const [id, act] of Object.entries(does)) byId(id).addEventListener("click", act);
  section.addEventListener("keydown", (event) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.altKey;
    const letter = event.key.toLowerCase();
    if (!isCommand || !["z", "y"].includes(letter)) return;
    event.preventDefault();
    step(letter === "z" && !event.shiftKey);
  });
  addEventListener("beforeunload", (event) => { if (dirty.size) { flush(); event.preventDefault(); } });
  section.addEventListener("compositionstart", () => { isComposing = true; });
  section.addEventListener("compositionend", () => { isComposing = false; });
  const kept = keptView();
  look(["text", "form", "both"].includes(kept) ? kept : "text", false);
  return { changed, cursor, show, flush };
}
