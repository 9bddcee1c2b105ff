import type { ComponentChildren } from "preact";
import { rates, whisper } from "../ease";
import type { Kiosk } from "../kiosk";
import { Button } from "./button";
import { Languages } from "./languages";
import { Heading, Page } from "./page";
import { Roll } from "./roll";

const sizes = [100, 125, 150, 200];

/** EasePanel has everything that makes the screen easier for this customer. */
export function EasePanel({ k, close }: { k: Kiosk; close: () => void }) {
  const { ease } = k.session;
  const t = k.t.ease;
  return (
    <Page
      kind="list"
      told={<Heading>{t.title}</Heading>}
      work={
        <Roll class="eases">
          <Row name={t.languages}>
            <Languages k={k} />
          </Row>
          <Segments name={t.size} id="size" at={sizes.indexOf(ease.modes.text)} words={sizes.map((s) => `${s} %`)} choose={(i) => ease.set({ text: sizes[i] ?? 100 })} />
          <Switch k={k} name={t.contrast} id="contrast" on={ease.modes.contrast} set={(contrast) => ease.set({ contrast })} />
          <Switch k={k} name={t.low} id="low" on={ease.modes.low} set={(low) => ease.set({ low })} />
          <Switch k={k} name={t.speech} id="speech" on={ease.modes.speech} set={(speech) => ease.set({ speech })} />
          {ease.modes.speech ? <SpeechRows k={k} close={close} /> : <Volume k={k} />}
        </Roll>
      }
      actions={
        <>
          <Button id="ease-reset" kind="quiet" disabled={!ease.changed} press={ease.reset}>
            {t.reset}
          </Button>
          <Button id="ease-done" back press={close}>
            {t.done}
          </Button>
        </>
      }
    />
  );
}

function SpeechRows({ k, close }: { k: Kiosk; close: () => void }) {
  const { ease } = k.session;
  const t = k.t.ease;
  const dark = (on: boolean) => {
    ease.set({ private: on });
    if (on) close();
  };
  return (
    <>
      <Segments name={t.speed} id="speed" at={rates.indexOf(ease.rate)} words={t.speeds} choose={(i) => ease.tune({ rate: rates[i] ?? 1 })} />
      <Segments name={t.volume} id="volume" at={-1} words={[t.quieter, t.louder]} choose={(i) => ease.tune({ volume: louder(ease.volume, i === 1) })} />
      <Switch k={k} name={t.curtain} id="curtain" on={ease.modes.private} set={dark} />
      <p class="ease-note">{t.curtainText}</p>
    </>
  );
}

const volumes = [0, 0.3, 0.8];

/** Volume is of the cues, which may be silent; speech that is silent would be none. */
function Volume({ k }: { k: Kiosk }) {
  const { ease } = k.session;
  const t = k.t.ease;
  const nearest = volumes.reduce((best, v) => (Math.abs(v - ease.volume) < Math.abs(best - ease.volume) ? v : best));
  return <Segments name={t.volume} id="volume" at={volumes.indexOf(nearest)} words={t.volumes} choose={(i) => ease.tune({ volume: volumes[i] ?? 0 })} />;
}

const volumeStep = 0.15;

/** louder keeps the volume between a whisper and all there is. */
export const louder = (volume: number, up: boolean): number => Math.min(1, Math.max(whisper, volume + (up ? volumeStep : -volumeStep)));

function Row({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="ease-row">
      <span class="ease-name">{name}</span>
      {children}
    </div>
  );
}

interface SegmentsProps {
  name: string;
  id: string;
  /** Which is chosen; -1 where each is an action. */
  at: number;
  words: readonly string[];
  choose: (i: number) => void;
}

function Segments({ name, id, at, words, choose }: SegmentsProps) {
  return (
    <Row name={name}>
      <div class="segments" role="group" aria-label={name}>
        {words.map((w, i) => (
          <button key={w} type="button" class="segment" data-testid={`${id}-${i}`} aria-pressed={at < 0 ? undefined : i === at} onClick={() => choose(i)}>
            {w}
          </button>
        ))}
      </div>
    </Row>
  );
}

interface SwitchProps {
  k: Kiosk;
  name: string;
  id: string;
  on: boolean;
  set: (on: boolean) => void;
}

function Switch({ k, name, id, on, set }: SwitchProps) {
  const t = k.t.ease;
  return <Segments name={name} id={id} at={on ? 1 : 0} words={[t.off, t.on]} choose={(i) => set(i === 1)} />;
}
