// What every part of the page builds on: elements, texts by code points, asking the server.
// Text of articles and answers only ever becomes text nodes, never markup.

export const at = (id) => document.getElementById(id);

export function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Offsets of the API count code points; those of JavaScript strings count UTF-16 units.
export const points = (text) => Array.from(text);

export function marked(text, from, marks) {
  const letters = points(text), pieces = [];
  let done = 0;
  for (const [start, end] of marks) {
    pieces.push(letters.slice(done, start - from).join(""), make("mark", {}, letters.slice(start - from, end - from).join("")));
    done = end - from;
  }
  return [...pieces, letters.slice(done).join("")];
}

export const day = (published) => published
  ? new Date(published).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
  : "undated";
export const percent = (confidence) => (confidence === null ? null : `${Math.round(100 * confidence)} %`);

// A server that wants a key is given the one that was typed in; it stays until the tab is closed.
const KEY = "dateline.key";

export async function call(path, options = {}) {
  const key = sessionStorage.getItem(KEY);
  const headers = { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) };
  const response = await fetch(path, { ...options, headers });
  if (response.status !== 401) return response;
  const typed = await askedKey();
  if (!typed) return response;
  sessionStorage.setItem(KEY, typed);
  return call(path, options);
}

let asking = null;       // the one question for a key, however many requests wait for it

function askedKey() {
  asking ??= new Promise((resolve) => {
    at("key").value = "";
    at("wants-key").returnValue = "";
    at("wants-key").showModal();
    at("wants-key").addEventListener("close", () => {
      asking = null;
      resolve(at("wants-key").returnValue === "given" ? at("key").value.trim() : "");
    }, { once: true });
  });
  return asking;
}

export const post = (path, body, signal) => call(path, {
  method: "POST", signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    pending += value;
    for (let end; (end = pending.indexOf("\n\n")) >= 0; pending = pending.slice(end + 2)) {
      const lines = pending.slice(0, end).split("\n");
      const field = (name) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
      if (field("event")) yield [field("event"), JSON.parse(field("data"))];
    }
  }
}
