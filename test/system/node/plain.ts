/** A JSON service with V8's defaults. The leaky one keeps the visitor of every tenth request in a Map for ever. */
import { leaky, serve } from './service.ts';

const visitors = new Map<string, { path: string; at: number; tags: string[] }>();
let visits = 0;

serve((path, response) => {
  visits += 1;
  const items = Array.from({ length: 40 }, (_, index) => ({
    id: index,
    name: `item ${index} of ${path}`,
    price: index * 1.5,
  }));
  const key = `${path}-${visits}`;
  visitors.set(key, { path, at: Date.now(), tags: [`first-${visits}`, `second-${visits}`] });
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ key, items, visitors: visitors.size > 0 }));
  if (!leaky || visits % 10 !== 0) visitors.delete(key);
});
