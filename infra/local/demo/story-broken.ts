/** Lapse did not answer as the story tells; the message is one sentence for the person at the terminal. */
export class StoryBroken extends Error {
  override readonly name = 'StoryBroken';
}
