export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Go with the mail and come back with what becomes of it: names and values of letters, digits, `_` and `-` (SES). */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Mailer {
  /** How many mails it takes together without one of them waiting too long for its turn. */
  readonly atOnce: number;
  /**
   * @returns the message id of the mail service
   * @throws Error named MessageRejected when the service will never take this mail, SendingHeldBack while it takes none
   *   from us or for this recipient because somebody still has to allow it
   */
  send(mail: Mail): Promise<string>;
}
