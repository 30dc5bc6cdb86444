// The fields of a form for a question: made from what its kind asks for and what is there.

import { element, word } from "./common.js";

export const keyOf = (path) => JSON.stringify(path);
const isKeys = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isTrue = (value) => /^(true|yes|t|y)$/i.test(value ?? "");
const grows = CSS.supports("field-sizing", "content");

/** Return the part of a record under a key; a text alone stands for its first part. */
function part(value, field, key) {
  if (typeof value === "string") return key === field.alone && value ? value : undefined;
  return isKeys(value) ? value[key] : undefined;
}

/** Make a text's field as high as the text, where the browser does not. */
export function grow(control) {
  if (grows || control.tagName !== "TEXTAREA") return;
  control.style.height = "auto";
  control.style.height = `${control.scrollHeight + 2}px`;
}

/**
 * Return the fields of a question as one element, with its controls and messages by their path.
 *
 * `owner` has what is there (data, asText, fixed, offered, marker, ghosts, tucked, opened) and
 * takes what is done: typed(key, write), chosen(write), change(change, focus), add(path), shift(path, at, to).
 */
export function buildFields(fields, owner) {
  const controls = new Map();
  const boxes = new Map();
  let count = 0;

  const root = {
    path: [],
    get: () => owner.data(),
    put: (key, value) => (value === null && !(key in owner.data()) ? null : { do: "set", path: [key], value }),
  };
  const top = element("div", { className: "question-fields" }, said([]));
  const whole = sourceAt([]);
  if (whole === undefined) top.append(...parts(fields, root, { isTop: true }));
  else top.append(asText([], whole, word("form-whole")));
  return { node: top, controls, boxes };

  function said(path, control) {
    const box = element("div", { className: "said", id: `form-said-${count++}` });
    boxes.set(keyOf(path), { box, control });
    control?.setAttribute("aria-describedby", box.id);
    return box;
  }

  /** Return the fields of a record: those to be seen, then the others behind a word. */
  function parts(fields, holder, { isTop = false, isItem = false, without = "" } = {}) {
    const seen = [];
    const more = [];
    for (const field of fields) {
      if (field.key === without) continue;
      const place = within(holder, field);
      const key = keyOf(place.path);
      const isThere = place.get() !== undefined;
      if (!owner.placed.has(key)) owner.placed.set(key, field.shown || isThere);
      (owner.placed.get(key) ? seen : more).push(fieldBox(field, place, { isItem }));
    }
    const known = new Set(fields.map((field) => field.key));
    for (const [path, source] of owner.asText())
      if (path.length === holder.path.length + 1 && holder.path.every((step, at) => step === path[at])
        && typeof path.at(-1) === "string" && !known.has(path.at(-1)))
        seen.push(asText(path, source, path.at(-1)));
    if (more.length) seen.push(behindMore(more, holder.path, isTop));
    return seen;
  }

  function behindMore(nodes, path, isTop) {
    const key = keyOf(path);
    const details = element("details", { open: owner.opened.has(key), className: isTop ? "rest" : "" }, element("summary", {}, word("form-more")));
    details.append(element("div", { className: isTop ? "stack" : "parts" }, ...nodes));
    details.addEventListener("toggle", () => owner.opened[details.open ? "add" : "delete"](key));
    return details;
  }

  /** Return the place of a part in a record, and how it is written there. */
  function within(holder, field) {
    const path = [...holder.path, field.key];
    return {
      path,
      isPart: true,
      get: () => part(holder.get(), holder.field ?? {}, field.key),
      set: (value) => holder.put(field.key, value),
    };
  }

  /** Return how the parts of a record are written, where it may be a text alone or not there. */
  function record(field, place, isItem) {
    return {
      ...place,
      field,
      put(key, value) {
        const now = place.get();
        const mayGo = !isItem && !field.required;
        if (typeof now === "string" && now) {
          if (key === field.alone) return place.set(value || (mayGo ? null : ""));
          return value === null ? null : place.set({ [field.alone]: now, [key]: value });
        }
        if (isKeys(now) && Object.keys(now).length) {
          if (value === null && !(key in now)) return null;
          const isBlank = !value && value !== false && Object.keys(now).every((each) => each === key || now[each] === "");
          if (isBlank && mayGo) return place.set(null);
          if (value === null && Object.keys(now).length === 1) return place.set("");
          return { do: "set", path: [...place.path, key], value };
        }
        if (value === null) return null;
        return place.set(key === field.alone ? value : { [key]: value });
      },
    };
  }

  function sourceAt(path) {
    const key = keyOf(path);
    return owner.asText().find(([each]) => keyOf(each) === key)?.[1];
  }

  function fieldBox(field, place, { isItem = false, label = field.label } = {}) {
    const source = sourceAt(place.path);
    if (source !== undefined) return asText(place.path, source, label);
    const value = place.get();
    const isPicture = field.picture && isKeys(value);
    const options = { isItem, label };
    if (field.control === "list") return list(field, place, options);
    if (field.control === "names") return names(field, place, options);
    if (field.control === "record" || isPicture) return partsBox(field, place, options);
    return single(field, place, options);
  }

  // One value

  function single(field, place, { isItem, label }) {
    const isCheck = field.control === "truth" && !field.required && !isItem;
    const control = made(field, isItem);
    const optional = !field.required && !isItem;
    const key = register(control, place.path, (value) => show(control, field, value), place.get);
    const write = () => place.set(written(control, field, optional));
    const isTyped = control.tagName === "TEXTAREA" || (control.tagName === "INPUT" && !isCheck);
    control.addEventListener("input", () => {
      grow(control);
      if (isTyped) owner.typed(key, write);
      else owner.chosen(key, write);
    });
    const name = element("span", { className: "label" }, label);
    const help = field.help && !isItem ? element("span", { className: "help" }, field.help) : null;
    if (field.help && isItem) control.title = field.help;
    const mayGo = optional || (place.isPart && !field.required);
    const leave = mayGo && `${place.get() ?? ""}`.startsWith(owner.marker)
      ? button(word("form-leave-out"), () => owner.change(place.set(null), key)) : null;
    const labelled = isCheck
      ? element("label", { className: "check" }, control, name, help)
      : element("label", {}, name, help, control);
    return element("div", { className: `field is-${field.control}` }, labelled, leave, said(place.path, control));
  }

  function made(field, isItem) {
    if (field.control === "truth" && !field.required && !isItem) return element("input", { type: "checkbox" });
    const words = choices(field);
    if (words) return element("select", {}, ...words.map(([value, name]) => element("option", { value }, name)));
    if (field.control === "text") return element("textarea", { rows: 1, dir: "auto", className: "grow" });
    const input = element("input", { type: "text", dir: "auto", autocomplete: "off", spellcheck: false });
    if (field.control === "number") input.inputMode = "numeric";
    if (field.offered === "questions") input.setAttribute("list", "form-ids");
    return input;
  }

  /** Return the words to choose from, each with what it is called; null where any may be typed. */
  function choices(field) {
    const none = ["", field.required ? "" : word("form-none")];
    if (field.control === "truth") return [none, ["true", word("form-true")], ["false", word("form-false")]];
    if (field.choices) return [none, ...field.choices.map((each) => [each, each])];
    const offered = field.offered && field.offered !== "questions" ? Object.entries(owner.offered()[field.offered] ?? {}) : [];
    if (!offered.length) return null;
    return [none, ...offered.map(([value, name]) => [value, name || value])];
  }

  function show(control, field, value) {
    const text = value ?? "";
    if (control.type === "checkbox") {
      control.checked = value === undefined ? field.default === "true" : isTrue(value);
      return;
    }
    const isToWrite = typeof text === "string" && text.startsWith(owner.marker);
    if (control.tagName === "SELECT") {
      const known = field.control === "truth" && text ? `${isTrue(text)}` : text;
      if (![...control.options].some((each) => each.value === known)) control.append(element("option", { value: known }, known));
      control.value = known;
    } else if (control.value !== (isToWrite ? "" : text)) control.value = isToWrite ? "" : text;
    if ("placeholder" in control)
      control.placeholder = isToWrite ? text.slice(owner.marker.length).trim() : value === undefined ? field.default ?? "" : "";
    grow(control);
  }

  /** Return what a control says as data; null where it is left out. */
  function written(control, field, optional) {
    if (control.type === "checkbox") return `${control.checked}` === (field.default ?? "false") ? null : control.checked;
    const { value } = control;
    if (value === "" && optional) return null;
    if (field.control === "number" && /^[0-9]{1,9}$/.test(value)) return Number(value);
    if (control.tagName === "SELECT" && /^(true|false)$/.test(value)) return value === "true";
    return value;
  }

  function register(control, path, update, get) {
    const key = keyOf(path);
    control.dataset.key = key;
    controls.set(key, { node: control, update: () => update(get()) });
    update(get());
    return key;
  }

  // Several values

  function partsBox(field, place, { isItem, label }) {
    const holder = record(field, place, isItem);
    const led = field.fields.find((each) => each.key === field.alone && each.required);
    if (led && isItem) {
      // One text with its label, and the rest behind a word.
      const box = fieldBox(led, within(holder, led), { isItem, label });
      const lead = boxes.get(keyOf([...place.path, led.key]));
      if (lead) boxes.set(keyOf(place.path), lead);
      const rest = parts(field.fields, holder, { isItem: true, without: led.key });
      return element("div", { className: "led" }, box, ...rest);
    }
    const set = element("fieldset", { className: "record" }, element("legend", {}, label));
    if (field.help && !isItem) set.append(element("p", { className: "help" }, field.help));
    set.append(said(place.path), element("div", { className: "parts" }, ...parts(field.fields, holder, { isItem })));
    return set;
  }

  function list(field, place, { label }) {
    const items = Array.isArray(place.get()) ? place.get() : [];
    const set = element("fieldset", { className: "list" }, element("legend", {}, label));
    if (field.help) set.append(element("p", { className: "help" }, field.help));
    set.append(said(place.path));
    const isMore = owner.ghosts.has(keyOf(place.path));
    const length = items.length + (isMore ? 1 : 0);
    const rows = Array.from({ length }, (_, at) => itemRow(field, place, at, items.length));
    set.append(element("ol", {}, ...rows));
    const name = field.item.label;
    const add = button(word("form-add", { what: name }), () => owner.add(place.path));
    add.dataset.key = `${keyOf(place.path)}+`;
    if (!field.most || length < field.most) set.append(add);
    return set;
  }

  function itemRow(field, place, at, count) {
    const path = [...place.path, at];
    const name = `${field.item.label} ${at + 1}`;
    const isGhost = at >= count;
    const item = {
      path,
      get: () => (Array.isArray(place.get()) ? place.get()[at] : undefined),
      // The first item of a list that is not there yet, or is there as nothing, begins it.
      set(value) {
        if (isGhost) owner.ghosts.delete(keyOf(place.path));
        return Array.isArray(place.get()) ? { do: "set", path, value } : place.set([value ?? ""]);
      },
    };
    const row = element("li", {}, fieldBox({ ...field.item, required: true }, item, { isItem: true, label: name }));
    const drop = isGhost ? () => owner.forget(place.path) : () => {
      const isLast = count === 1 && !field.required;
      owner.change(isLast ? place.set(null) : { do: "set", path, value: null }, `${keyOf(place.path)}+`);
    };
    const moved = (to) => () => owner.change({ do: "move", path, to }, keyOf([...place.path, to]));
    const up = at > 0 && !isGhost ? moved(at - 1) : null;
    const down = at < count - 1 && !isGhost ? moved(at + 1) : null;
    row.append(element("div", { className: "row-buttons" },
      up && button(word("form-up-short"), up, word("form-up", { what: name })),
      down && button(word("form-down-short"), down, word("form-down", { what: name })),
      button(word("form-remove-short"), drop, word("form-remove", { what: name }))));
    row.addEventListener("keydown", (event) => {
      const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (by && event.target.tagName !== "SELECT") { event.preventDefault(); event.stopPropagation(); owner.shift(place.path, at, at + by); }
      const isPlain = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.tagName === "TEXTAREA";
      const isOnly = row.querySelectorAll("textarea, input, select").length === 1 || row.querySelector(".led");
      if (isPlain && isOnly && !event.defaultPrevented) {
        event.preventDefault();
        const next = row.nextElementSibling?.querySelector("textarea");
        if (next) next.focus();
        else owner.add(place.path);
      }
    });
    return row;
  }

  function names(field, place, { label }) {
    const there = isKeys(place.get()) ? place.get() : {};
    const set = element("fieldset", { className: "list" }, element("legend", {}, label));
    if (field.help) set.append(element("p", { className: "help" }, field.help));
    set.append(said(place.path));
    set.append(element("ol", {}, ...Object.keys(there).map((name) => namedRow(field, place, name))));
    if (owner.ghosts.has(keyOf(place.path))) set.append(newName(place, there));
    const add = button(word("form-add", { what: field.item.label }), () => owner.add(place.path));
    add.dataset.key = `${keyOf(place.path)}+`;
    set.append(add);
    return set;
  }

  function namedRow(field, place, name) {
    const path = [...place.path, name];
    const item = { path, get: () => place.get()?.[name], set: (value) => ({ do: "set", path, value }) };
    const input = element("input", { type: "text", value: name, autocomplete: "off", spellcheck: false });
    input.addEventListener("change", () => {
      const renamed = Object.entries(place.get()).map(([key, value]) => [key === name ? input.value.trim() : key, value]);
      if (input.value.trim()) owner.change(place.set(Object.fromEntries(renamed)), keyOf([...place.path, input.value.trim()]));
    });
    const isLast = Object.keys(place.get()).length === 1 && !field.required;
    const drop = () => owner.change(isLast ? place.set(null) : item.set(null), `${keyOf(place.path)}+`);
    return element("li", {},
      element("label", { className: "name" }, element("span", { className: "label" }, word("form-name")), input),
      fieldBox({ ...field.item, required: true }, item, { isItem: true, label: `${field.item.label}: ${name}` }),
      element("div", { className: "row-buttons" }, button(word("form-remove-short"), drop, word("form-remove", { what: name }))));
  }

  function newName(place, there) {
    const input = element("input", { type: "text", autocomplete: "off", spellcheck: false });
    input.dataset.key = keyOf([...place.path, "", "new"]);
    controls.set(input.dataset.key, { node: input, update() {} });
    input.addEventListener("change", () => {
      const name = input.value.trim();
      if (!name || name in there) return;
      owner.forget(place.path, true);
      owner.change(isKeys(place.get()) ? { do: "set", path: [...place.path, name], value: "" } : place.set({ [name]: "" }), keyOf([...place.path, name]));
    });
    return element("label", { className: "name" }, element("span", { className: "label" }, word("form-name")), input);
  }

  // What no field holds

  function asText(path, source, label) {
    const isFixed = owner.fixed().some((each) => keyOf(each) === keyOf(path));
    const control = element("textarea", { rows: 1, className: "grow source", spellcheck: false, readOnly: isFixed });
    const key = register(control, path, (value) => { if (control.value !== value) control.value = value; grow(control); }, () => sourceAt(path) ?? "");
    control.addEventListener("input", () => {
      grow(control);
      owner.typed(key, () => ({ do: "write", path, value: control.value }));
    });
    const box = element("div", { className: "field" },
      element("label", {}, element("span", { className: "label" }, word("form-as-text", { what: label })), control));
    if (isFixed) box.append(element("p", { className: "help" }, word("form-only-text")), button(word("form-to-text"), () => owner.toText(path)));
    box.append(said(path, control));
    return box;
  }

  function button(name, act, label) {
    const made = element("button", { type: "button" }, name);
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  }
}
