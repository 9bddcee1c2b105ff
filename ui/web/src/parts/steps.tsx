import type { Kiosk } from "../kiosk";

/** Steps shows what is awaited, so that a wait is never a bare spinner. */
export function Steps({ k, at }: { k: Kiosk; at: 0 | 1 | 2 }) {
  const { label, card, approval, done } = k.t.steps;
  return (
    <ol class="steps" aria-label={label}>
      {[card, approval, done].map((name, i) => (
        <li key={name} class={i < at ? "past" : i === at ? "now" : "later"} aria-current={i === at ? "step" : undefined}>
          {name}
        </li>
      ))}
    </ol>
  );
}
