/**
 * A JSON pointer as people read it: `routes["GET /orders"].scopes[0]`.
 */

const PLAIN_NAME = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const INDEX = /^(0|[1-9][0-9]*)$/;

/** `/` for the whole document. */
export function toPointerText(pointer: string): string {
  const steps = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (steps.length === 0) return '/';
  return steps
    .map((step, index) => {
      if (INDEX.test(step)) return `[${step}]`;
      if (!PLAIN_NAME.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
