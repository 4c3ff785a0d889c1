/** The names of one telling: made anew each time, so that the story can be told again on the same stack. */
export interface Cast {
  readonly group: string;
  readonly role: string;
  readonly unit: string;
  readonly account: string;
}

const RADIX = 36;
const SECOND = 1000;

/** @param now ISO 8601 UTC */
export function castOf(now: string): Cast {
  const tag = Math.floor(Date.parse(now) / SECOND).toString(RADIX);
  return {
    group: `db-team-${tag}`,
    role: `dba-${tag}`,
    unit: `production-${tag}`,
    account: `payments-${tag}`,
  };
}

export const ROLE_NAME = 'Database Administrator';
