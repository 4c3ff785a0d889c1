import type { RefusalTable } from '../refusal.ts';

/** Noes to a request as such: its form, its repetition, an outage beneath it. */
export const requestRefusals = {
  invalid_input: { kind: 'invalid', message: 'The request is not valid. Correct the fields named and send it again.' },
  invalid_cursor: { kind: 'invalid', message: 'This cursor is not valid. Start again without one.' },
  foreign_origin: { kind: 'forbidden', message: 'This request came from a page of another site and was refused.' },
  idempotency_key_reused: {
    kind: 'conflict',
    message: 'This Idempotency-Key was used with another body. Use a new key.',
  },
  version_outdated: {
    kind: 'stale',
    message: 'This is not the newest version any more. Read it again and repeat your change.',
  },
  changed_meanwhile: {
    kind: 'conflict',
    message: 'This changed while you were working on it. Look at it again and repeat.',
  },
  method_not_allowed: { kind: 'wrong_method', message: 'This page can only be looked at: use GET or HEAD.' },
  page_not_found: { kind: 'missing', message: 'There is no such page.' },
  content_type_unsupported: { kind: 'unsupported', message: 'Send JSON with the content type application/json.' },
  body_too_large: { kind: 'too_large', message: 'The body is larger than 64 KB.' },
  identity_provider_unreachable: {
    kind: 'outage',
    message: 'The identity provider cannot be reached. Try again in a minute.',
  },
  table_unreachable: {
    kind: 'outage',
    message: 'Lapse cannot reach its own records. Check whether anything changed, and try again in a minute.',
  },
  busy: { kind: 'outage', message: 'Too many changes at the same moment. Try again.' },
} as const satisfies RefusalTable;
