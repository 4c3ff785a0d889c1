/** How the decision page finds its token in what was pasted: it is forgiving, so that the verifier of tokens can stay strict. */
export const linkTokenScript = String.raw`
/* Three parts by dots, the signature of 86 characters: what comes after it is none of the token. */
function tokenIn(text) {
  const [token] = text.match(/^[\w-]+\.[\w-]+\.[\w-]{86}/) || [text];
  return token;
}
`;
