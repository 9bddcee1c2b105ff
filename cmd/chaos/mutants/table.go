package main

// mutants are the deliberate bugs.
var mutants = []mutant{
	{
		name:  "skip-flush",
		about: "facts are called durable before log and store are flushed",
		args:  "--only power",
		edits: []edit{
			{
				file: "queue/wal.go",
				old: `	if err := l.active.file.Sync(); err != nil {
		l.torn = true`,
				new: `	if err := error(nil); err != nil {
		l.torn = true`,
			},
			{
				file: "queue/committer.go",
				old: `	if err := q.opts.Disk.Committed(storeFile); err != nil {
		return fmt.Errorf("commit: %w", err)`,
				new: `	if err := error(nil); err != nil {
		return fmt.Errorf("commit: %w", err)`,
			},
		},
	},
	{
		name:  "drop-late",
		about: "an approval that nobody waits for is acknowledged and forgotten",
		args:  "--only pad,cable",
		edits: []edit{
			{
				file: "agent/late.go",
				old: `	switch {
	case e.Known.Ref != "" && e.Known.Ref != s.pay.Key:`,
				new: `	switch {
	case !e.Offer.Voids:
		s.do(Confirm{})
	case e.Known.Ref != "" && e.Known.Ref != s.pay.Key:`,
			},
		},
	},
	{
		name:  "forget-mark",
		about: "the mark of a charge is kept in memory only",
		args:  "--only forgetful,power,cable",
		edits: []edit{
			{
				file: "agent/prepare.go",
				old:  `b.Charge, b.Mark, b.Check = wireCharge(charge), wireMark(e.Mark), s.check`,
				new:  `b.Charge, b.Mark, b.Check = wireCharge(charge), wireMark(pay.Mark{Empty: true}), s.check`,
			},
		},
	},
	{
		name:  "accept-first",
		about: "the pad has its acknowledgement before the approval is on disk",
		args:  "--pad smartro --only slow-disk,cable",
		edits: []edit{
			{
				file: "drivers/smartro/charge.go",
				old: `	p.present(o, accept)
	if err`,
				new: `	if err := p.confirm(); err != nil {
		return pay.Answer{}, err
	}
	p.present(o, accept)
	if err`,
			},
		},
	},
	{
		name:  "charge-first",
		about: "the charge leaves before its beginning is on disk",
		args:  "--only power,crash",
		edits: []edit{
			{
				file: "agent/prepare.go",
				old:  `	s.record(s.fact(wire.KindStarted, "", 0, func`,
				new: `	s.do(Authorize{Charge: charge, Order: s.pay.Order})
	s.record(s.fact(wire.KindStarted, "", 0, func`,
			},
			{
				file: "agent/prepare.go",
				old: `	s.enter(Authorizing)
	s.do(Authorize{Charge: charge, Order: s.pay.Order})
`,
				new: `	s.enter(Authorizing)
`,
			},
		},
	},
	{
		name:  "silence-is-no",
		about: "a charge without an answer counts as not made",
		args:  "--only pad,cable",
		edits: []edit{
			{
				file: "agent/authorize.go",
				old: `		if e.Fate == pay.NotSent && s.pay.Offer == nil { // who has offered has heard of it
			s.notSent(e.Reason)`,
				new: `		if e.Fate != "" {
			s.notSent(e.Reason)`,
			},
		},
	},
	{
		name:  "blind-start",
		about: "a start does not look for payments without an ending",
		args:  "--only power",
		edits: []edit{
			{
				file: "agent/recover.go",
				old:  `		if p.Status.Open() {`,
				new:  `		if p.Status.Open() && p.Key == "" {`,
			},
		},
	},
	{
		name:  "any-amount",
		about: "an approval of another amount finishes the payment",
		args:  "--only pad",
		edits: []edit{
			{
				file: "agent/authorize.go",
				old:  `	if s.pay.Charge == nil || !a.Answers(*s.pay.Charge) {`,
				new:  `	if s.pay.Charge == nil {`,
			},
		},
	},
	{
		name:  "void-believed",
		about: "a cancel without an answer counts as made",
		args:  "--only pad,cable",
		edits: []edit{
			{
				file: "agent/void.go",
				old: `	s.unsent = s.unsent && e.Fate == pay.NotSent
`,
				new: `	s.voided(*s.pay.Approval, recovered(true))
	if s.state == Voided {
		return
	}
	s.unsent = s.unsent && e.Fate == pay.NotSent
`,
			},
		},
	},
	{
		name:  "bookmark-early",
		about: "the bookmark moves on while money is in motion",
		args:  "--only power,crash",
		edits: []edit{
			{
				file: "agent/run.go",
				old: `	if !o.machine.Settled() {
`,
				new: `	if o.machine.State() == Starting {
`,
			},
		},
	},
	{
		name:  "sent-is-stored",
		about: "the uplink takes what it has sent for delivered",
		args:  "--only network,hq-down",
		edits: []edit{
			{
				file: "sync/uplink/send.go",
				old: `	s.next += uint64(len(s.ready))
`,
				new: `	s.next += uint64(len(s.ready))
	if err := s.settle(s.next - 1); err != nil {
		return err
	}
`,
			},
		},
	},
	{
		name:  "second-customer",
		about: "a payment may begin while another's outcome is being found out",
		args:  "--only cable,pad",
		edits: []edit{
			{
				file: "agent/prepare.go",
				old: `	case s.state == Uncertain || s.state == Resolving:
		return FaultResolving
	case s.state == Closing:
		return FaultClosing
	case s.inMotion() ||`,
				new: `	case s.state == Closing:
		return FaultClosing
	case s.state != Uncertain && s.inMotion() ||`,
			},
		},
	},
	{
		name:  "resend",
		about: "a charge whose acknowledgement is lost is sent again",
		args:  "--pad smartro --only pad",
		edits: []edit{{
			file: "drivers/smartro/exchange.go",
			old: `	case due(x.ackBy):
		return`,
			new: `	case due(x.ackBy) && x.sent < tries:
		return x.speak(ctx)
	case due(x.ackBy):
		return`,
		}},
	},
	{
		name:  "match-by-amount",
		about: "a late approval is the answer to what is paid at the moment, if the amount is right",
		args:  "--pad smartro --only pad",
		edits: []edit{{
			file: "drivers/smartro/answer.go",
			old: `	case x.memory.known.Has(ref), x.offers[ref] != nil:
		return false
	case x.trail == nil:
		return a.Number == x.voids
	case x.memory.shown.Has(ref), before(a.Date+a.Time, x.memory.shownAt):
		return false
	}
`,
			new: `	case x.trail == nil:
		return a.Number == x.voids
	case a.Amount == x.trail.amount && ref != "":
		return true
	}
`,
		}},
	},
	{
		name:  "adopt-cancel",
		about: "a cancel that the pad remembers is taken for a sale",
		args:  "--pad smartro --only pad,cable,power",
		edits: []edit{
			{
				file: "agent/event.go",
				old:  `return k.Ref != "" || k.Number != "" && k.Undone`,
				new:  `return k.Ref != ""`,
			},
			{
				file: "agent/resolve.go",
				old: `	if k.Number != "" && k.Number != s.pay.Key {
		return false
	}
`,
				new: ``,
			},
		},
	},
	{
		name:  "last-one-again",
		about: "the cancel that means the last payment is sent again when its answer is lost",
		args:  "--pad smartro --only pad,cable",
		edits: []edit{{
			file: "drivers/smartro/void.go",
			old:  `	if p.memory.lastOnes.Has(ref) || v.SentAt.Before(p.memory.since) {`,
			new:  `	if p.memory.lastOnes.Has(ref) && v.SentAt.IsZero() {`,
		}},
	},
	{
		name:  "ack-first",
		about: "HQ acknowledges before it has stored, and believes what it has acknowledged",
		args:  "--only hq-disk",
		edits: []edit{
			{
				file: "sync/hq/intake.go",
				old: `	if err := s.put(facts); err != nil {
		return s.notStored(err)
	}
	if s.h.Stored != nil {
		s.h.Stored(s.kiosk, facts, time.Since(begun))
	}
	s.alarms(facts)
	s.h.bell.ring()
	return s.ack(facts)
`,
				new: `	if err := s.ack(facts); err != nil {
		return err
	}
	if err := s.put(facts); err != nil {
		s.log.Error("hq: facts were not stored", "err", err)
	}
	if s.h.Stored != nil {
		s.h.Stored(s.kiosk, facts, time.Since(begun))
	}
	s.alarms(facts)
	s.h.bell.ring()
	return nil
`,
			},
			{
				file: "sync/hq/greet.go",
				old:  `Acked: head.Seq, Hash: head.Hash, Time`,
				new:  `Acked: max(head.Seq, hello.Acked), Time`,
			},
		},
	},
	{
		name:  "same-numbers",
		about: "a journal that was put back to what it was goes on with the numbers that HQ knows",
		args:  "--only restore",
		edits: []edit{
			{
				file: "sync/hq/greet.go",
				old:  `	if reason := forkOf(hello, head); reason != "" {`,
				new:  `	if reason := forkOf(hello, head); reason == "never" {`,
			},
			{
				file: "sync/hq/chain.go",
				old:  `		if !bytes.Equal(line, f.Line) {`,
				new:  `		if !bytes.Equal(line, f.Line) && f.Seq == 0 {`,
			},
			{
				file: "sync/hq/chain.go",
				old:  `	if f.Refused == "" && f.Prev != h.Hash {`,
				new:  `	if f.Refused == "" && f.Prev == "never" {`,
			},
			{
				file: "sync/uplink/greet.go",
				old: `	s.next = w.Acked + 1
`,
				new: `	w.Acked, w.Hash = min(w.Acked, hello.Last), ""
	s.next = w.Acked + 1
`,
			},
		},
	},
	{
		name:  "offer-is-final",
		about: "an approval that a pad has announced, and may still take back, counts as paid",
		args:  "--pad zvt --only pad,cable,power",
		edits: []edit{{
			file: "agent/resolve.go",
			old:  `	if s.broken || s.pay.Offer == nil || !s.pay.Offer.Final {`,
			new:  `	if s.broken || s.pay.Offer == nil {`,
		}},
	},
	{
		name:  "again-and-again",
		about: "a command that arrives again is done again",
		args:  "--only commands,network,hq-down",
		edits: []edit{{
			file: "agent/command/desk.go",
			old:  `	if known := d.kept.find(c.ID); known != nil {`,
			new:  `	if known := d.kept.find(c.ID); known != nil && c.Name == "" {`,
		}},
	},
	{
		name:  "anybody-signs",
		about: "a command that moves money may be signed by anybody",
		args:  "--only commands",
		edits: []edit{{
			file: "agent/command/judge.go",
			old:  `	return wire.Verify(key, wire.PurposeCommand, c.SignedBytes(d.o.Kiosk), c.Signature)`,
			new: `	_ = key
	return nil`,
		}},
	},
	{
		name:  "phone-gives-up",
		about: "a payment by phone is over when the kiosk's time is, whatever HQ says",
		args:  "--only phones",
		edits: []edit{{
			file: "agent/online/attempt.go",
			old: `		t.news = t.nextNews() // before the look, so that none is missed
`,
			new: `		if t.closed {
			return pay.Answer{Decline: &pay.Decline{Code: "closed"}}, nil
		}
		t.news = t.nextNews() // before the look, so that none is missed
`,
		}},
	},
	{
		name:  "phone-blind-start",
		about: "a payment by phone that was cut short by a restart was not made",
		args:  "--only phones,power,crash",
		edits: []edit{{
			file: "agent/online/follow.go",
			old:  `	none := unheard{`,
			new: `	if !issued {
		return neverBegun, nil
	}
	none := unheard{`,
		}},
	},
	{
		name:  "another-refund",
		about: "a refund by phone that is asked for again has another name",
		args:  "--only phones,network,half-open,power,crash",
		edits: []edit{{
			file: "agent/online/void.go",
			old:  `v.Part, v.SentAt.UnixMilli())`,
			new:  `v.Part, time.Now().UnixMilli())`,
		}},
	},
}
