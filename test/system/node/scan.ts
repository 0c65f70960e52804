/** Looks a name up in a list. The leaky one adds a name per request and scans them all: latency grows with the run. */
import { leaky, serve } from './service.ts';

const SOUND_NAMES = 1000;
const names: { name: string; hits: number }[] = Array.from({ length: SOUND_NAMES }, (_, index) => ({
  name: `Known-${index}`,
  hits: 0,
}));
let sequence = 0;

serve((_path, response) => {
  sequence += 1;
  if (leaky) names.push({ name: `Name-${sequence}`, hits: 0 });
  const wanted = `absent-${sequence}`;
  const found = names.find((entry) => entry.name.toLowerCase() === wanted);
  response.end(`${found?.hits ?? 'none'}\n`);
});
