import { useEffect, useRef } from "preact/hooks";

// A scanner types faster than any hand, and ends with Enter.
const fastest = 80;
const fewest = 3;

/** useWedge hears a scanner that acts as a keyboard. */
export function useWedge(scanned: (text: string) => void): void {
  const latest = useRef(scanned);
  latest.current = scanned;
  useEffect(() => {
    let text = "";
    let last = 0;
    const key = (e: KeyboardEvent) => {
      if (e.timeStamp - last > fastest) text = "";
      last = e.timeStamp;
      if (e.key.length === 1) text += e.key;
      if (e.key !== "Enter" || text.length < fewest) return;
      e.preventDefault();
      e.stopPropagation();
      latest.current(text);
      text = "";
    };
    window.addEventListener("keydown", key, true);
    return () => window.removeEventListener("keydown", key, true);
  }, []);
}

interface Detector {
  detect: (from: HTMLVideoElement) => Promise<{ rawValue: string }[]>;
}

declare const BarcodeDetector: (new (options?: { formats: string[] }) => Detector) | undefined;

const lookEvery = 200;

/** canSee tells whether this browser can find codes in a camera's picture. */
export const canSee = (): boolean => typeof BarcodeDetector === "function" && navigator.mediaDevices !== undefined;

/**
 * watch shows the camera in the video and calls back for each code it sees. The
 * answer stops it. Without a camera it answers at once, and the scanner remains.
 */
export function watch(video: HTMLVideoElement, scanned: (text: string) => void): () => void {
  let stopped = false;
  let stream: MediaStream | undefined;
  let timer: number | undefined;
  const stop = () => {
    stopped = true;
    window.clearTimeout(timer);
    stream?.getTracks().forEach((t) => t.stop());
  };
  const begin = async () => {
    if (!BarcodeDetector) return;
    const detector = new BarcodeDetector();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (stopped) return stop();
    video.srcObject = stream;
    await video.play();
    const look = async () => {
      const [code] = await detector.detect(video);
      if (stopped) return;
      if (code) scanned(code.rawValue);
      timer = window.setTimeout(look, lookEvery);
    };
    await look();
  };
  begin().catch((e: unknown) => {
    console.warn("no camera, the scanner remains", e);
    stop();
  });
  return stop;
}
