package hq

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Drawer holds the records of one kind, as values of T.
type Drawer[T any] struct {
	Office Office
	Kind   string
	Tag    func(T) string // what a value is counted by; nil for nothing
}

// Kept is a value as a drawer holds it.
type Kept[T any] struct {
	Name    string
	Version uint64
	Value   T
}

// Get returns a value, or [ErrNotFound].
func (d Drawer[T]) Get(ctx context.Context, name string) (Kept[T], error) {
	r, err := d.Office.Record(ctx, d.Kind, name)
	if err != nil {
		return Kept[T]{}, fmt.Errorf("look up %s %s: %w", d.Kind, name, err)
	}
	return d.read(r)
}

func (d Drawer[T]) read(r Record) (Kept[T], error) {
	k := Kept[T]{Name: r.Name, Version: r.Version}
	if err := json.Unmarshal(r.Body, &k.Value); err != nil {
		return k, fmt.Errorf("stored %s %s: %w", d.Kind, r.Name, err)
	}
	return k, nil
}

// All returns all values, by name.
func (d Drawer[T]) All(ctx context.Context) ([]Kept[T], error) {
	records, err := d.Office.Records(ctx, d.Kind)
	if err != nil {
		return nil, fmt.Errorf("list every %s: %w", d.Kind, err)
	}
	return d.readAll(records)
}

// After returns values whose names come after one, by name, at most so many.
func (d Drawer[T]) After(ctx context.Context, name string, limit int) ([]Kept[T], error) {
	records, err := d.Office.RecordsAfter(ctx, d.Kind, name, limit)
	if err != nil {
		return nil, fmt.Errorf("list some of %s: %w", d.Kind, err)
	}
	return d.readAll(records)
}

func (d Drawer[T]) readAll(records []Record) ([]Kept[T], error) {
	all := make([]Kept[T], len(records))
	var err error
	for i, r := range records {
		if all[i], err = d.read(r); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Add keeps a new value, or is [ErrExists].
func (d Drawer[T]) Add(ctx context.Context, name string, v T) error {
	return d.Put(ctx, Kept[T]{Name: name, Value: v})
}

// Put keeps a value in place of the one of its version, or is [ErrChanged].
func (d Drawer[T]) Put(ctx context.Context, k Kept[T]) error {
	body, err := json.Marshal(k.Value)
	if err == nil {
		err = d.Office.PutRecord(ctx, Record{Kind: d.Kind, Name: k.Name, Tag: d.tag(k.Value), Version: k.Version, Body: body})
	}
	if err != nil {
		return fmt.Errorf("keep %s %s: %w", d.Kind, k.Name, err)
	}
	return nil
}

func (d Drawer[T]) tag(v T) string {
	if d.Tag == nil {
		return ""
	}
	return d.Tag(v)
}

// Count returns how many values have a tag, and looks at no more than most of them.
func (d Drawer[T]) Count(ctx context.Context, tag string, most int) (int, error) {
	n, err := d.Office.Count(ctx, d.Kind, tag, most)
	if err != nil {
		return 0, fmt.Errorf("count every %s that is %s: %w", d.Kind, tag, err)
	}
	return n, nil
}

// changeTries is how often a change is tried against others who change the same.
const changeTries = 20

// Change changes a value, which is made if it is not there. When somebody else
// changes it meanwhile, change is called again with what they left; its own error
// leaves everything as it was.
func (d Drawer[T]) Change(ctx context.Context, name string, change func(*T) error) (T, error) {
	var none T
	for range changeTries {
		k, err := d.Get(ctx, name)
		if errors.Is(err, ErrNotFound) {
			k, err = Kept[T]{Name: name}, nil
		}
		if err != nil {
			return none, err
		}
		if err := change(&k.Value); err != nil {
			return none, err
		}
		err = d.Put(ctx, k)
		if !errors.Is(err, ErrChanged) && !errors.Is(err, ErrExists) {
			return k.Value, err
		}
	}
	return none, fmt.Errorf("change %s %s: %w", d.Kind, name, ErrChanged)
}

// Drop forgets a value. One that is not there is no error.
func (d Drawer[T]) Drop(ctx context.Context, name string) error {
	return d.Office.DropRecord(ctx, d.Kind, name)
}
