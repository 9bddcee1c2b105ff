import { OrderPage, OrderResultPage, type OrderItem } from "../../../templates";
import { run, show, written } from "./mount";
import { words } from "./words";

type Value = number | string;
type Press = () => unknown;

interface Option {
  type?: "option" | "discount" | string;
  label?: string;
  value?: Value;
}

interface Item {
  label: string;
  value: Value;
  quantity?: number;
  options?: (string | Option)[];
  imageUrl?: string;
}

interface Order {
  items?: Item[];
  discounts?: { label: string; value: Value }[];
  summary?: { totalAmount?: Value; discountAmount?: Value; paidAmount?: Value; earned?: { label: string; value: Value; suffix?: string }; items?: { label: string; value: Value }[] };
}

interface Cta {
  text?: string;
  label?: string;
  onClick?: Press;
}

/** What renderOrderPage takes; the order may also stand at the top. */
export interface OrderParams extends Order {
  order?: Order;
  title?: string;
  onClick?: Press;
  onBack?: Press;
  button?: Cta;
  localeCode?: string;
}

/** No more of them fit on the device. */
const mostDiscounts = 3;

export function renderOrderPage(p: OrderParams): void {
  const order = p.order ?? p;
  show("order", <OrderView p={p} order={order} />, p.localeCode);
}

function OrderView({ p, order }: { p: OrderParams; order: Order }) {
  const t = words();
  return (
    <OrderPage
      title={p.title ?? t.order}
      items={(order.items ?? []).map(itemOf)}
      discounts={parts(order)}
      total={{ label: t.total, value: written(order.summary?.paidAmount ?? less(order)) }}
      pay={{ label: p.button?.text ?? p.button?.label ?? t.pay, press: () => run(p.button?.onClick ?? p.onClick), id: "pay" }}
      {...(p.onBack ? { back: { label: t.back, press: () => run(p.onBack) } } : {})}
    />
  );
}

function itemOf(i: Item): OrderItem {
  return {
    label: i.label,
    value: written(i.value),
    ...(i.quantity === undefined ? {} : { quantity: i.quantity }),
    ...(i.options ? { options: i.options.map(optionOf) } : {}),
    ...(i.imageUrl ? { image: i.imageUrl } : {}),
  };
}

function optionOf(o: string | Option): string {
  if (typeof o === "string") return o;
  const price = typeof o.value === "number" && o.value !== 0 ? ` ${o.type === "discount" ? "−" : "+"}${written(o.value)}` : "";
  return `${o.label ?? ""}${price}`;
}

/** parts are the discounts, and what is earned. */
function parts({ discounts = [], summary }: Order): { label: string; value: string }[] {
  const lines = discounts.slice(0, mostDiscounts).map((d) => ({ label: d.label, value: `−${written(d.value)}` }));
  const earned = summary?.earned;
  if (earned) lines.push({ label: earned.label, value: `${typeof earned.value === "number" ? new Intl.NumberFormat().format(earned.value) : earned.value}${earned.suffix ?? ""}` });
  return lines;
}

/** less is the total without what is taken off it. */
function less({ summary }: Order): Value | undefined {
  const { totalAmount, discountAmount } = summary ?? {};
  return typeof totalAmount === "number" && typeof discountAmount === "number" ? totalAmount - discountAmount : totalAmount;
}

/** What renderOrderResultPage takes. */
export interface OrderResultParams {
  type?: "paid" | "cancelled";
  title?: string;
  order?: Order;
  cta?: Cta;
  onClick?: Press;
  localeCode?: string;
}

export function renderOrderResultPage(p: OrderResultParams): void {
  show("order-result", <OrderResultView p={p} />, p.localeCode);
}

function OrderResultView({ p }: { p: OrderResultParams }) {
  const t = words();
  const title = p.title ?? (p.type === "cancelled" ? t.cancelled : t.paid);
  const order = p.order ?? {};
  const lines = (order.items ?? []).map((i) => `${i.label} ${written(i.value)}`).join(", ");
  return (
    <OrderResultPage
      title={title}
      text={lines}
      total={{ label: t.total, value: written(order.summary?.paidAmount ?? less(order)) }}
      next={{ label: p.cta?.text ?? p.cta?.label ?? t.next, press: () => run(p.cta?.onClick ?? p.onClick), id: "next" }}
    />
  );
}

/** What renderUsePointPage takes: all points or none, as on the device. */
export interface PointParams {
  points?: { name: string; amount: number }[];
  summary?: { pointUsedAmount?: number; paymentAmount?: number };
  cta?: { submit?: Cta; cancel?: Cta };
  onBack?: Press;
  localeCode?: string;
}

export function renderUsePointPage(p: PointParams): void {
  show("points", <PointView p={p} />, p.localeCode);
}

function PointView({ p }: { p: PointParams }) {
  const t = words();
  const { submit, cancel } = p.cta ?? {};
  return (
    <OrderPage
      title={t.points}
      items={(p.points ?? []).map((x) => ({ label: x.name, value: `${new Intl.NumberFormat().format(x.amount)} P` }))}
      total={{ label: t.toPay, value: written(p.summary?.paymentAmount) }}
      pay={{ label: submit?.text ?? submit?.label ?? t.usePoints, press: () => run(submit?.onClick), id: "use" }}
      back={{ label: cancel?.text ?? cancel?.label ?? t.noPoints, press: () => run(cancel?.onClick ?? p.onBack), id: "skip" }}
    />
  );
}
