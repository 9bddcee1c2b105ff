import { Button } from "../../../parts/button";
import { Mark } from "../../../parts/mark";
import { Heading, Lead, Page } from "../../../parts/page";
import { useCountdown } from "../../../timers";
import { Timer } from "../../../templates";
import { run, show } from "./mount";
import { words } from "./words";

interface ResultButton {
  label?: string;
  text?: string;
  onClick?: () => unknown;
  closeOnClick?: boolean;
}

/** What renderResultPage takes. */
export interface ResultParams {
  type?: "image" | "text";
  status?: "success" | "error";
  title?: string;
  description?: string;
  text?: string;
  /** 3000 to 10000, 5000 where absent; 0 leaves the page until a button is pressed. */
  timerMs?: number;
  onTimeout?: () => unknown;
  buttons?: ResultButton[];
  button?: ResultButton;
  onClick?: () => unknown;
  localeCode?: string;
}

const shortest = 3;
const usual = 5;
const longest = 10;
const mostButtons = 2;

export function renderResultPage(p: ResultParams): void {
  show("result", <Result p={p} />, p.localeCode);
}

function Result({ p }: { p: ResultParams }) {
  const buttons = (p.buttons ?? (p.button ? [{ onClick: p.onClick, ...p.button } as ResultButton] : [])).slice(0, mostButtons);
  const good = p.status !== "error";
  return (
    <Page
      told={
        <div class="result" data-tone={good ? "good" : "bad"} data-testid="result">
          {p.type !== "text" && <Mark kind={good ? "good" : "bad"} />}
          <Heading>{p.title ?? p.text ?? ""}</Heading>
          <Lead>{p.description ?? (p.title ? p.text : undefined)}</Lead>
        </div>
      }
      note={p.timerMs !== 0 && <Countdown p={p} />}
      actions={buttons.length > 0 && buttons.map((b, i) => <One key={i} b={b} i={i} />)}
    />
  );
}

const One = ({ b, i }: { b: ResultButton; i: number }) => (
  <Button id={`button-${i}`} kind={i === 0 ? "main" : "quiet"} press={() => run(b.onClick)}>
    {b.label ?? b.text ?? words().yes}
  </Button>
);

function Countdown({ p }: { p: ResultParams }) {
  const seconds = Math.min(longest, Math.max(shortest, (p.timerMs ?? usual * 1_000) / 1_000));
  const left = useCountdown(Math.round(seconds), () => run(p.onTimeout));
  return <Timer left={left} />;
}
