package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

func TestAlikeTellsPortsApart(t *testing.T) {
	web := serveForm(t, http.StatusOK, "application/json", `{"hostname": "a"}`)
	twin := serveForm(t, http.StatusOK, "application/json; charset=utf-8", `{"hostname": "b"}`)
	metrics := serveForm(t, http.StatusOK, "text/plain", "up 1")
	missing := serveForm(t, http.StatusNotFound, "application/json", `{"hostname": "a"}`)
	mute := closeAtOnce(t)
	others := []string{web, twin, metrics, missing, mute}
	for _, one := range []struct {
		url   string
		alike []string
	}{
		{web, []string{web, twin}},
		{metrics, []string{metrics}},
		{missing, []string{missing}},
		{mute, []string{mute}},
	} {
		told := answerTo(t.Context(), question{Kind: "alike", URL: one.url, Others: others})
		if told.Result != "done" || !slices.Equal(told.Alike, one.alike) {
			t.Errorf("%s: %+v, not %v", one.url, told, one.alike)
		}
	}
}

func TestAlikeTellsPortsThatSayTheirNumber(t *testing.T) {
	one := serveForm(t, http.StatusOK, "application/json", `{"hostname": "a", "port": 1}`)
	two := serveForm(t, http.StatusOK, "application/json", `{"hostname": "a", "port": 2}`)
	told := answerTo(t.Context(), question{Kind: "alike", URL: one, Others: []string{one, two}})
	if !slices.Equal(told.Alike, []string{one}) {
		t.Errorf("%+v", told)
	}
}

func TestAlikeSaysThatNobodyListens(t *testing.T) {
	nobody := fmt.Sprintf("http://127.0.0.1:%d/", freePort(t))
	told := answerTo(t.Context(), question{Kind: "alike", URL: nobody, Others: []string{nobody}})
	if told.Result != "refused" || told.Alike != nil {
		t.Errorf("%+v", told)
	}
}

func serveForm(t *testing.T, status int, media string, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(response http.ResponseWriter, _ *http.Request) {
		response.Header().Set("Content-Type", media)
		response.WriteHeader(status)
		fmt.Fprint(response, body)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func closeAtOnce(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go closeEach(listener)
	return "http://" + listener.Addr().String()
}
