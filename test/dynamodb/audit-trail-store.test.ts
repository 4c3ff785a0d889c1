import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '#shared/domain/audit-event';
import { plusMinutes } from '#shared/domain/instant';
import type { Page, PageRequest } from '#shared/ports';
import type { AuditFilter } from '#shared/ports/audit-trail';
import { ada, foundOrganization, grace, principal } from '#test/support/found-organization';
import { refused } from '#test/support/refused';
import type { OpenWorld } from '#test/support/use-worlds';
import { NOON, type World } from '#test/support/world';
import { changed, pending, requested, touched } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

const DAY = 24 * 60;
const told = ({ items }: Page<AuditEvent>) => items.map(({ type, subject, seq }) => `${type} ${subject.id} ${seq}`);
const cursorAt = (position: string) => Buffer.from(position).toString('base64url');

/** Yesterday linus was added by grace; at noon ada asked, a minute later something became of it. */
async function storyOf(open: OpenWorld): Promise<World> {
  const world = await open();
  world.setTime(plusMinutes(NOON, -DAY));
  await world.directory.addPrincipal(principal('linus'), grace);
  world.setTime(NOON);
  await world.activations.add(pending(), requested, { guards: [] });
  world.setTime(plusMinutes(NOON, 1));
  await world.activations.replace(touched(pending()), pending(), changed);
  world.setTime(plusMinutes(NOON, 2));
  return world;
}

const ADDED = 'principal.added prn_linus 1';
const REQUESTED = 'activation.requested act_1 1';
const VOTED = 'activation.voted act_1 2';

const filters: [string, AuditFilter, string[]][] = [
  ['nothing in particular', {}, [VOTED, REQUESTED, ADDED]],
  ['a type', { type: 'activation.requested' }, [REQUESTED]],
  ['the beginning of types', { type: 'activation.' }, [VOTED, REQUESTED]],
  ['an actor', { actorId: grace.id }, [VOTED, ADDED]],
  ['a kind of subject', { subjectKind: 'principal' }, [ADDED]],
  ['a subject by its id alone', { subjectId: 'act_1' }, [VOTED, REQUESTED]],
  ['one subject', { subjectKind: 'activation', subjectId: 'act_1' }, [VOTED, REQUESTED]],
  ['one subject and a type', { subjectKind: 'activation', subjectId: 'act_1', type: 'activation.voted' }, [VOTED]],
  ['a subject of another kind', { subjectKind: 'role', subjectId: 'act_1' }, []],
  ['a start, included', { from: NOON }, [VOTED, REQUESTED]],
  ['an end, excluded', { to: plusMinutes(NOON, 1) }, [REQUESTED, ADDED]],
  ['one subject and a time', { subjectKind: 'activation', subjectId: 'act_1', to: plusMinutes(NOON, 1) }, [REQUESTED]],
  ['actor and type', { actorId: ada.id, type: 'activation.voted' }, []],
];

async function allPages(list: (page: PageRequest) => Promise<Page<AuditEvent>>, limit: number): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 50; pages += 1) {
    const page = await list({ limit, cursor });
    found.push(...told(page));
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return found;
}

onEveryEngine((open) => {
  describe('the audit trail', () => {
    it('by any filter has each event once, newest first, on any size of page', async () => {
      const world = await storyOf(open);

      for (const [name, filter, expected] of filters) {
        const list = (page: PageRequest) => world.auditTrail.list(filter, page);

        expect([name, told(await list({ limit: 100 }))]).toEqual([name, expected]);
        expect([name, await allPages(list, 1)]).toEqual([name, expected]);
        expect([name, await allPages(list, 2)]).toEqual([name, expected]);
      }
    });

    it('of one subject shows its events and nothing else of its partition', async () => {
      const world = await foundOrganization(await open());

      const { items } = await world.auditTrail.list({ subjectKind: 'principal', subjectId: ada.id }, { limit: 10 });

      expect(items).toEqual([expect.objectContaining({ type: 'principal.added', seq: 1, details: expect.anything() })]);
    });

    it('of one subject goes on where the page before ended, over many events', async () => {
      const world = await open();
      let activation = pending();
      await world.activations.add(activation, requested, { guards: [] });
      for (let seq = 2; seq <= 7; seq += 1) {
        const next = { ...activation, revision: seq };
        await world.activations.replace(next, activation, changed);
        activation = next;
      }
      const list = (page: PageRequest) =>
        world.auditTrail.list({ subjectKind: 'activation', subjectId: 'act_1' }, page);

      const seqs = (await allPages(list, 3)).map((line) => Number(line.split(' ').at(-1)));

      expect(seqs).toEqual([7, 6, 5, 4, 3, 2, 1]);
    });

    it.each(['LINK#hash', 'ACTIVATION', 'zzz'])(
      'refuses a cursor that leads out of the chain: %s',
      async (position) => {
        const world = await storyOf(open);
        const filter = { subjectKind: 'activation', subjectId: 'act_1' } as const;

        await expect(async () =>
          world.auditTrail.list(filter, { limit: 5, cursor: cursorAt(position) }),
        ).rejects.toThrow(refused('invalid_cursor'));
      },
    );

    it('looks through no more than an answer may take, and says where the next page goes on', async () => {
      const world = await storyOf(open);
      const before = world.table.requests.length;

      const page = await world.auditTrail.list({ from: '2020-01-01T00:00:00.000Z', type: 'role.' }, { limit: 10 });

      expect(page.items).toEqual([]);
      expect(page.nextCursor).toBeDefined();
      expect(world.table.requests.length - before).toBeLessThan(62 * 4 + 10);
    });
  });
});
