"use strict";
(() => {
  const items = [...document.querySelectorAll(".item")];
  const decisions = JSON.parse(document.getElementById("earlier").textContent);
  const counts = document.getElementById("count");
  // quizgen open shows this page, too, and takes what is decided.
  const isServed = location.protocol !== "file:";
  const PAUSE = 300;
  let timer = 0;
  let isSaved = true;
  let typed = "";
  let typedAt = 0;

  const inputs = (item) => [...item.querySelectorAll("input")];
  const kind = (item) => item.dataset.kind;

  function value(item) {
    if (kind(item) === "text") return inputs(item)[0].value.trim();
    return inputs(item).filter((each) => each.checked).map((each) => each.value).join(" ").trim();
  }

  // null is what was decided once and undone.
  const isDecided = (item) => (decisions[item.dataset.name]?.value ?? null) !== null;

  function isChosen(item) {
    // What was typed or ticked before can be taken back: then nothing is decided in its place.
    if (["text", "flag"].includes(kind(item))) return value(item) !== "" || isDecided(item);
    return kind(item) === "many" || inputs(item).some((each) => each.checked);
  }

  function show(item, state, text) {
    item.dataset.state = state;
    const told = item.querySelector(".state");
    if (told) told.textContent = text;
  }

  // A page is decided by its code or by leaving it out, a sheet that is there twice by one tick.
  function count() {
    const things = new Map();
    for (const { dataset: { asked, of, state } } of items) {
      if (!asked) continue;
      const thing = things.get(of) ?? { number: Number(asked), done: 0 };
      if (state === "done") thing.done += 1;
      things.set(of, thing);
    }
    let [done, number] = [0, 0];
    for (const thing of things.values()) {
      done += Math.min(thing.done, thing.number);
      number += thing.number;
    }
    counts.textContent = `${done} of ${number} decided`;
  }

  function decide(item) {
    if (!isChosen(item)) return false;
    decisions[item.dataset.name] = { value: value(item), at: new Date().toISOString() };
    // What is asked is not answered by a tick that was taken away, or by an empty field.
    const isOpen = item.dataset.asked && ["text", "flag"].includes(kind(item)) && !value(item);
    show(item, isOpen ? "open" : "done", isOpen ? "" : "decided");
    count();
    changed();
    return true;
  }

  function undo(item) {
    if (isDecided(item)) {
      // Other files may still hold what was decided: only something later than it counts.
      decisions[item.dataset.name] = { value: null, at: new Date().toISOString() };
      changed();
    }
    for (const each of inputs(item)) {
      if (kind(item) === "text") each.value = "";
      else each.checked = false;
    }
    show(item, "open", "");
    count();
  }

  const current = () => document.activeElement.closest(".item");

  function go(from, step) {
    const next = items[from ? items.indexOf(from) + step : 0];
    if (!next) return;
    typed = "";
    next.closest("details")?.setAttribute("open", "");
    (next.querySelector('input[type="text"]') ?? next).focus();
    next.scrollIntoView({ block: "center" });
  }

  function choose(item, key) {
    const now = Date.now();
    typed = now - typedAt < 1000 ? typed + key : key;
    typedAt = now;
    const names = inputs(item).map((each) => each.dataset.label.toLowerCase());
    if (!names.some((name) => name.startsWith(typed))) typed = key;
    const place = names.indexOf(typed);
    if (place < 0) return names.some((name) => name.startsWith(typed));
    const input = inputs(item)[place];
    if (kind(item) === "many") {
      input.checked = !input.checked;
      typed = "";
      return true;
    }
    input.checked = kind(item) !== "flag" || !input.checked;
    // 1 may be the beginning of 10: then Enter ends it.
    const isOpen = names.some((name) => name !== typed && name.startsWith(typed));
    if (!isOpen && decide(item)) go(item, 1);
    return true;
  }

  function changed() {
    isSaved = false;
    if (!isServed) return;
    document.getElementById("saved").textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  }

  const file = () => JSON.stringify({ format: "quizgen-decisions-1", decisions }, null, 1);

  function save() {
    if (isServed) send(file());
    else download(file());
  }

  function download(content) {
    const blob = new Blob([content], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "decisions.json";
    link.click();
    isSaved = true;
  }

  async function send(content) {
    clearTimeout(timer);
    isSaved = true; // unless more is decided meanwhile
    const headers = { "Content-Type": "application/json" };
    let said = "No connection to quizgen. Start quizgen open again.";
    try {
      const answer = await fetch("decisions.json", { method: "POST", headers, body: content });
      said = answer.ok ? "Saved" : (await answer.json()).error;
      if (answer.ok && !isSaved) return;
      isSaved = answer.ok;
    } catch {
      isSaved = false;
    }
    document.getElementById("saved").textContent = said;
  }

  function adapt() {
    document.querySelector('[data-does="save"]').textContent = "Save";
    document.getElementById("where").textContent = "What you decide is saved at once.";
    const saved = Object.assign(document.createElement("span"), { id: "saved" });
    saved.setAttribute("role", "status");
    const back = Object.assign(document.createElement("a"), { href: "./", textContent: "Grade again" });
    back.addEventListener("click", async (event) => {
      if (isSaved) return;
      event.preventDefault();
      await send(file());
      if (isSaved) location.assign(back.href);
    });
    counts.after(saved, back);
    restore();
  }

  // What was decided since the page was written.
  async function restore() {
    const answer = await fetch("decisions.json");
    if (!answer.ok) return;
    for (const [name, each] of Object.entries((await answer.json()).decisions)) {
      if (name in decisions && decisions[name].at >= each.at) continue;
      decisions[name] = each;
      for (const item of items.filter((own) => own.dataset.name === name)) fill(item, each.value);
    }
  }

  function fill(item, decided) {
    for (const each of inputs(item)) {
      if (kind(item) === "text") each.value = decided ?? "";
      else if (decided === null) each.checked = false;
      else each.checked = kind(item) === "many" ? decided.split(" ").includes(each.value) : each.value === decided;
    }
    if (decided === null) show(item, "open", "");
    else show(item, "done", "decided");
  }

  document.addEventListener("change", (event) => {
    const item = event.target.closest(".item");
    if (item && kind(item) !== "many") decide(item);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const item = button.closest(".item");
    if (button.dataset.does === "save") save();
    if (button.dataset.does === "confirm" && decide(item)) go(item, 1);
    if (button.dataset.does === "undo") undo(item);
    if (button.dataset.does === "accept") {
      for (const each of button.closest("section").querySelectorAll(".item")) {
        if (each.dataset.state !== "done" && each.dataset.suggested !== undefined) decide(each);
      }
    }
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      event.preventDefault();
      save();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const item = current();
    const isTyping = event.target.matches('input[type="text"]');
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      // The names of the class that a field offers are chosen with the same keys.
      if (isTyping && event.target.list?.options.length) return;
      event.preventDefault();
      go(item, event.key === "ArrowDown" ? 1 : -1);
    } else if (!item) {
      return;
    } else if (event.key === "Enter" && !event.target.matches("button")) {
      event.preventDefault();
      const isFree = !item.dataset.asked || kind(item) === "flag";
      if (decide(item) || item.dataset.state === "done" || isFree) go(item, 1);
    } else if (isTyping) {
      return;
    } else if (event.key === "Backspace") {
      undo(item);
    } else if (event.key.length === 1 && event.key !== " " && kind(item) !== "text") {
      if (choose(item, event.key.toLowerCase())) event.preventDefault();
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (!isSaved) event.preventDefault();
  });

  if (isServed) adapt();
  for (const item of items) show(item, item.dataset.state, item.dataset.state === "done" ? "decided" : "");
  count();
  document.documentElement.dataset.ready = "yes";
})();
