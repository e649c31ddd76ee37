package main

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"syscall"
)

// outcomeOf says in one word why a connection, query or lookup failed.
func outcomeOf(err error) string {
	var dns *net.DNSError
	var record tls.RecordHeaderError
	var network net.Error
	switch {
	case errors.As(err, &dns):
		switch {
		case dns.IsNotFound:
			return "name-not-found"
		case dns.IsTimeout:
			return "name-timeout"
		default:
			return "name-failed"
		}
	case errors.Is(err, silence):
		return "silent"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "reset"
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EPERM):
		return "unreachable"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, syscall.ETIMEDOUT):
		return "timeout"
	case errors.As(err, &network) && network.Timeout():
		return "timeout"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "closed"
	case errors.As(err, &record), strings.Contains(err.Error(), "malformed HTTP"),
		strings.Contains(err.Error(), "server gave HTTP response"):
		return "not-http"
	default:
		return "failed"
	}
}
