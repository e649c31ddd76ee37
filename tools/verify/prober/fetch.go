package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
)

// nameless stands for hosts that answered but did not say who they are.
const nameless = ""

// somebody is who answered without a name.
var somebody = who{Hostname: nameless}

// silence is what outcomeOf calls `silent`: a connection was made, and then nothing came.
var silence = errors.New("connected, but there was no answer")

// No answer that tells a host name is longer.
const longest = 1 << 20

// fetch makes a new connection and asks who answers it: the `hostname` of a JSON document.
func fetch(ctx context.Context, url string) (who, error) {
	client := &http.Client{
		Transport: &http.Transport{
			DialContext:       (&net.Dialer{Resolver: resolver}).DialContext,
			DisableKeepAlives: true,
			// Who answers is asked, not whether it is trusted.
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	isConnected := false
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { isConnected = true },
	})
	request, err := http.NewRequestWithContext(traced, http.MethodGet, url, nil)
	if err != nil {
		return somebody, err
	}
	// podinfo shows a page to browsers.
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "prober")
	response, err := client.Do(request)
	if err != nil && isConnected && outcomeOf(err) == "timeout" {
		return somebody, fmt.Errorf("%w: %w", silence, err)
	}
	if err != nil {
		return somebody, err
	}
	defer response.Body.Close()
	var told who
	if err := json.NewDecoder(io.LimitReader(response.Body, longest)).Decode(&told); err != nil {
		if ctx.Err() != nil {
			return somebody, ctx.Err()
		}
		told = somebody
	}
	told.status = response.StatusCode
	told.media, _, _ = mime.ParseMediaType(response.Header.Get("Content-Type"))
	return told, nil
}
