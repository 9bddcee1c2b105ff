import type { Strings } from "../strings";

// What is spoken is what stands on the screen: the same sentences, in the same
// order. data-say says it better where the eye reads what the ear would not
// understand, and nothing where it is empty.

/** told returns the sentences of the page that can be read, without its controls. */
export function told(root: Element): string[] {
  return [...blocks(root)].map(textOf).filter((t) => t !== "");
}

// A dialog is all that counts while it is open.
const within = (root: Element): Element => root.querySelector("dialog[open]") ?? root;

const skipped = "button, input, [aria-hidden='true'], [hidden], .caption, .unseen, svg";
const block = "h1, h2, h3, p, li, dt, dd, legend, figcaption, strong, small, output, .sum-label, .sum-amount, .reference-label, .fact, .line";

/** blocks yields the innermost elements that are sentences by themselves. */
function* blocks(root: Element): Generator<Element> {
  for (const e of within(root).querySelectorAll(block)) {
    if (e.closest(skipped)) continue;
    if (e.parentElement?.closest("[data-say]")) continue;
    if (!e.hasAttribute("data-say") && e.querySelector(block)) continue;
    yield e;
  }
}

function textOf(e: Element): string {
  const say = e.getAttribute("data-say");
  return (say ?? e.textContent ?? "").replace(/\s+/g, " ").trim();
}

/** controls counts what can be chosen on the page. */
export const controls = (root: Element): HTMLElement[] =>
  [...within(root).querySelectorAll<HTMLElement>("button, input, a[href], [tabindex='0']")].filter((e) => isUsable(e));

const isUsable = (e: HTMLElement): boolean => !(e as HTMLButtonElement).disabled && e.checkVisibility();

/** nameOf says one control, as a person who points at it would. */
export function nameOf(e: Element, t: Strings): string {
  const name = e.getAttribute("aria-label") ?? textOf(e);
  const pressed = e.getAttribute("aria-pressed");
  const state = pressed === null ? [] : [pressed === "true" ? t.speech.chosen : t.speech.notChosen];
  const value = e instanceof HTMLInputElement && e.value ? [e.type === "password" ? String(e.value.length) : e.value] : [];
  const role = e instanceof HTMLButtonElement ? [t.speech.button] : [];
  return [name, ...value, ...state, ...role].join(", ");
}
