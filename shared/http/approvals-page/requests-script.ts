/** How an approver sees what waits: each request with its facts and its own choice, none of them made beforehand. */
export const requestsScript = `
const CHOICES = [['approve', 'Approve'], ['deny', 'Deny'], ['', 'Not now']];
let waiting = [];

/* @param choices by id, of what was refused a moment ago: only what was missing has to be given again */
function showRequests(items, choices) {
  waiting = items.map((activation) => {
    const radios = CHOICES.map((choice) => radio(activation.id, choice, choices.get(activation.id) || ''));
    return { activation, radios };
  });
  byId('requests').replaceChildren(...waiting.map(section));
}

function section({ activation, radios }) {
  const made = element('section', '');
  const facts = element('dl', '');
  facts.replaceChildren(...factsOf(activation).filter(Boolean).flatMap(row));
  const choices = element('fieldset', '');
  const labels = radios.map(({ input, text }) => {
    const label = element('label', '');
    label.append(input, ' ' + text);
    return label;
  });
  const heading = activation.roleName + ' for ' + activation.requester.displayName;
  choices.setAttribute('aria-label', 'Your decision on ' + readable(heading));
  choices.append(element('legend', 'Your decision'), ...labels);
  made.append(element('h2', heading), facts, choices);
  return made;
}

function radio(name, [value, text], choice) {
  const input = document.createElement('input');
  Object.assign(input, { type: 'radio', name, value, checked: value === choice });
  input.addEventListener('change', updateButton);
  return { input, value, text };
}

function factsOf({ requester, roleName, roleId, resourceId, durationMinutes, startsAt, justification, ticket, approval, extension }) {
  const { deadline } = (extension || {}).approval || approval;
  return [
    ['Who', requester.displayName, requester.id],
    ['Role', roleName, roleId],
    ['Where', placeOf(resourceId)],
    ['How long', duration(durationMinutes)],
    !extension && ['Starts', startsAt ? instant(startsAt) : 'as soon as it is approved'],
    typed('Justification', justification, 'none given'),
    extension && ['More time', duration(extension.additionalMinutes)],
    extension && typed('Why more time', extension.justification, 'no reason given'),
    ticket && typed('Ticket', ticket.number),
    ticket && ticket.system && typed('Ticket system', ticket.system),
    ['Decide by', instant(deadline)],
  ];
}

const chosen = () => waiting.flatMap(({ activation, radios }) =>
  radios.filter(({ input, value }) => input.checked && value).map(({ value }) => ({ activationId: activation.id, decision: value })));

function chooseForAll(decision) {
  for (const { radios } of waiting) for (const { input, value } of radios) input.checked = value === decision;
  updateButton();
}
`;
