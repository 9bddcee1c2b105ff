import { mostPieces, splitOf, totalOf, type CartLine } from "../cart";
import type { Kiosk } from "../kiosk";
import { canPay, methodsOf } from "../methods";
import { Button } from "../parts/button";
import { Photo } from "../parts/drawings";
import { Heading, Page } from "../parts/page";
import { PaperNote } from "../parts/paper";
import { Roll } from "../parts/roll";
import { Sum } from "../parts/sum";
import { byLanguage } from "../strings";

/** Cart asks whether everything is right, before any money moves. */
export function Cart({ k }: { k: Kiosk }) {
  return (
    <Page
      kind="list"
      told={<Heading>{k.lines.length > 0 ? k.t.cart.title : k.t.choose.empty}</Heading>}
      work={
        <Roll class="lines">
          <ul class="cart">
            {k.lines.map((l) => (
              <Line key={l.id} k={k} line={l} />
            ))}
          </ul>
          <Tax k={k} />
        </Roll>
      }
      sum={<Sum k={k} label={k.t.sum.toPay} amount={totalOf(k.lines)} />}
      note={<PaperNote k={k} />}
      actions={<CartActions k={k} />}
    />
  );
}

function Line({ k, line }: { k: Kiosk; line: CartLine }) {
  const name = byLanguage(line.item.name, k.session.language);
  return (
    <li class="line" data-testid={`line-${line.id}`}>
      <Photo item={line.item} name={name} />
      <div class="line-words">
        <strong>{name}</strong>
        {line.choices.length > 0 && <span>{line.choices.map((c) => byLanguage(c.name, k.session.language)).join(", ")}</span>}
        <span>{k.money(line.price)}</span>
      </div>
      <Pieces k={k} line={line} name={name} />
      <span class="line-sum">{k.money(line.sum)}</span>
    </li>
  );
}

function Pieces({ k, line, name }: { k: Kiosk; line: CartLine; name: string }) {
  const { id, quantity } = line;
  return (
    <div class="pieces">
      <button
        type="button"
        class="round"
        data-testid={`less-${id}`}
        aria-label={quantity > 1 ? k.t.cart.take(name) : k.t.cart.remove(name)}
        onClick={() => k.session.pick(id, -1)}
      >
        −
      </button>
      <output data-testid={`pieces-${id}`}>{quantity}</output>
      <button
        type="button"
        class="round"
        data-testid={`more-${id}`}
        aria-label={k.t.cart.add(name)}
        disabled={quantity >= mostPieces}
        onClick={() => k.session.pick(id, 1)}
      >
        +
      </button>
    </div>
  );
}

function CartActions({ k }: { k: Kiosk }) {
  const { session, t } = k;
  const methods = methodsOf(k);
  const several = methods.length > 1 || methods[0] === "phone";
  const pay = () => {
    if (!canPay(k)) session.go("no-pad");
    else if (several) session.go("method");
    else session.pay();
  };
  return (
    <>
      <Button id="add-more" kind="quiet" back press={() => session.go("choose")}>
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
