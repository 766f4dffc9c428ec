// The picture of one world: its graph, what is found in it, and what would end most of it.
import { check } from '#check/check.js';
import { chokePointsOf } from '#check/choke-points.js';
import { sortFindings } from '#finding/sort.js';
import { graphHtml } from '#report/graph-html.js';
import type { RuleSet } from '#rule/rule.js';
import { version } from '#version.js';
import { drawingOf, type GraphContext } from './graph.js';

/** One page of HTML. */
export function pictureOf(context: GraphContext & { readonly rules: RuleSet }): string {
  return graphHtml({ version, drawing: drawingOf(context), findings: sortFindings(check(context)), chokePoints: chokePointsOf(context) });
}
