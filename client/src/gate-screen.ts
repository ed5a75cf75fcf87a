import { GATE_STYLE } from './gate-style.ts';
import { create, renderPanel, type Scene, type Shown } from './gate-view.ts';

/** More text than this before the gate is no teaser. */
const TEASER_MAX_CHARACTERS = 2_000;
/** What a reader is told the end of. */
const CLOSED: readonly string[] = ['locked', 'offline', 'error'];

/** What a gate has in the page: a shadow tree of its own, and the paid text among the page's own elements. */
export interface Screen {
  /** Shows anything but the paid text, which it takes out of the page. */
  show(shown: Shown, scene: Scene): void;
  /** Puts the paid text in, or leaves it where it is. */
  open(text: DocumentFragment | undefined, scene: Scene): void;
}

/**
 * The paid text stands outside the shadow tree, where the site's style, fragments, find-in-page and printing reach it.
 *
 * @param onPaidText is called where text that looks paid stands in the page already
 */
export function createScreen(host: HTMLElement, onPaidText: () => void): Screen {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const style = new CSSStyleSheet();
  style.replaceSync(GATE_STYLE);
  root.adoptedStyleSheets = [style];
  const teaser = create('slot', {}) as HTMLSlotElement;
  const paid = create('slot', { name: 'content' }) as HTMLSlotElement;
  const skeleton = create('div', { class: 'skeleton', part: 'loading', 'aria-hidden': 'true' });
  skeleton.append(...Array.from({ length: 3 }, () => create('i', {})));
  const panel = create('section', { class: 'panel', part: 'panel', tabindex: '-1' });
  const status = create('p', { class: 'heard', role: 'status' });
  root.replaceChildren(teaser, paid, skeleton, panel, status);
  let content: HTMLElement | undefined;
  let before = '';
  /** The button that was pressed is gone, and what it led to is not there yet. */
  let owesFocus = false;

  teaser.addEventListener('slotchange', check);
  paid.addEventListener('slotchange', check);

  /** Text that came with the page is everybody's already: hiding it would only hide the mistake. */
  function check(): void {
    const length = teaser
      .assignedNodes()
      .reduce((sum, node) => sum + (node.textContent?.trim().length ?? 0), 0);
    const isForeign = paid.assignedNodes().some((node) => node !== content);
    if (isForeign || length > TEASER_MAX_CHARACTERS) onPaidText();
  }

  function paint(shown: Shown, scene: Scene): void {
    const hadFocus = root.activeElement !== null || (owesFocus && document.activeElement === document.body);
    const { kind } = shown;
    host.setAttribute('state', kind);
    host.ariaBusy = String(kind === 'loading');
    skeleton.hidden = kind !== 'loading';
    panel.lang = scene.language;
    panel.replaceChildren(...renderPanel(shown, scene));
    if (kind === 'loading') status.textContent = hadFocus ? scene.words.loading : '';
    else if (kind === 'offline') status.textContent = scene.words.offline;
    else if (kind === 'error') status.textContent = scene.words.failed;
    else status.textContent = kind === 'unlocked' && CLOSED.includes(before) ? scene.words.opened : '';
    if (kind !== 'loading') before = kind;
    owesFocus = hadFocus && kind === 'loading';
    if (hadFocus) (content ?? panel).focus();
  }

  return {
    show(shown, scene) {
      const hadFocus = content?.contains(document.activeElement) === true;
      content?.remove();
      content = undefined;
      paint(shown, scene);
      if (hadFocus) panel.focus();
    },
    open(text, scene) {
      if (text !== undefined) {
        content?.remove();
        content = create('div', { slot: 'content', class: 'gatefold-content', tabindex: '-1' });
        content.append(text);
        host.append(content);
      }
      paint({ kind: 'unlocked' }, scene);
    },
  };
}
