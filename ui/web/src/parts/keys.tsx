import { useState } from "preact/hooks";
import { wordsNow, type Language } from "../strings/parts";

/** Layouts of the keys on the screen, row by row. */
const layouts = {
  number: ["123", "456", "789", "0"],
  latin: ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm.-"],
  capitals: ["1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM@_"],
  hangul: ["1234567890", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"],
  tense: ["1234567890", "ㅃㅉㄸㄲㅆㅛㅕㅑㅒㅖ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ"],
  kana: ["あいうえおかきくけこ", "さしすせそたちつてと", "なにぬねのはひふへほ", "まみむめもやゆよわん", "らりるれろを゛゜ゃゅょっー"],
} as const;

type Layout = keyof typeof layouts;

const shifted: Partial<Record<Layout, Layout>> = { latin: "capitals", capitals: "latin", hangul: "tense", tense: "hangul" };

const own: Partial<Record<Language, Layout>> = { ko: "hangul", ja: "kana" };

export type Keyboard = "number" | "text";

interface Props {
  keyboard: Keyboard;
  language: Language;
  press: (key: string) => void;
  rub: () => void;
}

/** Keys are the keyboard on the screen: figures, or letters of the language and Latin ones. */
export function Keys({ keyboard, language, press, rub }: Props) {
  const [layout, setLayout] = useState<Layout>(keyboard === "number" ? "number" : (own[language] ?? "latin"));
  const t = wordsNow().keys;
  const type = (key: string) => {
    press(key);
    if (layout === "tense") setLayout("hangul");
  };
  return (
    <div class={`keys ${layout}`} role="group" aria-label={t.label}>
      {layouts[layout].map((row, i) => (
        <div key={row} class="keys-row">
          {[...row].map((key) => (
            <Key key={key} id={key} press={() => type(key)}>
              {key}
            </Key>
          ))}
          {layout === "number" && i === 3 && <Rub rub={rub} />}
        </div>
      ))}
      {layout !== "number" && <Below layout={layout} mine={own[language]} set={setLayout} press={press} rub={rub} />}
    </div>
  );
}

interface BelowProps {
  layout: Layout;
  mine: Layout | undefined;
  set: (l: Layout) => void;
  press: (key: string) => void;
  rub: () => void;
}

/** Below is the row with shift, the change of letters, the space and the rubber. */
function Below({ layout, mine, set, press, rub }: BelowProps) {
  const t = wordsNow().keys;
  const shift = shifted[layout];
  const other = layout === "latin" || layout === "capitals" ? mine : "latin";
  return (
    <div class="keys-row">
      {shift && (
        <Key id="shift" wide label={t.shift} press={() => set(shift)}>
          ⇧
        </Key>
      )}
      {other && (
        <Key id="letters" wide press={() => set(other)}>
          {other === "latin" ? "ABC" : t.letters}
        </Key>
      )}
      <Key id="space" space press={() => press(" ")}>
        {t.space}
      </Key>
      <Rub rub={rub} />
    </div>
  );
}

const Rub = ({ rub }: { rub: () => void }) => (
  <Key id="rub" wide label={wordsNow().keys.rub} press={rub}>
    ⌫
  </Key>
);

interface KeyProps {
  id: string;
  label?: string;
  wide?: boolean;
  space?: boolean;
  press: () => void;
  children: string;
}

function Key({ id, label, wide = false, space = false, press, children }: KeyProps) {
  const size = space ? "space" : wide ? "wide" : "";
  return (
    <button type="button" class={`key-cap ${size}`} data-testid={`key-${id}`} aria-label={label} onClick={press}>
      {children}
    </button>
  );
}
