package e2e

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"

	"kioskd/drivers/escpos/escpossim"
	"kioskd/ui"
)

// printerCmd is the receipt printer beside the kiosk:
//
//	set [required]      name it in the configuration, before the kiosk starts
//	start LINES         padsim --driver escpos; stop
//	shown STATE [SLIP]  wait until the screen's view says so
//	reads WORDS         wait until the last slip has all the words
//	whole COUNT         so many whole slips of the last order are on the paper
func (s *stage) printerCmd(args []string) error {
	word, err := oneOf(args, "set", "start", "stop", "shown", "reads", "whole")
	if err != nil {
		return err
	}
	switch rest := args[1:]; word {
	case "set":
		s.printerSet, s.printerRequired = true, len(rest) > 0
		return s.writeConfig()
	case "start":
		return s.startPrinter(rest)
	case "stop":
		return s.printer.end(false)
	case "shown":
		return s.printerShown(rest)
	case "reads":
		return s.paperReads(rest)
	default:
		return s.wholeSlips(rest[0])
	}
}

func (s *stage) startPrinter(words []string) (err error) {
	script := strings.ReplaceAll(strings.Join(words, " "), ";", "\n")
	if err := os.WriteFile(s.path("printer.script"), []byte(script), 0o600); err != nil {
		return err
	}
	s.printer, err = s.program("padsim", "--driver", "escpos", "--listen", "pty:"+s.path("printer"), "--script", s.path("printer.script"), "--png", s.path("slip.png"))
	if err != nil {
		return err
	}
	_, err = s.printer.says("listening on", 0)
	return err
}

func (s *stage) printerShown(want []string) error {
	return await("printer "+strings.Join(want, " "), func() (bool, error) {
		var v ui.View
		if err := s.call(http.MethodGet, "view", nil, &v); err != nil {
			return false, err
		}
		if v.Printer == nil {
			return false, errors.New("the view has no printer")
		}
		slip := ""
		if v.Printer.Slip != nil {
			slip = string(v.Printer.Slip.State)
		}
		return string(v.Printer.State) == want[0] && (len(want) == 1 || slip == want[1]), fmt.Errorf("the view says %+v, slip %q", *v.Printer, slip)
	})
}

// receipt asks for the slip of the last order: receipt [again].
func (s *stage) receipt(args []string) error {
	return s.call(http.MethodPost, "payments/"+s.key+"/receipt", map[string]any{"language": "en", "again": len(args) > 0}, nil)
}

// slips returns the text of every slip that was cut off, in order.
func (s *stage) slips() ([]string, error) {
	roll, err := os.ReadFile(escpossim.TextFile(s.path("slip.png")))
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	parts := strings.Split(string(roll), escpossim.CutMark+"\n")
	return parts[:len(parts)-1], err
}

func (s *stage) paperReads(words []string) error {
	return await("on paper "+strings.Join(words, " "), func() (bool, error) {
		all, err := s.slips()
		if err != nil || len(all) == 0 {
			return false, errors.Join(err, errors.New("nothing was printed"))
		}
		last := all[len(all)-1]
		return tells(last, words), fmt.Errorf("the paper reads\n%s", last)
	})
}

// wholeSlips counts those that have the approval number that the journal has, and
// begin and end.
func (s *stage) wholeSlips(count string) error {
	want, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	book, err := s.journalBook()
	if err != nil {
		return err
	}
	all, err := s.slips()
	n := 0
	for _, slip := range all {
		for number := range book {
			if strings.Count(slip, number) == 1 && tells(slip, []string{"CARD RECEIPT", s.key, "No signature"}) || tells(slip, []string{"신용카드 매출전표", number, s.key, "무서명"}) {
				n++
			}
		}
	}
	if err == nil && n != want {
		err = fmt.Errorf("%d whole slips on paper, want %d:\n%s", n, want, strings.Join(all, escpossim.CutMark+"\n"))
	}
	return err
}
