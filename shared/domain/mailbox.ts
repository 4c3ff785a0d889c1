/**
 * Tells whether two addresses lead to one mailbox, as far as the addresses show it: large and small letters are the same,
 * and what follows a `+` is the owner's own label (RFC 5233). Never used to tell who somebody is.
 */
export function isSameMailbox(one: string, other: string | undefined): boolean {
  return other !== undefined && mailboxOf(one) === mailboxOf(other);
}

function mailboxOf(address: string): string {
  const plain = address.normalize('NFKC').trim().toLowerCase();
  const at = plain.lastIndexOf('@');
  const local = plain.slice(0, at).replace(/^"(.*)"$/, '$1');
  const label = local.indexOf('+', 1);
  return `${label < 0 ? local : local.slice(0, label)}@${plain.slice(at + 1).replace(/\.$/, '')}`;
}
