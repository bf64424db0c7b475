// The last report of the evaluation that was run in this data folder.

import { at, call, make } from "./dom.js";

const figure = (value) => (value === null ? "–" : String(Math.round(1000 * value) / 1000));

export async function showReport() {
  const response = await call("/v1/evaluation");
  const told = await response.json();
  if (!response.ok) return void (at("run").textContent = told.detail);
  at("run").textContent = `${told.set}: ${told.questions} questions, answered by ${told.model}, ${told.started.slice(0, 10)}`;
  at("figures").replaceChildren(
    make("thead", {}, make("tr", {}, ...["measure", "value", "95 % interval", "of"].map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...told.figures.map((one) => make("tr", {}, make("th", { scope: "row" }, one.name), make("td", {}, figure(one.value)),
      make("td", {}, `${figure(one.low)} to ${figure(one.high)}`), make("td", {}, String(one.of))))));
}
