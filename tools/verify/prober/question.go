package main

// request is the document on stdin.
type request struct {
	// How many questions are asked at a time; default 16.
	Concurrency int `json:"concurrency"`
	// After so many seconds no further question is asked; default 60. Those that are left are answered `not-asked`.
	Seconds   float64    `json:"seconds"`
	Questions []question `json:"questions"`
}

// question is one thing to find out. Times are in milliseconds.
type question struct {
	// `alike`, `connect`, `dns`, `lookup`, `spread` or `watch`.
	Kind string `json:"kind"`
	// dns: absolute. lookup: as a program has it.
	Name string `json:"name"`
	// dns: `A`, `SRV`, ...
	Type string `json:"type"`
	// dns: `ADDRESS` or `ADDRESS:PORT`; default: the first name server of resolv.conf.
	Server string `json:"server"`
	// dns and spread: how often it is asked; default 1.
	Times int `json:"times"`
	// connect: `tcp`, the default, or `udp`.
	Network string `json:"network"`
	// connect and watch: `HOST:PORT`.
	Address string `json:"address"`
	// alike, spread, and watch where HTTP answers are wanted: `http://HOST:PORT/`. Certificates are not checked.
	URL string `json:"url"`
	// alike: more of the same, which are asked the same.
	Others []string `json:"others"`
	// spread: how many connections at a time; default 1.
	Parallel int `json:"parallel"`
	// watch: between the beginnings of two connections; default 20.
	Every float64 `json:"every"`
	// watch: how long new connections are made.
	For float64 `json:"for"`
	// For one connection, query or lookup; default 3000.
	Timeout float64 `json:"timeout"`
}

// answer is what became of a question; what a kind does not have is absent.
type answer struct {
	// `answered` of dns, `found` of lookup, `open` of connect, `done` of alike, spread and watch; else why not: see outcomeOf.
	Result string `json:"result"`
	// What the system says of a failure.
	Message string `json:"message,omitempty"`
	// How long the first one took.
	Took float64 `json:"took"`

	// dns
	Rcode   string   `json:"rcode,omitempty"`
	Records []record `json:"records,omitempty"`
	// dns: the answer came by TCP, because it was too long for UDP.
	Truncated bool `json:"truncated,omitempty"`

	// lookup
	Addresses []string `json:"addresses,omitempty"`

	// dns, spread and watch: of all that were answered
	P50 float64 `json:"p50,omitempty"`
	P99 float64 `json:"p99,omitempty"`
	// How many were made.
	Sent int `json:"sent,omitempty"`
	// How many failed, by why.
	Failed map[string]int `json:"failed,omitempty"`
	// spread and watch: how many connections each host answered.
	Hosts map[string]int `json:"hosts,omitempty"`
	// spread: how many of them said that they listen on which port
	Ports map[int]int `json:"ports,omitempty"`

	// alike: those of the others that answered as the first did
	Alike []string `json:"alike,omitempty"`

	// watch: when it began, in milliseconds since 1970
	Began float64 `json:"began,omitempty"`
	// watch: connections that failed, by when they began, and hosts by when they answered first and last
	Failures []failure       `json:"failures,omitempty"`
	Seen     map[string]seen `json:"seen,omitempty"`
}

type record struct {
	// Absolute, in lower case.
	Name  string `json:"name"`
	Type  string `json:"type"`
	TTL   uint32 `json:"ttl"`
	Value string `json:"value"`
}

type failure struct {
	At  float64 `json:"at"`
	Why string  `json:"why"`
}

type seen struct {
	First float64 `json:"first"`
	Last  float64 `json:"last"`
}
