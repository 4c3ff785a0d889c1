/** When the decision page asks its reader to sign in, and what becomes of the link meanwhile. */
export const sessionScript = `
/* Pages that come back here, too, and what they go on with. */
const OTHER_PAGES = ['/join', '/approvals'];
let offer;

/* The endpoints come from Lapse, which tells them to whoever has not signed in yet. */
async function askToSignIn(text, changes) {
  session = '';
  const { ok, answer, ...refused } = await post('/decisions/preview', { token });
  if (!ok) return refuse(refused);
  if (answer.terms) return showForm(answer);
  offerSignIn(text, answer.signIn && { ...answer.signIn, ...changes });
}

function offerSignIn(text, signInOffer) {
  offer = signInOffer;
  if (!offer) return say('This role asks for more than a link. Sign in and decide in your inbox.');
  say(text);
  signInButton.hidden = false;
}

async function signIn() {
  if (!offer || (await leave(offer, { token }))) return;
  say('Your browser keeps nothing for this page, so you cannot sign in here. Decide in your inbox instead.');
}

/* The token of the link stays for a reload. */
async function comeBack(parameters) {
  const { page, token: kept, ...begun } = recall();
  if (OTHER_PAGES.includes(page)) return location.replace(page + '?' + parameters);
  token = kept || '';
  if (!token) return say('This sign-in was not begun in this tab. Open the link in your mail again.');
  keep({ token });
  const { fault, prompt } = await arrive(parameters, begun);
  if (fault) return askToSignIn(fault, prompt && { prompt });
  await look();
}
`;
