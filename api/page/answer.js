// One answer: its text with the numbers of its quotes, the quotes beside it, and what a person says of it.

import { at, day, make, marked, percent, points, post } from "./dom.js";
import { openArticle } from "./article.js";

function shownQuote(turn, citation, near = false) {
  const place = [citation.outlet, day(citation.published), citation.document_title].filter(Boolean).join(" · ");
  return make("li", { class: near ? "near" : null },
    make("blockquote", {}, ...(citation.n && !near ? [make("span", { class: "dim" }, `[${citation.n}] `)] : []),
      ...marked(citation.cited_text, citation.start_char_index, citation.marks)),
    make("button", { type: "button", class: "link", onclick: () => open(turn, citation) }, place));
}

const open = (turn, citation) => openArticle(citation, (place, text) => turn.say("wrong", { quote: place, right_answer: text }));

export function shownAnswer(turn, box, again) {
  const answer = turn.answer;
  const left = make("div"), right = make("div"), said = make("p", { class: "dim", role: "status" });
  turn.say = (verdict, more = {}) => tell(turn, verdict, more, said);
  if (answer.answer === null) {
    left.append(make("p", { class: "answer" }, answer.message ?? "I found no passage that answers this."));
    if (answer.guess) left.append(make("p", { class: "dim" }, `a guess, ${percent(answer.guess.confidence)}: ${answer.guess.answer}`));
    if (answer.nearest.length) {
      right.append(make("h3", {}, "Only comes near"), make("ul", { class: "quotes" }, ...answer.nearest.map((one) => shownQuote(turn, one, true))));
    }
  } else {
    const text = points(answer.answer), pieces = [];
    let done = 0;
    for (const sentence of answer.sentences) {
      pieces.push(text.slice(done, sentence.end).join(""));
      for (const n of sentence.citations) {
        const citation = answer.citations.find((one) => one.n === n);
        pieces.push(" ", make("button", { type: "button", class: "link", "aria-label": `Quote ${n}`, onclick: () => open(turn, citation) }, `[${n}]`));
      }
      done = sentence.end;
    }
    const date = answer.answer_date;
    const meant = date?.resolved_against ? [make("span", { class: "dim" }, ` (${when(date)})`)] : [];
    left.append(make("p", { class: "answer" }, ...pieces, text.slice(done).join(""), ...meant));
    const first = answer.citations[0];
    const articles = new Set(answer.citations.map((one) => one.article_id)).size;
    const facts = [percent(answer.confidence), first.outlet && `according to ${first.outlet}`,
      first.published && day(first.published), `in ${articles} article${articles === 1 ? "" : "s"}`].filter(Boolean);
    left.append(make("p", { class: "dim" }, facts.join(" · ")));
    if (answer.message) left.append(make("p", { class: "dim" }, answer.message));
    right.append(make("ul", { class: "quotes" }, ...answer.citations.map((one) => shownQuote(turn, one))));
    if (answer.values.length) {
      left.append(make("h3", {}, "By time"), make("ul", { class: "others" }, ...answer.values.map((value) =>
        make("li", {}, make("button", { type: "button", class: "link", onclick: () => open(turn, value.citations[0]) }, value.answer),
          make("span", { class: "dim" }, ` ${[when(value.date), value.citations[0].outlet].filter(Boolean).join(" · ")}`)))));
    }
    if (answer.alternatives.length) {
      left.append(make("h3", {}, "Also found"), make("ul", { class: "others" }, ...answer.alternatives.map((other) =>
        make("li", {}, make("button", { type: "button", class: "link", onclick: () => open(turn, other.citations[0]) }, other.answer),
          make("span", { class: "dim" }, ` ${day(other.citations[0].published)}`)))));
    }
  }
  for (const gone of answer.unsupported) {
    left.append(make("p", { class: "dim" }, `Taken out: ${gone.text} (${gone.why})`));
  }
  left.append(verdicts(turn), said);
  box.replaceChildren(understood(turn, again), make("div", { class: "body" }, left, right));
}

// What was understood: the question, and what it was held to; each can be changed, and is then asked again.

// What a CalendarDate is in words: its day, its hour, or its value as it is written.
function when(date) {
  if (!date) return "undated";
  const clock = /T(\d\d:\d\d)$/.exec(date.value);
  const on = /^\d{4}-\d\d-\d\d/.test(date.value) ? day(date.value.slice(0, 10)) : clock ? "" : date.value;
  return [on, clock && clock[1]].filter(Boolean).join(", ");
}

export function understood(turn, again) {
  const held = Object.entries(turn.filters ?? {}).map(([name, value]) => make("li", {},
    make("button", { type: "button", "aria-label": `Ask again without: ${name} ${value}`, onclick: () => again(turn, name) }, `${name} ${value} ✕`)));
  const as = turn.answer?.understood_as ?? turn.understood;
  const edit = () => { at("question").value = as; at("question").focus(); };
  const asked = as ? [make("li", {}, make("button", { type: "button", "aria-label": `Change the question: ${as}`, onclick: edit }, `understood as: ${as} ✎`))] : [];
  return make("ul", { class: "chips", "aria-label": "What was understood" }, ...asked, ...held);
}

// What a person says of it

function verdicts(turn) {
  const input = make("input", { "aria-label": "What is right", maxlength: 1000, placeholder: "what is right, if you know" });
  const more = make("form", { class: "row", hidden: "" }, input, make("button", { type: "submit" }, "Send"));
  more.addEventListener("submit", (event) => {
    event.preventDefault();
    turn.say("wrong", input.value.trim() ? { right_answer: input.value.trim() } : {});
    more.hidden = true;
  });
  return make("div", { class: "row verdicts" },
    make("button", { type: "button", onclick: () => turn.say("right") }, "Right"),
    make("button", { type: "button", onclick: () => { more.hidden = false; input.focus(); } }, "Wrong"), more);
}

async function tell(turn, verdict, more, said) {
  const first = turn.answer.citations[0];
  const quote = verdict === "right" && first && first.part === "text"
    ? { article_id: first.article_id, start_char_index: first.start_char_index, end_char_index: first.end_char_index } : undefined;
  const response = await post("/v1/feedback", {
    question: turn.answer.understood_as ?? turn.question, filters: asked(turn.filters), answer: turn.answer.answer, verdict, quote, ...more,
  });
  said.textContent = response.ok ? `Kept: ${verdict}. Thank you.` : (await response.json()).detail;
}

// The filters of a turn as a request has them.
export const asked = ({ outlet, tag, ...dates } = {}) => ({ ...dates, ...(outlet ? { outlets: [outlet] } : {}), ...(tag ? { tags: [tag] } : {}) });
