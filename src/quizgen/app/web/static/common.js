// What all scripts of the page share: words, and asking the server.

const words = new Map(
  [...document.querySelectorAll("[data-word]")].map((item) => [item.dataset.word, item.textContent]),
);

/** Return a word of the page with what belongs in its places. */
export function word(name, places = {}) {
  return (words.get(name) ?? name).replace(/\{(\w+)\}/g, (all, key) => places[key] ?? all);
}

const VIEW = "quizgen-view";

/** Return in which view a bank is written, or null where none was chosen. */
export function keptView() {
  try { return localStorage.getItem(VIEW); } catch { return null; }
}

export function keepView(view) {
  try { localStorage.setItem(VIEW, view); } catch { /* a browser that keeps nothing */ }
}

/** Whoever has never seen a bank's text begins with the form. */
export function beginWithForm() {
  if (!keptView()) keepView("form");
}

export const byId = (id) => document.getElementById(id);

/** Return the data that the page came with. */
export const data = JSON.parse(byId("data")?.textContent ?? "{}");

/** A request that was answered, but not with what was asked for. */
export class Refused extends Error {
  constructor(status, answer) {
    super(answer.error ?? `${status}`);
    this.status = status;
    this.answer = answer;
  }
}

async function answered(response) {
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

/** Send data to the server and return its answer; throws Refused, or TypeError where it is gone. */
export async function post(address, sent) {
  return answered(
    await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(sent),
    }),
  );
}

export async function get(address) {
  return answered(await fetch(address, { headers: { Accept: "application/json" } }));
}

/** Post a form or a file and return the answer, {} where that is another page; throws as `post`. */
export async function send(address, body) {
  const response = await fetch(address, { method: "POST", body });
  return response.redirected ? {} : answered(response);
}

/** Return an element with text in it, never HTML. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

for (const button of document.querySelectorAll("dialog [data-close]"))
  button.addEventListener("click", () => button.closest("dialog").close());
