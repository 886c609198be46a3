/**
 * Makes Node read what a dependency publishes to run, not its TypeScript, which it publishes too, under the condition by
 * which tests read the TypeScript of this repository's own packages.
 */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) => {
    if (!specifier.startsWith('eventsource-parser')) return next(specifier, context);
    const conditions = context.conditions.filter((condition) => condition !== 'source');
    return next(specifier, { ...context, conditions });
  },
});
