import * as v from 'valibot';
import { Refusal } from '#shared/domain/refusal';

interface Given {
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}

const InQuery = v.picklist(['true', 'false']);
const InBody = v.looseObject({ dryRun: v.unknown() });

/**
 * Takes `dryRun` out of a request: `?dryRun=true`, or `"dryRun": true` at the top of the body; either is enough. What is left
 * is the request the real call would be.
 *
 * @throws Refusal invalid_input when it is neither true nor false
 */
export function takeDryRun({ query, body }: Given): Given & { readonly dryRun: boolean } {
  const { dryRun: inQuery = 'false', ...otherQuery } = query;
  if (!v.is(InQuery, inQuery)) throw notValid();
  if (Array.isArray(body) || !v.is(InBody, body)) return { dryRun: inQuery === 'true', query: otherQuery, body };
  const { dryRun: inBody, ...otherBody } = body;
  if (typeof inBody !== 'boolean') throw notValid();
  return { dryRun: inQuery === 'true' || inBody, query: otherQuery, body: otherBody };
}

function notValid(): Refusal {
  const message = 'dryRun: must be true or false';
  return new Refusal('invalid_input', { violations: [{ rule: 'dryRun', code: 'invalid_input', message }] });
}
