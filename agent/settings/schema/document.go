package schema

// document is about the document itself, and who may do what.
var document = []Field{
	{"version", whole, Text{"grows with every document; kiosks take none that is older than what they have had", "문서마다 커지는 번호; 키오스크는 받은 적 있는 것보다 오래된 문서를 받지 않음"}, Text{"1 or more", "1 이상"}, must, `3`},
	{"for", texts, Text{"ids of the kiosks that may take it, or * for all", "이 문서를 받을 키오스크 ID, 모두이면 *"}, Text{"at least one", "하나 이상"}, must, `["*"]`},
	{"methods", texts, Text{"ways to pay, in the order of the screen", "결제 수단, 화면에 보이는 순서"}, Text{"card; instalments where the kiosk's file offers them; phone for all that HQ offers", "card; 키오스크 파일이 허용하면 instalments; 본부가 제공하는 휴대폰 결제는 phone"}, Text{"all that there are", "있는 모든 수단"}, `["card"]`},
	{"access", texts, Text{"hosts that web apps may reach", "웹 앱이 연결할 수 있는 호스트"}, Text{"exact hosts, at most 100", "정확한 호스트, 100개 이하"}, ownFile, `["shop.example.com"]`},
	{"limits", section, Text{"what commands may do with money", "명령이 움직일 수 있는 금액"}, Text{}, Text{"nothing is allowed", "아무것도 허용 안 함"}, `{"void_each": 20000, "void_per_day": 100000, "request": 50000}`},
	{"limits.void_each", money, Text{"the most that one refund command gives back", "환불 명령 하나가 돌려줄 수 있는 최대 금액"}, anyAmount, Text{"0: no refunds by command", "0: 명령으로 환불 안 함"}, `20000`},
	{"limits.void_per_day", money, Text{"the most that all refund commands of a day give back", "하루의 모든 환불 명령이 돌려줄 수 있는 최대 금액"}, anyAmount, Text{"0: no refunds by command", "0: 명령으로 환불 안 함"}, `100000`},
	{"limits.request", money, Text{"the most that one payment command asks for", "결제 명령 하나가 요청할 수 있는 최대 금액"}, anyAmount, Text{"0: no payments by command", "0: 명령으로 결제 안 함"}, `50000`},
	{"limits.app_order", money, Text{"the most that one order costs whose amounts a web app sets", "웹 앱이 금액을 정하는 주문 하나의 최대 금액"}, anyAmount, ownFile, `100000`},
	{"operators", texts, Text{"public keys whose signature counts under refunds", "환불에 서명할 수 있는 공개 키"}, Text{"Ed25519, base64 as in a link, without =", "Ed25519, 주소용 base64, = 없이"}, Text{"nobody can refund by command", "아무도 명령으로 환불할 수 없음"}, `["t0Lq3oY1qUO7E1v4m0wZ5sQ9c2r8n6b1x3y5z7A9B1c"]`},
	{"staff", section, Text{"the shop's people at the kiosk", "키오스크 앞의 매장 직원"}, Text{}, ownFile, `{"pin": "…"}`},
	{"staff.pin", text, Text{"hash of the number that opens the staff page, from kioskd staff pin --print", "직원 화면을 여는 번호의 해시, kioskd staff pin --print로 만듦"}, Text{}, ownFile, `"…"`},
	{"log", section, Text{"how much the kiosk writes down", "키오스크가 기록하는 양"}, Text{}, ownFile, `{"level": "info"}`},
	{"log.level", text, Text{"the least important lines that are kept", "남길 기록의 가장 낮은 단계"}, Text{"debug, info, warn or error", "debug, info, warn, error 중 하나"}, Text{"info", "info"}, `"info"`},
}

