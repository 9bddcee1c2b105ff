package thirdparty

import (
	"errors"
	"fmt"
	"unicode"
	"unicode/utf8"
)

// Item is a thing that a partner wants paid, under the key that the partner gave
// it. Sums are whole minor units.
type Item struct {
	Key      string
	Name     map[string]string // by language; "en" where the partner named none
	Category map[string]string
	Amount   int64 // all of it: Supply + Tax + Exempt + Tip where Split

	// Split says that the partner divided the amount. Otherwise the kiosk takes
	// the VAT out of it, by its own rate.
	Split                    bool
	Supply, Tax, Exempt, Tip int64
}

// MaxItems bounds a list.
const MaxItems = 500

// parseItems reads a list of items. It returns beside them why others were left
// out: an item that cannot be charged harms no other. A key that stands twice is
// nobody's, since it could mean either.
func parseItems(text []byte, n Names) (items []Item, left []error, err error) {
	list, err := listOf(text, n)
	if err != nil {
		return nil, nil, err
	}
	times := map[string]int{}
	for i, entry := range list {
		item, err := parseItem(entry, n)
		if err != nil {
			left = append(left, fmt.Errorf("item %d: %w", i+1, err))
			continue
		}
		items = append(items, item)
		times[item.Key]++
	}
	once := items[:0]
	for _, item := range items {
		if times[item.Key] > 1 {
			left = append(left, fmt.Errorf("item %s: %s stands %d times", item.Key, n.of(nameKey), times[item.Key]))
			continue
		}
		once = append(once, item)
	}
	return once, left, nil
}

// listOf finds the list: the answer itself, or under its name.
func listOf(text []byte, n Names) ([]any, error) {
	v, err := readJSON(text)
	if err != nil {
		return nil, err
	}
	if o, ok := v.(map[string]any); ok {
		if why := failure(o, n); why != "" {
			return nil, fmt.Errorf("the server says: %s", why)
		}
		v = object(o).get(n.of(nameItems))
	}
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("the answer holds no list, neither by itself nor under %s", n.of(nameItems))
	}
	if len(list) > MaxItems {
		return nil, fmt.Errorf("%d items, the most is %d", len(list), MaxItems)
	}
	return list, nil
}

func parseItem(entry any, n Names) (item Item, err error) {
	fields, ok := entry.(map[string]any)
	if !ok {
		return item, errors.New("not an object")
	}
	o := object(fields)
	if item.Key, err = o.text(n.of(nameKey)); err == nil {
		err = checkKey(item.Key)
	}
	if err != nil {
		return item, fmt.Errorf("%s: %w", n.of(nameKey), err)
	}
	if item.Name, err = words(o.get(n.of(nameName))); err != nil {
		return item, fmt.Errorf("%s: %w", n.of(nameName), err)
	}
	if item.Category, err = words(o.get(n.of(nameCategory))); err != nil {
		return item, fmt.Errorf("%s: %w", n.of(nameCategory), err)
	}
	if item.Name == nil {
		item.Name = map[string]string{"en": item.Key}
	}
	return item, item.readSums(o, n)
}

// readSums reads an amount, its parts, or both if they agree.
func (i *Item) readSums(o object, n Names) error {
	amount, given, err := o.money(n.of(nameAmount))
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		into *int64
	}{{nameSupply, &i.Supply}, {nameTax, &i.Tax}, {nameExempt, &i.Exempt}, {nameTip, &i.Tip}} {
		sum, there, err := o.money(n.of(part.name))
		if err != nil {
			return err
		}
		*part.into, i.Split = sum, i.Split || there
	}
	sum := i.Supply + i.Tax + i.Exempt + i.Tip
	switch {
	case !i.Split:
		i.Amount = amount
	case given && amount != sum:
		return fmt.Errorf("%s is %d, and its parts add up to %d", n.of(nameAmount), amount, sum)
	default:
		i.Amount = sum
	}
	if i.Amount == 0 || i.Amount > maxMoney {
		return fmt.Errorf("%s: %d is nothing that can be charged", n.of(nameAmount), i.Amount)
	}
	return nil
}

// Bounds of a payment key, in characters of [A-Za-z0-9_-].
const (
	minKey = 6
	maxKey = 64
)

func checkKey(key string) error {
	if len(key) < minKey || len(key) > maxKey {
		return fmt.Errorf("%d characters, want %d to %d", len(key), minKey, maxKey)
	}
	for _, c := range []byte(key) {
		if (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return fmt.Errorf("%q has characters beside A-Z a-z 0-9 _ -", key)
		}
	}
	return nil
}

// maxName bounds a name for people, in characters.
const maxName = 200

// words reads a name: text, or texts by language.
func words(v any) (map[string]string, error) {
	switch v := v.(type) {
	case nil:
		return nil, nil
	case string:
		return map[string]string{"en": v}, checkWords(v)
	case map[string]any:
		all := map[string]string{}
		for language, text := range v {
			s, ok := text.(string)
			if !ok || len(language) > 8 || checkWords(s) != nil {
				return nil, errors.New("want texts by language")
			}
			all[language] = s
		}
		return all, nil
	}
	return nil, errors.New("neither text nor texts by language")
}

func checkWords(s string) error {
	if s == "" || utf8.RuneCountInString(s) > maxName {
		return fmt.Errorf("%d characters, want 1 to %d", utf8.RuneCountInString(s), maxName)
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return errors.New("there are control characters in it")
		}
	}
	return nil
}
