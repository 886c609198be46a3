/**
 * fast-check, each property run `SALLYPORT_PROPERTY_TIMES` as often as its test asks: stands in for it in long runs.
 */
import fc from 'fast-check';

export * from 'fast-check';

const TIMES = Number(process.env.SALLYPORT_PROPERTY_TIMES ?? 10);
if (!Number.isInteger(TIMES) || TIMES < 1) throw new RangeError('SALLYPORT_PROPERTY_TIMES is a whole number from 1 on');
/** What fast-check draws where a test does not say. */
const USUAL_RUNS = 100;

type Assert = typeof fc.assert;

const assert = ((property: never, { numRuns = USUAL_RUNS, ...rest }: fc.Parameters<never> = {}) =>
  fc.assert(property, { ...rest, numRuns: numRuns * TIMES })) as Assert;

export default { ...fc, assert };
