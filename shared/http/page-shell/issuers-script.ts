/** How pages offer to sign in: a button for each issuer, and a sentence for those at which nobody can on a page. */
export const issuersScript = `
const issuersBlock = byId('issuers');
const offers = JSON.parse(byId('offers').textContent);
const nameOf = (issuer) => issuer.replace(/^https?:\\/\\//, '').replace(/\\/$/, '');

/* What a better or another sign-in would ask for goes to every issuer: nobody knows yet where they come from. */
function showIssuers(asked, whereElse) {
  const able = offers.filter(({ lacking }) => !lacking);
  const named = (reason) => offers.filter(({ lacking }) => lacking === reason).map(({ issuer }) => nameOf(issuer)).join(', ');
  const sentences = [
    named('answer') && 'No answer at the moment from ' + named('answer') + '. Reload this page in a minute.',
    named('client') && 'This page cannot sign you in at ' + named('client') + '. ' + whereElse,
  ];
  issuersBlock.replaceChildren(
    ...able.map((offer) => signInButton(offer, asked, able.length > 1 ? 'Sign in at ' + nameOf(offer.issuer) : 'Sign in')),
    ...sentences.filter(Boolean).map((sentence) => element('p', sentence)),
  );
  issuersBlock.hidden = false;
}

function signInButton(offer, asked, label) {
  const button = element('button', label);
  button.type = 'button';
  button.addEventListener('click', async () => {
    const needed = neededAfterSignIn();
    if (!needed || (await leave({ ...offer, ...asked }, { page: PAGE, issuer: offer.issuer, ...needed }))) return;
    say('Your browser keeps nothing for this page, so you cannot sign in here. Allow it to store data for this site.');
  });
  return button;
}
`;
