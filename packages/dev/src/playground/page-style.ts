/**
 * The playground's style sheet: light and dark by the reader's choice, one column on a phone.
 */

const COLOURS = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --panel: #ffffff; --line: #d5d9e0; --text: #1b1f27; --soft: #565e6c; --field: #ffffff;
  --accent: #1f5fbf; --on-accent: #ffffff; --good: #176b3a; --good-ground: #e4f4ea; --bad: #a3212b; --bad-ground: #fce8e9;
  --code: #f0f2f5;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171c; --panel: #1c2027; --line: #363d49; --text: #e6e9ee; --soft: #a3acba; --field: #14171c;
    --accent: #7db0ff; --on-accent: #0d1a2e; --good: #7fd6a0; --good-ground: #173024; --bad: #ff9aa2; --bad-ground: #3b1c20;
    --code: #14171c;
  }
}`;

const FRAME = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.45 system-ui, sans-serif; }
main { display: grid; gap: 16px; grid-template-columns: minmax(0, 380px) minmax(0, 1fr); align-items: start;
  max-width: 1360px; margin: 0 auto; padding: 0 16px 32px; }
.wide { grid-column: 1 / -1; }
.top { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 16px; max-width: 1360px; margin: 0 auto; padding: 16px; }
.top p { margin: 0; color: var(--soft); }
h1 { margin: 0; font-size: 20px; } h1 span { font-weight: 400; color: var(--soft); }
h2 { margin: 0 0 12px; font-size: 16px; } h3 { margin: 16px 0 6px; font-size: 14px; }
.panel { min-width: 0; padding: 16px; background: var(--panel); border: 1px solid var(--line); border-radius: 8px; }
.skip { position: absolute; left: -999px; } .skip:focus { left: 8px; top: 8px; background: var(--panel); padding: 8px; z-index: 1; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
#answer:focus { outline: none; }
[hidden] { display: none !important; }
@media (max-width: 800px) {
  main { grid-template-columns: minmax(0, 1fr); padding: 0 8px 24px; }
  .top { padding: 12px 8px; } .panel { padding: 12px; }
}`;

const FORM = `
.field { margin-bottom: 10px; min-width: 0; }
label, legend { font-size: 13px; font-weight: 600; }
label { display: block; margin-bottom: 3px; }
.optional, .hint { color: var(--soft); font-weight: 400; font-size: 13px; }
.hint { margin: 4px 0 0; }
input[type=text], select, textarea { width: 100%; padding: 6px 8px; font: inherit; color: inherit; background: var(--field);
  border: 1px solid var(--soft); border-radius: 5px; }
textarea, #path, pre, code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 13px; }
textarea { display: block; resize: vertical; } select { text-overflow: ellipsis; }
::placeholder { color: var(--soft); opacity: 1; }
.row { display: grid; gap: 0 10px; grid-template-columns: 96px minmax(0, 1fr); }
.row.even { grid-template-columns: repeat(2, minmax(0, 1fr)); }
fieldset { margin: 0 0 10px; padding: 8px 12px 12px; border: 1px solid var(--line); border-radius: 6px; min-width: 0; }
.choices { display: flex; gap: 16px; margin-bottom: 8px; } .choices label { display: inline-flex; gap: 5px; align-items: center; margin: 0; font-weight: 400; font-size: 15px; }
button { padding: 6px 12px; font: inherit; color: inherit; background: var(--code); border: 1px solid var(--soft); border-radius: 5px; cursor: pointer; }
button:hover { border-color: var(--accent); }
button.primary { width: 100%; padding: 9px; font-weight: 600; background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.slider { display: flex; gap: 10px; align-items: center; } .slider input { flex: 1; min-width: 0; accent-color: var(--accent); }
output { font-weight: 400; color: var(--soft); margin-left: 6px; }
.problem { margin: 8px 0 0; color: var(--bad); } .problem:empty { display: none; }`;

