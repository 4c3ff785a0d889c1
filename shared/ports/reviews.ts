import type { Activation } from '#shared/domain/activation';

/** What is known of the break-glass uses of one person when they are about to break the glass again. */
export interface UsesOfPerson {
  readonly person: string;
  /** How often the person has been counted; the transaction of the next use demands that nobody counted meanwhile. */
  readonly counted: number;
  /** The uses that await review. */
  readonly awaited: readonly Activation[];
}

/** Break-glass uses nobody has signed off yet. */
export interface Reviews {
  /**
   * Those of all accounts of one person. Uses that version 0.1 stored are found by the history of each account, as long as
   * the person was never counted; that is eventually consistent, and looks at the newest 2,000 activations.
   */
  findUses(person: string, accountIds: readonly string[]): Promise<UsesOfPerson>;
}
