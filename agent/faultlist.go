package agent

import "slices"

// faults are all there are, by number. What an earlier version could show stays here
// for ever: a number in an old log has to be explained too.
var faults = []*Fault{
	FaultOrder, FaultKey, FaultAmount, FaultConflict, FaultBusy, FaultAbort,
	FaultDismiss, FaultVoid, FaultItem, FaultCard, FaultKeep, FaultRefundID,
	FaultGone, FaultTooMuch, FaultPart, FaultInstalment, FaultNotSold, FaultNotAsked,
	FaultOverride, FaultNotListed, FaultAppAmount, FaultAppLimit, FaultAppRefund, FaultOther,
	FaultTestMoney, FaultRealMoney, FaultOwn, FaultHelp, FaultPrice, FaultBills,
	FaultMode, FaultAlone,
	FaultPad, FaultPadSilent, FaultResolving, FaultStarting, FaultStopping, FaultChanging,
	FaultClosed, FaultLocked, FaultClosing, FaultStorage, FaultNoHQ, FaultPhone,
	FaultMemory, FaultFork, FaultMended,
	FaultMismatch, FaultUnresolved, FaultOrphan, FaultNotBack, FaultCap, FaultLater,
	FaultTotals, FaultDayEnd, FaultPhoneLate,
	FaultNoPrinter, FaultPrinter, FaultSlip, FaultNoSlip,
}

// Faults returns every fault by number.
func Faults() []Fault {
	all := make([]Fault, len(faults))
	for i, f := range faults {
		all[i] = *f
	}
	slices.SortFunc(all, func(a, b Fault) int { return a.Number - b.Number })
	return all
}

// FaultGroup says what the faults of a hundred are about.
func FaultGroup(number int) string {
	switch number / 100 {
	case 1:
		return "What was asked for"
	case 2:
		return "The pad, and the kiosk as a whole"
	case 3:
		return "The kiosk's memory"
	case 4:
		return "Money that needs a person"
	case 5:
		return "Paper"
	}
	return "Others"
}
