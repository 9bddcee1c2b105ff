import type { Parts } from "./parts";

export const ja: Parts = {
  roll: { up: "上を見る", down: "下を見る" },
  keys: { label: "文字盤", shift: "大文字", letters: "かな", space: "空白", rub: "消す" },
  template: {
    done: "決定",
    use: "ポイントを使う",
    used: "使うポイント",
    agree: "同意して進む",
    agreeAll: "すべてに同意する",
    required: "必須",
    optional: "任意",
    read: "内容を読む",
    fold: "内容を閉じる",
    clear: "書き直す",
    signField: "署名欄",
    found: "見つかったもの",
    nothingFound: "見つかりませんでした。別の言葉でお探しください",
    seconds: (n) => `あと${n}秒`,
    pieces: (n) => `${n}点`,
    balance: (p) => `${p}お持ちです`,
    atMost: (p) => `使えるのは${p}までです`,
    all: (p) => `${p}すべて使う`,
  },
};
