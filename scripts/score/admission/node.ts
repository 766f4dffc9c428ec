// Compares what nodes may do with recorded answers of the Node authorizer.
import { authorizeNode } from '#kube/node-authorizer.js';
import { nodeGraphOf, type Placed } from '#kube/node-graph.js';
import { inside, text } from '#kube/part.js';
import { partOf } from '#kube/value.js';
import { compare, fields, list, string, type Fields, type Scorer } from './record.js';

export const scoreNode: Scorer = (record) => {
  const graph = nodeGraphOf({
    pods: placed(record, 'pods'),
    persistentVolumes: placed(record, 'persistentVolumes'),
    volumeAttachments: placed(record, 'volumeAttachments'),
    resourceSlices: placed(record, 'resourceSlices'),
  });
  return list(record, 'queries').flatMap((query, index) => {
    const user = fields(query, 'user');
    const selector = string(query, 'fieldSelector');
    const decision = authorizeNode(graph, string(user, 'username'), list(user, 'groups').map(String), {
      verb: string(query, 'verb'),
      apiGroup: string(query, 'apiGroup'),
      resource: string(query, 'resource'),
      subresource: string(query, 'subresource'),
      namespace: string(query, 'namespace'),
      name: string(query, 'name'),
      ...(selector !== '' && { fieldSelector: selector }),
    });
    const { allowed, reason } = fields(query);
    return compare(`query ${index} (${string(query, 'verb')} ${string(query, 'resource')})`, { allowed, reason }, decision);
  });
};

function placed(record: Fields, key: string): readonly Placed[] {
  return list(record, key).map((object) => {
    const root = partOf(fields(object));
    const metadata = inside(root, 'metadata');
    return { namespace: text(metadata, 'namespace'), name: text(metadata, 'name'), root };
  });
}
