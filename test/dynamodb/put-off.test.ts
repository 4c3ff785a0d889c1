import { describe, expect, it } from 'vitest';
import { plusMinutes } from '#shared/domain/instant';
import { Stale } from '#shared/ports';
import type { Due } from '#shared/ports/dues';
import { NOON } from '#test/support/world';
import { changed, touched } from './an-activation.ts';
import { onEveryEngine } from './on-every-engine.ts';
import { minuteApart, worldWith } from './reading-lists.ts';

const FAR = '2027-01-01T00:00:00.000Z';
const until = plusMinutes(NOON, 5000);

onEveryEngine((open) => {
  describe('what was put off', () => {
    it('stands behind what is due, with the time it is tried again and the time it has been due since', async () => {
      const world = await worldWith(open, minuteApart(3));
      const [first, ...others] = await world.dues.list(FAR, 10);
      if (!first) throw new Error('Nothing is due.');

      await world.dues.putOff(first, { failures: 1, until });

      const putOff = { ...first, putOff: { failures: 1, until } };
      expect(await world.dues.list(FAR, 10)).toEqual([...others, putOff]);
      expect(await world.dues.list(NOON, 10)).toEqual([putOff]);
      await world.dues.putOff(putOff, { failures: 2, until: FAR });
      expect(await world.dues.list(NOON, 10)).toEqual([{ ...first, putOff: { failures: 2, until: FAR } }]);
    });

    it('keeps its state and its revision, and is due as ever once it is written again', async () => {
      const [activation] = minuteApart(1);
      if (!activation) throw new Error('There is none.');
      const world = await worldWith(open, [activation]);
      const [due] = await world.dues.list(FAR, 10);
      if (!due) throw new Error('Nothing is due.');

      await world.dues.putOff(due, { failures: 1, until });

      expect(await world.activations.find(activation.id)).toEqual(activation);
      await world.activations.replace(touched(activation), activation, changed);
      expect(await world.dues.list(FAR, 10)).toEqual([due]);
    });

    it('has not moved on meanwhile, nor gone: else nothing is written', async () => {
      const world = await worldWith(open, minuteApart(1));
      const [due] = await world.dues.list(FAR, 10);
      if (!due) throw new Error('Nothing is due.');
      const before = await world.exportTable();
      const gone: Due[] = [
        { ...due, dueAt: NOON },
        { ...due, id: 'act_none' },
        { ...due, kind: 'ending' },
        { kind: 'assignment', holderId: 'prn_ada', id: due.id, dueAt: due.dueAt },
        { ...due, putOff: { failures: 1, until } },
      ];

      for (const one of gone)
        await expect(world.dues.putOff(one, { failures: 1, until })).rejects.toBeInstanceOf(Stale);

      expect(await world.exportTable()).toEqual(before);
    });

    it('hides nothing that is due, however much of it there is', async () => {
      const world = await worldWith(open, minuteApart(12));
      const all = await world.dues.list(FAR, 12);
      const [last] = all.slice(-1);
      const others = all.slice(0, -1);
      for (const one of others) await world.dues.putOff(one, { failures: 1, until });

      const listed = await world.dues.list(FAR, 1);

      expect(listed[0]).toEqual(last);
      expect(listed.length).toBeLessThanOrEqual(5);
    });
  });
});
