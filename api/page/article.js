// One article, opened at a quote; a person can mark in it what would have been right.

import { at, call, day, make, points } from "./dom.js";

let opened = null;       // the article that is shown, and what becomes of words that are marked in it

export async function openArticle(citation, choose = null) {
  const response = await call(`/v1/articles/${encodeURIComponent(citation.article_id ?? citation.id)}`);
  const body = await response.json();
  const { id, title, outlet, published, source } = body.article ?? {};
  opened = response.ok ? { id, choose, marked: null } : null;
  at("article-title").textContent = response.ok ? title : "Not there any more";
  at("article-place").textContent = response.ok ? [outlet, day(published), source].filter(Boolean).join(" · ") : body.detail;
  const text = response.ok ? points(body.text) : [];
  const [start, end] = [citation.start_char_index ?? 0, citation.end_char_index ?? 0];
  const quote = text.slice(start, end).join("");
  // The article may be another one by now: then nothing is marked.
  const same = end > start && quote === citation.cited_text;
  const mark = same ? make("mark", { id: "quote" }, quote) : null;
  at("article-text").replaceChildren(...(same ? [text.slice(0, start).join(""), mark, text.slice(end).join("")] : [text.join("")]));
  at("choose").hidden = !(opened && choose);
  at("article").showModal();
  mark?.scrollIntoView({ block: "center" });
}

function chosen() {
  const selected = getSelection();
  const within = at("article-text");
  if (!selected.rangeCount || selected.isCollapsed || !within.contains(selected.anchorNode)) return null;
  const range = selected.getRangeAt(0), before = range.cloneRange();
  before.selectNodeContents(within);
  before.setEnd(range.startContainer, range.startOffset);
  const start = points(before.toString()).length;
  return { article_id: opened.id, start_char_index: start, end_char_index: start + points(range.toString()).length };
}

at("close").addEventListener("click", () => at("article").close());
// A click on the button takes the marking away before it is told: what was marked last is what is meant.
document.addEventListener("selectionchange", () => {
  const place = opened && chosen();
  if (place) opened.marked = [place, getSelection().toString()];
});
at("choose").addEventListener("click", () => {
  if (!opened.marked) return void (at("article-place").textContent = "Mark the words that are right in the text first.");
  opened.choose(...opened.marked);
  at("article").close();
});
