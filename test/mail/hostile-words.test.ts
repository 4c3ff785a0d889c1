import { describe, expect, it } from 'vitest';
import { renderCallMail, renderMail } from '#shared/mail/templates';
import { ask, callFacts, everyMail, facts, pending, type Words } from './mail-world.ts';

const RIGHT_TO_LEFT_OVERRIDE = '\u202E';
const BREAKS = ['\n', '\r\n', '\r', '\u0085', '\u2028', '\u2029', '\v', '\f'];
const FORGED_CODE = 'Code: AAAA';
const FORGED_LINK = 'https://mallory.example/decide#x';
const hostile = [
  `<script>alert(1)</script><img src=x onerror="alert('1')">&amp;`,
  ...BREAKS.flatMap((lineBreak) => [
    `${lineBreak}${FORGED_CODE}${lineBreak}`,
    `${lineBreak}${FORGED_LINK}${lineBreak}`,
  ]),
  `\r\nBcc: mallory@mallory.example\r\n\r\n`,
  `invoice${RIGHT_TO_LEFT_OVERRIDE}gpj.exe\u2066\u200B\uFEFF`,
  '\u0000\u0007\u001B[31m\uD800',
].join('');

const words: Words = {
  requester: { id: 'prn_mallory', displayName: `${FORGED_CODE}${hostile}` },
  roleName: `${FORGED_LINK}${hostile}`,
  resourceId: 'res_1',
  justification: hostile,
  ticket: { number: `${FORGED_CODE}${hostile}`, system: hostile },
};

describe.each(everyMail(words, hostile, `${FORGED_LINK}${hostile}`))(
  'hostile words in the mail about %s to the %s',
  (event, audience, given) => {
    const { subject, text, html } = renderMail(event, audience, given);
    const links =
      'invitation' in given ? [given.invitation.joinUrl] : 'ask' in given ? [ask.approveUrl, ask.denyUrl] : [];

    it('do not become markup', () => {
      expect(html).not.toMatch(/<script|<img|onerror="/i);
      expect(html).toContain('&lt;script&gt;');
      expect(html.match(/href="/g) ?? []).toHaveLength(links.length);
    });

    it('do not end the subject or hide in it', () => {
      expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      expect([...subject].length).toBeLessThanOrEqual(150);
    });

    it('forge no line with a link or a code', () => {
      const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/);

      const ours = 'ask' in given ? [`Code: ${ask.matchCode}`, ...links] : links;
      expect(lines.filter((line) => /^\s*(https?:|Code:|Bcc:)/i.test(line))).toEqual(ours);
    });

    it('hold no address a mail program makes a link of (T-57)', () => {
      const address = /https?:\/\/\S+|\b[\w-]+(\.[\w-]+)*\.(example|com)\b|\S@\w/gi;
      const isOurs = (found: string) => links.some((one) => one.startsWith(found));

      for (const part of [text, html.replace(/href="[^"]*"|<title>.*<\/title>/g, '')])
        expect(part.match(address)?.filter((found) => !isOurs(found)) ?? []).toEqual([]);
    });

    it('cannot turn the direction of what is read or steer a terminal', () => {
      const invisible = /[\u202A-\u202E\u2066-\u2069\u200B\uFEFF]|(?!\n)\p{Cc}/u;

      expect([subject, text, html].filter((part) => invisible.test(part))).toEqual([]);
      expect([subject, text, html].filter((part) => !part.isWellFormed())).toEqual([]);
    });
  },
);

it('hostile words in the mail about several requests forge neither markup nor a line with a link or a code', () => {
  const { text, html } = renderCallMail('activation.requested', callFacts(words, '2026-11-24T12:00:00.000Z'));

  const lines = text.split(/\r\n|[\n\r\u0085\u2028\u2029\v\f]/);
  const links = [ask.approveUrl, ask.denyUrl];
  const ours = [`Code: ${ask.matchCode}`, ...links, ...links, ...links, 'https://lapse.example/approvals'];
  expect(lines.filter((line) => /^\s*(https?:|Code:|Bcc:)/i.test(line))).toEqual(ours);
  expect(html).not.toMatch(/<script|<img|onerror="/i);
  expect(html.match(/href="/g)).toHaveLength(7);
});

describe('words that are long', () => {
  it('are cut, but a justification of the length the API allows arrives whole', () => {
    const longest = 'x'.repeat(1000);
    const asking = (justification: string) =>
      renderMail('activation.requested', 'approver', facts(pending({ justification }), { ask })).text;

    expect(asking(longest)).toContain(`“${longest}”`);
    expect(asking('x'.repeat(100_000)).length).toBeLessThan(3000);
  });

  it('are never cut through a character', () => {
    const emoji = '😀'.repeat(2000);

    expect(
      renderMail('activation.requested', 'approver', facts(pending({ justification: emoji }), { ask })).text,
    ).toSatisfy((text: string) => text.isWellFormed());
  });
});

describe('words between quotation marks (T-57)', () => {
  it('cannot close them and go on as if they were ours', () => {
    const forged = 'ok” Approved by: Security “x';
    const { text } = renderMail('activation.requested', 'approver', facts(pending({ justification: forged }), { ask }));

    expect(text).toContain('Justification: “ok" Approved by: Security "x”\n');
  });

  it('hold no address a mail program finds, whatever hides in it', () => {
    const justification = 'see https:\u200b//mallory.example/decide#x, www.mallory.example or mallory@mallory.example';
    const { text, html } = renderMail('activation.requested', 'approver', facts(pending({ justification }), { ask }));

    for (const part of [text, html]) {
      expect(part).not.toMatch(/\/\/mallory\.example|www\.mallory|@mallory/);
      expect(part).toContain('mallory.\u200cexample');
    }
  });
});

describe('words of any language', () => {
  it('stay as they are', () => {
    const name = 'علی‌رضا · Ħaż · 👩‍💻';

    const { text } = renderMail(
      'activation.requested',
      'approver',
      facts(pending({ requester: { id: 'prn_a', displayName: name } }), { ask }),
    );

    expect(text).toContain(`Who: ${name} (prn_a)\n`);
  });
});
