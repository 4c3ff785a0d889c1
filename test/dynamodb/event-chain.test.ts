import { describe, expect, it } from 'vitest';
import { hashEvent, NO_PREDECESSOR } from '#shared/audit/event-hash';
import { verifyAudit } from '#shared/audit/verify-audit';
import { keys } from '#shared/dynamodb/keys';
import { changed, pending, requested, touched } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';

onEveryEngine((open) => {
  describe('the audit events of a subject', () => {
    it('are chained: each carries the hash of the one before, the first of none', async () => {
      const world = await open();
      await world.activations.add(pending(), requested, { guards: [] });
      await world.activations.replace(touched(pending()), pending(), changed);
      await world.activations.replace(touched(touched(pending())), touched(pending()), changed);

      const events = await world.activations.listEvents('act_1');

      expect(events.map(({ prev }) => prev)).toEqual([NO_PREDECESSOR, ...events.slice(0, -1).map(hashEvent)]);
      expect(verifyAudit(events, [])).toEqual([]);
    });

    it('cannot go on after one that is gone, nor can the change they tell of', async () => {
      const world = await open();
      await world.activations.add(pending(), requested, { guards: [] });
      await world.table.erase(keys.event({ kind: 'activation', id: 'act_1' }, 1));
      const before = await world.exportTable();

      const change = world.activations.replace(touched(pending()), pending(), changed);

      await expect(change).rejects.toThrow('The event before EVENT#00000002');
      expect(await world.exportTable()).toEqual(before);
    });
  });
});
