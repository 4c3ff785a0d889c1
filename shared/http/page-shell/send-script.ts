/** How pages ask the API, with the session of whoever has signed in; a refusal is told by the sentence it came with. */
export const sendScript = `
async function send(method, path, body) {
  const unreachable = { ok: false, code: '', detail: 'Lapse cannot be reached. Check your connection and try again.' };
  try {
    const response = await fetch(path, {
      method, ...(body && { body: JSON.stringify(body) }),
      headers: { ...(body && { 'content-type': 'application/json' }), ...(session && { authorization: 'Bearer ' + session }) },
      credentials: 'omit', cache: 'no-store', redirect: 'error',
    });
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return { ok: true, answer };
    const challenge = challengeIn(response.headers.get('www-authenticate') || '');
    const { status } = response;
    const unsaid = status === 401 ? 'Your sign-in is not accepted here, or not any more. Sign in again.' : unreachable.detail;
    return { ok: false, status, isFinal: status < 500, code: answer.code || '', detail: answer.detail || unsaid, challenge };
  } catch {
    return unreachable;
  }
}
const post = (path, body) => send('POST', path, body);
`;
