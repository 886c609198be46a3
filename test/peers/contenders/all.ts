/** The contenders and the versions that are installed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender, Name } from '../row.ts';
import { awsJwtVerify } from './aws-jwt-verify.ts';
import { fastJwt } from './fast-jwt.ts';
import { honoJwk } from './hono-jwk.ts';
import { jose } from './jose.ts';
import { sallyportContender } from './sallyport.ts';

export const CONTENDERS: readonly Contender[] = [sallyportContender, jose, awsJwtVerify, honoJwk, fastJwt];

const PLACES: Readonly<Record<Name, string>> = {
  sallyport: '../../../package.json',
  jose: '../../../node_modules/jose/package.json',
  'aws-jwt-verify': '../../../node_modules/aws-jwt-verify/package.json',
  'hono/jwk': '../../../node_modules/hono/package.json',
  'fast-jwt': '../../../node_modules/fast-jwt/package.json',
};

/** The installed version of a contender. */
export function readVersion(name: Name): string {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, PLACES[name]), 'utf8')) as { version: string };
  return version;
}
