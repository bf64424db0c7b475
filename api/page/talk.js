// The talk: questions, answers as they come, and the last talks, which stay in this browser.

import { asked, shownAnswer, understood } from "./answer.js";
import { at, events, make, percent, post } from "./dom.js";

const TALKS = "dateline.talks";
const KEPT = 8;          // talks that are kept in this browser
const TURNS = 10;        // earlier turns that go with a question
export const FILTERS = ["since", "until", "outlet", "tag"];

let talk = { id: Date.now(), turns: [] };
let running = null;      // the AbortController of the question under way

function addTurn(question) {
  const box = make("div", { "aria-live": "polite" });
  at("turns").append(make("article", { class: "turn" }, make("h3", {}, question), box));
  return box;
}

const filters = () => Object.fromEntries(FILTERS.filter((name) => at(name).value).map((name) => [name, at(name).value]));

export function showChips() {
  at("chips").replaceChildren(...Object.entries(filters()).map(([name, value]) => make("li", {},
    make("button", { type: "button", "aria-label": `Take off: ${name} ${value}`, onclick: () => { at(name).value = ""; showChips(); } },
      `${name} ${value} ✕`))));
}

function again(turn, without) {
  for (const name of FILTERS) at(name).value = name === without ? "" : turn.filters[name] ?? "";
  showChips();
  ask(turn.question);
}

export async function ask(question) {
  const turn = { question, filters: filters() };
  const box = addTurn(question);
  const status = make("p", { class: "dim" }, "Searching…"), text = make("p", { class: "answer" });
  const found = make("p"), before = make("div", {}, understood(turn, again));
  box.append(before, found, text, status);
  box.parentElement.scrollIntoView({ block: "start" });
  const history = talk.turns.slice(-TURNS).map((one) => ({ question: one.answer.understood_as ?? one.question, answer: one.answer.answer ?? "" }));
  running = new AbortController();
  at("send").disabled = true;
  at("stop").hidden = false;
  try {
    const response = await post("/v1/query", { question, history, filters: asked(turn.filters), stream: true }, running.signal);
    if (!response.ok) throw new Error((await response.json()).detail);
    let sentences = [];
    for await (const [name, data] of events(response)) {
      if (name === "rewritten") { turn.understood = data.question; before.replaceChildren(understood(turn, again)); }
      else if (name === "retrieved") status.textContent = `Reading ${data.passages.length} passages…`;
      else if (name === "found") {
        found.replaceChildren(make("strong", {}, data.answer), make("span", { class: "dim" }, ` ${percent(data.confidence)} · found by the reader; a language model writes on…`));
        status.textContent = "";
      } else if (name === "waits") {
        const work = data.judges ? `judges “${data.judges}”` : `reads ${data.tokens} tokens`;
        status.textContent = `The model ${data.loads ? "is loaded, then " : ""}${work}${data.seconds >= 1 ? `, about ${Math.round(data.seconds)} s` : ""}…`;
      } else if (name === "sentence" && data.why === null) {
        sentences.push(data.text);
        text.textContent = sentences.join(" ");
      } else if (name === "gave_up") {
        sentences = [];
        text.textContent = "";
        status.textContent = data.why;
      } else if (name === "answer") turn.answer = data;
      else if (name === "error") throw new Error(data.detail);
    }
    if (!turn.answer) throw new Error("The answer broke off. Ask again.");
    talk.turns.push(turn);
    shownAnswer(turn, box, again);
    box.parentElement.scrollIntoView({ block: "start" });
    keepTalk();
  } catch (error) {
    box.replaceChildren(make("p", { class: "answer", role: "alert" }, error.name === "AbortError" ? "Stopped." : error.message));
  } finally {
    running = null;
    at("send").disabled = false;
    at("stop").hidden = true;
  }
}

function storedTalks() {
  try {
    return JSON.parse(localStorage.getItem(TALKS)) ?? [];
  } catch {
    return [];
  }
}

function keepTalk() {
  const others = storedTalks().filter((one) => one.id !== talk.id);
  try {
    localStorage.setItem(TALKS, JSON.stringify([talk, ...others].slice(0, KEPT)));
  } catch { /* a full or forbidden store keeps nothing; the talk goes on */ }
  listTalks();
}

export function listTalks() {
  const talks = storedTalks();
  at("earlier").replaceChildren(make("option", { value: "" }, talks.length ? "choose" : "none"),
    ...talks.map((one) => make("option", { value: one.id }, one.turns[0].question)));
}

function showTalk(chosen) {
  talk = chosen;
  at("turns").replaceChildren();
  for (const turn of talk.turns) shownAnswer(turn, addTurn(turn.question), again);
}

at("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const question = at("question").value.trim();
  if (!question || running) return;
  at("question").value = "";
  ask(question);
});
at("stop").addEventListener("click", () => running?.abort());
at("new").addEventListener("click", () => { showTalk({ id: Date.now(), turns: [] }); at("question").focus(); });
at("earlier").addEventListener("change", () => {
  const chosen = storedTalks().find((one) => String(one.id) === at("earlier").value);
  if (chosen) showTalk(chosen);
});
for (const name of FILTERS) at(name).addEventListener("change", showChips);
