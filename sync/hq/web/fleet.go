package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"kioskd/sync/hq"
)

// mood is how a kiosk is, as a word, a shape and a colour.
type mood struct {
	look
	Weight int // the more, the sooner a person should look
}

// moods, the most troubled last.
var (
	moodFine    = mood{look{"ready", "●", "good"}, 0}
	moodBusy    = mood{look{"in use", "◐", "good"}, 1}
	moodWaiting = mood{look{"facts are waiting", "◔", "care"}, 2}
	moodAway    = mood{look{"just gone", "◌", "care"}, 3}
	moodPad     = mood{look{"no card pad", "!", "bad"}, 4}
	moodSilent  = mood{look{"silent", "○", "bad"}, 5}
	moodAlarm   = mood{look{"alarm", "▲", "bad"}, 6}
)

func (s *Site) moodOf(k hq.Kiosk, now time.Time) mood {
	said := k.Status
	switch {
	case k.Alarm != "":
		return moodAlarm
	case !k.Connected && s.Desk.SilentAfter > 0 && now.Sub(k.LastSeen) > s.Desk.SilentAfter:
		return moodSilent
	case !k.Connected:
		return moodAway
	case said == nil:
		return moodFine
	case !said.Pad.Up:
		return moodPad
	case said.Waiting.Count > 0 && !said.Waiting.Oldest.IsZero() && now.Sub(said.Waiting.Oldest) > time.Minute:
		return moodWaiting
	case said.State != "idle" && said.State != "":
		return moodBusy
	}
	return moodFine
}

// standing is a kiosk as the fleet's page shows it.
type standing struct {
	hq.Kiosk
	Mood mood
}

// sum is an amount of one currency.
type sum struct {
	Currency string
	Amount   int64
	Count    int
}

// sums adds up by currency.
type sums []sum

func (s *sums) add(currency string, amount int64, count int) {
	i := slices.IndexFunc(*s, func(one sum) bool { return one.Currency == currency })
	if i < 0 {
		*s = append(*s, sum{Currency: currency})
		i = len(*s) - 1
	}
	(*s)[i].Amount += amount
	(*s)[i].Count += count
}

func fleet(v *visit) error {
	all, err := v.hq.Kiosks(v)
	if err != nil {
		return err
	}
	now := time.Now()
	list := make([]standing, len(all))
	versions, moods := map[string]int{}, map[mood]int{}
	var waiting sums
	here := 0
	for i, k := range all {
		list[i] = standing{k, v.moodOf(k, now)}
		versions[cmp.Or(k.Agent, "?")]++
		moods[list[i].Mood]++
		if k.Connected {
			here++
		}
		if k.Status != nil && k.Status.Waiting.Count > 0 {
			waiting.add(k.Status.Waiting.Currency, k.Status.Waiting.Sum, k.Status.Waiting.Count)
		}
	}
	slices.SortStableFunc(list, func(a, b standing) int { return cmp.Compare(b.Mood.Weight, a.Mood.Weight) })
	data := values{"Kiosks": list, "Here": here, "Waiting": waiting, "Versions": counted(versions), "Moods": countedMoods(moods)}
	if err := v.today(data, now); err != nil {
		return err
	}
	data["Count"] = len(all)
	return v.show("fleet", data)
}

// today adds what was taken today, and what waits for a person.
func (v *visit) today(data values, now time.Time) error {
	from, until := v.day(now)
	totals, err := v.hq.Store.Totals(v, from, until, time.Hour)
	if err != nil {
		return err
	}
	var taken sums
	hours := make([]bar, 24)
	for i := range hours {
		hours[i] = bar{Title: fmt.Sprintf("%02d:00", i)}
		if i%6 == 0 {
			hours[i].Label = strconv.Itoa(i)
		}
	}
	for _, t := range totals {
		if paid(t.Status) {
			taken.add(t.Currency, t.Amount-t.Refunded, t.Count)
			hours[min(t.Step, 23)].Value += int64(t.Count)
		}
	}
	most := int64(0)
	for i := range hours {
		hours[i].Title += ": " + strconv.FormatInt(hours[i].Value, 10)
		most = max(most, hours[i].Value)
	}
	waits, err := v.Desk.Cases(v)
	if err != nil {
		return err
	}
	refunds, err := v.Desk.Refunds(v)
	data["Taken"], data["Cases"], data["Asked"] = taken, len(waits), asked(refunds)
	data["Hours"] = draw(v.t("Payments by hour, today"), strconv.FormatInt(most, 10), hours)
	return err
}

// paid reports whether a payment of a status has taken money.
func paid(status string) bool {
	return status == hq.Approved || status == hq.Voided || status == hq.Voiding || status == hq.Mismatched
}

// day returns the day in which a moment lies, in the pages' zone.
func (s *Site) day(t time.Time) (from, until time.Time) {
	y, m, d := t.In(s.Zone).Date()
	from = time.Date(y, m, d, 0, 0, 0, 0, s.Zone)
	return from, from.AddDate(0, 0, 1)
}

// count is a word and how often it stands somewhere.
type count struct {
	Word  string
	Count int
}

func counted(words map[string]int) (all []count) {
	for w, n := range words {
		all = append(all, count{w, n})
	}
	slices.SortFunc(all, func(a, b count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Word, b.Word)) })
	return all
}

// moodCount is how many kiosks are in a mood.
type moodCount struct {
	Mood  mood
	Count int
}

func countedMoods(moods map[mood]int) (all []moodCount) {
	for m, n := range moods {
		all = append(all, moodCount{m, n})
	}
	slices.SortFunc(all, func(a, b moodCount) int { return cmp.Compare(b.Mood.Weight, a.Mood.Weight) })
	return all
}
