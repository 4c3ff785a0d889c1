export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Go with the mail and come back with what becomes of it: names and values of letters, digits, `_` and `-` (SES). */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Mailer {
  /**
   * @returns the message id of the mail service
   * @throws Error named MessageRejected when the service will never take this mail
   */
  send(mail: Mail): Promise<string>;
}
