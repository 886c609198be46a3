/**
 * Holds an origin to its time: from the end of the request's body to the head of the answer.
 *
 * Does not: limit a body that streams, either way, or an open WebSocket.
 */

/** What came of asking an origin. */
export type OriginAnswer =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'timed_out' }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Asks an origin with `send`, whose signal aborts `timeoutMs` after `sent` settles unless the head of an answer has come.
 *
 * Once it has, nothing aborts: the body is the client's to read at its own pace.
 */
export async function askInTime(
  send: (signal: AbortSignal) => Promise<Response>,
  sent: Promise<void>,
  timeoutMs: number,
): Promise<OriginAnswer> {
  const controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let state: 'waiting' | 'over' = 'waiting';
  const start = (): void => {
    // An origin may answer before it has read the whole body.
    if (state === 'waiting') timer = setTimeout(() => controller.abort(), timeoutMs);
  };
  void sent.then(start, start);
  try {
    return { kind: 'answered', response: await send(controller.signal) };
  } catch (error) {
    return controller.signal.aborted ? { kind: 'timed_out' } : { kind: 'failed', error };
  } finally {
    state = 'over';
    clearTimeout(timer);
  }
}
