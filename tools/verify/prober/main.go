// Command prober stands inside a cluster and tells what it sees: it answers connections, waits to be asked, and asks.
// It uses no shell and no library of the system, so that it runs in an empty image.
package main

import (
	"fmt"
	"os"
)

const usage = `prober serve PORT...   answer on TCP (HTTP: who answers) and UDP (echo) until SIGTERM
prober wait            do nothing until SIGTERM
prober ask             one JSON document of questions on stdin, their answers as JSON lines on stdout
`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "prober: %v\n", err)
		os.Exit(1)
	}
}

func run(arguments []string) error {
	command, rest := "", []string{}
	if len(arguments) > 0 {
		command, rest = arguments[0], arguments[1:]
	}
	switch {
	case command == "serve" && len(rest) > 0:
		return serve(rest)
	case command == "wait" && len(rest) == 0:
		untilTold()
		return nil
	case command == "ask" && len(rest) == 0:
		return ask(os.Stdin, os.Stdout)
	default:
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
		return nil
	}
}
