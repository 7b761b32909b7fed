package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
)

// description is docs/openapi.yaml.
var description = sync.OnceValue(func() map[string]any {
	raw, err := os.ReadFile("../docs/openapi.yaml")
	if err != nil {
		panic(err)
	}
	var d map[string]any
	if err := yaml.Unmarshal(raw, &d); err != nil {
		panic(err)
	}
	return d
})

// asDescribed fails the test when the server answers JSON that docs/openapi.yaml does not describe: whatever a test asks
// for anyway is held against the description.
func asDescribed(t *testing.T, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/v1/") || strings.HasSuffix(r.URL.Path, "/socket") {
			h.ServeHTTP(w, r)
			return
		}
		heard := &answer{ResponseWriter: w, status: http.StatusOK}
		h.ServeHTTP(heard, r)
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
			return
		}
		for _, fault := range misdescribed(r.Method, r.URL.Path, heard.status, heard.body.Bytes()) {
			t.Errorf("%s %s answers %d, and docs/openapi.yaml differs: %s", r.Method, r.URL.Path, heard.status, fault)
		}
	})
}

// answer keeps what was answered.
type answer struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

func (a *answer) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	a.body.Write(b)
	return a.ResponseWriter.Write(b)
}

// misdescribed says where an answer differs from its description; nil for routes that are not described, which another
// test demands.
func misdescribed(method, path string, status int, body []byte) []string {
	operation := described(strings.ToLower(method), path)
	if operation == nil {
		return nil
	}
	answers, _ := operation["responses"].(map[string]any)
	one, ok := answers[strconv.Itoa(status)].(map[string]any)
	if !ok {
		if status >= 400 { // not every refusal of every route is listed; what a refusal looks like is
			one = map[string]any{"content": map[string]any{"application/json": map[string]any{"schema": map[string]any{"$ref": "#/components/schemas/Error"}}}}
		} else {
			return []string{"no such status"}
		}
	}
	content, _ := one["content"].(map[string]any)
	media, _ := content["application/json"].(map[string]any)
	schema, ok := media["schema"].(map[string]any)
	if !ok {
		return []string{"no JSON"}
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return []string{err.Error()}
	}
	return differs(schema, v, "$")
}

func described(method, path string) map[string]any {
	paths, _ := description()["paths"].(map[string]any)
	parts := strings.Split(path, "/")
	var found map[string]any
	most := -1
	for route, v := range paths {
		names := strings.Split(route, "/")
		if len(names) != len(parts) {
			continue
		}
		exact, fits := 0, true
		for i, n := range names {
			if n == parts[i] {
				exact++
			} else if !strings.HasPrefix(n, "{") {
				fits = false
			}
		}
		if operation, ok := v.(map[string]any)[method].(map[string]any); ok && fits && exact > most {
			found, most = operation, exact
		}
	}
	return found
}

// whole follows a reference and puts the parts of allOf together.
func whole(schema map[string]any) map[string]any {
	if ref, ok := schema["$ref"].(string); ok {
		at := description()
		for _, name := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			at, _ = at[name].(map[string]any)
		}
		return whole(at)
	}
	parts, ok := schema["allOf"].([]any)
	if !ok {
		return schema
	}
	all := map[string]any{"type": "object", "properties": map[string]any{}, "required": []any{}}
	for _, p := range parts {
		part := whole(p.(map[string]any))
		properties, _ := part["properties"].(map[string]any)
		maps.Copy(all["properties"].(map[string]any), properties)
		required, _ := part["required"].([]any)
		all["required"] = append(all["required"].([]any), required...)
	}
	return all
}

func differs(schema map[string]any, v any, at string) []string {
	schema = whole(schema)
	if choices, ok := schema["anyOf"].([]any); ok {
		var faults []string
		for _, c := range choices {
			found := differs(c.(map[string]any), v, at)
			if len(found) == 0 {
				return nil
			}
			faults = append(faults, found...)
		}
		return faults
	}
	if !fits(schema["type"], v) {
		return []string{fmt.Sprintf("%s is %T, want %v", at, v, schema["type"])}
	}
	if allowed, ok := schema["enum"].([]any); ok && !slices.ContainsFunc(allowed, func(a any) bool { return fmt.Sprint(a) == fmt.Sprint(v) }) {
		return []string{fmt.Sprintf("%s is %v, want one of %v", at, v, allowed)}
	}
	switch v := v.(type) {
	case map[string]any:
		return objectDiffers(schema, v, at)
	case []any:
		items, ok := schema["items"].(map[string]any)
		for i := 0; ok && i < len(v); i++ {
			if found := differs(items, v[i], fmt.Sprintf("%s[%d]", at, i)); len(found) > 0 {
				return found // the others are alike
			}
		}
	}
	return nil
}

func objectDiffers(schema, v map[string]any, at string) []string {
	properties, hasProperties := schema["properties"].(map[string]any)
	more, hasMore := schema["additionalProperties"].(map[string]any)
	if _, isOpen := schema["additionalProperties"].(bool); isOpen || (!hasProperties && !hasMore) && schema["type"] == nil {
		return nil
	}
	var faults []string
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, ok := v[name.(string)]; !ok {
			faults = append(faults, fmt.Sprintf("%s.%s is missing", at, name))
		}
	}
	for name, value := range v {
		known, ok := properties[name].(map[string]any)
		switch {
		case ok:
			faults = append(faults, differs(known, value, at+"."+name)...)
		case hasMore:
			faults = append(faults, differs(more, value, at+"."+name)...)
		default:
			faults = append(faults, fmt.Sprintf("%s.%s is not described", at, name))
		}
	}
	return faults
}

// fits compares with a type, or one of several; none fits everything.
func fits(kind, v any) bool {
	switch kind := kind.(type) {
	case nil:
		return true
	case []any:
		return slices.ContainsFunc(kind, func(k any) bool { return fits(k, v) })
	case string:
		switch v := v.(type) {
		case nil:
			return kind == "null"
		case bool:
			return kind == "boolean"
		case string:
			return kind == "string"
		case float64:
			return kind == "number" || kind == "integer" && v == float64(int64(v))
		case []any:
			return kind == "array"
		default:
			return kind == "object"
		}
	}
	return false
}
