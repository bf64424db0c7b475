// The page of Dateline: questions and answers, what is indexed, the last evaluation.

import { loadArticles, showList } from "./articles.js";
import { at } from "./dom.js";
import { showReport } from "./report.js";
import { listTalks } from "./talk.js";

const PARTS = { talk: () => at("question").focus(), articles: showList, report: showReport };

function show(name) {
  for (const one of Object.keys(PARTS)) {
    at(one).hidden = one !== name;
    at(`show-${one}`).setAttribute("aria-pressed", String(one === name));
  }
  PARTS[name]();
}

for (const name of Object.keys(PARTS)) at(`show-${name}`).addEventListener("click", () => show(name));
listTalks();
loadArticles();
at("question").focus();
