/** How the page looks: light, dark, and on paper. */

const LIGHT = `
  --page: #ffffff; --text: #1f2328; --faint: #59636e; --rule: #d1d9e0; --raised: #f6f8fa; --link: #0550ae;
  --pass: #116329; --pass-ground: #dafbe1; --fail: #a40e26; --fail-ground: #ffebe9;
  --inconclusive: #7a4b00; --inconclusive-ground: #fff8c5;
  --line-1: #4493f8; --line-2: #e8833a; --line-3: #a475f9; --line-4: #3fa35a;
  --trend-1: #0a3a82; --trend-2: #8a3300; --trend-3: #4c2889; --trend-4: #0f4a22;
  --band-1: #0a3a8226; --band-2: #8a330026; --band-3: #4c288926; --band-4: #0f4a2226;
  --grid: #d1d9e0; --shade-warm-up: #ffd33d33; --shade-drain: #8b949e33; --shade-reload: #8b949e1f;
  --shade-pause: #8b949e55; --shade-gap: #cf222e40; --shade-fault: #a475f940;
  --mark-trouble: #cf222e; --mark-note: #0550ae; --mark-other: #59636e;`;

const DARK = `
  --page: #0d1117; --text: #e6edf3; --faint: #9198a1; --rule: #3d444d; --raised: #161b22; --link: #79c0ff;
  --pass: #7ee787; --pass-ground: #12331c; --fail: #ffa198; --fail-ground: #4a1418;
  --inconclusive: #f2cc60; --inconclusive-ground: #3b2e0b;
  --line-1: #388bfd; --line-2: #db6d28; --line-3: #a371f7; --line-4: #3fb950;
  --trend-1: #c9e3ff; --trend-2: #ffdfb6; --trend-3: #eddeff; --trend-4: #c6f6d5;
  --band-1: #c9e3ff33; --band-2: #ffdfb633; --band-3: #eddeff33; --band-4: #c6f6d533;
  --grid: #30363d; --shade-warm-up: #d2992233; --shade-drain: #8b949e40; --shade-reload: #8b949e26;
  --shade-pause: #8b949e66; --shade-gap: #f8514959; --shade-fault: #a371f740;
  --mark-trouble: #ff7b72; --mark-note: #79c0ff; --mark-other: #9198a1;`;

export const pageStyle = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
@media print { :root { color-scheme: light; ${LIGHT} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header, main, footer, nav { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
h1 { font-size: 15px; font-weight: 600; color: var(--faint); margin: 24px 0 4px; }
h2 { font-size: 20px; margin: 40px 0 8px; padding-top: 8px; border-top: 1px solid var(--rule); }
h3 { font-size: 15px; margin: 24px 0 4px; }
p { margin: 8px 0; max-width: 85ch; }
a { color: var(--link); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.conclusion { font-size: 22px; line-height: 1.35; margin: 0 0 12px; padding: 12px 16px; max-width: none;
  border-left: 6px solid; border-radius: 4px; overflow-wrap: anywhere; }
.conclusion strong { margin-right: .25em; }
.pass { color: var(--pass); } .fail { color: var(--fail); } .inconclusive { color: var(--inconclusive); }
.conclusion.pass { background: var(--pass-ground); }
.conclusion.fail { background: var(--fail-ground); }
.conclusion.inconclusive { background: var(--inconclusive-ground); }
.conclusion span { color: var(--text); }
td.verdict { font-weight: 600; white-space: nowrap; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 8px 0 0; padding: 0; font-size: 14px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--faint); padding: 4px 0 8px; }
th, td { text-align: left; vertical-align: top; padding: 5px 14px 5px 0; border-bottom: 1px solid var(--rule); }
thead th { color: var(--faint); font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; overflow-wrap: break-word; max-width: 60ch; }
tbody th.short { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
.words { min-width: 24ch; overflow-wrap: anywhere; }
code, pre, tbody .rule { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Noto Sans Mono", monospace; font-size: 13px; }
pre { background: var(--raised); border: 1px solid var(--rule); border-radius: 6px; padding: 12px; margin: 8px 0;
  white-space: pre-wrap; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 8px 0; font-size: 14px; }
dt { color: var(--faint); } dd { margin: 0; overflow-wrap: anywhere; }
.facts { grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 8px 24px; }
.facts div { min-width: 0; }
figure { margin: 20px 0 28px; break-inside: avoid; }
figcaption { margin-bottom: 4px; }
figcaption h3 { margin: 0; }
figcaption p { margin: 0; color: var(--faint); font-size: 14px; max-width: none; }
.chart { min-height: 268px; }
.near { min-height: 1.4em; font-size: 13px; color: var(--faint); margin: 0; max-width: none; }
.uplot { font: inherit; max-width: 100%; }
.u-legend { font-size: 13px; text-align: left; margin: 0; width: auto; }
.u-legend th, .u-legend td { border: 0; padding: 0 2px; }
.u-legend th { color: var(--text); white-space: nowrap; }
.u-legend tr.edge { display: none; }
.u-legend .u-value { min-width: 7ch; text-align: left; white-space: nowrap; }
.u-legend tr:first-child .u-value { min-width: 30ch; }
.u-legend tr:first-child .u-marker { display: none; }
details { margin: 4px 0; }
summary { cursor: pointer; color: var(--link); font-size: 14px; }
.tools { position: sticky; top: 0; z-index: 2; display: flex; flex-wrap: wrap; gap: 6px; align-items: center;
  background: var(--page); padding: 8px 0; border-bottom: 1px solid var(--rule); }
.tools[hidden] { display: none; }
button { font: inherit; font-size: 14px; color: var(--text); background: var(--raised); border: 1px solid var(--rule);
  border-radius: 6px; padding: 2px 10px; cursor: pointer; }
output { font-variant-numeric: tabular-nums; margin-left: 6px; }
.key { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; margin: 8px 0; padding: 0; font-size: 14px; }
.swatch { display: inline-block; width: 14px; height: 14px; margin-right: 6px; vertical-align: -2px;
  border: 1px solid var(--rule); }
.swatch.warm-up { background: var(--shade-warm-up); } .swatch.drain { background: var(--shade-drain); }
.swatch.reload { background: var(--shade-reload); } .swatch.pause { background: var(--shade-pause); }
.swatch.gap { background: var(--shade-gap); } .swatch.fault { background: var(--shade-fault); }
.swatch.trend { background: linear-gradient(var(--trend-1), var(--trend-1)) center / 100% 3px no-repeat, var(--band-1); }
.swatch.trouble { background: var(--mark-trouble); } .swatch.note { background: var(--mark-note); }
.swatch.other { background: var(--mark-other); }
footer { color: var(--faint); font-size: 13px; padding-bottom: 40px; }
@media print {
  body { font-size: 11px; }
  nav, .tools, summary, .near, .u-legend .u-value, .u-legend tr:first-child { display: none; }
  .u-marker { print-color-adjust: exact; }
  .chart { min-height: 0; } figure { margin: 10px 0 14px; }
  header, main, footer { max-width: none; padding: 0; }
  table { font-size: 10px; } pre, code, tbody .rule { font-size: 9px; }
  .conclusion { font-size: 16px; print-color-adjust: exact; }
  .scroll { overflow: visible; }
  tr, figure { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .swatch { print-color-adjust: exact; }
}
`;
