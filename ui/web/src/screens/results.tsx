import { useEffect, useState } from "preact/hooks";
import type { Decline, PaymentView, Receipt } from "../api";
import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { unpaidByPhone } from "../phone";
import { CodePicture } from "../parts/code";
import { Heading, Page } from "../parts/page";
import { PaymentSum } from "../parts/sum";
import { Mark } from "../parts/mark";
import { TakeDrawing } from "../parts/pad";
import { PrintButton, PrintNote } from "../parts/paper";
import { Slip } from "../parts/slip";
import { codeOf } from "../receipt";
import type { Strings } from "../strings";
import { useAfter, useStill } from "../timers";

// A paid order has no more questions; the next customer may come. None of these
// leaves while a card is inside: then the screen is another.
const paidStays = 25;
const codeStays = 60;
const cardPatience = 20_000;

/** Approved shows the slip. */
export function Approved({ k }: { k: Kiosk }) {
  const { title, text, recovered, done } = k.t.approved;
  const words = { title, text: k.view?.payment?.recovered ? recovered : text, sum: k.t.sum.paid, done };
  return <Settled k={k} mark="good" words={words} />;
}

/** Voided is the end of a payment that was taken back. */
export function Voided({ k }: { k: Kiosk }) {
  return <Settled k={k} mark="back" words={{ ...k.t.voided, sum: k.t.sum.refunded }} />;
}

interface SettledProps {
  k: Kiosk;
  mark: "good" | "back";
  words: { title: string; text: string; sum: string; done: string };
}

/** Settled shows the slip, or the code that a phone takes it away with. */
function Settled({ k, mark, words }: SettledProps) {
  const [onPhone, setOnPhone] = useState(false);
  const p = k.view?.payment;
  const done = () => p && k.session.finish(p.key);
  const stays = onPhone ? codeStays : (k.look.times?.receipt ?? paidStays);
  const [still] = useStill(stays * 1_000, !k.session.ease.eased);
  useEffect(() => {
    if (still) done();
  }, [still]);
  const code = onPhone && p?.receipt && <Code k={k} title={words.title} payment={p} receipt={p.receipt} />;
  const verdict = <Verdict mark={mark} title={words.title} text={words.text} />;
  const slip = p?.receipt && <Slip k={k} receipt={p.receipt} reference={p.reference} />;
  // A slip is read and not touched: within low reach it stands with the words.
  const told = code || (k.session.ease.modes.low && [verdict, slip]);
  return (
    <Page
      kind={told ? "center" : "split"}
      told={told || verdict}
      work={!told && slip}
      sum={<PaymentSum k={k} label={words.sum} />}
      note={<PrintNote k={k} payment={p} />}
      actions={
        <>
          {p?.receipt && k.look.receipt?.code !== false && (
            <Button id="code-toggle" kind="quiet" press={() => setOnPhone(!onPhone)}>
              {onPhone ? k.t.receipt.hide : k.t.receipt.code}
            </Button>
          )}
          <PrintButton k={k} payment={p} />
          <Button id="done" disabled={k.session.pending} press={done}>
            {words.done}
          </Button>
        </>
      }
    />
  );
}

interface CodeProps {
  k: Kiosk;
  title: string;
  payment: PaymentView;
  receipt: Receipt;
}

/** Code is read by a phone and touched by nobody: it has all the room that is not for the hand. */
function Code({ k, title, payment, receipt }: CodeProps) {
  return (
    <div class="code-side">
      <div class="code-words">
        <Heading>{title}</Heading>
        <p class="lead">{k.t.receipt.codeText}</p>
      </div>
      <div class="code-room">
        <CodePicture text={codeOf(k, payment, receipt)} label={k.t.receipt.code} />
      </div>
    </div>
  );
}

function Verdict({ mark, title, text }: { mark: "good" | "back"; title: string; text: string }) {
  return (
    <div class="verdict">
      <Mark kind={mark} />
      <div>
        <Heading>{title}</Heading>
        <p class="lead">{text}</p>
      </div>
    </div>
  );
}

