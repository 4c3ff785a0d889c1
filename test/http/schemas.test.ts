import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { NoBody, Page } from '#shared/http/fields';
import {
  ActivateBody,
  BulkDecisionBody,
  DecisionBody,
  EvaluationBody,
  EvaluationsBody,
  LinkDecisionBody,
  LinkPreviewBody,
  ReportQuery,
} from '#shared/http/schemas';
import { AuditQuery, SummaryQuery } from '#shared/http/schemas/reports';
import { ExtendBody, ReviewBody } from '#shared/http/schemas/running-activations';

const items = [{ roleId: 'reader' }];
const decision = { decision: 'approve', justification: 'Known outage' };
const vote = { activationId: 'act_1', decision: 'deny' };
const byLink = { token: 'a.b.c', decision: 'approve', matchCode: 'CFG7' };
const question = {
  subject: { type: 'user', id: 'prn_ada' },
  action: { name: 'use' },
  resource: { type: 'role', id: 'reader', properties: { resourceId: '/' } },
};

describe('what a route takes', () => {
  it.each([
    ['a decision', DecisionBody, decision],
    ['a decision without a word', DecisionBody, { decision: 'deny' }],
    ['fifty decisions', BulkDecisionBody, { items: Array(50).fill(vote), justification: 'x' }],
    ['a link', LinkPreviewBody, { token: 'a.b.c' }],
    ['a decision by link', LinkDecisionBody, byLink],
    ['nothing', NoBody, undefined],
    ['an empty object', NoBody, {}],
    ['a question', EvaluationBody, question],
    ['a question with more than the standard asks', EvaluationBody, { ...question, context: { ip: '::1' }, extra: 1 }],
    ['fifty questions', EvaluationsBody, { evaluations: Array(50).fill(question) }],
    ['a question by itself among several', EvaluationsBody, question],
    ['an empty list of questions', EvaluationsBody, { ...question, evaluations: [] }],
    ['a justification in lines and columns', DecisionBody, { ...decision, justification: 'a\n\tb 🔑 é\u200d' }],
    ['an emergency', ActivateBody, { items: [{ roleId: 'reader', breakGlass: true }] }],
    ['more time', ExtendBody, { additionalMinutes: 30 }],
    ['a review', ReviewBody, { justification: 'Seen' }],
    ['what waits for a review', ReportQuery, { review: 'awaiting' }],
    ['a page', Page, { limit: '100', cursor: 'abc' }],
    ['a filter', ReportQuery, { from: '2026-11-01T00:00:00Z', roleId: 'reader', status: 'ended', limit: '1000' }],
    [
      'where from and how',
      ReportQuery,
      {
        ip: '2001:db8::1',
        userAgent: 'Mozilla',
        justification: 'mail',
        assurance: 'link',
        endedTo: '2026-11-01T00:00:00Z',
      },
    ],
    ['a type of event', AuditQuery, { type: 'activation.requested', actorId: 'sweeper', limit: '1000' }],
    ['the beginning of types', AuditQuery, { type: 'activation.' }],
    ['one subject', AuditQuery, { subjectKind: 'role_settings', subjectId: 'reader:/' }],
    ['a period', SummaryQuery, { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00+01:00' }],
  ])('is %s', (_, schema, given) => {
    expect(v.is(schema, given)).toBe(true);
  });

  it.each([
    ['a third decision', DecisionBody, { ...decision, decision: 'maybe' }],
    ['no decision', DecisionBody, {}],
    ['a decision with terms of its own', DecisionBody, { ...decision, durationMinutes: 600 }],
    ['a decision in somebody’s name', DecisionBody, { ...decision, by: 'prn_grace' }],
    ['a decision with 1,001 characters', DecisionBody, { ...decision, justification: 'x'.repeat(1001) }],
    ['a decision with a NUL', DecisionBody, { ...decision, justification: 'a\0b' }],
    ['a decision with an escape sequence', DecisionBody, { ...decision, justification: '\u001b[2J' }],
    ['a decision with a control character of C1', DecisionBody, { ...decision, justification: 'a\u0085b' }],
    ['a decision with half a character', DecisionBody, { ...decision, justification: 'a\ud800b' }],
    ['a ticket over two lines', ActivateBody, { items, ticket: { number: 'INC-1\nINC-2' } }],
    ['a ticket system with half a character', ActivateBody, { items, ticket: { number: '1', system: '\udc00' } }],
    ['a code with a NUL', LinkDecisionBody, { ...byLink, matchCode: 'CFG7\0' }],
    ['a token with a line break', LinkPreviewBody, { token: 'a.b.c\n' }],
    ['no decisions', BulkDecisionBody, { items: [] }],
    ['fifty-one decisions', BulkDecisionBody, { items: Array(51).fill(vote) }],
    ['a decision on no id', BulkDecisionBody, { items: [{ ...vote, activationId: 'ACTIVATION#1' }] }],
    ['a link without a token', LinkPreviewBody, { token: '' }],
    ['a link whose token is a list', LinkPreviewBody, { token: ['a.b.c'] }],
    ['a decision by link without a code', LinkDecisionBody, { token: 'a.b.c', decision: 'approve' }],
    ['a decision by link with a code of 17 characters', LinkDecisionBody, { ...byLink, matchCode: 'x'.repeat(17) }],
    ['a decision by link with an approver', LinkDecisionBody, { ...byLink, approverId: 'prn_grace' }],
    ['something where there is nothing to say', NoBody, { reason: 'x' }],
    ['a question without a subject', EvaluationBody, { ...question, subject: undefined }],
    ['a question about a number', EvaluationBody, { ...question, subject: { type: 'user', id: 7 } }],
    ['a thousand and one questions', EvaluationsBody, { evaluations: Array(1001).fill(question) }],
    ['an emergency of some kind', ActivateBody, { items: [{ roleId: 'reader', breakGlass: 'yes' }] }],
    ['more time by the second', ExtendBody, { additionalMinutes: 7.5 }],
    ['more time in words', ExtendBody, { additionalMinutes: '30' }],
    ['more time of no length', ExtendBody, { justification: 'x' }],
    ['more time until an end of one’s own', ExtendBody, { additionalMinutes: 30, endsAt: '2030-01-01T00:00:00Z' }],
    ['a review without a word', ReviewBody, {}],
    ['a review in somebody’s name', ReviewBody, { justification: 'Seen', by: 'prn_grace' }],
    ['a report of reviews of some kind', ReportQuery, { review: 'maybe' }],
    ['a page of none', Page, { limit: '0' }],
    ['a page of 101', Page, { limit: '101' }],
    ['a page of less than none', Page, { limit: '-1' }],
    ['a page of a half', Page, { limit: '1.5' }],
    ['two pages at once', Page, { limit: '1,2' }],
    ['a page with a filter', Page, { roleId: 'reader' }],
    ['a cursor of 2,001 characters', Page, { cursor: 'x'.repeat(2001) }],
    ['a report of 1,001', ReportQuery, { limit: '1001' }],
    ['a report from some day', ReportQuery, { from: 'yesterday' }],
    ['a report until a day that is not', ReportQuery, { to: '2026-02-30T00:00:00Z' }],
    ['a report by key', ReportQuery, { requesterId: 'PRINCIPAL#prn_ada' }],
    ['a report by something else', ReportQuery, { colour: 'red' }],
    ['a report by half a way to decide', ReportQuery, { assurance: 'mail' }],
    ['a report by an endless client', ReportQuery, { userAgent: 'x'.repeat(201) }],
    ['an event nobody writes', AuditQuery, { type: 'activation' }],
    ['a beginning of nothing', AuditQuery, { type: 'nothing.' }],
    ['a dot', AuditQuery, { type: '.' }],
    ['a subject that is a key', AuditQuery, { subjectKind: 'PRINCIPAL' }],
    ['an audit of 1,001', AuditQuery, { limit: '1001' }],
    ['a page of figures', SummaryQuery, { limit: '10' }],
  ])('is never %s', (_, schema, given) => {
    expect(v.is(schema, given)).toBe(false);
  });

  it('is 25 to a page when nobody says how many', () => {
    expect(v.parse(Page, {})).toEqual({ limit: 25 });
    expect(v.parse(ReportQuery, { limit: '1000' })).toEqual({ limit: 1000 });
  });
});
