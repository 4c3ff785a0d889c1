/** HTML that is safe to send: only the tag below makes it. */
export interface Html {
  readonly html: string;
}

/** Writes HTML; every text put into it is escaped, for elements and for quoted attributes alike. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const written = parts.map((part, at) => part + write(values[at] ?? ''));
  return { html: written.join('') };
}

function write(value: string | Html | readonly Html[]): string {
  if (typeof value === 'string') return escaped(value);
  return 'html' in value ? value.html : value.map((piece) => piece.html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
