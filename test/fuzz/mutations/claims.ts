/**
 * Mutations of payload claims.
 */
import type { Random } from '../random.ts';
import { drop, type Mutation, put, toMember, type Work } from '../work.ts';
import { ODD_VALUES, toNearText } from './values.ts';

const NAMES = [
  'iss',
  'aud',
  'sub',
  'client_id',
  'iat',
  'exp',
  'jti',
  'scope',
  'nbf',
  'azp',
  'cnf',
  'act',
  'roles',
  'tid',
];
const DATES = ['iat', 'exp', 'nbf'];

const set = (work: Work, name: string, value: string): void => {
  work.payload = put(work.payload, name, value);
};

/** An instant near one of the edges that the rules draw, or nowhere near. */
function toInstant({ scene }: Work, random: Random): string {
  const { nowSeconds, toleranceSeconds, maxAgeSeconds } = scene;
  const edge = random.pick([0, toleranceSeconds, -toleranceSeconds, maxAgeSeconds, -maxAgeSeconds, 600]);
  const further = random.pick([0, toleranceSeconds, -toleranceSeconds, -60]);
  const step = random.pick([-1, 0, 1, -0.5, 0.5, 1e-6, -1e-6]);
  const instant = nowSeconds + edge + further + step;
  return random.pick([
    String(instant),
    String(instant),
    String(instant),
    instant.toExponential(20),
    `${instant}e0`,
    `"${instant}"`,
  ]);
}

export const CLAIM_MUTATIONS: readonly Mutation[] = [
  {
    name: 'a claim of another type',
    stage: 'content',
    apply: (work, random) => set(work, random.pick(NAMES), random.pick(ODD_VALUES)),
  },
  { name: 'a date', stage: 'content', apply: (work, random) => set(work, random.pick(DATES), toInstant(work, random)) },
  {
    name: 'three dates',
    stage: 'content',
    apply: (work, random) => {
      for (const name of DATES) set(work, name, toInstant(work, random));
    },
  },
  {
    name: 'a date out of bounds',
    stage: 'content',
    apply: (work, random) => {
      const now = work.scene.nowSeconds;
      const odd = [
        '1e400',
        '-1e400',
        '1e308',
        String(now * 1000),
        '9007199254740992',
        '-1',
        '0',
        '-0',
        '1e1000000',
        `${now}000000000000e-9`,
      ];
      set(work, random.pick(DATES), random.pick(odd));
    },
  },
  {
    name: 'a claim left out',
    stage: 'content',
    apply: (work, random) => {
      work.payload = drop(work.payload, random.pick(NAMES));
    },
  },
  {
    name: 'iss nearly',
    stage: 'content',
    apply: (work, random) => set(work, 'iss', toNearText(work.scene.iss, random)),
  },
  {
    name: 'iss of another',
    stage: 'content',
    apply: (work, random) =>
      set(
        work,
        'iss',
        random.pick(['"__proto__"', '"machines"', '"https://tokens.acme.dev"', '"https://tokens.acme.dev/"', '""']),
      ),
  },
  {
    name: 'aud nearly',
    stage: 'content',
    apply: (work, random) => set(work, 'aud', toNearText(random.pick(work.scene.audiences), random)),
  },
  {
    name: 'aud with others',
    stage: 'content',
    apply: (work, random) => {
      const ours = JSON.stringify(random.pick(work.scene.audiences));
      const other = random.pick(['"other"', '1', 'null', '["x"]', '{}', ours, 'true', '""', '"orders"']);
      set(
        work,
        'aud',
        random.pick([
          `[${ours},${other}]`,
          `[${other},${ours}]`,
          `[${other}]`,
          `[[${ours}]]`,
          `{"0":${ours},"length":1}`,
        ]),
      );
    },
  },
  {
    name: 'many audiences',
    stage: 'content',
    apply: (work, random) => {
      const many = Array.from({ length: random.pick([50, 900, 3000]) }, (_none, at) => `a${at}`);
      set(work, 'aud', JSON.stringify([...many, work.scene.audiences[0]]));
    },
  },
  {
    name: 'cnf',
    stage: 'content',
    apply: (work, random) =>
      set(
        work,
        'cnf',
        random.pick(['{"jkt":"AAAA"}', '{"x5t#S256":"AAAA"}', '{}', '"jkt"', 'null', '[]', '{"unknown":1}', 'false']),
      ),
  },
  {
    name: 'a name from the prototype',
    stage: 'content',
    apply: (work, random) => {
      const value = random.pick(['{"exp":9999999999,"sub":"admin"}', 'null', '"x"', '1', '{"toString":null}']);
      set(
        work,
        random.pick([
          '__proto__',
          'constructor',
          'prototype',
          'toString',
          'valueOf',
          'hasOwnProperty',
          'toJSON',
          'then',
        ]),
        value,
      );
    },
  },
  {
    name: 'claims hidden in __proto__',
    stage: 'content',
    apply: (work, random) => {
      const name = random.pick(['exp', 'iss', 'aud', 'sub', 'iat']);
      const value = work.payload.find(([other]) => other === JSON.stringify(name))?.[1] ?? '1';
      work.payload = [...drop(work.payload, name), ['"__proto__"', `{${JSON.stringify(name)}:${value}}`]];
    },
  },
  { name: 'sub nearly', stage: 'content', apply: (work, random) => set(work, 'sub', toNearText('user-1', random)) },
  {
    name: 'scopes and roles of any form',
    stage: 'content',
    apply: (work, random) => {
      const name = random.pick(['scope', 'scp', 'roles', 'groups', 'permissions', '_claim_names', '_claim_sources']);
      set(work, name, random.pick([...ODD_VALUES, '"a  b"', '"a\\tb"', '["a","b"]', '{"groups":"src1"}']));
    },
  },
  {
    name: 'a large claim',
    stage: 'content',
    apply: (work, random) => {
      work.payload = [...work.payload, toMember('blob', 'x'.repeat(random.pick([8_000, 11_500, 12_500, 40_000])))];
    },
  },
];
