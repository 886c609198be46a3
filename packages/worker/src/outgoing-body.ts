/**
 * Tells when a request's body has been handed to the origin to its end, without a byte passing through script.
 *
 * workerd pumps between its own streams natively; one of known length keeps `Content-Length` on the way.
 */

/** A body to send, and when its last byte has been taken. */
export interface OutgoingBody {
  /** To send in place of the request's own; null where that one, if there is any, goes as it is. */
  readonly body: ReadableStream | null;
  /** Settles at the end of that body, at once without one; never rejects. */
  readonly sent: Promise<void>;
}

type Pipe = Pick<TransformStream, 'readable' | 'writable'>;

/** The request's body, watched. */
export function watchBody(request: Request): OutgoingBody {
  // A GET may have a body on the wire, and no script can give it another.
  const { body, method } = request;
  if (body === null || method === 'GET' || method === 'HEAD') return { body: null, sent: Promise.resolve() };
  const pipe = createPipe(request.headers.get('Content-Length'));
  // Either end may break off: the other one then fails the answer, not this.
  const sent = body.pipeTo(pipe.writable).catch(() => undefined);
  return { body: pipe.readable, sent };
}

function createPipe(contentLength: string | null): Pipe {
  const length = contentLength === null ? null : Number(contentLength);
  const fixed = findRuntimeClass('FixedLengthStream');
  if (fixed !== null && length !== null && Number.isSafeInteger(length)) return new fixed(length);
  const identity = findRuntimeClass('IdentityTransformStream');
  return identity === null ? new TransformStream() : new identity();
}

/** A stream class that workerd has and other runtimes lack. */
function findRuntimeClass(name: string): (new (length?: number) => Pipe) | null {
  const found: unknown = Reflect.get(globalThis, name);
  return typeof found === 'function' ? (found as new (length?: number) => Pipe) : null;
}
