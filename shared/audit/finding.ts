/** Something that is not as it was written, and where. */
export interface Finding {
  readonly kind: 'changed' | 'removed' | 'reordered' | 'doubled' | 'cut' | 'added' | 'checkpoint' | 'unreadable';
  /** `kind:id` of what the events are about, `checkpoints`, or the file a line stands in. */
  readonly subject: string;
  /** Number of the event in its chain, of the checkpoint, or of the line. */
  readonly seq: number;
  readonly sentence: string;
}
