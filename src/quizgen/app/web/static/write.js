// The page on which a bank is written.

import { articleView } from "./article.js";
import { checker } from "./checking.js";
import { byId, data, word } from "./common.js";
import { questionForm } from "./form.js";
import { placeInAddress } from "./place.js";
import { saver } from "./saving.js";
import { sheetView } from "./sheet.js";
import { earlierStates } from "./states.js";
import { textArea } from "./text_area.js";

const page = byId("write");

async function editorFor(options) {
  if (page.dataset.editor) {
    const { codeEditor } = await import(page.dataset.editor);
    return codeEditor({ ...options, nonce: page.dataset.nonce, completions: data.completions });
  }
  return textArea(options);
}

let saving, checking, sheet, form, article, place;
const editor = await editorFor({
  parent: byId("text"),
  text: data.text,
  label: word("label"),
  onChange() {
    saving.changed(); checking.changed(); sheet.changed(); form?.changed(); article?.changed();
  },
  onCursor(line) { sheet?.mark(line); form?.cursor(line); article?.mark(line); place?.mark(); },
});
saving = saver(editor);
form = questionForm(editor);
checking = checker(editor, form.show);
sheet = sheetView(editor);
article = articleView(editor);
place = placeInAddress(editor);
earlierStates(editor);
checking.now();
sheet.now();
saving.offerDraft();

/** Go to the page for printing when everything is saved. */
async function toPrint(event) {
  event.preventDefault();
  await form.flush();
  await saving.save();
  if (!saving.isDirty()) location.assign(byId("to-print").href);
}
byId("to-print").addEventListener("click", toPrint);

addEventListener("keydown", (event) => {
  const isCommand = event.ctrlKey || event.metaKey;
  if (isCommand && event.key.toLowerCase() === "s") { event.preventDefault(); form.flush().then(saving.save); }
  if (isCommand && event.key.toLowerCase() === "p") { event.preventDefault(); toPrint(event); }
  if (event.key === "F8" && !event.defaultPrevented) { event.preventDefault(); editor.step(event.shiftKey ? -1 : 1); }
});
page.dataset.ready = "yes";
