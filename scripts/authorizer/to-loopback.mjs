/**
 * Preloaded into a child process: leads requests for the checks' issuer to its port on loopback, and refuses all others.
 */
const { SALLYPORT_CHECK_ISSUER: issuer, SALLYPORT_CHECK_ORIGIN: origin } = process.env;
const { fetch } = globalThis;

globalThis.fetch = async (input, init) => {
  const url = new URL(input instanceof Request ? input.url : input);
  if (url.origin !== issuer) throw new TypeError(`no request to ${url.origin} was expected`);
  return fetch(new URL(`${url.pathname}${url.search}`, origin), init);
};
