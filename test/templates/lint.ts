/** Holds a CloudFormation template against the specification: every type and property exists, none required is missing. */
import { entriesAt, type Fields, isFields, textAt } from './json.ts';
import { loadSpec, type Spec, type SpecShape, type SpecType } from './tools.ts';

/** What is wrong, each with its place. Resource types that the specification does not know are wrong too. */
export async function lintCloudFormation(template: object): Promise<readonly string[]> {
  const spec = await loadSpec();
  return entriesAt(template, 'Resources').flatMap(([id, resource]) => {
    const type = textAt(resource, 'Type') ?? '';
    if (type === 'AWS::CDK::Metadata') return [];
    const [found] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
    if (found === undefined) return [`${id}: there is no resource type "${type}"`];
    const properties = isFields(resource) && isFields(resource.Properties) ? resource.Properties : {};
    return lintProperties(spec, found, properties, id);
  });
}

function lintProperties(spec: Spec, type: SpecType, value: Fields, place: string): readonly string[] {
  const missing = Object.entries(type.properties)
    .filter(([name, { required }]) => required === true && value[name] === undefined)
    .map(([name]) => `${place}: "${name}" is missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const property = type.properties[name];
    if (property === undefined) return [`${place}: there is no property "${name}"`];
    return lintShape(spec, property.type, member, `${place}.${name}`);
  });
  return [...missing, ...wrong];
}

function lintShape(spec: Spec, shape: SpecShape, value: unknown, place: string): readonly string[] {
  if (isIntrinsic(value) || shape.type === 'json') return [];
  if (shape.type === 'union') {
    const outcomes = (shape.types ?? []).map((one) => lintShape(spec, one, value, place));
    return outcomes.find((outcome) => outcome.length === 0) ?? outcomes[0] ?? [];
  }
  if (shape.type === 'array' && shape.element !== undefined) {
    const { element } = shape;
    if (!Array.isArray(value)) return [`${place}: is no list`];
    return value.flatMap((member, index) => lintShape(spec, element, member, `${place}[${index}]`));
  }
  if (shape.type === 'map' && shape.element !== undefined) {
    const { element } = shape;
    if (!isFields(value)) return [`${place}: is no map`];
    return Object.entries(value).flatMap(([key, member]) => lintShape(spec, element, member, `${place}.${key}`));
  }
  if (shape.type === 'ref' && shape.reference !== undefined) {
    if (!isFields(value)) return [`${place}: is no object`];
    return lintProperties(spec, spec.get('typeDefinition', shape.reference), value, place);
  }
  return lintScalar(shape.type, value, place);
}

function lintScalar(type: string, value: unknown, place: string): readonly string[] {
  // CloudFormation reads "true", 1 and "1" as each other; anything with members it does not.
  if (typeof value === 'object') return [`${place}: is no ${type}`];
  const isNumber = type === 'integer' || type === 'number';
  return isNumber && Number.isNaN(Number(value)) ? [`${place}: is no ${type}`] : [];
}

function isIntrinsic(value: unknown): boolean {
  if (!isFields(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && keys.every((key) => key === 'Ref' || key.startsWith('Fn::'));
}
