/** What a template deploys, said the same way for every tool: what the table of properties judges. */

/** One header of a gateway response by its name, its value as API Gateway takes it (static text in single quotes). */
export type ResponseHeaders = Readonly<Record<string, string>>;

/** Lets a service invoke the gate. */
export interface InvokePermission {
  readonly action: string;
  readonly principal: string;
  /** The API whose calls it admits, null where any API's would do. */
  readonly api: string | null;
  /** What of that API: what follows the API's id in the source ARN. */
  readonly scope: string | null;
}

/** One method of the API. */
export interface Method {
  /** In capitals, `ANY` for all. */
  readonly method: string;
  /** With its parameters in braces, as in `/orders/{id}`. */
  readonly path: string;
  /** The authorizer that decides, null for none. */
  readonly authorizer: string | null;
  /** Whether API Gateway answers by itself, so that nothing stands behind it. */
  readonly answeredBy: 'gateway' | 'backend';
}

/** A template, read. Whatever a template does not say is null. */
export interface Deployment {
  /** Which kind of API it is: not every property exists for both. */
  readonly kind: 'rest' | 'http';
  readonly gate: {
    readonly runtime: string | null;
    readonly architectures: readonly string[];
    readonly memoryMegabytes: number | null;
    readonly handler: string | null;
    /** The absolute path of the zip or folder that is deployed. */
    readonly code: string | null;
  };
  readonly authorizer: {
    readonly id: string;
    readonly type: string | null;
    readonly identitySource: string | null;
    readonly expression: string | null;
    readonly ttlSeconds: number | null;
    /** The version of the event, and what the answer is. For HTTP APIs alone: null elsewhere. */
    readonly form: { readonly payload: string | null; readonly answer: 'document' | 'simple' | null } | null;
  };
  /** The API's id in this template. */
  readonly api: string;
  /** Every permission to invoke the gate. */
  readonly permissions: readonly InvokePermission[];
  /** Gateway responses by type. */
  readonly responses: ReadonlyMap<string, { readonly status: string | null; readonly headers: ResponseHeaders }>;
  readonly accessLog: string | null;
  /** Parts that a deployment may be made without: it is a copy of the API at its moment. */
  readonly undeployed: readonly string[];
  readonly methods: readonly Method[];
}
