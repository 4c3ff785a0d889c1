import { Refusal } from '#shared/domain/refusal';

/** What `format` may say where lists are exported; `Accept` says the same by media types. */
export const exportForms = ['json', 'jsonl', 'csv'] as const;
export type ExportForm = (typeof exportForms)[number];

const mediaTypes: Readonly<Record<ExportForm, string>> = {
  json: 'application/json',
  jsonl: 'application/x-ndjson',
  csv: 'text/csv',
};

/** JSON is a listing like any other; exports have longer pages. */
const MOST_AS_JSON = 100;

/**
 * The form of a listing: what `format` says, or what `Accept` names, or JSON. Both may say it as long as they agree: an
 * `Accept` that takes nothing of the form asked for, not even by a wildcard, is refused.
 *
 * @param format as the address has it, for links that people follow
 * @throws Refusal invalid_input naming `format`, or `limit` where pages of JSON would be longer than those of other listings
 */
export function exportForm(
  { format, limit }: { format?: ExportForm | undefined; limit: number },
  accept: string | undefined,
): ExportForm {
  const accepted = typesAccepted(accept);
  if (format !== undefined && !takes(accepted, mediaTypes[format]))
    throw invalid('format', `${format} is ${mediaTypes[format]}, which Accept does not take; leave one of the two out`);
  const form = format ?? formNamed(accepted);
  if (form === 'json' && limit > MOST_AS_JSON)
    throw invalid('limit', `at most ${MOST_AS_JSON} as JSON; CSV and JSON lines take more`);
  return form;
}

/** Media types and ranges the caller takes (RFC 9110, 12.5.1); one with `q=0` is one they do not take. */
function typesAccepted(accept = '*/*'): string[] {
  return accept.split(',').flatMap((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return parameters.some((parameter) => /^q=0(?:\.0*)?$/.test(parameter)) ? [] : [type];
  });
}

function takes(accepted: readonly string[], type: string): boolean {
  return [type, `${type.split('/')[0]}/*`, '*/*'].some((range) => accepted.includes(range));
}

function formNamed(accepted: readonly string[]): ExportForm {
  return (['csv', 'jsonl'] as const).find((form) => accepted.includes(mediaTypes[form])) ?? 'json';
}

function invalid(rule: string, message: string): Refusal {
  return new Refusal('invalid_input', {
    violations: [{ rule, code: 'invalid_input', message: `${rule}: ${message}` }],
  });
}
