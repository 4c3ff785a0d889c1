import { describe, expect, it } from 'vitest';
import { hashInvitationCode, newInvitationCode } from '#shared/decision-tokens/invitation-codes';
import { principalOfCode } from '#shared/domain/invitation';

const randomText = (bytes: number) => Buffer.alloc(bytes, 0xa5).toString('base64url');

describe('the code of an invitation', () => {
  it('is whose it is and 128 random bits', () => {
    const code = newInvitationCode('prn_barbara', randomText);

    expect(code).toBe('prn_barbara.paWlpaWlpaWlpaWlpaWlpQ');
    expect(principalOfCode(code)).toBe('prn_barbara');
  });

  it('is known by its hash alone, which covers all of it', () => {
    const hash = hashInvitationCode('prn_barbara.paWlpaWlpaWlpaWlpaWlpQ');

    expect(hash).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(hashInvitationCode('prn_barbarb.paWlpaWlpaWlpaWlpaWlpQ')).not.toBe(hash);
    expect(hashInvitationCode('prn_barbara.paWlpaWlpaWlpaWlpaWlpR')).not.toBe(hash);
  });
});
