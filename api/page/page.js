// The page of Dateline: questions and answers, articles with their quotes marked, what is indexed.
// Text of articles and answers only ever becomes text nodes, never markup.

const at = (id) => document.getElementById(id);
const TALKS = "dateline.talks";
const KEPT = 8;          // talks that are kept in this browser
const TURNS = 10;        // earlier turns that go with a question
const FILTERS = ["since", "until", "outlet"];

let talk = { id: Date.now(), turns: [] };
let running = null;      // the AbortController of the question under way
let records = [];        // what is indexed

function make(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// Offsets of the API count code points; those of JavaScript strings count UTF-16 units.
const points = (text) => Array.from(text);

function marked(text, from, marks) {
  const letters = points(text), pieces = [];
  let done = 0;
  for (const [start, end] of marks) {
    pieces.push(letters.slice(done, start - from).join(""), make("mark", {}, letters.slice(start - from, end - from).join("")));
    done = end - from;
  }
  return [...pieces, letters.slice(done).join("")];
}

const day = (published) => published
  ? new Date(published).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" })
  : "undated";
const percent = (confidence) => (confidence === null ? null : `${Math.round(100 * confidence)} %`);

// Questions and answers

function shownQuote(citation, near = false) {
  const place = [citation.outlet, day(citation.published), citation.document_title].filter(Boolean).join(" · ");
  return make("li", { class: near ? "near" : null },
    make("blockquote", {}, ...(citation.n && !near ? [make("span", { class: "dim" }, `[${citation.n}] `)] : []),
      ...marked(citation.cited_text, citation.start_char_index, citation.marks)),
    make("button", { type: "button", class: "link", onclick: () => openArticle(citation) }, place));
}

function shownAnswer(turn, box) {
  const answer = turn.answer;
  const left = make("div"), right = make("div");
  if (answer.answer === null) {
    left.append(make("p", { class: "answer" }, answer.message ?? "I found no passage that answers this."));
    if (answer.nearest.length) {
      right.append(make("h3", {}, "Only comes near"), make("ul", { class: "quotes" }, ...answer.nearest.map((one) => shownQuote(one, true))));
    }
  } else {
    const text = points(answer.answer), pieces = [];
    let done = 0;
    for (const sentence of answer.sentences) {
      pieces.push(text.slice(done, sentence.end).join(""));
      for (const n of sentence.citations) {
        const citation = answer.citations.find((one) => one.n === n);
        pieces.push(" ", make("button", { type: "button", class: "link", "aria-label": `Quote ${n}`, onclick: () => openArticle(citation) }, `[${n}]`));
      }
      done = sentence.end;
    }
    left.append(make("p", { class: "answer" }, ...pieces, text.slice(done).join("")));
    const first = answer.citations[0];
    const articles = new Set(answer.citations.map((one) => one.article_id)).size;
    const facts = [percent(answer.confidence), first.outlet && `according to ${first.outlet}`,
      first.published && day(first.published), `in ${articles} article${articles === 1 ? "" : "s"}`].filter(Boolean);
    left.append(make("p", { class: "dim" }, facts.join(" · ")));
    if (answer.message) left.append(make("p", { class: "dim" }, answer.message));
    right.append(make("ul", { class: "quotes" }, ...answer.citations.map((one) => shownQuote(one))));
    if (answer.alternatives.length) {
      left.append(make("h3", {}, "Also found"), make("ul", { class: "others" }, ...answer.alternatives.map((other) =>
        make("li", {}, make("button", { type: "button", class: "link", onclick: () => openArticle(other.citations[0]) }, other.answer),
          make("span", { class: "dim" }, ` ${day(other.citations[0].published)}`)))));
    }
  }
  for (const gone of answer.unsupported) {
    left.append(make("p", { class: "dim" }, `Taken out: ${gone.text} (${gone.why})`));
  }
  box.replaceChildren(...understood(answer.understood_as), make("div", { class: "body" }, left, right));
}

function understood(question) {
  if (!question) return [];
  const edit = () => { at("question").value = question; at("question").focus(); };
  return [make("p", { class: "dim" }, "understood as: ", make("button", { type: "button", class: "link", title: "Edit and ask again", onclick: edit }, question))];
}

function addTurn(question) {
  const box = make("div", { "aria-live": "polite" });
  at("turns").append(make("article", { class: "turn" }, make("h3", {}, question), box));
  return box;
}

function filters() {
  const chosen = {};
  for (const name of ["since", "until"]) if (at(name).value) chosen[name] = at(name).value;
  if (at("outlet").value) chosen.outlets = [at("outlet").value];
  return chosen;
}

function showChips() {
  at("chips").replaceChildren(...FILTERS.filter((name) => at(name).value).map((name) => make("li", {},
    make("button", { type: "button", "aria-label": `Take off: ${name} ${at(name).value}`, onclick: () => { at(name).value = ""; showChips(); } },
      `${name} ${at(name).value} ✕`))));
}

async function* events(response) {
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

async function ask(question) {
  const box = addTurn(question);
  const status = make("p", { class: "dim" }, "Searching…"), text = make("p", { class: "answer" });
  const found = make("p"), before = make("div");
  box.append(before, found, text, status);
  box.parentElement.scrollIntoView({ block: "nearest" });
  const history = talk.turns.slice(-TURNS).map((turn) => ({ question: turn.answer.understood_as ?? turn.question, answer: turn.answer.answer ?? "" }));
  running = new AbortController();
  at("send").disabled = true;
  at("stop").hidden = false;
  try {
    const response = await fetch("/query", {
      method: "POST", signal: running.signal, headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ question, history, filters: filters(), stream: true }),
    });
    if (!response.ok) throw new Error((await response.json()).detail);
    let sentences = [], answer = null;
    for await (const [name, data] of events(response)) {
      if (name === "rewritten") before.replaceChildren(...understood(data.question));
      else if (name === "retrieved") status.textContent = `Reading ${data.passages.length} passages…`;
      else if (name === "found") {
        found.replaceChildren(make("strong", {}, data.answer), make("span", { class: "dim" }, ` ${percent(data.confidence)} · found by the reader; a language model writes on…`));
        status.textContent = "";
      } else if (name === "sentence" && data.why === null) {
        sentences.push(data.text);
        text.textContent = sentences.join(" ");
      } else if (name === "gave_up") {
        sentences = [];
        text.textContent = "";
        status.textContent = data.why;
      } else if (name === "answer") answer = data;
      else if (name === "error") throw new Error(data.detail);
    }
    if (!answer) throw new Error("The answer broke off. Ask again.");
    const turn = { question, answer };
    talk.turns.push(turn);
    shownAnswer(turn, box);
    keepTalk();
  } catch (error) {
    box.replaceChildren(make("p", { class: "answer", role: "alert" }, error.name === "AbortError" ? "Stopped." : error.message));
  } finally {
    running = null;
    at("send").disabled = false;
    at("stop").hidden = true;
  }
}

