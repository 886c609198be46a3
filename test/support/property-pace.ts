/**
 * Ends a failing property at its first counterexample, for runs that repeat the tests for every mutant: there the search
 * for a smaller one would cost more than all else.
 */
import fc from 'fast-check';

fc.configureGlobal({ endOnFailure: true });
