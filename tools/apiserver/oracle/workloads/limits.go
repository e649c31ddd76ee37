package main

import (
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/resourcequota"
	quota "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/quota/v1/evaluator/core"
	"k8s.io/kubernetes/plugin/pkg/admission/limitranger"
	"k8s.io/utils/clock"
)

var evaluators = map[string]quota.Evaluator{
	"Pod":                   core.NewPodEvaluator(nil, clock.RealClock{}),
	"Service":               core.NewServiceEvaluator(nil),
	"PersistentVolumeClaim": core.NewPersistentVolumeClaimEvaluator(nil),
}

// askLimits asks the admission plugins LimitRanger and ResourceQuota about a new object. What quotas count as used is
// counted from the other objects.
func askLimits(asked question) (answer, error) {
	object, kind, err := decode(asked.Object)
	if err != nil {
		return answer{}, err
	}
	accessor, err := meta.Accessor(object)
	if err != nil {
		return answer{}, err
	}
	evaluator := evaluators[kind.Kind]
	attributes := admission.NewAttributesRecord(object, nil, *kind, accessor.GetNamespace(), accessor.GetName(),
		schema.GroupVersionResource{Version: "v1", Resource: evaluator.GroupResource().Resource}, "",
		admission.Create, nil, false, nil)
	var ranges []*corev1.LimitRange
	var quotas []corev1.ResourceQuota
	var others []runtime.Object
	for _, raw := range asked.Existing {
		other, otherKind, err := decode(raw)
		if err != nil {
			return answer{}, err
		}
		switch otherKind.Kind {
		case "LimitRange":
			limitRange := &corev1.LimitRange{}
			if err := legacyscheme.Scheme.Convert(other, limitRange, nil); err != nil {
				return answer{}, err
			}
			ranges = append(ranges, limitRange)
		case "ResourceQuota":
			own := corev1.ResourceQuota{}
			if err := legacyscheme.Scheme.Convert(other, &own, nil); err != nil {
				return answer{}, err
			}
			quotas = append(quotas, own)
		case kind.Kind:
			others = append(others, other)
		}
	}
	actions := limitranger.DefaultLimitRangerActions{}
	for _, limitRange := range ranges {
		if err := actions.MutateLimit(limitRange, attributes.GetResource().Resource, object); err != nil {
			return answer{}, err
		}
	}
	for _, limitRange := range ranges {
		if err := actions.ValidateLimit(limitRange, attributes.GetResource().Resource, object); err != nil {
			return answer{}, admission.NewForbidden(attributes, err)
		}
	}
	for i := range quotas {
		if err := count(&quotas[i], evaluator, others); err != nil {
			return answer{}, err
		}
	}
	if _, err := resourcequota.CheckRequest(quotas, attributes, evaluator, nil); err != nil {
		return answer{}, err
	}
	written, err := runtime.Encode(legacyscheme.Codecs.LegacyCodec(kind.GroupVersion()), object)
	return answer{Object: json.RawMessage(written)}, err
}

func count(own *corev1.ResourceQuota, evaluator quota.Evaluator, others []runtime.Object) error {
	own.Status.Hard = own.Spec.Hard
	own.Status.Used = corev1.ResourceList{}
	for name := range own.Spec.Hard {
		own.Status.Used[name] = corev1.ResourceList{}[name]
	}
	for _, other := range others {
		matches, err := evaluator.Matches(own, other)
		if err != nil {
			return err
		}
		if !matches {
			continue
		}
		usage, err := evaluator.Usage(other)
		if err != nil {
			return err
		}
		own.Status.Used = quota.Add(own.Status.Used, quota.Mask(usage, quota.ResourceNames(own.Spec.Hard)))
	}
	return nil
}
