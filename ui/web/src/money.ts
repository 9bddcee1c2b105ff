import type { Amount, Currency } from "./api";

const digits: Record<Currency, number> = { KRW: 0, JPY: 0, EUR: 2, USD: 2, CHF: 2 };

/**
 * money writes an amount as the language does: 12,000원, ₩12,000, €12.50. The
 * number reaches the formatter as decimal digits and never as a fraction.
 */
export function money(amount: Amount, currency: Currency, locale: string): string {
  if (currency === "KRW" && locale.startsWith("ko")) {
    return `${new Intl.NumberFormat(locale).format(amount)}원`;
  }
  return written(amount, currency, locale, "narrowSymbol");
}

/** spokenMoney writes an amount as it is said, with the currency in full: 17,000 South Korean won. */
export function spokenMoney(amount: Amount, currency: Currency, locale: string): string {
  if (currency === "KRW" && locale.startsWith("ko")) return money(amount, currency, locale);
  return written(amount, currency, locale, "name");
}

function written(amount: Amount, currency: Currency, locale: string, currencyDisplay: "name" | "narrowSymbol"): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay });
  return format.format(decimal(amount, digits[currency]));
}

function decimal(amount: Amount, places: number): Intl.StringNumericLiteral {
  const sign = amount < 0 ? "-" : "";
  const s = String(Math.abs(amount)).padStart(places + 1, "0");
  const cut = s.length - places;
  const text = places === 0 ? s : `${s.slice(0, cut)}.${s.slice(cut)}`;
  return `${sign}${text}` as Intl.StringNumericLiteral;
}
