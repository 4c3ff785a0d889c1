import { beforeEach, describe, expect, it } from 'vitest';
import { EXCHANGE } from '#test/support/found-organization';
import { useWorlds } from '#test/support/use-worlds';
import { type Administration, openAdministration } from './administration-world.ts';

const open = useWorlds();
let lapse: Administration;
beforeEach(async () => {
  lapse = await openAdministration(open);
});

const EIGHT_HOURS = 480;
const path = { id: EXCHANGE };
const patch = (assignments: unknown) => lapse.call('patchSettings', { path, body: { assignments } });
const limitsOf = ({ body }: { body: Record<string, unknown> }) => Object(body.settings).assignments;

describe('limits of assignments over HTTP (SET-8, reported/19)', () => {
  it('are set in minutes and told in both, also less than a day', async () => {
    const set = await patch({ longestActiveMinutes: EIGHT_HOURS });

    expect(set.status).toBe(200);
    expect(limitsOf(set)).toMatchObject({ longestActiveMinutes: EIGHT_HOURS, longestActiveDays: EIGHT_HOURS / 1440 });
    expect(limitsOf(set)).toMatchObject({ longestEligibleMinutes: 525_600, longestEligibleDays: 365 });
    expect(set.body.changes).toMatchObject([
      { field: 'assignments.longestActiveMinutes', from: 259_200, to: EIGHT_HOURS },
    ]);
    const { body } = await lapse.call('listSettingsVersions', { path, query: { limit: '1' } });
    expect(limitsOf({ body: Object(body.items)[0] })).toEqual(limitsOf(set));
  });

  it('are still understood in days, and what was read can be sent back', async () => {
    await patch({ longestEligibleDays: 30, longestActiveMinutes: EIGHT_HOURS });
    const read = await lapse.call('getSettings', { path });

    const saved = await lapse.call('putSettings', {
      path,
      headers: { 'if-match': String(read.headers.etag) },
      body: read.body.settings,
    });
    const inDays = await patch({ longestActiveDays: limitsOf(read).longestActiveDays });

    expect(limitsOf(read)).toMatchObject({ longestEligibleMinutes: 43_200, longestActiveMinutes: EIGHT_HOURS });
    expect([saved.status, saved.body.changes]).toEqual([200, []]);
    expect([inDays.status, inDays.body.changes]).toEqual([200, []]);
  });

  it('go back to their default by null, by either name, and the change says so', async () => {
    await patch({ longestEligibleMinutes: 60, longestActiveMinutes: EIGHT_HOURS });

    const { body } = await patch({ longestEligibleDays: null, longestActiveMinutes: null });

    expect(limitsOf({ body })).toMatchObject({ longestEligibleMinutes: 525_600, longestActiveMinutes: 259_200 });
    expect(body.warnings).toEqual([
      expect.objectContaining({ code: 'protection_lowered', field: 'assignments' }),
      expect.objectContaining({ code: 'set_to_default', field: 'assignments.longestEligibleMinutes' }),
      expect.objectContaining({ code: 'set_to_default', field: 'assignments.longestActiveMinutes' }),
    ]);
  });

  it.each<[string, object, string]>([
    ['that differ in days and minutes', { longestActiveDays: 1, longestActiveMinutes: 480 }, 'longestActiveDays'],
    [
      'a default in days and one in minutes',
      { longestEligibleDays: null, longestEligibleMinutes: 60 },
      'longestEligibleDays',
    ],
    ['a third of a day, nearly', { longestActiveDays: 0.3333 }, 'longestActiveDays'],
    ['no days', { longestActiveDays: 0 }, 'longestActiveDays'],
    ['more than ten years of days', { longestActiveDays: 3651 }, 'longestActiveDays'],
    ['four minutes', { longestActiveMinutes: 4 }, 'longestActiveMinutes'],
    ['more than ten years of minutes', { longestEligibleMinutes: 5_256_001 }, 'longestEligibleMinutes'],
    ['half a minute', { longestEligibleMinutes: 60.5 }, 'longestEligibleMinutes'],
    ['hours by name', { longestActiveHours: 8 }, 'longestActiveHours'],
  ])('are refused when %s', async (_, assignments, field) => {
    const refused = await patch(assignments);

    expect([refused.status, refused.body.code]).toEqual([400, 'invalid_input']);
    expect(refused.body.violations).toMatchObject([{ rule: `assignments.${field}` }]);
    expect((await lapse.call('getSettings', { path })).headers.etag).toBe('"1"');
  });
});
