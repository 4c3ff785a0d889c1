import { describe, expect, it } from 'vitest';
import { createControl } from '#infra/local/control';
import { createFaults } from '#infra/local/faults';
import { serve } from './services.ts';

async function startControl() {
  const time = { now: Date.parse('2026-11-22T12:00:00Z') };
  const faults = createFaults();
  const mail = { subject: 'Approved', text: '', html: '', at: '2026-11-22T12:00:00.000Z' };
  const { origin } = await serve(
    createControl({
      now: () => time.now,
      advance: async (minutes) => {
        time.now += minutes * 60_000;
      },
      mint: async (request) => JSON.stringify(request),
      mails: (to) => ['ada', 'grace'].map((name) => ({ ...mail, to: name })).filter((each) => !to || each.to === to),
      faults,
      logs: [{ function: 'stream/notify', line: 'sent' }],
      subjects: ['ada', 'grace'],
      links: { api: 'http://127.0.0.1:4000' },
    }),
  );
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(origin + path, { method, headers, ...(text !== undefined && { body: text }) });
    return { status: answer.status, body: await answer.json() };
  };
  return { call, faults, origin };
}

describe('the control port', () => {
  it('moves the clock on by minutes and parts of them, and tells the time', async () => {
    const { call } = await startControl();

    expect(await call('POST', '/clock', { advanceMinutes: 90.5 })).toEqual({
      status: 200,
      body: { now: '2026-11-22T13:30:30.000Z' },
    });
    expect((await call('GET', '/clock')).body).toEqual({ now: '2026-11-22T13:30:30.000Z' });
  });

  it('hands out tokens of people as if they had signed in', async () => {
    const { call } = await startControl();

    const { body } = await call('POST', '/token', { person: 'ada', mfa: true, authenticatedMinutesAgo: 5 });

    expect(JSON.parse(Object(body).accessToken)).toEqual({ subject: 'ada', mfa: true, authenticatedMinutesAgo: 5 });
  });

  it('shows the mails of everybody, or of one', async () => {
    const { call } = await startControl();

    expect((await call('GET', '/mailbox')).body).toHaveLength(2);
    expect((await call('GET', '/mailbox?to=ada')).body).toMatchObject([{ to: 'ada', subject: 'Approved' }]);
  });

  it('makes a service fail', async () => {
    const { call, faults } = await startControl();

    await call('POST', '/faults', { service: 'ses', kind: 'throttle', times: 1 });

    await expect(faults.around('ses', async () => 'sent')).rejects.toMatchObject({ name: 'Throttling' });
    await expect(faults.around('ses', async () => 'sent')).resolves.toBe('sent');
  });

  it('makes the workflow service answer late, and knows of no other that does', async () => {
    const { call, faults } = await startControl();

    const taken = await call('POST', '/faults', { service: 'sfn', kind: 'lag', times: 1 });
    const refused = await call('POST', '/faults', { service: 'ses', kind: 'lag', times: 1 });

    expect([taken.status, faults.lags('sfn'), faults.lags('sfn')]).toEqual([200, true, false]);
    expect(refused).toEqual({ status: 400, body: { field: 'kind', message: 'Only sfn answers late.' } });
  });

  it('says that it is well, shows the logs, and has a page for people', async () => {
    const { call, origin } = await startControl();

    expect((await call('GET', '/health')).body).toMatchObject({ status: 'ok' });
    expect((await call('GET', '/logs')).body).toEqual([{ function: 'stream/notify', line: 'sent' }]);
    expect(await (await fetch(origin)).text()).toContain('2026-11-22T12:00:00.000Z');
  });

  it.each([
    ['/clock', { advanceMinutes: -1 }, 'advanceMinutes'],
    ['/clock', { advanceMinutes: '60' }, 'advanceMinutes'],
    ['/clock', { advanceMinutes: 1e12 }, 'advanceMinutes'],
    ['/clock', {}, 'advanceMinutes'],
    ['/token', { person: 'nobody' }, 'person'],
    ['/token', { person: 'ada', factor: 2 }, 'factor'],
    ['/faults', { service: 's3', kind: 'error', times: 1 }, 'service'],
    ['/faults', { service: 'ses', kind: 'error', times: 0.5 }, 'times'],
    ['/clock', 'gibberish', 'body'],
    ['/clock', '"now"', 'body'],
  ])('POST %s refuses %j and names the field %s', async (path, body, field) => {
    const { call } = await startControl();

    expect(await call('POST', path, body)).toMatchObject({ status: 400, body: { field } });
  });

  it('knows no other routes', async () => {
    const { call } = await startControl();

    expect((await call('DELETE', '/clock')).status).toBe(404);
  });

  it('refuses pages of other sites', async () => {
    const { call } = await startControl();
    const headers = { origin: 'https://evil.example.test' };

    expect((await call('POST', '/clock', { advanceMinutes: 1 }, headers)).status).toBe(403);
    expect((await call('GET', '/mailbox', undefined, headers)).status).toBe(403);
  });
});
