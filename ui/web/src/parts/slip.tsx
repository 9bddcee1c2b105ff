import type { Amount, Receipt } from "../api";
import type { Kiosk } from "../kiosk";
import { Roll } from "./roll";

/** Slip is the receipt, as it would stand on paper. */
export function Slip({ k, receipt, reference }: { k: Kiosk; receipt: Receipt; reference: string }) {
  const t = k.t.slip;
  return (
    <Roll class="slip-roll">
      <section class="slip" data-testid="slip" aria-label={t.title}>
      {receipt.test && <p class="slip-test">{t.test}</p>}
      <header>
        <h2>{receipt.store.name}</h2>
        <p>{receipt.kind === "void" ? t.voided : t.title}</p>
        {receipt.store.business_number && (
          <p>
            {t.businessNumber} {receipt.store.business_number}
          </p>
        )}
      </header>
      <SlipLines k={k} receipt={receipt} />
      <SlipSums k={k} receipt={receipt} />
      <dl class="slip-facts">
        <Fact name={t.card} value={receipt.card} id="card" />
        <Fact name={t.issuer} value={receipt.issuer?.name} id="issuer" />
        <Fact name={t.approval} value={receipt.number} id="approval-number" />
        <Fact name={t.instalment} value={receipt.currency === "KRW" ? t.months(receipt.instalment) : undefined} id="instalment" />
        <Fact name={t.at} value={receipt.at?.replace("T", " ")} id="at" />
        <Fact name={t.order} value={reference} id="reference" />
      </dl>
      </section>
    </Roll>
  );
}

function SlipLines({ k, receipt }: { k: Kiosk; receipt: Receipt }) {
  return (
    <ul class="slip-lines">
      {(receipt.lines ?? []).map((l) => (
        <li key={l.item}>
          <span>{l.name}</span>
          <span>× {l.quantity}</span>
          <span>{k.money(l.price * l.quantity, receipt.currency)}</span>
        </li>
      ))}
    </ul>
  );
}

function SlipSums({ k, receipt }: { k: Kiosk; receipt: Receipt }) {
  const { supply, vat, tax_free, service } = receipt.split;
  const show = (amount: Amount) => k.money(amount, receipt.currency);
  return (
    <dl class="slip-sums">
      <Fact name={k.t.sum.supply} value={show(supply)} id="supply" />
      <Fact name={k.t.sum.vat} value={show(vat)} id="vat" />
      {tax_free > 0 && <Fact name={k.t.sum.taxFree} value={show(tax_free)} id="tax-free" />}
      {service > 0 && <Fact name={k.t.sum.service} value={show(service)} id="service" />}
      <Fact name={k.t.sum.total} value={show(receipt.total)} id="total" />
    </dl>
  );
}

function Fact({ name, value, id }: { name: string; value: string | undefined; id: string }) {
  if (!value) return null;
  return (
    <div class={`fact fact-${id}`}>
      <dt>{name}</dt>
      <dd data-testid={id}>{value}</dd>
    </div>
  );
}
