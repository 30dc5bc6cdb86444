// Prints the text of each page of a PDF as pdf.js gives it when it is copied: a JSON array.
// node tests/pdfjs.mjs PATH-OF-pdf.mjs FILE.pdf

import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [library, file] = process.argv.slice(2);
const pdfjs = await import(pathToFileURL(library));
const data = new Uint8Array(await readFile(file));
const loading = pdfjs.getDocument({ data, verbosity: 0, useSystemFonts: false });
const document = await loading.promise;
const pages = [];
for (let number = 1; number <= document.numPages; number++) {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  pages.push(items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join(""));
}
await loading.destroy();
process.stdout.write(JSON.stringify(pages));
