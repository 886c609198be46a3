import { crc32, inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { zipAuthorizer } from '../../../packages/cli/src/build/zip.ts';

const BUNDLE = new TextEncoder().encode(`export const handler = 1;\n${'// padding\n'.repeat(1000)}`);

test('holds the bundle as index.mjs, readable by every user, in a zip that others can read', () => {
  const zip = Buffer.from(zipAuthorizer(BUNDLE));
  // The end record, then the one entry of the central directory (APPNOTE 4.3.16 and 4.3.12).
  const end = zip.length - 22;
  expect(zip.readUInt32LE(end)).toBe(0x06054b50);
  expect(zip.readUInt16LE(end + 10)).toBe(1);
  const entry = zip.readUInt32LE(end + 16);
  expect(zip.readUInt32LE(entry)).toBe(0x02014b50);
  expect(zip.readUInt8(entry + 5)).toBe(3);
  expect((zip.readUInt32LE(entry + 38) >>> 16).toString(8)).toBe('100644');
  const nameLength = zip.readUInt16LE(entry + 28);
  expect(zip.toString('utf8', entry + 46, entry + 46 + nameLength)).toBe('index.mjs');
  const packed = zip.readUInt32LE(entry + 20);
  const local = zip.readUInt32LE(entry + 42);
  const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
  const content = inflateRawSync(zip.subarray(data, data + packed));
  expect(content.equals(BUNDLE)).toBe(true);
  expect(zip.readUInt32LE(entry + 16)).toBe(crc32(BUNDLE));
});

test('is the same bytes at any time and in any time zone', () => {
  const before = process.env.TZ;
  const zips = ['UTC', 'Asia/Tokyo', 'America/Los_Angeles'].map((zone) => {
    process.env.TZ = zone;
    return Buffer.from(zipAuthorizer(BUNDLE)).toString('hex');
  });
  if (before === undefined) delete process.env.TZ;
  else process.env.TZ = before;
  expect(new Set(zips).size).toBe(1);
});