// Talks stay in this browser

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

function listTalks() {
  const talks = storedTalks();
  at("earlier").replaceChildren(make("option", { value: "" }, talks.length ? "choose" : "none"),
    ...talks.map((one) => make("option", { value: one.id }, one.turns[0].question)));
}

function showTalk(chosen) {
  talk = chosen;
  at("turns").replaceChildren();
  for (const turn of talk.turns) shownAnswer(turn, addTurn(turn.question));
}

// Articles

async function openArticle(citation) {
  const response = await fetch(`/articles/${encodeURIComponent(citation.article_id ?? citation.id)}`);
  const body = await response.json();
  const { title, outlet, published, source } = body.article ?? {};
  at("article-title").textContent = response.ok ? title : "Not there any more";
  at("article-place").textContent = response.ok ? [outlet, day(published), source].filter(Boolean).join(" · ") : body.detail;
  const text = response.ok ? points(body.text) : [];
  const [start, end] = [citation.start_char_index ?? 0, citation.end_char_index ?? 0];
  const quote = text.slice(start, end).join("");
  // The article may be another one by now: then nothing is marked.
  const same = end > start && quote === citation.cited_text;
  const mark = same ? make("mark", { id: "quote" }, quote) : null;
  at("article-text").replaceChildren(...(same ? [text.slice(0, start).join(""), mark, text.slice(end).join("")] : [text.join("")]));
  at("article").showModal();
  mark?.scrollIntoView({ block: "center" });
}

