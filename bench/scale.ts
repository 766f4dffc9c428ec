// How the time of a lint grows with its objects: in many files, on one line, along one path, between namespaces, and with a thousand namespaces times a thousand subjects of the whole cluster.
import { join } from 'node:path';
import { generate, generateChain, generateLine, generateOperators, generateProduct, generateRing, generateTenants } from './generate.js';

/** Time grows with at most this power of the number of objects. */
const steepest = 1.1;

/** One shape of trees: how to write one of a size, and the sizes to try. */
interface Shape {
  readonly name: string;
  /** Gives the number of objects it wrote. */
  readonly write: (directory: string, size: number) => number;
  readonly sizes: readonly number[];
}

/** Prints time per object for every size and the exponent of growth; gives a sentence for each shape that grows too fast. `timeOf` lints a tree and gives milliseconds. */
export function benchScale(work: string, isLarge: boolean, timeOf: (tree: string) => number): string[] {
  const shapes: readonly Shape[] = [
    { name: 'objects', write: (directory, size) => (generate(directory, size), size), sizes: isLarge ? [10_000, 30_000, 100_000] : [5_000, 10_000, 20_000] },
    { name: 'objects on one line of JSON', write: generateLine, sizes: [2_500, 5_000, 10_000] },
    { name: 'accounts, each behind the one before', write: generateChain, sizes: [250, 500, 1_000] },
    { name: 'namespaces that one account deploys to', write: generateTenants, sizes: [250, 500, 1_000] },
    { name: 'namespaces with an operator each', write: generateOperators, sizes: [100, 200, 400] },
    { name: 'namespaces in a ring', write: generateRing, sizes: [100, 200, 400] },
    { name: 'namespaces × as many subjects', write: generateProduct, sizes: [250, 500, 1_000] },
  ];
  return shapes.flatMap(({ name, write, sizes }) => {
    const points = sizes.map((size) => {
      const tree = join(work, `scale-${name.replaceAll(/\W+/g, '-')}-${size}`);
      const objects = write(tree, size);
      return { size, objects, milliseconds: timeOf(tree) };
    });
    const exponent = slopeOf(points.map(({ objects, milliseconds }) => [Math.log(objects), Math.log(milliseconds)]));
    const perObject = points.map(({ size, objects, milliseconds }) => `${size}: ${((milliseconds * 1000) / objects).toFixed(0)} µs`);
    console.log(`time per object, ${name}: ${perObject.join(', ')}; grows with exponent ${exponent.toFixed(2)}, target ${steepest}`);
    return exponent > steepest ? [`missed: lint of ${name} grows with exponent ${exponent.toFixed(2)}, not ${steepest}`] : [];
  });
}

/** Slope of the straight line that lies nearest to the points. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}
