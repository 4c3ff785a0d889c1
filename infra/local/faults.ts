export const faultyServices = ['dynamodb', 'ses', 'sfn', 'kms'] as const;
export const faultKinds = ['throttle', 'error', 'timeout', 'lag'] as const;
export type FaultyService = (typeof faultyServices)[number];
export type FaultKind = (typeof faultKinds)[number];

/** Outages on demand, for tests and for the curious. */
export interface Faults {
  /**
   * The next `times` calls of the service fail this way; 0 ends an outage. `lag` is no outage: the next `times` answers
   * that AWS gives late are late (`sfn`: what was started within the last second does not exist yet).
   */
  arm(service: FaultyService, kind: FaultKind, times: number): void;
  /**
   * Does the work unless a fault is due. `throttle` and `error` refuse it; `timeout` does it, but the answer is lost.
   *
   * @throws Error named as the service names it, or `AnswerLost`
   */
  around<T>(service: FaultyService, work: () => Promise<T>): Promise<T>;
  /** Whether an answer that may be late is to be late this once (`lag`). */
  lags(service: FaultyService): boolean;
}

/** The caller never learns what became of the call: whoever serves it cuts the connection. */
export const ANSWER_LOST = 'AnswerLost';

const THROTTLED: Record<FaultyService, string> = {
  dynamodb: 'ThrottlingException',
  ses: 'Throttling',
  sfn: 'ThrottlingException',
  kms: 'ThrottlingException',
};

export function createFaults(): Faults {
  const armed = new Map<FaultyService, { kind: FaultKind; left: number }>();

  function take(service: FaultyService, isWanted: (kind: FaultKind) => boolean): FaultKind | undefined {
    const fault = armed.get(service);
    if (!fault || fault.left <= 0 || !isWanted(fault.kind)) return undefined;
    fault.left -= 1;
    return fault.kind;
  }

  return {
    arm: (service, kind, times) => armed.set(service, { kind, left: times }),
    async around(service, work) {
      const kind = take(service, (armedKind) => armedKind !== 'lag');
      if (kind === 'throttle') throw named(THROTTLED[service], 'Rate exceeded', 400);
      if (kind === 'error') throw named('InternalFailure', 'The service is out of order', 500);
      const answer = await work();
      if (kind === 'timeout') throw named(ANSWER_LOST, 'The answer of the service was lost', 500);
      return answer;
    },
    lags: (service) => take(service, (kind) => kind === 'lag') !== undefined,
  };
}

function named(name: string, message: string, statusCode: number): Error {
  return Object.assign(new Error(message), { name, statusCode });
}
