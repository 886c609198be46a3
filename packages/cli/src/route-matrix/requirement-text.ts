/**
 * A requirement in one line of a report.
 */
import type { Leaf, Requirement } from '../policy-tests/leaves.ts';

type ClaimTest = Extract<Leaf, { readonly kind: 'claim' }>['tests'][number];

/** Such as `scopes "read" and "write"`; parts with parts of their own stand in brackets. */
export function toRequirementText(requirement: Requirement): string {
  switch (requirement.kind) {
    case 'allOf':
      return requirement.of.map(toPartText).join(' and ');
    case 'anyOf':
      return requirement.of.map(toPartText).join(' or ');
    case 'many':
      return `${requirement.fact} ${toList(requirement.values, requirement.mode === 'all' ? 'and' : 'or')}`;
    case 'issuer':
      return `issuer ${toList(requirement.names, 'or')}`;
    case 'client':
      return `client ${toList(requirement.ids, 'or')}`;
    case 'claim':
      return `claim ${requirement.claim.text} ${requirement.tests.map(toTestText).join(' and ')}`;
  }
}

function toPartText(part: Requirement): string {
  const text = toRequirementText(part);
  return part.kind === 'allOf' || part.kind === 'anyOf' ? `(${text})` : text;
}

function toTestText(test: ClaimTest): string {
  switch (test.kind) {
    case 'anyOf':
      return `is ${toList(test.values, 'or')}`;
    case 'noneOf':
      return `is not ${toList(test.values, 'or')}`;
    case 'contains':
      return `contains ${JSON.stringify(test.value)}`;
    case 'exists':
      return 'is there';
    case 'gte':
      return `is at least ${test.bound}`;
    case 'lte':
      return `is at most ${test.bound}`;
    case 'prefix':
      return `starts with ${JSON.stringify(test.prefix)}`;
    case 'param':
      return `is the path's :${test.name}`;
  }
}

function toList(values: readonly unknown[], word: 'and' | 'or'): string {
  return values.map((value) => JSON.stringify(value)).join(` ${word} `);
}
