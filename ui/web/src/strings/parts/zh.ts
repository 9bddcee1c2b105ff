import type { Parts } from "./parts";

export const zh: Parts = {
  roll: { up: "查看上方", down: "查看下方" },
  keys: { label: "键盘", shift: "大写", letters: "abc", space: "空格", rub: "删除" },
  template: {
    done: "完成",
    use: "使用积分",
    used: "使用的积分",
    agree: "同意并继续",
    agreeAll: "全部同意",
    required: "必选",
    optional: "可选",
    read: "查看内容",
    fold: "收起内容",
    clear: "重新签名",
    signField: "签名处",
    found: "查找结果",
    nothingFound: "没有找到，请换个词试试",
    seconds: (n) => `${n} 秒`,
    pieces: (n) => `${n} 件`,
    balance: (p) => `您有 ${p}`,
    atMost: (p) => `最多可使用 ${p}`,
    all: (p) => `全部使用 ${p}`,
  },
};
