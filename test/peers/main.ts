/** Runs every row, prints the table, and fails where a measurement is not what its row expects. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { MeasuredRow } from './row.ts';
import { ANSWER_ROWS } from './rows/answers.ts';
import { FETCH_ROWS } from './rows/fetches.ts';
import { KEY_SET_ROWS } from './rows/key-sets.ts';
import { OUTAGE_ROWS } from './rows/outages.ts';
import { ROTATION_ROWS } from './rows/rotation.ts';
import { TOKEN_ROWS } from './rows/tokens.ts';
import { runSlowIssuers } from './slow-issuers.ts';
import { runRow } from './stage.ts';
import { findChanges, toPage, toRecords, toText } from './table.ts';
import { runWorkerdBurst } from './workerd-burst.ts';
import { runWorkerdReset } from './workerd-reset.ts';

const { values: flags } = parseArgs({ options: { json: { type: 'boolean' }, write: { type: 'boolean' } } });

const ROWS = [...FETCH_ROWS, ...OUTAGE_ROWS, ...ROTATION_ROWS, ...TOKEN_ROWS, ...KEY_SET_ROWS, ...ANSWER_ROWS];
const measured: MeasuredRow[] = [await runWorkerdBurst(), ...(await runWorkerdReset()), ...(await runSlowIssuers())];
for (const row of ROWS) measured.push(await runRow(row));

if (flags.json) for (const record of toRecords(measured)) console.log(JSON.stringify(record));
else console.log(toText(measured));

const changes = findChanges(measured);
for (const change of changes) console.error(change);
if (flags.write) writeFileSync(join(import.meta.dirname, 'README.md'), toPage(measured));
process.exit(changes.length === 0 ? 0 : 1);
