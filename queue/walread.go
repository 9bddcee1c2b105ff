package queue

import (
	"errors"
	"fmt"
	"io"
)

// reading is what was found in one segment.
type reading struct {
	*segment
	head   error    // why the head cannot be read, or nil
	frames []frame  // without the payloads of facts
	gaps   int      // places that are no frames and have frames behind them
	end    int      // behind the last frame
	named  []uint64 // facts of which the beginning of a frame is left, and no more
}

// list finds the log's segments, in order.
func (l *wal) list() error {
	names, err := l.disk.List()
	if err != nil {
		return err
	}
	l.next = 1
	for _, name := range names {
		if number, ok := segmentNumber(name); ok {
			l.segs, l.next = append(l.segs, &segment{number: number}), max(l.next, number+1)
		}
	}
	return nil
}

// load reads a segment's file whole.
func (l *wal) load(s *segment) ([]byte, error) {
	name := segmentName(s.number)
	f, err := l.disk.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	if s.size, err = f.Size(); err != nil {
		return nil, errors.Join(fmt.Errorf("look at %s: %w", name, err), f.Close())
	}
	data := make([]byte, s.size)
	if _, err := f.ReadAt(data, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, errors.Join(fmt.Errorf("read %s: %w", name, err), f.Close())
	}
	return data, f.Close()
}

// read reads what a segment holds.
func (l *wal) read(s *segment) (reading, error) {
	data, err := l.load(s)
	if err != nil {
		return reading{}, err
	}
	r := reading{segment: s}
	s.run, r.head = parseHead(data, s.number)
	r.frames, r.end, r.gaps = scanFrames(data, s.number)
	r.named = namedBehind(data, r.end)
	for i := range r.frames {
		r.frames[i].payload = r.frames[i].keepSmall()
	}
	return r, nil
}

// readAll reads the segments for which want holds, in order.
func (l *wal) readAll(want func(*segment) bool) ([]reading, error) {
	var all []reading
	for _, s := range l.segs {
		if !want(s) {
			continue
		}
		r, err := l.read(s)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// keepSmall copies the payload of what is not a fact, so that the rest of the
// segment can be forgotten.
func (f frame) keepSmall() []byte {
	if f.kind == kindFact {
		return nil
	}
	return append([]byte(nil), f.payload...)
}

// payloads reads the payloads of facts again, a segment at a time.
type payloads struct {
	*wal
	of   *segment
	data []byte
}

// get returns the payload of the frame that a segment has at a place.
func (p *payloads) get(s *segment, off int) ([]byte, error) {
	if p.of != s {
		data, err := p.load(s)
		if err != nil {
			return nil, err
		}
		p.of, p.data = s, data
	}
	f, ok := parseFrame(p.data, s.number, off)
	if !ok {
		return nil, fmt.Errorf("%w: %s was readable and is not any more", ErrDamaged, segmentName(s.number))
	}
	return append([]byte(nil), f.payload...), nil
}

// resume goes on writing behind the last frame of the last segment.
func (l *wal) resume(r reading) error {
	f, err := l.disk.Open(segmentName(r.number))
	if err != nil {
		return fmt.Errorf("go on with the log: %w", err)
	}
	r.file, r.off = f, int64(r.end)
	if n := len(r.frames); n > 0 {
		r.link = r.frames[n-1].crc
	}
	l.active = r.segment
	return nil
}

// readHead reads only what kind of segment it is.
func (l *wal) readHead(s *segment) (run, error) {
	name := segmentName(s.number)
	f, err := l.disk.Open(name)
	if err != nil {
		return run{}, fmt.Errorf("open %s: %w", name, err)
	}
	if s.size, err = f.Size(); err != nil {
		return run{}, errors.Join(fmt.Errorf("look at %s: %w", name, err), f.Close())
	}
	head := make([]byte, segmentHead)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return run{}, errors.Join(fmt.Errorf("read %s: %w", name, err), f.Close())
	}
	r, err := parseHead(head[:n], s.number)
	return r, errors.Join(err, f.Close())
}
