package queue

import (
	"errors"
	"fmt"
	"io/fs"
)

// wal is the log: segments on a disk, of which the last is written. Whoever
// holds the queue's baton may use it.
type wal struct {
	disk   Disk
	size   int64 // of a segment
	segs   []*segment
	active *segment // the last of segs; nil until something is to be written
	spare  File     // a segment's room, nil when there is none
	next   uint64   // number of the next segment
	torn   bool     // a flush failed: nothing is written any more
	sheet  []byte   // memory in which frames are put together
}

// room reports how many bytes can be written without a new segment.
func (l *wal) room() int64 {
	if l.active == nil {
		return 0
	}
	return l.active.size - l.active.off
}

// reserve sees to it that so many bytes fit into the active segment, and begins
// another where they do not: it opens with what every segment repeats.
func (l *wal) reserve(need int64, r run, opening []frame) error {
	if l.active != nil && l.room() >= need && l.active.run.Epoch == r.Epoch {
		return nil
	}
	for _, f := range opening {
		need += frameSize(len(f.payload))
	}
	if err := l.begin(need+segmentHead, r); err != nil {
		return fmt.Errorf("begin segment %d of the log: %w", l.next, err)
	}
	return l.put(opening)
}

// begin makes the next segment the active one.
func (l *wal) begin(need int64, r run) error {
	file, name, size, err := l.takeRoom(need)
	if err != nil {
		return err
	}
	if err := errors.Join(l.christen(file, name, r), l.leave()); err != nil {
		return errors.Join(err, file.Close())
	}
	s := &segment{number: l.next, run: r, file: file, size: size, off: segmentHead}
	l.segs, l.active, l.next = append(l.segs, s), s, l.next+1
	return nil
}

// leave closes the segment that is full. Acknowledgements in it that were not
// flushed are repeated by the next one.
func (l *wal) leave() error {
	if l.active == nil {
		return nil
	}
	err := l.active.file.Close()
	l.active.file, l.active = nil, nil
	return err
}

// takeRoom returns an open file of at least so many bytes and the name that it
// has for now. It is the spare if that is long enough.
func (l *wal) takeRoom(need int64) (File, string, int64, error) {
	if l.spare != nil && need <= l.size {
		file := l.spare
		l.spare = nil
		return file, spareFile, l.size, nil
	}
	size := max(need, l.size)
	file, err := l.disk.Create(roomFile, size)
	return file, roomFile, size, err
}

// christen gives a file a head and then the next segment's name: what has the
// name of a segment is one.
func (l *wal) christen(f File, name string, r run) error {
	if _, err := f.WriteAt(marshalHead(l.next, r), 0); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := l.disk.Rename(name, segmentName(l.next)); err != nil {
		return err
	}
	return l.disk.SyncDir()
}

// put writes frames behind what is there. They are not durable before flush.
func (l *wal) put(frames []frame) error {
	if len(frames) == 0 {
		return nil
	}
	if l.torn {
		return fmt.Errorf("%w: the log", ErrBroken)
	}
	s := l.active
	w := frameWriter{segment: s.number, off: s.off, link: s.link, buf: l.paper(frames)}
	for _, f := range frames {
		w.add(f)
	}
	if _, err := s.file.WriteAt(w.buf, s.off); err != nil {
		l.torn = true
		return fmt.Errorf("write %s: %w", segmentName(s.number), err)
	}
	s.off, s.link, s.extent = w.off, w.link, nil
	return nil
}

// paper returns room for frames in memory, which is used again by the next put
// unless it is exceptionally large.
func (l *wal) paper(frames []frame) []byte {
	size := int64(0)
	for _, f := range frames {
		size += frameSize(len(f.payload))
	}
	if size > maxPaper {
		return make([]byte, 0, size)
	}
	if int64(cap(l.sheet)) < size {
		l.sheet = make([]byte, 0, max(size, 16<<10))
	}
	return l.sheet
}

// maxPaper is how much memory for frames is kept, in bytes.
const maxPaper = 256 << 10

// flush returns when everything that was put is durable.
func (l *wal) flush() error {
	if l.torn {
		return fmt.Errorf("%w: the log", ErrBroken)
	}
	if err := l.active.file.Sync(); err != nil {
		l.torn = true
		return fmt.Errorf("flush %s: %w", segmentName(l.active.number), err)
	}
	return nil
}

// makeSpare sets room for the next segment aside. It touches nothing that
// others use; the file is taken by keepSpare.
func makeSpare(d Disk, size int64) (File, error) {
	f, err := d.Create(spareFile, size)
	if err != nil {
		return nil, fmt.Errorf("set room for the log aside: %w", err)
	}
	return f, nil
}

// findSpare takes the spare that an earlier run left, if it is whole.
func (l *wal) findSpare() error {
	f, err := l.disk.Open(spareFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open the log's spare: %w", err)
	}
	size, err := f.Size()
	if err != nil || size != l.size {
		return errors.Join(err, f.Close())
	}
	l.spare = f
	return nil
}

// close closes all files. What was not flushed is lost, which is right only
// after everything was.
func (l *wal) close() error {
	err := l.leave()
	if l.spare != nil {
		err = errors.Join(err, l.spare.Close())
		l.spare = nil
	}
	return err
}

// end returns where the log ends: the number of the last segment and the place
// behind its last frame; zeros when there is none.
func (l *wal) end() (number uint64, off int64) {
	if len(l.segs) == 0 {
		return 0, 0
	}
	last := l.segs[len(l.segs)-1]
	return last.number, last.off
}
