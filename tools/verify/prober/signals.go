package main

import (
	"os"
	"os/signal"
	"syscall"
)

// untilTold returns as soon as the process is told to end. The first process of a container has no default handler for
// signals: without one of its own it would be killed only after the whole grace period.
func untilTold() {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGTERM, syscall.SIGINT)
	<-told
}
