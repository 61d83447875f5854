// Text → DOM nodes: addresses, e-mail addresses and phone numbers become links. Never through HTML.

const URL_PART = String.raw`(?:https?:\/\/|www\.)[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+`;
const MAIL_PART = String.raw`[A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,}`;
// +86 (10) 8000 1234, 010-80001234, 13800001234, 400-800-1234; a date or document number has none of these shapes.
const PHONE_PART = String.raw`(?<![\d\-+])(?:\+\d{1,3}[ \-]?(?:\(\d{1,4}\)[ \-]?)?\d{2,4}(?:[ \-]?\d{2,4}){1,3}|\(?0\d{2,3}\)?[ \-]\d{7,8}|1[3-9]\d{9}|400[ \-]\d{3}[ \-]\d{4})(?![\d\-])`;
const FOUND = new RegExp(`(?<url>${URL_PART})|(?<mail>${MAIL_PART})|(?<phone>${PHONE_PART})`, "g");

export function linked(text) {
  const nodes = document.createDocumentFragment();
  let end = 0;
  for (const match of text.matchAll(FOUND)) {
    const shown = trimmed(match);
    const address = addressOf(match.groups, shown);
    if (!address) continue;
    nodes.append(text.slice(end, match.index), link(address, shown));
    end = match.index + shown.length;
  }
  nodes.append(text.slice(end));
  return nodes;
}

export function link(address, text) {
  const anchor = document.createElement("a");
  anchor.href = address;
  anchor.textContent = text;
  if (address.startsWith("http")) {
    anchor.target = "_blank";
    anchor.rel = "noopener noreferrer";
  }
  return anchor;
}

// Only addresses a browser opens as a page; a source must not be able to smuggle in a script.
export function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

// Punctuation after an address belongs to the sentence, a closing bracket only if it was opened inside.
function trimmed(match) {
  let shown = match[0];
  if (!match.groups.url) return shown;
  shown = shown.replace(/[.,;:!?'*]+$/, "");
  while (shown.endsWith(")") && shown.split("(").length < shown.split(")").length) shown = shown.slice(0, -1);
  return shown;
}

function addressOf(groups, shown) {
  if (groups.mail) return `mailto:${shown}`;
  if (groups.phone) return `tel:${shown.replace(/[^\d+]/g, "")}`;
  return webAddress(shown.startsWith("www.") ? `https://${shown}` : shown);
}
