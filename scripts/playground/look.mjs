/**
 * What can be told of a page's looks without eyes: names, focus, contrast, width. Each function runs inside the page.
 */

/** Controls without a name that assistive technology could say, by their markup. */
export function findNameless() {
  const controls = document.querySelectorAll(
    'input, select, textarea, button, [role=tab], [role=region], [role=tabpanel]',
  );
  return [...controls].flatMap((control) => {
    const labels = 'labels' in control && control.labels instanceof NodeList ? [...control.labels] : [];
    const by = (control.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id));
    const texts = [...labels, ...by].map((one) => one?.textContent ?? '');
    const own = control.tagName === 'BUTTON' ? (control.textContent ?? '') : '';
    const name = [control.getAttribute('aria-label') ?? '', ...texts, own].join('').trim();
    return name === '' ? [control.outerHTML.slice(0, 120)] : [];
  });
}

/** What has the focus, and how thick its outline is, in pixels. */
export function readFocus() {
  const focused = document.activeElement;
  if (focused === null || focused === document.body) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
  const name = focused.id || focused.getAttribute('aria-label') || focused.textContent?.slice(0, 30) || focused.tagName;
  return { name, outlinePx: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth) };
}

/** Visible text whose contrast with what is behind it is below 4.5 (WCAG 2.2, 1.4.3). */
export function findFaint() {
  /** @param {string} colour */
  const parse = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  /** @param {number[]} rgb */
  const toLuminance = (rgb) => {
    const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  /** @param {Element | null} element */
  const findGround = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const [red = 0, green = 0, blue = 0, alpha = 1] = parse(getComputedStyle(at).backgroundColor);
      if (alpha === 1) return [red, green, blue];
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    const text = node.textContent?.trim() ?? '';
    if (text === '' || parent === null || !parent.checkVisibility()) continue;
    const [one = 0, other = 0] = [parse(getComputedStyle(parent).color).slice(0, 3), findGround(parent)].map(
      toLuminance,
    );
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) faint.add(`${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
  }
  return [...faint];
}

/** How far the page reaches beyond the window, in pixels. */
export function readOverflow() {
  return document.documentElement.scrollWidth - window.innerWidth;
}
