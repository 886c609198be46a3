/**
 * Request targets that some reader takes for `/admin` and another does not, and every reading that an origin might make.
 */

/** Spellings of a path under `/admin`, or of one that becomes it. */
export const HOSTILE_TARGETS: readonly string[] = [
  ...['/admin', '/admin/', '/admin/secret', '/admin?x', '/admin#x', '/admin/%', '/%61dmin/secret', '/%61%64%6d%69%6e'],
  ...['/./admin/secret', '/public/../admin/secret', '/public/%2e%2e/admin/secret', '/public/.%2e/admin', '/%2e/admin'],
  ...['/x/admin/../../admin/secret', '/public/..', '/public/../', '/..', '/%2E%2E/admin', '/public/..%00/admin'],
  ...[
    '/admin\\secret',
    '/public\\..\\admin\\secret',
    '/\\admin/secret',
    '/public/..\\admin',
    '/%5cadmin',
    '/admin%5csecret',
  ],
  ...[
    '/ADMIN/secret',
    '/Admin',
    '/aDmIn/secret',
    '/%41dmin/secret',
    '/%41%44MIN',
    '/admin%20',
    '/admin./x',
    '/admin%2e',
  ],
  ...['//admin/secret', '///admin', '/admin//secret', '//', '/public//admin', '/.//admin', '//gate.acme.dev/admin'],
  ...['/admin;x=1/secret', '/admin;/secret', '/;/admin', '/public/..;/admin', '/public;/../admin', '/admin%3bx'],
  ...['/admin%2fsecret', '/public/..%2fadmin', '/public%2f..%2fadmin', '/%2fadmin', '/%252fadmin', '/%2561dmin'],
  ...[
    '/admin%00',
    '/admin%00.png',
    '/admin%0a',
    '/admin%0d%0aX: y',
    '/admin%09',
    '/admin%7f',
    '/%00admin',
    '/admin%20%20',
  ],
  ...[
    '/%c0%afadmin',
    '/%c0%ae%c0%ae/admin',
    '/public/%e0%80%ae%e0%80%ae/admin',
    '/%ff/admin',
    '/admin%ff',
    '/%u0061dmin',
  ],
  ...['/admin%25', '/%25%36%31dmin', '/admin%', '/%/admin', '/%2/admin', '/%zz/../admin', '/admin/..%c0%af', '/%'],
  ...[
    'http://other.dev/admin',
    'http://other.dev//admin',
    'http://other.dev/public/../admin',
    'http://other.dev?/admin',
  ],
  ...[
    'http://u:p@other.dev/admin',
    'https://other.dev/ADMIN',
    'http://other.dev\\admin',
    'http:///admin',
    'http:/admin',
  ],
  ...[
    '*',
    'admin',
    './admin',
    '../admin',
    '?/admin',
    '/?/../admin',
    '/#/../admin',
    '/public?/../admin',
    '/public#/../admin',
  ],
];

/** What strings of which some reader takes for another path are put together from. */
export const HOSTILE_PIECES: readonly string[] = [
  ...['admin', 'ADMIN', 'public', '/', '/', '/', '//', '.', '..', '%2e', '%2F', '\\', '%5C', ';', '%3b', '%', '%25'],
  ...['%61', 'A', '%00', '%20', '+', ':', '%c3%a9', '%C3', '?', '#', '~', '@'],
];

/** Host headers that move the path once they stand in a URL, as workerd puts them there. */
export const HOSTILE_HOSTS: readonly string[] = [
  ...['gate.acme.dev/admin', 'gate.acme.dev/public?', 'gate.acme.dev?', 'gate.acme.dev#', 'gate.acme.dev/admin#'],
  ...['gate.acme.dev\\admin', 'gate.acme.dev\\..', 'user@gate.acme.dev', 'gate.acme.dev/ADMIN', 'gate.acme.dev//admin'],
  ...[
    'gate.acme.dev%2fadmin',
    'gate.acme.dev:80/admin',
    'gate.acme.dev:x',
    'a b',
    'gate.acme.dev/admin/..',
    '[::1]/admin',
  ],
];

/** Everything that an origin's framework might take a target for. */
export function toHostileReadings(target: string): ReadonlySet<string> {
  const readings = new Set<string>();
  const pending = [target.replace(/[?#].*$/s, '')];
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    if (readings.has(text)) continue;
    readings.add(text);
    pending.push(
      text.toLowerCase(),
      text.replaceAll('\\', '/'),
      text.replace(/\/+/g, '/'),
      text.replace(/;[^/]*/g, ''),
      text.replace(/[. ]+(?=\/|$)/g, ''),
      text.replace(/[\x00-\x1f\x7f]/g, ''),
      text.replace(/%00.*$|\0.*$/s, ''),
      decodeOnce(text),
      resolveDots(text),
    );
  }
  return readings;
}

/** Whether any reading of a target is at or under `/admin`. */
export function mightReachAdmin(target: string): boolean {
  return [...toHostileReadings(target)].some((reading) => /^\/admin(\/|$)/.test(reading));
}

function decodeOnce(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_escape, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function resolveDots(text: string): string {
  const kept: string[] = [];
  for (const segment of text.split('/')) {
    if (segment === '..') {
      if (kept.length > 1) kept.pop();
    } else if (segment !== '.') kept.push(segment);
  }
  return kept.join('/') || '/';
}
