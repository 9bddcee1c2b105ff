import { useEffect, useState } from "preact/hooks";
import type { Account } from "../api";
import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { CodePicture } from "../parts/code";
import { Mark } from "../parts/mark";
import { Heading, Page } from "../parts/page";
import { WaitDrawing } from "../parts/pad";
import { PaperNote } from "../parts/paper";
import { Reference } from "../parts/reference";
import { PaymentSum } from "../parts/sum";
import { wayOf } from "../phone";
import { Cancel, Lead } from "./pay";

/** ScanCode shows the code for the phone, and how long it counts. Only HQ's word ends the payment. */
export function ScanCode({ k }: { k: Kiosk }) {
  const { scan } = k.t.phone;
  const step = k.view?.phone;
  const left = useLeft(step?.until);
  return (
    <Page
      kind="center"
      told={
        <div class="code-side">
          <div class="code-words">
            <Heading>{scan.title(wayOf(k))}</Heading>
            <p class="lead">{scan.text}</p>
            <p class="lead" data-testid="left" data-say={left > 0 ? scan.soon(minutesOf(left)) : ""}>
              {scan.left(clock(left))}
            </p>
            <p class="unseen" role="status" data-testid="left-spoken">
              {announced(left, scan.soon)}
            </p>
          </div>
          <div class="code-room">{step && <CodePicture text={step.code} label={scan.code} />}</div>
        </div>
      }
      sum={<PaymentSum k={k} label={k.t.sum.toPay} />}
      note={<PaperNote k={k} />}
      actions={<Cancel k={k} />}
    />
  );
}

/** useLeft counts the seconds until a moment of the kiosk's clock. */
function useLeft(until: string | undefined): number {
  const seconds = () => (until ? Math.max(0, Math.round((Date.parse(until) - Date.now()) / 1_000)) : 0);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    setLeft(seconds());
    const timer = window.setInterval(() => setLeft(seconds()), 1_000);
    return () => window.clearInterval(timer);
  }, [until]);
  return left;
}

const clock = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

const minutesOf = (seconds: number): number => Math.ceil(seconds / 60);

/** announced is what a screen reader says when one of the last minutes begins. */
function announced(left: number, soon: (minutes: number) => string): string {
  return left > 0 && left <= 180 && minutesOf(left) * 60 - left < 10 ? soon(minutesOf(left)) : "";
}

/** PhoneBusy offers no cancel: the provider may be at work. */
export function PhoneBusy({ k }: { k: Kiosk }) {
  const { title, text } = k.view?.phone?.state === "closing" ? k.t.phone.last : k.t.phone.busy;
  return (
    <Page
      told={
        <>
          <WaitDrawing />
          <Heading>{title}</Heading>
          <Lead k={k}>{text}</Lead>
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.toPay} />}
    />
  );
}

/** Issued shows an account to pay into. Nothing is paid, and nothing is given out. */
export function Issued({ k }: { k: Kiosk }) {
  const t = k.t.phone.issued;
  const p = k.view?.payment;
  return (
    <Page
      told={
        <>
          <Mark kind="care" />
          <Heading>{t.title}</Heading>
          <p class="warn">{t.warn}</p>
          {p?.account && <AccountFacts k={k} account={p.account} />}
          <Reference k={k} />
          <p class="lead">{t.text}</p>
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.toPay} />}
      actions={
        p && (
          <Button id="noted" kind="quiet" disabled={k.session.pending} press={() => k.session.finish(p.key)}>
            {t.done}
          </Button>
        )
      }
    />
  );
}

function AccountFacts({ k, account }: { k: Kiosk; account: Account }) {
  const t = k.t.phone.issued;
  const until = new Date(account.until).toLocaleString(k.t.locale, { dateStyle: "medium", timeStyle: "short" });
  const facts = [
    [t.bank, account.bank],
    [t.number, account.number],
    [t.holder, account.holder],
    [t.until, until],
  ];
  return (
    <div class="account" data-testid="account">
      {facts.map(([name, value]) => value && <p key={name} class="lead">{`${name}: ${value}`}</p>)}
    </div>
  );
}
