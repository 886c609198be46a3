/**
 * What may stand in a header (RFC 9110, sections 5.1 and 5.5).
 *
 * Trust: a value with CR or LF would let whoever controls it add headers of its own (response splitting).
 */
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** Whether text is a header name. */
export function isHeaderName(text: string): boolean {
  return NAME.test(text);
}

/** Whether text can be sent as a header value. */
export function isHeaderValue(text: string): boolean {
  return VALUE.test(text);
}
