let from = location.origin;

/** placed remembers where the SDK itself came from: there is the agent. */
export function placed(script: string | undefined): void {
  if (script) from = new URL(script, location.href).origin;
}

/** origin is the agent's, as this page reaches it. */
export const origin = (): string => from;

/** served says that the page is the kiosk's own or one of its apps'. */
export const served = (): boolean => from === location.origin;
