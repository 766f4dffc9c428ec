// The part of the `yaml` package that the careful reader uses; bundled on its own and loaded only when a document needs it.
export { isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
