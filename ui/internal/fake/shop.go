package fake

import (
	"kioskd/agent"
	"kioskd/agent/pay"
)

// Shop returns the shop of the screens.
func Shop() pay.Store {
	return pay.Store{
		ID: "corner-1", Name: "모퉁이 커피", BusinessNumber: "123-45-67890",
		Representative: "김하늘", Address: "서울시 마포구 양화로 1", Phone: "02-000-0000",
	}
}

// Menu returns a small menu with two categories and a tax-free item.
func Menu() agent.Catalogue {
	drinks, food := names("음료", "Drinks"), names("먹을거리", "Food")
	return agent.Catalogue{Currency: pay.KRW, VAT: 10, Items: []agent.Item{
		item("americano", names("아메리카노", "Americano"), drinks, 4000, "coffee"),
		latte(drinks),
		item("iced", names("아이스 라떼", "Iced latte"), drinks, 5000, "iced-coffee"),
		item("green-tea", names("녹차", "Green tea"), drinks, 4500, "tea"),
		item("citron", names("유자 에이드", "Citron ade"), drinks, 5500, "juice"),
		item("water", names("생수", "Still water"), drinks, 1500, "water"),
		item("mocha", names("카페 모카", "Caffè mocha"), drinks, 5500, "coffee"),
		item("cold-brew", names("콜드브루", "Cold brew"), drinks, 5000, "iced-coffee"),
		item("barley", names("보리차", "Barley tea"), drinks, 3000, "tea"),
		item("cake", names("당근 케이크", "Carrot cake"), food, 6500, "cake"),
		item("toast", names("버터 토스트", "Butter toast"), food, 3500, "bread"),
		item("sandwich", names("달걀 샌드위치", "Egg sandwich"), food, 5500, "sandwich"),
		item("cookie", names("초코 쿠키", "Chocolate cookie"), food, 2500, "cookie"),
		item("ice", names("바닐라 아이스크림", "Vanilla ice cream"), food, 4000, "ice-cream"),
		{ID: "beans", Name: names("원두 200g", "Coffee beans 200 g"), Category: names("선물", "Gifts"), Price: 15000, Tax: pay.TaxFree, Picture: "bag"},
	}}
}

func names(ko, en string) map[string]string { return map[string]string{"ko": ko, "en": en} }

func item(id string, name, category map[string]string, price pay.Amount, picture string) agent.Item {
	return agent.Item{ID: id, Name: name, Category: category, Price: price, Tax: pay.Taxed, Picture: picture}
}

// latte is an item that asks how it should be.
func latte(category map[string]string) agent.Item {
	i := item("latte", names("카페 라떼", "Caffè latte"), category, 4500, "coffee")
	i.Options = []agent.Option{
		{ID: "size", Name: names("크기", "Size"), Least: 1, Most: 1, Choices: []agent.OptionChoice{
			{ID: "small", Name: names("보통", "Regular")}, {ID: "large", Name: names("크게", "Large"), Price: 700},
		}},
		{ID: "with", Name: names("더하기", "Extras"), Most: 2, Choices: []agent.OptionChoice{
			{ID: "shot", Name: names("샷 추가", "Extra shot"), Price: 500}, {ID: "oat", Name: names("귀리 우유", "Oat milk"), Price: 600},
			{ID: "syrup", Name: names("바닐라 시럽", "Vanilla syrup"), Price: 500},
		}},
	}
	return i
}
