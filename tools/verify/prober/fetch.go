package main

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
)

// nameless stands for hosts that answered but did not say who they are.
const nameless = ""

// somebody is who answered without a name.
var somebody = who{Hostname: nameless}

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
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return somebody, err
	}
	// podinfo shows a page to browsers.
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "prober")
	response, err := client.Do(request)
	if err != nil {
		return somebody, err
	}
	defer response.Body.Close()
	var told who
	if err := json.NewDecoder(io.LimitReader(response.Body, longest)).Decode(&told); err != nil {
		if ctx.Err() != nil {
			return somebody, ctx.Err()
		}
		return somebody, nil
	}
	return told, nil
}
