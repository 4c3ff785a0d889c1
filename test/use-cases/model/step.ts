import fc from 'fast-check';

/** Who does something, by the name in the organization of the model. */
export const people = ['ada', 'adasOther', 'grace', 'alan', 'margaret', 'mallory'] as const;
export type PersonName = (typeof people)[number];

/** The roles of the model: one with approval, one without, and the one that administers Lapse itself. */
export const roleNames = ['exchange', 'plain', 'administrator'] as const;
export type RoleName = (typeof roleNames)[number];

export const settingsNames = [
  'two yeses',
  'no approval',
  'requester among them',
  'a group',
  'a role',
  'signing in',
  'short',
  'break-glass',
] as const;
export type SettingsName = (typeof settingsNames)[number];

const who = fc.constantFrom(...people);
const role = fc.constantFrom(...roleNames, 'exchange', 'plain');
/** Which of several there are, counted from the newest, modulo how many there are. */
const which = fc.constantFrom(0, 0, 0, 1, 2, 3);
const decision = fc.constantFrom('approve' as const, 'approve' as const, 'deny' as const);
const place = fc.constantFrom('/' as const, '/' as const, 'unit' as const);

const kinds = {
  request: fc.record({
    does: fc.constant('request' as const),
    who: fc.constantFrom<PersonName[]>('ada', 'ada', 'margaret', 'margaret', 'adasOther', 'alan'),
    role: fc.constantFrom<RoleName[]>('exchange', 'exchange', 'exchange', 'plain', 'plain', 'administrator'),
    place,
    minutes: fc.constantFrom(5, 30, 30, 60),
    startsIn: fc.constantFrom(0, 0, 0, 0, 20),
    breakGlass: fc.constantFrom(false, false, false, false, false, true),
  }),
  vote: fc.record({
    does: fc.constant('vote' as const),
    who: fc.constantFrom(...people, 'grace', 'alan', 'grace', 'alan'),
    which,
    decision,
  }),
  link: fc.record({
    does: fc.constant('link' as const),
    who: fc.constantFrom('grace' as const, 'alan' as const, 'adasOther' as const),
    decision,
    isWrong: fc.constantFrom(false, false, true),
  }),
  cancel: fc.record({ does: fc.constant('cancel' as const), which, isOwn: fc.boolean() }),
  deactivate: fc.record({ does: fc.constant('deactivate' as const), which }),
  extend: fc.record({ does: fc.constant('extend' as const), which, minutes: fc.constantFrom(5, 30, 240) }),
  revoke: fc.record({ does: fc.constant('revoke' as const), which }),
  assign: fc.record({
    does: fc.constant('assign' as const),
    who,
    role,
    type: fc.constantFrom('eligible' as const, 'active' as const),
    days: fc.constantFrom(0, 0, 1),
    at: fc.constantFrom('/' as const, '/' as const, 'wing' as const),
  }),
  move: fc.record({ does: fc.constant('move' as const), to: fc.constantFrom('/' as const, 'wing' as const) }),
  remove: fc.record({ does: fc.constant('remove' as const), which: fc.nat({ max: 9 }) }),
  convert: fc.record({ does: fc.constant('convert' as const), which: fc.nat({ max: 9 }) }),
  member: fc.record({ does: fc.constant('member' as const), who, joins: fc.boolean() }),
  switchPerson: fc.record({ does: fc.constant('switchPerson' as const), who, on: fc.boolean() }),
  // Two accounts turn out to be one person's, or not to be.
  linkPerson: fc.record({
    does: fc.constant('linkPerson' as const),
    who,
    to: fc.constantFrom(...people, 'nobody' as const),
  }),
  switchRole: fc.record({ does: fc.constant('switchRole' as const), role, on: fc.boolean() }),
  settings: fc.record({
    does: fc.constant('settings' as const),
    who: fc.constantFrom('grace' as const, 'ada' as const, 'adasOther' as const),
    place,
    settings: fc.constantFrom(...settingsNames),
  }),
  pass: fc.record({ does: fc.constant('pass' as const), minutes: fc.constantFrom(1, 5, 31, 61, 481, 1450) }),
  // Whoever runs an older execution than the one that counts has to change nothing.
  workflow: fc.record({ does: fc.constant('workflow' as const), which, isOlder: fc.constantFrom(false, false, true) }),
  everyWorkflow: fc.record({ does: fc.constant('everyWorkflow' as const) }),
  stopWorkflow: fc.record({ does: fc.constant('stopWorkflow' as const), which }),
  dispatch: fc.record({ does: fc.constant('dispatch' as const) }),
  sweep: fc.record({ does: fc.constant('sweep' as const) }),
  tell: fc.record({ does: fc.constant('tell' as const) }),
  fault: fc.record({
    does: fc.constant('fault' as const),
    place: fc.constantFrom('before' as const, 'after' as const),
    times: fc.nat({ max: 2 }),
  }),
};

/** How often each kind of step comes; the more something needs before it can happen, the more often. */
const weights: Readonly<Partial<Record<keyof typeof kinds, number>>> = {
  request: 18,
  vote: 16,
  everyWorkflow: 16,
  tell: 6,
  link: 8,
  workflow: 4,
  extend: 6,
  pass: 5,
  sweep: 4,
  dispatch: 4,
  settings: 3,
};

/** One thing somebody or something does; plain data, so that a failing sequence can be printed and shortened. */
export const step = fc.oneof(
  ...Object.entries(kinds).map(([kind, arbitrary]) => ({
    arbitrary: arbitrary as fc.Arbitrary<Step>,
    weight: weights[kind as keyof typeof kinds] ?? 1,
  })),
);

export type Step = {
  [K in keyof typeof kinds]: (typeof kinds)[K] extends fc.Arbitrary<infer S> ? S : never;
}[keyof typeof kinds];
