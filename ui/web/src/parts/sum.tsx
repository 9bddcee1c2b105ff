import type { Amount, Currency } from "../api";
import type { Kiosk } from "../kiosk";
import { spokenMoney } from "../money";

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
      <Money k={k} amount={amount} currency={currency} />
    </div>
  );
}

function Money({ k, amount, currency }: { k: Kiosk; amount: Amount; currency: Currency | undefined }) {
  const of = currency || (k.catalogue?.currency ?? "KRW");
  return (
    <strong class="sum-amount" data-testid="amount" data-amount={amount} data-say={spokenMoney(amount, of, k.t.locale)}>
      {k.money(amount, of)}
    </strong>
  );
}

/** PaymentSum is the amount of the payment that the screen is about. */
export function PaymentSum({ k, label }: { k: Kiosk; label: string }) {
  const p = k.view?.payment;
  return p ? <Sum k={k} label={label} amount={p.total} currency={p.currency} /> : null;
}
