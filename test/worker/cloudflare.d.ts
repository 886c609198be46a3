/**
 * What the tests inside workerd read from the runtime.
 */
declare module 'cloudflare:workers' {
  export const env: Readonly<Record<string, unknown>>;
}
