import { IdlePage } from "../../../templates";
import { run, shopName, show } from "./mount";
import { words } from "./words";

type Press = () => unknown;

interface Label {
  text?: string;
  label?: string;
  subText?: string;
  onClick?: Press;
}

/** What renderIdlePage takes: nothing, one button or two. */
export interface IdleParams {
  type?: "default" | "oneButton" | "twoButton";
  title?: string | { text1?: string; text2?: string; text3?: string };
  description?: string | Label;
  button?: Label;
  primaryButton?: Label;
  secondaryButton?: Label;
  onClick?: Press;
  imageUrl?: string;
  localeCode?: string;
}

export function renderIdlePage(p: IdleParams = {}): void {
  const buttons = [p.button, p.primaryButton, p.secondaryButton].flatMap((b, i) =>
    b ? [{ id: `start-${i}`, label: join(b.text ?? b.label ?? words().touch, b.subText), press: () => run(b.onClick) }] : [],
  );
  const draw = (title: string): void =>
    show("idle", <IdlePage title={title} text={told(p.description)} buttons={buttons} {...image(p)} {...anywhere(p)} />, p.localeCode);
  const title = titleOf(p);
  draw(title);
  if (title === "") void named(draw);
}

/** named draws again with the shop's name, where the page is still this one. */
async function named(draw: (title: string) => void): Promise<void> {
  const mine = document.getElementById("kiosk");
  const name = await shopName().catch(() => "");
  if (name && mine?.isConnected) draw(name);
}

function titleOf({ title }: IdleParams): string {
  if (typeof title === "string") return title;
  return [title?.text1, title?.text2, title?.text3].filter(Boolean).join(" ");
}

const told = (d: IdleParams["description"]): string => (typeof d === "string" ? d : join(d?.text ?? d?.label ?? "", d?.subText));

const join = (...parts: (string | undefined)[]): string => parts.filter(Boolean).join(" · ");

const image = (p: IdleParams): { image?: string } => (p.imageUrl ? { image: p.imageUrl } : {});

const anywhere = (p: IdleParams): { press?: () => void } => (p.onClick ? { press: () => run(p.onClick) } : {});
