/**
 * Text with a button that copies it, and the line that says what came of it.
 *
 * Trust: only what a person asks for by the button reaches the clipboard, and a pasted token is never such a text.
 * Spec: Clipboard API and events; WAI-ARIA `status`.
 */
import { fill, findElement, makeButton, makeElement } from './elements.ts';

/** How long what was said stays, in milliseconds. */
const SAID_MS = 4_000;

let clearing: ReturnType<typeof setTimeout> | undefined;

/** A text under its label, with a button to copy it. `label` also names the region and the button. */
export function makeCopyable(label: string, text: string, look: 'wrapped' | 'scrolled' = 'scrolled'): HTMLElement {
  const shown = makeElement('pre', { class: look, tabindex: '0', role: 'region', 'aria-label': label }, text);
  const button = makeButton('Copy', () => void copy(label, shown), { 'aria-label': `Copy: ${label}`, class: 'copy' });
  return makeElement('div', { class: 'copyable' }, [
    makeElement('div', { class: 'bar' }, [makeElement('span', {}, label), button]),
    shown,
  ]);
}

async function copy(label: string, shown: HTMLElement): Promise<void> {
  say(await toClipboard(shown), label);
}

/** The clipboard where the browser gives it, else what the old command copies, else the text selected for the person. */
async function toClipboard(shown: HTMLElement): Promise<'copied' | 'selected'> {
  try {
    await navigator.clipboard.writeText(shown.textContent);
    return 'copied';
  } catch {
    // Refused, or absent where the page came by another address than loopback.
    window.getSelection()?.selectAllChildren(shown);
    return document.execCommand('copy') ? 'copied' : 'selected';
  }
}

function say(outcome: 'copied' | 'selected', label: string): void {
  const place = findElement('said', HTMLElement);
  const text =
    outcome === 'copied'
      ? `Copied: ${label}`
      : 'The browser did not allow copying. The text is selected: press Ctrl+C, or ⌘C.';
  // The same words twice would not be announced twice.
  fill(place, '');
  fill(place, text);
  clearTimeout(clearing);
  clearing = setTimeout(() => fill(place, ''), SAID_MS);
}
