import { createContext, runInContext } from 'node:vm';
import { pageScript } from '#shared/http/decision-page/page-script';

/** As much of an element as the page's script uses. */
class Element {
  hidden = false;
  disabled = false;
  checked = false;
  required = false;
  value = '';
  className = '';
  tabIndex = -1;
  children: Element[] = [];
  #text = '';
  elements: { decision: Radios } = { decision: new Radios() };
  readonly #listeners = new Map<string, (event: object) => unknown>();

  addEventListener(kind: string, listener: (event: object) => unknown): void {
    this.#listeners.set(kind, listener);
  }
  async emit(kind: string): Promise<void> {
    await this.#listeners.get(kind)?.({ preventDefault: () => undefined });
  }
  get textContent(): string {
    return this.#text + this.children.map((child) => child.textContent).join('');
  }
  set textContent(text: string) {
    this.#text = text;
    this.children = [];
  }
  append(...added: (string | Element)[]): void {
    this.children.push(...added.map((one) => (typeof one === 'string' ? textNode(one) : one)));
  }
  setAttribute(): void {}
  replaceChildren(...children: Element[]): void {
    this.children = children;
  }
  focus(): void {}
  reset(): void {}
}

function textNode(text: string): Element {
  const node = new Element();
  node.textContent = text;
  return node;
}

class Radios {
  readonly #radios = ['approve', 'deny'].map((value) => ({ value, checked: false, disabled: false }));

  get value(): string {
    return this.#radios.find((radio) => radio.checked)?.value ?? '';
  }
  [Symbol.iterator]() {
    return this.#radios.values();
  }
}

export interface Call {
  readonly path: string;
  /** JSON, or the fields of a form. */
  readonly body: unknown;
  readonly authorization?: string;
  /** What the address bar showed when the call went out. */
  readonly address: string;
}
export type Answer = {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
};

/**
 * Opens the page's own script at an address, in front of a server that gives the answers by path.
 *
 * @param tab what the session storage of this tab holds; it outlives the page
 */
export async function openDecisionPage(
  address: string,
  answers: Readonly<Record<string, Answer>> | Send,
  tab = new Map<string, string>(),
) {
  const elements = new Map<string, Element>();
  const calls: Call[] = [];
  const left: string[] = [];
  const location = {
    href: address,
    origin: new URL(address).origin,
    assign: (to: string) => void left.push(to),
    replace: (to: string) => void left.push(to),
  };
  const byId = (id: string) => elements.get(id) ?? elements.set(id, new Element()).get(id);

  runInContext(
    pageScript,
    createContext({
      location,
      history: { replaceState: (_state: null, _title: string, path: string) => (location.href = path) },
      document: { getElementById: byId, createElement: () => new Element() },
      addEventListener: () => undefined,
      sessionStorage: {
        getItem: (key: string) => tab.get(key) ?? null,
        setItem: (key: string, value: string) => void tab.set(key, value),
        removeItem: (key: string) => void tab.delete(key),
      },
      fetch: async (path: string, { body, headers = {} }: Sent) => {
        const { authorization } = headers;
        const fields = typeof body === 'string' ? JSON.parse(body) : Object.fromEntries(body);
        calls.push({ path, body: fields, address: location.href, ...(authorization && { authorization }) });
        return typeof answers === 'function' ? answers(path, { body, headers }) : given(answers, path, authorization);
      },
      ...{ URL, URLSearchParams, TextEncoder, TextDecoder, crypto, btoa, atob },
    }),
  );
  await settled();
  return { element: (id: string) => byId(id) ?? new Element(), calls, address: () => location.href, left, tab };
}

function given(answers: Readonly<Record<string, Answer>>, path: string, authorization: string | undefined) {
  const answer = answers[authorization ? `${path} ${authorization}` : path] ?? answers[path];
  if (!answer) throw new TypeError('Failed to fetch');
  const { status } = answer;
  return { ok: status < 300, status, headers: new Headers(answer.headers), json: async () => answer.body };
}

/** A real server, in place of answers by path. */
export type Send = (path: string, sent: Sent) => Promise<Response>;

export interface Sent {
  readonly body: string | URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The script awaits answers that are there already: a turn of the event loop is enough. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
