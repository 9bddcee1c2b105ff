import { mostPieces, splitOf, totalOf, type CartLine } from "../cart";
import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { Drawing } from "../parts/drawings";
import { Frame, Heading, Sum } from "../parts/frame";
import { PaperNote } from "../parts/paper";
import { byLanguage } from "../strings";

/** Cart asks whether everything is right, before any money moves. */
export function Cart({ k }: { k: Kiosk }) {
  return (
    <Frame
      kind="list"
      parts={<Tax k={k} />}
      sum={<Sum k={k} label={k.t.sum.toPay} amount={totalOf(k.lines)} />}
      note={<PaperNote k={k} />}
      actions={<CartActions k={k} />}
    >
      <Heading>{k.lines.length > 0 ? k.t.cart.title : k.t.choose.empty}</Heading>
      <ul class="cart">
        {k.lines.map((l) => (
          <Line key={l.item.id} k={k} line={l} />
        ))}
      </ul>
    </Frame>
  );
}

function Line({ k, line }: { k: Kiosk; line: CartLine }) {
  const { item, quantity, sum } = line;
  const name = byLanguage(item.name, k.session.language);
  return (
    <li class="line" data-testid={`line-${item.id}`}>
      <Drawing name={item.picture ?? ""} fallback={name} />
      <div class="line-words">
        <strong>{name}</strong>
        <span>{k.money(item.price)}</span>
      </div>
      <div class="pieces">
        <button
          type="button"
          class="round"
          data-testid={`less-${item.id}`}
          aria-label={quantity > 1 ? k.t.cart.take(name) : k.t.cart.remove(name)}
          onClick={() => k.session.pick(item.id, -1)}
        >
          −
        </button>
        <output data-testid={`pieces-${item.id}`}>{quantity}</output>
        <button
          type="button"
          class="round"
          data-testid={`more-${item.id}`}
          aria-label={k.t.cart.add(name)}
          disabled={quantity >= mostPieces}
          onClick={() => k.session.pick(item.id, 1)}
        >
          +
        </button>
      </div>
      <span class="line-sum">{k.money(sum)}</span>
    </li>
  );
}

function CartActions({ k }: { k: Kiosk }) {
  const { session, t } = k;
  const pay = () => (k.view?.pad.up ? session.pay() : session.go("no-pad"));
  return (
    <>
      <Button id="add-more" kind="quiet" press={() => session.go("choose")}>
        {t.cart.addMore}
      </Button>
      <Button id="pay" disabled={k.lines.length === 0 || session.pending} press={pay}>
        {session.pending ? t.moment : t.cart.pay(k.money(totalOf(k.lines)))}
      </Button>
    </>
  );
}

/** Tax shows what of the sum is tax; it is in every price already. */
function Tax({ k }: { k: Kiosk }) {
  const split = splitOf(k.lines, k.catalogue?.vat_percent ?? 0);
  return (
    <dl class="tax">
      {split.supply > 0 && <TaxPart name={k.t.sum.supply} value={k.money(split.supply)} />}
      {split.vat > 0 && <TaxPart name={k.t.sum.vat} value={k.money(split.vat)} />}
      {split.tax_free > 0 && <TaxPart name={k.t.sum.taxFree} value={k.money(split.tax_free)} />}
    </dl>
  );
}

function TaxPart({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
