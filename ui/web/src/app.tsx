import type { FunctionComponent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Limits, View } from "./api";
import { useViews } from "./events";
import { kioskOf, type Kiosk } from "./kiosk";
import { useKeypad, type KeypadActions } from "./keypad";
import { useMeasures } from "./measures";
import { overApp } from "./over";
import { Badge, BarRow } from "./parts/bar";
import { EasePanel, louder } from "./parts/ease-panel";
import { MoreTime } from "./parts/more-time";
import { Notice } from "./parts/notice";
import { Around } from "./parts/page";
import { Caption, Curtain } from "./parts/speech-bar";
import { Spoken } from "./parts/spoken";
import { ofPayment, screenOf, toneOf, type Screen } from "./screen";
import { Held, Mismatch, NotRefunded, Uncertain, Unresolved, Voiding } from "./screens/care";
import { Cancelling, InsertCard, Preparing, Processing, SwipeCard } from "./screens/pay";
import { Issued, PhoneBusy, ScanCode } from "./screens/phone";
import { Approved, Declined, Failed, NotCharged, RemoveCard, Voided } from "./screens/results";
import type { Shopping } from "./screens/shopping";
import { Closed, Lost, NoPad, Starting } from "./screens/system";
import { useSession } from "./session";
import { setLanguage, type Language } from "./strings";
import { useShop } from "./shop";
import { useCallOut, useCues } from "./sound";
import { useSpeech, type Speech } from "./speech";
import { useTheme } from "./theme";
import { useAfter } from "./timers";

type Drawn = FunctionComponent<{ k: Kiosk }>;

const screens: Record<Exclude<Screen, keyof Shopping>, Drawn> & Partial<Record<keyof Shopping, Drawn>> = {
  "no-pad": NoPad,
  connecting: Starting,
  lost: Lost,
  closed: Closed,
  starting: Starting,
  preparing: Preparing,
  "insert-card": InsertCard,
  "swipe-card": SwipeCard,
  processing: Processing,
  "scan-code": ScanCode,
  "phone-busy": PhoneBusy,
  issued: Issued,
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

/** openShop adds the screens before a payment. */
export const openShop = (shopping: Shopping): unknown => Object.assign(screens, shopping);

/** App draws one screen: what is told, what is touched, and what stands beside it. */
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
  setLanguage(session.language);
  const k = kioskOf(screen, heard.view, shop, session, overdue, () => setCardTaken(true));
  useLanguage(session.language);
  useMeasures(shop.look.screen, session.ease.modes.text);
  useTheme(shop.look.theme);
  return overApp && !ofPayment(screen) ? <div id="kiosk" class="kiosk" data-screen="waiting" /> : <Stage k={k} />;
}

/** Stage draws the screen, or what makes it easier in its place. */
function Stage({ k }: { k: Kiosk }) {
  const root = useRef<HTMLDivElement>(null);
  const [easing, setEasing] = useState(false);
  const { ease } = k.session;
  // At once, or it would close again what was opened at the sight of a new screen.
  useLayoutEffect(() => setEasing(false), [k.screen]);
  useFocus(k.screen, easing);
  const speech = useSpeech(root, k);
  const cue = useCues(k);
  useCallOut(k, () => {
    cue("needs-you");
    if (ease.modes.speech) speech.repeat();
  });
  useKeypad(keypadOf(k, speech));
  const Now = screens[k.screen];
  const bar = <BarRow k={k} ease={() => setEasing(!easing)} open={easing} speech={speech} />;
  return (
    <div
      ref={root}
      id="kiosk"
      class="kiosk"
      data-screen={k.screen}
      data-panel={easing ? "ease" : undefined}
      data-tone={easing ? "plain" : toneOf(k.screen, k.view)}
      data-pad={k.view?.pad.up ? "up" : "down"}
      data-contrast={String(ease.modes.contrast)}
      data-low={String(ease.modes.low)}
      data-text={ease.modes.text}
      data-speech={String(ease.modes.speech)}
    >
      <Badge k={k} />
      <Caption k={k} speech={speech} />
      <Around.Provider value={{ bar, notice: <Notice k={k} /> }}>
        {easing ? <EasePanel k={k} close={() => setEasing(false)} /> : Now && <Now key={k.screen} k={k} />}
      </Around.Provider>
      <MoreTime k={k} cue={cue} />
      <Spoken k={k} />
      <Curtain k={k} />
    </div>
  );
}

function keypadOf(k: Kiosk, speech: Speech): KeypadActions {
  const { ease } = k.session;
  return {
    ...speech,
    louder: (up) => ease.tune({ volume: louder(ease.volume, up) }),
    speech: () => ease.set({ speech: !ease.modes.speech, private: false }),
    help: k.session.help,
    light: () => {
      if (!ease.modes.private) return false;
      ease.set({ private: false });
      return true;
    },
  };
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
  }, [language]);
}

/** useFocus puts the keyboard at the top of a new screen when its place is gone. */
function useFocus(screen: Screen, easing: boolean): void {
  useEffect(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) document.getElementById("heading")?.focus({ preventScroll: true });
  }, [screen, easing]);
}
