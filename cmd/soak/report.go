//go:build linux

package main

func writeReport(dir, doc string) error { _ = dir; _ = doc; _ = telling; return nil }
