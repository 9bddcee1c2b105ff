import { InputPage, ScanPage, SignPage, type Stroke } from "../../../templates";
import { run, show } from "./mount";
import { words } from "./words";

type Kind = "text" | "number" | "phone" | "identification";

interface Field {
  placeholder?: string;
  type?: string;
  maxLength?: number;
  length?: number;
  onChange?: (text: string) => unknown;
}

/** What renderInputPage takes. */
export interface InputParams {
  type?: Kind;
  top?: { title?: string; subtitle?: string };
  title?: string;
  subtitle?: string;
  input?: Field;
  button?: { label?: string; text?: string };
  disclaimer?: string;
  onSubmit?: (text: string) => unknown;
  onBack?: () => unknown;
  localeCode?: string;
}

/** A Korean mobile number has eleven digits, a resident's number thirteen; both go on by themselves. */
const whole: Partial<Record<Kind, number>> = { phone: 11, identification: 13 };

export function renderInputPage(p: InputParams): void {
  const kind = p.type ?? "text";
  const length = whole[kind];
  ask({
    kind,
    title: p.top?.title ?? p.title ?? "",
    text: [p.top?.subtitle ?? p.subtitle, p.disclaimer].filter(Boolean).join(" · "),
    most: p.input?.maxLength ?? length,
    submitAt: length,
    secret: p.input?.type === "password" || kind === "identification",
    example: p.input?.placeholder,
    button: p.button?.label ?? p.button?.text,
    changed: p.input?.onChange,
    done: p.onSubmit,
    back: p.onBack,
    locale: p.localeCode,
  });
}

/** What renderKeypadInputPage takes. */
export interface KeypadParams {
  title?: string;
  description?: string;
  input: Field & { trigger?: "button" | "length"; button?: { label?: string }; onSubmit?: (text: string) => unknown };
  onBack?: () => unknown;
  localeCode?: string;
}

export function renderKeypadInputPage(p: KeypadParams): void {
  const kind: Kind = p.input.type === "phone" ? "phone" : "number";
  const length = p.input.length ?? p.input.maxLength ?? whole[kind];
  ask({
    kind,
    title: p.title ?? "",
    text: p.description ?? "",
    most: length,
    submitAt: p.input.trigger === "length" ? length : undefined,
    secret: false,
    example: p.input.placeholder,
    button: p.input.button?.label,
    changed: p.input.onChange,
    done: p.input.onSubmit,
    back: p.onBack,
    locale: p.localeCode,
  });
}

interface Ask {
  kind: Kind;
  title: string;
  text: string;
  most: number | undefined;
  /** In characters: the page goes on by itself there. */
  submitAt: number | undefined;
  secret: boolean;
  example: string | undefined;
  button: string | undefined;
  changed: ((text: string) => unknown) | undefined;
  done: ((text: string) => unknown) | undefined;
  back: (() => unknown) | undefined;
  locale: string | undefined;
}

/** ask draws one question. What is entered is handed over once. */
export function ask(a: Ask): void {
  let over = false;
  const finish = (text: string): void => {
    if (over) return;
    over = true;
    run(a.done, text);
  };
  const change = (text: string): void => {
    if (a.changed) run(a.changed, text);
    if (a.submitAt !== undefined && text.length >= a.submitAt) finish(text);
  };
  show(
    "input",
    <InputPage
      title={a.title || words().input}
      keyboard={a.kind === "text" ? "text" : "number"}
      secret={a.secret}
      done={finish}
      change={change}
      {...(a.text ? { text: a.text } : {})}
      {...(a.most === undefined ? {} : { most: a.most })}
      {...(a.example ? { example: a.example } : {})}
      {...(a.button ? { button: a.button } : {})}
      {...(a.back ? { back: { label: words().back, press: () => run(a.back) } } : {})}
    />,
    a.locale,
  );
}

/** What renderOnboardingPage takes: fields, each asked on a page of its own, since a kiosk has no system keyboard. */
export interface OnboardingParams {
  title: string;
  inputs: Record<string, Field & { label?: string; mode?: string }>;
  onSubmit?: (values: Record<string, string>) => unknown;
  logoUrl?: string;
  localeCode?: string;
}

export function renderOnboardingPage(p: OnboardingParams): void {
  const names = Object.keys(p.inputs);
  const values: Record<string, string> = {};
  const next = (at: number): void => {
    const name = names[at];
    const field = name === undefined ? undefined : p.inputs[name];
    if (name === undefined || !field) return run(p.onSubmit, values);
    ask({
      kind: field.mode === "numeric" || field.type === "number" ? "number" : "text",
      title: field.label ?? name,
      text: p.title,
      most: field.maxLength,
      submitAt: undefined,
      secret: field.type === "password",
      example: field.placeholder,
      button: undefined,
      changed: field.onChange,
      done: (text) => {
        values[name] = text;
        next(at + 1);
      },
      back: at > 0 ? () => next(at - 1) : undefined,
      locale: p.localeCode,
    });
  };
  next(0);
}

/** What renderQRScanPage takes. */
export interface ScanParams {
  title?: string;
  subtitle?: string;
  onSuccess?: (code: { value: string }) => unknown;
  onBack?: () => unknown;
  localeCode?: string;
}

export function renderQRScanPage(p: ScanParams): void {
  let over = false;
  const scanned = (value: string): void => {
    if (over) return;
    over = true;
    run(p.onSuccess, { value });
  };
  const back = p.onBack ? { back: { label: words().back, press: () => run(p.onBack) } } : {};
  show("scan", <ScanPage title={p.title ?? words().scan} scanned={scanned} {...(p.subtitle ? { text: p.subtitle } : {})} {...back} />, p.localeCode);
}

/** What renderSignPage takes. */
export interface SignParams {
  title?: string;
  subtitle?: string;
  button?: { label?: string; text?: string };
  /** Gets the picture in base64; data:image/png;base64, goes in front of it. */
  onSubmit?: (base64: string) => unknown;
  onBack?: () => unknown;
  localeCode?: string;
}

export function renderSignPage(p: SignParams): void {
  const label = p.button?.label ?? p.button?.text;
  show(
    "sign",
    <SignPage
      title={p.title ?? words().sign}
      done={(strokes) => run(p.onSubmit, pictureOf(strokes))}
      {...(p.subtitle ? { text: p.subtitle } : {})}
      {...(label ? { button: label } : {})}
      {...(p.onBack ? { back: { label: words().back, press: () => run(p.onBack) } } : {})}
    />,
    p.localeCode,
  );
}

const pictureWidth = 1_000;
const pictureHeight = 420;

/** pictureOf draws the strokes as a PNG and returns its bytes in base64. */
function pictureOf(strokes: Stroke[]): string {
  const canvas = document.createElement("canvas");
  canvas.width = pictureWidth;
  canvas.height = pictureHeight;
  const pen = canvas.getContext("2d");
  if (!pen) return "";
  pen.lineWidth = 8;
  pen.lineCap = pen.lineJoin = "round";
  for (const stroke of strokes) {
    pen.beginPath();
    stroke.forEach(({ x, y }, i) => (i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    if (stroke.length === 1 && stroke[0]) pen.lineTo(stroke[0].x + 0.1, stroke[0].y);
    pen.stroke();
  }
  return canvas.toDataURL("image/png").slice("data:image/png;base64,".length);
}
