// The chat: what is typed or tapped goes to the server, what comes back into the transcript.

import { Failure, post } from "./api.js";
import { element } from "./make.js";
import { clear, draft, keepDraft, kept, onChangeElsewhere, save } from "./store.js";
import { drawn, tagOf } from "./view.js";
import { STARTERS, WORDS } from "./words.js";

const at = (id) => document.getElementById(id);
const [log, welcome, waiting, said, notice, scroller] = ["log", "welcome", "waiting", "said", "notice", "scroller"].map(at);
const finePointer = matchMedia("(pointer: fine)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let busy = false;

// --- language -----------------------------------------------------------------------------------------------

function ui() {
  if (kept.language !== "auto") return kept.language;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

function speak() {
  const words = WORDS[ui()];
  document.documentElement.lang = tagOf(ui());
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = words[node.dataset.words];
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", words[node.dataset.label]);
  for (const node of document.querySelectorAll("[data-hint]")) node.placeholder = words[node.dataset.hint];
}

function chooseLanguage(event) {
  kept.language = event.target.value;
  save();
  speak();
  redraw();
}

// --- the transcript on the page -----------------------------------------------------------------------------

function redraw() {
  // Restored entries are no news: a screen reader must not read the whole transcript out.
  log.setAttribute("aria-live", "off");
  log.replaceChildren(...kept.transcript.map(draw));
  welcome.hidden = kept.transcript.length > 0;
  scroller.scrollTop = welcome.hidden ? scroller.scrollHeight : 0;
  setTimeout(() => log.setAttribute("aria-live", "polite"));
}

function draw(entry) {
  // Only the last answer's choices are still open, and only while nothing is under way.
  const open = !busy && entry === kept.transcript.at(-1);
  return drawn(entry, ui(), { onChoice: choose, onRetry: deliver, open });
}

function show(entry) {
  kept.transcript.push(entry);
  save();
  log.append(draw(entry));
  while (log.childElementCount > kept.transcript.length) log.firstElementChild.remove();
  welcome.hidden = true;
  reveal(entry);
}

// Refresh an entry in place: appended nodes are announced, replaced ones are not.
function refresh(entry) {
  const index = kept.transcript.indexOf(entry);
  if (index >= 0) log.children[index]?.replaceWith(draw(entry));
}

// A long answer is shown from its beginning, not from its end.
function reveal(entry) {
  const last = log.lastElementChild;
  const tall = last.offsetHeight > scroller.clientHeight - 120;
  const behavior = calm.matches ? "auto" : "smooth";
  if (entry.who === "bot" && tall) last.scrollIntoView({ block: "start", behavior });
  else scroller.scrollTo({ top: scroller.scrollHeight, behavior });
}

function setBusy(now) {
  busy = now;
  waiting.hidden = !now;
  at("send").disabled = now || !said.value.trim();
  log.setAttribute("aria-busy", String(now));
  for (const button of document.querySelectorAll(".retry, #fresh, #forget")) button.disabled = now;
}

// --- one turn -----------------------------------------------------------------------------------------------

async function ask(text, choice = null) {
  if (busy) return;
  const entry = { who: "me", text, choice, status: "sending" };
  const before = kept.transcript.at(-1);
  show(entry);
  if (before) refresh(before);
  await deliver(entry);
}

async function deliver(entry) {
  if (busy) return;
  entry.status = "sending";
  delete entry.failure;
  setBusy(true);
  refresh(entry);
  scroller.scrollTop = scroller.scrollHeight;
  try {
    const { session, ...reply } = await post(outgoing(entry));
    kept.session = session;
    entry.status = "sent";
    setBusy(false);
    show({ who: "bot", reply, chosen: null });
  } catch (error) {
    setBusy(false);
    fail(entry, error);
  }
  save();
}

function fail(entry, error) {
  if (!(error instanceof Failure)) console.error(error);
  entry.status = "failed";
  entry.failure = { word: error.word ?? "broken", detail: error.detail, seconds: error.seconds };
  refresh(entry);
  const row = log.children[kept.transcript.indexOf(entry)];
  row?.querySelector(".failed")?.setAttribute("role", "alert");
  scroller.scrollTop = scroller.scrollHeight;
}

function outgoing({ text, choice }) {
  const message = { text };
  if (choice) message.choice = choice;
  if (kept.session) message.session = kept.session;
  // A command tells no language: it is answered in that of the talk, and at first in the page's.
  if (kept.language !== "auto") message.lang = kept.language;
  else if (text.startsWith("/")) message.lang = kept.transcript.findLast((one) => one.who === "bot")?.reply.lang ?? ui();
  return message;
}

function choose(entry, choice) {
  if (busy) return;
  entry.chosen = choice.id;
  // The button is about to be disabled and would lose the focus; on touch screens the keyboard must stay away.
  (finePointer.matches ? said : scroller).focus();
  ask(choice.text, choice.id);
}

// --- composing ----------------------------------------------------------------------------------------------

function submit(event) {
  event?.preventDefault();
  const text = said.value.trim();
  if (!text || busy) return;
  said.value = "";
  typed();
  ask(text);
}

function typed() {
  keepDraft(said.value);
  notice.hidden = true;
  said.style.height = "auto";
  said.style.height = `${said.scrollHeight + 2}px`;
  at("send").disabled = busy || !said.value.trim();
}

function pressed(event) {
  // While characters are composed, Enter picks a candidate; 229 is how some browsers say so.
  const composing = event.isComposing || event.keyCode === 229;
  if (event.key === "Enter" && !event.shiftKey && !composing) submit(event);
}

function offerStarters() {
  const items = STARTERS.map(({ lang, text }) => {
    const button = element("button", { type: "button", lang: tagOf(lang), textContent: text });
    button.addEventListener("click", () => {
      (finePointer.matches ? said : scroller).focus();
      ask(text);
    });
    return element("li", {}, button);
  });
  at("starters").replaceChildren(...items);
}

// --- starting over ------------------------------------------------------------------------------------------

function startOver() {
  if (busy) return;
  clear();
  said.value = "";
  typed();
  redraw();
  said.focus();
}

async function forget() {
  if (busy) return;
  setBusy(true);
  try {
    // Without a session the server keeps nothing of us.
    const reply = kept.session ? await post(outgoing({ text: "/forget" })) : { kind: "done" };
    setBusy(false);
    forgotten(reply);
  } catch (error) {
    setBusy(false);
    const words = WORDS[ui()];
    tell(typeof words[error.word] === "function" ? words[error.word](error.seconds) : (words[error.word] ?? words.broken));
  }
}

// Cleared only when the server says that it is done; otherwise what it says is shown.
function forgotten(reply) {
  if (reply.kind !== "done") return show({ who: "bot", reply, chosen: null });
  startOver();
  tell(WORDS[ui()].forgotten);
}

function tell(text) {
  notice.textContent = text;
  notice.hidden = false;
}

function askToForget() {
  const dialog = at("confirm");
  dialog.returnValue = "no";
  dialog.showModal();
}

// --- start --------------------------------------------------------------------------------------------------

function restore() {
  for (const entry of kept.transcript) if (entry.status === "sending") entry.status = "failed";
  said.value = draft();
  document.querySelector(`input[name=language][value="${kept.language}"]`).checked = true;
}

restore();
speak();
offerStarters();
redraw();
typed();
for (const radio of document.querySelectorAll("input[name=language]")) radio.addEventListener("change", chooseLanguage);
at("composer").addEventListener("submit", submit);
said.addEventListener("input", typed);
said.addEventListener("keydown", pressed);
at("fresh").addEventListener("click", startOver);
at("forget").addEventListener("click", askToForget);
at("confirm").addEventListener("close", (event) => event.target.returnValue === "yes" && forget());
onChangeElsewhere(() => !busy && (speak(), redraw()));
if (finePointer.matches) said.focus();
