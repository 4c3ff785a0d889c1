import { describe, expect, it } from 'vitest';
import { createPace } from '#shared/mail/pace';

/** When each of so many mails goes out, in milliseconds, where they all come at the times given. */
async function sentAt(mailsPerSecond: number, comingAt: readonly number[]): Promise<number[]> {
  const time = { now: 0 };
  const sent: number[] = [];
  const pace = createPace(mailsPerSecond, {
    now: () => time.now,
    wait: async (milliseconds) => sent.push(time.now + milliseconds),
  });
  for (const at of comingAt) {
    time.now = at;
    const before = sent.length;
    await pace.turn();
    if (sent.length === before) sent.push(at);
  }
  return sent;
}

describe('the pace of one of eight senders', () => {
  it('is an eighth of what SES takes: at ten a second one in 800 milliseconds', async () => {
    expect(await sentAt(10, [0, 0, 0, 0])).toEqual([0, 800, 1600, 2400]);
  });

  it('is one in eight seconds in the sandbox', async () => {
    expect(await sentAt(1, [0, 0, 0])).toEqual([0, 8000, 16_000]);
  });

  it('keeps nobody waiting who comes late enough, and saves nothing up', async () => {
    expect(await sentAt(10, [0, 5000, 5000, 5100])).toEqual([0, 5000, 5800, 6600]);
  });

  it.each([1, 2, 10, 14, 50, 200])('never lets eight of them send more than %i mails in any second', async (most) => {
    const sent = await sentAt(
      most,
      Array.from({ length: 200 }, () => 0),
    );

    for (const start of sent.slice(0, 100)) {
      const within = sent.filter((at) => at >= start && at < start + 1000 * Math.max(1, 8 / most)).length;
      expect(within).toBeLessThanOrEqual(Math.max(1, Math.ceil(most / 8)));
    }
  });

  it.each([
    [1, 1],
    [10, 6],
    [14, 8],
    [10_000, 10],
  ])('at %i mails a second lets %i go together, so that none outlasts its invocation', (mailsPerSecond, atOnce) => {
    expect(createPace(mailsPerSecond).atOnce).toBe(atOnce);
  });
});
