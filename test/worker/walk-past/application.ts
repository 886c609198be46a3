/**
 * One API with public and guarded handlers, the policy that guards it, and who may run which handler.
 *
 * The policy makes the widest grant there is around every guarded route, so that whatever is not recognised is public.
 */
import type { PolicyDocument } from '@sallyport/core';

const ADMIN = { roles: ['admin'] } as const;

/** The policy's routes. */
export const ROUTES = {
  '/*': 'public',
  'GET|POST /reports/:id': 'public',
  '/reports/*': ADMIN,
  '/admin/*': ADMIN,
  '/keys/*': ADMIN,
  '/büro/*': ADMIN,
  '/manual': 'public',
  '/manual/*': ADMIN,
  '/users/:user/*': { claims: { sub: { param: 'user' } } },
  'admin.acme.dev/*': ADMIN,
} as const satisfies PolicyDocument['routes'];

/** A handler of the API; its patterns end in `/*` where it takes everything below. */
export interface ApiHandler {
  readonly name: 'report' | 'report-change' | 'admin' | 'keys' | 'office' | 'contents' | 'manual' | 'user';
  readonly methods: 'any' | readonly string[];
  readonly patterns: readonly string[];
}

/** All but the catch-all, which is public unless the host is the administrators'. */
export const HANDLERS: readonly ApiHandler[] = [
  { name: 'report', methods: ['GET', 'HEAD', 'POST'], patterns: ['/reports/:id'] },
  { name: 'report-change', methods: ['PUT', 'PATCH', 'DELETE', 'OPTIONS'], patterns: ['/reports/:id'] },
  { name: 'admin', methods: 'any', patterns: ['/admin', '/admin/*'] },
  { name: 'keys', methods: 'any', patterns: ['/keys', '/keys/*'] },
  { name: 'office', methods: 'any', patterns: ['/büro', '/büro/*'] },
  { name: 'contents', methods: 'any', patterns: ['/manual'] },
  { name: 'manual', methods: 'any', patterns: ['/manual/*'] },
  { name: 'user', methods: 'any', patterns: ['/users/:user', '/users/:user/*'] },
];

/** What a handler says of itself in `X-Handler`: its access and its name, and for a user's data whose. */
export function toHandlerLabel(name: ApiHandler['name'], user = ''): string {
  if (name === 'report' || name === 'contents') return `public:${name}`;
  return name === 'user' ? `guarded:user=${encodeURIComponent(user)}` : `guarded:${name}`;
}

/** What the catch-all says of itself, by the host that its framework reads. */
export function toPageLabel(hostname: string): string {
  const folded = hostname.toLowerCase().replace(/:\d*$/, '').replace(/\.+$/, '');
  return folded === 'admin.acme.dev' ? 'guarded:admin-host' : 'public:page';
}

/** Who has a token, by its `sub`: ordinary people, one with the role, and two whose names read like a path of Ann's. */
export const CALLERS = ['ann', 'admin', 'ann;x', 'ann/x'] as const;

/** Who sends: nobody, or a principal with a token. */
export type Caller = 'anonymous' | (typeof CALLERS)[number];

/** Whether the handler with this label ran without a grant. */
export function isBreach(label: string, caller: Caller): boolean {
  if (!label.startsWith('guarded:')) return false;
  if (label.startsWith('guarded:user=')) return caller === 'anonymous' || label !== toHandlerLabel('user', caller);
  return caller !== 'admin';
}
