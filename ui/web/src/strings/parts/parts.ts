/** Parts is what the parts and templates of a page say by themselves, whoever's page it is. */
export interface Parts {
  roll: { up: string; down: string };
  keys: { label: string; shift: string; letters: string; space: string; rub: string };
  template: {
    done: string;
    use: string;
    used: string;
    agree: string;
    agreeAll: string;
    required: string;
    optional: string;
    read: string;
    fold: string;
    clear: string;
    signField: string;
    found: string;
    nothingFound: string;
    seconds: (n: number) => string;
    pieces: (n: number) => string;
    balance: (points: string) => string;
    atMost: (points: string) => string;
    all: (points: string) => string;
  };
}
