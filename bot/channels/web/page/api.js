// One message to the server. Every failure comes back as a Failure that says what to tell the person.

const PATIENCE = 30_000;

export class Failure extends Error {
  // `word` names a text of the page; `detail` is the server's own explanation, if any.
  constructor(word, { detail = "", seconds = 0 } = {}) {
    super(word);
    Object.assign(this, { word, detail, seconds });
  }
}

export async function post(message) {
  const response = await reach(message);
  const body = await response.json().catch(() => null);
  if (response.status === 429) throw new Failure("tooMany", { seconds: Number(response.headers.get("Retry-After")) || 60 });
  if (!response.ok || !body) throw new Failure("broken", { detail: response.status < 500 ? body?.detail : "" });
  return body;
}

async function reach(message) {
  try {
    return await fetch("api/v1/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new Failure("offline");
  }
}
