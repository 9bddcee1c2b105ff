import type { ComponentChildren } from "preact";
import type { Amount, Currency } from "../api";
import type { Kiosk } from "../kiosk";

interface FrameProps {
  /** How the stage lays out what is on it. */
  kind?: "center" | "list" | "split";
  children: ComponentChildren;
  /** What the sum is made of. */
  parts?: ComponentChildren;
  sum?: ComponentChildren;
  /** One quiet sentence above the sum, which it does not move. */
  note?: ComponentChildren;
  actions?: ComponentChildren;
}

/**
 * Frame is the skeleton below the bar: one question on the stage, money and
 * actions in the foot. The room for actions stays when there are none, so that
 * the amount never moves.
 */
export function Frame({ kind = "center", children, parts, sum, note, actions }: FrameProps) {
  return (
    <>
      <main class={`stage ${kind}`}>{children}</main>
      <footer class="foot">
        {parts}
        {note}
        {sum}
        <div class="actions">{actions}</div>
      </footer>
    </>
  );
}

/** Heading is the screen's one sentence. */
export function Heading({ children }: { children: ComponentChildren }) {
  return (
    <h1 id="heading" class="heading" data-testid="heading" tabIndex={-1}>
      {children}
    </h1>
  );
}

interface SumProps {
  k: Kiosk;
  label: string;
  amount: Amount | undefined;
  currency?: Currency;
}

/** Sum is the amount, always in the same place. */
export function Sum({ k, label, amount, currency }: SumProps) {
  if (amount === undefined) return null;
  return (
    <div class="sum">
      <span class="sum-label">{label}</span>
      <strong class="sum-amount" data-testid="amount" data-amount={amount}>
        {k.money(amount, currency)}
      </strong>
    </div>
  );
}

/** PaymentSum is the amount of the payment that the screen is about. */
export function PaymentSum({ k, label }: { k: Kiosk; label: string }) {
  const p = k.view?.payment;
  return p ? <Sum k={k} label={label} amount={p.total} currency={p.currency} /> : null;
}
