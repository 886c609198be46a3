/**
 * Finds and makes elements; text goes in as text alone.
 *
 * Trust: names, claims and reasons come from tokens and policies: nothing here reads markup.
 */

/** What stands inside an element. */
export type Content = string | Node | readonly (string | Node)[];

/** The element of an id. @throws TypeError where the page has none of that kind. */
export function findElement<T extends HTMLElement>(id: string, kind: new () => T): T {
  const element = document.getElementById(id);
  if (element instanceof kind) return element;
  throw new TypeError(`the page has no such element: ${id}`);
}

/** An element with attributes and content. */
export function makeElement<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  content: Content = '',
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  fill(element, content);
  return element;
}

/** Replaces what stands inside an element. */
export function fill(element: Element, content: Content): void {
  element.replaceChildren(...(typeof content === 'string' || content instanceof Node ? [content] : content));
}

/** A button that does something. */
export function makeButton(
  label: string,
  act: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElement {
  const button = makeElement('button', { type: 'button', ...attributes }, label);
  button.addEventListener('click', act);
  return button;
}
