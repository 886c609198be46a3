/**
 * The playground's HTML: the whole frame of the page, which its script fills with text.
 *
 * Does not: hold an inline script, style or handler, which its content security policy refuses.
 */

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const TABS = [
  ['edge', 'Edge response'],
  ['rest', 'REST policy'],
  ['simple', 'HTTP simple'],
  ['curl', 'curl'],
] as const;

/** What unfolds below the checks; ids are filled by the page's script. */
const MORE = [
  ['claims', 'Claims of the token'],
  ['minted', 'Minted token'],
  ['whole', 'Decision as JSON'],
] as const;

const toField = (id: string, label: string, control: string, hint = ''): string => `
        <div class="field">
          <label for="${id}">${label}</label>
          ${control}${hint === '' ? '' : `\n          <p class="hint" id="${id}-hint">${hint}</p>`}
        </div>`;

const toText = (id: string, extra = ''): string =>
  `<input id="${id}" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"${extra}>`;

/** The document. */
export const PAGE_DOCUMENT: string = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>Sallyport playground</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/page.css">
  <script type="module" src="/page.js"></script>
</head>
<body>
  <a class="skip" href="#answer">Skip to the decision</a>
  <header class="top">
    <h1>Sallyport <span>playground</span></h1>
    <p>The decision is made in this page, by the same core as at the gates. A pasted token never leaves it.</p>
  </header>
  <main>
    <form id="request" class="panel" aria-labelledby="request-title" novalidate>
      <h2 id="request-title">Request</h2>
      <div class="row">
        ${toField('method', 'Method', `<select id="method">${METHODS.map((method) => `<option>${method}</option>`).join('')}</select>`)}
        ${toField('path', 'Path', toText('path', ' value="/" list="paths"'))}
        <datalist id="paths"></datalist>
      </div>
      ${toField('headers', 'Headers <span class="optional">one a line</span>', '<textarea id="headers" rows="2" spellcheck="false" placeholder="origin: https://app.acme.dev"></textarea>')}
      <fieldset>
        <legend>Token</legend>
        <div class="choices">
          <label><input type="radio" name="source" value="mint" checked> Mint</label>
          <label><input type="radio" name="source" value="paste"> Paste</label>
          <label><input type="radio" name="source" value="none"> None</label>
        </div>
        <div id="mint">
          ${toField('issuer', 'Issuer', '<select id="issuer"></select>')}
          <div class="row even">
            ${toField('scopes', 'Scopes', toText('scopes', ' list="known-scopes"'))}
            ${toField('roles', 'Roles', toText('roles'))}
            ${toField('permissions', 'Permissions', toText('permissions'))}
            ${toField('groups', 'Groups', toText('groups'))}
            ${toField('subject', 'Subject', toText('subject', ' placeholder="user-1"'))}
            ${toField('audience', 'Audience', toText('audience', ' placeholder="the policy\'s own"'))}
          </div>
          <datalist id="known-scopes"></datalist>
          ${toField('claims', 'Further claims <span class="optional">JSON</span>', '<textarea id="claims" rows="2" spellcheck="false" placeholder=\'{ "acr": "gold" }\'></textarea>')}
          <div class="row even">
            ${toField('type', 'Kind', '<select id="type"><option value="access">Access token</option><option value="machine">Machine token</option><option value="id">ID token</option></select>')}
            ${toField('expires', 'Expires in', '<select id="expires"><option value="60">1 minute</option><option value="900" selected>15 minutes</option><option value="3600">1 hour</option><option value="86400">1 day</option><option value="-60">1 minute ago</option><option value="-3600">1 hour ago</option></select>')}
          </div>
          <button id="fresh" type="button">New token</button>
        </div>
        <div id="paste" hidden>
          ${toField('token', 'Token', '<textarea id="token" rows="5" spellcheck="false" autocomplete="off" aria-describedby="token-hint"></textarea>', 'Stays in this page: it is sent nowhere, kept nowhere, and gone when the page is.')}
        </div>
      </fieldset>
      <div class="field">
        <label for="offset">Time <output id="offset-text" for="offset">now</output></label>
        <div class="slider">
          <input id="offset" type="range" min="-120" max="1560" step="5" value="0" aria-describedby="offset-text">
          <button id="now" type="button">Now</button>
        </div>
      </div>
      <button id="run" class="primary" type="submit">Run</button>
      <p id="problem" class="problem" role="alert"></p>
    </form>

    <section id="answer" class="panel" aria-labelledby="answer-title" tabindex="-1">
      <h2 id="answer-title">Decision</h2>
      <div id="verdict" class="verdict" role="status" data-effect="none"><p>Nothing was asked yet: fill in a request and press Run.</p></div>
      <h3 id="checks-title">Checks</h3>
      <ol id="checks" class="checks" aria-labelledby="checks-title"></ol>
      ${MORE.map(([id, label]) => `<details id="more-${id}" hidden><summary>${label}</summary><div id="more-${id}-text"></div></details>`).join('\n      ')}
      <div class="tabs" role="tablist" aria-label="What each gate answers">
        ${TABS.map(([id, label], at) => `<button role="tab" type="button" id="tab-${id}" aria-controls="panel-${id}" aria-selected="${at === 0}" tabindex="${at === 0 ? 0 : -1}">${label}</button>`).join('\n        ')}
      </div>
      ${TABS.map(([id], at) => `<div role="tabpanel" id="panel-${id}" aria-labelledby="tab-${id}" tabindex="0"${at === 0 ? '' : ' hidden'}></div>`).join('\n      ')}
    </section>

    <section class="panel wide" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <div id="keys" class="cards"></div>
    </section>
    <section class="panel wide" aria-labelledby="matrix-title">
      <h2 id="matrix-title">Routes</h2>
      <p class="hint">Who gets where. A route fills in the request.</p>
      <div id="matrix" class="scroll" tabindex="0" role="region" aria-labelledby="matrix-title"></div>
    </section>
    <section class="panel wide" aria-labelledby="decisions-title">
      <h2 id="decisions-title">Last decisions of the local gates</h2>
      <p class="hint">Why? In a terminal: <code>npx sallyport explain --decision ID</code></p>
      <p id="feed" class="problem" role="status"></p>
      <div id="decisions" class="scroll" tabindex="0" role="region" aria-labelledby="decisions-title"></div>
    </section>
  </main>
  <p id="said" class="said" role="status" aria-live="polite"></p>
</body>
</html>
`;
