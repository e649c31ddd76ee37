// Command oracle answers what the CEL of the Kubernetes API server says: one JSON request per line on stdin
// ({"expr": ..., "object": ...}), one JSON answer per line on stdout, in the same order.
// The environment is that of a ValidatingAdmissionPolicy with paramKind and authorizer, for new expressions.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	utiljson "k8s.io/apimachinery/pkg/util/json"
	plugincel "k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type request struct {
	Expr   string          `json:"expr"`
	Object json.RawMessage `json:"object"`
}

// answer has issues when the expression does not compile, else a type, a cost, and a value or an error.
type answer struct {
	Expr   string  `json:"expr"`
	Issues string  `json:"issues,omitempty"`
	Type   string  `json:"type,omitempty"`
	Cost   *uint64 `json:"cost,omitempty"`
	Value  *any    `json:"value,omitempty"`
	Error  string  `json:"error,omitempty"`
}

// expression may evaluate to anything.
type expression string

func (e expression) GetExpression() string    { return string(e) }
func (e expression) ReturnTypes() []*cel.Type { return []*cel.Type{cel.AnyType} }

func main() {
	compiler, err := plugincel.NewCompositedCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))
	if err != nil {
		panic(err)
	}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		var in request
		if err := json.Unmarshal(lines.Bytes(), &in); err != nil {
			panic(err)
		}
		if err := encoder.Encode(ask(compiler, in)); err != nil {
			panic(err)
		}
	}
}

func ask(compiler *plugincel.CompositedCompiler, in request) answer {
	options := plugincel.OptionalVariableDeclarations{HasParams: true, HasAuthorizer: true}
	compiled := compiler.CompileCELExpression(expression(in.Expr), options, environment.NewExpressions)
	if compiled.Error != nil {
		return answer{Expr: in.Expr, Issues: compiled.Error.Error()}
	}
	var object any
	if err := utiljson.Unmarshal(in.Object, &object); err != nil {
		panic(err)
	}
	value, details, err := compiled.Program.ContextEval(context.Background(), map[string]any{
		"object":          object,
		"oldObject":       nil,
		"params":          nil,
		"namespaceObject": map[string]any{"metadata": map[string]any{"name": "shop"}},
		"request":         map[string]any{"operation": "CREATE", "userInfo": map[string]any{}},
	})
	result := answer{Expr: in.Expr, Type: compiled.OutputType.String()}
	if details != nil {
		result.Cost = details.ActualCost()
	}
	if err != nil {
		result.Error = err.Error()
		return result
	}
	plain := convert(value)
	result.Value = &plain
	return result
}

// convert writes what JSON does not tell apart as {"$int": "1"}, {"$opt": ...} and so on.
func convert(value ref.Val) any {
	switch v := value.(type) {
	case types.Int:
		return map[string]any{"$int": fmt.Sprint(int64(v))}
	case types.Uint:
		return map[string]any{"$uint": fmt.Sprint(uint64(v))}
	case types.Double:
		return map[string]any{"$double": fmt.Sprint(float64(v))}
	case types.Bytes:
		return map[string]any{"$bytes": fmt.Sprintf("%x", []byte(v))}
	case *types.Optional:
		if !v.HasValue() {
			return map[string]any{"$opt": nil}
		}
		return map[string]any{"$opt": convert(v.GetValue())}
	case types.Null:
		return nil
	case types.String:
		return string(v)
	case types.Bool:
		return bool(v)
	case traits.Lister:
		items := []any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			items = append(items, convert(it.Next()))
		}
		return items
	case traits.Mapper:
		entries := map[string]any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			entries[fmt.Sprint(key.Value())] = convert(v.Get(key))
		}
		return entries
	}
	return map[string]any{"$other": value.Type().TypeName()}
}
