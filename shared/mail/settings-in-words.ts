import type { FieldChange } from '#shared/domain/change';
import { durationInWords } from '#shared/domain/duration-in-words';
import type { Fact } from './letter.ts';

/** What people call a setting; one that is not here goes by its path. */
const labels: Readonly<Record<string, string>> = {
  maximumDurationMinutes: 'Longest activation',
  notifyAdministrators: 'Administrators are told',
  extraRecipients: 'Also told',
  'ticket.required': 'Ticket needed',
  'ticket.systems': 'Ticket systems',
  'ticket.numberPattern': 'Pattern of ticket numbers',
  'mfa.require': 'Second factor',
  'mfa.maxAgeMinutes': 'Second factor not older than',
  acrValues: 'Sign-ins that count',
  'approval.required': 'Approval needed',
  'approval.approvers': 'Approvers',
  'approval.quorum': 'Approvals it takes',
  'approval.windowMinutes': 'Time to decide',
  'approval.approverMustJustify': 'Approvers say why',
  decisionMode: 'Decisions by',
  justificationRequired: 'Justification needed',
  'assignments.longestEligibleMinutes': 'Longest eligibility',
  'assignments.longestActiveMinutes': 'Longest active assignment',
  'assignments.permanentAllowed': 'Permanent assignments',
  'breakGlass.principals': 'Break-glass for',
  'breakGlass.maximumDurationMinutes': 'Longest break-glass use',
};

/** Each setting that changed, old → new, as people read it. */
export function changesInWords(changes: readonly FieldChange[]): Fact[] {
  return changes.map(({ field, from, to }) => ({
    label: labels[field] ?? field,
    value: `${inWords(field, from)} → ${inWords(field, to)}`,
  }));
}

function inWords(field: string, value: unknown): string {
  if (value === undefined) return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number' && field.endsWith('Minutes')) return durationInWords(value);
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? 'none' : value.map((one) => Object(one).displayName ?? String(one)).join(', ');
}