async function loadArticles() {
  records = [];
  let cursor = null;
  do {
    const query = new URLSearchParams({ limit: "200", ...(cursor ? { cursor } : {}) });
    const response = await fetch(`/articles?${query}`);
    if (!response.ok) return void (at("indexed").textContent = (await response.json()).detail);
    const page = await response.json();
    records.push(...page.articles);
    cursor = page.next;
  } while (cursor && records.length < 5000);
  const undated = records.filter((one) => !one.published).length;
  at("indexed").textContent = records.length
    ? `${records.length} articles${undated ? `, ${undated} of them undated` : ""}`
    : "Nothing is indexed yet: add articles under Articles, or run qa index PATH.";
  const outlets = [...new Set(records.map((one) => one.outlet).filter(Boolean))].sort();
  for (const id of ["outlet", "find-outlet"]) {
    const chosen = at(id).value;
    at(id).replaceChildren(make("option", { value: "" }, "any"), ...outlets.map((name) => make("option", {}, name)));
    at(id).value = chosen;
  }
  showList();
}

function showList() {
  const words = at("find").value.toLowerCase();
  const fits = records.filter((one) => one.title.toLowerCase().includes(words)
    && (!at("find-outlet").value || one.outlet === at("find-outlet").value)
    && (!at("find-since").value || (one.published ?? "") >= at("find-since").value)
    && (!at("find-until").value || (one.published && one.published.slice(0, 10) <= at("find-until").value)));
  at("count").textContent = `${fits.length} of ${records.length} articles`;
  at("list").replaceChildren(...fits.slice(0, 200).map((one) => make("li", {},
    make("button", { type: "button", class: "link", onclick: () => openArticle(one) }, one.title), " ",
    make("span", { class: "dim" }, [one.outlet, day(one.published)].filter(Boolean).join(" · ")))));
}

async function addFiles(files) {
  const failed = [];
  let added = 0;
  for (const [n, file] of [...files].entries()) {
    at("adding").textContent = `Adding ${n + 1} of ${files.length}: ${file.name}…`;
    const text = await file.text();
    const bodies = file.name.endsWith(".jsonl") ? text.split("\n").filter((line) => line.trim()) : [JSON.stringify({ text, title: titleOf(file, text) })];
    for (const body of bodies) {
      const response = await fetch("/articles", { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (response.ok) added += 1;
      else failed.push(`${file.name}: ${(await response.json()).detail}`);
    }
  }
  at("adding").textContent = [`${added} added.`, ...failed].join("\n");
  await loadArticles();
}

function titleOf(file, text) {
  return text.trim().split("\n")[0].slice(0, 120) || file.name;
}

function show(name) {
  for (const one of ["talk", "articles"]) {
    at(one).hidden = one !== name;
    at(`show-${one}`).setAttribute("aria-pressed", String(one === name));
  }
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
for (const name of ["find", "find-outlet", "find-since", "find-until"]) at(name).addEventListener("input", showList);
at("show-talk").addEventListener("click", () => show("talk"));
at("show-articles").addEventListener("click", () => { show("articles"); loadArticles(); });
at("close").addEventListener("click", () => at("article").close());
at("files").addEventListener("change", () => addFiles(at("files").files));
at("drop").addEventListener("dragover", (event) => { event.preventDefault(); at("drop").classList.add("over"); });
at("drop").addEventListener("dragleave", () => at("drop").classList.remove("over"));
at("drop").addEventListener("drop", (event) => {
  event.preventDefault();
  at("drop").classList.remove("over");
  addFiles(event.dataTransfer.files);
});
listTalks();
loadArticles();
at("question").focus();
