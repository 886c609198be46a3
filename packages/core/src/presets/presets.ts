/**
 * The presets by name.
 */
import { auth0 } from './auth0.ts';
import { clerk } from './clerk.ts';
import { clerkOauth } from './clerk-oauth.ts';
import { cloudflareAccess } from './cloudflare-access.ts';
import { cognito } from './cognito.ts';
import { cognitoId } from './cognito-id.ts';
import { entra } from './entra.ts';
import { entraB2c } from './entra-b2c.ts';
import { entraExternalId } from './entra-external-id.ts';
import { entraV1 } from './entra-v1.ts';
import { firebase } from './firebase.ts';
import { fusionauth } from './fusionauth.ts';
import { githubActions } from './github-actions.ts';
import { google } from './google.ts';
import { googleIap } from './google-iap.ts';
import { keycloak } from './keycloak.ts';
import { kubernetes } from './kubernetes.ts';
import { okta } from './okta.ts';
import type { Preset } from './preset.ts';
import { supabase } from './supabase.ts';
import { workos } from './workos.ts';

/** Every preset. */
export const PRESETS: readonly Preset[] = [
  okta,
  auth0,
  cognito,
  cognitoId,
  entra,
  entraV1,
  entraB2c,
  entraExternalId,
  keycloak,
  google,
  googleIap,
  firebase,
  githubActions,
  cloudflareAccess,
  supabase,
  clerk,
  clerkOauth,
  kubernetes,
  workos,
  fusionauth,
];

/** The preset of that name, or null. */
export function findPreset(name: string): Preset | null {
  return PRESETS.find((preset) => preset.name === name) ?? null;
}
