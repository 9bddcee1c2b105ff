import { useMemo } from "preact/hooks";
import { encode } from "../qr";

const margin = 4; // modules, which the standard asks for

/** CodePicture is a text as a QR code, black on white whatever the theme. */
export function CodePicture({ text, label }: { text: string; label: string }) {
  const code = useMemo(() => encode(text), [text]);
  if (!code) return null;
  const size = code.length + 2 * margin;
  const path = code.flatMap((row, r) => row.flatMap((dark, c) => (dark ? [`M${c + margin} ${r + margin}h1v1h-1z`] : []))).join("");
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} data-testid="code" data-text={text} shape-rendering="crispEdges">
      <rect class="qr-paper" width={size} height={size} />
      <path class="qr-ink" d={path} />
    </svg>
  );
}
