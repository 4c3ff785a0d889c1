/** The keys of an issuer cannot be had: nobody can say whether its tokens are genuine. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}
