import type { Type } from '../check/types.ts';
import { isLater } from '../syntax/macros.ts';
import {
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  list,
  map,
  nullType,
  opaque,
  optional,
  param,
  string,
  struct,
  timestamp,
  typeOf,
  uint,
} from '../check/types.ts';

/** One way to call a function. */
export interface Overload {
  readonly id: string;
  readonly member: boolean;
  readonly args: readonly Type[];
  readonly result: Type;
  /** Names of the type variables in it. */
  readonly variables: readonly string[];
}

/**
 * The functions of Kubernetes 1.36 for new expressions (compatibility version 1.35), in the order in which
 * overloads are tried. Source: k8s.io/apiserver pkg/cel/environment/base.go and the libraries that it names.
 * A line is `function overload arguments -> result`; a leading `.` marks a member function.
 */
const table = `
!_ logical_not bool -> bool
-_ negate_double double -> double
-_ negate_int64 int -> int
@in in_list A list(A) -> bool
@in in_map A map(A,B) -> bool
@not_strictly_false not_strictly_false bool -> bool
.@sortByAssociatedKeys list_int_sortByAssociatedKeys list(T) list(int) -> list(T)
.@sortByAssociatedKeys list_uint_sortByAssociatedKeys list(T) list(uint) -> list(T)
.@sortByAssociatedKeys list_double_sortByAssociatedKeys list(T) list(double) -> list(T)
.@sortByAssociatedKeys list_bool_sortByAssociatedKeys list(T) list(bool) -> list(T)
.@sortByAssociatedKeys list_google.protobuf.Duration_sortByAssociatedKeys list(T) list(duration) -> list(T)
.@sortByAssociatedKeys list_google.protobuf.Timestamp_sortByAssociatedKeys list(T) list(timestamp) -> list(T)
.@sortByAssociatedKeys list_string_sortByAssociatedKeys list(T) list(string) -> list(T)
.@sortByAssociatedKeys list_bytes_sortByAssociatedKeys list(T) list(bytes) -> list(T)
_!=_ not_equals A A -> bool
_%_ modulo_int64 int int -> int
_%_ modulo_uint64 uint uint -> uint
_&&_ logical_and bool bool -> bool
_*_ multiply_double double double -> double
_*_ multiply_int64 int int -> int
_*_ multiply_uint64 uint uint -> uint
_+_ add_bytes bytes bytes -> bytes
_+_ add_double double double -> double
_+_ add_duration_duration duration duration -> duration
_+_ add_duration_timestamp duration timestamp -> timestamp
_+_ add_timestamp_duration timestamp duration -> timestamp
_+_ add_int64 int int -> int
_+_ add_list list(A) list(A) -> list(A)
_+_ add_string string string -> string
_+_ add_uint64 uint uint -> uint
_-_ subtract_double double double -> double
_-_ subtract_duration_duration duration duration -> duration
_-_ subtract_int64 int int -> int
_-_ subtract_timestamp_duration timestamp duration -> timestamp
_-_ subtract_timestamp_timestamp timestamp timestamp -> duration
_-_ subtract_uint64 uint uint -> uint
_/_ divide_double double double -> double
_/_ divide_int64 int int -> int
_/_ divide_uint64 uint uint -> uint
_==_ equals A A -> bool
_?_:_ conditional bool A A -> A
_[?_] list_optindex_optional_int list(V) int -> optional(V)
_[?_] optional_list_optindex_optional_int optional(list(V)) int -> optional(V)
_[?_] map_optindex_optional_value map(K,V) K -> optional(V)
_[?_] optional_map_optindex_optional_value optional(map(K,V)) K -> optional(V)
_[_] index_list list(A) int -> A
_[_] index_map map(A,B) A -> B
_[_] optional_list_index_int optional(list(V)) int -> optional(V)
_[_] optional_map_index_value optional(map(K,V)) K -> optional(V)
_||_ logical_or bool bool -> bool
.add quantity_add Quantity Quantity -> Quantity
.add quantity_add_int Quantity int -> Quantity
.allowed decision_allowed Decision -> bool
.asApproximateFloat quantity_get_float Quantity -> double
.asInteger quantity_get_int Quantity -> int
bool bool_to_bool bool -> bool
bool string_to_bool string -> bool
bytes bytes_to_bytes bytes -> bytes
bytes string_to_bytes string -> bytes
cel.@mapInsert @mapInsert_map_key_value map(K,V) K V -> map(K,V)
cel.@mapInsert @mapInsert_map_map map(K,V) map(K,V) -> map(K,V)
.charAt string_char_at_int string int -> string
.check pathcheck_check PathCheck string -> Decision
.check resourcecheck_check ResourceCheck string -> Decision
cidr string_to_cidr string -> CIDR
.compareTo quantity_compare_to Quantity Quantity -> int
.compareTo semver_compare_to Semver Semver -> int
.contains contains_string string string -> bool
.containsCIDR cidr_contains_cidr_string CIDR string -> bool
.containsCIDR cidr_contains_cidr CIDR CIDR -> bool
.containsIP cidr_contains_ip_string CIDR string -> bool
.containsIP cidr_contains_ip_ip CIDR IP -> bool
.distinct list_distinct list(T) -> list(T)
double double_to_double double -> double
double int64_to_double int -> double
double string_to_double string -> double
double uint64_to_double uint -> double
duration duration_to_duration duration -> duration
duration int64_to_duration int -> duration
duration string_to_duration string -> duration
dyn to_dyn A -> dyn
.endsWith ends_with_string string string -> bool
.error decision_error Decision -> string
.errored decision_errored Decision -> bool
.family ip_family IP -> int
.fieldSelector authorizer_fieldselector ResourceCheck string -> ResourceCheck
.find string_find_string string string -> string
.findAll string_find_all_string string string -> list(string)
.findAll string_find_all_string_int string string int -> list(string)
.first list_first list(V) -> optional(V)
.flatten list_flatten list(list(T)) -> list(T)
.flatten list_flatten_int list(dyn) int -> list(dyn)
.format string_format string list(dyn) -> string
format.byte format.byte -> NamedFormat
format.date format.date -> NamedFormat
format.datetime format.datetime -> NamedFormat
format.dns1035Label format.dns1035Label -> NamedFormat
format.dns1035LabelPrefix format.dns1035LabelPrefix -> NamedFormat
format.dns1123Label format.dns1123Label -> NamedFormat
format.dns1123LabelPrefix format.dns1123LabelPrefix -> NamedFormat
format.dns1123Subdomain format.dns1123Subdomain -> NamedFormat
format.dns1123SubdomainPrefix format.dns1123SubdomainPrefix -> NamedFormat
format.labelValue format.labelValue -> NamedFormat
format.named format-named string -> optional(NamedFormat)
format.qualifiedName format.qualifiedName -> NamedFormat
format.uri format.uri -> NamedFormat
format.uuid format.uuid -> NamedFormat
.getDate timestamp_to_day_of_month_1_based timestamp -> int
.getDate timestamp_to_day_of_month_1_based_with_tz timestamp string -> int
.getDayOfMonth timestamp_to_day_of_month timestamp -> int
.getDayOfMonth timestamp_to_day_of_month_with_tz timestamp string -> int
.getDayOfWeek timestamp_to_day_of_week timestamp -> int
.getDayOfWeek timestamp_to_day_of_week_with_tz timestamp string -> int
.getDayOfYear timestamp_to_day_of_year timestamp -> int
.getDayOfYear timestamp_to_day_of_year_with_tz timestamp string -> int
.getEscapedPath url_get_escaped_path URL -> string
.getFullYear timestamp_to_year timestamp -> int
.getFullYear timestamp_to_year_with_tz timestamp string -> int
.getHost url_get_host URL -> string
.getHostname url_get_hostname URL -> string
.getHours timestamp_to_hours timestamp -> int
.getHours timestamp_to_hours_with_tz timestamp string -> int
.getHours duration_to_hours duration -> int
.getMilliseconds timestamp_to_milliseconds timestamp -> int
.getMilliseconds timestamp_to_milliseconds_with_tz timestamp string -> int
.getMilliseconds duration_to_milliseconds duration -> int
.getMinutes timestamp_to_minutes timestamp -> int
.getMinutes timestamp_to_minutes_with_tz timestamp string -> int
.getMinutes duration_to_minutes duration -> int
.getMonth timestamp_to_month timestamp -> int
.getMonth timestamp_to_month_with_tz timestamp string -> int
.getPort url_get_port URL -> string
.getQuery url_get_query URL -> map(string,list(string))
.getScheme url_get_scheme URL -> string
.getSeconds timestamp_to_seconds timestamp -> int
.getSeconds timestamp_to_seconds_tz timestamp string -> int
.getSeconds duration_to_seconds duration -> int
.group authorizer_group Authorizer string -> GroupCheck
.hasValue optional_hasValue optional(V) -> bool
.indexOf list_a_index_of_int list(A) A -> int
.indexOf string_index_of_string string string -> int
.indexOf string_index_of_string_int string string int -> int
int int64_to_int64 int -> int
int double_to_int64 double -> int
int duration_to_int64 duration -> int
int string_to_int64 string -> int
int timestamp_to_int64 timestamp -> int
int uint64_to_int64 uint -> int
ip string_to_ip string -> IP
.ip cidr_ip CIDR -> IP
ip.isCanonical ip_is_canonical string -> bool
isCIDR is_cidr string -> bool
.isGlobalUnicast ip_is_global_unicast IP -> bool
.isGreaterThan quantity_is_greater_than Quantity Quantity -> bool
.isGreaterThan semver_is_greater_than Semver Semver -> bool
isIP is_ip string -> bool
.isInteger quantity_is_integer Quantity -> bool
.isLessThan quantity_is_less_than Quantity Quantity -> bool
.isLessThan semver_is_less_than Semver Semver -> bool
.isLinkLocalMulticast ip_is_link_local_multicast IP -> bool
.isLinkLocalUnicast ip_is_link_local_unicast IP -> bool
.isLoopback ip_is_loopback IP -> bool
isQuantity is_quantity_string string -> bool
isSemver is_semver_string string -> bool
isSemver is_semver_string_bool string bool -> bool
.isSorted list_int_is_sorted_bool list(int) -> bool
.isSorted list_uint_is_sorted_bool list(uint) -> bool
.isSorted list_double_is_sorted_bool list(double) -> bool
.isSorted list_bool_is_sorted_bool list(bool) -> bool
.isSorted list_duration_is_sorted_bool list(duration) -> bool
.isSorted list_timestamp_is_sorted_bool list(timestamp) -> bool
.isSorted list_string_is_sorted_bool list(string) -> bool
.isSorted list_bytes_is_sorted_bool list(bytes) -> bool
isURL is_url_string string -> bool
.isUnspecified ip_is_unspecified IP -> bool
.join list_join list(string) -> string
.join list_join_string list(string) string -> string
.labelSelector authorizer_labelselector ResourceCheck string -> ResourceCheck
.last list_last list(V) -> optional(V)
.lastIndexOf list_a_last_index_of_int list(A) A -> int
.lastIndexOf string_last_index_of_string string string -> int
.lastIndexOf string_last_index_of_string_int string string int -> int
lists.range lists_range int -> list(int)
.lowerAscii string_lower_ascii string -> string
.major semver_major Semver -> int
.masked cidr_masked CIDR -> CIDR
matches matches string string -> bool
.matches matches_string string string -> bool
.max list_int_max_int list(int) -> int
.max list_uint_max_uint list(uint) -> uint
.max list_double_max_double list(double) -> double
.max list_bool_max_bool list(bool) -> bool
.max list_duration_max_duration list(duration) -> duration
.max list_timestamp_max_timestamp list(timestamp) -> timestamp
.max list_string_max_string list(string) -> string
.max list_bytes_max_bytes list(bytes) -> bytes
.min list_int_min_int list(int) -> int
.min list_uint_min_uint list(uint) -> uint
.min list_double_min_double list(double) -> double
.min list_bool_min_bool list(bool) -> bool
.min list_duration_min_duration list(duration) -> duration
.min list_timestamp_min_timestamp list(timestamp) -> timestamp
.min list_string_min_string list(string) -> string
.min list_bytes_min_bytes list(bytes) -> bytes
.minor semver_minor Semver -> int
.name resourcecheck_name ResourceCheck string -> ResourceCheck
.namespace resourcecheck_namespace ResourceCheck string -> ResourceCheck
optional.none optional_none -> optional(V)
optional.of optional_of V -> optional(V)
optional.ofNonZeroValue optional_ofNonZeroValue V -> optional(V)
optional.unwrap optional_unwrap list(optional(V)) -> list(V)
.or optional_or_optional optional(V) optional(V) -> optional(V)
.orValue optional_orValue_value optional(V) V -> V
.patch semver_patch Semver -> int
.path authorizer_path Authorizer string -> PathCheck
.prefixLength cidr_prefix_length CIDR -> int
quantity string_to_quantity string -> Quantity
.reason decision_reason Decision -> string
.replace string_replace_string_string string string string -> string
.replace string_replace_string_string_int string string string int -> string
.resource groupcheck_resource GroupCheck string -> ResourceCheck
.reverse list_reverse list(T) -> list(T)
semver string_to_semver string -> Semver
semver string_bool_to_semver string bool -> Semver
.serviceAccount authorizer_serviceaccount Authorizer string string -> Authorizer
sets.contains list_sets_contains_list list(T) list(T) -> bool
sets.equivalent list_sets_equivalent_list list(T) list(T) -> bool
sets.intersects list_sets_intersects_list list(T) list(T) -> bool
sign quantity_sign Quantity -> int
size size_bytes bytes -> int
.size bytes_size bytes -> int
size size_list list(A) -> int
.size list_size list(A) -> int
size size_map map(A,B) -> int
.size map_size map(A,B) -> int
size size_string string -> int
.size string_size string -> int
.slice list_slice list(T) int int -> list(T)
.sort list_int_sort list(int) -> list(int)
.sort list_uint_sort list(uint) -> list(uint)
.sort list_double_sort list(double) -> list(double)
.sort list_bool_sort list(bool) -> list(bool)
.sort list_google.protobuf.Duration_sort list(duration) -> list(duration)
.sort list_google.protobuf.Timestamp_sort list(timestamp) -> list(timestamp)
.sort list_string_sort list(string) -> list(string)
.sort list_bytes_sort list(bytes) -> list(bytes)
.split string_split_string string string -> list(string)
.split string_split_string_int string string int -> list(string)
.startsWith starts_with_string string string -> bool
string string_to_string string -> string
string bool_to_string bool -> string
string bytes_to_string bytes -> string
string double_to_string double -> string
string duration_to_string duration -> string
string int64_to_string int -> string
string timestamp_to_string timestamp -> string
string uint64_to_string uint -> string
string ip_to_string IP -> string
string cidr_to_string CIDR -> string
strings.quote strings_quote string -> string
.sub quantity_sub Quantity Quantity -> Quantity
.sub quantity_sub_int Quantity int -> Quantity
.subresource resourcecheck_subresource ResourceCheck string -> ResourceCheck
.substring string_substring_int string int -> string
.substring string_substring_int_int string int int -> string
.sum list_int_sum_int list(int) -> int
.sum list_uint_sum_uint list(uint) -> uint
.sum list_double_sum_double list(double) -> double
.sum list_duration_sum_duration list(duration) -> duration
timestamp timestamp_to_timestamp timestamp -> timestamp
timestamp int64_to_timestamp int -> timestamp
timestamp string_to_timestamp string -> timestamp
.trim string_trim string -> string
type type A -> type(A)
uint uint64_to_uint64 uint -> uint
uint double_to_uint64 double -> uint
uint int64_to_uint64 int -> uint
uint string_to_uint64 string -> uint
.unwrapOpt optional_unwrapOpt list(optional(V)) -> list(V)
.upperAscii string_upper_ascii string -> string
url string_to_url string -> URL
.validate format-validate NamedFormat string -> optional(list(string))
.value optional_value optional(V) -> V
`;

