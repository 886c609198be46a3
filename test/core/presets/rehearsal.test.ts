import { createWebPorts, type Policy, PRESETS } from '@sallyport/core';
import { createRehearsal } from '@sallyport/core/rehearse';
import { expect, test } from 'vitest';
import { ALSO_NAMED } from './preset-tokens.ts';

test.each(PRESETS.map((preset) => [preset.name, preset] as const))(
  'a supposed token of %s passes its type rules and what it demands, unless "require" says more',
  async (name, { issuerExample, demand }) => {
    const { require: _whose, ...named } = { require: undefined, ...ALSO_NAMED[name] };
    const whose = demand === undefined ? {} : { require: demand.example };
    const main = { preset: name, issuer: issuerExample, audience: 'orders', ...named, ...whose };
    const policy: Policy = { issuers: { main }, routes: { 'GET /me': 'authenticated' } };
    const request = { method: 'GET', url: '/me', headers: new Headers() };
    const decision = await createRehearsal(policy, createWebPorts()).rehearse(request, { issuer: 'main' });
    expect(decision.reason).toBe(demand === undefined ? null : 'claim_unmet');
  },
);
