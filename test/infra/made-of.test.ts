import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fingerprint, isMadeOf, noteMadeOf } from '#infra/made-of';

describe('what a build is made of', () => {
  it('is the same for the same sources and settings, and another for others', () => {
    const mark = fingerprint(['shared/domain/**'], { origin: 'https://lapse.example' });

    expect(fingerprint(['shared/domain/**'], { origin: 'https://lapse.example' })).toBe(mark);
    expect(fingerprint(['shared/domain/**'], { origin: 'https://other.example' })).not.toBe(mark);
    expect(fingerprint(['shared/mail/**'], { origin: 'https://lapse.example' })).not.toBe(mark);
  });

  it('is known of a folder once it was noted, and of no other', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lapse-made-of-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const mark = fingerprint(['shared/domain/**']);

    expect(isMadeOf(folder, mark)).toBe(false);
    noteMadeOf(folder, mark);

    expect(isMadeOf(folder, mark)).toBe(true);
    expect(isMadeOf(folder, fingerprint(['shared/mail/**']))).toBe(false);
    expect(isMadeOf(join(folder, 'gone'), mark)).toBe(false);
  });
});