/** Libraries that came after Kubernetes 1.28, the first version with all that is left. */
const introduced: Readonly<Record<string, readonly string[]>> = {
  '1.29': ['sets.contains', 'sets.equivalent', 'sets.intersects', 'strings.quote'],
  '1.30': [
    'cidr',
    'containsCIDR',
    'containsIP',
    'family',
    'ip',
    'ip.isCanonical',
    'isCIDR',
    'isGlobalUnicast',
    'isIP',
    'isLinkLocalMulticast',
    'isLinkLocalUnicast',
    'isLoopback',
    'isUnspecified',
    'masked',
    'prefixLength',
  ],
  '1.31': [
    'fieldSelector',
    'labelSelector',
    'validate',
    'format.byte',
    'format.date',
    'format.datetime',
    'format.dns1035Label',
    'format.dns1035LabelPrefix',
    'format.dns1123Label',
    'format.dns1123LabelPrefix',
    'format.dns1123Subdomain',
    'format.dns1123SubdomainPrefix',
    'format.labelValue',
    'format.named',
    'format.qualifiedName',
    'format.uri',
    'format.uuid',
  ],
  '1.32': ['cel.@mapInsert'],
  '1.33': ['isSemver', 'major', 'minor', 'patch', 'semver'],
  '1.34': [
    '@sortByAssociatedKeys',
    'distinct',
    'flatten',
    'lists.range',
    'reverse',
    'slice',
    'sort',
  ],
};

