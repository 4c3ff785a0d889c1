import { createContext, runInContext } from 'node:vm';
import { pageScript } from '#shared/http/decision-page/page-script';

/** As much of an element as the page's script uses. */
class Element {
  hidden = false;
  disabled = false;
  checked = false;
  required = false;
  value = '';
  textContent = '';
  children: Element[] = [];
  elements: { decision: Radios } = { decision: new Radios() };
  readonly #listeners = new Map<string, (event: object) => unknown>();

  addEventListener(kind: string, listener: (event: object) => unknown): void {
    this.#listeners.set(kind, listener);
  }
  async emit(kind: string): Promise<void> {
    await this.#listeners.get(kind)?.({ preventDefault: () => undefined });
  }
  replaceChildren(...children: Element[]): void {
    this.children = children;
  }
  focus(): void {}
  reset(): void {}
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
  readonly body: unknown;
  /** What the address bar showed when the call went out. */
  readonly address: string;
}
export type Answer = { readonly status: number; readonly body: object };

/** Opens the page's own script at an address, in front of a server that gives the answers by path. */
export async function openDecisionPage(address: string, answers: Readonly<Record<string, Answer>>) {
  const elements = new Map<string, Element>();
  const calls: Call[] = [];
  const location = { href: address };
  const byId = (id: string) => elements.get(id) ?? elements.set(id, new Element()).get(id);

  runInContext(
    pageScript,
    createContext({
      location,
      history: { replaceState: (_state: null, _title: string, path: string) => (location.href = path) },
      document: { getElementById: byId, createElement: () => new Element() },
      addEventListener: () => undefined,
      fetch: async (path: string, { body }: { body: string }) => {
        calls.push({ path, body: JSON.parse(body), address: location.href });
        const answer = answers[path];
        if (!answer) throw new TypeError('Failed to fetch');
        return { ok: answer.status < 300, json: async () => answer.body };
      },
    }),
  );
  await settled();
  return { element: (id: string) => byId(id) ?? new Element(), calls, address: () => location.href };
}

/** The script awaits answers that are there already: a turn of the event loop is enough. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
