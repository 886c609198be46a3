/**
 * Reads a resource template such as `/orders/{id}` or `/{proxy+}`.
 *
 * Spec: [D] REST resources: literals, `{name}` for one segment, `{name+}` for the rest, as the last segment only.
 * Does not: refuse two variable siblings under one parent, which API Gateway refuses when they are created.
 */
import { requireConfig } from '../config-error.ts';

/** One segment of a template. */
export type TemplateSegment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter'; readonly name: string }
  | { readonly kind: 'greedy'; readonly name: string };

const VARIABLE = /^\{([A-Za-z0-9._-]+)(\+?)\}$/;
const LITERAL = /^[^{}\s?#]+$/;

/** Reads a template. Throws `LocalApiGatewayConfigError` for one that API Gateway could not hold. */
export function parseTemplate(template: string): readonly TemplateSegment[] {
  requireConfig(template.startsWith('/'), `route path "${template}" must start with /`);
  if (template === '/') return [];
  const texts = template.slice(1).split('/');
  return texts.map((text, index) => {
    const [, name, plus] = VARIABLE.exec(text) ?? [];
    if (name === undefined) {
      requireConfig(LITERAL.test(text), `route path "${template}" has a segment that is neither a literal nor {name}`);
      return { kind: 'literal', text };
    }
    requireConfig(plus === '' || index === texts.length - 1, `route path "${template}" has {${name}+} before its end`);
    return { kind: plus === '' ? 'parameter' : 'greedy', name };
  });
}
