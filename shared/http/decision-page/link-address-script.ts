/**
 * How the decision page takes its token out of the address: it cleans what people paste, so that the verifier of tokens
 * can stay strict.
 */
export const linkAddressScript = String.raw`
/* Token and code leave the address bar, and so history and shared screens, at once. Some mail programs make '%23' of '#'. */
function takeAddress() {
  const { href } = location;
  history.replaceState(null, '', '/decide');
  const back = new URL(href).searchParams;
  const isBack = back.has('state') && (back.has('code') || back.has('error'));
  const [, ...pieces] = href.split(/#|%(?:25)*23/i);
  return { back: isBack ? back : undefined, given: cleaned(pieces.join('')) };
}

/* A link as people paste it: with signs, blanks and breaks around and inside, or as quoted-printable left it. A token is
   letters, digits, - and _, in three parts by dots, and its signature has 86 characters: what comes after it is none of it. */
function cleaned(pasted) {
  const letters = decoded(pasted).replace(/=(2E|2D|5F)/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  const text = letters.replace(/=(3D|0D|0A)/gi, '').replace(/[^\w.-]/g, '').replace(/^\.+/, '');
  const [token] = text.match(/^[\w-]+\.[\w-]+\.[\w-]{86}/) || [text];
  return token;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
`;
