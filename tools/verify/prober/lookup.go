package main

import (
	"context"
	"net"
	"slices"
	"time"
)

// Go's own resolver reads resolv.conf, search domains and ndots included; it needs no library of the system.
var resolver = &net.Resolver{PreferGo: true}

// lookup finds the addresses of a name, both families, as a program in this container does.
func lookup(ctx context.Context, asked question) answer {
	began := time.Now()
	found, err := resolver.LookupNetIP(ctx, "ip", asked.Name)
	if err != nil {
		return answer{Result: outcomeOf(err), Message: err.Error(), Took: since(began)}
	}
	addresses := make([]string, len(found))
	for at, address := range found {
		addresses[at] = address.Unmap().String()
	}
	slices.Sort(addresses)
	return answer{Result: "found", Addresses: addresses, Took: since(began)}
}
