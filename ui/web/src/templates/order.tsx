import { Heading, Page } from "../parts/page";
import { Roll } from "../parts/roll";
import { wordsNow } from "../strings/parts";
import { Actions, Picture } from "./actions";
import type { Action, Asked } from "./types";

/** OrderItem is one line; the value is written as it should be read. */
export interface OrderItem {
  label: string;
  value: string;
  quantity?: number;
  options?: string[];
  image?: string;
}

/** OrderSum is a line of the sum's parts. */
export interface OrderSum {
  label: string;
  value: string;
}

export interface OrderPageProps extends Asked {
  items: OrderItem[];
  discounts?: OrderSum[];
  /** What is to be paid. */
  total: OrderSum;
  /** Without it the page only shows. */
  pay?: Action;
}

/** OrderPage shows what is ordered, and asks for the payment. */
export function OrderPage({ title, text, items, discounts = [], total, pay, back }: OrderPageProps) {
  return (
    <Page
      kind="list"
      told={
        <>
          <Heading>{title}</Heading>
          {text && <p class="lead">{text}</p>}
        </>
      }
      work={<Lines items={items} />}
      parts={discounts.length > 0 && <Parts sums={discounts} />}
      sum={<Total total={total} />}
      actions={<Actions back={back} main={pay} />}
    />
  );
}

function Lines({ items }: { items: OrderItem[] }) {
  return (
    <Roll class="lines">
      <ul class="cart">
        {items.map((item, i) => (
          <li key={i} class="line">
            <Picture src={item.image} />
            <div class="line-words">
              <strong>{item.label}</strong>
              {(item.options ?? []).map((o) => (
                <span key={o}>{o}</span>
              ))}
            </div>
            {item.quantity !== undefined && <span class="line-pieces">{wordsNow().template.pieces(item.quantity)}</span>}
            <span class="line-sum">{item.value}</span>
          </li>
        ))}
      </ul>
    </Roll>
  );
}

function Parts({ sums }: { sums: OrderSum[] }) {
  return (
    <dl class="tax">
      {sums.map((s) => (
        <div key={s.label}>
          <dt>{s.label}</dt>
          <dd>{s.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Total is the sum of a template, in the place of every sum. */
export function Total({ total }: { total: OrderSum }) {
  return (
    <div class="sum">
      <span class="sum-label">{total.label}</span>
      <strong class="sum-amount" data-testid="amount">
        {total.value}
      </strong>
    </div>
  );
}
