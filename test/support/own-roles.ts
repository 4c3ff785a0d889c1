import { expect } from 'vitest';
import type { Client } from './http-client.ts';
import type { TestStack } from './local-stack.ts';
import { ask, show } from './story.ts';

export const user = (id: string) => ({ kind: 'user', id });
export const inGroup = (id: string) => ({ kind: 'group', id });
export const settingsOf = (roleId: string, resourceId = '/') =>
  `/v1/roles/${roleId}/settings?resourceId=${encodeURIComponent(resourceId)}`;

let made = 0;
export const unique = (name: string) => {
  made += 1;
  return `${name}-${made}`;
};

export type OwnRoles = ReturnType<typeof ownRoles>;

/** What grace does so that each case has a role, and people, of its own on a stack that many cases share. */
export function ownRoles(stack: TestStack) {
  const grace: Client = stack.as('grace', { mfa: true });

  async function save(roleId: string, settings: object, resourceId = '/') {
    const before = await grace.get(settingsOf(roleId, resourceId));
    const etag = before.headers.get('etag') ?? '';
    const saved = await grace.put(settingsOf(roleId, resourceId), settings, { 'if-match': etag });
    expect([saved.status, saved.text]).toEqual([200, saved.text]);
    return saved;
  }

  return {
    grace,
    save,
    /** A role of its own that somebody is eligible for, decided on by these approvers. */
    async role(holder: string, approvers: readonly object[] | undefined, changes: object = {}, quorum = 1) {
      const { body } = await grace.post('/v1/roles', { id: unique('role'), displayName: unique('Role') });
      const roleId = body.id ?? '';
      const approval = { required: true, quorum, ...(approvers ? { approvers } : {}) };
      await save(roleId, { approval, ...changes });
      const eligible = { principalIds: [holder], roleId, type: 'eligible', justification: 'Case' };
      expect((await grace.post('/v1/assignments', eligible)).status).toBe(201);
      return roleId;
    },
    async person(changes: object = {}) {
      const id = unique('person');
      const wanted = { id, kind: 'user', displayName: id, email: `${id}@example.test`, ...changes };
      expect((await grace.post('/v1/principals', wanted)).status).toBe(201);
      return id;
    },
    ask: (person: string, roleId: string, item: object = {}) =>
      ask(stack, person, { items: [{ roleId, ...item }], justification: 'Case' }),
    link: (id: string, personId: string) => grace.patch(`/v1/principals/${id}`, { personId }),
    change: (id: string, changes: object) => grace.patch(`/v1/principals/${id}`, changes),
    async statusOf(id: string) {
      await stack.settled();
      const { status, ...rest } = await show(stack, id);
      return [status, 'reason' in rest ? rest.reason : undefined];
    },
  };
}
