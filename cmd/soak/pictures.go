//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"

	"kioskd/cmd/soak/internal/plot"
)

// curve is one line of a picture.
type curve struct {
	name  string
	of    func(sample) float64
	scale float64
}

// picture is a chart of a run.
type picture struct {
	file, title, unit string
	curves            []curve
}

var pictures = []picture{
	{"memory", "Memory of the programs' own, and what of it is heap in use", "MB", []curve{
		{"kioskd", func(s sample) float64 { return s.Kiosk.Anonymous }, mb}, {"kioskhq", func(s sample) float64 { return s.HQ.Anonymous }, mb},
		{"kioskd, heap", func(s sample) float64 { return s.Kiosk.Heap }, mb}, {"kioskhq, heap", func(s sample) float64 { return s.HQ.Heap }, mb},
	}},
	{"handles", "Goroutines and open descriptors", "", []curve{
		{"kioskd, goroutines", func(s sample) float64 { return s.Kiosk.Goroutines }, 1}, {"kioskhq, goroutines", func(s sample) float64 { return s.HQ.Goroutines }, 1},
		{"kioskd, descriptors", func(s sample) float64 { return s.Kiosk.Handles }, 1}, {"kioskhq, descriptors", func(s sample) float64 { return s.HQ.Handles }, 1},
	}},
	{"disk", "On disk", "MB", []curve{
		{"the kiosk's data folder", func(s sample) float64 { return s.Journal }, mb}, {"HQ's database", func(s sample) float64 { return s.HQStore }, mb},
		{"kioskd's log files", func(s sample) float64 { return s.Logs }, mb}, {"HQ's words", func(s sample) float64 { return s.HQSaid }, mb},
	}},
	{"waiting", "Facts that wait for HQ", "", []curve{{"waiting", func(s sample) float64 { return s.Waiting }, 1}}},
}

// draw makes the pictures of a run in a folder.
func (r result) draw(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, p := range pictures {
		if err := r.drawOne(p, filepath.Join(dir, p.file+".png")); err != nil {
			return fmt.Errorf("draw %s: %w", p.file, err)
		}
	}
	return nil
}

func (r result) drawOne(p picture, path string) (err error) {
	c := plot.Chart{Title: p.title, Unit: p.unit, Bands: r.bands()}
	for _, k := range p.curves {
		line := plot.Line{Name: k.name}
		for _, s := range r.Samples {
			line.Points = append(line.Points, plot.Point{Minutes: s.Seconds / 60, Value: k.of(s) / k.scale})
		}
		c.Lines = append(c.Lines, line)
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := c.Write(f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

// bands are the rough part, and the stretch in which growth is judged.
func (r result) bands() []plot.Band {
	judged := r.judged()
	if len(judged) == 0 {
		return nil
	}
	return []plot.Band{
		{Name: "rough", To: r.Options.Length.Minutes() * roughShare},
		{Name: "growth is judged", From: judged[0].Seconds / 60, To: judged[len(judged)-1].Seconds / 60},
	}
}
