import type { Parts } from "./parts";

export const en: Parts = {
  roll: { up: "Show what is above", down: "Show what is below" },
  keys: { label: "Keys", shift: "Shift", letters: "abc", space: "Space", rub: "Delete" },
  template: {
    done: "Done",
    use: "Use points",
    used: "Points used",
    agree: "Agree and go on",
    agreeAll: "Agree to everything",
    required: "Required",
    optional: "If you like",
    read: "Read",
    fold: "Close the text",
    clear: "Sign again",
    signField: "Field for your signature",
    found: "What was found",
    nothingFound: "Nothing was found. Please try another word",
    seconds: (n) => `${n} s`,
    pieces: (n) => `× ${n}`,
    balance: (p) => `You have ${p}`,
    atMost: (p) => `At most ${p} can be used`,
    all: (p) => `Use all ${p}`,
  },
};
