package ui_test

import (
	"os"
	"regexp"
	"strconv"
	"testing"

	"kioskd/agent"
	"kioskd/agent/pay"
	"kioskd/ui"
)

// hiddenFields are fields of a struct that the SDK's types do not show: what no
// web app needs, and what no answer has.
var hiddenFields = map[string][]string{
	"Payment":  {"aborted?", "charge?", "fault?", "listed?", "mark?", "offer?", "override?", "reason?", "started_at?", "ended_at?", "undo?", "void?", "own?"},
	"Approval": {"driver?"},
}

// TestTypesOfTheSDK compares the interfaces of kiosk.d.ts and data.d.ts with our
// structs.
func TestTypesOfTheSDK(t *testing.T) {
	t.Parallel()
	compareTypes(t, map[string]any{
		"KioskInfo": ui.Kiosk{}, "Merchant": ui.Merchant{}, "View": ui.View{}, "Modes": ui.Modes{}, "Printer": ui.Printer{}, "Slip": ui.Slip{},
		"Link": pay.Link{}, "Fault": agent.Fault{}, "PaymentView": agent.PaymentView{}, "Line": pay.Line{}, "Split": pay.Split{},
		"Decline": pay.Decline{}, "PhoneWay": pay.PhoneWay{}, "PhoneStep": pay.PhoneStep{}, "Account": pay.Account{}, "Receipt": pay.Receipt{}, "Party": pay.Party{}, "Store": pay.Store{}, "Payment": ui.Payment{},
		"Approval": pay.Approval{}, "Refund": pay.Refund{}, "Order": pay.Order{}, "Catalogue": agent.Listing{}, "Item": agent.Item{},
		"Pick": agent.Pick{}, "Option": agent.Option{}, "OptionChoice": agent.OptionChoice{}, "Own": pay.Own{}, "WebToken": ui.WebToken{},
	}, "web/src/sdk/public/kiosk.d.ts", "web/src/sdk/public/data.d.ts")
}

// TestCodesOfTheSDK: every fault to which the SDK gives a code is one of ours.
func TestCodesOfTheSDK(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("web/src/sdk/errors.ts")
	if err != nil {
		t.Fatal(err)
	}
	faults, err := os.ReadFile("../agent/fault.go")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, m := range regexp.MustCompile(`Number: (\d+)`).FindAllStringSubmatch(string(faults), -1) {
		known[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?m)^  (\d+): "([a-z-]+)",$`).FindAllStringSubmatch(string(source), -1) {
		if number, err := strconv.Atoi(m[1]); !known[m[1]] || err != nil {
			t.Errorf("fault %d is called %s, and the agent has none", number, m[2])
		}
	}
	if len(known) < 40 {
		t.Errorf("only %d faults were found", len(known))
	}
}
