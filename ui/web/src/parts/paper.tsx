import type { PaymentView, Printer, Slip } from "../api";
import type { Kiosk } from "../kiosk";
import { Button } from "./button";

const prints = (p: Printer): boolean => p.state === "ready" || p.state === "paper-low";

/** PaperNote says before a sale that there will be no receipt on paper. */
export function PaperNote({ k }: { k: Kiosk }) {
  const printer = k.view?.printer;
  if (!printer || prints(printer)) return null;
  return <Note>{printer.required ? k.t.paper.closed : k.t.paper.none}</Note>;
}

/** PrintNote says what became of the receipt that was asked for. */
export function PrintNote({ k, payment }: { k: Kiosk; payment: PaymentView | undefined }) {
  const printer = k.view?.printer;
  if (!printer || !payment?.receipt) return null;
  switch (jobOf(printer, payment)?.state) {
    case "waiting":
    case "printing":
      return <Note>{k.t.paper.printing}</Note>;
    case "printed":
      return <Note>{k.t.paper.printed}</Note>;
    case "cut-off":
      return <Note>{k.t.paper.cutOff}</Note>;
    default:
      return prints(printer) ? null : <Note>{k.t.paper.none}</Note>;
  }
}

/** PrintButton offers the receipt on paper, where a printer can print it. */
export function PrintButton({ k, payment }: { k: Kiosk; payment: PaymentView | undefined }) {
  const printer = k.view?.printer;
  if (!printer || !payment?.receipt || !prints(printer)) return null;
  const state = jobOf(printer, payment)?.state;
  if (state === "printed") return null;
  return (
    <Button
      id="print"
      kind="quiet"
      disabled={k.session.pending || state === "waiting" || state === "printing"}
      press={() => k.session.print(payment.key)}
    >
      {state === "cut-off" ? k.t.paper.again : k.t.paper.print}
    </Button>
  );
}

/** jobOf is the wish for this payment's receipt, if there was one. */
const jobOf = (printer: Printer, payment: PaymentView): Slip | undefined =>
  printer.slip?.key === payment.key && printer.slip.kind === payment.receipt?.kind ? printer.slip : undefined;

function Note({ children }: { children: string }) {
  return (
    <p class="paper-note" role="status" data-testid="paper-note">
      {children}
    </p>
  );
}
