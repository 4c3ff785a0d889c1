/** How pages take what stands behind the `#` out of the address, as people paste links and mail gateways rewrite them. */
export const addressScript = String.raw`
/* It leaves the address bar, and so history and shared screens, at once. Some mail programs make '%23' of '#'. */
function takeAddress(page) {
  const { href } = location;
  history.replaceState(null, '', page);
  const back = new URL(href).searchParams;
  const isBack = back.has('state') && (back.has('code') || back.has('error'));
  const [, ...pieces] = href.split(/#|%(?:25)*23/i);
  return { back: isBack ? back : undefined, pasted: bare(pieces.join('')) };
}

/* Without the signs, blanks and breaks around and inside, and as it was before it became quoted-printable. */
function bare(pasted) {
  const letters = decoded(pasted).replace(/=(2E|2D|5F)/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
  return letters.replace(/=(3D|0D|0A)/gi, '').replace(/[^\w.-]/g, '').replace(/^\.+/, '');
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
`;
