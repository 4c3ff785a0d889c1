/** How the decision page shows what it is asked to decide on. */
export const termsScript = `
function showTerms(terms, deadline) {
  const ticket = terms.ticket;
  const more = terms.extension;
  const { requester } = terms;
  const rows = [
    ['Who', requester.displayName, requester.id],
    requester.account && ['Account', requester.account],
    ['Role', terms.roleName, terms.roleId],
    ['Where', placeOf(terms.resourceId)],
    ['How long', duration(terms.durationMinutes)],
    !more && ['Starts', terms.startsAt ? instant(terms.startsAt) : 'as soon as it is approved'],
    typed('Justification', terms.justification, 'none given'),
    more && ['More time', duration(more.additionalMinutes) + ' after ' + instant(more.endsAt)],
    more && typed('Why more time', more.justification, 'no reason given'),
    ticket && typed('Ticket', ticket.number),
    ticket && ticket.system && typed('Ticket system', ticket.system),
    ['Decide by', instant(deadline)],
  ];
  byId('terms').replaceChildren(...rows.filter(Boolean).flatMap(row));
}
`;
