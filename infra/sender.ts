/** Where mails come from: the sender itself, or of a domain `lapse@` it. */
export const senderAddress = (sender: string) => (sender.includes('@') ? sender : `lapse@${sender}`);

/** Whether SES sends for an identity by another: itself, or its domain or one above it. */
export function isCoveredBy(identity: string, sender: string): boolean {
  const address = senderAddress(sender).toLowerCase();
  const given = identity.toLowerCase();
  const domain = address.slice(address.indexOf('@') + 1);
  return given === address || given === domain || domain.endsWith(`.${given}`);
}