const ANSWER = `
.verdict { padding: 10px 14px; border-radius: 6px; background: var(--code); border-left: 5px solid var(--soft); overflow-wrap: anywhere; }
.verdict p { margin: 4px 0 0; } .verdict p:first-child { margin: 0; }
.verdict .line { font-size: 17px; font-weight: 600; }
.verdict[data-effect=allow] { background: var(--good-ground); border-color: var(--good); }
.verdict[data-effect=deny] { background: var(--bad-ground); border-color: var(--bad); }
.verdict[data-effect=allow] .line { color: var(--good); } .verdict[data-effect=deny] .line { color: var(--bad); }
.checks { list-style: none; margin: 0; padding: 0; }
.checks li { display: grid; gap: 0 10px; grid-template-columns: 1.2em 8em minmax(0, 1fr); padding: 4px 0; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
.checks li:first-child { border-top: 0; }
.checks .mark { font-weight: 700; text-align: center; } .checks .name { font-weight: 600; }
.checks [data-status=passed] .mark, .good { color: var(--good); } .checks [data-status=failed] .mark, .checks [data-status=failed] .why, .bad { color: var(--bad); }
.checks .reach { color: var(--soft); } .checks [data-status=not_reached] .name, .checks [data-status=not_asked] .name { color: var(--soft); }
.tabs { display: flex; flex-wrap: wrap; gap: 4px; margin-top: 18px; border-bottom: 1px solid var(--line); }
.tabs button { border-color: transparent; border-bottom: 3px solid transparent; border-radius: 5px 5px 0 0; background: none; }
.tabs button[aria-selected=true] { border-bottom-color: var(--accent); font-weight: 600; }
[role=tabpanel] { padding-top: 10px; min-width: 0; } [role=tabpanel] p { margin: 0 0 8px; }
pre { margin: 0 0 8px; padding: 10px; max-height: 420px; overflow: auto; background: var(--code); border: 1px solid var(--line); border-radius: 5px; }
pre.wrapped { white-space: pre-wrap; overflow-wrap: anywhere; }
.bar { display: flex; gap: 10px; align-items: center; justify-content: space-between; margin-bottom: 4px; font-size: 13px; font-weight: 600; }
button.copy { padding: 2px 10px; font-size: 13px; font-weight: 400; }
.hint code { white-space: nowrap; }
.said { position: fixed; left: 50%; bottom: 16px; z-index: 2; width: max-content; max-width: calc(100vw - 32px); margin: 0; padding: 8px 16px;
  transform: translateX(-50%); background: var(--text); color: var(--panel); border-radius: 6px; pointer-events: none; }
.said:empty { padding: 0; }
details { margin-top: 12px; } summary { cursor: pointer; font-weight: 600; font-size: 14px; margin-bottom: 6px; }
details { position: relative; } details .bar { margin: 0; } details .bar span { display: none; } details .copy { position: absolute; top: -4px; right: 0; }`;

const TABLES = `
.scroll { overflow-x: auto; max-height: 460px; overflow-y: auto; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: 13px; }
th, td { padding: 5px 12px 5px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th { vertical-align: bottom; background: var(--panel); position: sticky; top: 0; }
#matrix thead th:not(:first-child) { white-space: normal; min-width: 92px; max-width: 170px; font-weight: 400; overflow-wrap: anywhere; }
#matrix th[scope=row] { position: sticky; left: 0; background: var(--panel); }
button.key { padding: 0; border: 0; background: none; font: 600 13px ui-monospace, Menlo, Consolas, monospace; text-align: left; text-decoration: underline dotted var(--soft); text-underline-offset: 3px; }
button.key:hover { color: var(--accent); text-decoration: underline; }
td .reason, th .reason { display: block; color: var(--soft); font-size: 12px; }
.cards { display: grid; gap: 12px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); }
.card { padding: 12px; border: 1px solid var(--line); border-radius: 6px; min-width: 0; overflow-wrap: anywhere; }
.card h3 { margin: 0; } .card p { margin: 0 0 8px; color: var(--soft); }
.card dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 2px 12px; margin: 0 0 10px; } .card dt { color: var(--soft); } .card dd { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; }
.empty { color: var(--soft); margin: 0; }
@media (max-width: 800px) {
  .checks li { grid-template-columns: 1.2em minmax(0, 1fr); } .checks .text { grid-column: 2; }
}`;

/** The style sheet. */
export const PAGE_STYLE: string = `${COLOURS}${FRAME}${FORM}${ANSWER}${TABLES}\n`;
