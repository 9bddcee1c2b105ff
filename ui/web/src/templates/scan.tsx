import { useEffect, useRef } from "preact/hooks";
import { Page } from "../parts/page";
import { canSee, useWedge, watch } from "../parts/scanner";
import { Actions } from "./actions";
import { Question } from "./select";
import type { Action, Asked } from "./types";

export interface ScanPageProps extends Asked {
  /** The text of the code. It may be called several times. */
  scanned: (text: string) => void;
  /** Another way, for a code that cannot be read: writing it by hand. */
  other?: Action;
}

/** ScanPage waits for a code before a scanner, or before the camera where the browser reads codes. */
export function ScanPage({ title, text, scanned, other, back }: ScanPageProps) {
  useWedge(scanned);
  return (
    <Page
      told={
        <div class="scan" data-keys="raw">
          {canSee() ? <Camera scanned={scanned} /> : <CodeDrawing />}
          <Question title={title} text={text} />
        </div>
      }
      actions={<Actions back={back} main={other} />}
    />
  );
}

function Camera({ scanned }: { scanned: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(scanned);
  latest.current = scanned;
  useEffect(() => (video.current ? watch(video.current, (text) => latest.current(text)) : undefined), []);
  return <video ref={video} class="camera" muted playsInline aria-hidden="true" />;
}

const CodeDrawing = () => (
  <svg class="code-drawing" viewBox="0 0 100 100" aria-hidden="true">
    <path class="corner" d="M8 28V14a6 6 0 0 1 6-6h14M72 8h14a6 6 0 0 1 6 6v14M92 72v14a6 6 0 0 1-6 6H72M28 92H14a6 6 0 0 1-6-6V72" />
    <path d="M26 26h18v18H26zM56 26h18v18H56zM26 56h18v18H26zM56 56h6v6h-6zM68 56h6v12h-6zM56 68h6v6h-6z" />
  </svg>
);
