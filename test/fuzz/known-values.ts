import type { LocalStack } from '#infra/local/stack';
import type { Answer } from '#test/support/http-client';

/** What the organization under test is known to have, by what it names. */
export type Kind =
  | 'role'
  | 'principal'
  | 'resource'
  | 'activation'
  | 'assignment'
  | 'extension'
  | 'cursor'
  | 'token'
  | 'matchCode'
  | 'invitation'
  | 'issuer'
  | 'instant';

/** Stands in a plan for a value that is known only when the request is sent. */
export class Known {
  readonly kind: Kind;
  /** Counts from the oldest, or from the newest below zero; of an instant, minutes from now. */
  readonly nth: number;

  constructor(kind: Kind, nth: number) {
    this.kind = kind;
    this.nth = nth;
  }
}

const MOST_KEPT = 200;

const byPrefix: Readonly<Record<string, Kind>> = {
  act: 'activation',
  asg: 'assignment',
  ext: 'extension',
  prn: 'principal',
  res: 'resource',
  role: 'role',
};
const byField: Readonly<Record<string, Kind>> = {
  roleId: 'role',
  resourceId: 'resource',
  principalId: 'principal',
  activationId: 'activation',
  nextCursor: 'cursor',
};

export type KnownValues = ReturnType<typeof knownValues>;

/** Collects ids, cursors, links and codes from answers and mails, so that later requests name what is really there. */
export function knownValues(stack: Pick<LocalStack, 'mails' | 'clock' | 'identityProviderOrigin'>) {
  const known = new Map<Kind, string[]>([
    [
      'role',
      [
        'exchange-administrator',
        'user-administrator',
        'billing-administrator',
        'helpdesk-administrator',
        'security-administrator',
        'privileged-role-administrator',
      ],
    ],
    ['principal', ['ada', 'grace', 'alan', 'margaret', 'linus', 'mallory', 'mailbox-admin-center', 'helpdesk']],
    ['resource', ['/']],
    ['issuer', [stack.identityProviderOrigin, 'https://login.example/']],
  ]);
  let mailsRead = 0;

  function add(kind: Kind, value: string): void {
    const values = known.get(kind) ?? [];
    // Each mail has two tokens and one code, also when two mails happen to have the same.
    if (kind !== 'matchCode' && values.includes(value)) return;
    known.set(kind, [...values, value].slice(kind === 'matchCode' ? -MOST_KEPT / 2 : -MOST_KEPT));
  }

  function readFields(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [field, inner] of Object.entries(value)) {
      const kind = typeof inner === 'string' ? (byField[field] ?? byPrefix[inner.split('_')[0] ?? '']) : undefined;
      if (kind) add(kind, String(inner));
      readFields(inner);
    }
  }

  return {
    /** Learns from an answer. */
    learn({ body }: Answer): void {
      readFields(body);
    },
    /** Learns from mails that have come since. */
    readMails(): void {
      const mails = stack.mails();
      for (const { text } of mails.slice(mailsRead)) {
        for (const [, token = ''] of text.matchAll(/\/decide#(\S+)$/gm)) add('token', token);
        for (const [, code = ''] of text.matchAll(/^Code: (\S+)$/gm)) add('matchCode', code);
        for (const [code = ''] of text.matchAll(/\b\w+\.[A-Za-z0-9_-]{22}\b/g)) add('invitation', code);
      }
      mailsRead = mails.length;
    },
    /** The value a plan stands for. */
    resolve({ kind, nth }: Known): string {
      if (kind === 'instant') return new Date(stack.clock.now() + nth * 60_000).toISOString();
      const values = known.get(kind) ?? [];
      const place = kind === 'matchCode' ? Math.floor(nth / 2) : nth;
      return values.at(place % Math.max(1, values.length)) ?? `${kind}_unknown`;
    },
  };
}
