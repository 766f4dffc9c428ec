// The schema and the types say the same: whoever adds a key to one is told of the other.
import ts from 'typescript';
import { expect, test } from 'vitest';
import schema from '../../src/rule/schema.json' with { type: 'json' };
import { kinds } from '#rule/rule.js';

const program = ts.createProgram(['src/rule/rule.ts'], { strict: true, noEmit: true, skipLibCheck: true, moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext });
const checker = program.getTypeChecker();
const source = program.getSourceFile('src/rule/rule.ts');

/** Keys of an interface of rule.ts; true where the key is optional. */
function keysOf(name: string): Record<string, boolean> {
  const declared = source?.statements.find((statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === name);
  if (!declared) throw new Error(`src/rule/rule.ts has no interface ${name}`);
  const properties = checker.getTypeAtLocation(declared).getProperties();
  return Object.fromEntries(properties.map((property) => [property.name, (property.flags & ts.SymbolFlags.Optional) !== 0]));
}

test.each(kinds)('schema.json and rule.ts agree on the keys of %s rules', (kind) => {
  const { properties, required } = schema.$defs[kind] as { properties: object; required: string[] };
  const { source: file, ...keys } = keysOf(`${kind[0]?.toUpperCase()}${kind.slice(1)}Rule`);
  expect(file).toBe(false);
  expect(Object.fromEntries(Object.keys(properties).map((key) => [key, !required.includes(key)]))).toEqual(keys);
});
