/**
 * Prints how many tests passed and how many did not, from vitest's JSON report. A skipped test has not passed.
 */
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const { numTotalTests: total, numPassedTests: passed } = report;
if (!Number.isInteger(total) || !Number.isInteger(passed) || total === 0) throw new Error('no test was run');
console.log(`${passed} ${total - passed}`);