// shop is what is sold, when and by whom.
var shop = []Field{
	{"store", section, Text{"the shop on the slip", "영수증에 나오는 매장"}, Text{}, ownFile, `{"id": "s-7", "name": "Seventh Street"}`},
	{"store.id", text, Text{"the operator's name for the shop", "운영자가 쓰는 매장 ID"}, Text{}, none, `"s-7"`},
	{"store.name", text, Text{"the shop's name on screen and slip", "화면과 영수증의 매장 이름"}, Text{}, must, `"Seventh Street"`},
	{"store.business_number", text, Text{"its business number", "사업자등록번호"}, Text{}, none, `"123-45-67890"`},
	{"store.representative", text, Text{"who answers for it", "대표자"}, Text{}, none, `"Kim Minji"`},
	{"store.address", text, Text{"where it is", "주소"}, Text{}, none, `"7 Seventh Street"`},
	{"store.phone", text, Text{"whom customers can call", "손님이 걸 수 있는 전화번호"}, Text{}, none, `"02-123-4567"`},
	{"hours", list, Text{"opening hours in the kiosk's local time; a weekday without any is closed", "키오스크 현지 시각의 영업시간; 없는 요일은 쉼"}, Text{}, Text{"always open", "항상 영업"}, `[{"day": "mon", "open": "09:00", "close": "22:00"}]`},
	{"hours[].day", text, Text{"the weekday", "요일"}, Text{"mon, tue, wed, thu, fri, sat or sun", "mon, tue, wed, thu, fri, sat, sun 중 하나"}, must, `"mon"`},
	{"hours[].open", text, Text{"when it opens", "여는 시각"}, Text{"00:00 to 24:00", "00:00~24:00"}, must, `"09:00"`},
	{"hours[].close", text, Text{"when it closes; before open it means the next day", "닫는 시각; open보다 이르면 다음 날"}, Text{"00:00 to 24:00, not the same as open", "00:00~24:00, open과 달라야 함"}, must, `"22:00"`},
	{"catalogue", section, Text{"what is sold", "파는 것"}, Text{}, ownFile, `{"currency": "KRW", "vat_percent": 10, "items": [{"id": "tea", "name": {"ko": "차"}, "price": 4000, "tax": "taxed"}]}`},
	{"catalogue.currency", text, Text{"of all prices", "모든 가격의 통화"}, Text{"three capital letters", "대문자 세 글자"}, must, `"KRW"`},
	{"catalogue.vat_percent", whole, Text{"VAT within prices of taxed items", "과세 상품 가격에 들어 있는 부가세"}, Text{"percent of the net price", "공급가액에 대한 퍼센트"}, Text{"0", "0"}, `10`},
	{"catalogue.items", list, Text{"the items, in the order of the screen", "상품, 화면에 보이는 순서"}, Text{"at least one", "하나 이상"}, must, `[{"id": "tea", "name": {"ko": "차"}, "price": 4000, "tax": "taxed"}]`},
	{"catalogue.items[].id", text, Text{"names the item in orders and reports", "주문과 보고에서 쓰는 상품 ID"}, Text{"each once", "겹치지 않게"}, must, `"tea"`},
	{"catalogue.items[].name", names, Text{"what customers read", "손님이 읽는 이름"}, tongues, must, `{"ko": "차", "en": "Tea"}`},
	{"catalogue.items[].category", names, Text{"items of one category stand together", "같은 분류의 상품은 함께 보임"}, tongues, none, `{"ko": "음료", "en": "Drinks"}`},
	{"catalogue.items[].price", money, Text{"what one costs, taxes included", "하나의 가격, 세금 포함"}, Text{"1 to 9,999,999,999", "1~9,999,999,999"}, must, `4000`},
	{"catalogue.items[].tax", text, Text{"whether VAT is in the price", "가격에 부가세가 있는지"}, Text{"taxed or tax-free", "taxed 또는 tax-free"}, must, `"taxed"`},
	{"catalogue.items[].picture", text, Text{"the item's picture", "상품 그림"}, Text{"a built-in picture's name, or a path below /pictures/", "내장 그림 이름 또는 /pictures/ 아래 경로"}, none, `"tea"`},
	{"catalogue.items[].options", list, Text{"what customers choose about the item", "손님이 고르는 선택 항목"}, Text{}, none, `[{"id": "size", "name": {"en": "Size"}, "choices": [{"id": "large", "name": {"en": "Large"}, "price": 500}], "least": 0, "most": 1}]`},
	{"catalogue.items[].options[].id", text, Text{"names the option", "선택 항목 ID"}, Text{}, none, `"size"`},
	{"catalogue.items[].options[].name", names, Text{"what customers read", "손님이 읽는 이름"}, tongues, must, `{"ko": "크기", "en": "Size"}`},
	{"catalogue.items[].options[].choices", list, Text{"what there is to choose", "고를 수 있는 것"}, Text{"at least one", "하나 이상"}, must, `[{"id": "large", "name": {"en": "Large"}, "price": 500}]`},
	{"catalogue.items[].options[].choices[].id", text, Text{"names the choice", "선택지 ID"}, Text{"each once within the item, without |", "상품 안에서 겹치지 않게, | 없이"}, must, `"large"`},
	{"catalogue.items[].options[].choices[].name", names, Text{"what customers read", "손님이 읽는 이름"}, tongues, must, `{"ko": "크게", "en": "Large"}`},
	{"catalogue.items[].options[].choices[].price", money, Text{"is added to the item's price", "상품 가격에 더함"}, anyAmount, Text{"0", "0"}, `500`},
	{"catalogue.items[].options[].least", whole, Text{"how many have to be chosen", "골라야 하는 최소 개수"}, Text{"0 to most", "0~most"}, Text{"0", "0"}, `0`},
	{"catalogue.items[].options[].most", whole, Text{"how many may be chosen", "고를 수 있는 최대 개수"}, Text{"1 to the number of choices", "1~선택지 개수"}, must, `1`},
}

// kiosk is about the machine.
var kiosk = []Field{
	{"pad", section, Text{"the card pad, as in the kiosk's own file", "카드 단말기, 키오스크 자체 설정 파일과 같음"}, Text{}, ownFile, `{"driver": "smartro", "port": "serial:/dev/ttyUSB0?baud=115200"}`},
	{"pad.driver", text, Text{"the pad's protocol", "단말기 통신 규약"}, Text{"a driver of the agent's", "에이전트에 있는 드라이버"}, must, `"smartro"`},
	{"pad.port", text, Text{"where the pad is plugged in", "단말기가 연결된 곳"}, Text{}, must, `"serial:/dev/ttyUSB0?baud=115200"`},
	{"pad.terminal_id", text, Text{"the number that the VAN gave the pad", "VAN이 준 단말기 번호"}, Text{}, none, `"1234567890"`},
	{"pad.settings", byName, Text{"what only this driver knows", "이 드라이버만 아는 설정"}, Text{"see the driver's page", "드라이버 설명 참고"}, none, `{"beep": "on"}`},
	{"storage", section, Text{"texts that web apps keep", "웹 앱이 보관하는 글"}, Text{}, ownFile, `{"at_hq": true}`},
	{"storage.at_hq", yesNo, Text{"HQ keeps them too, where its people can read them", "HQ에도 보관하며 HQ 사람들이 읽을 수 있음"}, Text{}, Text{"false", "false"}, `true`},
}
