/** That nothing has named the record yet; taken away by the first transaction that does, and never given again. */
export const UNUSED = 'unused';
/** What named it first. */
export const USED_BY = 'usedBy';
