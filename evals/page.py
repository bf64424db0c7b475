"""The page of a report: its frame, its style and the script of its filters; `evals.report` fills it."""

from __future__ import annotations

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }}
h1 {{ font-size: 1.4rem }} h2 {{ font-size: 1.1rem; margin-top: 2rem }} h4 {{ margin: .6rem 0 0 }}
table {{ border-collapse: collapse; margin-bottom: 1.5rem }}
th, td {{ padding: .1rem .8rem .1rem 0; text-align: left; font-size: .9rem }}
td {{ font-variant-numeric: tabular-nums }}
.plots {{ display: flex; flex-wrap: wrap; gap: 2rem }}
svg {{ font-size: 11px }} .grid {{ stroke: #ddd }} .ideal {{ stroke: #888; stroke-dasharray: 4 }}
polyline {{ fill: none; stroke: #1f5fa8; stroke-width: 2 }} circle {{ fill: #1f5fa8 }}
.gate {{ padding: .1rem .5rem; border-radius: .3rem }} .holds {{ background: #dff0d8 }} .fell {{ background: #f6d5d5 }}
details {{ border-left: 4px solid; padding: .2rem .8rem; margin: .3rem 0 }}
.passed {{ border-color: #4a8f3c }} .failed {{ border-color: #b93a3a }}
summary {{ cursor: pointer }} summary i {{ color: #1f5fa8 }} summary small, footer {{ color: #666; font-size: .8rem }}
blockquote {{ margin: .4rem 0 .4rem 1rem }} mark {{ background: #ffe88a }}
.filters {{ position: sticky; top: 0; background: #fff; padding: .5rem 0 }}
</style>
<h1>{title}</h1>
<p>{about}
<p>{gates}
<h2>Figures</h2>
<table><tr><th>measure<th>value<th>95 % interval<th>n{figures}</table>
{paired}
{kinds}
<div class="plots">
<div><h2>Accuracy against coverage</h2>{coverage}</div>
<div><h2>Reliability</h2>{reliability}</div>
</div>
<h2>Questions</h2>
<p class="filters">
<input id="text" type="search" placeholder="find in questions and quotes">
<select id="state"><option value="">all</option><option>failed</option><option>passed</option><option>answered</option>
<option>abstained</option><option>broken</option><option>mended</option></select>
<select id="kind"><option value="">every kind</option>{options}</select>
<span id="count"></span>
</p>
<div id="records">
{records}</div>
<script>
const field = name => document.getElementById(name);
const records = [...document.querySelectorAll("#records details")];
function filter() {{
  const text = field("text").value.toLowerCase(), state = field("state").value, kind = field("kind").value;
  let shown = 0;
  for (const record of records) {{
    const fits = (!state || record.classList.contains(state)) && (!kind || record.dataset.kind === kind)
      && (!text || record.textContent.toLowerCase().includes(text));
    record.hidden = !fits;
    shown += fits;
  }}
  field("count").textContent = shown + " of " + records.length;
}}
for (const name of ["text", "state", "kind"]) field(name).addEventListener("input", filter);
filter();
</script>
</html>
"""
