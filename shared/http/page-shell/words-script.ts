/**
 * How pages show facts: our own words as they are, what people typed between quotation marks and bounded in height, and
 * names with the id beside them (T-57). It writes text only, never markup.
 */
export const wordsScript = String.raw`
const inMinutes = (count, noun) => (count ? count + ' ' + noun + (count === 1 ? '' : 's') : '');
const duration = (minutes) =>
  [inMinutes(Math.floor(minutes / 60), 'hour'), inMinutes(minutes % 60, 'minute')].filter(Boolean).join(' ');
const instant = (text) => new Date(text).toLocaleString('en-GB', {
  weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short',
});
/* Invisible characters that hide or turn text would show something else than what stands there; joiners stay. */
const readable = (text) => text.replace(/[^\P{Cf}\u200C\u200D]/gu, '');
/* Words that somebody typed, between marks they cannot close themselves. */
const quoted = (text) => '“' + readable(text).replace(/[“”]/g, '"') + '”';

const placeOf = (resourceId) => (resourceId === '/' ? 'the whole directory (/)' : resourceId);
const typed = (label, text, otherwise) => (text ? [label, quoted(text), '', 'typed'] : [label, otherwise]);

/* A name may be anybody's: the id beside it is one's own. What people typed scrolls instead of pushing our words away. */
function row([label, value, id, kind]) {
  const shown = element('dd', value);
  if (id && id !== value) shown.append(' ', element('code', id));
  if (kind) {
    shown.className = kind;
    /* So that it scrolls by the keyboard, too. */
    shown.tabIndex = 0;
  }
  return [element('dt', label), shown];
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = readable(text);
  return made;
}
`;
