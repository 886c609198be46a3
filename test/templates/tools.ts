/**
 * The tools of this folder's own lockfile, with no more of their types than is used: they are not installed where the
 * repository's types are checked.
 */
import { createRequire } from 'node:module';
import type { Fields } from './json.ts';

const load = createRequire(import.meta.url);

/** A CloudFormation template under `aws-cdk-lib/assertions`. */
export interface AssertedTemplate {
  findResources(type: string): Readonly<Record<string, Fields>>;
  resourceCountIs(type: string, count: number): void;
  hasResourceProperties(type: string, properties: unknown): void;
}

/** `aws-cdk-lib/assertions`. */
export interface Assertions {
  readonly Template: { fromJSON(template: object): AssertedTemplate };
  readonly Match: { objectLike(pattern: object): unknown; anyValue(): unknown };
}

interface YamlDocument {
  readonly errors: readonly Error[];
  toJS(options?: { maxAliasCount: number }): unknown;
}

/** One tag of `yaml`. */
export interface YamlTag {
  readonly tag: string;
  readonly collection?: 'map' | 'seq';
  readonly resolve: (value: unknown) => unknown;
}

interface Yaml {
  parseDocument(text: string, options: { customTags: readonly YamlTag[] }): YamlDocument;
}

interface Hcl {
  parse(file: string, text: string): Promise<unknown>;
}

/** A resource or a type of the CloudFormation specification. */
export interface SpecType {
  readonly properties: Readonly<Record<string, { readonly required?: boolean; readonly type: SpecShape }>>;
}

/** The shape of a property. */
export interface SpecShape {
  readonly type: string;
  readonly element?: SpecShape;
  readonly types?: readonly SpecShape[];
  readonly reference?: { readonly $ref: string };
}

/** The CloudFormation specification. */
export interface Spec {
  lookup(entity: 'resource', index: 'cloudFormationType', relation: 'equals', name: string): readonly SpecType[];
  get(entity: 'typeDefinition', id: { readonly $ref: string }): SpecType;
}

/** `aws-cdk-lib/assertions`. */
export function loadAssertions(): Assertions {
  return load('aws-cdk-lib/assertions');
}

/** `yaml`. */
export function loadYaml(): Yaml {
  return load('yaml');
}

/** `@cdktf/hcl2json`. */
export function loadHcl(): Hcl {
  return load('@cdktf/hcl2json');
}

/** The CloudFormation specification, SAM's types included. */
export function loadSpec(): Promise<Spec> {
  return load('@aws-cdk/aws-service-spec').loadAwsServiceSpec();
}

/** Judges an OpenAPI document. */
export async function validateOpenApi(document: object): Promise<{ valid: boolean; errors?: unknown }> {
  const { Validator } = await import(load.resolve('@seriousme/openapi-schema-validator'));
  return new Validator().validate(document);
}

/** The file of the command `osls`. */
export function findOsls(): string {
  return load.resolve('osls/bin/serverless.js');
}
