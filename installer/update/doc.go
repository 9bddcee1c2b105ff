// Package update has kioskd bring itself up to date, and back again when the new
// version is no good.
//
//	HQ, or a USB folder ─▶ manifest, signed ─▶ fetched, resumed ─▶ hash ─▶ staged
//	                                                                        │ no payment is open
//	 installed program ─▶ Pick ─▶ which version is started? ◀── on trial ◀──┘
//	                                │                              │
//	                     the last good one ◀── three starts that   ├─ ten minutes well: it is
//	                     or the installed one   did not come up,   │   the good one now
//	                                            or unwell  ◀───────┘
//
// The installed program is never touched. New versions lie beside it, each in a
// folder of its own below the data folder, and the installed program decides at
// every start which of them to run ([Folder.Pick]): a few lines that read one small
// file, count the start of a version on trial before it begins, and hold its
// program against its hash. Whatever is damaged, half written or missing, there is
// always one to run: the last good version, else the installed one.
//
//	updates/state.json               which version is good, which is on trial, which were no good
//	updates/versions/1.3.0/kioskd    a program, whole: it got its name when its hash was right
//	updates/fetch/1.3.0.part         what has arrived so far
//
// The file is written anew and renamed, folders are flushed, so that the power may
// go at any step. Nothing here knows of payments: the caller says when none is
// open, and what it means to be well.
package update
