package smartro

import "kioskd/drivers"

// habits are the settings, read.
type habits struct {
	needVAN    bool
	longCancel bool
	oneCredit  bool
}

func readHabits(o *drivers.Options) (habits, error) {
	s := o.Read()
	h := habits{
		needVAN:    s.Choice("van-not-configured", "accept", "refuse") == "refuse",
		longCancel: s.Choice("cancel-form", "57", "59") == "59",
		oneCredit:  s.Choice("cancel-numbering", "medium", "one") == "one",
	}
	return h, s.Done()
}
