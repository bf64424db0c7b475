// What is indexed: searched and filtered by the server, and files of every format added as a job.

import { at, call, day, events, make } from "./dom.js";
import { openArticle } from "./article.js";

const PAGE = 100;        // articles that are listed at a time
const ALL = 5000;        // articles whose outlets are gathered at most

async function pages(given, most) {
  const found = [];
  let cursor = null;
  do {
    const query = new URLSearchParams([["limit", "1000"], ...given, ...(cursor ? [["cursor", cursor]] : [])]);
    const response = await call(`/v1/articles?${query}`);
    const page = await response.json();
    if (!response.ok) throw new Error(page.detail);
    found.push(...page.articles);
    cursor = page.next;
  } while (cursor && found.length < most);
  return found;
}

function offer(ids, names) {
  for (const id of ids) {
    const chosen = at(id).value;
    at(id).replaceChildren(make("option", { value: "" }, "any"), ...names.map((name) => make("option", {}, name)));
    at(id).value = names.includes(chosen) ? chosen : "";
  }
}

export async function loadArticles() {
  try {
    const [records, tags] = await Promise.all([pages([], ALL), call("/v1/tags").then((response) => response.json())]);
    const undated = records.filter((one) => !one.published).length;
    at("indexed").textContent = records.length
      ? `${records.length}${records.length >= ALL ? " or more" : ""} articles${undated ? `, ${undated} of them undated` : ""}`
      : "Nothing is indexed yet: add articles under Articles, or run qa index PATH.";
    offer(["outlet", "find-outlet"], [...new Set(records.map((one) => one.outlet).filter(Boolean))].sort());
    offer(["tag", "find-tag"], (tags.tags ?? []).map((one) => one.tag));
  } catch (error) {
    at("indexed").textContent = error.message;
  }
}

let looked = 0;          // the last search, so that an earlier one that comes later is not shown

export async function showList() {
  const now = ++looked;
  const given = [["text", "find"], ["outlet", "find-outlet"], ["tag", "find-tag"], ["since", "find-since"], ["until", "find-until"]]
    .map(([name, id]) => [name, at(id).value.trim()]).filter(([, value]) => value);
  try {
    const fits = await pages(given, PAGE + 1);
    if (now !== looked) return;
    at("count").textContent = fits.length > PAGE ? `the first ${PAGE} articles` : `${fits.length} article${fits.length === 1 ? "" : "s"}`;
    at("list").replaceChildren(...fits.slice(0, PAGE).map((one) => make("li", {},
      make("button", { type: "button", class: "link", onclick: () => openArticle(one) }, one.title), " ",
      make("span", { class: "dim" }, [one.outlet, day(one.published)].filter(Boolean).join(" · ")))));
  } catch (error) {
    if (now === looked) at("count").textContent = error.message;
  }
}

let job = null;          // what is being indexed

async function addFiles(files) {
  if (!files.length || job) return;
  const form = new FormData();
  for (const file of files) form.append("files", file);
  job = true;
  at("progress").removeAttribute("value");
  at("adding").textContent = `Sending ${files.length} file${files.length === 1 ? "" : "s"}…`;
  at("progress").hidden = false;
  at("failed").replaceChildren();
  try {
    const response = await call("/v1/articles", { method: "POST", body: form });
    const sent = await response.json();
    if (!response.ok) throw new Error(sent.detail);
    job = sent.job;
    at("cancel").hidden = false;
    for await (const [, told] of events(await call(`/v1/jobs/${job}/events`))) tellJob(told);
  } catch (error) {
    at("adding").textContent = error.message;
  } finally {
    job = null;
    at("progress").hidden = at("cancel").hidden = true;
    at("files").value = "";
  }
  await Promise.all([loadArticles(), showList()]);
}

function tellJob(told) {
  if (told.bytes) at("progress").value = told.bytes_read / told.bytes;
  const counts = { added: told.new, changed: told.changed, unchanged: told.unchanged, failed: told.failures };
  at("adding").textContent = told.state === "done"
    ? Object.entries(counts).filter(([name, count]) => count || name === "added").map(([name, count]) => `${count} ${name}`).join(" · ")
    : told.state === "running" ? `Indexing: ${told.articles} articles, ${told.passages} passages${told.rate ? `, ${told.rate} a second` : ""}`
    : told.problem ?? told.state;
  at("failed").replaceChildren(...told.failed.map((one) => make("li", {}, `${one.source}: ${one.why}`)));
}

for (const name of ["find", "find-outlet", "find-tag", "find-since", "find-until"]) at(name).addEventListener("input", showList);
at("cancel").addEventListener("click", () => { if (typeof job === "string") call(`/v1/jobs/${job}`, { method: "DELETE" }); });
at("files").addEventListener("change", () => addFiles(at("files").files));
at("drop").addEventListener("dragover", (event) => { event.preventDefault(); at("drop").classList.add("over"); });
at("drop").addEventListener("dragleave", () => at("drop").classList.remove("over"));
at("drop").addEventListener("drop", (event) => {
  event.preventDefault();
  at("drop").classList.remove("over");
  addFiles(event.dataTransfer.files);
});
