import { Button } from "../parts/button";
import type { Action } from "./types";

/** Actions are the buttons of a template's foot: the way back, and the way on. */
export function Actions({ back, main }: { back?: Action | undefined; main?: Action | undefined }) {
  return (
    <>
      {back && <One action={back} id="back" kind="quiet" />}
      {main && <One action={main} id="main" kind="main" />}
    </>
  );
}

function One({ action, id, kind }: { action: Action; id: string; kind: "main" | "quiet" }) {
  return (
    <Button id={action.id ?? id} kind={kind} back={kind === "quiet"} disabled={action.disabled ?? false} press={action.press}>
      {action.label}
    </Button>
  );
}

/** Picture is a photo or drawing that explains nothing that is not also said. */
export function Picture({ src, wide = false }: { src: string | undefined; wide?: boolean }) {
  return src ? <img class={wide ? "picture wide" : "picture"} src={src} alt="" /> : null;
}
