// Entries of the transcript → DOM. Knows no server and no storage.

import { link, linked, webAddress } from "./links.js";
import { element } from "./make.js";
import { drawnSheet, sheetIn } from "./sheet.js";
import { WORDS } from "./words.js";

const ASIDE = /^p:[^:]+:!(?:later|why|back|keep|stop)/;

// An entry is {who: "me", text, status, failure?} or {who: "bot", reply, chosen}.
export function drawn(entry, ui, { onChoice, onRetry, open }) {
  return entry.who === "me" ? mine(entry, ui, onRetry) : theirs(entry, ui, onChoice, open);
}

function mine(entry, ui, onRetry) {
  const box = element("div", { className: "entry me" }, speaker(WORDS[ui].me), bubble(entry.text));
  if (entry.status === "failed") box.append(failed(entry, ui, onRetry));
  return box;
}

function failed(entry, ui, onRetry) {
  const words = WORDS[ui];
  const { word = "unsent", detail = "", seconds = 0 } = entry.failure ?? {};
  const reason = typeof words[word] === "function" ? words[word](seconds) : words[word];
  const again = element("button", { type: "button", className: "retry", textContent: words.retry });
  again.addEventListener("click", () => onRetry(entry));
  return element("p", { className: "failed" }, element("span", { textContent: [reason, detail].filter(Boolean).join(" ") }), again);
}

function theirs(entry, ui, onChoice, open) {
  const { reply } = entry;
  const box = element("div", { className: `entry bot ${reply.kind}`, lang: reply.lang === "zh" ? "zh-CN" : "en" });
  const data = sheetIn(reply);
  const body = data ? element("div", { className: "bubble wide" }, drawnSheet(data, reply.text, reply.lang)) : bubble(reply.text);
  const badge = WORDS[reply.lang].kinds[reply.kind];
  if (badge) body.prepend(element("p", { className: "badge", lang: tagOf(reply.lang), textContent: badge }));
  if (reply.sources.length) body.append(sources(reply, reply.lang));
  const handed = (reply.files ?? []).filter((file) => !file.data); // the data is shown above
  if (handed.length) body.append(files(handed, ui));
  box.append(speaker(WORDS[ui].bot), body);
  if (reply.choices.length) box.append(choices(entry, ui, onChoice, open));
  return box;
}

export const tagOf = (language) => (language === "zh" ? "zh-CN" : "en");

function speaker(name) {
  return element("span", { className: "unseen", textContent: `${name}: ` });
}

function bubble(text) {
  return element("div", { className: "bubble" }, element("div", { className: "text" }, linked(text)));
}

function sources(reply, ui) {
  const list = element("ul", {}, ...reply.sources.map((source) => element("li", {}, sourceLine(source, ui))));
  return element("div", { className: "sources" }, element("p", { lang: tagOf(ui), textContent: WORDS[ui].sources }), list);
}

// A file came with the reply and is on no server: a click makes it anew and hands it to the browser.
function files(list, ui) {
  const group = element("div", { className: "files", role: "group" });
  group.setAttribute("aria-label", WORDS[ui].files);
  group.append(...list.map((file) => fileButton(file, ui)));
  return group;
}

function fileButton(file, ui) {
  const button = element("button", { type: "button", className: "file", textContent: file.name });
  button.title = WORDS[ui].download;
  button.addEventListener("click", () => download(file));
  return button;
}

function download({ name, type, content }) {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function sourceLine(source, ui) {
  const address = webAddress(source.address ?? "");
  const title = address ? link(address, source.title) : element("span", { textContent: source.title });
  if (address) title.title = WORDS[ui].newTab;
  const line = document.createDocumentFragment();
  line.append(title);
  if (source.section) line.append(element("span", { className: "section", textContent: ` · ${source.section}` }));
  return line;
}

function choices(entry, ui, onChoice, open) {
  const group = element("div", { className: "choices", role: "group" });
  group.setAttribute("aria-label", WORDS[ui].choices);
  group.append(...entry.reply.choices.map((choice) => choiceButton(entry, choice, ui, onChoice, open)));
  return group;
}

function choiceButton(entry, choice, ui, onChoice, open) {
  const button = element("button", { type: "button", textContent: choice.text, disabled: !open });
  // While a question is open, what is no answer to it stands back.
  if (entry.reply.kind === "question" && ASIDE.test(choice.id)) button.classList.add("aside");
  if (entry.chosen === choice.id) {
    button.classList.add("chosen");
    button.append(element("span", { className: "unseen", textContent: ` (${WORDS[ui].chosen})` }));
  }
  button.addEventListener("click", () => onChoice(entry, choice));
  return button;
}
