/**
 * What is known of one invocation of the function: its request, its trace, and whether it is the first.
 *
 * Spec: the field names of Powertools' loggers.
 */
import { parseMembers, readText } from '../events/members.ts';
import { readVariable } from '../platform.ts';

/** An invocation, as log lines and metrics name it. */
export interface Invocation {
  readonly service: string;
  readonly cold_start: boolean;
  readonly function_name?: string;
  readonly function_memory_size?: number;
  readonly function_arn?: string;
  readonly function_request_id?: string;
  readonly xray_trace_id?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_SERVICE = 'sallyport';

/** Reads invocations of one authorizer; the first of an environment that AWS did not start ahead of time is cold. */
export function createInvocations(env: Environment): (context: unknown) => Invocation {
  const service = env.POWERTOOLS_SERVICE_NAME || DEFAULT_SERVICE;
  let isCold = env.AWS_LAMBDA_INITIALIZATION_TYPE !== 'provisioned-concurrency';
  return (context) => {
    const cold_start = isCold;
    isCold = false;
    return { service, cold_start, ...toFunctionFields(context), ...toTraceFields() };
  };
}

function toFunctionFields(context: unknown): Partial<Invocation> {
  const members = parseMembers(context) ?? {};
  const memory = Number(readText(members, 'memoryLimitInMB') ?? Number.NaN);
  const name = readText(members, 'functionName');
  const arn = readText(members, 'invokedFunctionArn');
  const requestId = readText(members, 'awsRequestId');
  return {
    ...(name !== null && { function_name: name }),
    ...(Number.isFinite(memory) && { function_memory_size: memory }),
    ...(arn !== null && { function_arn: arn }),
    ...(requestId !== null && { function_request_id: requestId }),
  };
}

/** The trace's root, which the runtime sets anew for each invocation. */
function toTraceFields(): Partial<Invocation> {
  const root = /(?:^|;)Root=([^;]+)/.exec(readVariable('_X_AMZN_TRACE_ID') ?? '')?.[1];
  return root === undefined ? {} : { xray_trace_id: root };
}
