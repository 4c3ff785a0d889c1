import type { Call } from './gateway-event.ts';

/** What a route costs, and whose call is measured: a warm function, which knows who calls and that somebody consented. */
export interface Row {
  readonly by?: string;
  readonly call?: Call;
  /** Makes what the call is about, and says how to call. */
  readonly before?: () => Promise<Call>;
  readonly requests: string;
}
