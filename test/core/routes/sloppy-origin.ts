/**
 * An origin that makes every mistake at once: it decodes until nothing changes, takes backslashes for slashes, drops path
 * parameters, final dots and spaces and empty segments, ends at NUL, resolves dot segments, and ignores case.
 */
export function isServedAsAdmin(path: string): boolean {
  let text = path;
  for (let before = ''; before !== text; ) {
    before = text;
    text = text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (escapes) => {
      const bytes = escapes
        .split('%')
        .slice(1)
        .map((hex) => Number.parseInt(hex, 16));
      return new TextDecoder().decode(Uint8Array.from(bytes));
    });
  }
  const kept: string[] = [];
  for (const part of text.replace(/\0.*$/s, '').split(/[/\\]/)) {
    const segment = part.replace(/;.*$/s, '').replace(/ +$/, '').toLowerCase();
    if (segment === '..') kept.pop();
    else if (segment.replace(/[. ]+$/, '') !== '') kept.push(segment.replace(/[. ]+$/, ''));
  }
  return kept[0] === 'admin';
}
