import { parseAllDocuments } from 'yaml';

/**
 * What one file refers to, as it is written there. URLs and inline YAML are among the paths: they lead to no project.
 *
 * @typedef {object} References
 * @property {readonly string[]} paths files and folders
 * @property {readonly string[]} configurations files of generators, transformers and validators, which can name further files
 */

/** Fields of a kustomization that list paths. */
const PATH_LISTS = new Set([
  'resources',
  'components',
  'bases',
  'configurations',
  'crds',
  'patchesstrategicmerge',
]);

/** Fields of a kustomization that list the configurations of plugins. */
const PLUGIN_LISTS = new Set(['generators', 'transformers', 'validators']);

/** Fields that hold one object with files in it, or a list of them. */
const OBJECTS = new Set([
  'patches',
  'patchesjson6902',
  'replacements',
  'openapi',
  'configmapgenerator',
  'secretgenerator',
]);

/**
 * Reads a kustomization file: every field of Kustomization v1beta1 and Component v1alpha1 that can hold a path, but helm's.
 * Field names are case-insensitive and only the first document counts, as in kustomize 5.8.1.
 *
 * @param {string} text
 * @returns {References}
 * @throws {Error} where the text is no YAML
 */
export function readKustomization(text) {
  /** @type {Set<string>} */
  const paths = new Set();
  /** @type {Set<string>} */
  const configurations = new Set();
  const [document] = parse(text);
  for (const [field, value] of fieldsOf(document)) {
    if (PATH_LISTS.has(field)) addStrings(paths, value);
    else if (OBJECTS.has(field)) addFiles(paths, value);
    else if (PLUGIN_LISTS.has(field)) {
      for (const entry of stringsOf(value)) {
        if (!entry.includes('\n')) configurations.add(entry);
        else for (const configuration of parse(entry)) addFiles(paths, configuration);
      }
    }
  }
  return { paths: [...paths], configurations: [...configurations] };
}

/**
 * Reads the configuration file of a generator, transformer or validator. Its paths start at the kustomization that lists it.
 *
 * @param {string} text
 * @returns {References}
 * @throws {Error} where the text is no YAML
 */
export function readConfiguration(text) {
  /** @type {Set<string>} */
  const paths = new Set();
  for (const document of parse(text)) addFiles(paths, document);
  return { paths: [...paths], configurations: [] };
}

/**
 * Adds the files that an object, or each object of a list, names.
 *
 * @param {Set<string>} paths
 * @param {unknown} value
 */
function addFiles(paths, value) {
  if (Array.isArray(value)) {
    for (const item of value) addFiles(paths, item);
    return;
  }
  for (const [field, content] of fieldsOf(value)) {
    if (field === 'path' || field === 'paths' || field === 'env' || field === 'envs') {
      addStrings(paths, content);
    } else if (field === 'files') {
      // `key=path`
      for (const file of stringsOf(content)) paths.add(file.slice(file.indexOf('=') + 1));
    } else if (field === 'replacements') addFiles(paths, content);
  }
}

/**
 * @param {Set<string>} paths
 * @param {unknown} value
 */
function addStrings(paths, value) {
  for (const path of stringsOf(value)) paths.add(path);
}

/**
 * @param {unknown} value a string or a list
 * @returns {string[]}
 */
function stringsOf(value) {
  return [value].flat().filter((item) => typeof item === 'string');
}

/**
 * @param {unknown} value
 * @returns {[string, unknown][]} the fields in lower case; none where the value is no mapping
 */
function fieldsOf(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).map(([field, content]) => [field.toLowerCase(), content]);
}

/**
 * @param {string} text
 * @returns {Generator<unknown>} the documents
 */
function* parse(text) {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    uniqueKeys: false,
    logLevel: 'silent',
  });
  for (const document of documents) {
    const [error] = document.errors;
    if (error) throw error;
    yield document.toJS();
  }
}
