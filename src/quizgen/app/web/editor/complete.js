// What may come next: keys of what the cursor is in, and names or values to choose.

/** Return a source of completions from what the schema says and from the bank's own names. */
export function completer({ records, kinds, usual, names, limits }) {
  return (context) => {
    const { doc } = context.state;
    const place = placeOf(doc, context.pos);
    if (!place) return null;
    const { typed, path, there, isKey } = place;
    const around = walk(doc, isKey ? path : path.slice(0, -1), place.question);
    const options = isKey ? keys(around, there) : values(doc, around, path, there);
    const left = options.filter(({ label }) => !there.has(label));
    if (!left.length || !(context.explicit || typed)) return null;
    return { from: context.pos - typed.length, options: left, validFor: /^[\w-]*$/ };
  };

  function keys(around, there) {
    if (!around) return [];
    const known = around.keysFrom ? names[around.keysFrom] : around.limits ? limits[around.limits] : null;
    const found = known
      ? Object.entries(known)
      : Object.entries(around.record ?? {}).map(([label, { info }]) => [label, info]);
    return found.map(([label, info]) => ({ label, info, apply: `${label}: `, type: "property" }));
  }

  function values(doc, around, path) {
    // An item of a list is what its list's key allows.
    const key = path.findLast((step) => step !== "*");
    const entry = (path.at(-1) === "*" ? around?.entry : around?.record?.[key]) ?? {};
    const found = entry.from ? named(doc, entry.from) : entry.values ?? {};
    return Object.entries(found).map(([label, detail]) => ({ label, detail }));
  }

  function named(doc, what) {
    const text = doc.toString();
    if (what === "ids") {
      const ids = text.slice(Math.max(0, text.search(/^questions:/m))).matchAll(/^\s*-\s+(?:\{\s*)?id:\s*["']?([\w-]+)/gm);
      return Object.fromEntries([...ids].map((found) => [found[1], ""]));
    }
    if (what === "groups") return below(text, "groups");
    if (what === "skills") return { ...names.skills, ...below(text, "skills") };
    if (what === "paragraphs") {
      const count = Number(/^[ \t]+paragraphs:\s*(\d+)/m.exec(text)?.[1] ?? 0);
      return Object.fromEntries(Array.from({ length: Math.min(count, 200) }, (_, index) => [`${index + 1}`, ""]));
    }
    return names[what] ?? {};
  }

  /** Return the names below one of the bank's keys, each with what stands behind it. */
  function below(text, key) {
    const block = new RegExp(`^${key}:[ \\t]*(?:#.*)?\\n((?:[ \\t]+.*\\n|[ \\t]*\\n)*)`, "m").exec(text)?.[1] ?? "";
    const indent = /^([ \t]+)[^\s#]/m.exec(block)?.[1] ?? " ";
    const own = new RegExp(`^${indent}([\\w-]+):[ \\t]*(.*)$`, "gm");
    return Object.fromEntries([...block.matchAll(own)].map((found) => [found[1], found[2]]));
  }

  /** Return what a path of keys leads to: a record, or where the keys are names. */
  function walk(doc, path, question) {
    let record = records.Bank;
    let entry = null;
    let keysFrom = null;
    for (const [depth, step] of path.entries()) {
      if (keysFrom) {
        const isCheck = path[depth - 1] === "check";
        return isCheck && depth === path.length - 1 ? { limits: step } : null;
      }
      if (entry?.is_map && record === null) { record = records[entry.of] ?? null; continue; }
      if (step === "*") {
        if (!entry) return null;
        record = entry.of === "Question" ? records[kinds[question.type] ?? kinds[usual]] : records[entry.of];
        continue;
      }
      entry = record?.[step];
      if (!entry) return null;
      keysFrom = entry.keys_from;
      record = entry.is_map ? null : records[entry.of];
    }
    return { record, entry, keysFrom };
  }
}

const DASHES = /^([ \t]*)((?:-[ \t]+)*)/;
const KEY = /^["']?([\w-]+)["']?:(?:\s|$)/;

/** Return where a place is: the keys that lead there, what is typed, and what stands beside it. */
function placeOf(doc, pos) {
  const line = doc.lineAt(pos);
  const before = line.text.slice(0, pos - line.from);
  if (/(^|\s)#/.test(before)) return null;
  const lead = DASHES.exec(before);
  const rest = before.slice(lead[0].length);
  const block = above(doc, line.number, lead[0].length);
  const key = KEY.exec(rest);
  if (!key && !/[[{]/.test(rest)) {
    if (!/^[\w-]*$/.test(rest)) return null;
    // A word alone is a key, or an item of a list of names.
    const isItem = lead[2] && /(?:enemies|allow_with|skill|type|difficulty)$/.test(block.path.at(-2) ?? "");
    const there = isItem ? items(doc, line.number, lead[1].length) : siblings(doc, line.number, lead[0].length);
    return { ...block, typed: rest, isKey: !isItem, there };
  }
  const path = key ? [...block.path, key[1]] : block.path;
  const value = key ? rest.slice(key[0].length) : rest;
  return inBrackets(value, path, block.question);
}

/** Return where the end of a value is that may have brackets. */
function inBrackets(value, path, question) {
  const open = [];
  let token = "";
  let quote = "";
  for (const sign of value) {
    if (quote) { if (sign === quote) quote = ""; continue; }
    if ((sign === '"' || sign === "'") && !token.trim()) { quote = sign; continue; }
    if (sign === "[" || sign === "{") { open.push({ sign, there: new Set(), key: null }); token = ""; continue; }
    const last = open.at(-1);
    if (sign === "]" || sign === "}") { open.pop(); token = ""; continue; }
    if (last && sign === ",") { if (!last.key) last.there.add(token.trim()); last.key = null; token = ""; continue; }
    if (last?.sign === "{" && sign === ":") { last.key = token.trim(); last.there.add(last.key); token = ""; continue; }
    token += sign;
  }
  if (quote) return null;
  const typed = token.trimStart();
  if (!/^[\w-]*$/.test(typed)) return null;
  const whole = open.flatMap(({ sign, key }, depth) =>
    sign === "[" ? ["*"] : key && depth < open.length - 1 ? [key] : []);
  const last = open.at(-1);
  const there = last?.there ?? new Set();
  const steps = [...path, ...whole];
  const type = /\btype:\s*(\w+)/.exec(value)?.[1];
  const own = path.join() === "questions,*" && type ? { type } : question;
  if (!last || last.sign === "[") return { typed, path: steps, isKey: false, there, question: own };
  if (last.key) return { typed, path: [...steps, last.key], isKey: false, there: new Set(), question: own };
  return { typed, path: steps, isKey: true, there, question: own };
}

/** Return the keys above a column of a line, from the outermost one, and the question's kind. */
function above(doc, number, column) {
  const path = [];
  let question = {};
  let limit = column;
  let isItem = false;
  for (let n = number; n >= 1 && (limit > 0 || isItem); n--) {
    const { text } = doc.line(n);
    const [lead, blank, dashes] = DASHES.exec(text);
    if (n < number) {
      if (!text.trim() || /^\s*#/.test(text)) continue;
      const key = KEY.exec(text.slice(lead.length));
      const isAbove = lead.length < limit || (isItem && lead.length === limit && !dashes);
      if (key && isAbove) { path.unshift(key[1]); limit = lead.length; isItem = false; }
      else if (isAbove && !dashes) return { path: ["?"], question };
    }
    for (let at = dashes.length - 1; at >= 0; at--) {
      const column = blank.length + at;
      if (dashes[at] !== "-" || column >= limit || (n < number && lead.length > limit && !path.length)) continue;
      path.unshift("*");
      limit = column;
      isItem = true;
      question = { type: kindAt(doc, n, column) };
    }
  }
  return { path, question };
}

/** Return the kind of the question that begins with a dash. */
function kindAt(doc, number, column) {
  for (let n = number; n <= doc.lines; n++) {
    const { text } = doc.line(n);
    if (n > number && text.trim() && /^\s*/.exec(text)[0].length <= column) return null;
    const found = /^\s*(?:- +)?type:\s*(\w+)/.exec(text);
    if (found) return found[1];
  }
  return null;
}

/** Return the keys beside a line that stand straight under one another. */
function siblings(doc, number, column) {
  const there = new Set();
  for (const step of [-1, 1]) {
    for (let n = number; n >= 1 && n <= doc.lines; n += step) {
      const { text } = doc.line(n);
      if (!text.trim() || /^\s*#/.test(text)) continue;
      const [lead, , dashes] = DASHES.exec(text);
      const isItem = dashes && lead.length === column;
      if (n !== number && (lead.length < column || (isItem && step > 0))) break;
      const key = lead.length === column && KEY.exec(text.slice(column));
      if (key && n !== number) there.add(key[1]);
      if (isItem && step < 0) break;
    }
  }
  return there;
}

/** Return the items of a list whose dashes stand in a column. */
function items(doc, number, column) {
  const there = new Set();
  for (const step of [-1, 1]) {
    for (let n = number + step; n >= 1 && n <= doc.lines; n += step) {
      const found = /^(\s*)-\s+["']?([\w-]+)["']?\s*$/.exec(doc.line(n).text);
      if (!found || found[1].length !== column) break;
      there.add(found[2]);
    }
  }
  return there;
}
