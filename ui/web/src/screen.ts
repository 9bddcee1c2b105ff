import type { State, View } from "./api";
import type { Heard } from "./events";

/** Where the customer is while no payment is under way: the page's own. */
export type Place = "idle" | "choose" | "options" | "cart" | "method" | "months" | "no-pad";

/** What the screen shows. Everything but a place comes from the agent's view. */
export type Screen =
  | Place
  | "connecting"
  | "lost"
  | "closed"
  | "starting"
  | "preparing"
  | "insert-card"
  | "swipe-card"
  | "processing"
  | "scan-code"
  | "phone-busy"
  | "issued"
  | "cancelling"
  | "uncertain"
  | "remove-card"
  | "approved"
  | "declined"
  | "not-charged"
  | "held"
  | "voiding"
  | "voided"
  | "not-refunded"
  | "unresolved"
  | "mismatch"
  | "failed";

const beforePayment: Screen[] = ["idle", "choose", "options", "cart", "method", "months", "no-pad", "connecting", "closed"];

/** ofPayment tells whether a screen has to do with a payment, or with the kiosk while one may be under way. */
export const ofPayment = (s: Screen): boolean => !beforePayment.includes(s);

export type Tone = "plain" | "good" | "care" | "bad";

/** screenOf decides what to show, from what was heard and nothing else. */
export function screenOf({ view, online }: Heard, place: Place, cardTaken: boolean): Screen {
  if (!online) return "lost";
  if (!view) return "connecting";
  if (view.card_inside && !cardTaken && cardIsDone(view.state)) return "remove-card";
  return screenOfState(view, place);
}

/** A card that is still inside has nothing more to do there. */
const cardIsDone = (s: State): boolean =>
  ["idle", "approved", "declined", "not-charged", "failed", "voided"].includes(s);

function screenOfState(view: View, place: Place): Screen {
  switch (view.state) {
    case "idle":
      return isClosed(view) ? "closed" : place;
    case "authorizing":
      return screenOfProgress(view);
    case "aborting":
      return "cancelling";
    case "unknown":
    case "resolving":
      return "uncertain";
    case "unresolved":
      return careOf(view);
    case "closing":
      return "connecting";
    default:
      return view.state;
  }
}

/** Settings that are being changed are through in a moment, and no reason to send anybody away. */
const changing = 206;

const isClosed = ({ closed }: View): boolean => closed !== undefined && closed.number !== changing;

function careOf({ payment }: View): Screen {
  if (payment?.not_refunded) return "not-refunded";
  return payment?.status === "mismatch" ? "mismatch" : "unresolved";
}

function screenOfProgress(view: View): Screen {
  if (view.payment?.via) return screenOfPhone(view);
  switch (view.progress) {
    case "try-stripe":
      return "swipe-card";
    case "card-shown":
    case "card-inside":
    case "card-removed":
      return "processing";
    default:
      return "insert-card";
  }
}

function screenOfPhone({ phone }: View): Screen {
  if (!phone) return "preparing";
  return phone.state === "waiting" ? "scan-code" : "phone-busy";
}

export function toneOf(screen: Screen, view: View | undefined): Tone {
  switch (screen) {
    case "approved":
      return "good";
    case "remove-card":
      return view?.state === "approved" ? "good" : "plain";
    case "uncertain":
    case "unresolved":
    case "mismatch":
    case "not-refunded":
    case "held":
    case "voiding":
    case "issued":
      return "care";
    case "lost":
      return view?.payment ? "care" : "plain";
    case "declined":
    case "failed":
      return "bad";
    default:
      return "plain";
  }
}
