package main

import (
	"os"
	"strconv"
	"strings"
)

// resolvConf is what resolv.conf says (resolv.conf(5)): the last `search` holds.
type resolvConf struct {
	Nameservers []string `json:"nameservers"`
	Searches    []string `json:"searches"`
	Ndots       int      `json:"ndots"`
}

func readResolvConf() resolvConf {
	text, err := os.ReadFile("/etc/resolv.conf")
	if err != nil {
		return parseResolvConf("")
	}
	return parseResolvConf(string(text))
}

func parseResolvConf(text string) resolvConf {
	parsed := resolvConf{Nameservers: []string{}, Searches: []string{}, Ndots: 1}
	for line := range strings.Lines(text) {
		words := strings.Fields(line)
		if len(words) < 2 {
			continue
		}
		switch words[0] {
		case "nameserver":
			parsed.Nameservers = append(parsed.Nameservers, words[1])
		case "search":
			parsed.Searches = words[1:]
		case "options":
			for _, option := range words[1:] {
				if value, isNdots := strings.CutPrefix(option, "ndots:"); isNdots {
					if dots, err := strconv.Atoi(value); err == nil {
						parsed.Ndots = dots
					}
				}
			}
		}
	}
	return parsed
}
