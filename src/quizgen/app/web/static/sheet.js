// The sheet beside the text: pictures of its pages, and where each question stands on them.

import { asker } from "./asking.js";
import { byId, data, element, word } from "./common.js";

/** Return what shows the sheet of an editor's text; the newest text wins. */
export function sheetView(editor) {
  const form = byId("wishes");
  const pages = byId("pages");
  const state = byId("sheet-state");
  let lines = {};
  let marked = null;

  function wishes() {
    const fields = Object.fromEntries(new FormData(form));
    if (!fields.article) fields.passage = "none";
    delete fields.article;
    return fields;
  }

  function complain(text) {
    const problem = byId("sheet-problem");
    problem.textContent = text;
    problem.hidden = false;
    state.textContent = pages.childElementCount ? word("old") : "";
    pages.classList.toggle("old", pages.childElementCount > 0);
  }

  function show(answer) {
    if (answer.error) { complain(answer.error); return; }
    byId("sheet-problem").hidden = true;
    pages.classList.remove("old");
    lines = answer.lines;
    state.textContent = word("sheet", { questions: answer.questions, points: answer.points, pages: answer.pages.length });
    byId("sheet-warnings").replaceChildren(...answer.warnings.map((text) => element("li", {}, text)));
    while (pages.childElementCount > answer.pages.length) pages.lastElementChild.remove();
    answer.pages.forEach((page, number) => draw(pages.children[number] ?? added(number), page, number, answer.paper));
    mark(editor.line());
  }

  function added(number) {
    const image = element("img", { alt: word("page", { page: number + 1 }), loading: "lazy", decoding: "async" });
    const figure = element("figure", {}, image, element("div", { className: "places" }));
    pages.append(figure);
    return figure;
  }

  function draw(figure, page, number, paper) {
    figure.style.setProperty("aspect-ratio", `${page.width} / ${page.height}`);
    const image = figure.querySelector("img");
    const width = Math.round(Math.max(figure.clientWidth, 300) * Math.min(devicePixelRatio, 2));
    image.src = `/picture/${paper}/${number}?width=${width}`;
    const places = page.questions.map(([question, left, top, wide, tall]) => {
      const place = element("button", { type: "button", title: question, tabIndex: -1 });
      place.setAttribute("aria-label", word("question", { question }));
      place.dataset.question = question;
      const share = { left: left / page.width, top: top / page.height, width: wide / page.width, height: tall / page.height };
      for (const [name, part] of Object.entries(share)) place.style.setProperty(name, `${100 * part}%`);
      place.addEventListener("click", () => goTo(question));
      return place;
    });
    figure.querySelector(".places").replaceChildren(...places);
  }

  function goTo(question) {
    if (!lines[question]) return;
    const [first] = lines[question];
    editor.goTo({ line: first, column: 1 });
  }

  /** Mark the question of a line, on the page and in the text. */
  function mark(line) {
    const found = Object.entries(lines).find(([, [first, last]]) => first <= line && line <= last);
    const question = found?.[0] ?? null;
    for (const place of pages.querySelectorAll(".places button"))
      place.classList.toggle("here", place.dataset.question === question);
    if (question !== marked) {
      marked = question;
      if (matchMedia("(min-width: 60rem)").matches)
        pages.querySelector(".places .here")?.scrollIntoView({ block: "nearest" });
    }
  }

  const asking = asker(`/bank/${encodeURIComponent(data.name)}/sheet`, editor, show, {
    more: () => ({ wishes: wishes() }),
    refused: complain,
    slow() { state.textContent = word("drawing"); },
  });
  form.addEventListener("change", () => asking.changed(0));
  form.addEventListener("submit", (event) => event.preventDefault());
  return {
    changed: () => asking.changed(),
    now: asking.now,
    mark,
  };
}
