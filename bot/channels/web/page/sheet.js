// The result of a pre-check as a sheet with a picture of its conditions, from the data file that came with it.
// Everything in the data is text, never markup. Marks and shapes never stand without words.

import { element } from "./make.js";
import { WORDS } from "./words.js";

const SCHEMA = 1;
const SVG = "http://www.w3.org/2000/svg";
const ELSEWHERE = ["conditions", "types", "sources"]; // sections the picture and the list of sources show already

// The data of a verdict; null where it came without, or with data of another program version.
export function sheetIn(reply) {
  if (reply.kind !== "verdict") return null;
  for (const { type, content } of reply.files ?? []) {
    if (type.split(";")[0] !== "application/json") continue;
    try {
      const data = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0))));
      if (data.schema === SCHEMA && data.sheet) return data;
    } catch {
      // No data of ours: the text says it all.
    }
  }
  return null;
}

// `text` is the reply in plain words: kept below the sheet, its opening lines above it.
export function drawnSheet(data, text, ui) {
  const { sheet, verdict, fixable } = data;
  const place = text.indexOf(sheet.title);
  const lead = place > 0 ? text.slice(0, place).trim() : "";
  const box = element("article", { className: `sheet ${verdict}${fixable ? " fixable" : ""}` });
  if (lead) box.append(element("p", { className: "lead", textContent: lead }));
  box.append(
    element("h3", { textContent: sheet.title }),
    ...lines(sheet.header, "small-print"),
    element("div", { className: "outcome" }, element("strong", { textContent: sheet.verdict_words }), element("p", { textContent: sheet.verdict_sentence })),
    ...typesOf(sheet),
    picture(sheet, ui, data.unanswered.length ? ["no"] : ["no", "unsure"]),
    ...sheet.sections.filter((section) => !ELSEWHERE.includes(section.id)).map(folded),
    ...lines(sheet.footer, "small-print"),
    element("details", { className: "as-text" }, element("summary", { textContent: WORDS[ui].asText }), element("div", { className: "text", textContent: text })),
    printButton(box, ui),
  );
  return box;
}

function lines(texts, className) {
  return texts.map((text) => element("p", { className, textContent: text }));
}

function printButton(box, ui) {
  const button = element("button", { type: "button", className: "file print", textContent: WORDS[ui].print });
  button.addEventListener("click", () => {
    const entry = box.closest(".entry");
    entry.classList.add("printed");
    document.body.classList.add("printing");
    print();
    entry.classList.remove("printed");
    document.body.classList.remove("printing");
  });
  return button;
}

// --- the kinds of entry side by side ------------------------------------------------------------------------

function typesOf(sheet) {
  return sheet.sections
    .filter(({ id }) => id === "types")
    .map(({ heading, intro, lines: types }) =>
      element(
        "section",
        { className: "types" },
        element("h4", { textContent: heading }),
        ...(intro ? [element("p", { className: "small-print", textContent: intro })] : []),
        element("ul", {}, ...types.map((line) => element("li", {}, element("strong", { textContent: line.words }), element("span", { textContent: line.title }), element("small", { textContent: line.reason })))),
      ),
    );
}

// --- the picture: the verdict as root, each condition a branch ----------------------------------------------

// `open` are the values shown unfolded: the reader has something to do about them.
function picture(sheet, ui, open) {
  const figure = element("figure", { className: "picture" }, element("figcaption", { textContent: WORDS[ui].picture }));
  const kinds = new Map();
  for (const section of sheet.sections.filter(({ id }) => id === "conditions")) {
    figure.append(element("h4", { textContent: section.heading }), element("ul", { className: "tree" }, ...section.lines.map((line) => branch(line, open))));
    for (const line of section.lines) if (line.kind) kinds.set(line.kind, line.kind_words);
  }
  const legend = [...kinds].map(([kind, words]) => element("li", {}, shape(kind, ""), element("span", { textContent: words })));
  figure.append(element("ul", { className: "legend" }, ...legend));
  return figure;
}

function branch(line, open) {
  const details = element("details", { open: open.includes(line.value) });
  details.append(
    element("summary", {}, shape(line.kind, line.mark), element("span", { className: "title", textContent: line.title }), element("strong", { className: "value", textContent: line.words })),
    ...lines([line.reason, line.clause, line.changed, line.todo].filter(Boolean), "said"),
  );
  return element("li", { className: line.value ?? "" }, details);
}

// A square for a fact, a circle for what can be settled, a diamond for what experts judge; inside it the mark.
function shape(kind, mark) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 28 28");
  svg.setAttribute("class", "shape");
  svg.setAttribute("aria-hidden", "true");
  svg.append(outline(kind), inside(mark));
  return svg;
}

function outline(kind) {
  const [tag, attributes] =
    {
      curable: ["circle", { cx: 14, cy: 14, r: 11 }],
      judged: ["path", { d: "M14 1 27 14 14 27 1 14Z" }],
    }[kind] ?? ["rect", { x: 4, y: 4, width: 20, height: 20, rx: 2 }];
  return set(document.createElementNS(SVG, tag), attributes);
}

function inside(mark) {
  const text = set(document.createElementNS(SVG, "text"), { x: 14, y: 19, "text-anchor": "middle" });
  text.textContent = mark;
  return text;
}

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

// --- all other sections -------------------------------------------------------------------------------------

function folded({ id, heading, intro, lines: listed }) {
  const details = element("details", { className: "more", open: id === "todo" }, element("summary", { textContent: heading }));
  if (intro) details.append(element("p", { className: "small-print", textContent: intro }));
  details.append(element("ul", {}, ...listed.map(item)));
  return details;
}

function item(line) {
  const box = element("li", {});
  if (line.words) box.append(element("strong", { textContent: line.words }), " ");
  box.append(line.title, ...lines([line.reason, line.clause, line.todo].filter(Boolean), "said"));
  return box;
}

// What is folded away on the screen is needed on paper.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".sheet details:not(.as-text)")) details.open = true;
});
