import { useState } from "preact/hooks";
import type { Decline } from "../api";
import type { Kiosk } from "../kiosk";
import { Button } from "../parts/button";
import { Frame, Heading, PaymentSum } from "../parts/frame";
import { Mark } from "../parts/mark";
import { TakeDrawing } from "../parts/pad";
import { PrintButton, PrintNote } from "../parts/paper";
import { Slip } from "../parts/slip";
import type { Strings } from "../strings";
import { useAfter } from "../timers";

// A result is read, not studied. None of these leaves while a card is inside:
// then the screen is another.
const paidStays = 25_000;
const unpaidStays = 60_000;
const cardPatience = 20_000;

/** Approved shows the slip. */
export function Approved({ k }: { k: Kiosk }) {
  const p = k.view?.payment;
  const done = () => p && k.session.finish(p.key);
  useAfter(paidStays, true, done);
  return (
    <Frame
      kind="split"
      sum={<PaymentSum k={k} label={k.t.sum.paid} />}
      note={<PrintNote k={k} payment={p} />}
      actions={
        <>
          <PrintButton k={k} payment={p} />
          <Button id="done" disabled={k.session.pending} press={done}>
            {k.t.approved.done}
          </Button>
        </>
      }
    >
      <Verdict mark="good" title={k.t.approved.title} text={p?.recovered ? k.t.approved.recovered : k.t.approved.text} />
      {p?.receipt && <Slip k={k} receipt={p.receipt} reference={p.reference} />}
    </Frame>
  );
}

/** Voided is the end of a payment that was taken back. */
export function Voided({ k }: { k: Kiosk }) {
  const p = k.view?.payment;
  const done = () => p && k.session.finish(p.key);
  useAfter(unpaidStays, true, done);
  return (
    <Frame
      kind="split"
      sum={<PaymentSum k={k} label={k.t.sum.refunded} />}
      note={<PrintNote k={k} payment={p} />}
      actions={
        <>
          <PrintButton k={k} payment={p} />
          <Button id="done" disabled={k.session.pending} press={done}>
            {k.t.voided.done}
          </Button>
        </>
      }
    >
      <Verdict mark="back" title={k.t.voided.title} text={k.t.voided.text} />
      {p?.receipt && <Slip k={k} receipt={p.receipt} reference={p.reference} />}
    </Frame>
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
    <Frame
      sum={<PaymentSum k={k} label={state === "approved" ? k.t.sum.paid : k.t.sum.notPaid} />}
      actions={
        late && (
          <Button id="card-taken" kind="quiet" press={k.cardTaken}>
            {k.t.remove.taken}
          </Button>
        )
      }
    >
      <p class="outcome" data-testid="outcome">
        {state === "approved" && <Mark kind="good" small />}
        {outcome}
      </p>
      <TakeDrawing />
      <Heading>{k.t.remove.title}</Heading>
    </Frame>
  );
}

export function Declined({ k }: { k: Kiosk }) {
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
  useAfter(unpaidStays, true, () => p && k.session.finish(p.key));
  return (
    <Frame
      sum={<PaymentSum k={k} label={k.t.sum.notPaid} />}
      actions={
        <>
          <Button id="back" kind="quiet" disabled={k.session.pending} press={leave}>
            {k.lines.length > 0 ? back : k.t.choose.leave}
          </Button>
          {again && p && (
            <Button id="retry" disabled={k.session.pending} press={() => k.session.payAgain(p)}>
              {again}
            </Button>
          )}
        </>
      }
    >
      <Mark kind={mark} />
      <Heading>{title}</Heading>
      <p class="lead strong">{text}</p>
      {children && <p class="lead">{children}</p>}
      <small class="code" data-testid="decline-code">
        {[p && `${k.t.reference} ${p.reference}`, code, k.view?.fault && k.t.staffCode(k.view.fault.number)].filter(Boolean).join(" · ")}
      </small>
    </Frame>
  );
}
