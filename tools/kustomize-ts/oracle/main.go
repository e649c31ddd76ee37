// Command oracle answers what kustomize 5.8.1 does: one JSON request per line
// on stdin, one JSON answer per line on stdout, in the same order.
// A request is a tree of files to build, or a text to read as kustomization files are read.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"runtime/debug"

	buildcommand "sigs.k8s.io/kustomize/kustomize/v5/commands/build"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/yaml"
)

// memory is where the files of a request stand in the file system in memory.
const memory = "/tree"

// file is the content of one file: a string, or {"base64": "..."} for bytes that are not UTF-8.
type file []byte

func (f *file) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err == nil {
		*f = file(text)
		return nil
	}
	var encoded struct {
		Base64 string `json:"base64"`
	}
	if err := json.Unmarshal(data, &encoded); err != nil {
		return err
	}
	content, err := base64.StdEncoding.DecodeString(encoded.Base64)
	*f = content
	return err
}

type request struct {
	Files          map[string]file `json:"files"`
	Target         string          `json:"target"`
	Reorder        string          `json:"reorder"`
	LoadRestrictor string          `json:"loadRestrictor"`
	// Text is YAML to convert to JSON, in place of a build.
	Text *string `json:"text"`
}

type answer struct {
	Yaml  *string `json:"yaml,omitempty"`
	JSON  *string `json:"json,omitempty"`
	Error string  `json:"error,omitempty"`
}

func main() {
	// An alias that contains itself recurses without end: fail before the memory is full.
	debug.SetMaxStack(64 << 20)
	input := bufio.NewReader(os.Stdin)
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	encoder.SetEscapeHTML(false)
	for {
		line, err := input.ReadBytes('\n')
		if len(line) > 1 {
			if err := encoder.Encode(reply(line)); err != nil {
				fail(err)
			}
		}
		// At once: a request that ends the process must not take the answers before it along.
		if err := output.Flush(); err != nil {
			fail(err)
		}
		if err != nil {
			return
		}
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "oracle:", err)
	os.Exit(1)
}

func reply(line []byte) (result answer) {
	defer func() {
		if cause := recover(); cause != nil {
			result = answer{Error: fmt.Sprintf("panic: %v", cause)}
		}
	}()
	var r request
	if err := json.Unmarshal(line, &r); err != nil {
		return answer{Error: "oracle: bad request: " + err.Error()}
	}
	if r.Text != nil {
		converted, err := yaml.YAMLToJSON([]byte(*r.Text))
		if err != nil {
			return answer{Error: err.Error()}
		}
		text := string(converted)
		return answer{JSON: &text}
	}
	printed, err := build(r)
	if err != nil {
		return answer{Error: err.Error()}
	}
	text := string(printed)
	return answer{Yaml: &text}
}

// build runs the build command itself, as in a process that starts afresh:
// the schema is global to the process and the first build would leave its own behind.
func build(r request) ([]byte, error) {
	openapi.ResetOpenAPI()
	files, directory, err := write(r.Files)
	if err != nil {
		return nil, err
	}
	if directory != memory {
		defer os.RemoveAll(directory)
	}
	args := []string{path.Join(directory, r.Target)}
	if r.Reorder == "none" || r.Reorder == "legacy" {
		args = append(args, "--reorder", r.Reorder)
	}
	if r.LoadRestrictor == "none" {
		args = append(args, "--load-restrictor", "LoadRestrictionsNone")
	}
	var output bytes.Buffer
	command := buildcommand.NewCmdBuild(files, buildcommand.MakeHelp("kustomize", "build"), &output)
	command.SilenceErrors = true
	command.SetArgs(args)
	command.SetOut(os.Stderr)
	command.SetErr(os.Stderr)
	if err := command.Execute(); err != nil {
		return nil, err
	}
	return output.Bytes(), nil
}

// write lays the files out in memory, or in a folder where memory refuses a name (one with a space, say).
func write(contents map[string]file) (filesys.FileSystem, string, error) {
	files := filesys.MakeFsInMemory()
	refused := false
	for name, content := range contents {
		if err := files.WriteFile(path.Join(memory, name), content); err != nil {
			refused = true
			break
		}
	}
	if !refused {
		return files, memory, nil
	}
	directory, err := os.MkdirTemp("", "oracle")
	if err != nil {
		return nil, "", err
	}
	for name, content := range contents {
		file := filepath.Join(directory, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, "", err
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			return nil, "", err
		}
	}
	return filesys.MakeFsOnDisk(), directory, nil
}
