// What the browser keeps: session, language, draft and transcript. Without storage all works, until reload.

const KEY = "wicbot.v1";
export const MOST_MESSAGES = 200;
const DRAFT = "wicbot.draft";
const EMPTY = { session: null, language: "auto", transcript: [] };

export const kept = { ...EMPTY, ...read() };

export function save() {
  kept.transcript = kept.transcript.slice(-MOST_MESSAGES);
  write("localStorage", KEY, JSON.stringify(kept));
}

export function clear() {
  Object.assign(kept, { ...EMPTY, language: kept.language, transcript: [] });
  save();
}

// Another tab changed the chat: take over what it stored.
export function onChangeElsewhere(action) {
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    Object.assign(kept, EMPTY, { transcript: [] }, read());
    action();
  });
}

// What is typed but not sent belongs to this tab alone.
export function draft() {
  try {
    return sessionStorage.getItem(DRAFT) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(text) {
  write("sessionStorage", DRAFT, text);
}

function write(storage, key, text) {
  try {
    // By name, inside: where storage is forbidden, already touching it throws.
    globalThis[storage].setItem(key, text);
  } catch {
    // Full or forbidden: the chat goes on, it is only not restored.
  }
}

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return Array.isArray(stored.transcript) ? stored : {};
  } catch {
    return {};
  }
}
