import type { Parts } from "./parts";

export const ko: Parts = {
  roll: { up: "위쪽 보기", down: "아래쪽 보기" },
  keys: { label: "글자판", shift: "윗글자", letters: "가나다", space: "띄어쓰기", rub: "지우기" },
  template: {
    done: "다 했어요",
    use: "포인트 쓰기",
    used: "쓸 포인트",
    agree: "동의하고 계속하기",
    agreeAll: "모두 동의해요",
    required: "꼭 필요해요",
    optional: "원하시면 골라 주세요",
    read: "내용 보기",
    fold: "내용 닫기",
    clear: "다시 서명하기",
    signField: "서명하는 곳",
    found: "찾은 결과",
    nothingFound: "찾지 못했어요. 다른 말로 찾아 주세요",
    seconds: (n) => `${n}초`,
    pieces: (n) => `${n}개`,
    balance: (p) => `${p} 있어요`,
    atMost: (p) => `${p}까지 쓸 수 있어요`,
    all: (p) => `${p} 모두 쓰기`,
  },
};
