/** The one error that this package throws: the options do not describe a gateway that could be deployed. */

/** Thrown at construction and by `replaceHandler`; never for what a request or an authorizer's answer causes. */
export class LocalApiGatewayConfigError extends Error {
  override readonly name: string = 'LocalApiGatewayConfigError';
}

/** Throws a `LocalApiGatewayConfigError` with `message` unless `condition` holds. */
export function requireConfig(condition: boolean, message: string): asserts condition {
  if (!condition) throw new LocalApiGatewayConfigError(message);
}
