import { createContext, type ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import { Roll } from "./roll";

/** Around is what every page of an application has: the bar above, and what is told beside it. */
export const Around = createContext<{ bar?: ComponentChildren; notice?: ComponentChildren }>({});

interface Props {
  /** How it is laid out: a question in the middle, a list to work on, or a verdict beside a slip. */
  kind?: "center" | "list" | "split";
  /** What is read: a picture, the heading, a sentence. Nothing in it can be touched. */
  told: ComponentChildren;
  /** What is worked on: tiles, lines, keys. */
  work?: ComponentChildren;
  /** What the sum is made of. */
  parts?: ComponentChildren;
  /** One quiet sentence above the sum, which it does not move. */
  note?: ComponentChildren;
  sum?: ComponentChildren;
  actions?: ComponentChildren;
}

/**
 * Page is the skeleton of everything a customer meets: what is read above, what
 * is touched below it, money and actions in the foot. Where the hand reaches only
 * the lower part of the screen, all that is touched moves there together.
 */
export function Page({ kind = "center", told, work, parts, note, sum, actions }: Props) {
  const { bar, notice } = useContext(Around);
  return (
    <Roll class={`page ${kind}`} main>
      <div class="told">{told}</div>
      <Roll class="reach">
        {bar}
        {work && <div class="work">{work}</div>}
        <div class="foot">
          {notice}
          {parts}
          {note}
          {sum}
          {actions && <div class="actions">{actions}</div>}
        </div>
      </Roll>
    </Roll>
  );
}

/** Heading is the page's one sentence. */
export function Heading({ children }: { children: ComponentChildren }) {
  return (
    <h1 id="heading" class="heading" data-testid="heading" tabIndex={-1}>
      {children}
    </h1>
  );
}

/** Lead is the sentence below it. */
export function Lead({ children, strong = false }: { children: ComponentChildren; strong?: boolean }) {
  return children ? <p class={strong ? "lead strong" : "lead"}>{children}</p> : null;
}
