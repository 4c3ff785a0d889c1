import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'vitest';
import type { ServiceCall } from '#infra/local/service-call';
import { type RequestedRight, requestedRights } from '#test/infra/iam/requested-rights';
import { RECORDED } from './build-once.ts';

const rights = new Map<string, RequestedRight>();

/** Notes the rights one call takes, each kind of right once. */
export function noteRights(call: ServiceCall): void {
  for (const right of requestedRights(call)) {
    const kind = kindOf(right);
    if (!rights.has(kind)) rights.set(kind, right);
  }
}

/** Writes down what this file of tests has asked for so far. */
export function keepRights(): void {
  const { testPath = 'unknown' } = expect.getState();
  mkdirSync(RECORDED, { recursive: true });
  writeFileSync(join(RECORDED, `${basename(testPath)}.json`), JSON.stringify([...rights.values()]));
}

/** By file of tests, what the calls of the last run asked for. */
export function recordedRights(): Map<string, RequestedRight[]> {
  const files = existsSync(RECORDED) ? readdirSync(RECORDED) : [];
  return new Map(
    files.map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(join(RECORDED, file), 'utf8'))]),
  );
}

/** Two of one kind differ only in ids: `ACTIVATION#act_1` and `ACTIVATION#act_2`. */
function kindOf({ caller, action, resource, context }: RequestedRight): string {
  const circumstances = Object.entries(context).map(([key, value]) => [
    key,
    key === 'dynamodb:LeadingKeys' ? [...new Set([value].flat().map((text) => text.replace(/#.*/s, '#')))] : value,
  ]);
  return JSON.stringify([caller, action, resource.replace(/:execution:.*/, ':execution:'), circumstances]);
}
