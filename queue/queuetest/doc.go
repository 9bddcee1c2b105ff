// Package queuetest is a disk for a queue that forgets, tears and fails what was
// not flushed, so that whole programs can be put through power cuts.
//
//	queue ──▶ Disk ──▶ log files     in memory: what is written, what is flushed
//	               └─▶ queue.db …    real files in a folder, as bbolt wants them
//
//	Disk.Cut   ──▶ Image: what is left when the power goes this moment
//	Disk.Kill  ──▶ Image: what is left when the process ends and the system stays
//	Image.Disk ──▶ another Disk, in another folder
//
// Flushes take time, from package time, so that a cut can come while one is under
// way: of what was not flushed then nothing, everything or some sectors are there.
// A commit of bbolt is made whole by bbolt itself (data first, then its meta page);
// a cut between its last write and its end decides whether the meta page is the
// new one, the old one, or torn. That bbolt flushes in this order is not shown
// here: cmd/powercut pulls the plug for that.
//
// Time may be virtual (testing/synctest). A cut must come while nobody is
// writing, which in virtual time is any moment at which nothing else happens.
package queuetest