const kubernetesTypes = {
  Quantity: struct('kubernetes.Quantity'),
  URL: struct('kubernetes.URL'),
  Semver: struct('kubernetes.Semver'),
  NamedFormat: struct('kubernetes.NamedFormat'),
  IP: opaque('net.IP'),
  CIDR: opaque('net.CIDR'),
  Authorizer: struct('kubernetes.authorization.Authorizer'),
  PathCheck: struct('kubernetes.authorization.PathCheck'),
  GroupCheck: struct('kubernetes.authorization.GroupCheck'),
  ResourceCheck: struct('kubernetes.authorization.ResourceCheck'),
  Decision: struct('kubernetes.authorization.Decision'),
} as const;

const simpleTypes: Readonly<Record<string, Type>> = {
  bool,
  bytes,
  double,
  duration,
  dyn,
  int,
  null: nullType,
  string,
  timestamp,
  uint,
  ...kubernetesTypes,
};

/** The type of a value of a Kubernetes library. */
export function kubernetesType(name: keyof typeof kubernetesTypes): Type {
  return kubernetesTypes[name];
}

/** The overloads by function name, those of a version of Kubernetes alone (`1.35`). */
export function signatures(version = '1.35'): ReadonlyMap<string, readonly Overload[]> {
  const known = cache.get(version);
  if (known) return known;
  all ??= readTable();
  const later = new Set(
    Object.entries(introduced).flatMap(([since, names]) => (isLater(since, version) ? names : [])),
  );
  const functions = new Map([...all].filter(([name]) => !later.has(name)));
  cache.set(version, functions);
  return functions;
}

