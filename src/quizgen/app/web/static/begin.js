// The page on which a bank is begun.

import { beginWithForm, byId, element, send, word } from "./common.js";
import { complain, reasonOf } from "./complaints.js";

const form = byId("begin");
const TOLD = ["title", "author", "affiliation", "publication", "published", "name"];

const items = (texts) => texts.map((text) => element("li", {}, text));

function count() {
  const parts = form.elements.text.value.split(/\n\s*\n/).filter((part) => part.trim());
  byId("count").textContent = word("paragraphs", { count: parts.length });
}

function show(found) {
  complain("");
  for (const key of TOLD) form.elements[key].value = found[key];
  for (const key of Object.keys(found.how)) form.elements[key].title = found.how[key];
  form.elements.text.value = found.text;
  count();
  byId("doubts").replaceChildren(...items(found.doubts));
  byId("left-out").hidden = !found.left_out.length;
  byId("left-out-list").replaceChildren(...items(found.left_out));
  byId("examples").replaceChildren(...found.examples.map(({ skill, label, stems }) => element(
    "fieldset", {},
    element("legend", {}, label),
    ...stems.map((stem, place) => element(
      "label", { className: "choice" },
      element("input", { type: "checkbox", name: "example", value: `${skill}:${place}`, checked: place === 0 }),
      ` ${stem}`,
    )),
  )));
  byId("recognised").hidden = false;
  form.elements.title.focus();
}

byId("read").addEventListener("click", async () => {
  try { show(await send("/begin/read", new FormData(form))); } catch (error) { complain(reasonOf(error)); }
});

form.elements.text.addEventListener("input", count);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (byId("recognised").hidden) { byId("read").click(); return; }
  try {
    const { bank } = await send("/begin/write", new FormData(form));
    beginWithForm();
    location.assign(`/bank/${encodeURIComponent(bank)}`);
  } catch (error) { complain(reasonOf(error)); }
});
