/** Reads CloudFormation's YAML: its short forms become the long ones, and what CloudFormation does not take is an error. */
import { isFields } from './json.ts';
import { loadYaml, type YamlTag } from './tools.ts';

/** Parses a template or an included document. Throws for bad YAML, and for aliases, which CloudFormation refuses. */
export function parseCloudFormationYaml(text: string): unknown {
  const document = loadYaml().parseDocument(text, { customTags: TAGS });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return toLongForms(document.toJS({ maxAliasCount: 0 }));
}

/** Stands for `!Name value` until the document is whole. */
class ShortForm {
  readonly name: string;
  readonly value: unknown;
  constructor(name: string, value: unknown) {
    this.name = name;
    this.value = value;
  }
}

const NAMES = ['Ref', 'Sub', 'GetAtt', 'Join', 'Select', 'Split', 'If', 'Equals'];
const TAGS: readonly YamlTag[] = NAMES.map((name) => ({
  tag: `!${name}`,
  resolve: (value) => new ShortForm(name, value),
}));

function toLongForms(value: unknown): unknown {
  if (value instanceof ShortForm) return toLongForm(value);
  if (Array.isArray(value)) return value.map(toLongForms);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, toLongForms(member)]));
}

function toLongForm({ name, value }: ShortForm): unknown {
  if (name === 'Ref') return { Ref: value };
  if (name !== 'GetAtt' || typeof value !== 'string') return { [`Fn::${name}`]: value };
  const [resource, ...attribute] = value.split('.');
  return { 'Fn::GetAtt': [resource, attribute.join('.')] };
}