/** RemoveCard stays until the card is out, whatever became of the payment. */
export function RemoveCard({ k }: { k: Kiosk }) {
  const [late, setLate] = useState(false);
  useAfter(cardPatience, true, () => setLate(true));
  const state = k.view?.state;
  const outcome = state === "approved" ? k.t.remove.paid : state === "idle" ? k.t.remove.other : k.t.remove.notPaid;
  return (
    <Page
      told={
        <>
          <p class="outcome" data-testid="outcome">
            {state === "approved" && <Mark kind="good" small />}
            {outcome}
          </p>
          <TakeDrawing />
          <Heading>{k.t.remove.title}</Heading>
        </>
      }
      sum={<PaymentSum k={k} label={state === "approved" ? k.t.sum.paid : k.t.sum.notPaid} />}
      actions={
        late && (
          <Button id="card-taken" kind="quiet" press={k.cardTaken}>
            {k.t.remove.taken}
          </Button>
        )
      }
    />
  );
}

export function Declined({ k }: { k: Kiosk }) {
  return k.view?.payment?.via ? <NotPaidByPhone k={k} /> : <CardDeclined k={k} />;
}

function NotPaidByPhone({ k }: { k: Kiosk }) {
  const { title, text } = unpaidByPhone(k);
  return (
    <Unpaid k={k} mark="bad" title={title} text={text} again={k.t.phone.again} back={k.t.declined.back}>
      {k.t.declined.charged}
    </Unpaid>
  );
}

function CardDeclined({ k }: { k: Kiosk }) {
  const decline = k.view?.payment?.decline;
  const again = decline?.advice === "try-again" ? k.t.declined.sameCard : k.t.declined.otherCard;
  const retriable = decline?.advice !== "ask-staff";
  return (
    <Unpaid k={k} mark="bad" title={k.t.declined.title} text={adviceOf(decline, k.t)} again={retriable ? again : undefined} back={k.t.declined.back}>
      {k.t.declined.charged}
    </Unpaid>
  );
}

function adviceOf(decline: Decline | undefined, t: Strings): string {
  switch (decline?.advice) {
    case "try-again":
      return t.declined.again;
    case "ask-staff":
      return t.declined.staff;
    case "not-offered":
      return t.declined.notOffered;
    default:
      return t.declined.text;
  }
}

export function NotCharged({ k }: { k: Kiosk }) {
  const { title, text, again, back } = k.t.notCharged;
  return <Unpaid k={k} mark="back" title={title} text={text} again={again} back={back} />;
}

export function Failed({ k }: { k: Kiosk }) {
  const { title, text, again, back } = k.t.failed;
  return <Unpaid k={k} mark="bad" title={title} text={text} again={again} back={back} />;
}

interface UnpaidProps {
  k: Kiosk;
  mark: "bad" | "back";
  title: string;
  text: string;
  again: string | undefined;
  back: string;
  children?: string;
}

/** Unpaid is an ending without a charge: pay again, or go back to the order. */
function Unpaid({ k, mark, title, text, again, back, children }: UnpaidProps) {
  const p = k.view?.payment;
  const code = p?.decline?.code;
  const leave = () => p && (k.lines.length > 0 ? k.session.keep(p.key) : k.session.finish(p.key));
  return (
    <Page
      told={
        <>
          <Mark kind={mark} />
          <Heading>{title}</Heading>
          <p class="lead strong">{text}</p>
          {children && <p class="lead">{children}</p>}
          <small class="code" data-testid="decline-code">
            {[p && `${k.t.reference} ${p.reference}`, code, k.view?.fault && k.t.staffCode(k.view.fault.number)].filter(Boolean).join(" · ")}
          </small>
        </>
      }
      sum={<PaymentSum k={k} label={k.t.sum.notPaid} />}
      actions={
        <>
          <Button id="back" kind="quiet" back disabled={k.session.pending} press={leave}>
            {k.lines.length > 0 ? back : k.t.choose.leave}
          </Button>
          {again && p && (
            <Button id="retry" disabled={k.session.pending} press={() => k.session.payAgain(p)}>
              {again}
            </Button>
          )}
        </>
      }
    />
  );
}
