package hq

import (
	"context"
	"errors"
	"fmt"
	"time"

	"kioskd/sync/wire"
)

// greet challenges whoever dialled and returns its hello, which is not proved yet.
func (s *session) greet() (hello *wire.Hello, nonce string, err error) {
	nonce, err = s.h.nonce()
	if err != nil {
		return nil, "", err
	}
	if err := s.write(&wire.Challenge{Version: wire.Version, Nonce: nonce, Time: time.Now().UTC()}); err != nil {
		return nil, "", err
	}
	m, err := s.read(helloWithin)
	if err != nil {
		return nil, "", err
	}
	hello, ok := m.(*wire.Hello)
	if !ok {
		return nil, "", refuse(wire.CodeMalformed, "the answer to a challenge is a hello, not %q", m.Type())
	}
	return hello, nonce, nil
}

// admit answers an unknown kiosk, a wrong token and a wrong key alike, so that
// nobody can find out which kiosks exist.
func (s *session) admit(hello *wire.Hello, nonce string) error {
	if hello.Version != wire.Version {
		return refuse(wire.CodeVersion, "this HQ speaks version %d of %s, the kiosk version %d; update the older one", wire.Version, wire.Subprotocol, hello.Version)
	}
	if hello.Signature != "" {
		return s.admitKey(hello, nonce)
	}
	token, known := s.h.Token(hello.Kiosk)
	if proved := hello.Proves(token, nonce); !known || token == "" || !proved {
		s.log.Warn("hq: a kiosk was not let in", "claims", hello.Kiosk, "known", known)
		return refuse(wire.CodeProof, "unknown kiosk or wrong token; check the kiosk's id and token in its settings and at HQ")
	}
	return nil
}

// admitKey lets a kiosk in that signs with a key of its own.
func (s *session) admitKey(hello *wire.Hello, nonce string) error {
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	keys, err := s.h.Store.Keys(ctx, hello.Kiosk)
	if err != nil {
		return s.broken("look up keys", err)
	}
	for _, k := range keys {
		if k.Name != hello.Key || wire.Verify(k.Public, wire.PurposeHello, hello.SignedBytes(nonce), hello.Signature) != nil {
			continue
		}
		if !k.Revoked.IsZero() {
			s.log.Warn("hq: a kiosk came with a revoked key", "kiosk", hello.Kiosk, "key", k.Name)
			return refuse(wire.CodeRevoked, "this kiosk's key was revoked: %s; enrol it again with a new code", k.Reason)
		}
		return s.retire(ctx, keys, k)
	}
	s.log.Warn("hq: a kiosk was not let in", "claims", hello.Kiosk, "key", hello.Key)
	return refuse(wire.CodeProof, "unknown kiosk or key; enrol it with a new code")
}

// enter makes this session the kiosk's. An older one of the same kiosk ends: it
// is most often half-open, and otherwise two machines have one identity.
func (s *session) enter(hello *wire.Hello) {
	s.kiosk, s.epoch, s.agent, s.key = hello.Kiosk, hello.Epoch, hello.Agent, hello.Key
	s.life = hello.Life()
	old, two := s.h.present.claim(s)
	if old != nil {
		s.log.Warn("hq: a second connection of one kiosk; the older one ends", "kiosk", s.kiosk, "older", old.conn.RemoteAddr().String())
		old.stop(replaced())
	}
	if s.claim() || two {
		s.log.Error("hq: two machines have one identity", "kiosk", s.kiosk, "address", s.conn.RemoteAddr().String())
		s.alarm(Trouble{Reason: AlarmTwo, Detail: "two machines have this kiosk's identity: enrol one of them anew, under an id of its own"})
	}
	s.log.Info("hq: kiosk connected", "kiosk", s.kiosk, "epoch", s.epoch, "last", hello.Last, "agent", s.agent)
}

// welcome tells the kiosk what is durable here, or that its journal has forked.
func (s *session) welcome(hello *wire.Hello) error {
	ctx, cancel := context.WithTimeout(context.Background(), storeWithin)
	defer cancel()
	head, err := s.h.Store.Head(ctx, s.kiosk, s.epoch)
	if err != nil {
		return s.broken("look up the end of the chain", err)
	}
	if reason := forkOf(hello, head); reason != "" {
		return s.fork(reason, s.agreed(ctx, hello))
	}
	refused, err := s.refused(ctx, hello.Acked)
	if err != nil {
		return s.broken("look up refused facts", err)
	}
	newest, err := s.h.Store.NewestSettings(ctx, s.kiosk)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return s.broken("look up settings", err)
	}
	s.acked = head.Seq
	s.seen(nil)
	if head.Seq == 0 {
		s.anew(ctx)
	}
	s.h.bell.ring()
	err = s.write(&wire.Welcome{Acked: head.Seq, Hash: head.Hash, Time: time.Now().UTC(), Limits: s.h.Limits.OrDefault(), Refused: refused, Settings: newest.Version})
	if err != nil {
		return err
	}
	return s.orders(hello, newest)
}

// forkOf compares the kiosk's end of the chain with ours.
func forkOf(hello *wire.Hello, head Head) string {
	switch {
	case hello.Last < head.Seq:
		return fmt.Sprintf("HQ holds %d facts of this epoch, the kiosk only %d: its disk was restored or replaced", head.Seq, hello.Last)
	case hello.Last == head.Seq && hello.Hash != head.Hash:
		return fmt.Sprintf("fact %d differs between HQ and the kiosk", head.Seq)
	}
	return ""
}

// agreed returns the kiosk's last number if HQ has the very same fact under it:
// since each fact carries the hash of the one before, all before it are the same,
// too. It returns 0 if HQ has not, or cannot tell.
func (s *session) agreed(ctx context.Context, hello *wire.Hello) uint64 {
	if hello.Last == 0 {
		return 0
	}
	facts, err := s.h.Store.Facts(ctx, FactFilter{Kiosk: s.kiosk, Epoch: s.epoch, After: hello.Last - 1, Limit: 1})
	if err != nil || len(facts) == 0 || facts[0].Seq != hello.Last || wire.Hash(facts[0].Line) != hello.Hash {
		return 0
	}
	return hello.Last
}

// maxRefused bounds the repeated rejects in a welcome.
const maxRefused = 100

func (s *session) refused(ctx context.Context, after uint64) ([]wire.Reject, error) {
	facts, err := s.h.Store.Facts(ctx, FactFilter{Kiosk: s.kiosk, Epoch: s.epoch, After: after, Refused: true, Limit: maxRefused})
	if err != nil {
		return nil, err
	}
	var rejects []wire.Reject
	for _, f := range facts {
		rejects = append(rejects, wire.Reject{Seq: f.Seq, Reason: f.Refused})
	}
	return rejects, nil
}

// broken ends the session when HQ itself cannot go on. The kiosk hears no
// details.
func (s *session) broken(doing string, err error) error {
	s.log.Error("hq: the store failed", "kiosk", s.kiosk, "doing", doing, "err", err)
	return refuse(wire.CodeInternal, "HQ cannot store facts now; it is tried again")
}
