package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestAskAnswersInTheOrderOfTheQuestions(t *testing.T) {
	server := httptest.NewServer(tellWho("web-0", 80))
	defer server.Close()
	address := strings.TrimPrefix(server.URL, "http://")
	closed := net.JoinHostPort("127.0.0.1", fmt.Sprint(freePort(t)))
	// The input stays open behind the document.
	input := strings.NewReader(fmt.Sprintf(`{"concurrency":2,"seconds":5,"questions":[
		{"kind":"spread","url":"http://%[1]s/","times":100},
		{"kind":"connect","address":"%[2]s"},
		{"kind":"connect","address":"%[1]s"},
		{"kind":"lookup","name":"localhost"},
		{"kind":"guess"}]} more`, address, closed))
	var output bytes.Buffer
	if err := ask(input, &output); err != nil {
		t.Fatal(err)
	}
	var results []string
	lines := strings.Split(strings.TrimSpace(output.String()), "\n")
	for _, line := range lines[1 : len(lines)-1] {
		var told answer
		if err := json.Unmarshal([]byte(line), &told); err != nil {
			t.Fatal(err)
		}
		results = append(results, told.Result)
	}
	if want := []string{"done", "refused", "open", "found", "failed"}; !reflect.DeepEqual(results, want) {
		t.Errorf("%v, not %v", results, want)
	}
	if !strings.Contains(lines[len(lines)-1], `"control":{"sent":`) {
		t.Errorf("the last line is %s", lines[len(lines)-1])
	}
}

func TestAskEndsInTime(t *testing.T) {
	questions := strings.TrimSuffix(strings.Repeat(`{"kind":"watch","address":"127.0.0.1:1","for":60000},`, 3), ",")
	var output bytes.Buffer
	began := time.Now()
	if err := ask(strings.NewReader(`{"concurrency":1,"seconds":0.3,"questions":[`+questions+`]}`), &output); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
	if left := strings.Count(output.String(), `"not-asked"`); left != 2 {
		t.Errorf("%d were not asked", left)
	}
}

func TestAskRefusesWhatItDoesNotKnow(t *testing.T) {
	for _, input := range []string{"", "[]", `{"question":[]}`, `{"questions":[{"kid":"dns"}]}`} {
		if err := ask(strings.NewReader(input), &bytes.Buffer{}); err == nil {
			t.Errorf("%q was taken for questions", input)
		}
	}
}

func TestWatchKeepsWhenConnectionsFailed(t *testing.T) {
	server := httptest.NewServer(tellWho("web-0", 80))
	time.AfterFunc(200*time.Millisecond, server.Close)
	told := answerTo(t.Context(), question{Kind: "watch", URL: server.URL, Every: 10, For: 500})
	if told.Hosts["web-0"] == 0 || told.Failed["refused"] == 0 || told.Sent != told.Hosts["web-0"]+len(told.Failures) {
		t.Fatalf("%+v", told)
	}
	if first := told.Failures[0].At; first < 100 || first > 450 {
		t.Errorf("the first failure was at %v ms", first)
	}
	if last := told.Seen["web-0"].Last; last > told.Failures[len(told.Failures)-1].At {
		t.Errorf("it was seen last at %v ms", last)
	}
}

func TestSpreadTellsWhatIsNoHTTPAndWhoHasNoName(t *testing.T) {
	mute := httptest.NewServer(http.NotFoundHandler())
	defer mute.Close()
	if told := answerTo(t.Context(), question{Kind: "spread", URL: mute.URL, Times: 100}); told.Hosts[nameless] != hopeless {
		t.Errorf("without a name: %+v", told)
	}
	secure := "https://" + strings.TrimPrefix(mute.URL, "http://")
	if told := answerTo(t.Context(), question{Kind: "spread", URL: secure}); told.Failed["not-http"] != 1 {
		t.Errorf("no TLS: %+v", told)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			_, _ = connection.Write([]byte("+PONG\r\n"))
			connection.Close()
		}
	}()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	told := answerTo(t.Context(), question{Kind: "spread", URL: "http://" + silent.Addr().String(), Timeout: 50})
	if told.Failed["silent"] != 1 {
		t.Errorf("silence: %+v", told)
	}
	url := "http://" + listener.Addr().String()
	told = answerTo(t.Context(), question{Kind: "spread", URL: url, Times: 1000})
	if len(told.Hosts) > 0 || told.Sent != hopeless || len(told.Failed) == 0 {
		t.Errorf("no HTTP: %+v", told)
	}
}

func TestQuantiles(t *testing.T) {
	values := []float64{5, 1, 4, 2, 3}
	for share, want := range map[float64]float64{0.5: 3, 0.99: 5, 0.2: 1, 1: 5} {
		if got := quantile(values, share); got != want {
			t.Errorf("%v: %v, not %v", share, got, want)
		}
	}
	if quantile(nil, 0.5) != 0 {
		t.Error("of nothing")
	}
}

func TestResolvConf(t *testing.T) {
	got := parseResolvConf("search old\nnameserver 10.43.0.10\nsearch a.svc.cluster.local svc.cluster.local\noptions ndots:5 timeout:1\n")
	want := resolvConf{[]string{"10.43.0.10"}, []string{"a.svc.cluster.local", "svc.cluster.local"}, 5}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
}
