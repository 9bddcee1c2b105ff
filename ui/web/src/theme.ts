import { useLayoutEffect } from "preact/hooks";
import { contrast, parse, textContrast } from "./contrast";
import type { Theme } from "./look";

const ground = "#f7f7f4";
const surface = "#ffffff";

/**
 * useTheme puts the shop's colours into the style. The agent has refused a theme
 * that cannot be read; what is not safe all the same is left as it is here.
 */
export function useTheme(theme: Theme | undefined): void {
  useLayoutEffect(() => {
    const style = document.documentElement.style;
    const put = (name: string, value: string | undefined) => (value ? style.setProperty(name, value) : style.removeProperty(name));
    const legible = isLegible(theme);
    put("--theme-accent", legible ? theme?.accent : undefined);
    put("--theme-on-accent", legible ? (theme?.on_accent ?? surface) : undefined);
    put("--theme-radius", theme?.radius_mm === undefined ? undefined : `calc(${theme.radius_mm} * var(--mm))`);
  }, [theme]);
}

/** isLegible tells whether the accent can be read on paper, and what is written on it as well. */
export function isLegible(theme: Theme | undefined): boolean {
  const { accent, on_accent = surface } = theme ?? {};
  if (!accent || !parse(accent)) return false;
  return [contrast(accent, ground), contrast(accent, surface), contrast(accent, on_accent)].every((c) => c >= textContrast);
}