const cache = new Map<string, ReadonlyMap<string, readonly Overload[]>>();
let all: ReadonlyMap<string, readonly Overload[]> | undefined;

function readTable(): ReadonlyMap<string, readonly Overload[]> {
  const functions = new Map<string, Overload[]>();
  const add = (name: string, overload: Overload): void => {
    const overloads = functions.get(name) ?? [];
    overloads.push(overload);
    functions.set(name, overloads);
  };
  for (const line of table.trim().split('\n')) {
    const words = line.split(' ');
    const arrow = words.indexOf('->');
    const [name = '', id = ''] = words;
    const member = name.startsWith('.');
    add(
      member ? name.slice(1) : name,
      readOverload(id, member, words.slice(2, arrow), words[arrow + 1] ?? ''),
    );
  }
  for (const [symbol, word] of [
    ['_<_', 'less'],
    ['_<=_', 'less_equals'],
    ['_>_', 'greater'],
    ['_>=_', 'greater_equals'],
  ] as const) {
    for (const [suffix, args] of comparisons)
      add(symbol, readOverload(`${word}_${suffix}`, false, args, 'bool'));
  }
  return functions;
}

/** Ordered types, and the pairs of numbers that compare across types. */
const comparisons: readonly (readonly [string, readonly string[]])[] = [
  ['bool', ['bool', 'bool']],
  ['int64', ['int', 'int']],
  ['int64_double', ['int', 'double']],
  ['int64_uint64', ['int', 'uint']],
  ['uint64', ['uint', 'uint']],
  ['uint64_double', ['uint', 'double']],
  ['uint64_int64', ['uint', 'int']],
  ['double', ['double', 'double']],
  ['double_int64', ['double', 'int']],
  ['double_uint64', ['double', 'uint']],
  ['string', ['string', 'string']],
  ['bytes', ['bytes', 'bytes']],
  ['timestamp', ['timestamp', 'timestamp']],
  ['duration', ['duration', 'duration']],
];

function readOverload(
  id: string,
  member: boolean,
  args: readonly string[],
  result: string,
): Overload {
  const variables = new Set<string>();
  const read = (text: string): Type => readType(text, variables);
  return { id, member, args: args.map(read), result: read(result), variables: [...variables] };
}

function readType(text: string, variables: Set<string>): Type {
  const simple = simpleTypes[text];
  if (simple) return simple;
  const open = text.indexOf('(');
  if (open < 0) {
    variables.add(text);
    return param(text);
  }
  const inner = text.slice(open + 1, -1);
  const read = (part: string): Type => readType(part, variables);
  switch (text.slice(0, open)) {
    case 'list':
      return list(read(inner));
    case 'optional':
      return optional(read(inner));
    case 'type':
      return typeOf(read(inner));
    default: {
      const comma = inner.indexOf(',');
      return map(read(inner.slice(0, comma)), read(inner.slice(comma + 1)));
    }
  }
}
