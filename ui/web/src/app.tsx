import type { FunctionComponent } from "preact";
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import type { Limits, View } from "./api";
import { useViews } from "./events";
import { kioskOf, type Kiosk } from "./kiosk";
import { Bar } from "./parts/bar";
import { MoreTime } from "./parts/more-time";
import { Notice } from "./parts/notice";
import { Spoken } from "./parts/spoken";
import { screenOf, toneOf, type Screen } from "./screen";
import { Cart } from "./screens/cart";
import { Held, Mismatch, NotRefunded, Uncertain, Unresolved, Voiding } from "./screens/care";
import { Choose } from "./screens/choose";
import { Idle } from "./screens/idle";
import { Cancelling, InsertCard, Preparing, Processing, SwipeCard } from "./screens/pay";
import { Approved, Declined, Failed, NotCharged, RemoveCard, Voided } from "./screens/results";
import { Closed, Lost, NoPad, Starting } from "./screens/system";
import { useSession } from "./session";
import { setLanguage, type Language } from "./strings";
import { useShop } from "./shop";
import { useAfter } from "./timers";

const screens: Record<Screen, FunctionComponent<{ k: Kiosk }>> = {
  idle: Idle,
  choose: Choose,
  cart: Cart,
  "no-pad": NoPad,
  connecting: Starting,
  lost: Lost,
  closed: Closed,
  starting: Starting,
  preparing: Preparing,
  "insert-card": InsertCard,
  "swipe-card": SwipeCard,
  processing: Processing,
  cancelling: Cancelling,
  uncertain: Uncertain,
  "remove-card": RemoveCard,
  approved: Approved,
  declined: Declined,
  "not-charged": NotCharged,
  held: Held,
  voiding: Voiding,
  voided: Voided,
  "not-refunded": NotRefunded,
  unresolved: Unresolved,
  mismatch: Mismatch,
  failed: Failed,
};

/** App draws one screen: bar, stage and foot, and what is said beside it. */
export function App() {
  const heard = useViews();
  const [visit, setVisit] = useState(0);
  const shop = useShop(`${visit} ${heard.view?.shop ?? 0}`);
  const session = useSession(heard, shop);
  const [cardTaken, setCardTaken] = useState(false);
  const inside = heard.view?.card_inside ?? false;
  useEffect(() => {
    if (!inside) setCardTaken(false);
  }, [inside]);

  const screen = screenOf(heard, session.place, cardTaken);
  useEffect(() => {
    if (screen === "idle") setVisit((n) => n + 1);
  }, [screen]);
  const overdue = useOverdue(heard.view, shop.limits);
  const k = kioskOf(screen, heard.view, shop, session, overdue, () => setCardTaken(true));
  useLanguage(session.language);
  useFocus(screen);

  const Now = screens[screen];
  return (
    <div id="kiosk" class="kiosk" data-screen={screen} data-tone={toneOf(screen, heard.view)} data-pad={heard.view?.pad.up ? "up" : "down"}>
      <Bar k={k} />
      <Now key={screen} k={k} />
      <Notice k={k} />
      <MoreTime k={k} />
      <Spoken k={k} />
    </div>
  );
}

/** useOverdue tells that a payment has been at the pad for longer than the page's limit. */
function useOverdue(view: View | undefined, limits: Limits | undefined): boolean {
  const [overdue, setOverdue] = useState(false);
  const running = ["preparing", "authorizing", "aborting"].includes(view?.state ?? "");
  useAfter(limits?.page_ms ?? 0, running && limits !== undefined, () => setOverdue(true));
  useEffect(() => {
    if (!running) setOverdue(false);
  }, [running]);
  return running && overdue;
}

function useLanguage(language: Language): void {
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    setLanguage(language);
  }, [language]);
}

/** useFocus puts the keyboard at the top of a new screen when its place is gone. */
function useFocus(screen: Screen): void {
  useEffect(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) document.getElementById("heading")?.focus({ preventScroll: true });
  }, [screen]);
}
